"""Print a document: a Typst template with data, in the font of the portal.

Data goes in as JSON and is never markup, so what people typed cannot change the document. Fonts come from
a package of the portal, never from the machine, so that every host prints the same. The typesetter runs in a
process of its own (``typesetting_child``), with a time limit.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fontpkg_source_sans_3  # type: ignore[import-untyped]

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
FONTS = Path(fontpkg_source_sans_3.__file__).resolve().parent / "files"
CHILD = Path(__file__).resolve().parent / "typesetting_child.py"
# The answer of ``typesetting_child`` to a template that does not compile.
REFUSED = 3
# Seconds after which a typesetter that does not end is stopped.
PATIENCE = 60


class TypesettingError(Exception):
    """The template does not compile, or a standard refuses what it was given; says why."""


def typeset(template: str, data: Any, *, standards: Sequence[str] = (), folder: Path = TEMPLATES) -> bytes:
    """Return the PDF of a template (its file name) in ``folder``, that of governance or of another app.

    ``data``: what JSON can hold; the template reads it as ``json(bytes(sys.inputs.data))``. ``standards``:
    such as ``a-2a`` and ``ua-1``. Raises TypesettingError on a template that does not compile, and
    subprocess.TimeoutExpired.
    """
    options = {"format": "pdf", "pdf_standards": list(standards)}
    return _printed(template, data, folder, options)[0]


def pictures(template: str, data: Any, *, sharpness: int, folder: Path = TEMPLATES) -> list[bytes]:
    """Return the pages of a template as PNG; ``sharpness``: dots per inch. For the rest as ``typeset``."""
    return _printed(template, data, folder, {"format": "png", "ppi": sharpness})


def _printed(template: str, data: Any, folder: Path, options: dict[str, Any]) -> list[bytes]:
    wanted = {
        "template": str(folder / template),
        "root": str(folder),
        "fonts": [str(FONTS)],
        "data": json.dumps(data),
        "options": options,
    }
    done = subprocess.run(  # noqa: S603  # our own interpreter and script
        [sys.executable, "-I", str(CHILD)],
        input=json.dumps(wanted).encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode == REFUSED:
        raise TypesettingError(done.stderr.decode(errors="replace"))
    done.check_returncode()
    return [base64.b64decode(page) for page in json.loads(done.stdout)]
