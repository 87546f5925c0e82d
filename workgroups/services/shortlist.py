"""The cut from longlist to shortlist, by a decision of a body (rules 49 to 52)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import DecisionSubject
from governance.models import CityDeal, Decision
from governance.services.checks import save_checked
from workgroups.enums import CandidateOutcome, DeskResearch, InstrumentState
from workgroups.models import Candidate
from workgroups.services.assessment_checks import require_keeper
from workgroups.services.decided import check_decision
from workgroups.services.instruments import change_instrument_state, check_day

REASON_LENGTH = 300


@dataclass(frozen=True)
class Choice:
    """What a body decided about a candidate (CandidateOutcome), and why; empty: for the common reason."""

    outcome: str
    reason: str = ""


@transaction.atomic
def decide_candidates(
    *,
    actor: User,
    deal: CityDeal,
    decision: Decision | None,
    on: date,
    reason: str,
    choices: Mapping[int, Choice],
) -> list[Candidate]:
    """Write down which candidates a body chose and which it did not: id of a candidate → choice.

    ``reason``: for all of them together. A chosen instrument goes on as "chosen" on that day. All of it is
    written, or nothing. Raises DomainError without the right, on a decision that cannot carry it, without a
    reason, on a candidate that was chosen already or dropped, on one of which nobody looked whether it
    exists, and on one that exists and was tested (field ``outcome_<id>``). Writes history.
    Source: rules 50 to 52.
    """
    require_keeper(actor, deal)
    check_day(on)
    check_decision(deal, decision, DecisionSubject.CONTENT, on)
    reason = one_line(reason, length=REASON_LENGTH)
    if not choices:
        raise DomainError(_("Say of at least one candidate whether it is chosen."))
    candidates = _locked(deal, list(choices))
    decided = []
    for candidate in candidates:
        choice = choices[candidate.pk]
        try:
            decided.append(_decide(actor, candidate, choice, decision, on, reason))
        except DomainError as error:
            field = error.field if error.field in ("on", "reason") else f"outcome_{candidate.pk}"
            raise DomainError(error.message, field=field) from error
    return decided


def _locked(deal: CityDeal, ids: list[int]) -> list[Candidate]:
    found = Candidate.objects.select_for_update(of=("self",)).select_related("instrument__deal")
    candidates = list(found.filter(pk__in=ids, instrument__deal=deal))
    if len(candidates) != len(ids):
        raise DomainError(_("The longlist has changed meanwhile. Load the page again."))
    return candidates


def _decide(
    actor: User, candidate: Candidate, choice: Choice, decision: Decision | None, on: date, reason: str
) -> Candidate:
    check_open(candidate)
    why = one_line(choice.reason, length=REASON_LENGTH) or reason
    if not why:
        raise DomainError(_("Say why."), field="reason")
    if choice.outcome == CandidateOutcome.CHOSEN:
        check_selectable(candidate)
    if on < candidate.listed_on:
        raise DomainError(
            _("This candidate stands on the longlist since %(day)s.")
            % {"day": date_format(candidate.listed_on, "DATE_FORMAT")}
        )
    candidate.outcome, candidate.reason, candidate.decision = choice.outcome, why, decision
    save_checked(candidate, actor)
    if choice.outcome == CandidateOutcome.CHOSEN:
        change_instrument_state(
            actor=actor,
            instrument=candidate.instrument,
            state=InstrumentState.CHOSEN,
            on=on,
            decision=decision,
        )
    return candidate


def check_open(candidate: Candidate) -> None:
    """Refuse to decide about a candidate that was chosen or dropped; raises DomainError.

    What was chosen, dropped and put on the longlist again can be decided about once more.
    """
    if candidate.instrument.state == InstrumentState.LONGLIST:
        return
    if candidate.instrument.state == InstrumentState.CHOSEN:
        raise DomainError(_("“%(title)s” was chosen already.") % {"title": candidate.instrument.title})
    raise DomainError(
        _("“%(title)s” is no longer on the longlist: it is “%(state)s”.")
        % {"title": candidate.instrument.title, "state": candidate.instrument.get_state_display()}
    )


def check_selectable(candidate: Candidate) -> None:
    """Refuse to choose what may not be chosen: it exists and was tested, or nobody looked yet.

    Raises DomainError. Source: rules 51 and 52.
    """
    title = {"title": candidate.instrument.title}
    if candidate.research == DeskResearch.TESTED:
        raise DomainError(
            _(
                "“%(title)s” exists and was tested, so the deal does not choose it (rule 52). Choose a tool"
                " that does not exist yet, or that was not tested."
            )
            % title
        )
    if not candidate.research:
        raise DomainError(_("First write down what desk research found about “%(title)s” (rule 51).") % title)
