"""Questions to parties by a link: asked, answered once, handled; and the member check of the clock."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError
from citydeal.models import OutgoingMail
from governance.models import CheckedPosition, Membership, Nomination, PartyRequest, Person
from governance.services import requests_checks
from governance.services.ensure import ensure
from governance.services.parties_contacts import add_contact
from governance.services.requests import ask_for_seat, pass_questions_on, remind, token_of, withdraw
from governance.services.requests_answers import (
    Answer,
    NominationAnswer,
    PositionAnswer,
    answer_request,
)
from governance.services.requests_checks import ask_member_check, ensure_member_checks, half_of
from tests.factories.governance import (
    CovenantRuleFactory,
    DelegationFactory,
    MembershipFactory,
    NominationFactory,
    PartyContactFactory,
    PartyFactory,
    PartyRequestFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def typed(day):
    return day.strftime("%d-%m-%Y")


def link(request):
    return reverse("governance:request_answer", args=[token_of(request.key)])


@pytest.fixture
def asked(cast):
    """Return the empty seat's question; its party has a contact."""
    PartyContactFactory(party=cast.empty_seat.party, person__email="contact@gemeente.example")
    return ask_for_seat(actor=cast.users["project_secretary"], seat=cast.empty_seat)


def nomination(seat, **more):
    key = f"zetel{seat.pk}"
    answers = {
        key: "nieuw",
        f"{key}_voornaam": "Zoë",
        f"{key}_achternaam": "d'Artagnan",
        f"{key}_ambt": "alderman",
        f"{key}_eerste_dag": typed(today()),
        "name": "Ria de Vries",
    }
    return answers | {name.replace("zetel", key, 1): value for name, value in more.items()}


class TestPassingOn:
    """What is asked of who is no contact any more goes to the contact of now, by mail at once."""

    @pytest.fixture
    def waiting(self, cast, asked):
        """Return the question of a contact who stopped yesterday."""
        contact = asked.party.contacts.get()
        contact.start, contact.end = today() - timedelta(days=9), today() - timedelta(days=1)
        contact.save()
        OutgoingMail.objects.all().delete()
        return asked

    def add(self, cast, party, start=None, **person):
        return add_contact(
            actor=cast.users["project_secretary"],
            party=party,
            person=PersonFactory(**{"email": "nieuw@gemeente.example"} | person),
            start=start or today(),
        )

    def test_a_new_contact_gets_it_at_once_and_once(self, cast, waiting):
        contact = self.add(cast, waiting.party)
        waiting.refresh_from_db()
        assert waiting.to == contact.person
        mail = OutgoingMail.objects.get(kind="party_request")
        assert mail.to == "nieuw@gemeente.example"
        assert link(waiting) in mail.text
        assert not mail.subject.startswith("Herinnering")
        assert pass_questions_on(today()) == 0
        assert "questions: 0 withdrawn, 0 to another contact" in str(ensure(today()))
        assert OutgoingMail.objects.filter(key__startswith=f"party-request:{waiting.pk}:").count() == 1

    def test_a_second_contact_beside_the_first_gets_nothing(self, cast, asked):
        OutgoingMail.objects.all().delete()
        self.add(cast, asked.party)
        assert not OutgoingMail.objects.exists()

    def test_who_begins_later_gets_it_on_that_day_by_the_clock(self, cast, waiting):
        first = today() + timedelta(days=2)
        self.add(cast, waiting.party, first)
        assert not OutgoingMail.objects.exists()
        assert pass_questions_on(first) == 1

    def test_what_stays_where_it_was(self, cast, waiting):
        """Nobody knows an address; it is personal, answered, withdrawn or too late; or the deal is closed."""
        contact = self.add(cast, waiting.party, email="")
        assert not OutgoingMail.objects.exists()
        contact.person.email = "later@gemeente.example"
        contact.person.save()
        for name, value in (
            ("is_personal", True),
            ("answered_at", timezone.now()),
            ("withdrawn_at", timezone.now()),
            ("answer_until", today() - timedelta(days=1)),
        ):
            before = getattr(waiting, name)
            PartyRequest.objects.filter(pk=waiting.pk).update(**{name: value})
            assert pass_questions_on(today()) == 0, name
            PartyRequest.objects.filter(pk=waiting.pk).update(**{name: before})
        cast.deal.state = "closed"
        cast.deal.save()
        assert pass_questions_on(today()) == 0
        cast.deal.state = "running"
        cast.deal.save()
        assert pass_questions_on(today()) == 1

    def test_a_party_without_any_contact_waits(self, cast, waiting):
        assert pass_questions_on(today()) == 0

    def test_two_clocks_at_once_mail_once(self, cast, waiting):
        contact = PartyContactFactory(party=waiting.party, person__email="x@gemeente.example")
        assert (pass_questions_on(today()), pass_questions_on(today())) == (1, 0)
        waiting.refresh_from_db()
        assert waiting.to == contact.person


