"""Whether a PDF can be opened, and holds nothing that runs."""

from __future__ import annotations

from typing import Any, BinaryIO

from citydeal.common.file_kinds import FileRunsError

# What a PDF may do by itself when somebody opens or clicks it.
_CAN_RUN = frozenset({"/JavaScript", "/Launch"})


class PdfClosedError(Exception):
    """The PDF cannot be opened: it is broken, or protected with a password."""


def check_pdf(content: BinaryIO) -> int:
    """Return how many pages an open PDF has; leaves the file at its beginning.

    Raises PdfClosedError where nobody can open it without a password, or at all, and FileRunsError where a
    script or a program stands in it.
    """
    # Loaded at the first upload: it takes 17 MB, which most web workers never need.
    import pikepdf

    content.seek(0)
    try:
        with pikepdf.open(content) as pdf:
            if any(_can_run(thing) for thing in pdf.objects):
                raise FileRunsError
            return len(pdf.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError) as error:
        raise PdfClosedError from error
    finally:
        content.seek(0)


def _can_run(thing: Any) -> bool:
    """Tell whether an object, or what stands inside it without a number of its own, can run."""
    kind = getattr(thing, "_type_name", "")
    if kind == "array":
        return any(_can_run(each) for each in thing.as_list() if _is_inner(each))
    if kind not in ("dictionary", "stream"):
        return False
    if "/JS" in thing or str(thing.get("/S", "")) in _CAN_RUN:
        return True
    parts = thing.stream_dict if kind == "stream" else thing
    return any(_can_run(each) for each in parts.as_dict().values() if _is_inner(each))


def _is_inner(thing: Any) -> bool:
    return getattr(thing, "is_indirect", True) is False
