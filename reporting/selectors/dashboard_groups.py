"""Working groups as dashboards show them: where each is, how it goes, and what its steps forecast.

Their steps and last updates come along with other rows of the dashboard, in one query (ADR 12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, Left, NullIf
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.dates import holds_on
from governance.models import CityDeal
from governance.selectors.rule_parts import a_day
from reporting.rules.forecast import OPEN, Forecast, StepDays, forecast
from workgroups.enums import Judgement, StepState
from workgroups.models import GroupUpdate, Step, StepMove, WorkingGroup
from workgroups.rules.progress import Progress, StepFact, Trend, is_late, progress, report_due
from workgroups.selectors.courses import BADGES, Course, Told

# How many judgements the history of a group shows.
MARKS = 4
# What a lead told is cut here: a dashboard shows a sentence.
MOST_SIGNS = 300
_SHAPES = {
    "safe": '<circle class="cd-mark--safe" r="5"/>',
    "warning": '<path class="cd-mark--warning" stroke-linejoin="round" stroke-width="1.5"'
    ' d="M0 -5.5L5.5 4.5H-5.5Z"/>',
    "danger": '<rect class="cd-mark--danger" x="-5" y="-5" width="10" height="10" rx="1.5"/>',
}
_ORDER = {"danger": 0, "warning": 1, "safe": 2, "neutral": 3}


class GroupLine(NamedTuple):
    """A working group on a dashboard. ``step``: the place of the step at hand among those that count.

    ``course``: the last judgements; ``before``: the judgement before the day that the page compares with,
    empty where there was none; ``late``: how many steps.
    """

    pk: int
    name: str
    url: str
    progress: Progress
    step: int
    late: int
    course: Course
    before: str
    forecast: Forecast
    on: date

    @property
    def step_words(self) -> str:
        """Return where the group is, in a few words."""
        if not self.progress.total:
            return _("No steps yet")
        return _("Step %(number)s of %(total)s") % {"number": self.step, "total": self.progress.total}

    @property
    def says(self) -> str:
        """Return what is going on: why it is judged so, or else what its lead told last."""
        return self.course.last.reason if self.course.last else ""

    @property
    def is_due(self) -> bool:
        """Whether the next update should have been there."""
        return self.course.is_due(self.on)

    @property
    def history(self) -> SafeString:
        """Return the last judgements as a drawing; decoration beside their words."""
        return history_drawing(tuple(BADGES[Judgement(update.judgement)] for update in self.course.updates))

    @property
    def judgement(self) -> str:
        """Return the judgement of now; empty where there was none."""
        return self.course.last.judgement if self.course.last else ""


@cache
def history_drawing(badges: tuple[str, ...]) -> SafeString:
    """Return judgements, old to new, as shapes in a row: each state has a shape of its own."""
    shapes = "".join(
        f'<g transform="translate({8 + 22 * place} 10)">{_SHAPES[badge]}</g>'
        for place, badge in enumerate(badges)
    )
    line = f'<path d="M8 10H{8 + 22 * (len(badges) - 1)}" stroke="currentColor" stroke-opacity=".35"'
    return mark_safe(  # noqa: S308  # numbers and shapes of this module
        '<svg class="cd-history" viewBox="0 0 88 20" width="88" height="20" aria-hidden="true"'
        f' focusable="false">{line} stroke-width="2"/>{shapes}</svg>'
    )


def group_lines(deal: CityDeal, rows: Sequence[dict[str, Any]], on: date) -> list[GroupLine]:
    """Return the working groups of rows (``group_rows``), those that need somebody first; no query."""
    lines = [_line(deal, row, on) for row in rows]
    return sorted(lines, key=lambda line: (_ORDER[line.course.badge], _trend_rank(line)))


def _trend_rank(line: GroupLine) -> int:
    return 0 if line.course.trend is Trend.WORSE else 1


def group_rows(on: Any, open_bodies: Q, *, since: Any = None, with_first: bool = False) -> QuerySet[Any]:
    """Return the question for groups of today with their steps and last updates; values or slots.

    ``open_bodies``: which bodies (path ``body``) are asked for; only of deals in which the reader takes part.
    ``since``: the day that the page compares with, if any. ``with_first``: also until when each step was
    planned at first, for the forecast.
    """
    of_group = {"group": OuterRef("pk")}
    # Looked up by its index for each update: a join would read the updates of all deals.
    righted = GroupUpdate.objects.filter(corrects=OuterRef("pk"))
    held = GroupUpdate.objects.filter(~Exists(righted)).order_by("-on", "-pk")
    last = held.filter(group=OuterRef(OuterRef("pk"))).values("pk")[:1]
    judged = held.values_list(JSONObject(on="on", judgement="judgement"))
    # Of the last update why it is judged so, or what was told; of those before it only the judgement.
    told = [NullIf(name, Value("")) for name in ("reason", "now", "done", "next")]
    said = Left(Coalesce(*told, Value("")), MOST_SIGNS)
    before: dict[str, Any] = {}
    if since is not None:
        earlier = held.filter(**of_group, on__lt=since).values_list("judgement")
        before["before"] = ArraySubquery(earlier[:1])
    row = JSONObject(
        pk="pk",
        name="body__name",
        slug="body__slug",
        start="body__start",
        weeks="update_weeks",
        steps=ArraySubquery(_step_rows(of_group, with_first=with_first)),
        updates=ArraySubquery(judged.filter(**of_group)[:MARKS]),
        said=ArraySubquery(GroupUpdate.objects.filter(pk=Subquery(last)).values_list(said)),
        **before,
    )
    found = WorkingGroup.objects.filter(holds_on(on, "body__"), open_bodies)
    return found.order_by("question__order", "pk").values_list(row)


def _step_rows(of_group: dict[str, Any], *, with_first: bool) -> QuerySet[Any]:
    fields: dict[str, Any] = {
        "state": "state",
        "weight": "weight",
        "start": "planned_start",
        "end": "planned_end",
    }
    if with_first:
        first = StepMove.objects.filter(step=OuterRef("pk")).order_by("pk").values("planned_end_before")
        fields["first"] = ArraySubquery(first[:1])
    return Step.objects.filter(**of_group).order_by("order", "pk").values_list(JSONObject(**fields))


def _line(deal: CityDeal, row: dict[str, Any], on: date) -> GroupLine:
    steps = row["steps"]
    updates = [Told(a_day(each["on"]), each["judgement"]) for each in reversed(row["updates"])]
    if updates and row["said"]:
        updates[-1] = updates[-1]._replace(reason=row["said"][0])
    last = updates[-1].on if updates else None
    days = [_days(each) for each in steps if each["state"] in OPEN]
    counting = [each for each in steps if each["state"] != StepState.DROPPED]
    return GroupLine(
        pk=row["pk"],
        name=row["name"],
        url=address("workgroups:group_detail", deal.slug, row["slug"]),
        progress=progress([StepFact(each["state"], each["weight"]) for each in steps]),
        step=_at_hand(counting),
        late=sum(is_late(each.state, each.start, each.end, on) for each in days),
        course=Course(updates, report_due(last, a_day(row["start"]), row["weeks"])),
        before="".join(row.get("before", ())),
        forecast=forecast(days, deal.end, on),
        on=on,
    )


def _days(row: dict[str, Any]) -> StepDays:
    end = date.fromisoformat(row["end"])
    moved = row.get("first")
    first = date.fromisoformat(moved[0]) if moved else end
    return StepDays(row["state"], date.fromisoformat(row["start"]), end, first)


def _at_hand(counting: Sequence[dict[str, Any]]) -> int:
    """Return the place of the step at hand: the first that is busy, or else the first that is planned."""
    for state in (StepState.BUSY, StepState.PLANNED):
        for place, step in enumerate(counting, start=1):
            if step["state"] == state:
                return place
    return len(counting)


@dataclass(frozen=True)
class GroupCounts:
    """How the groups of a deal stand together. ``before``: how many were on course on an earlier day."""

    total: int
    on_course: int
    attention: int
    adjust: int
    before: int | None

    @property
    def sentence(self) -> str:
        """Return in one sentence how the deal stands: what the page opens with."""
        if not self.total:
            return _("The deal has no working groups yet.")
        begin = (
            _("The deal is on course.")
            if self.on_course * 2 >= self.total
            else _("The deal is not on course.")
        )
        return " ".join(part for part in (begin, _adjust(self.adjust), _attention(self.attention)) if part)


def _adjust(count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return _("One working group needs a decision or help.")
    return _("%(count)s working groups need a decision or help.") % {"count": count}


def _attention(count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return _("One working group has a problem that it solves itself.")
    return _("%(count)s working groups have a problem that they solve themselves.") % {"count": count}


def count_groups(lines: Sequence[GroupLine], *, compares: bool) -> GroupCounts:
    """Return how the groups stand together; ``compares``: also before the day that they are compared with."""
    now = [line.judgement for line in lines]
    before = sum(line.before == Judgement.ON_COURSE for line in lines) if compares else None
    return GroupCounts(
        total=len(lines),
        on_course=now.count(Judgement.ON_COURSE),
        attention=now.count(Judgement.ATTENTION),
        adjust=now.count(Judgement.ADJUST),
        before=before,
    )