class TestAsking:
    def test_mails_the_contact_and_the_seat_waits(self, cast, asked):
        mail = OutgoingMail.objects.get()
        assert mail.to == "contact@gemeente.example"
        assert link(asked) in mail.text
        assert token_of(asked.key) not in asked.token_hash
        cast.empty_seat.refresh_from_db()
        assert cast.empty_seat.asked_on == today()
        page = cast.client("member").get(cast.steering.get_absolute_url()).content.decode()
        assert "Wacht op de partij" in page

    def test_from_the_page_of_the_seat(self, cast):
        url = reverse("governance:seat_ask", args=[cast.deal.slug, cast.empty_seat.pk])
        client = cast.client("project_secretary")
        assert "heeft nog geen contactpersoon" in client.get(url).content.decode()
        PartyContactFactory(party=cast.empty_seat.party)
        until = today() + timedelta(days=5)
        response = client.post(url, {"until_dag": typed(until), "note": "Graag\nvoor vrijdag."}, follow=True)
        assert "De link werkt tot en met" in response.content.decode()
        assert "Graag\nvoor vrijdag." in OutgoingMail.objects.get().text

    def test_who_acts_for_the_contact_gets_it_as_the_delegation_says(self, cast):
        contact = PartyContactFactory(party=cast.empty_seat.party)
        DelegationFactory(person=contact.person, delegate__email="bureau@x.example", mail="instead")
        ask_for_seat(actor=cast.users["project_secretary"], seat=cast.empty_seat)
        mail = OutgoingMail.objects.get()
        assert mail.to == "bureau@x.example"
        assert f"omdat u namens {contact.person} handelt" in " ".join(mail.text.split())

    def test_a_personal_question_goes_to_the_contact_alone(self, cast):
        contact = PartyContactFactory(party=cast.empty_seat.party)
        DelegationFactory(person=contact.person, mail="instead")
        ask_for_seat(actor=cast.users["project_secretary"], seat=cast.empty_seat, is_personal=True)
        assert [m.to for m in OutgoingMail.objects.all()] == [contact.person.email]

    @pytest.mark.parametrize(
        ("case", "words"),
        [
            ("right", "U mag de leden"),
            ("twice", "heeft deze vraag al"),
            ("no_contact", "heeft nog geen contactpersoon"),
            ("no_address", "heeft nog geen e-mailadres"),
            ("no_party", "is van geen partij"),
            ("day", "Kies een dag vanaf vandaag"),
        ],
    )
    def test_refused(self, cast, case, words):
        seat, actor, until = cast.empty_seat, cast.users["project_secretary"], None
        if case != "no_contact":
            contact = PartyContactFactory(party=seat.party)
        if case == "right":
            actor = cast.users["member"]
        elif case == "twice":
            ask_for_seat(actor=actor, seat=seat)
        elif case == "no_address":
            contact.person.email = ""
            contact.person.save()
        elif case == "no_party":
            seat = SeatFactory(body=cast.steering, party=None)
        elif case == "day":
            until = today() - timedelta(days=1)
        before = PartyRequest.objects.count()
        with pytest.raises(DomainError, match=words):
            ask_for_seat(actor=actor, seat=seat, until=until)
        assert PartyRequest.objects.count() == before

    def test_the_database_refuses_a_second_open_question_for_a_seat(self, asked):
        with pytest.raises(IntegrityError), transaction.atomic():
            PartyRequestFactory(party=asked.party, seat=asked.seat, to=asked.to)

    def test_one_that_ran_out_makes_place_for_the_next(self, cast, asked):
        asked.answer_until = today() - timedelta(days=1)
        asked.save()
        again = ask_for_seat(actor=cast.users["project_secretary"], seat=cast.empty_seat)
        asked.refresh_from_db()
        assert asked.withdrawn_at
        assert again.key != asked.key


