"""A change of college: who goes, what follows for the seats, and two who enter it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.models import OutgoingMail
from governance.models import Membership, Nomination, PartyRequest, Person, Position
from governance.selectors.college import colleges
from governance.services.college import CollegeChange, Leaving, change_colleges
from governance.services.requests import token_of
from tests.factories.governance import (
    MembershipFactory,
    PartyContactFactory,
    PartyFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def typed(day):
    return day.strftime("%d-%m-%Y")


@pytest.fixture
def aldermen(cast):
    """Return four aldermen, each on a seat of a municipality with a contact."""
    found = []
    for number in range(4):
        party = PartyFactory(deal=cast.deal, organization__name=f"Gemeente {'ABCD'[number]}")
        PartyContactFactory(party=party)
        place = MembershipFactory(
            seat=SeatFactory(body=cast.steering, party=party, office="alderman"),
            person__family_name=f"Wethouder{number}",
        )
        found.append(place)
    return found


def url(cast, party=None):
    if party is None:
        return reverse("governance:college_change", args=[cast.deal.slug])
    return reverse("governance:college_party", args=[cast.deal.slug, party.organization.slug])


def answers(cast, leaving, *, party=None, first_day=None, **more):
    """Return a filled-in form: these memberships' people leave, the others stay."""
    sent = {"first_day_dag": typed(first_day or today()), "stap": "bevestigen"}
    gone = {place.position_id for place in leaving}
    for college in colleges(cast.deal, today(), party):
        sent[f"version_{college.party.pk}"] = college.version
        for executive in college.executives:
            pk = executive.position.pk
            sent[f"ambt{pk}"] = "vertrekt" if pk in gone else "blijft"
            sent[f"ambt{pk}_opvolger"] = "vraag"
    return sent | more


def refreshed(place):
    return Membership.objects.get(pk=place.pk)


