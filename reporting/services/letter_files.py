"""The letter of a party as a file: ODT, to change before it is sent, or PDF."""

from __future__ import annotations

from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.models import Party
from reporting.selectors.letters import council_letter
from reporting.services.rendering import FORMATS, ODT, PDF, MadeDocument, render

LETTER_FORMATS = (ODT, PDF)


def letter_file(party: Party, on: date, format: str) -> MadeDocument:
    """Return the letter of a party, as it stands on a day; ``format``: one of ``LETTER_FORMATS``.

    Needs deal and organisation loaded.
    """
    content_type, extension = FORMATS[format]
    words = {"party": slugify(party.organization.name)[:60], "day": on.isoformat()}
    name = _("letter-%(party)s-%(day)s") % words
    return MadeDocument(f"{name}.{extension}", render(council_letter(party, on), format), content_type)
