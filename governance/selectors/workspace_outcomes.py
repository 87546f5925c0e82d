"""The items of the workspace about what came of meetings: reports, lists of decisions, answers of parties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.enums import AgreementState, DecisionResult, FixedItem, MeetingState
from governance.models import AgendaItem, Decision, Meeting, WayOfWorking
from governance.permissions_agenda import COMING_STATES
from governance.rules.calendar import working_days_from
from governance.selectors.workspace import SOURCES, Source, WorkspaceFacts, WorkspaceItem

# Working days after a meeting in which the draft of its report goes round.
REPORT_DAYS = 10


def reports(facts: WorkspaceFacts) -> Iterator[WorkspaceItem]:
    """Reports that did not go round or wait for an agenda, and lists not confirmed yet. One query."""
    default_days = WayOfWorking().list_days
    for meeting in _meetings(deal=facts.deal.pk, before=facts.on):
        body = facts.bodies[meeting.body_id]
        where = (facts.deal.slug, body.slug, meeting.pk)
        row: Any = meeting
        if row.has_decisions and meeting.list_confirmed_at is None:
            due = working_days_from(meeting.day, row.list_days or default_days)
            act = (address("governance:decisions_confirm", *where), _("See the decision list"))
            yield _item(facts, meeting, _("Decision list is not confirmed: %(meeting)s"), act, due)
        if meeting.remarks_until is None:
            due = working_days_from(meeting.day, REPORT_DAYS)
            act = (address("governance:report_edit", *where), _("Write the report"))
            yield _item(facts, meeting, _("Report is missing: %(meeting)s"), act, due)
        elif meeting.remarks_until < facts.on and not row.on_agenda:
            act = (address("governance:report_agenda", *where), _("Put the report on the next agenda"))
            yield _item(
                facts, meeting, _("Report waits for adoption: %(meeting)s"), act, meeting.remarks_until
            )


def _item(
    facts: WorkspaceFacts, meeting: Meeting, title: str, act: tuple[str, str], due: date
) -> WorkspaceItem:
    return WorkspaceItem(
        kind="verslagen",
        title=title % {"meeting": meeting.title},
        text=f"{facts.bodies[meeting.body_id].name}, {in_words(meeting.day)}",
        url=act[0],
        action=act[1],
        about=meeting.title,
        due=due,
        says=_("Until %(day)s") % {"day": in_words(due)},
        level="danger" if due < facts.on else "warning",
        icon="file-text",
        body_id=meeting.body_id,
    )


@compiled
def _meetings(deal: Any, before: Any) -> QuerySet[Meeting]:
    """Return the meetings that were held before a day, and whose report is not adopted."""
    decided = Decision.objects.filter(item__meeting=OuterRef("pk"), withdrawn_on__isnull=True)
    adopting = AgendaItem.objects.filter(
        fixed=FixedItem.PREVIOUS_MINUTES,
        meeting__body=OuterRef("body"),
        meeting__starts_at__gt=OuterRef("starts_at"),
        meeting__state__in=[*sorted(COMING_STATES), MeetingState.IN_SESSION.value],
    )
    held = Meeting.objects.filter(
        body__deal=deal,
        state__in=[MeetingState.IN_SESSION.value, MeetingState.MINUTES.value],
        ends_at__date__lt=before,
    )
    return held.annotate(
        has_decisions=Exists(decided),
        on_agenda=Exists(adopting),
        list_days=F("body__way_of_working__list_days"),
    )


def agreements(facts: WorkspaceFacts) -> Iterator[WorkspaceItem]:
    """Decisions that some party did not confirm yet, each once. One query."""
    for decision in _waiting(bodies=list(facts.bodies)):
        body = facts.bodies[decision.body_id]
        row: Any = decision
        due: date | None = row.first_due
        yield WorkspaceItem(
            kind="akkoorden",
            title=_("Parties still have to confirm: %(decision)s") % {"decision": str(decision)},
            text=_("%(body)s. %(waits)s of %(asked)s parties did not confirm yet.")
            % {"body": body.name, "waits": row.waits, "asked": row.asked},
            url=address("governance:decision_detail", facts.deal.slug, body.slug, decision.pk),
            action=_("See the decision"),
            about=decision.title,
            due=due,
            says=_("A party waits until %(day)s") % {"day": in_words(due)} if due else "",
            level="danger" if due is not None and due < facts.on else "neutral",
            icon="building-community",
            body_id=decision.body_id,
        )


@compiled
def _waiting(bodies: Any) -> QuerySet[Decision]:
    open_answer = Q(agreements__confirmed_on__isnull=True) & ~Q(
        agreements__state=AgreementState.REFUSED.value
    )
    confirmed = Q(item__isnull=True) | Q(item__meeting__list_confirmed_at__isnull=False)
    asked = Decision.objects.filter(
        confirmed,
        body__any=bodies,
        asks_parties=True,
        withdrawn_on__isnull=True,
        result=DecisionResult.ADOPTED.value,
    )
    found = asked.annotate(
        asked=Count("agreements"),
        waits=Count("agreements", filter=open_answer),
        first_due=Min("agreements__due_on", filter=open_answer),
    )
    return found.filter(waits__gt=0).order_by("taken_on", "pk")


def register_outcomes() -> None:
    """Register these items; called once, at start."""
    SOURCES.register("verslagen", Source(gettext_lazy("Reports and decision lists"), reports))
    SOURCES.register("akkoorden", Source(gettext_lazy("Answers of parties to decisions"), agreements))