class TestOneSitting:
    def test_the_party_need_not_type_what_is_known(self, cast, aldermen, client):
        first_day = today() + timedelta(days=8)
        sent = answers(cast, aldermen[:1], first_day=first_day)
        cast.client("project_secretary").post(url(cast), sent)
        place, request = refreshed(aldermen[0]), PartyRequest.objects.get()
        link = reverse("governance:request_answer", args=[token_of(request.key)])
        form = client.get(link).context["form"]
        office, seat = f"ambt{place.position_id}", f"zetel{place.seat_id}"
        assert (form[office].value(), form[f"{office}_laatste"].value()) == ("vertrekt", place.end)
        assert form[f"{seat}_eerste"].value() == first_day
        # With who comes alone it is answered.
        shown = {office: "vertrekt", f"{office}_laatste_dag": typed(place.end)}
        shown |= {f"{seat}_eerste_dag": typed(first_day), "name": "Griffie", seat: "later"}
        client.post(link, shown)
        assert PartyRequest.objects.get().answered_at

    def test_four_colleges_two_answer_and_two_did_not(self, cast, aldermen, client):
        secretary = cast.client("project_secretary")
        form = answers(cast, aldermen) | {"stap": "gevolgen"}
        page = secretary.post(url(cast), form).content.decode()
        for words in (
            "Deze lidmaatschappen stoppen",
            "Wethouder3",
            "Deze partijen krijgen een mail",
            "Gemeente D",
        ):
            assert words in page
        assert not PartyRequest.objects.exists(), "nothing is done before it is confirmed"
        assert refreshed(aldermen[0]).end is None
        done = secretary.post(url(cast), answers(cast, aldermen), follow=True).content.decode()
        assert "4 lidmaatschappen stoppen. 4 partijen krijgen een vraag." in done
        assert {refreshed(place).end for place in aldermen} == {today() - timedelta(days=1)}
        assert OutgoingMail.objects.count() == 4
        for place in aldermen[:2]:
            request = PartyRequest.objects.get(party=place.seat.party)
            link = reverse("governance:request_answer", args=[token_of(request.key)])
            key = f"zetel{place.seat_id}"
            client.post(
                link,
                {
                    key: "nieuw",
                    f"{key}_achternaam": f"Opvolger{place.pk}",
                    f"{key}_ambt": "alderman",
                    f"{key}_portefeuille": "Zorg",
                    f"{key}_eerste_dag": typed(today()),
                    "name": "Griffie",
                },
            )
        assert Nomination.objects.count() == 2
        list_url = reverse("governance:request_list", args=[cast.deal.slug])
        waiting = secretary.get(list_url, {"stand": "open"}).content.decode()
        assert [f"Gemeente {letter}" in waiting for letter in "ABCD"] == [False, False, True, True]
        body = cast.client("member").get(cast.steering.get_absolute_url()).content.decode()
        assert body.count("Wacht op de partij") == 4, "until the secretary takes the answers over"

    def test_the_college_of_one_party(self, cast, aldermen):
        party = aldermen[1].seat.party
        secretary = cast.client("project_secretary")
        assert "Collegewisseling: Gemeente B" in secretary.get(url(cast, party)).content.decode()
        form = answers(cast, [aldermen[1]], party=party)
        secretary.post(url(cast, party), form)
        assert refreshed(aldermen[1]).end
        assert refreshed(aldermen[0]).end is None

    def test_a_new_successor_takes_the_seats_with_the_portfolio(self, cast, aldermen):
        place = aldermen[0]
        key = f"ambt{place.position_id}"
        more = {
            f"{key}_opvolger": "nieuw",
            f"{key}_achternaam": "Nieuwkomer",
            f"portfolio_{place.seat.party_id}": "Jeugd",
        }
        cast.client("project_secretary").post(url(cast), answers(cast, [place], **more))
        new = Membership.objects.get(seat=place.seat, start=today())
        assert new.predecessor == place
        assert (new.position.office, new.position.portfolio) == ("alderman", "Jeugd")
        assert not PartyRequest.objects.exists()

    def test_a_new_successor_without_seats_still_holds_the_office(self, cast, aldermen):
        place = aldermen[0]
        place.seat.is_office_bound = False
        place.seat.save()
        key = f"ambt{place.position_id}"
        more = {f"{key}_opvolger": "nieuw", f"{key}_achternaam": "Nieuwkomer"}
        cast.client("project_secretary").post(url(cast), answers(cast, [place], **more))
        office = Position.objects.get(person__family_name="Nieuwkomer")
        assert (office.office, office.start) == ("alderman", today())
        assert refreshed(place).end is None

    def test_a_colleague_who_stays_takes_the_seats(self, cast, aldermen):
        place = aldermen[0]
        other = MembershipFactory(seat=SeatFactory(body=cast.core, party=place.seat.party))
        more = {
            f"ambt{place.position_id}_opvolger": str(other.person_id),
            f"portfolio_{place.seat.party_id}": "Wonen",
        }
        cast.client("project_secretary").post(url(cast), answers(cast, [place], **more))
        new = Membership.objects.get(seat=place.seat, start=today())
        assert new.position == other.position
        assert new.position.portfolio == "Wonen"

    def test_a_colleague_keeps_the_portfolio_where_no_other_is_given(self, cast, aldermen):
        place = aldermen[0]
        other = MembershipFactory(
            seat=SeatFactory(body=cast.core, party=place.seat.party), position__portfolio="Zorg"
        )
        more = {f"ambt{place.position_id}_opvolger": str(other.person_id)}
        cast.client("project_secretary").post(url(cast), answers(cast, [place], **more))
        office = Membership.objects.get(seat=place.seat, start=today()).position
        assert (office, office.portfolio) == (other.position, "Zorg")
        assert office.history.count() == 1, "nothing about the office changed"

    def test_a_seat_with_a_term_of_its_own_stays(self, cast, aldermen):
        place = aldermen[0]
        fixed = MembershipFactory(
            seat=SeatFactory(body=cast.core, party=place.seat.party, is_office_bound=False),
            person=place.person,
            position=place.position,
        )
        cast.client("project_secretary").post(url(cast), answers(cast, [place]))
        assert refreshed(fixed).end is None

    def test_a_party_without_contact_is_named_and_not_asked(self, cast, aldermen):
        place = aldermen[0]
        place.seat.party.contacts.all().delete()
        secretary = cast.client("project_secretary")
        form = answers(cast, [place])
        assert (
            "krijgt dus geen vraag" in secretary.post(url(cast), form | {"stap": "gevolgen"}).content.decode()
        )
        secretary.post(url(cast), form)
        place.seat.refresh_from_db()
        assert place.seat.asked_on is None
        assert refreshed(place).end

    def test_nobody_asked_where_the_secretary_says_so(self, cast, aldermen):
        more = {f"ambt{aldermen[0].position_id}_opvolger": "niemand"}
        cast.client("project_secretary").post(url(cast), answers(cast, aldermen[:1], **more))
        assert not OutgoingMail.objects.exists()


