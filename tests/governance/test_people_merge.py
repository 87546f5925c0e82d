"""Two records of one person become one: what moves, what is refused, and what the page promises."""

from __future__ import annotations

import re
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError
from governance.enums import DealRoleKind, MembershipRole
from governance.models import CalendarFeed, DealRole, Delegation, Membership, Person, RegisterEntry
from governance.permissions import can_view_body, visible_persons
from governance.services.people_merge import merge_people, person_columns
from governance.services.rights import sync_all
from tests.factories.actions import ActionItemFactory, RoundVoiceFactory
from tests.factories.agenda import AgendaItemFactory, ForwardItemFactory
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    DealRoleFactory,
    DelegationFactory,
    MembershipFactory,
    NominationFactory,
    PartyContactFactory,
    PartyRequestFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.parties import PartyEventFactory
from tests.factories.reporting_contributions import QuestionFactory, TreasurerFactory
from tests.factories.reporting_risks import RiskFactory
from tests.factories.sessions import EligibleVoterFactory, MeetingRemarkFactory
from tests.factories.workgroups_assessment import FrameworkAssessorFactory
from tests.factories.workgroups_steps import GroupLeadFactory, StepFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
BEFORE = timezone.now() - timedelta(days=3)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def pair(cast):
    """Return the record that stays and its double, both in the register of the deal."""
    people = [PersonFactory(given_name="Anne", family_name="Dubbel", email=email) for email in ("", "a@x.nl")]
    for person in people:
        RegisterEntry.objects.create(deal=cast.deal, person=person)
    return people


@pytest.fixture
def act(cast, secretary, pair):
    return {"actor": secretary, "deal": cast.deal, "stays": pair[0], "double": pair[1]}


def seen_in(html):
    """Return the fingerprint of what a page showed, as its form sends it back."""
    return re.search(r'name="gezien" value="([0-9a-f]{64})"', html)[1]


def voice_in(body, person):
    RoundVoiceFactory(round__body=body, membership=None, person=person)


# What ties a person to a deal without a place in it.
TIES = [
    lambda body, person: InvitationFactory(meeting__body=body, person=person),
    lambda body, person: InvitationFactory(meeting__body=body, reply="deputy", deputy=person),
    lambda body, person: ActionItemFactory(body=body, person=person),
    lambda body, person: AgendaItemFactory(meeting__body=body, presenter=person),
    lambda body, person: ForwardItemFactory(body=body, owner=person),
    voice_in,
    lambda body, person: GroupLeadFactory(group__question__deal=body.deal, person=person),
    lambda body, person: StepFactory(group__question__deal=body.deal, owner=person),
    lambda body, person: FrameworkAssessorFactory(framework__deal=body.deal, person=person),
    lambda body, person: QuestionFactory(party__deal=body.deal, to=person),
    lambda body, person: TreasurerFactory(deal=body.deal, person=person),
    lambda body, person: RiskFactory(deal=body.deal, owner=person),
]


def hold_everything(cast, person):
    """Give a person one of all that a table can name a person for."""
    other = PersonFactory(family_name="Ander")
    place = MembershipFactory(seat=cast.empty_seat, person=person)
    DealRoleFactory(deal=cast.deal, person=person)
    PartyContactFactory(party=cast.ministry, person=person)
    DelegationFactory(person=person, delegate=other)
    DelegationFactory(person=cast.people["chair"], delegate=person)
    PartyRequestFactory(party=cast.ministry, to=person)
    NominationFactory(seat=cast.empty_seat, person=person)
    PartyEventFactory(party=cast.ministry, person=person)
    meeting = MeetingFactory(body=cast.steering, list_confirmed_by=person)
    invitation = InvitationFactory(meeting=meeting, person=person)
    InvitationFactory(meeting=meeting, person=other, reply="deputy", deputy=person)
    item = AgendaItemFactory(meeting=meeting, presenter=person)
    ForwardItemFactory(body=cast.steering, owner=person)
    ActionItemFactory(body=cast.steering, person=person)
    CalendarFeed.objects.create(person=person, token_hash="0")
    EligibleVoterFactory(event__item=item, person=person, voter=person)
    MeetingRemarkFactory(meeting=meeting, person=invitation.person)
    RoundVoiceFactory(round__body=cast.steering, membership=place, person=person)
    GroupLeadFactory(group__question__deal=cast.deal, person=person)
    StepFactory(group__question__deal=cast.deal, owner=person)
    FrameworkAssessorFactory(framework__deal=cast.deal, person=person)
    QuestionFactory(party=cast.ministry, to=person)
    TreasurerFactory(deal=cast.deal, person=person)
    RiskFactory(deal=cast.deal, owner=person)
    return place


