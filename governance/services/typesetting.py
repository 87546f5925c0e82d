"""Print a document: a Typst template with data, in the font of the portal.

Data goes in as JSON and is never markup, so what people typed cannot change the document. Fonts come from
a package of the portal, never from the machine, so that every host prints the same. The printer is read
with the first document, since most web workers never print one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"


class TypesettingError(Exception):
    """A document that cannot be printed, such as one with a sign that the standards refuse."""


def typeset(template: str, data: Any, *, standards: Sequence[str] = (), folder: Path = TEMPLATES) -> bytes:
    """Return the PDF of a template (its file name) in ``folder``, that of governance or of another app.

    ``data``: what JSON can hold; the template reads it as ``json(bytes(sys.inputs.data))``. ``standards``:
    such as ``a-2a`` and ``ua-1``. Raises TypesettingError on what does not compile.
    """
    import fontpkg_source_sans_3  # type: ignore[import-untyped]
    import typst

    fonts = Path(fontpkg_source_sans_3.__file__).resolve().parent / "files"
    compile_: Any = typst.compile  # its types know no standards by name
    try:
        made: bytes = compile_(
            str(folder / template),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=list(standards),
        )
    except typst.TypstError as error:
        raise TypesettingError(str(error)) from error
    return made
