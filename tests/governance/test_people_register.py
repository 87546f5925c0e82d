"""The register of persons, their offices, their roles on the deal, and the overview of one's own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.history import latest_history_id
from governance.models import DealRole, Membership, Person, Position
from governance.permissions import can_read_finding_names, takes_part
from governance.services.positions import PositionTerms, end_position, record_position
from tests.factories.governance import (
    DealRoleFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyRequestFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def typed(day):
    return day.strftime("%d-%m-%Y")


def at(name, *args):
    return reverse(f"governance:{name}", args=args)


class TestList:
    def names(self, client, cast, **asked):
        page = client.get(at("person_list", cast.deal.slug), asked).content.decode()
        return re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', page)

    def test_finds_by_name_office_and_organisation(self, cast):
        client = cast.client("project_secretary")
        known = cast.ministry_member
        Position.objects.filter(pk=known.position_id).update(portfolio="Armoede en schulden")
        assert self.names(client, cast, zoek=known.person.family_name) == [known.person.name]
        assert self.names(client, cast, zoek="schulden") == [known.person.name]
        assert self.names(client, cast, zoek="ministerie voorbeelden") == [known.person.name]
        assert self.names(client, cast, organisatie=cast.ministry.organization_id) == [known.person.name]
        assert self.names(client, cast, zoek="niemand heet zo") == []

    def test_filters_and_sorts(self, cast):
        client = cast.client("project_secretary")
        everybody = self.names(client, cast)
        assert everybody == sorted(everybody, key=lambda name: name.split()[-1])
        sitting = self.names(client, cast, toon="zit")
        assert cast.people["auditor"].name in self.names(client, cast, toon="zit-niet")
        assert cast.people["auditor"].name not in sitting
        assert self.names(client, cast, toon="geen-account") == [cast.ministry_member.person.name]
        assert self.names(client, cast, toon="geen-adres") == []
        assert len(self.names(client, cast, volgorde="organisatie")) == len(everybody)
        MembershipFactory(seat=SeatFactory(body=cast.core), person=cast.people["chair"])
        assert self.names(client, cast, volgorde="organen")[0] == cast.people["chair"].name

    @pytest.mark.parametrize(
        "asked", [{"toon": "x"}, {"organisatie": "-1"}, {"zoek": "\x00"}, {"pagina": "x"}]
    )
    def test_an_address_that_cannot_be_shows_everybody(self, cast, asked):
        response = cast.client("project_secretary").get(at("person_list", cast.deal.slug), asked)
        assert response.status_code == 200

    def test_a_member_sees_who_sits_and_no_addresses(self, cast):
        client = cast.client("member")
        page = client.get(at("person_list", cast.deal.slug)).content.decode()
        assert cast.ministry_member.person.name in page
        assert cast.ministry_member.person.email not in page
        assert cast.people["auditor"].name not in page
        assert cast.people["other_body"].name not in page

    def test_a_member_cannot_sift_people_by_account_or_address(self, cast):
        client = cast.client("member")
        everybody = self.names(client, cast)
        assert self.names(client, cast, toon="geen-account") == everybody
        assert self.names(client, cast, toon="geen-adres") == everybody

    def test_people_of_another_deal_are_not_there(self, cast):
        assert cast.people["other_deal"].name not in self.names(cast.client("auditor"), cast)

    def test_fifty_a_page_and_a_part_for_htmx(self, cast):
        for _ in range(55):
            PersonFactory().register_entries.create(deal=cast.deal)
        client = cast.client("project_secretary")
        assert len(self.names(client, cast)) == 50
        assert "pagina=2" in client.get(at("person_list", cast.deal.slug)).content.decode()
        part = client.get(at("person_list", cast.deal.slug), HTTP_HX_REQUEST="true").content.decode()
        assert part.lstrip().startswith('<div id="lijst">')
        assert "personen." in part

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_for_three_rows(self, cast, queries, rows):
        for _ in range(rows):
            MembershipFactory(seat=SeatFactory(body=cast.steering))
        client = cast.client("project_secretary")
        with queries(7):
            assert client.get(at("person_list", cast.deal.slug)).status_code == 200


class TestAdding:
    def add(self, cast, **more):
        answers = {"given_name": "Zoë", "family_name": "Nieuwkomer"} | more
        client = cast.client("project_secretary")
        return client.post(at("person_add", cast.deal.slug), answers, follow=True)

    def test_a_new_person_is_in_the_register_without_a_seat(self, cast):
        assert "staat in het register" in self.add(cast).content.decode()
        person = Person.objects.get(family_name="Nieuwkomer")
        assert cast.client("auditor").get(person.get_absolute_url_in(cast.deal.slug)).status_code == 200
        assert cast.client("member").get(person.get_absolute_url_in(cast.deal.slug)).status_code == 404

    def test_who_has_an_account_elsewhere_is_the_same_person(self, cast):
        there = cast.people["other_deal"]
        page = self.add(cast, family_name=there.family_name.upper(), email="OTHER_DEAL@voorbeeld.example")
        assert "Dit is dezelfde persoon, nu ook in deze deal" in page.content.decode()
        assert there.register_entries.get().deal == cast.deal
        assert "Projectorganisatie" not in page.content.decode(), "nothing of the other deal is shown"
        assert "In geen enkel orgaan" in page.content.decode() or "Nu in geen" in page.content.decode()

    def test_an_address_alone_tells_no_name(self, cast):
        response = self.add(cast, family_name="Gokker", email="other_deal@voorbeeld.example")
        assert response.status_code == 422
        assert "met een andere achternaam" in response.content.decode()
        assert cast.people["other_deal"].family_name not in response.content.decode()

    def test_a_shared_contact_address_is_no_identity(self, cast):
        elsewhere = PersonFactory(email="bureau@x.example", family_name="Nieuwkomer")
        self.add(cast, email="bureau@x.example")
        assert Person.objects.filter(family_name="Nieuwkomer").count() == 2
        assert not elsewhere.register_entries.exists()

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"family_name": ""}, "Vul ‘Achternaam’ in"),
            ({"email": "nee"}, "geldig e-mailadres"),
            ({"family_name": "x" * 151}, "hooguit 150 tekens"),
            ({"family_name": "a\x00b"}, "onzichtbaar teken"),
        ],
    )
    def test_bad_input(self, cast, more, words):
        response = self.add(cast, **more)
        assert response.status_code == 422
        assert words in response.content.decode()
        assert "Zoë" in response.content.decode()


class TestChanging:
    def test_name_and_address_and_the_account_follows(self, cast):
        person = cast.people["member"]
        client, url = cast.client("project_secretary"), at("person_edit", cast.deal.slug, person.pk)
        assert person.family_name in client.get(url).content.decode()
        answers = {
            "given_name": "Anna",
            "family_name": "Getrouwd",
            "email": "nieuw@x.example",
            "history_id": latest_history_id(person),
        }
        assert client.post(url, answers).status_code == 303
        person.refresh_from_db()
        assert (person.name, person.user.name) == ("Anna Getrouwd", "Anna Getrouwd")
        response = client.post(url, answers | {"family_name": "Tweede"})
        assert response.status_code == 409
        assert "Getrouwd" in response.content.decode()

    def test_who_has_no_account(self, cast):
        person = cast.ministry_member.person
        url = at("person_edit", cast.deal.slug, person.pk)
        answers = {"family_name": "Anders", "history_id": latest_history_id(person)}
        assert cast.client("project_secretary").post(url, answers).status_code == 303
        person.refresh_from_db()
        assert (person.family_name, person.user) == ("Anders", None)

    def test_an_account_with_the_same_name_keeps_it(self, cast):
        person = cast.people["member"]
        person.user.name = person.name
        person.user.save()
        url = at("person_edit", cast.deal.slug, person.pk)
        answers = {
            "given_name": person.given_name,
            "prefix": person.prefix,
            "family_name": person.family_name,
            "email": "anders@x.example",
            "history_id": latest_history_id(person),
        }
        assert cast.client("project_secretary").post(url, answers).status_code == 303
        person.refresh_from_db()
        assert (person.email, person.user.name) == ("anders@x.example", person.name)


class TestRoles:
    def test_given_and_ended(self, cast):
        person = cast.people["nobody"]
        person.register_entries.create(deal=cast.deal)
        client = cast.client("project_secretary")
        url = at("deal_role_add", cast.deal.slug, person.pk)
        page = client.post(url, {"role": "dealmaker", "start_dag": typed(today())}, follow=True)
        assert "Dealmaker" in page.content.decode()
        user = type(person.user).objects.get(pk=person.user_id)
        assert can_read_finding_names(user, cast.deal)
        again = client.post(url, {"role": "dealmaker", "start_dag": typed(today())})
        assert again.status_code == 422
        role = DealRole.objects.get(person=person)
        end = at("deal_role_end", cast.deal.slug, role.pk)
        assert client.post(end, {"end_dag": "1-1-2019"}).status_code == 422
        assert client.post(end, {"end_dag": typed(today())}).status_code == 303
        role.refresh_from_db()
        assert role.end == today()

    def test_an_observer_reads_the_deal_without_the_names_of_findings(self, cast):
        observer, dealmaker = cast.users["observer"], cast.users["dealmaker"]
        assert takes_part(observer, cast.deal)
        assert not can_read_finding_names(observer, cast.deal)
        assert can_read_finding_names(dealmaker, cast.deal)

    def test_of_another_deal_is_not_found(self, cast):
        role = DealRoleFactory()
        url = at("deal_role_end", cast.deal.slug, role.pk)
        assert cast.client("project_secretary").get(url).status_code == 404


class TestOffices:
    def answers(self, cast, **more):
        return {
            "organization": cast.ministry.organization_id,
            "office": "director",
            "state": "in_office",
            "start_dag": "1-2-2024",
        } | more

    def test_added(self, cast):
        person = cast.people["member"]
        client = cast.client("project_secretary")
        url = at("position_add", cast.deal.slug, person.pk)
        page = client.post(url, self.answers(cast, portfolio="Digitaal"), follow=True).content.decode()
        assert "Portefeuille: Digitaal" in page

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"organization": "0"}, "Kies een antwoord"),
            ({"office": ""}, "Kies een antwoord"),
            ({"start_dag": "31-2-2024"}, "die bestaat"),
            ({"end_dag": "1-1-2020"}, "laatste dag ligt voor de eerste"),
            ({"state": "stepped_down"}, "Vul de laatste dag in van wie is afgetreden"),
            ({"state": "on_leave"}, "Kies wie waarneemt"),
        ],
    )
    def test_bad_input(self, cast, more, words):
        url = at("position_add", cast.deal.slug, cast.people["member"].pk)
        response = cast.client("project_secretary").post(url, self.answers(cast, **more))
        assert response.status_code == 422
        assert words in response.content.decode()

    def test_on_leave_with_a_stand_in_of_the_same_organisation(self, cast):
        office = cast.ministry_member.position
        colleague = MembershipFactory(seat=SeatFactory(body=cast.core, party=cast.ministry)).position
        client, url = cast.client("project_secretary"), at("position_edit", cast.deal.slug, office.pk)
        sent = self.answers(
            cast, state="on_leave", stand_in=colleague.pk, history_id=latest_history_id(office)
        )
        page = client.post(url, sent, follow=True).content.decode()
        assert f"Met verlof, met waarnemer: {colleague.person.name}" in page or colleague.person.name in page
        stale = client.post(url, sent)
        assert stale.status_code == 409
        sent["history_id"] = latest_history_id(office)
        sent["stand_in"] = PositionFactory().pk
        assert client.post(url, sent).status_code == 422

    def test_ended_with_the_seats_that_go_with_it(self, cast):
        place = cast.ministry_member
        client, url = cast.client("project_secretary"), at("position_end", cast.deal.slug, place.position_id)
        assert "Stuurgroep" in client.get(url).content.decode()
        sent = {
            "end_dag": typed(today()),
            "memberships": [place.pk],
            "history_id": latest_history_id(place.position),
        }
        page = client.post(url, sent | {"stap": "gevolgen"}).content.decode()
        assert "Deze lidmaatschappen stoppen op dezelfde dag" in page
        assert "Let op" in page or "Voldoet niet" in page
        assert Membership.objects.get(pk=place.pk).end is None, "looking changes nothing"
        assert client.post(url, sent | {"stap": "bevestigen"}).status_code == 303
        assert Membership.objects.get(pk=place.pk).end == today()
        assert client.post(url, sent | {"stap": "bevestigen"}).status_code == 409

    def test_the_seat_may_stay(self, cast):
        place = cast.ministry_member
        url = at("position_end", cast.deal.slug, place.position_id)
        sent = {
            "end_dag": typed(today()),
            "history_id": latest_history_id(place.position),
            "stap": "bevestigen",
        }
        cast.client("project_secretary").post(url, sent)
        assert Membership.objects.get(pk=place.pk).end is None

    def test_only_what_is_held_from_the_office_ends_and_nothing_gets_longer(self, cast):
        place = cast.ministry_member
        act = {
            "actor": cast.users["project_secretary"],
            "deal": cast.deal,
            "position": place.position,
            "last_day": today(),
            "reason": "",
            "history_id": latest_history_id(place.position),
        }
        other = cast.people["member"].memberships.get()
        assert refused(end_position, memberships=[other], **act).field == "memberships"
        place.position.refresh_from_db()
        assert place.position.end is None
        place.end = today() - timedelta(days=1)
        place.save()
        end_position(memberships=[place], **act)
        place.refresh_from_db()
        assert (place.end, place.position.end) == (today() - timedelta(days=1), today())

    def test_who_stands_in_is_a_colleague_and_somebody_else(self, cast):
        office = cast.ministry_member.position
        for stand_in in (PositionFactory(), PositionFactory(person=office.person)):
            terms = PositionTerms(
                organization=cast.ministry.organization,
                office="director",
                start=today(),
                state="on_leave",
                stand_in=stand_in,
            )
            act = {"actor": cast.users["project_secretary"], "deal": cast.deal, "person": office.person}
            assert refused(record_position, terms=terms, **act).field == "stand_in"

    def test_of_somebody_of_another_deal_is_not_found(self, cast):
        office = PositionFactory(person=cast.people["other_deal"])
        for name in ("position_edit", "position_end"):
            url = at(name, cast.deal.slug, office.pk)
            assert cast.client("project_secretary").get(url).status_code == 404


class TestOverview:
    def test_bodies_of_all_deals_and_whom_one_acts_for(self, cast):
        elsewhere = MembershipFactory(person=cast.people["adviser"], seat__body__name="Elders")
        page = cast.client("adviser").get("/").content.decode()
        assert "Mijn overzicht" in page
        assert elsewhere.body.deal.name in page
        assert f"U handelt namens {cast.people['chair']}" in page

    def test_what_is_personal_is_shown_to_the_person_alone(self, cast):
        person = cast.people["chair"]
        person.email = ""
        person.save()
        assert "Uw contactadres is niet bekend" in cast.client("chair").get("/").content.decode()
        assert "Uw contactadres is niet bekend" not in cast.client("adviser").get("/").content.decode()

    def test_nothing_for_who_has_nothing(self, cast):
        for role in ("anonymous", "nobody"):
            assert "Mijn overzicht" not in cast.client(role).get("/").content.decode()

    def test_a_question_in_a_closed_deal_waits_for_nobody(self, cast):
        contact = PartyContactFactory(party=cast.ministry, person=cast.people["chair"])
        question = PartyRequestFactory(party=cast.ministry, to=contact.person)
        url = at("my_request", question.pk)
        assert url in cast.client("chair").get("/").content.decode()
        cast.deal.state = "closed"
        cast.deal.save()
        assert url not in cast.client("chair").get("/").content.decode()

    def test_ended_memberships_are_gone(self, cast):
        assert "Mijn overzicht" not in cast.client("ended").get("/").content.decode()


def test_the_person_sees_own_contact_and_deputies(cast):
    person = cast.people["chair"]
    page = cast.client("chair").get(person.get_absolute_url_in(cast.deal.slug)).content.decode()
    assert person.email in page
    assert "Wijs een plaatsvervanger aan" in page
    assert "Wijzig de persoon" not in page