class TestRemindAndWithdraw:
    def test_a_reminder_carries_the_same_link_and_gives_time(self, cast, asked):
        asked.answer_until = today() - timedelta(days=1)
        asked.save()
        url = reverse("governance:request_detail", args=[cast.deal.slug, asked.pk])
        client = cast.client("project_secretary")
        assert "Geen antwoord" in client.get(url).content.decode()
        assert (
            "De herinnering gaat naar" in client.post(url, {"doe": "herinner"}, follow=True).content.decode()
        )
        mails = OutgoingMail.objects.order_by("pk")
        assert [link(asked) in mail.text for mail in mails] == [True, True]
        assert mails[1].subject.startswith("Herinnering")
        asked.refresh_from_db()
        assert asked.answer_until == today() + timedelta(days=14)
        response = client.post(url, {"doe": "herinner"})
        assert response.status_code == 422
        assert OutgoingMail.objects.count() == 2

    def test_a_reminder_goes_to_the_contact_of_now(self, cast, asked):
        asked.party.contacts.all().delete()
        new = PartyContactFactory(party=asked.party)
        assert remind(actor=cast.users["project_secretary"], request=asked).to == new.person
        new.delete()
        asked.reminded_on = None
        asked.save()
        with pytest.raises(DomainError, match="geen contactpersoon"):
            remind(actor=cast.users["project_secretary"], request=asked)

    def test_withdrawn_the_link_is_dead_and_the_seat_waits_no_more(self, cast, asked, client):
        url = reverse("governance:request_detail", args=[cast.deal.slug, asked.pk])
        done = cast.client("project_secretary").post(url, {"doe": "intrekken"})
        assert done.status_code == 303, done.content.decode()
        cast.empty_seat.refresh_from_db()
        assert cast.empty_seat.asked_on is None
        response = client.get(link(asked))
        assert response.status_code == 410
        assert "Deze vraag is ingetrokken" in response.content.decode()
        for act in (remind, withdraw):
            with pytest.raises(DomainError, match="al ingetrokken"):
                act(actor=cast.users["project_secretary"], request=asked)

    def test_answered_it_is_neither_reminded_nor_withdrawn(self, cast, asked, client):
        client.post(link(asked), nomination(cast.empty_seat))
        for act in (remind, withdraw):
            with pytest.raises(DomainError, match="heeft al geantwoord"):
                act(actor=cast.users["project_secretary"], request=asked)

    def test_a_personal_one_is_for_who_was_asked_as_long_as_he_is_the_contact(self, cast):
        secretary, party = cast.users["project_secretary"], cast.empty_seat.party
        first = PartyContactFactory(party=party)
        asked = ask_for_seat(actor=secretary, seat=cast.empty_seat, is_personal=True)
        PartyContactFactory(party=party, start=date(2019, 1, 1))
        assert remind(actor=secretary, request=asked).to == first.person
        asked.refresh_from_db()
        asked.reminded_on = None
        asked.save()
        first.end = today() - timedelta(days=1)
        first.save()
        with pytest.raises(DomainError, match=r"geen contactpersoon van .* meer"):
            remind(actor=secretary, request=asked)
        assert OutgoingMail.objects.count() == 2

    def test_one_without_a_seat_is_withdrawn(self, cast):
        asked = PartyRequestFactory(party=cast.ministry)
        assert withdraw(actor=cast.users["project_secretary"], request=asked).withdrawn_at

    def test_of_a_new_college_only_seats_that_nothing_else_asks_for_wait_no_more(self, cast, asked):
        college = PartyRequestFactory(party=asked.party, kind="college_change", to=asked.to)
        waiting = SeatFactory(body=cast.core, party=asked.party, office="alderman", asked_on=today())
        withdraw(actor=cast.users["project_secretary"], request=college)
        waiting.refresh_from_db()
        cast.empty_seat.refresh_from_db()
        assert (waiting.asked_on, cast.empty_seat.asked_on) == (None, today())

    def test_a_seat_that_waits_no_more_stays_so(self, cast, asked):
        cast.empty_seat.refresh_from_db()
        cast.empty_seat.asked_on = None
        cast.empty_seat.save()
        rows = cast.empty_seat.history.count()
        withdraw(actor=cast.users["project_secretary"], request=asked)
        assert cast.empty_seat.history.count() == rows

    @pytest.mark.parametrize("role", ["member", "auditor", "other_deal"])
    def test_only_for_the_project_organisation(self, cast, asked, role):
        for act in (remind, withdraw):
            with pytest.raises(DomainError):
                act(actor=cast.users[role], request=asked)

    def test_a_button_that_nobody_has_does_nothing(self, cast, asked):
        url = reverse("governance:request_detail", args=[cast.deal.slug, asked.pk])
        assert cast.client("project_secretary").post(url, {"doe": "iets"}).status_code == 422


