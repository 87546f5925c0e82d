"""The items of the workspace that governance finds: rules, terms, seats, people and questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import DAY, holds_on, in_words
from citydeal.common.findings import EVERYBODY, Finding, FindingState
from governance.enums import EXECUTIVE_OFFICES, DelegationKind, RequestKind
from governance.models import CheckedPosition, Nomination, PartyRequest, Person
from governance.rules.explain import explain, remedy_text
from governance.rules.facts import BodyFacts, MembershipFact, SeatFact
from governance.selectors.presenting import remedy_url
from governance.selectors.workspace import SOURCES, Row, Source, WorkspaceFacts, WorkspaceItem
from governance.selectors.workspace_actions import late_action_rows, late_actions
from governance.selectors.workspace_duties import duties, duty_rows


def rules(facts: WorkspaceFacts, _rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Rules that are not met or soon will not be, and exceptions that end within the warning period."""
    for finding in facts.findings:
        accepted = finding.acceptance
        if finding.is_problem:
            yield _rule_item(facts, finding)
        elif accepted and accepted.end <= facts.soon:
            yield WorkspaceItem(
                kind="regels",
                title=_("Exception ends: %(rule)s") % {"rule": finding.text},
                text=f"{finding.scope}. {explain(finding, names=EVERYBODY)}",
                url=address("governance:deal_compliance", facts.deal.slug),
                action=_("See the check"),
                about=finding.scope,
                due=accepted.end,
                says=_("Until %(day)s") % {"day": in_words(accepted.end)},
                level="warning",
                icon="hourglass",
                body_id=None if finding.is_of_deal else finding.scope_id,
            )


def _rule_item(facts: WorkspaceFacts, finding: Finding) -> WorkspaceItem:
    day = finding.since or finding.breaks_on
    words = _("Since %(since)s") if finding.since else _("From %(since)s")
    url = address("governance:deal_compliance", facts.deal.slug)
    if finding.remedy:
        url = remedy_url(finding.remedy, facts.deal.slug)
    is_broken = finding.state is FindingState.BROKEN
    return WorkspaceItem(
        kind="regels",
        title=finding.text,
        text=f"{finding.scope}. {explain(finding, names=EVERYBODY)}",
        url=url,
        action=_act(finding),
        about=f"{finding.text}, {finding.scope}",
        due=day,
        says=words % {"since": in_words(day)} if day else "",
        level="danger" if is_broken else "warning",
        icon="alert-octagon" if is_broken else "alert-triangle",
        body_id=None if finding.is_of_deal else finding.scope_id,
    )


def _act(finding: Finding) -> str:
    """Return the words on the button: short, since the line itself says about whom."""
    if finding.remedy and finding.remedy.short:
        return finding.remedy.short
    return remedy_text(finding) or _("See the check")