class TestTwice:
    def test_the_second_sees_what_changed_and_nothing_doubles(self, cast, aldermen):
        form = answers(cast, aldermen[:2])
        cast.client("project_secretary").post(url(cast), form)
        manager = cast.client("project_manager")
        response = manager.post(url(cast), form)
        page = response.content.decode()
        assert response.status_code == 409
        assert "de mensen van Gemeente A, Gemeente B gewijzigd" in page
        assert "Wethouder0, Stuurgroep" in page
        assert "project_secretary" in page
        assert PartyRequest.objects.count() == OutgoingMail.objects.count() == 2
        fresh = answers(cast, [])
        assert manager.post(url(cast), fresh).status_code == 422, "of these nobody is left to leave"

    def test_in_the_service(self, cast, aldermen):
        place = aldermen[0]
        (college,) = colleges(cast.deal, today(), place.seat.party)
        change = CollegeChange(college.party, college.version, [Leaving(place.position)])
        first_day = today() + timedelta(days=30)

        def enter(role):
            change_colleges(actor=cast.users[role], deal=cast.deal, first_day=first_day, changes=[change])

        enter("project_secretary")
        with pytest.raises(StaleError):
            enter("project_manager")
        assert refreshed(place).end == first_day - timedelta(days=1)

    @pytest.mark.parametrize("later", [0, 4])
    def test_who_leaves_already_leaves_no_second_time(self, cast, aldermen, later):
        """Also with a successor and another day: no office gets longer, and nobody comes without a seat."""
        first_day = today() + timedelta(days=30)
        client, place = cast.client("project_secretary"), aldermen[0]
        client.post(url(cast), answers(cast, [place], first_day=first_day))
        key = f"ambt{place.position_id}"
        new = {f"{key}_opvolger": "nieuw", f"{key}_voornaam": "Ann", f"{key}_achternaam": "Tweede"}
        sent = answers(cast, [place], first_day=first_day + timedelta(days=later), **new)
        page = client.post(url(cast), sent)
        assert page.status_code == 422
        assert "vertrekt al op" in page.content.decode()
        assert "Tweede" in page.content.decode()
        place.position.refresh_from_db()
        assert place.position.end == first_day - timedelta(days=1)
        assert not Person.objects.filter(family_name="Tweede").exists()

    def test_the_portfolio_goes_along_with_the_question(self, cast, aldermen):
        party = aldermen[0].seat.party
        sent = answers(cast, aldermen[:1], **{f"portfolio_{party.pk}": "Zorg en werk"})
        cast.client("project_secretary").post(url(cast), sent)
        assert "portefeuille Zorg en werk" in PartyRequest.objects.get().note
        assert "portefeuille Zorg en werk" in " ".join(OutgoingMail.objects.get().text.split())

    def test_looking_again_and_sending_the_same_doubles_nothing(self, cast, aldermen):
        """The second reads that the executive leaves later already, and says so once more."""
        first_day = today() + timedelta(days=30)
        form = answers(cast, aldermen[:1], first_day=first_day)
        client = cast.client("project_secretary")
        client.post(url(cast), form)
        client.post(url(cast), answers(cast, aldermen[:1], first_day=first_day))
        assert PartyRequest.objects.count() == 1
        assert Person.objects.filter(family_name="Wethouder0").count() == 1


class TestRefused:
    def test_without_the_right(self, cast, aldermen):
        with pytest.raises(DomainError):
            change_colleges(actor=cast.users["auditor"], deal=cast.deal, first_day=today(), changes=[])

    def test_all_or_nothing(self, cast, aldermen):
        """The second party of the sitting is refused, so the first did not happen either."""
        late = aldermen[1]
        late.start = today() + timedelta(days=20)
        late.save()
        form = answers(cast, aldermen[:2])
        for step in ("gevolgen", "bevestigen"):
            response = cast.client("project_secretary").post(url(cast), form | {"stap": step})
            assert response.status_code == 422
            assert "komt pas later op een zetel" in response.content.decode()
        assert refreshed(aldermen[0]).end is None
        assert not OutgoingMail.objects.exists()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"first_day_dag": ""}, "Vul een datum in"),
            ({"first_day_dag": "1-1-2019"}, "begint op de eerste dag van het nieuwe college"),
            ({"ambt": "onzin"}, "Kies een antwoord"),
            ({"ambt_opvolger": "nieuw"}, "Vul de achternaam"),
            ({"ambt_opvolger": "999"}, "Kies een antwoord"),
            ({"ambt": "blijft"}, "ten minste 1 persoon"),
        ],
    )
    def test_bad_input_is_said_at_the_field(self, cast, aldermen, more, words):
        key = f"ambt{aldermen[0].position_id}"
        sent = {name.replace("ambt", key): value for name, value in more.items()}
        response = cast.client("project_secretary").post(url(cast), answers(cast, aldermen[:1], **sent))
        assert response.status_code == 422
        assert words in response.content.decode()
        assert refreshed(aldermen[0]).end is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_screen_costs_the_same_for_one_and_for_three_parties(cast, queries, rows):
    for _ in range(rows):
        place = MembershipFactory(seat=SeatFactory(body=cast.steering, party=PartyFactory(deal=cast.deal)))
        PartyContactFactory(party=place.seat.party)
    client = cast.client("project_secretary")
    with queries(10):
        assert client.get(url(cast)).status_code == 200


def test_a_deal_without_municipalities_says_so(cast):
    Membership.objects.exclude(person=cast.people["project_secretary"]).delete()
    Membership.objects.update(position=None)
    page = cast.client("project_secretary").get(url(cast)).content.decode()
    assert "Geen bestuurders bekend" in page or "Collegewisseling" in page
