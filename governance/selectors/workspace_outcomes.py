"""The items of the workspace about what came of meetings: reports, lists of decisions, answers of parties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from governance.enums import AgreementState, DecisionResult, FixedItem, MeetingState
from governance.models import AgendaItem, Decision, Meeting, PartyAgreement, WayOfWorking
from governance.permissions_agenda import COMING_STATES
from governance.rules.calendar import working_days_from
from governance.selectors.workspace import SOURCES, Row, Source, WorkspaceFacts, WorkspaceItem

# Working days after a meeting in which the draft of its report goes round.
REPORT_DAYS = 10


def reports(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Reports that did not go round or wait for an agenda, and lists not confirmed yet."""
    default_days = WayOfWorking().list_days
    for row in rows:
        held = timezone.localdate(datetime.fromisoformat(row["starts_at"]))
        where = (facts.deal.slug, facts.bodies[row["body"]].slug, row["id"])
        if row["to_confirm"]:
            due = working_days_from(held, row["list_days"] or default_days)
            act = (address("governance:decisions_confirm", *where), _("See the decision list"))
            yield _item(facts, row, held, _("Decision list is not confirmed: %(meeting)s"), act, due)
        if row["remarks_until"] is None:
            due = working_days_from(held, REPORT_DAYS)
            act = (address("governance:report_edit", *where), _("Write the report"))
            yield _item(facts, row, held, _("Report is missing: %(meeting)s"), act, due)
            continue
        due = date.fromisoformat(row["remarks_until"])
        if due < facts.on and not row["on_agenda"]:
            act = (address("governance:report_agenda", *where), _("Put the report on the next agenda"))
            yield _item(facts, row, held, _("Report waits for adoption: %(meeting)s"), act, due)


def _item(
    facts: WorkspaceFacts, row: Row, held: date, title: str, act: tuple[str, str], due: date
) -> WorkspaceItem:
    return WorkspaceItem(
        kind="verslagen",
        title=title % {"meeting": row["title"]},
        text=f"{facts.bodies[row['body']].name}, {in_words(held)}",
        url=act[0],
        action=act[1],
        about=row["title"],
        due=due,
        says=_("Until %(day)s") % {"day": in_words(due)},
        level="danger" if due < facts.on else "warning",
        icon="file-text",
        body_id=row["body"],
    )


def report_rows(on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for the meetings that were held before today and whose report is not adopted."""
    decided = Decision.objects.filter(item__meeting=OuterRef("pk"), withdrawn_on__isnull=True)
    adopting = AgendaItem.objects.filter(
        fixed=FixedItem.PREVIOUS_MINUTES,
        meeting__body=OuterRef("body"),
        meeting__starts_at__gt=OuterRef("starts_at"),
        meeting__state__in=[*sorted(COMING_STATES), MeetingState.IN_SESSION.value],
    )
    held = Meeting.objects.filter(
        body__deal=OuterRef("pk"),
        state__in=[MeetingState.IN_SESSION.value, MeetingState.MINUTES.value],
        ends_at__date__lt=on,
    )
    row = JSONObject(
        id="pk",
        body="body_id",
        title="title",
        starts_at="starts_at",
        remarks_until="remarks_until",
        list_days="body__way_of_working__list_days",
        to_confirm=Q(list_confirmed_at__isnull=True) & Exists(decided),
        on_agenda=Exists(adopting),
    )
    return held.order_by("starts_at", "pk").values_list(row)


def agreements(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Decisions that some party did not confirm yet, each once."""
    for row in rows:
        body, answers = facts.bodies[row["body"]], row["answers"]
        due = date.fromisoformat(answers["first_due"]) if answers["first_due"] else None
        decision = str(Decision(year=row["year"], number=row["number"], title=row["title"]))
        yield WorkspaceItem(
            kind="akkoorden",
            title=_("Parties still have to confirm: %(decision)s") % {"decision": decision},
            text=_("%(body)s. %(waits)s of %(asked)s parties did not confirm yet.")
            % {"body": body.name, "waits": answers["waits"], "asked": answers["asked"]},
            url=address("governance:decision_detail", facts.deal.slug, body.slug, row["id"]),
            action=_("See the decision"),
            about=row["title"],
            due=due,
            says=_("A party waits until %(day)s") % {"day": in_words(due)} if due else "",
            level="danger" if due is not None and due < facts.on else "neutral",
            icon="building-community",
            body_id=row["body"],
        )


def agreement_rows(_on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for decisions that hold, and wait for the answer of a party."""
    # Counted per decision: grouped over all, the database would read the decisions of all deals.
    of_decision = PartyAgreement.objects.filter(decision=OuterRef("pk"))
    is_open = Q(confirmed_on__isnull=True) & ~Q(state=AgreementState.REFUSED.value)
    answers = JSONObject(
        asked=Count("pk"), waits=Count("pk", filter=is_open), first_due=Min("due_on", filter=is_open)
    )
    counted = of_decision.order_by().values("decision").annotate(answers=answers).values("answers")
    confirmed = Q(item__isnull=True) | Q(item__meeting__list_confirmed_at__isnull=False)
    waiting = Decision.objects.filter(
        confirmed,
        Exists(of_decision.filter(is_open)),
        body__deal=OuterRef("pk"),
        asks_parties=True,
        withdrawn_on__isnull=True,
        result=DecisionResult.ADOPTED.value,
    )
    row = JSONObject(
        id="pk", body="body_id", year="year", number="number", title="title", answers=Subquery(counted)
    )
    return waiting.order_by("taken_on", "pk").values_list(row)


def register_outcomes() -> None:
    """Register these items; called once, at start."""
    SOURCES.register("verslagen", Source(gettext_lazy("Reports and decision lists"), reports, report_rows))
    SOURCES.register(
        "akkoorden", Source(gettext_lazy("Answers of parties to decisions"), agreements, agreement_rows)
    )