def terms(facts: WorkspaceFacts, _rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Memberships that end soon without a successor, and planned ends that come near or have passed.

    Where the seat ends as well, such as in a merger of parties, nobody can follow on it.
    """
    for body in facts.open_bodies:
        taken_over = {(m.seat_id, m.start) for m in body.memberships if not m.is_deputy and m.seat_id}
        followed = {m.follows for m in body.memberships}
        for member in body.memberships:
            if not member.holds(facts.on):
                continue
            if member.end is not None:
                seat = body.seat(member.seat_id)
                is_followed = (
                    member.id in followed
                    or (member.seat_id, member.end + DAY) in taken_over
                    or (seat is not None and seat.end == member.end)
                )
                if member.end <= facts.soon and not is_followed:
                    yield _ending(facts, body, member, member.end)
            elif member.term_end is not None and member.term_end <= facts.soon:
                yield _planned(facts, body, member, member.term_end)


def _ending(facts: WorkspaceFacts, body: BodyFacts, member: MembershipFact, day: date) -> WorkspaceItem:
    if member.seat_id is None:
        act = ("governance:membership_edit", member.id, _("Change the term"))
    else:
        act = ("governance:seat_name_member", member.seat_id, _("Name a successor"))
    return _term(facts, body, member, day, (_("Membership ends: %(person)s"), _("Ends on %(day)s")), act)


def _planned(facts: WorkspaceFacts, body: BodyFacts, member: MembershipFact, day: date) -> WorkspaceItem:
    words = (_("Term ends: %(person)s"), _("Planned until %(day)s"))
    if day < facts.on:
        words = (_("Stays on: %(person)s"), _("Term ended on %(day)s"))
    act = ("governance:membership_edit", member.id, _("Change the term"))
    return _term(facts, body, member, day, words, act)


def _term(
    facts: WorkspaceFacts,
    body: BodyFacts,
    member: MembershipFact,
    day: date,
    words: tuple[str, str],
    act: tuple[str, int | None, str],
) -> WorkspaceItem:
    """Return an item about a term.

    ``words``: its title and what it says of the day; ``act``: page and words.
    """
    seat = body.seat(member.seat_id)
    page, pk, action = act
    return WorkspaceItem(
        kind="termijnen",
        title=words[0] % {"person": member.person},
        text=", ".join(part for part in (body.name, seat.name if seat else "") if part),
        url=address(page, facts.deal.slug, pk),
        action=action,
        about=f"{member.person}, {body.name}",
        due=day,
        says=words[1] % {"day": in_words(day)},
        level="warning",
        icon="hourglass",
        body_id=body.id,
    )


def seats(facts: WorkspaceFacts, _rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Seats that wait for their party, and seats that nobody sits on."""
    for body in facts.open_bodies:
        taken = {m.seat_id for m in body.memberships if not m.is_deputy and m.holds(facts.on)}
        for seat in body.seats:
            if seat.id not in taken and seat.holds(facts.on):
                yield _seat(facts, body, seat)


def _seat(facts: WorkspaceFacts, body: BodyFacts, seat: SeatFact) -> WorkspaceItem:
    asked = seat.asked_on if seat.asked_on and seat.asked_on <= facts.on else None
    day = asked or _empty_since(facts, body, seat)
    title = _("Waits for the party: %(seat)s") if asked else _("Seat is not filled: %(seat)s")
    says = _("Asked on %(day)s") if asked else _("Empty since %(day)s")
    return WorkspaceItem(
        kind="zetels",
        title=title % {"seat": seat.name},
        text=body.name,
        url=address("governance:seat_name_member", facts.deal.slug, seat.id),
        action=_("Name a member"),
        about=f"{seat.name}, {body.name}",
        due=day,
        says=says % {"day": in_words(day)},
        level="neutral" if asked else "warning",
        icon="user-plus",
        body_id=body.id,
    )


def _empty_since(facts: WorkspaceFacts, body: BodyFacts, seat: SeatFact) -> date:
    """Return the first day on which nobody sat on a seat that is empty now."""
    left = [
        m.end + DAY
        for m in body.memberships
        if m.seat_id == seat.id and not m.is_deputy and m.end is not None
    ]
    return max([seat.start, *(day for day in left if day <= facts.on)])


def people(facts: WorkspaceFacts, _rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Members without an address, and executives without a secretariat. One query."""
    sitting: dict[int, tuple[MembershipFact, BodyFacts]] = {}
    for body in facts.open_bodies:
        for member in body.memberships:
            if member.person_id is not None and member.holds(facts.on):
                sitting.setdefault(member.person_id, (member, body))
    reachable, served = set(), set()
    for pk, has_address, has_secretariat in _reach(people=sorted(sitting), on=facts.on):
        if has_address:
            reachable.add(pk)
        if has_secretariat:
            served.add(pk)
    address_words = (_("No e-mail address: %(person)s"), _("Fill in the address"), "user")
    secretariat_words = (_("No secretariat: %(person)s"), _("Record the secretariat"), "users")
    for pk, (member, body) in sitting.items():
        if pk not in reachable:
            yield _person(facts, body, member, "governance:person_edit", address_words)
        is_executive = any(p.office in EXECUTIVE_OFFICES for p in member.positions_on(facts.on))
        if is_executive and pk not in served:
            yield _person(facts, body, member, "governance:delegation_list", secretariat_words)


def _person(
    facts: WorkspaceFacts, body: BodyFacts, member: MembershipFact, page: str, words: tuple[str, str, str]
) -> WorkspaceItem:
    title, action, icon = words
    return WorkspaceItem(
        kind="mensen",
        title=title % {"person": member.person},
        text=body.name,
        url=address(page, facts.deal.slug, member.person_id),
        action=action,
        about=member.person,
        icon=icon,
        body_id=body.id,
    )


@compiled
def _reach(people: Any, on: Any) -> QuerySet[Any]:
    # A join, since "exists" may make the database read all delegations of all deals.
    serves = Q(delegations__kind=DelegationKind.SECRETARIAT.value) & holds_on(on, "delegations__")
    has_address = ExpressionWrapper(~Q(email="") | Q(user__isnull=False), BooleanField())
    rows = Person.objects.filter(pk__any=people).order_by()
    rows = rows.annotate(secretariat=FilteredRelation("delegations", condition=serves))
    return rows.annotate(has_address=has_address).values_list("pk", "has_address", "secretariat__pk")


def questions(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Questions that a party did not answer, and answers that nobody handled."""
    bodies = {seat.id: body.id for body in facts.facts.bodies for seat in body.seats}
    for row in rows:
        until, kind = date.fromisoformat(row["until"]), str(RequestKind(row["kind"]).label)
        if row["answered_at"] is not None:
            answered = timezone.localdate(datetime.fromisoformat(row["answered_at"]))
            title, level, day = _("Answer to handle: %(party)s"), "warning", answered
            action, says = _("Handle the answer"), _("Answered on %(day)s")
        else:
            title, level, day = _("No answer yet: %(party)s"), "neutral", until
            action, says = _("See the question"), _("Until %(day)s")
            if until < facts.on:
                level = "danger"
        yield WorkspaceItem(
            kind="vragen",
            title=title % {"party": row["party"]},
            text=kind,
            url=address("governance:request_detail", facts.deal.slug, row["id"]),
            action=action,
            about=f"{row['party']}, {kind}",
            due=day,
            says=says % {"day": in_words(day)},
            level=level,
            icon="message-2",
            body_id=bodies.get(row["seat"] or 0),
        )


def question_rows(_on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for what parties were asked and is not finished."""
    nominated = Nomination.objects.filter(request=OuterRef("pk"), handled_at__isnull=True)
    differs = CheckedPosition.objects.filter(request=OuterRef("pk"), handled_at__isnull=True)
    remark = ~Q(remark="") & Q(remark_handled_at__isnull=True)
    to_handle = Q(answered_at__isnull=False) & (Exists(nominated) | Exists(differs) | remark)
    asked = PartyRequest.objects.filter(party__deal=OuterRef("pk"), withdrawn_at__isnull=True)
    row = JSONObject(
        id="pk",
        kind="kind",
        seat="seat_id",
        party="party__organization__name",
        until="answer_until",
        answered_at="answered_at",
    )
    open_now = asked.filter(Q(answered_at__isnull=True) | to_handle)
    return open_now.order_by("answer_until", "pk").values_list(row)


def register_sources() -> None:
    """Register the items of this app; called once, at start."""
    for name, label, collect in (
        ("regels", gettext_lazy("Rules of the covenant"), rules),
        ("termijnen", gettext_lazy("Terms"), terms),
        ("zetels", gettext_lazy("Seats"), seats),
        ("mensen", gettext_lazy("Contact data and secretariats"), people),
    ):
        SOURCES.register(name, Source(label, collect))
    SOURCES.register("vragen", Source(gettext_lazy("Questions to parties"), questions, question_rows))
    SOURCES.register("kalender", Source(gettext_lazy("Calendar"), duties, duty_rows))
    SOURCES.register("acties", Source(gettext_lazy("Overdue actions"), late_actions, late_action_rows))
