"""Print a document: a Typst template with data, in the font of the portal.

Data goes in as JSON and is never markup, so what people typed cannot change the document. Fonts come from
a package of the portal, never from the machine, so that every host prints the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fontpkg_source_sans_3  # type: ignore[import-untyped]
import typst

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
FONTS = Path(fontpkg_source_sans_3.__file__).resolve().parent / "files"


def typeset(template: str, data: Any, *, standards: Sequence[str] = (), folder: Path = TEMPLATES) -> bytes:
    """Return the PDF of a template (its file name) in ``folder``, that of governance or of another app.

    ``data``: what JSON can hold; the template reads it as ``json(bytes(sys.inputs.data))``. ``standards``:
    such as ``a-2a`` and ``ua-1``. Raises typst.TypstError on a template that does not compile.
    """
    compile_: Any = typst.compile  # its types know no standards by name
    made: bytes = compile_(
        str(folder / template),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=list(standards),
    )
    return made