class TestTheLink:
    def test_opening_it_changes_nothing(self, cast, asked, client):
        for _ in range(3):
            response = client.get(link(asked))
            assert response.status_code == 200
        assert client.head(link(asked)).status_code == 200
        asked.refresh_from_db()
        assert asked.is_open
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]

    def test_works_once(self, cast, asked, client):
        done = client.post(link(asked), nomination(cast.empty_seat), follow=True)
        assert "heeft uw antwoord" in done.content.decode()
        for again in (client.get(link(asked)), client.post(link(asked), nomination(cast.empty_seat))):
            assert again.status_code == 410
            assert "al beantwoord" in again.content.decode()
            assert "Artagnan" not in again.content.decode()
        assert Nomination.objects.count() == 1

    def test_late(self, asked, client):
        asked.answer_until = today() - timedelta(days=1)
        asked.save()
        response = client.get(link(asked))
        assert response.status_code == 410
        assert "is voorbij" in response.content.decode()
        assert asked.party.organization.name not in response.content.decode()

    @pytest.mark.parametrize("token", ["x", "x" * 43, "a" * 5000, "%00", "é" * 43, "1"])
    def test_guessed(self, asked, client, token):
        response = client.get(f"/antwoord/{token}/")
        assert response.status_code == 404
        assert "Deze link werkt niet" in response.content.decode()

    def test_needs_the_token_that_stops_other_sites(self, cast, asked):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        assert strict.post(link(asked), nomination(cast.empty_seat)).status_code == 403

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"zetel": ""}, "Kies een antwoord"),
            ({"zetel": "999"}, "Kies een antwoord"),
            ({"zetel_achternaam": ""}, "Vul de achternaam"),
            ({"zetel_ambt": ""}, "Kies het ambt"),
            ({"zetel_eerste_dag": ""}, "Vul de eerste dag"),
            ({"zetel_eerste_dag": "31-2-2027"}, "die bestaat"),
            ({"zetel_email": "nee"}, "geldig e-mailadres"),
            ({"zetel_achternaam": "x" * 200}, "hooguit 150 tekens"),
        ],
    )
    def test_bad_input_is_said_at_the_field_and_keeps_the_rest(self, cast, asked, client, more, words):
        response = client.post(link(asked), nomination(cast.empty_seat, **more))
        page = response.content.decode()
        assert response.status_code == 422
        assert words in page
        assert "Zoë" in page
        asked.refresh_from_db()
        assert asked.is_open

    def test_only_people_of_the_party_are_offered(self, cast, asked, client):
        ours = MembershipFactory(seat=SeatFactory(body=cast.core, party=asked.party))
        elsewhere = PositionFactory(organization=asked.party.organization, person__family_name="Elders")
        page = client.get(link(asked)).content.decode()
        assert f"<span>{ours.person.name}</span>" in page
        assert "Elders" not in page
        assert f"<span>{cast.ministry_member.person.name}</span>" not in page
        tampered = nomination(cast.empty_seat, zetel=str(elsewhere.person_id))
        assert client.post(link(asked), tampered).status_code == 422