def test_everything_moves_from_every_table_that_names_a_person(cast, act, pair):
    stays, double = pair
    place = hold_everything(cast, double)
    held = {(model, name): model.objects.filter(**{name: double}).count() for model, name in person_columns()}
    assert min(held.values()) > 0, held
    assert {model.__name__ for model, _name in held} >= {"Membership", "Position", "Delegation", "Nomination"}
    result = merge_people(**act)
    for (model, name), number in held.items():
        assert not model.objects.filter(**{name: double}).exists()
        assert model.objects.filter(**{name: stays}).count() == (1 if model is RegisterEntry else number)
    place.refresh_from_db()
    assert place.person == stays
    assert place.position.person == stays
    assert len(result.moved) == sum(held.values()) - 1
    assert not visible_persons(act["actor"], cast.deal).filter(pk=double.pk).exists()


def test_a_double_alone_in_the_register_of_another_deal_brings_that_along(cast, act, pair):
    other = BodyFactory(kind="project_organization").deal
    MembershipFactory(
        seat=SeatFactory(body=other.bodies.get()),
        person=cast.people["project_secretary"],
        role="project_secretary",
    )
    sync_all(timezone.localdate())
    RegisterEntry.objects.create(deal=other, person=pair[1])
    result = merge_people(**act)
    assert set(pair[0].register_entries.values_list("deal", flat=True)) == {cast.deal.pk, other.pk}
    assert result.moved == [], "a place in a register is nothing to tell of"


def test_the_history_says_it_and_keeps_the_name_of_the_double(cast, act, pair):
    place = MembershipFactory(seat=cast.empty_seat, person=pair[1])
    merge_people(**act)
    row = place.history.first()
    assert row.history_user == act["actor"]
    assert "samengevoegd" in row.history_change_reason
    url = reverse("governance:body_history", args=[cast.deal.slug, cast.steering.slug])
    html = cast.client("auditor").get(url).content.decode()
    assert html.count("Anne Dubbel") >= 2
    assert "Twee records van Anne Dubbel zijn samengevoegd" in html


class TestAddressAndAccount:
    def test_the_address_and_the_account_come_along_with_the_rights(self, cast, act, pair):
        stays, double = pair
        double.user = UserFactory(email="anne@x.nl", name="Iemand", last_login=BEFORE)
        double.save()
        MembershipFactory(seat=SeatFactory(body=cast.closed), person=stays)
        result = merge_people(**act)
        stays.refresh_from_db()
        double.refresh_from_db()
        assert (stays.email, stays.user.email, stays.user.name) == ("a@x.nl", "anne@x.nl", "Anne Dubbel")
        assert (double.email, double.user) == ("", None)
        assert can_view_body(stays.user, cast.closed)
        assert "Het account anne@x.nl gaat mee." in result.notes
        assert "Het e-mailadres a@x.nl gaat mee." in result.notes

    def test_an_address_of_its_own_stays(self, act, pair):
        stays, _double = pair
        stays.email = "eigen@x.nl"
        stays.save()
        assert "Het e-mailadres a@x.nl vervalt." in merge_people(**act).notes
        stays.refresh_from_db()
        assert stays.email == "eigen@x.nl"

    @pytest.mark.parametrize("used", ["stays", "double", "neither"])
    def test_an_account_that_nobody_used_is_closed(self, act, pair, used):
        for name, person in zip(("stays", "double"), pair, strict=True):
            person.user = UserFactory(email=f"{name}@x.nl", last_login=BEFORE if name == used else None)
            person.save()
        gone = "stays" if used == "double" else "double"
        result = merge_people(**act)
        kept = Person.objects.get(pk=pair[0].pk).user
        assert kept.email == ("double@x.nl" if used == "double" else "stays@x.nl")
        assert kept.is_active
        closed = next(person.user for person in pair if person.user != kept)
        closed.refresh_from_db()
        assert not closed.is_active
        assert f"Het account {gone}@x.nl is nooit gebruikt. Dat account sluiten wij." in result.notes

    def test_two_accounts_that_were_used_are_refused(self, act, pair):
        for person in pair:
            person.user = UserFactory(last_login=BEFORE)
            person.save()
        place = MembershipFactory(person=pair[1], seat__body__deal=act["deal"])
        assert "account dat is gebruikt" in str(refused(merge_people, **act).message)
        place.refresh_from_db()
        assert place.person == pair[1]


