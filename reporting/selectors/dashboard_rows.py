"""What dashboards read beside groups and milestones: the rows of all parts in two queries (ADR 12).

The first says who looks (the last visit, the last report, the parties of the account); the second, which
needs that, has what is asked of the reader and what changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.object_permissions import objects_with
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import AgreementState, DelegationReach, ItemKind, MeetingState
from governance.models import (
    Abstention,
    AgendaItem,
    AgendaPaper,
    CityDeal,
    Decision,
    Delegation,
    Invitation,
    Meeting,
    Membership,
    Party,
    PartyAgreement,
    PartyContact,
    PartyRequest,
    Person,
    Position,
    RoundVoice,
)
from governance.permissions import (
    READ_BODIES,
    READ_BODY,
    among_answerable,
    among_open_bodies,
    bodies_open_to,
    body_rights,
    has_right,
)
from governance.permissions_meetings import among_invitations_of
from governance.permissions_reports import among_open_decisions
from governance.permissions_rounds import among_open_voices
from governance.selectors.rule_parts import day
from reporting.models import DashboardVisit, ProgressReport
from reporting.permissions import among_open_reports
from reporting.permissions_contributions import keep_ties, ties
from reporting.selectors.contribution_asked import question_rows, waiting_questions
from reporting.selectors.dashboard_groups import group_rows
from reporting.selectors.dashboard_news_rows import (
    LATE_NEWS,
    decision_news,
    instrument_news,
    news_since,
    party_news,
    step_news,
)
from reporting.selectors.report_work import in_review_with
from workgroups.models import GroupLead
from workgroups.permissions_planning import led_by, may_lead

Row = dict[str, Any]
# So many rows of a kind a dashboard reads; it shows fewer.
MOST_ROWS, MOST_MEETINGS = 20, 4


@dataclass(frozen=True)
class Looker:
    """Who looks at a dashboard. ``visited``: the day of the last visit before today; ``last``: the last day
    that is noted, today once that is done.

    ``reported``: the day on which the last report that was sent was released; ``report``: its id;
    ``parties``: the parties that the account is of; ``led``: the groups that it leads; ``asked_to``: coming
    meetings that it is invited to, and ``in_place``: those for a place at the table.
    """

    visited: date | None
    last: date | None
    reported: date | None
    report: int | None
    parties: list[int]
    led: list[int]
    asked_to: list[int]
    in_place: list[int]


def looker(user: User, deal: CityDeal, on: date) -> Looker:
    """Return who looks at the dashboard of a deal. One query."""
    levels = [str(Access.PUBLIC), str(Access.DEAL)]
    ((visits, reports, parties, leads, invitations, own, keeps_money),) = _looker(
        user=user.pk,
        deal=deal.pk,
        on=on,
        levels=levels,
        states=[],
        invited=[user.pk],
        now=timezone.now(),
    )
    keep_ties(user, deal, on, own, keeps_money)
    last = day(visits[0]["last"]) if visits else None
    before = day(visits[0]["before"]) if visits else None
    report = reports[0] if reports else None
    return Looker(
        visited=before if last == on else last,
        last=last,
        reported=day(report["on"]) if report else None,
        report=report["id"] if report else None,
        parties=parties,
        led=leads if may_lead(user, deal) else [],
        asked_to=[row["meeting"] for row in invitations],
        in_place=[row["meeting"] for row in invitations if not row["guest"]],
    )


@compiled
def _looker(user: Any, deal: Any, on: Any, levels: Any, states: Any, invited: Any, now: Any) -> QuerySet[Any]:
    coming = Invitation.objects.filter(
        among_invitations_of(invited, on), meeting__body__deal=deal, meeting__ends_at__gte=now
    )
    leads = GroupLead.objects.filter(led_by(user, on), group__body__deal=deal)
    visit = DashboardVisit.objects.filter(user=user, deal=OuterRef("pk"))
    sent = ProgressReport.objects.filter(among_open_reports(deal, states, levels), released_at__isnull=False)
    sent = sent.annotate(day=TruncDate("released_at")).order_by("-period_end", "-pk")
    arrays = {
        "visits": ArraySubquery(visit.values_list(JSONObject(last="last_on", before="before_on"))),
        "reports": ArraySubquery(sent.values_list(JSONObject(id="pk", on="day"))[:1]),
        "parties_of": ArraySubquery(_own_parties(user, deal, on).values_list("pk")),
        "leads": ArraySubquery(leads.order_by("group").values("group")),
        "asked_to": ArraySubquery(
            coming.order_by("pk").values_list(JSONObject(meeting="meeting_id", guest="is_guest"))
        ),
        **ties(user, deal, on),
    }
    return CityDeal.objects.filter(pk=deal).order_by().annotate(**arrays).values_list(*arrays)


def _own_parties(user: Any, deal: Any, on: Any) -> QuerySet[Party]:
    """Return the parties of a deal that an account is of: contact, seat or office, or for who is so."""
    acts_for = Delegation.objects.filter(holds_on(on), delegate__user=user, reach=DelegationReach.BODY.value)
    own = Person.objects.filter(user=user).order_by().values("pk")
    # Found one by one: of two conditions at once every person of every deal would be read.
    mine = own.union(acts_for.order_by().values("person"))
    offices = Position.objects.filter(holds_on(on), person__in=mine).order_by().values("organization")
    contacts = PartyContact.objects.filter(holds_on(on), person__in=mine).order_by().values("party")
    sits = Membership.objects.filter(holds_on(on), person__in=mine, seat__party__deal=deal)
    found = Q(organization__in=offices) | Q(pk__in=contacts) | Q(pk__in=sits.order_by().values("seat__party"))
    return Party.objects.filter(found, deal=deal).order_by("order", "pk")


@dataclass(frozen=True)
class DashboardRows:
    """Rows as JSON has them: what is asked of the reader, the next meetings, what changed, and the groups."""

    items: Sequence[Row]
    agreements: Sequence[Row]
    voices: Sequence[Row]
    requests: Sequence[Row]
    quarters: Sequence[Row]
    reports: Sequence[Row]
    meetings: Sequence[Row]
    steps: Sequence[Row]
    instruments: Sequence[Row]
    decisions: Sequence[Row]
    parties: Sequence[Row]
    groups: Sequence[Row]


def dashboard_rows(user: User, deal: CityDeal, on: date, since: date, found: Looker) -> DashboardRows:
    """Return what is asked of an account in a deal, its next meetings, and what changed from ``since`` on.

    ``found``: from ``looker``. One query.
    """
    ((*columns,),) = _rows(
        user=user.pk,
        on=on,
        begin=timezone.make_aware(datetime.combine(since, time.min)),
        since=since,
        earliest=since - LATE_NEWS,
        parties=found.parties,
        asked_to=found.asked_to,
        in_place=found.in_place,
        mine=objects_with(body_rights(user), READ_BODY),
        whole=[deal.pk] if has_right(user, READ_BODIES, deal.pk) else [],
        led=found.led,
        now=timezone.now(),
        **bodies_open_to(user, deal),
    )
    return DashboardRows(*columns)


@compiled
def _rows(
    user: Any,
    deal: Any,
    on: Any,
    now: Any,
    begin: Any,
    since: Any,
    earliest: Any,
    parties: Any,
    levels: Any,
    own: Any,
    mine: Any,
    whole: Any,
    led: Any,
    asked_to: Any,
    in_place: Any,
) -> QuerySet[Any]:
    reads = among_open_decisions(mine, on) | Q(body__deal__any=whole)
    decisions = Decision.objects.filter(
        reads, among_open_bodies(deal, levels, own, "body"), withdrawn_on__isnull=True
    )
    arrays = {
        "items": ArraySubquery(_items(deal, now, mine, in_place, parties)[:MOST_ROWS]),
        "agreed": ArraySubquery(_agreements(decisions, parties)[:MOST_ROWS]),
        "voices": ArraySubquery(_voices(user, deal, on)[:MOST_ROWS]),
        "asked": ArraySubquery(_requests(user, deal, on)[:MOST_ROWS]),
        "quarters": ArraySubquery(
            question_rows(waiting_questions().filter(party__any=parties, party__deal=deal))[:MOST_ROWS]
        ),
        "to_read": ArraySubquery(_reports(user, deal, on)[:MOST_ROWS]),
        "meetings": ArraySubquery(_meetings(deal, now, mine, asked_to)[:MOST_MEETINGS]),
        "steps": ArraySubquery(
            step_news(deal, news_since(begin, since, earliest), begin, levels, own)[:MOST_ROWS]
        ),
        "tools": ArraySubquery(
            instrument_news(deal, news_since(begin, since, earliest), levels, mine, led, own)[:MOST_ROWS]
        ),
        "taken": ArraySubquery(decision_news(decisions, since)[:MOST_ROWS]),
        "came": ArraySubquery(party_news(deal, news_since(begin, since, earliest, "start"))[:MOST_ROWS]),
        "works": ArraySubquery(group_rows(on, among_open_bodies(deal, levels, own, "body"), since=since)),
    }
    return CityDeal.objects.filter(pk=deal).order_by().annotate(**arrays).values_list(*arrays)


# --- Asked of me ------------------------------------------------------------------------------------


def _attended(mine: Any, ids: Any) -> Q:
    """Return the condition "a meeting of a body of the account, or one of these ids"."""
    joint = Meeting.joint_bodies.through.objects.filter(body__any=mine).values("meeting")
    return Q(body__any=mine) | Q(pk__in=joint) | Q(pk__any=ids)


def _items(deal: Any, now: Any, mine: Any, in_place: Any, parties: Any) -> QuerySet[Any]:
    """What coming meetings are asked to decide; not what the own party left to the others."""
    coming = Meeting.objects.filter(
        _attended(mine, in_place),
        body__deal=deal,
        state__in=[MeetingState.CONVENED.value, MeetingState.IN_SESSION.value],
        ends_at__gte=now,
    )
    left = Abstention.objects.filter(party__any=parties)
    decided = Decision.objects.filter(item=OuterRef("pk"), withdrawn_on__isnull=True)
    papers = AgendaPaper.objects.filter(item=OuterRef("pk"), replaced_by__isnull=True, withdrawn_reason="")
    found = AgendaItem.objects.filter(
        Q(kind=ItemKind.DECIDE.value) | Q(cover_note__asked__gt=""),
        ~Exists(decided),
        ~Q(pk__in=left.values("item")),
        ~Q(parent__in=left.values("item")) | Q(parent__isnull=True),
        meeting__in=coming.order_by().values("pk"),
    )
    row = JSONObject(
        id="pk",
        title="title",
        kind="kind",
        meeting="meeting_id",
        starts_at="meeting__starts_at",
        body="meeting__body__name",
        slug="meeting__body__slug",
        asked="cover_note__asked",
        occasion="cover_note__occasion",
        money="cover_note__money",
        papers=ArraySubquery(papers.order_by().values("item").annotate(n=Count("pk")).values("n")),
    )
    return found.order_by("meeting__starts_at", "meeting", "order", "pk").values_list(row)


def _agreements(decisions: QuerySet[Decision], parties: Any) -> QuerySet[Any]:
    """Decisions that wait for a party of the account, with how all parties stand."""
    stand = PartyAgreement.objects.filter(decision=OuterRef("decision")).order_by("party__order", "pk")
    line = JSONObject(
        party="party_id",
        name="party__organization__name",
        state="state",
        due="due_on",
        confirmed="confirmed_on",
        subject="subject_to",
    )
    found = PartyAgreement.objects.filter(
        party__any=parties,
        confirmed_on__isnull=True,
        decision__asks_parties=True,
        decision__in=decisions.order_by().values("pk"),
    ).exclude(state=AgreementState.REFUSED.value)
    row = JSONObject(
        id="decision_id",
        title="decision__title",
        text="decision__text",
        taken_on="decision__taken_on",
        body="decision__body__name",
        slug="decision__body__slug",
        party="party__organization__name",
        due="due_on",
        stand=ArraySubquery(stand.values_list(line)),
    )
    return found.order_by("due_on", "pk").values_list(row)


def _voices(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    found = RoundVoice.objects.filter(among_open_voices(user, on), round__body__deal=deal, choice="")
    row = JSONObject(id="round_id", title="round__title", until="round__closes_on", body="round__body__name")
    return found.order_by("round__closes_on", "pk").values_list(row)


def _requests(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    waiting = PartyRequest.objects.filter(
        among_answerable(user, on),
        answered_at__isnull=True,
        withdrawn_at__isnull=True,
        answer_until__gte=on,
        party__deal=deal,
    )
    row = JSONObject(id="pk", kind="kind", until="answer_until", party="party__organization__name")
    return waiting.order_by("answer_until", "pk").values_list(row)


def _reports(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    row = JSONObject(id="pk", start="period_start", end="period_end")
    return in_review_with(user, on).filter(deal=deal).order_by("period_end", "pk").values_list(row)


def _meetings(deal: Any, now: Any, mine: Any, asked_to: Any) -> QuerySet[Any]:
    coming = Meeting.objects.filter(_attended(mine, asked_to), body__deal=deal, ends_at__gte=now)
    coming = coming.exclude(state__in=[MeetingState.DRAFT.value, MeetingState.CANCELLED.value])
    row = JSONObject(
        id="pk",
        title="title",
        starts_at="starts_at",
        ends_at="ends_at",
        location="location",
        body="body__name",
        slug="body__slug",
        state="state",
    )
    return coming.order_by("starts_at", "pk").values_list(row)
