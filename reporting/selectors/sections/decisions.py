"""The sections about decisions, about what is asked of the steering group, and about actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.enums import ActionState, AgreementState, BodyKind, DecisionResult, ItemKind, MeetingState
from governance.models import ActionItem, AgendaItem, CityDeal, Decision
from governance.permissions_reports import among_confidential, among_open_decisions
from reporting.rules.document import Block, Bullets, Facts, Paragraph, Table
from reporting.selectors.sections.base import Data, Period, Section
from reporting.selectors.sections.common import LEVELS, iso, open_bodies, said

# Of actions that are late a report names the oldest; the list of actions has them all.
MOST_LATE = 25


def collect_decisions(deal: CityDeal, period: Period) -> Data:
    """Return the decisions that were taken in the period and that everybody in the deal reads. One query.

    ``agreed`` of ``asked``: how many of the parties that it asks something of have confirmed (choice A2-10).
    """
    readable = among_open_decisions([], period.on) & open_bodies()
    confirmed = Q(agreements__confirmed_on__isnull=False) & ~Q(agreements__state=AgreementState.REFUSED)
    refused = Q(agreements__state=AgreementState.REFUSED)
    actions = Q(item__actions__state__in=[ActionState.OPEN, ActionState.BUSY])
    found = (
        Decision.objects.filter(
            readable, body__deal=deal, taken_on__gte=period.start, taken_on__lte=min(period.end, period.on)
        )
        .select_related("body")
        .annotate(
            asked=Count("agreements", distinct=True),
            agreed=Count("agreements", filter=confirmed, distinct=True),
            refused=Count("agreements", filter=refused, distinct=True),
            open_actions=Count("item__actions", filter=actions, distinct=True),
            all_actions=Count("item__actions", distinct=True),
        )
    )
    return {
        "decisions": [
            {
                "id": each.pk,
                "label": each.label,
                "title": each.title,
                "body": each.body.name,
                "on": iso(each.taken_on),
                "result": each.result,
                "withdrawn": iso(each.withdrawn_on),
                "asked": each.asked,
                "agreed": each.agreed,
                "refused": each.refused,
                "open_actions": each.open_actions,
                "all_actions": each.all_actions,
            }
            for each in found.order_by("taken_on", "body", "number")
        ]
    }


def decision_blocks(data: Data) -> Sequence[Block]:
    """Return the decisions with what became of them."""
    rows = data["decisions"]
    if not rows:
        return [Paragraph(_("No decisions were taken in this period."))]
    return [
        Table(
            _("Decisions taken"),
            [_("Number"), _("Decision"), _("Body"), _("Taken on"), _("Carried out")],
            [[row["label"], row["title"], row["body"], said(row["on"]), _carried_out(row)] for row in rows],
        )
    ]


def _carried_out(row: dict[str, Any]) -> str:
    if row["withdrawn"]:
        return _("Withdrawn on %(day)s") % {"day": said(row["withdrawn"])}
    if row["result"] != DecisionResult.ADOPTED:
        return str(DecisionResult(row["result"]).label)
    said_of = []
    if row["asked"]:
        words = {"agreed": row["agreed"], "asked": row["asked"]}
        said_of.append(_("%(agreed)s of %(asked)s parties confirmed") % words)
    if row["refused"]:
        said_of.append(_("%(count)s not agreed") % {"count": row["refused"]})
    if row["all_actions"]:
        done = row["all_actions"] - row["open_actions"]
        said_of.append(_("%(done)s of %(total)s actions done") % {"done": done, "total": row["all_actions"]})
    return "; ".join(said_of) or _("In effect")


# --- What is asked ---------------------------------------------------------------------------------


def collect_asked(deal: CityDeal, period: Period) -> Data:
    """Return what coming meetings of the steering group decide, as far as everybody in the deal reads it.

    Two queries.
    """
    setups = deal.setup_versions.order_by("-number").values_list("number", flat=True)[:1]
    items = AgendaItem.objects.filter(
        ~among_confidential(period.on),
        open_bodies("meeting__body"),
        meeting__body__deal=deal,
        meeting__body__kind=BodyKind.STEERING_GROUP,
        meeting__access__in=LEVELS,
        meeting__state__in=[MeetingState.RESERVED, MeetingState.CONVENED],
        meeting__starts_at__date__gte=period.on,
        kind=ItemKind.DECIDE,
        fixed="",
        parent__isnull=True,
        progress_reports__isnull=True,
    ).select_related("meeting", "cover_note")
    return {
        "setup": next(iter(setups), 0),
        "items": [
            {
                "title": item.title,
                "on": iso(item.meeting.day),
                "asked": item.cover_note.asked.splitlines() if hasattr(item, "cover_note") else [],
            }
            for item in items.order_by("meeting__starts_at", "order", "pk")
        ],
    }


def asked_blocks(data: Data) -> Sequence[Block]:
    """Return the decision asked about the report itself, then the other ones."""
    asked = [
        _("Take note of this report."),
        _("Agree with a new version of the set-up, or decide not to change the set-up."),
    ]
    now = _("The set-up now is version %(number)s.") % {"number": data["setup"]} if data["setup"] else ""
    lines = [
        _("%(day)s: %(title)s")
        % {"day": said(item["on"]), "title": " – ".join([item["title"], *item["asked"]])}
        for item in data["items"]
    ]
    found: list[Block] = [
        Paragraph(_("The steering group is asked to decide:")),
        Bullets([*asked, *lines], numbered=True),
    ]
    return [*found, Paragraph(now, tone="note")] if now else found


# --- Actions ---------------------------------------------------------------------------------------


def collect_actions(deal: CityDeal, period: Period) -> Data:
    """Return how many actions there are in each state, and the oldest that are late. Two queries."""
    open_item = Q(item__isnull=True) | ~among_confidential(period.on, "item__")
    open_parent = Q(item__parent__isnull=True) | ~among_confidential(period.on, "item__parent__")
    mine = ActionItem.objects.filter(open_item, open_parent, open_bodies(), body__deal=deal)
    waiting = Q(state__in=[ActionState.OPEN, ActionState.BUSY])
    finished = Q(finished_on__gte=period.start, finished_on__lte=period.on)
    late = Q(due_on__lt=period.on) & waiting
    counted = mine.aggregate(
        new=Count("pk", filter=Q(created_at__date__gte=period.start)),
        done=Count("pk", filter=Q(state=ActionState.DONE) & finished),
        dropped=Count("pk", filter=Q(state=ActionState.DROPPED) & finished),
        open=Count("pk", filter=waiting),
        late=Count("pk", filter=late),
    )
    oldest = mine.filter(late).select_related("body", "seat__party__organization", "seat__organization")
    return {
        "counts": counted,
        "late": [
            {
                "id": each.pk,
                "text": each.text,
                "body": each.body.name,
                "owner": str(each.seat) if each.seat else "",
                "due": iso(each.due_on),
            }
            for each in oldest.order_by("due_on", "pk")[:MOST_LATE]
        ],
    }


def action_blocks(data: Data) -> Sequence[Block]:
    """Return the numbers, then what is late."""
    counts = data["counts"]
    if not any(counts.values()):
        return [Paragraph(_("There are no actions in this period."))]
    rows = [
        (_("New in this period"), str(counts["new"])),
        (_("Done in this period"), str(counts["done"])),
        (_("Dropped in this period"), str(counts["dropped"])),
        (_("Still open"), str(counts["open"])),
        (_("Of which too late"), str(counts["late"])),
    ]
    found: list[Block] = [Facts(rows)]
    if data["late"]:
        found.append(
            Table(
                _("The actions that are late the longest"),
                [_("Action"), _("Body"), _("Seat"), _("At the latest on")],
                [[row["text"], row["body"], row["owner"], said(row["due"])] for row in data["late"]],
            )
        )
    return found


DECISIONS = Section(
    "decisions", gettext_lazy("Decisions taken and carried out"), 60, collect_decisions, decision_blocks
)
ACTIONS = Section("actions", gettext_lazy("Actions"), 70, collect_actions, action_blocks)
ASKED = Section(
    "asked", gettext_lazy("Decisions asked of the steering group"), 110, collect_asked, asked_blocks
)
