"""What rules of composition have in common: members as facts, "at least so many", and common words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.dates import in_words
from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from citydeal.common.text import Text
from governance.rules.facts import BodyFacts, MembershipFact, SeatFact

NO_MEMBERS = gettext_lazy("Nobody sits in this body yet.")
NO_BODY = gettext_lazy("The deal does not have this body on this day.")


def seat_fact(body: BodyFacts, membership: MembershipFact, support: Support, on: date) -> FindingFact:
    """Return a member as a fact of a finding, with the seat and whom the member sits for."""
    seat = body.seat(membership.seat_id)
    organization = body.represents(membership)
    office = next((position.label for position in membership.positions if position.holds(on)), "")
    return FindingFact(
        support=support,
        seat_id=membership.seat_id,
        seat=seat.name if seat else "",
        organization=organization.name if organization else "",
        organization_id=organization.id if organization else None,
        person_id=membership.person_id,
        person=membership.person,
        office=office,
        start=membership.start,
        end=membership.end,
    )


def seat_facts(
    body: BodyFacts, memberships: Iterable[MembershipFact], support: Support, on: date
) -> Iterator[FindingFact]:
    """Yield members as facts of a finding, made when they are read: of most days nobody reads them."""
    return (seat_fact(body, membership, support, on) for membership in memberships)


def vacant_fact(body: BodyFacts, seat: SeatFact) -> FindingFact:
    """Return an empty seat as a fact of a finding."""
    organization = body.organizations.get(seat.organization_id or 0)
    return FindingFact(
        support=Support.VACANT,
        seat_id=seat.id,
        seat=seat.name,
        organization=organization.name if organization else "",
        organization_id=organization.id if organization else None,
    )


def name_member(body: BodyFacts, seat: SeatFact | None) -> Remedy:
    """Return the act of naming somebody: on this seat, on one to be added, or in the body itself."""
    if seat is None and body.seats:
        return Remedy(
            _("Add a seat to %(body)s") % {"body": body.name}, "governance:seat_create", (body.slug,)
        )
    if seat is None:
        words = _("Add a member to %(body)s") % {"body": body.name}
        return Remedy(words, "governance:body_add_member", (body.slug,))
    return Remedy(
        _("Name a member for the seat of %(seat)s") % {"seat": seat.name},
        "governance:seat_name_member",
        (seat.id,),
        short=_("Name a member"),
    )


def at_least(
    body: BodyFacts,
    on: date,
    minimum: int,
    counts: Callable[[MembershipFact], bool],
    fits: Callable[[SeatFact], bool],
) -> Outcome:
    """Answer "at least ``minimum`` members for whom ``counts`` is true".

    Where too few count, the finding names the seats that could mend it (``fits``): first an empty one.
    """
    members = body.members(on)
    counting = [member for member in members if counts(member)]
    numbers = {"count": len(counting), "minimum": minimum}
    if len(counting) >= minimum:
        return Outcome(True, seat_facts(body, counting, Support.COUNTS, on), counts=numbers)
    taken = {member.seat_id for member in members}

    def fitting() -> list[SeatFact]:
        seats = [seat for seat in body.seats if seat.holds(on) and fits(seat)]
        return sorted(seats, key=lambda seat: seat.id in taken)

    def remedy() -> Remedy | None:
        seats = fitting()
        # On a seat that somebody holds without a last day nobody else can be named.
        held = {member.seat_id: member for member in members if member.end is None}
        free = next((seat for seat in seats if seat.id not in held), None)
        if free is None and seats and not counts(held[seats[0].id]):
            return end_membership(body, held[seats[0].id], on)
        return name_member(body, free)

    def facts() -> Iterator[FindingFact]:
        yield from seat_facts(body, counting, Support.COUNTS, on)
        yield from (vacant_fact(body, seat) for seat in fitting() if seat.id not in taken)

    return Outcome(False, facts(), remedy, counts=numbers)


# --- Words ---------------------------------------------------------------------------------


def day_words(day: date | None) -> str:
    """Return a day in words."""
    return in_words(day) if day else ""


def since(finding: Finding) -> dict[str, Any]:
    """Return what a sentence about a broken rule fills in: since when, where, and its numbers."""
    return {"since": day_words(finding.since), "body": finding.scope, **finding.counts}


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: each once, the last after "and"."""
    unique = list(dict.fromkeys(names))
    if len(unique) < 2:
        return "".join(unique)
    return _("%(first)s and %(last)s") % {"first": ", ".join(unique[:-1]), "last": unique[-1]}