class TestTheSamePlaceAtTheSameTime:
    def test_on_one_seat_is_refused_also_as_its_deputy(self, cast, act, pair):
        MembershipFactory(seat=cast.empty_seat, person=pair[0])
        MembershipFactory(seat=cast.empty_seat, person=pair[1], is_deputy=True)
        assert cast.steering.name in str(refused(merge_people, **act).message)

    def test_in_one_body_in_one_role_is_refused(self, cast, act, pair):
        for person in pair:
            MembershipFactory(seat=SeatFactory(body=cast.core), person=person)
        refused(merge_people, **act)

    def test_in_a_body_without_seats_too(self, cast, act, pair):
        for person in pair:
            MembershipFactory(seat=None, body=cast.core, person=person, position=None)
        refused(merge_people, **act)

    def test_one_after_the_other_is_one_person_who_came_back(self, cast, act, pair):
        last = date(2026, 5, 31)
        MembershipFactory(seat=cast.empty_seat, person=pair[0], end=last)
        MembershipFactory(seat=cast.empty_seat, person=pair[1], start=last + timedelta(days=1))
        merge_people(**act)
        assert Membership.objects.filter(seat=cast.empty_seat, person=pair[0]).count() == 2

    def test_two_roles_in_one_body_stay_two(self, cast, act, pair):
        MembershipFactory(seat=SeatFactory(body=cast.core), person=pair[0])
        MembershipFactory(seat=SeatFactory(body=cast.core), person=pair[1], role=MembershipRole.SECRETARY)
        merge_people(**act)
        assert pair[0].memberships.count() == 2


class TestWhatBothHave:
    def test_what_the_database_refuses_is_said_in_words_and_nothing_moves(self, cast, act, pair):
        """A member who is added at this very moment passes the check, and not the constraint."""
        contact = PartyContactFactory(party=cast.ministry, person=pair[1])
        with patch("governance.services.people_merge._check_places"):
            for person in pair:
                MembershipFactory(seat=SeatFactory(body=cast.core), person=person)
            assert "Kerngroep" in str(refused(merge_people, **act).message)
        contact.refresh_from_db()
        assert contact.person == pair[1]

    def test_a_role_on_the_deal_stays_once_with_all_its_days(self, cast, act, pair):
        days = ((date(2026, 1, 1), date(2026, 6, 30)), (date(2025, 1, 1), date(2026, 3, 1)))
        for person, (start, end) in zip(pair, days, strict=True):
            DealRoleFactory(deal=cast.deal, person=person, start=start, end=end)
        notes = merge_people(**act).notes
        role = DealRole.objects.get(person=pair[0], role=DealRoleKind.AUDITOR)
        assert (role.start, role.end) == (date(2025, 1, 1), date(2026, 6, 30))
        assert any("Dat blijft één keer staan." in note for note in notes)

    def test_somebody_who_acts_for_both_acts_once_and_without_an_end(self, act, pair):
        delegate = PersonFactory()
        for person, end in zip(pair, (date(2026, 6, 30), None), strict=True):
            DelegationFactory(person=person, delegate=delegate, end=end)
        merge_people(**act)
        assert Delegation.objects.get(delegate=delegate).end is None

    def test_that_they_act_for_each_other_goes_away(self, act, pair):
        DelegationFactory(person=pair[0], delegate=pair[1])
        DelegationFactory(person=pair[1], delegate=pair[0])
        merge_people(**act)
        assert not Delegation.objects.filter(person__in=pair).exists()


class TestWhoMay:
    def test_only_who_keeps_the_register(self, cast, act):
        for role in ("auditor", "member", "other_deal", "platform_manager"):
            refused(merge_people, **{**act, "actor": cast.users[role]})

    def test_not_a_record_with_itself(self, act, pair):
        assert refused(merge_people, **{**act, "double": pair[0]}).field == "person"

    @pytest.mark.parametrize("which", [0, 1])
    def test_not_who_is_known_in_a_deal_of_others(self, cast, act, pair, which):
        elsewhere = SeatFactory(body=BodyFactory(deal=CityDealFactory()))
        place = MembershipFactory(seat=elsewhere, person=pair[which])
        refused(merge_people, **act)
        place.refresh_from_db()
        assert place.person == pair[which]

    @pytest.mark.parametrize("make", TIES)
    def test_not_who_is_invited_asked_or_named_in_a_deal_of_others(self, act, pair, make):
        make(BodyFactory(deal=CityDealFactory()), pair[1])
        assert "deal die u niet bijhoudt" in str(refused(merge_people, **act).message)

    def test_not_who_acts_for_somebody_in_a_deal_of_others(self, act, pair):
        elsewhere = MembershipFactory(seat=SeatFactory(body=BodyFactory(deal=CityDealFactory())))
        DelegationFactory(person=elsewhere.person, delegate=pair[1])
        refused(merge_people, **act)


