"""Reports that need somebody: in the workspace of who keeps the deal, and in that of the core group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on, in_words
from citydeal.common.slots import PagePart
from citydeal.models import User
from governance.enums import BodyKind, DealState, MeetingState
from governance.models import Membership
from governance.permissions_reports import HELD
from governance.selectors.workspace import SOURCES, Row, Source, WorkspaceFacts, WorkspaceItem
from reporting.enums import ReportState
from reporting.models import ProgressReport, ReportComment, ReportStatus
from reporting.selectors.report_data import report_title

KIND = "rapportages"


def reports(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Reports that wait for somebody who keeps the deal: each once, for the next thing to do with it."""
    for row in rows:
        report = ProgressReport(
            pk=row["id"],
            deal=facts.deal,
            period_start=date.fromisoformat(row["start"]),
            period_end=date.fromisoformat(row["end"]),
        )
        title, text, action, name = _next(row)
        due = report.period_end
        yield WorkspaceItem(
            kind=KIND,
            title=title,
            text=f"{report_title(report)}. {text}".strip(),
            url=address(f"reporting:report_{name}", facts.deal.slug, report.pk),
            action=action,
            about=report_title(report),
            due=due,
            says=_("At the latest on %(day)s") % {"day": in_words(due)},
            level="danger" if due < facts.on else "warning",
            icon="report",
        )


def _next(row: Row) -> tuple[str, str, str, str]:
    """Return what is to be done with a report: title, text, act and the page of the act."""
    state = row["state"]
    if state == ReportState.DRAFT:
        why = _("Why: %(reason)s") % {"reason": row["reason"]}
        return _("The report was taken back"), why, _("See the report"), "detail"
    if state == ReportState.IN_REVIEW:
        return _in_review(row["remarks"])
    if state == ReportState.RELEASED:
        return _("The report can be sent"), "", _("Send it to the steering group"), "send"
    if row["meeting"] in HELD:
        return _("The evaluation can be closed"), "", _("Evaluate the report"), "evaluate"
    return _("The report stands on no agenda"), "", _("Choose a meeting"), "place"


def _in_review(remarks: int) -> tuple[str, str, str, str]:
    if not remarks:
        text = _("No remark of the core group waits for an answer.")
        return _("The report can be released"), text, _("See the report"), "detail"
    text = ngettext(
        "%(count)s remark waits for an answer.", "%(count)s remarks wait for an answer.", remarks
    ) % {"count": remarks}
    return _("The core group has remarks on the report"), text, _("See the report"), "detail"


def report_rows(_on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for reports that wait for who keeps the deal.

    Not a draft that was never with the core group: the calendar owes that one.
    """
    statuses = ReportStatus.objects.filter(report=OuterRef("pk"))
    remarks = ReportComment.objects.filter(report=OuterRef("pk"), answered_at__isnull=True)
    counted = remarks.order_by().values("report").annotate(n=Count("pk")).values("n")
    # Held, or called off.
    over = [*sorted(state.value for state in HELD), MeetingState.CANCELLED.value]
    came_back = Q(state=ReportState.DRAFT.value) & Exists(
        statuses.filter(state=ReportState.IN_REVIEW.value).order_by()
    )
    sent = Q(state=ReportState.SENT.value) & (Q(item__isnull=True) | Q(item__meeting__state__in=over))
    own = Q(state__in=[ReportState.IN_REVIEW.value, ReportState.RELEASED.value])
    row = JSONObject(
        id="pk",
        state="state",
        start="period_start",
        end="period_end",
        reason=Subquery(statuses.order_by("-pk").values("reason")[:1]),
        remarks=Subquery(counted),
        meeting="item__meeting__state",
    )
    found = ProgressReport.objects.filter(came_back | own | sent, deal=OuterRef("pk"))
    return found.order_by("period_end", "pk").values_list(row)


# --- In the overview of the core group -------------------------------------------------------------


@dataclass(frozen=True)
class ToRead:
    """A report that the account is asked to read along with."""

    title: str
    url: str
    deal: str


def to_read(user: User, on: date) -> list[ToRead]:
    """Return the reports that are with the core groups in which this account sits itself. One query."""
    return [
        ToRead(
            report_title(each),
            address("reporting:report_detail", each.deal.slug, each.pk),
            each.deal.name,
        )
        for each in _to_read(user=user.pk, on=on)
    ]


@compiled
def _to_read(user: Any, on: Any) -> QuerySet[ProgressReport]:
    return in_review_with(user, on).select_related("deal").order_by("period_end", "pk")


def in_review_with(user: Any, on: Any) -> QuerySet[ProgressReport]:
    """Return the reports that are with the core groups in which this account sits itself."""
    sits = Membership.objects.filter(holds_on(on), person__user=user, body__kind=BodyKind.CORE_GROUP.value)
    found = ProgressReport.objects.filter(
        state=ReportState.IN_REVIEW.value, deal__in=sits.order_by().values("body__deal")
    )
    return found.exclude(deal__state=DealState.CLOSED.value)


def overview_part(*, user: User, on: date, places: Iterable[Membership], **_about: Any) -> PagePart | None:
    """Return the reports to read along with, in somebody's own overview.

    ``places``: where the account sits on that day, with their bodies. No query for who is in no core group.
    """
    sits = any(place.body.kind == BodyKind.CORE_GROUP for place in places)
    found = to_read(user, on) if sits else []
    return PagePart("reporting/parts/reports_to_read.html", found) if found else None


def register_source() -> None:
    """Register the items of the workspace; called once, at start."""
    SOURCES.register(KIND, Source(gettext_lazy("Progress reports"), reports, report_rows))
