"""The longlist: instruments that a deal may make, and what desk research found of them (rules 49 and 51)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import CityDeal
from governance.services.checks import save_checked
from workgroups.enums import InstrumentState
from workgroups.models import Candidate, DesignPrinciple, Instrument
from workgroups.services.assessment_checks import require_keeper
from workgroups.services.instruments import (
    InstrumentDetails,
    add_instrument,
    change_instrument_state,
    check_day,
)


@dataclass(frozen=True)
class CandidateDetails:
    """For which principle, and what desk research found (DeskResearch) on a day; empty: not looked yet."""

    principle: DesignPrinciple | None = None
    research: str = ""
    research_text: str = ""
    researched_on: date | None = None


@transaction.atomic
def add_candidate(
    *, actor: User, deal: CityDeal, instrument: InstrumentDetails, details: CandidateDetails, on: date
) -> Candidate:
    """Add a new instrument to the deal and put it on the longlist, on a day.

    Raises DomainError as ``add_instrument`` and ``list_instrument``. Writes history. Source: rule 51.
    """
    require_keeper(actor, deal)
    check_day(on, field="listed_on")
    made = add_instrument(actor=actor, deal=deal, details=instrument, since=on)
    return list_instrument(actor=actor, instrument=made, details=details, on=on)


@transaction.atomic
def list_instrument(*, actor: User, instrument: Instrument, details: CandidateDetails, on: date) -> Candidate:
    """Put an instrument that is an idea on the longlist, on a day.

    Raises DomainError without the right, on an instrument that stands there already or is past an idea, on a
    principle of another deal, and on a day that cannot be. Writes history. Source: rule 51.
    """
    require_keeper(actor, instrument.deal)
    check_day(on, field="listed_on")
    if Candidate.objects.filter(instrument=instrument).exists():
        raise DomainError(_("This instrument stands on the longlist already."), field="instrument")
    if instrument.state not in (InstrumentState.IDEA, InstrumentState.LONGLIST):
        raise DomainError(
            _("This instrument is “%(state)s” already. Only an idea goes on the longlist.")
            % {"state": instrument.get_state_display()},
            field="instrument",
        )
    candidate = Candidate(instrument=instrument, listed_on=on)
    save_checked(_filled(candidate, details), actor)
    if instrument.state == InstrumentState.IDEA:
        try:
            change_instrument_state(actor=actor, instrument=instrument, state=InstrumentState.LONGLIST, on=on)
        except DomainError as error:
            field = "listed_on" if error.field == "on" else error.field
            raise DomainError(error.message, field=field) from error
        instrument.refresh_from_db(fields=["state"])
    return candidate


@transaction.atomic
def change_candidate(
    *, actor: User, candidate: Candidate, details: CandidateDetails, history_id: int
) -> Candidate:
    """Change for which principle a candidate is, and what desk research found.

    Raises StaleError when somebody saved it after ``history_id``; DomainError without the right, on a
    principle of another deal, and on a day that cannot be. Writes history. Source: rule 51.
    """
    candidate = lock_candidate(candidate)
    require_keeper(actor, candidate.instrument.deal)
    if latest_history_id(candidate) != history_id:
        raise StaleError(_("Somebody else changed this candidate after you opened it."))
    return save_checked(_filled(candidate, details), actor)


def lock_candidate(candidate: Candidate) -> Candidate:
    """Return a candidate under its row lock, with its instrument and deal."""
    found = Candidate.objects.select_for_update(of=("self",)).select_related("instrument__deal")
    return found.get(pk=candidate.pk)


def _filled(candidate: Candidate, details: CandidateDetails) -> Candidate:
    principle = details.principle
    if principle is not None and principle.deal_id != candidate.instrument.deal_id:
        raise DomainError(_("This principle belongs to another deal."), field="principle")
    text, day = details.research_text.strip(), details.researched_on
    if not details.research and (text or day):
        raise DomainError(_("Choose what desk research found."), field="research")
    if details.research and not text:
        raise DomainError(_("Say what was found, and where."), field="research_text")
    if details.research:
        day = day or timezone.localdate()
        check_day(day, field="researched_on")
    candidate.principle, candidate.research = principle, details.research
    candidate.research_text, candidate.researched_on = text, day
    return candidate
