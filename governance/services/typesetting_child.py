"""The typesetter in a process of its own: what to print comes in as JSON, what was printed goes out.

The compiler keeps in memory what it made of the last ten documents, hundreds of megabytes of long ones, and
cannot be stopped half-way. A process of its own gives both back. It needs nothing of the portal.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import typst

# The answer of a template that does not compile, such as a sign that the font lacks.
REFUSED = 3


def main() -> int:
    """Print what standard input asks for; returns how it ended."""
    wanted: dict[str, Any] = json.load(sys.stdin)
    compile_: Any = typst.compile  # its types know no standards by name
    try:
        made: bytes | list[bytes] = compile_(
            wanted["template"],
            root=wanted["root"],
            font_paths=wanted["fonts"],
            ignore_system_fonts=True,
            sys_inputs={"data": wanted["data"]},
            **wanted["options"],
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        return REFUSED
    pages = made if isinstance(made, list) else [made]
    json.dump([base64.b64encode(page).decode() for page in pages], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