def owner(fact: FindingFact) -> str:
    """Return whose seat a fact is about."""
    return fact.seat or fact.organization or _("a member without a seat")


def failing(finding: Finding) -> list[FindingFact]:
    """Return the facts that break the rule."""
    return [fact for fact in finding.facts if fact.support is Support.FAILS]


def owners(facts: Sequence[FindingFact]) -> str:
    """Return whose seats these are, as a list in a sentence."""
    return listed([owner(fact) for fact in facts])


def subjects(facts: Sequence[FindingFact]) -> str:
    """Return what these facts are about, as a list in a sentence."""
    return listed([fact.subject for fact in facts])


def loses(sentence: Text) -> Callable[[Finding, str], str]:
    """Return the words of what a change does, from a sentence with ``day`` and ``body`` to fill in."""
    return lambda finding, day: str(sentence) % {"day": day, "body": finding.scope}


def misses(finding: Finding) -> str:
    """Say what is missing, where each failing fact is a thing that should be there."""
    return _("Since %(since)s this is missing in %(body)s: %(subjects)s.") % {
        **since(finding),
        "subjects": subjects(failing(finding)),
    }


NO_LONGER = loses(gettext_lazy("Then from %(day)s %(body)s no longer meets this rule."))


# --- Members come from parties (rules 17, 23 and 24) ----------------------------------------------


def from_parties(body: BodyFacts, on: date) -> Outcome:
    """Answer "every member sits for an organisation that is a party on that day".

    A person represents the party; who it is does not matter (rule 17). Without members it is not asked.
    """
    members = body.members(on)
    if not members:
        return Outcome(True, not_applicable=NO_MEMBERS)
    outside = [member for member in members if not _sits_for_a_party(body, member, on)]
    numbers = {"count": len(members)}
    if not outside:
        return Outcome(True, seat_facts(body, members, Support.COUNTS, on), counts=numbers)
    return Outcome(
        False,
        seat_facts(body, outside, Support.FAILS, on),
        lambda: end_membership(body, outside[0], on),
        counts=numbers,
    )


def _sits_for_a_party(body: BodyFacts, member: MembershipFact, on: date) -> bool:
    organization = body.represents(member)
    return organization is not None and organization.is_party(on)


def end_membership(body: BodyFacts, member: MembershipFact, on: date) -> Remedy | None:
    """Return the act of ending a membership; None for one that is only being considered."""
    if member.id is None:
        return None
    whose = owner(seat_fact(body, member, Support.FAILS, on))
    return Remedy(
        _("End the membership for %(organization)s") % {"organization": whose},
        "governance:membership_end",
        (member.id,),
        short=_("End the membership"),
    )


def no_party(finding: Finding) -> str:
    """Say whose members sit there although it is no party."""
    wrong = failing(finding)
    return ngettext(
        "Since %(since)s: %(seats)s is no party in the deal and has a member in %(body)s.",
        "Since %(since)s: %(seats)s are no parties in the deal and have members in %(body)s.",
        len({owner(fact) for fact in wrong}),
    ) % {**since(finding), "seats": owners(wrong)}


def all_parties(finding: Finding) -> str:
    """Say that every member sits for a party."""
    return ngettext(
        "%(count)s member, for a party of the deal.",
        "All %(count)s members sit for a party of the deal.",
        finding.counts["count"],
    ) % {"count": finding.counts["count"]}