class TestTheAnswer:
    """What the page does not offer, or what came in between; nothing of it is written down."""

    def refused(self, request, words, actor=None, **answer):
        with pytest.raises(DomainError, match=words):
            answer_request(actor=actor, request=request, answer=Answer("Ria", **answer))
        request.refresh_from_db()
        assert not Nomination.objects.exists()
        assert not CheckedPosition.objects.exists()

    def named(self, cast, **more):
        values = {"seat": cast.empty_seat, "start": today(), "family_name": "Nieuw", "office": "alderman"}
        return {"nominations": [NominationAnswer(**(values | more))]}

    @pytest.mark.parametrize("field", ["answered_at", "withdrawn_at"])
    def test_a_question_that_somebody_else_just_closed(self, cast, asked, field):
        PartyRequest.objects.filter(pk=asked.pk).update(**{field: timezone.now()})
        self.refused(asked, "kan niet meer worden beantwoord", **self.named(cast))

    def test_in_a_deal_that_was_closed_meanwhile(self, cast, asked, client):
        cast.deal.state = "closed"
        cast.deal.save()
        self.refused(asked, "kan niet meer worden beantwoord", **self.named(cast))
        page = client.get(link(asked))
        assert page.status_code == 410
        assert "Deze City Deal is afgesloten" in page.content.decode()

    def test_of_somebody_who_may_not(self, cast, asked):
        actor = cast.users["member"]
        self.refused(asked, "U mag niet antwoorden", actor=actor, **self.named(cast))
        assert asked.is_open

    def test_about_a_seat_or_a_person_of_another_party(self, cast, asked):
        self.refused(asked, "hoort niet meer bij de partij", **self.named(cast, seat=cast.ministry_seat))
        stranger = cast.ministry_member.person
        self.refused(asked, "Kies een antwoord uit de lijst", **self.named(cast, person=stranger))

    def test_on_a_day_that_cannot_be(self, cast, asked):
        self.refused(asked, "tussen 1900 en 2200", **self.named(cast, start=date(26, 1, 1)))

    def test_about_an_office_of_another_party_or_before_it_began(self, cast):
        check = PartyRequestFactory(party=cast.ministry)
        other = PositionAnswer(cast.people["member"].memberships.get().position, True)
        self.refused(check, "hoort niet meer bij de partij", positions=[other])
        office = cast.ministry_member.position
        early = PositionAnswer(office, False, last_day=office.start - timedelta(days=1))
        self.refused(check, "ligt voor de eerste dag", positions=[early])


class TestSignedIn:
    def question(self, cast, **fields):
        PartyContactFactory(party=cast.empty_seat.party, person=cast.people["chair"])
        return ask_for_seat(actor=cast.users["project_secretary"], seat=cast.empty_seat, **fields)

    def test_the_secretariat_answers_for_her_and_the_history_says_so(self, cast):
        request = self.question(cast)
        client = cast.client("adviser")
        home = client.get("/").content.decode()
        url = reverse("governance:my_request", args=[request.pk])
        assert url in home
        assert f"U handelt namens {cast.people['chair']}" in home
        assert "U antwoordt namens" in client.get(url).content.decode()
        client.post(url, nomination(cast.empty_seat, name="adviser") | {"name": "adviser"})
        request.refresh_from_db()
        assert request.answered_by == f"adviser namens {cast.people['chair']}"
        assert request.history.first().on_behalf == cast.people["chair"].name

    def test_and_cannot_read_the_personal_item(self, cast):
        request = self.question(cast, is_personal=True)
        url = reverse("governance:my_request", args=[request.pk])
        assert url not in cast.client("adviser").get("/").content.decode()
        assert cast.client("adviser").get(url).status_code == 404
        assert cast.client("adviser").post(url, nomination(cast.empty_seat)).status_code == 404
        assert "alleen voor u" in cast.client("chair").get("/").content.decode()
        assert cast.client("chair").get(url).status_code == 200

    def test_a_contact_of_before_no_longer_answers(self, cast):
        request = self.question(cast)
        contact = cast.empty_seat.party.contacts.get()
        contact.end = today() - timedelta(days=1)
        contact.save()
        url = reverse("governance:my_request", args=[request.pk])
        for role in ("chair", "adviser"):
            assert cast.client(role).get(url).status_code == 404

    def test_answered_already(self, cast):
        request = self.question(cast)
        request.answered_at = timezone.now()
        request.save()
        url = reverse("governance:my_request", args=[request.pk])
        assert cast.client("chair").get(url).status_code == 410


