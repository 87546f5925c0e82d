"""A longlist from a sheet, all of it at once (rule 51)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CityDeal
from workgroups.models import Candidate
from workgroups.selectors.longlist_sheet import SheetLine, plan_import
from workgroups.services.assessment_checks import require_keeper
from workgroups.services.candidates import CandidateDetails, add_candidate, list_instrument
from workgroups.services.instruments import InstrumentDetails


@transaction.atomic
def import_candidates(
    *, actor: User, deal: CityDeal, rows: Sequence[Mapping[str, str]], listed_on: date
) -> list[Candidate]:
    """Put the rows of a sheet on the longlist that can stand there and do not yet; returns what was added.

    Rows with a problem are left out, as the preview said. Raises DomainError without the right, where there
    is nothing to add, and on a day that cannot be. Writes history. Source: rule 51.
    """
    require_keeper(actor, deal)
    lines = [line for line in plan_import(deal, rows) if line.is_new]
    if not lines:
        raise DomainError(_("There is nothing to add in this sheet."))
    return [_add(actor, deal, line, listed_on) for line in lines]


def _add(actor: User, deal: CityDeal, line: SheetLine, on: date) -> Candidate:
    details = CandidateDetails(line.principle, line.research, line.research_text)
    if line.instrument is not None:
        line.instrument.deal = deal
        return list_instrument(actor=actor, instrument=line.instrument, details=details, on=on)
    new = InstrumentDetails(title=line.title, text=line.text, kind=line.kind)
    return add_candidate(actor=actor, deal=deal, instrument=new, details=details, on=on)
