"""Working groups: the page of one, and how all groups of a deal stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Window
from django.db.models.functions import JSONObject, RowNumber
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.enums import EXECUTIVE_OFFICES
from governance.models import CityDeal, Membership, Person, Position
from governance.permissions import Actor, among_open_bodies, bodies_open_to
from governance.selectors.requests import known_in
from workgroups.models import GroupGoal, GroupLead, GroupUpdate, Milestone, Step, WorkingGroup
from workgroups.permissions import can_report
from workgroups.permissions_steps import can_keep_group, can_read_course, reporting_groups
from workgroups.rules.progress import report_due
from workgroups.selectors.courses import Course, Plan, StepLine, Told
from workgroups.selectors.milestones import moves_as_rows

# How many judgements a history shows.
MARKS = 4


@dataclass(frozen=True)
class GroupRow:
    """A working group in the overview. ``course`` is None for who does not read judgements."""

    group: WorkingGroup
    plan: Plan
    leads: Sequence[GroupLead]
    course: Course | None
    url: str
    may_report: bool
    on: date

    @property
    def lead_line(self) -> str:
        """Return who leads, without the deputies."""
        names = [lead.person.name for lead in self.leads if not lead.is_deputy]
        return ", ".join(names) or _("Nobody leads it now")

    @property
    def late(self) -> Sequence[Step]:
        """Return the steps that are late."""
        return self.plan.late(self.on)

    @property
    def is_due(self) -> bool:
        """Whether an update is owed."""
        return self.course is not None and self.course.is_due(self.on)


def work_rows(user: Actor, deal: CityDeal, on: date) -> list[GroupRow]:
    """Return the working groups of a deal that are there on a day, as far as this account may open them.

    Who leads them and how their leads judge them is only for who takes part. At most four queries.
    """
    groups = _groups(on=on, **bodies_open_to(user, deal))
    ids = [group.pk for group in groups]
    reads = can_read_course(user, deal)
    steps, updates, leads = _by_group(_steps(groups=ids)), {}, {}
    if reads:
        updates = _by_group(_last_updates(groups=ids))
        leads = _by_group(_leads(groups=ids, on=on))
    rows = []
    for group in groups:
        group.body.deal = deal
        rows.append(
            GroupRow(
                group=group,
                plan=Plan(steps.get(group.pk, [])),
                leads=leads.get(group.pk, []),
                course=course_of(group, updates.get(group.pk, [])) if reads else None,
                url=address("workgroups:group_detail", deal.slug, group.body.slug),
                may_report=reads and can_report(user, group),
                on=on,
            )
        )
    return rows


def course_of(group: WorkingGroup, updates: Sequence[GroupUpdate]) -> Course:
    """Return how a group stands from its last updates, old to new; needs its body loaded."""
    last = updates[-1].on if updates else None
    return Course(updates, report_due(last, group.body.start, group.update_weeks))


def _by_group(records: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        found[record.group_id].append(record)
    return found


@compiled
def _groups(deal: Any, levels: Any, own: Any, on: Any) -> QuerySet[WorkingGroup]:
    there = WorkingGroup.objects.filter(holds_on(on, "body__"), among_open_bodies(deal, levels, own, "body"))
    return there.select_related("body", "question").order_by("question__order", "pk")


@compiled
def _steps(groups: Any) -> QuerySet[Step]:
    return Step.objects.filter(group__any=groups).order_by("group", "order", "pk")


@compiled
def _last_updates(groups: Any) -> QuerySet[GroupUpdate]:
    """Return the last updates of each group, old to new; what was put right is left out."""
    held = GroupUpdate.objects.filter(group__any=groups, corrected_by__isnull=True).select_related(
        "created_by"
    )
    place = Window(RowNumber(), partition_by=F("group"), order_by=[F("on").desc(), F("pk").desc()])
    return held.annotate(place=place).filter(place__lte=MARKS).order_by("group", "on", "pk")


@compiled
def _leads(groups: Any, on: Any) -> QuerySet[GroupLead]:
    found = GroupLead.objects.filter(holds_on(on), group__any=groups).select_related("person")
    return found.order_by("group", "role", "is_deputy", "pk")


# --- One group -----------------------------------------------------------------------------------


@compiled
def group_at(deal: Any, body: Any) -> QuerySet[WorkingGroup]:
    """Return the working group at this address, with body, deal, question, goals and leads, whoever asks.

    ``goal_texts``: its goals in order; ``lead_rows``: who leads or led it, for ``_leads_on``;
    ``milestone_rows``: its milestones in the order of their planning, for the part about them.
    """
    of_group = {"group": OuterRef("pk")}
    goals = GroupGoal.objects.filter(**of_group).order_by("order", "pk").values("text")
    person = {name: f"person__{name}" for name in ("given_name", "prefix", "family_name")}
    row = JSONObject(role="role", is_deputy="is_deputy", start="start", end="end", **person)
    leads = GroupLead.objects.filter(**of_group).order_by("role", "is_deputy", "pk").values_list(row)
    found = WorkingGroup.objects.filter(body__slug=body, body__deal__slug=deal)
    planned = Milestone.objects.filter(**of_group).annotate(moved=moves_as_rows())
    planned = planned.order_by("planned_end", "planned_start", "pk")
    milestone = JSONObject(
        pk="pk",
        title="title",
        text="text",
        precision="precision",
        planned_start="planned_start",
        planned_end="planned_end",
        actual_on="actual_on",
        state="state",
        moved="moved",
    )
    found = found.annotate(
        goal_texts=ArraySubquery(goals),
        lead_rows=ArraySubquery(leads),
        milestone_rows=ArraySubquery(planned.values_list(milestone)),
    )
    return found.select_related("body__deal", "question__challenge")


def _leads_on(rows: Sequence[dict[str, Any]], on: date) -> list[GroupLead]:
    """Return who leads on a day, from what came with the group."""
    leads = []
    for row in rows:
        start, end = date.fromisoformat(row["start"]), row["end"] and date.fromisoformat(row["end"])
        if start <= on and (end is None or on <= end):
            names = {name: row[name] for name in ("given_name", "prefix", "family_name")}
            terms = {"role": row["role"], "is_deputy": row["is_deputy"], "start": start, "end": end}
            leads.append(GroupLead(person=Person(**names), **terms))
    return leads


@dataclass(frozen=True)
class Participant:
    """A party that takes part in a group, with who does so for it; without names for the public."""

    party: str
    people: Sequence[str]


@dataclass(frozen=True)
class GroupPage:
    """The page of a working group on a day. ``course`` is None for who does not read judgements."""

    row: GroupRow
    goals: Sequence[str]
    steps: Sequence[StepLine]
    participants: Sequence[Participant]
    may_keep: bool
    received: Sequence[str]

    @property
    def last(self) -> GroupUpdate | Told | None:
        """Return the last update, for who reads it."""
        return self.row.course.last if self.row.course else None


def group_page(user: Actor, group: WorkingGroup, on: date) -> GroupPage:
    """Return the page of a working group, as ``group_at`` found it. Three queries besides the rights."""
    found: Any = group
    deal = group.body.deal
    reads = can_read_course(user, deal)
    updates = _last_updates(groups=[group.pk]) if reads else []
    row = GroupRow(
        group=group,
        plan=Plan(_steps(groups=[group.pk])),
        leads=_leads_on(found.lead_rows, on) if reads else [],
        course=course_of(group, updates) if reads else None,
        url=address("workgroups:group_detail", deal.slug, group.body.slug),
        may_report=can_report(user, group),
        on=on,
    )
    mine = [str(update.key) for update in updates if update.key and update.created_by_id == user.pk]
    return GroupPage(
        row=row,
        goals=found.goal_texts,
        steps=row.plan.lines(on, address("workgroups:step_detail", deal.slug, group.body.slug, 0)),
        participants=_participants(_members(body=group.body_id, on=on), names=reads),
        may_keep=can_keep_group(user, group),
        received=mine,
    )


@compiled
def _members(body: Any, on: Any) -> QuerySet[Membership]:
    found = Membership.objects.filter(holds_on(on), body=body, is_deputy=False)
    return found.select_related(
        "person", "seat__party__organization", "seat__organization", "position__organization"
    )


def _participants(members: Sequence[Membership], *, names: bool) -> list[Participant]:
    """Return who takes part, a party on a line; the party of the seat goes before that of the position."""
    found: dict[str, list[str]] = defaultdict(list)
    for member in members:
        found[_party_of(member)].append(member.person.name)
    return [Participant(party, people if names else []) for party, people in sorted(found.items())]


def _party_of(member: Membership) -> str:
    seat, position = member.seat, member.position
    if seat is not None and (seat.party or seat.organization):
        return str(seat.party or seat.organization)
    return str(position.organization) if position is not None else _("Without a party")


def possible_leads(group: WorkingGroup, on: date) -> list[Person]:
    """Return who may lead: who sits in the group, and who holds an executive office in the deal."""
    sits = Membership.objects.filter(holds_on(on), body=group.body).order_by().values("person")
    leading = Position.objects.filter(holds_on(on), office__in=EXECUTIVE_OFFICES)
    known = Person.objects.filter(known_in(group.body.deal_id)).order_by().values("pk")
    # Found one by one: of two conditions at once every person of every deal would be read.
    held = leading.filter(person__in=known).order_by().values("person")
    return list(Person.objects.filter(pk__in=sits.union(held)))


def members_of(group: WorkingGroup, on: date) -> list[Person]:
    """Return who sits in the group on a day: who may own a step. One query."""
    return list(_people(body=group.body_id, on=on))


@compiled
def _people(body: Any, on: Any) -> QuerySet[Person]:
    held = Membership.objects.filter(holds_on(on), body=body).order_by().values("person")
    return Person.objects.filter(pk__in=held)


def leads_of(group: WorkingGroup) -> list[GroupLead]:
    """Return everybody who leads, led or will lead the group, the newest first. One query."""
    return list(
        GroupLead.objects.filter(group=group).select_related("person").order_by("role", "is_deputy", "-start")
    )


def reports_owed(user: Any, deal: CityDeal, on: date) -> list[GroupRow]:
    """Return the groups of a deal that this account leads, what is owed first. At most four queries."""
    mine = set(reporting_groups(user, deal))
    rows = [row for row in work_rows(user, deal, on) if row.group.pk in mine]
    return sorted(rows, key=lambda row: row.course.due if row.course else on)