class TestHandling:
    def answered(self, cast, asked, client, **more):
        client.post(link(asked), nomination(cast.empty_seat, **more))
        return Nomination.objects.get()

    def test_one_click_makes_the_member(self, cast, asked, client):
        named = self.answered(cast, asked, client)
        secretary = cast.client("project_secretary")
        list_url = reverse("governance:request_list", args=[cast.deal.slug])
        assert "nog te verwerken" in secretary.get(list_url).content.decode()
        url = reverse("governance:nomination_detail", args=[cast.deal.slug, named.pk])
        assert "Wat betekent dit voor het convenant?" in secretary.get(url).content.decode()
        page = secretary.post(url, {"doe": "overnemen"}, follow=True).content.decode()
        assert "is lid vanaf" in page
        assert "Beantwoord en verwerkt" in page
        member = Membership.objects.get(seat=cast.empty_seat)
        assert member.person.name == "Zoë d'Artagnan"
        assert member.position.office == "alderman"
        cast.empty_seat.refresh_from_db()
        assert cast.empty_seat.asked_on is None
        assert "Overgenomen" in secretary.get(url).content.decode()
        again = secretary.post(url, {"doe": "overnemen"})
        assert again.status_code == 422
        assert "al verwerkt" in again.content.decode()

    @pytest.mark.parametrize("owner", ["ministry", "nobody"])
    def test_not_on_a_seat_that_went_to_somebody_else(self, cast, asked, client, owner):
        named = self.answered(cast, asked, client)
        seat = named.seat
        seat.party, seat.label = (cast.ministry, "") if owner == "ministry" else (None, "Dealmaker")
        seat.save()
        url = reverse("governance:nomination_detail", args=[cast.deal.slug, named.pk])
        secretary = cast.client("project_secretary")
        for response in (secretary.get(url), secretary.post(url, {"doe": "overnemen"})):
            assert "niet meer van de partij die deze persoon noemde" in response.content.decode()
        assert not Membership.objects.filter(seat=seat).exists()
        assert not Person.objects.filter(family_name="d'Artagnan").exists()
        assert secretary.post(url, {"doe": "afwijzen", "reason": "Andere partij"}).status_code == 303

    def test_somebody_known_keeps_the_office(self, cast, asked, client):
        known = MembershipFactory(seat=SeatFactory(body=cast.core, party=asked.party))
        named = self.answered(cast, asked, client, zetel=str(known.person_id))
        url = reverse("governance:nomination_detail", args=[cast.deal.slug, named.pk])
        cast.client("project_secretary").post(url, {"doe": "overnemen"})
        assert Membership.objects.get(seat=cast.empty_seat).position == known.position

    def test_who_has_an_account_is_the_same_person(self, cast, asked, client):
        there = PersonFactory(family_name="d'Artagnan", user=UserFactory(email="zoe@x.example"))
        named = self.answered(cast, asked, client, zetel_email="ZOE@x.example")
        url = reverse("governance:nomination_detail", args=[cast.deal.slug, named.pk])
        cast.client("project_secretary").post(url, {"doe": "overnemen"})
        assert Membership.objects.get(seat=cast.empty_seat).person == there

    def test_a_reason_not_to(self, cast, asked, client):
        named = self.answered(cast, asked, client)
        url = reverse("governance:nomination_detail", args=[cast.deal.slug, named.pk])
        secretary = cast.client("project_secretary")
        assert "Vul in waarom" in secretary.post(url, {"doe": "afwijzen"}).content.decode()
        secretary.post(url, {"doe": "afwijzen", "reason": "Is met pensioen."})
        assert "Is met pensioen." in secretary.get(url).content.decode()
        assert not Membership.objects.filter(seat=cast.empty_seat).exists()

    def test_while_somebody_sits_there_it_says_what_comes_first(self, cast):
        named = NominationFactory(seat=cast.ministry_seat, start=today())
        url = reverse("governance:nomination_detail", args=[cast.deal.slug, named.pk])
        secretary = cast.client("project_secretary")
        assert "Op deze zetel zit" in secretary.get(url).content.decode()
        assert secretary.post(url, {"doe": "overnemen"}).status_code == 422
        assert not Person.objects.filter(family_name=named.family_name).exists()