class TestTheBrowser:
    def url(self, cast, person):
        return reverse("governance:person_merge", args=[cast.deal.slug, person.pk])

    def test_consequences_first_then_the_act(self, cast, pair):
        stays, double = pair
        MembershipFactory(seat=cast.empty_seat, person=double)
        client = cast.client("project_secretary")
        url = self.url(cast, stays)
        page = stays.get_absolute_url_in(cast.deal.slug)
        assert url in client.get(page).content.decode()
        assert url not in cast.client("auditor").get(page).content.decode()
        assert f'value="{double.pk}"' in client.get(url).content.decode()
        typed = {"person": double.pk, "stap": "gevolgen"}
        shown = client.post(url, typed).content.decode()
        assert "Lidmaatschap: Stuurgroep" in shown
        assert "Het e-mailadres a@x.nl gaat mee." in shown
        assert Membership.objects.get(seat=cast.empty_seat).person == double
        typed |= {"stap": "bevestigen", "gezien": seen_in(shown)}
        done = client.post(url, typed, follow=True)
        assert "De twee records van Anne Dubbel zijn nu één." in done.content.decode()
        assert Membership.objects.get(seat=cast.empty_seat).person == stays
        assert client.get(double.get_absolute_url_in(cast.deal.slug)).status_code == 404
        assert client.post(url, typed).status_code == 422

    def test_what_changed_after_the_preview_is_shown_first(self, cast, pair):
        client, url = cast.client("project_secretary"), self.url(cast, pair[0])
        typed = {"person": pair[1].pk, "stap": "gevolgen"}
        shown = client.post(url, typed).content.decode()
        MembershipFactory(seat=cast.empty_seat, person=pair[1])
        typed |= {"stap": "bevestigen", "gezien": seen_in(shown)}
        answer = client.post(url, typed)
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "Er is iets veranderd nadat u keek" in html
        assert "Lidmaatschap: Stuurgroep" in html
        assert Membership.objects.get(seat=cast.empty_seat).person == pair[1]
        typed["gezien"] = seen_in(html)
        assert client.post(url, typed).status_code == 303
        assert Membership.objects.get(seat=cast.empty_seat).person == pair[0]

    def test_what_cannot_be_any_more_says_why(self, cast, pair, monkeypatch):
        """Refused because it changed, and by then there is nothing to show any more."""
        client, url = cast.client("project_secretary"), self.url(cast, pair[0])
        real, calls = merge_people, []

        def changes(**about):
            calls.append(about)
            if len(calls) > 1:
                raise DomainError("Dat kan niet meer.")
            return real(**about)

        monkeypatch.setattr("governance.views.people_merge.merge_people", changes)
        answer = client.post(url, {"person": pair[1].pk, "stap": "bevestigen", "gezien": "x"})
        assert answer.status_code == 422
        assert "Dat kan niet meer." in answer.content.decode()

    def test_a_double_without_anything_says_so(self, cast, pair):
        Person.objects.filter(pk=pair[1].pk).update(email="")
        typed = {"person": pair[1].pk, "stap": "gevolgen"}
        html = cast.client("project_secretary").post(self.url(cast, pair[0]), typed).content.decode()
        assert "Niets: bij het andere record staat niets." in html

    @pytest.mark.parametrize("value", ["", "x", "-1", "\x00", "9" * 30])
    def test_anything_else_is_refused_in_words(self, cast, pair, value):
        answer = cast.client("project_secretary").post(self.url(cast, pair[0]), {"person": value})
        assert answer.status_code == 422
        assert answer.context["form"].errors["person"]

    def test_nobody_chooses_a_person_of_another_deal(self, cast, pair):
        stranger = PersonFactory()
        answer = cast.client("project_secretary").post(
            self.url(cast, pair[0]), {"person": stranger.pk, "stap": "bevestigen"}
        )
        assert answer.status_code == 422

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_form_costs_the_same_for_one_and_for_three_rows(self, cast, pair, queries, rows):
        for _ in range(rows):
            MembershipFactory(seat=SeatFactory(body=cast.steering))
        client = cast.client("project_secretary")
        with queries(7):
            assert client.get(self.url(cast, pair[0])).status_code == 200
