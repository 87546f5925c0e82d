"""The decisions of a body: its decision list, one of them, and what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.enums import AgreementState, DecisionResult, DecisionSubject, PartyState
from governance.models import Body, CityDeal, Decision, Meeting, Party, PartyAgreement
from governance.permissions import Actor, among_open_bodies, bodies_open_to, can_manage_people, takes_part
from governance.permissions_meetings import can_manage_meetings, visible_meetings
from governance.permissions_reports import among_open_decisions, decisions_open_to, parties_answered_for
from governance.rules.agreements import holds_from
from governance.selectors.outcomes import RESULT_KINDS
from governance.selectors.votes import vote_counts


@dataclass(frozen=True)
class DecisionRow:
    """A line of a decision list. ``closed``: why others do not read it yet; empty where they do."""

    url: str
    label: str
    title: str
    taken_on: Any
    subject: str
    is_withdrawn: bool
    result: str
    result_kind: str
    closed: str


def decision_rows(
    user: Actor, body: Body, query: str = "", subject: str = "", result: str = ""
) -> list[DecisionRow]:
    """Return the decisions of a body that the account may read, newest first. One query.

    ``query`` is looked for in title and text; ``subject`` and ``result`` are empty for all.
    """
    words = query.casefold().split()
    return [
        _row(body, decision)
        for decision in _of_body(body=body.pk, **decisions_open_to(user, body))
        if subject in ("", decision.subject)
        and result in ("", decision.result)
        and all(word in f"{decision.label} {decision.title} {decision.text}".casefold() for word in words)
    ]


def latest_decisions(user: Actor, body: Body) -> list[DecisionRow]:
    """Return the newest decisions of a body that hold and may be read, at most three. One query."""
    found = _latest(body=body.pk, **decisions_open_to(user, body))
    return [_row(body, decision) for decision in found]


def _row(body: Body, decision: Decision) -> DecisionRow:
    return DecisionRow(
        address("governance:decision_detail", body.deal.slug, body.slug, decision.pk),
        decision.label,
        decision.title,
        decision.taken_on,
        str(decision.get_subject_display()),
        decision.withdrawn_on is not None,
        str(decision.get_result_display()),
        RESULT_KINDS[DecisionResult(decision.result)],
        closed_because(decision, timezone.localdate()),
    )


def closed_because(decision: Decision, on: date) -> str:
    """Return why others than the members do not read a decision yet; needs item and meeting loaded."""
    if decision.item is not None and decision.item.meeting.list_confirmed_at is None:
        return _("The chair did not confirm it yet")
    if decision.public_from is not None and decision.public_from > on:
        return _("Public from %(day)s") % {"day": date_format(decision.public_from, "DATE_FORMAT")}
    return ""


@compiled
def _of_body(body: Any, inside: Any, on: Any) -> QuerySet[Decision]:
    found = Decision.objects.filter(among_open_decisions(inside, on), body=body)
    return found.select_related("item__meeting")


@compiled
def _latest(body: Any, inside: Any, on: Any) -> QuerySet[Decision]:
    found = Decision.objects.filter(among_open_decisions(inside, on), body=body, withdrawn_on__isnull=True)
    return found.select_related("item__meeting")[:3]


@dataclass(frozen=True)
class AgreementRow:
    """What a party says. ``holds``: from when the decision holds for it, in words.

    ``edit_url`` is empty for who does not answer for it.
    """

    party: str
    state: str
    kind: str
    detail: str
    holds: str
    is_in_effect: bool
    edit_url: str


@dataclass(frozen=True)
class DecisionPage:
    """A decision: what it says, how it came about, per party where it holds, and what rests on it.

    ``on_record``: what was put on record; of a written round the remarks of voters, for the members alone.
    ``in_effect``: for how many of the parties it holds today. ``found_url``, ``close_url``: where a body is
    founded or closed on it; empty where it cannot carry that.
    """

    facts: Sequence[tuple[str, str]]
    resting: Sequence[tuple[str, Body]]
    may_manage: bool
    closed: str
    on_record: str
    votes: Sequence[tuple[str, int]]
    agreements: Sequence[AgreementRow]
    in_effect: int
    meeting_url: str
    vote_url: str
    found_url: str
    bodies_url: str


def decision_page(user: Actor, decision: Decision) -> DecisionPage:
    """Return the page of a decision, as far as this account may open its meeting and bodies.

    Three queries at most.
    """
    body = decision.body
    open_to = bodies_open_to(user, body.deal)
    resting = []
    for other in _resting(decision=decision.pk, **open_to):
        other.deal = body.deal
        words = _("Founded by this decision") if other.founding_decision_id == decision.pk else ""
        resting.append((words or _("Closed by this decision"), other))
    keeps = can_manage_people(user, body.deal)
    agreements = agreement_rows(user, decision) if decision.asks_parties else []
    carries = keeps and _can_carry(decision)
    meeting = _meeting_of(user, decision)
    return DecisionPage(
        facts=_facts(decision),
        resting=resting,
        may_manage=keeps,
        closed=closed_because(decision, timezone.localdate()),
        on_record=_on_record(user, decision),
        votes=vote_counts(decision.vote) if decision.vote else (),
        agreements=agreements,
        in_effect=sum(row.is_in_effect for row in agreements),
        meeting_url=meeting.get_absolute_url() if meeting else "",
        vote_url=_vote_url(user, decision, meeting),
        found_url=f"{address('governance:body_create', body.deal.slug)}?besluit={decision.pk}"
        if carries
        else "",
        bodies_url=address("governance:body_list", body.deal.slug) if carries else "",
    )


def _meeting_of(user: Actor, decision: Decision) -> Meeting | None:
    """Return the meeting of a decision, where this account may open it; it may be of another body."""
    if decision.item is None:
        return None
    found = visible_meetings(user, decision.body.deal).filter(pk=decision.item.meeting_id)
    return found.select_related("body__deal").first()


def _on_record(user: Actor, decision: Decision) -> str:
    """Return what was put on record. Without a meeting it was in a round, where "the members read it"."""
    is_inside = bool(decisions_open_to(user, decision.body)["inside"])
    return decision.on_record if is_inside or decision.item is not None else ""


def _can_carry(decision: Decision) -> bool:
    """Whether a body can be founded or closed on a decision."""
    about = decision.subject in (DecisionSubject.QUALITY_TEAMS, DecisionSubject.COMPOSITION)
    return about and decision.result == DecisionResult.ADOPTED and decision.withdrawn_on is None


def _vote_url(user: Actor, decision: Decision, meeting: Meeting | None) -> str:
    vote = decision.vote
    if vote is None or meeting is None or not can_manage_meetings(user, meeting.body):
        return ""
    where = (meeting.body.deal.slug, meeting.body.slug, meeting.pk)
    return address("governance:vote_detail", *where, vote.pk)


def _facts(decision: Decision) -> list[tuple[str, str]]:
    def day(value: date | None) -> str:
        return date_format(value, "DATE_FORMAT") if value else ""

    item = decision.item
    facts = [
        (_("Number"), decision.label),
        (_("Taken by"), decision.body.name),
        (_("Taken on"), day(decision.taken_on)),
        (_("Item"), item.title if item else ""),
        (_("Is about"), str(decision.get_subject_display())),
        (_("Result"), str(decision.get_result_display())),
        (_("Decided"), str(decision.get_decided_by_display())),
        (_("Takes effect on"), day(decision.effective_on)),
        (_("Public from"), day(decision.public_from)),
    ]
    return [(label, value) for label, value in facts if value]


@compiled
def _resting(decision: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Body]:
    rests = Q(founding_decision=decision) | Q(closing_decision=decision)
    return Body.objects.filter(rests, among_open_bodies(deal, levels, own))


_AGREEMENT_KINDS = {
    AgreementState.UNKNOWN: "neutral",
    AgreementState.MANDATE: "active",
    AgreementState.SUBJECT_TO: "warning",
    AgreementState.REFUSED: "danger",
}


def agreement_rows(user: Actor, decision: Decision) -> list[AgreementRow]:
    """Return what each party says to a decision, by name, for who takes part. Two queries. Source: A2-10."""
    if not takes_part(user, decision.body.deal):
        return []
    found = _agreements(decision=decision.pk)
    own = parties_answered_for(user, decision, [agreement.party_id for agreement in found])
    on = timezone.localdate()
    return [_agreement_row(decision, agreement, on, agreement.party_id in own) for agreement in found]


def _agreement_row(decision: Decision, agreement: PartyAgreement, on: date, may_answer: bool) -> AgreementRow:
    day = holds_from(agreement.state, agreement.confirmed_on, decision.effective_on, decision.withdrawn_on)
    in_effect = day is not None and day <= on and decision.withdrawn_on is None
    if day is not None:
        holds = _("Holds from %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
    elif agreement.state == AgreementState.REFUSED:
        holds = _("Does not hold for this party")
    else:
        holds = _("Waits for the confirmation of the party")
    body, organization = decision.body, agreement.party.organization
    url = ""
    if may_answer:
        where = (body.deal.slug, body.slug, decision.pk, organization.slug)
        url = address("governance:agreement_edit", *where)
    return AgreementRow(
        party=organization.name,
        state=str(agreement.get_state_display()),
        kind="safe" if in_effect else _AGREEMENT_KINDS[AgreementState(agreement.state)],
        detail=agreement_detail(agreement),
        holds=holds,
        is_in_effect=in_effect,
        edit_url=url,
    )


def agreement_detail(agreement: PartyAgreement) -> str:
    """Return within which mandate, or whose decision is waited for and until when, and the remark."""
    parts = [agreement.mandate] if agreement.mandate else []
    if agreement.subject_to and agreement.due_on:
        parts.append(
            _("%(who)s, at the latest on %(day)s")
            % {"who": agreement.subject_to, "day": date_format(agreement.due_on, "DATE_FORMAT")}
        )
    if agreement.remark:
        parts.append(agreement.remark)
    return ". ".join(parts)


@compiled
def _agreements(decision: Any) -> QuerySet[PartyAgreement]:
    found = PartyAgreement.objects.filter(decision=decision).select_related("party__organization")
    return found.order_by("party__organization__name", "pk")


def decisions_about(deal: CityDeal, subjects: Sequence[str]) -> list[Decision]:
    """Return the adopted decisions of a deal about these subjects that hold, newest first. One query."""
    found = Decision.objects.filter(
        body__deal=deal,
        subject__in=subjects,
        withdrawn_on__isnull=True,
        result=DecisionResult.ADOPTED,
    )
    return list(found.select_related("body__deal"))


def agreeing_parties(deal: CityDeal, on: date) -> list[Party]:
    """Return the parties of a deal on a day, by name: of whom a decision may ask something. One query."""
    found = Party.objects.with_state(on).filter(deal=deal, **{"state": PartyState.PARTY})
    return list(found.select_related("organization").order_by("organization__name", "pk"))