class TestMemberCheck:
    def check(self, cast):
        assert ensure_member_checks(today()) == 1
        return PartyRequest.objects.get(kind="member_check")

    def test_is_asked_once_in_a_half_year(self, cast):
        request = self.check(cast)
        assert request.party == cast.ministry
        assert ensure_member_checks(today()) == 0
        ensure(today())
        assert PartyRequest.objects.count() == OutgoingMail.objects.count() == 1

    def test_who_is_asked_by_hand_is_asked_once_as_well(self, cast):
        assert ask_member_check(cast.ministry)
        assert not ask_member_check(cast.ministry)
        assert ensure_member_checks(today()) == 0

    def test_and_again_in_the_next(self, cast):
        first, second = date(2026, 3, 1), date(2026, 9, 30)
        assert half_of(first) == ("2026-H1", date(2026, 1, 1))
        assert half_of(second) == ("2026-H2", date(2026, 7, 1))
        assert ensure_member_checks(first) == ensure_member_checks(second) == 1

    def test_not_while_the_deal_is_being_filled_in(self, cast):
        cast.ministry.contacts.update(start=today())
        assert ensure_member_checks(today()) == 0

    def test_not_a_party_that_withdrew_or_cannot_be_reached(self, cast):
        PartyContactFactory(party=PartyFactory(deal=cast.deal, state="withdrawn"))
        PartyContactFactory(party__deal=cast.deal, person__email="")
        assert ensure_member_checks(today()) == 1

    def test_of_many_some_are_asked_now_and_the_others_by_the_next_run(self, cast, monkeypatch):
        monkeypatch.setattr(requests_checks, "MOST_AT_ONCE", 2)
        PartyContactFactory(party__deal=cast.deal, person__email="")
        for _ in range(2):
            PartyContactFactory(party__deal=cast.deal)
        assert [ensure_member_checks(today()) for _ in range(3)] == [2, 1, 0]

    def test_not_after_the_deal(self, cast):
        cast.deal.end = today() - timedelta(days=1)
        cast.deal.save()
        assert ensure_member_checks(today()) == 0

    def answers(self, cast, choice="klopt", **more):
        key = f"ambt{cast.ministry_member.position_id}"
        return {key: choice, "name": "Ria"} | {f"{key}_{name}": value for name, value in more.items()}

    def test_all_is_right(self, cast, client):
        request = self.check(cast)
        page = client.get(link(request)).content.decode()
        assert cast.ministry_member.person.name in page
        assert "Geen secretariaat bekend" in page
        client.post(link(request), self.answers(cast))
        assert CheckedPosition.objects.get().handled_at
        url = reverse("governance:request_detail", args=[cast.deal.slug, request.pk])
        page = cast.client("project_secretary").get(url).content.decode()
        assert "1 ambt klopt." in page
        assert "Beantwoord en verwerkt" in page

    def test_who_leaves_is_handled_with_one_click(self, cast, client):
        request = self.check(cast)
        client.post(link(request), self.answers(cast, "vertrekt", laatste_dag=typed(today())))
        checked = CheckedPosition.objects.get()
        url = reverse("governance:request_detail", args=[cast.deal.slug, request.pk])
        secretary = cast.client("project_secretary")
        assert "Overnemen" in secretary.get(url).content.decode()
        secretary.post(url, {"doe": f"ambt-{checked.pk}"})
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.end == today()
        assert cast.ministry_member.position.end == today()
        assert secretary.post(url, {"doe": f"ambt-{checked.pk}"}).status_code == 422

    @pytest.mark.parametrize("days", [-30, 0, 30])
    def test_an_office_that_ended_in_between_is_never_made_longer(self, cast, client, days):
        """The party answered; before it was handled a succession ended the office."""
        request = self.check(cast)
        last = today() + timedelta(days=40)
        client.post(link(request), self.answers(cast, "vertrekt", laatste_dag=typed(last)))
        office, ended = cast.ministry_member.position, last + timedelta(days=days)
        cast.ministry_member.end = office.end = ended
        office.save()
        cast.ministry_member.save()
        checked = CheckedPosition.objects.get()
        url = reverse("governance:request_detail", args=[cast.deal.slug, request.pk])
        cast.client("project_secretary").post(url, {"doe": f"ambt-{checked.pk}"})
        for record in (office, cast.ministry_member, checked):
            record.refresh_from_db()
        assert office.end == cast.ministry_member.end == min(ended, last)
        assert checked.handled_at

    def test_another_portfolio_is_handled_with_one_click(self, cast, client):
        request = self.check(cast)
        client.post(
            link(request),
            self.answers(cast, "anders", portefeuille="Wonen", secretariaat="Bureau X") | {"remark": "Dank."},
        )
        url = reverse("governance:request_detail", args=[cast.deal.slug, request.pk])
        secretary = cast.client("project_secretary")
        page = secretary.get(url).content.decode()
        assert "Bureau X" in page
        assert "Dank." in page
        secretary.post(url, {"doe": f"ambt-{CheckedPosition.objects.get().pk}"})
        cast.ministry_member.position.refresh_from_db()
        assert cast.ministry_member.position.portfolio == "Wonen"
        secretary.post(url, {"doe": "opmerking"})
        assert "Beantwoord en verwerkt" in secretary.get(url).content.decode()

    @pytest.mark.parametrize(
        ("choice", "more", "words"),
        [
            ("vertrekt", {}, "Vul de laatste dag"),
            ("anders", {}, "Vul in wat er anders is"),
            ("", {}, "Kies een antwoord"),
            ("vertrekt", {"laatste_dag": "1-1-2019"}, "ligt voor de eerste dag"),
        ],
    )
    def test_bad_input(self, cast, client, choice, more, words):
        response = client.post(link(self.check(cast)), self.answers(cast, choice, **more))
        assert response.status_code == 422
        assert words in response.content.decode()
        assert not CheckedPosition.objects.exists()


