"""Hands one demo deal to the services, as its platform manager and then its secretary would."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from citydeal.enums import Access
from citydeal.models import User
from governance.enums import DealRoleKind, PartyEventKind
from governance.management.demo_actions import load_actions
from governance.management.demo_agenda import load_agenda
from governance.management.demo_bodies import load_decisions, load_relations
from governance.management.demo_data import (
    BodyData,
    DealData,
    MemberData,
    PartyData,
    SeatData,
    SuccessionData,
)
from governance.management.demo_data.dichtbij_meetings import meetings_of
from governance.management.demo_data.duties import calendar_of
from governance.management.demo_data.people import PLATFORM_MANAGER, SECRETARY
from governance.management.demo_duties import load_calendar
from governance.management.demo_meetings import load_meetings
from governance.management.demo_people import load_acting
from governance.management.demo_sessions import load_session
from governance.management.demo_texts import close_deal, load_texts
from governance.models import Body, Decision, Organization, Party, Person, Position
from governance.selectors.parties_places import SEAT_ENDS, moves_to, succession_places
from governance.services.appointments import record_appointment
from governance.services.bodies import add_body, add_member, add_seat, ask_party
from governance.services.covenant_rules import add_covenant_rule
from governance.services.deals import (
    appoint_first_secretary,
    create_deal,
    give_deal_role,
)
from governance.services.memberships import MembershipTerms, name_member
from governance.services.parties import EventTerms, add_party, record_event, withdraw_party
from governance.services.party_succession import (
    PAST_WORDS,
    NewOrganization,
    SuccessionTerms,
    succeed_parties,
)
from governance.services.register import add_organization, add_person, add_position
from governance.signals import demo_deal_loaded


@dataclass
class DealLoader:
    """Hands one deal to the services, as its platform manager and then its secretary would."""

    data: DealData
    organizations: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    positions: dict[tuple[str, str], Position] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)

    def load(self) -> str:
        """Load everything; returns what there is now, in words. Raises DomainError."""
        self._start()
        self._organizations()
        self._people()
        for order, party in enumerate(self.data.parties, start=1):
            self._party(party, order)
        for order, seat in enumerate(self.data.project.seats, start=1):
            self._seat(self.project, seat, order)
        for order, body in enumerate(self.data.bodies, start=1):
            self._body(body, order)
        for rule in self.data.rules:
            add_covenant_rule(
                actor=self.actor,
                deal=self.deal,
                number=rule.number,
                text=rule.text,
                article=rule.article,
                parameters=rule.parameters,
                start=self.data.start,
            )
        texts = self.data.texts
        if texts:
            load_texts(self.actor, self.deal, texts)
        load_relations(self.actor, self.bodies, self.data.relations)
        if self.data.acting:
            load_acting(self.actor, self.deal, self.data.acting, self.people, self.parties)
        today = timezone.localdate()
        calendar = calendar_of(self.data.slug, today)
        load_calendar(self.actor, self.deal, calendar, self.bodies, self.parties, today)
        load_actions(self.actor, self.deal, self.bodies, self.people, today)
        demo_deal_loaded.send(DealLoader, loader=self)
        for succession in self.data.successions:
            self._succeed(succession)
        roles = [(key, DealRoleKind.AUDITOR) for key in self.data.auditors]
        roles += [(key, DealRoleKind.DEALMAKER) for key in self.data.dealmakers]
        for key, role in roles:
            give_deal_role(
                actor=self.actor,
                deal=self.deal,
                person=self.people[key],
                role=role,
                start=self.data.start,
            )
        self._appointment()
        load_session(self.actor, self.deal, today, self.bodies, self.people, self.parties)
        load_meetings(self.actor, meetings_of(self.data.slug, today), self.bodies, self.people)
        load_agenda(self.actor, self.deal, today, self.bodies, self.people, self.parties)
        if texts:
            close_deal(self.actor, self.deal, texts)
        return (
            f"{len(self.parties)} parties, {len(self.people)} people,"
            f" {self.deal.bodies.count()} bodies, {len(self.data.rules)} rules"
        )

    def _appointment(self) -> None:
        project = self.data.project
        if project.appointed_on:
            record_appointment(
                actor=self.actor,
                membership=self.project.memberships.get(person=self.people[project.manager]),
                date=project.appointed_on,
                parties=[self.parties[slug] for slug in project.appointed_by],
            )

    def _start(self) -> None:
        data = self.data
        platform_manager = User.objects.get(email=PLATFORM_MANAGER)
        self.deal = create_deal(
            actor=platform_manager,
            name=data.name,
            slug=data.slug,
            tagline=data.tagline,
            summary=data.summary,
            start=data.start,
            end=data.end,
            access=Access.PUBLIC,
            contact_email=data.contact_email,
            is_demo=True,
        )
        self.actor = User.objects.get(email=SECRETARY)
        key = data.project.secretary
        seen = Person.objects.filter(user=self.actor).first()
        membership = appoint_first_secretary(
            actor=platform_manager,
            deal=self.deal,
            person=seen or self._new_person(key),
            start=data.start,
            remit=data.project.remit,
        )
        self.people[key] = membership.person
        self.project = membership.body
        self.bodies[self.project.slug] = self.project

    def _new_person(self, key: str) -> Person:
        data = self.data.people[key]
        return Person(
            given_name=data.given_name,
            prefix=data.prefix,
            family_name=data.family_name,
            email=data.email,
            user=self.actor,
        )

    def _organizations(self) -> None:
        for data in self.data.organizations:
            if not Organization.objects.filter(slug=data.slug).exists():
                add_organization(
                    actor=self.actor,
                    deal=self.deal,
                    name=data.name,
                    slug=data.slug,
                    kind=data.kind,
                    legal_name=data.legal_name,
                )
        slugs = [data.slug for data in self.data.organizations]
        self.organizations = {o.slug: o for o in Organization.objects.filter(slug__in=slugs)}

    def _party(self, data: PartyData, order: int) -> None:
        first, *later = (
            EventTerms(event.kind, event.date, self.people.get(event.person), note=event.note)
            for event in data.events
        )
        party = add_party(
            actor=self.actor,
            deal=self.deal,
            organization=self.organizations[data.organization],
            first=first,
            order=order,
        )
        for event in later:
            if event.kind == PartyEventKind.WITHDRAWAL:
                withdraw_party(
                    actor=self.actor, party=party, first_day=event.date, choices={}, note=event.note
                )
            else:
                record_event(actor=self.actor, party=party, terms=event)
        self.parties[data.organization] = party

    def _succeed(self, data: SuccessionData) -> None:
        before = [self.parties[slug] for slug in data.before]
        ends = {self.parties[slug].pk for slug in data.ends}
        succeed_parties(
            actor=self.actor,
            deal=self.deal,
            terms=SuccessionTerms(
                kind=data.kind,
                date=data.date,
                before=before,
                new=(NewOrganization(data.name, data.organization_kind),),
                note=data.note,
                past_words=str(PAST_WORDS),
            ),
            choices={
                place.key: SEAT_ENDS if place.seat and place.party.pk in ends else moves_to(0)
                for place in succession_places(before, data.date)
            },
        )

    def _people(self) -> None:
        for key, data in self.data.people.items():
            if key not in self.people:
                user = User.objects.get(email=data.account) if data.account else None
                seen = Person.objects.filter(user=user).first() if user else None
                self.people[key] = seen or add_person(
                    actor=self.actor,
                    deal=self.deal,
                    given_name=data.given_name,
                    prefix=data.prefix,
                    family_name=data.family_name,
                    email=data.email,
                    user=user,
                )
        for position in self.data.positions:
            self.positions[position.person, position.organization] = add_position(
                actor=self.actor,
                deal=self.deal,
                person=self.people[position.person],
                organization=self.organizations[position.organization],
                office=position.office,
                start=position.start,
                end=position.end,
                title=position.title,
                portfolio=position.portfolio,
            )

    def _body(self, data: BodyData, order: int) -> None:
        body = add_body(
            actor=self.actor,
            deal=self.deal,
            kind=data.kind,
            name=data.name,
            slug=data.slug,
            remit=data.remit,
            article=data.article,
            access=data.access,
            start=data.start,
            order=order,
            founding_decision=self.decisions.get(data.founding_decision),
        )
        self.bodies[body.slug] = body
        self.decisions |= load_decisions(self.actor, body, self.data.decisions)
        for place, seat in enumerate(data.seats, start=1):
            self._seat(body, seat, place)
        for member in data.members:
            add_member(
                actor=self.actor,
                body=body,
                person=self.people[member.person],
                position=self._position(member, ""),
                terms=_terms(member),
            )

    def _seat(self, body: Body, data: SeatData, order: int) -> None:
        owner, party = data.organization, self.parties.get(data.organization)
        seat = add_seat(
            actor=self.actor,
            body=body,
            party=party,
            organization=self.organizations[owner] if owner and not party else None,
            label=data.label,
            office=data.office,
            is_office_bound=data.is_office_bound,
            start=data.start,
            order=order,
        )
        for member in data.members:
            name_member(
                actor=self.actor,
                seat=seat,
                person=self.people[member.person],
                position=self._position(member, owner),
                terms=_terms(member),
            )
        if data.asked_on:
            ask_party(actor=self.actor, seat=seat, on=data.asked_on)

    def _position(self, member: MemberData, owner: str) -> Position | None:
        organization = member.organization or owner
        return self.positions[member.person, organization] if organization else None


def _terms(member: MemberData) -> MembershipTerms:
    return MembershipTerms(
        start=member.start,
        end=member.end,
        term_end=member.term_end,
        role=member.role,
        is_deputy=member.is_deputy,
    )