class TestList:
    def test_is_searched_and_filtered(self, cast):
        PartyRequestFactory(party=cast.ministry)
        PartyRequestFactory(party__deal=cast.deal, answer_until=today() - timedelta(days=1))
        PartyRequestFactory(party__organization__name="Van een andere deal")
        url = reverse("governance:request_list", args=[cast.deal.slug])
        client = cast.client("project_secretary")

        def rows(**asked):
            page = client.get(url, asked).content.decode()
            return len(re.findall(r'<th scope="row">', page))

        assert rows() == 2
        assert rows(stand="late") == 1
        assert rows(zoek="voorbeelden") == 1
        assert rows(soort="nomination") == 0
        assert rows(stand="onzin") == 2
        assert "Geen vragen met deze filter" in client.get(url, {"zoek": "xyz"}).content.decode()
        part = client.get(url, HTTP_HX_REQUEST="true").content.decode()
        assert part.lstrip().startswith('<div id="lijst">')
        assert "2 vragen." in part

    def test_empty(self, cast):
        url = reverse("governance:request_list", args=[cast.deal.slug])
        assert "Nog geen vragen" in cast.client("project_secretary").get(url).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_for_three_rows(self, cast, queries, rows):
        for _ in range(rows):
            request = PartyRequestFactory(party__deal=cast.deal)
            NominationFactory(request=request, seat=SeatFactory(body=cast.steering, party=request.party))
        client = cast.client("project_secretary")
        with queries(5):
            assert client.get(reverse("governance:request_list", args=[cast.deal.slug])).status_code == 200
        with queries(7):
            client.get(reverse("governance:request_detail", args=[cast.deal.slug, request.pk]))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_of_the_party_costs_the_same(self, cast, client, queries, rows):
        for _ in range(rows):
            MembershipFactory(seat=SeatFactory(body=cast.steering, party=cast.ministry))
        request = PartyRequestFactory(party=cast.ministry)
        with queries(3):
            assert client.get(link(request)).status_code == 200


def test_what_taking_over_does_is_asked_with_the_office_of_who_is_new(cast):
    """An alderman who was not known before breaks no rule about executives (8)."""
    CovenantRuleFactory(deal=cast.deal, number=8, parameters={})
    seat = SeatFactory(body=cast.steering, party=PartyFactory(deal=cast.deal))
    named = {"request__answered_at": timezone.now(), "start": today(), "given_name": "Ann"}
    fits = NominationFactory(seat=seat, office="alderman", **named)
    other = NominationFactory(seat=seat, office="official", **named)
    client, people = cast.client("project_secretary"), Person.objects.count()
    pages = [
        client.get(reverse("governance:nomination_detail", args=[cast.deal.slug, each.pk])).content.decode()
        for each in (fits, other)
    ]
    assert ["geen bestuurder of directeur" in page for page in pages] == [False, True]
    assert Person.objects.count() == people
