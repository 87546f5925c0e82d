"""What the pages show, to whom, and what they cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from citydeal.common.history import latest_history_id
from governance.models import Membership, Person
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    MembershipFactory,
    PartyFactory,
    PositionFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def dutch(day):
    return date_format(day, "DATE_FORMAT")


def boxes(name, day):
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def add_rows(cast, number):
    for _ in range(number):
        MembershipFactory(seat=SeatFactory(body=cast.steering))
        SeatFactory(body=cast.steering)
        BodyFactory(deal=cast.deal)
        PartyFactory(deal=cast.deal)
        CityDealFactory()
        MembershipFactory(seat=SeatFactory(party=cast.ministry, body=BodyFactory(deal=cast.deal)))
        MembershipFactory(
            person=cast.ministry_member.person, seat=SeatFactory(body=BodyFactory(deal=cast.deal))
        )


PAGES = {
    "home": lambda c: reverse("governance:home"),
    "deal": lambda c: c.deal.get_absolute_url(),
    "body": lambda c: c.steering.get_absolute_url(),
    "history": lambda c: reverse("governance:body_history", args=[c.deal.slug, c.steering.slug]),
    "party": lambda c: c.ministry.get_absolute_url(),
    "person": lambda c: c.ministry_member.person.get_absolute_url_in(c.deal.slug),
    "name": lambda c: reverse("governance:seat_name_member", args=[c.deal.slug, c.ministry_seat.pk]),
    "edit": lambda c: reverse("governance:membership_edit", args=[c.deal.slug, c.ministry_member.pk]),
    "end": lambda c: reverse("governance:membership_end", args=[c.deal.slug, c.ministry_member.pk]),
    "account": lambda c: reverse(
        "governance:person_account", args=[c.deal.slug, c.ministry_member.person_id]
    ),
}
# Literal on purpose: a page that starts to cost more says so here.
QUERIES = {
    ("home", "anonymous"): 2,
    ("deal", "anonymous"): 4,
    ("body", "anonymous"): 7,
    ("party", "anonymous"): 6,
    ("home", "project_secretary"): 13,
    ("deal", "project_secretary"): 11,
    ("body", "project_secretary"): 11,
    ("body", "member"): 12,
    ("history", "project_secretary"): 11,
    ("party", "project_secretary"): 11,
    ("person", "project_secretary"): 8,
    ("name", "project_secretary"): 7,
    ("edit", "project_secretary"): 6,
    ("end", "project_secretary"): 6,
    ("account", "project_secretary"): 5,
}


@pytest.mark.parametrize(("page", "role"), sorted(QUERIES))
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three_rows(cast, queries, page, role, rows):
    add_rows(cast, rows)
    client = cast.client(role)
    with queries(QUERIES[page, role]):
        response = client.get(PAGES[page](cast))
    assert response.status_code == 200


class TestBodyPage:
    def test_the_public_sees_seats_but_no_names(self, cast):
        page = cast.client("anonymous").get(cast.steering.get_absolute_url()).content.decode()
        assert "Ministerie van Voorbeelden" in page
        assert "Anna" not in page
        assert "wijzigen/" not in page

    def test_a_member_sees_names_and_no_actions(self, cast):
        page = cast.client("member").get(cast.steering.get_absolute_url()).content.decode()
        assert str(cast.ministry_member.person) in page
        assert "lid-aanwijzen" not in page

    def test_findings_name_people_only_for_who_may_read_names(self, cast):
        url = cast.steering.get_absolute_url()
        name = f"{cast.ministry_member.person}, sinds"
        assert name in cast.client("auditor").get(url).content.decode()
        for role in ("member", "anonymous"):
            assert name not in cast.client(role).get(url).content.decode()

    def test_another_day_shows_who_sat_then(self, cast):
        old = MembershipFactory(seat=cast.empty_seat, end=timezone.localdate() - timedelta(days=400))
        client = cast.client("project_secretary")
        url = cast.steering.get_absolute_url()
        then = client.get(url, {"op": (old.end).strftime("%d-%m-%Y")}).content.decode()
        assert f"U ziet de stand op {dutch(old.end)}." in then
        assert str(old.person) in then.split("oud-l")[0]

    @pytest.mark.parametrize("day", ["gisteren", "31-02-2026", "01-01-0026", "1" * 400, "\x00", "٣"])
    def test_a_day_that_cannot_be_says_so_and_shows_today(self, cast, day):
        response = cast.client("anonymous").get(cast.steering.get_absolute_url(), {"op": day})
        assert response.status_code == 200
        assert "Vul " in response.content.decode()

    def test_before_the_body_existed_there_is_nothing_to_see(self, cast):
        response = cast.client("member").get(cast.steering.get_absolute_url(), {"op": "1-1-2001"})
        assert "bestond niet op deze dag" in response.content.decode()

    def test_htmx_gets_the_part_and_a_history_restore_the_page(self, cast):
        client, url = cast.client("member"), cast.steering.get_absolute_url()
        part = client.get(url, **HTMX)
        assert part.content.decode().lstrip().startswith('<div id="stand">')
        assert "HX-Request" in part["Vary"]
        whole = client.get(url, HTTP_HX_HISTORY_RESTORE_REQUEST="true", **HTMX)
        assert "<html" in whole.content.decode()

    def test_a_part_comes_with_what_it_shows_for_screen_readers(self, cast):
        client, url = cast.client("member"), cast.steering.get_absolute_url()

        def said(day):
            html = client.get(url, {"op": day}, **HTMX).content.decode()
            (line,) = re.findall(r'<div id="melding" hx-swap-oob="innerHTML">(.*?)</div>', html)
            return line

        assert said("1-2-2027") == '<p class="cd-hidden">Stand op 1 februari 2027.</p>'
        assert dutch(timezone.localdate()) in said("")
        assert said("31-02-2026") == ""
        assert "hx-swap-oob" not in client.get(url, {"op": "1-2-2027"}).content.decode()

    def test_a_seat_that_waits_ends_soon_or_is_carried_over_says_so(self, cast):
        today = timezone.localdate()
        cast.empty_seat.asked_on = today
        cast.empty_seat.save()
        cast.ministry_member.end = today + timedelta(days=30)
        cast.ministry_member.save()
        MembershipFactory(seat=SeatFactory(body=cast.steering), term_end=today - timedelta(days=1))
        page = cast.client("member").get(cast.steering.get_absolute_url()).content.decode()
        for words in ("Wacht op de partij", "Loopt af", "Blijft aan"):
            assert words in page


class TestDealPage:
    def test_shows_bodies_and_parties_on_a_day(self, cast):
        day = timezone.localdate() - timedelta(days=30)
        BodyFactory(deal=cast.deal, name="Toen", slug="toen", end=day)
        url = cast.deal.get_absolute_url()
        client = cast.client("anonymous")
        assert "Toen" not in client.get(url).content.decode()
        page = client.get(url, {"op": day.strftime("%d-%m-%Y")}).content.decode()
        assert "Toen" in page
        assert f"U ziet de organen en partijen op {dutch(day)}." in page
        assert "Toon vandaag" in page
        wrong = client.get(url, {"op": "99-99-2026"})
        assert wrong.status_code == 200
        assert "Toon vandaag" not in wrong.content.decode()
        assert "99-99-2026" in wrong.content.decode()

    def test_who_takes_part_sees_what_needs_attention(self, cast):
        cast.ministry_member.end = timezone.localdate() + timedelta(days=30)
        cast.ministry_member.save()
        url = cast.deal.get_absolute_url()
        assert "Let op" in cast.client("member").get(url).content.decode()
        assert "Let op" not in cast.client("anonymous").get(url).content.decode()

    def test_a_closed_body_is_listed_only_for_its_members(self, cast):
        url = cast.deal.get_absolute_url()
        assert "Besloten" in cast.client("other_body").get(url).content.decode()
        assert "Besloten" not in cast.client("member").get(url).content.decode()

    def test_an_empty_deal_says_what_will_stand_here(self, client, db):
        page = client.get(CityDealFactory(contact_email="").get_absolute_url()).content.decode()
        assert "Nog geen organen" in page
        assert "Nog geen partijen" in page

    def test_who_did_not_sign_is_no_party(self, cast):
        PartyFactory(deal=cast.deal, organization__name="Nog Niet Zeker BV", state="exploring")
        html = cast.client("anonymous").get(cast.deal.get_absolute_url()).content.decode()
        assert html.index("Doen mee, nog niet getekend") < html.index("Nog Niet Zeker BV")

    def test_many_bodies_of_a_kind_share_a_box(self, cast):
        url = cast.deal.get_absolute_url()
        teams = [BodyFactory(deal=cast.deal, kind="quality_team", name=f"Team {n}") for n in range(2)]
        boxes = cast.client("anonymous").get(url).context["page"].making
        assert [box.title for box in boxes if not box.bodies][-2:] == ["Team 0", "Team 1"]
        teams.append(BodyFactory(deal=cast.deal, kind="quality_team", name="Team 2"))
        answer = cast.client("anonymous").get(url)
        (box,) = [box for box in answer.context["page"].making if box.bodies]
        assert (box.title, list(box.bodies)) == ("3 kwaliteitsteams", teams)
        assert answer.client.get(box.url).context["page_obj"].paginator.count == 3
        assert all(team.get_absolute_url() in answer.content.decode() for team in teams)

    def test_home_lists_own_deals_first(self, cast):
        cast.deal.access = "deal"
        cast.deal.save()
        assert "Uw deals" in cast.client("member").get("/").content.decode()
        assert "De Deal" not in cast.client("anonymous").get("/").content.decode()

    def test_home_shows_other_deals_in_pages(self, cast):
        names = [f"Deal {number:02}" for number in range(30)]
        for name in names:
            CityDealFactory(name=name)
        client = cast.client("anonymous")
        first, second = (client.get("/", {"pagina": page}) for page in (1, 2))
        shown = [[deal.name for deal in answer.context["page_obj"]] for answer in (first, second)]
        assert len(shown[0]) == 24
        assert {*names} <= {*shown[0], *shown[1]}
        assert f"{shown[1][0]}<" in second.text
        assert 'href="?pagina=2#deals"' in first.text
        assert 'href="?pagina=1#deals"' in second.text

    def test_the_header_says_what_somebody_does(self, cast):
        url = cast.deal.get_absolute_url()
        for role, words in (
            ("project_secretary", "Projectsecretaris"),
            ("member", "Lid, Stuurgroep"),
            ("auditor", "Auditor"),
        ):
            assert words in cast.client(role).get(url).content.decode()


class TestEndMembership:
    def url(self, cast):
        return PAGES["end"](cast)

    def form(self, cast, day, **more):
        history_id = latest_history_id(cast.ministry_member)
        return boxes("end", day) | {"reason": "Andere baan", "history_id": history_id} | more

    def test_consequences_first_then_the_act_then_the_history(self, cast):
        client = cast.client("project_secretary")
        last = timezone.localdate() + timedelta(days=20)
        preview = client.post(self.url(cast), self.form(cast, last, stap="gevolgen"))
        page = preview.content.decode()
        assert "Als u dit lidmaatschap beëindigt" in page
        missed = dutch(last + timedelta(days=1))
        assert f"Dan mist Stuurgroep vanaf {missed} een vertegenwoordiger" in page
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.end is None
        done = client.post(self.url(cast), self.form(cast, last, stap="bevestigen"), follow=True)
        assert done.redirect_chain[0][1] == 303
        assert f"stopt na {dutch(last)}" in done.content.decode()
        history = client.get(PAGES["history"](cast)).content.decode()
        assert "Laatste dag" in history
        assert "Andere baan" in history
        assert "project_secretary" in history

    def test_going_back_keeps_what_was_typed(self, cast):
        last = timezone.localdate() + timedelta(days=20)
        page = cast.client("project_secretary").post(self.url(cast), self.form(cast, last, stap="terug"))
        assert f'value="{last.year}"' in page.content.decode()
        assert "Andere baan" in page.content.decode()

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (("31", "2", "2027"), "Vul een datum in die bestaat"),
            (("1", "1", "26"), "Vul het jaar in met 4 cijfers"),
            (("1", "1", "0026"), "Vul een jaar in tussen 1900 en 2200."),
            (("", "", ""), "Vul een datum in"),
            (("1", "", "2027"), "Vul dag, maand en jaar in"),
            (("1", "1", "2019"), "De laatste dag ligt voor de eerste dag"),
        ],
    )
    def test_a_bad_day_is_said_at_the_field_and_nothing_is_lost(self, cast, day, words):
        data = dict(zip(("end_dag", "end_maand", "end_jaar"), day, strict=True))
        response = cast.client("project_secretary").post(
            self.url(cast), self.form(cast, timezone.localdate()) | data
        )
        page = response.content.decode()
        assert response.status_code == 422
        assert words in page
        assert "Andere baan" in page
        assert "<title>Fout" in page.replace("\n", "").replace("  ", "")

    def test_a_tampered_history_id_is_no_error_page(self, cast):
        response = cast.client("project_secretary").post(
            self.url(cast), self.form(cast, timezone.localdate(), history_id="x", stap="bevestigen")
        )
        assert response.status_code == 422


class TestEditMembership:
    def form(self, cast, **more):
        member = cast.ministry_member
        return {
            "role": "member",
            "history_id": latest_history_id(member),
            **boxes("start", member.start),
            **more,
        }

    def test_a_harmless_change_is_saved_at_once(self, cast):
        cast.free_chair()
        response = cast.client("project_secretary").post(
            PAGES["edit"](cast), self.form(cast, role="chair"), follow=True
        )
        assert "is gewijzigd" in response.content.decode()

    def test_saving_costs_the_same_whatever_the_size_of_the_body(self, cast, queries):
        add_rows(cast, 3)
        cast.free_chair()
        data = self.form(cast, role="chair")
        client = cast.client("project_secretary")
        with queries(16):
            assert client.post(PAGES["edit"](cast), data).status_code == 303

    def test_a_change_that_breaks_a_rule_is_confirmed_first(self, cast):
        last = timezone.localdate() + timedelta(days=20)
        data = self.form(cast, **boxes("end", last))
        client = cast.client("project_secretary")
        assert "mist Stuurgroep" in client.post(PAGES["edit"](cast), data).content.decode()
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.end is None
        client.post(PAGES["edit"](cast), data | {"stap": "bevestigen"})
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.end == last

    def test_the_second_secretary_sees_what_changed_and_chooses(self, cast):
        cast.free_chair()
        first, second = cast.client("project_secretary"), cast.client("project_manager")
        data = self.form(cast, role="chair")
        first.post(PAGES["edit"](cast), self.form(cast, role="secretary", stap="bevestigen"))
        response = second.post(PAGES["edit"](cast), data | {"stap": "bevestigen"})
        page = response.content.decode()
        assert response.status_code == 409
        assert "Iemand anders wijzigde dit lidmaatschap" in page
        assert "Secretaris" in page
        mine = self.form(cast, role="chair", stap="bevestigen")
        assert f'value="{mine["history_id"]}"' in page
        assert second.post(PAGES["edit"](cast), mine).status_code == 303
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.role == "chair"

    def test_an_end_before_the_start_is_said_at_the_field(self, cast):
        response = cast.client("project_secretary").post(
            PAGES["edit"](cast),
            self.form(cast, **boxes("end", cast.ministry_member.start - timedelta(days=1))),
        )
        assert response.status_code == 422
        assert "De laatste dag ligt voor de eerste dag" in response.content.decode()

    @pytest.mark.parametrize("role", ["", "koning"])
    def test_a_role_that_does_not_exist(self, cast, role):
        response = cast.client("project_secretary").post(PAGES["edit"](cast), self.form(cast, role=role))
        assert response.status_code == 422
        assert "Kies een antwoord" in response.content.decode()


class TestNameMember:
    def url(self, cast):
        return reverse("governance:seat_name_member", args=[cast.deal.slug, cast.empty_seat.pk])

    def form(self, **more):
        return {
            "person": "nieuw",
            "given_name": "Zoë",
            "family_name": "van\\der 'Berg",
            "office": "alderman",
            "role": "member",
            **boxes("start", timezone.localdate()),
            **more,
        }

    def test_a_new_person_takes_the_seat(self, cast):
        client = cast.client("project_secretary")
        preview = client.post(self.url(cast), self.form(stap="gevolgen")).content.decode()
        assert "Wilt u Zoë van\\der &#x27;Berg aanwijzen?" in preview
        assert not Person.objects.filter(given_name="Zoë")
        client.post(self.url(cast), self.form(stap="bevestigen"))
        membership = Membership.objects.get(seat=cast.empty_seat)
        assert membership.person.family_name == "van\\der 'Berg"
        assert membership.position.office == "alderman"

    def test_somebody_of_the_party_is_chosen_with_the_office(self, cast):
        known = MembershipFactory(seat=SeatFactory(body=cast.core, party=cast.empty_seat.party))
        cast.client("project_secretary").post(
            self.url(cast), self.form(person=known.person_id, stap="bevestigen")
        )
        assert Membership.objects.get(seat=cast.empty_seat).position == known.position

    def test_a_shared_address_and_a_namesake_are_warnings(self, cast):
        person = cast.ministry_member.person
        data = self.form(given_name=person.given_name, family_name=person.family_name, email=person.email)
        page = cast.client("project_secretary").post(self.url(cast), data).content.decode()
        assert "Er staat al iemand met deze naam" in page
        assert "heeft hetzelfde e-mailadres" in page

    def test_people_of_another_deal_are_neither_offered_nor_named(self, cast):
        elsewhere = PositionFactory(organization=cast.empty_seat.party.organization).person
        client = cast.client("project_secretary")
        assert str(elsewhere) not in client.get(self.url(cast)).content.decode()
        data = self.form(family_name=elsewhere.family_name, given_name="Anna", email=elsewhere.email)
        page = client.post(self.url(cast), data).content.decode()
        assert "Wat betekent dit voor het convenant?" in page
        assert "Er staat al iemand" not in page
        assert "hetzelfde e-mailadres" not in page

    def test_what_stands_in_the_fields_of_a_new_person_is_not_used_for_a_known_one(self, cast):
        known = MembershipFactory(seat=SeatFactory(body=cast.core, party=cast.empty_seat.party))
        data = self.form(person=known.person_id, family_name="x" * 300, stap="bevestigen")
        assert cast.client("project_secretary").post(self.url(cast), data).status_code == 303

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"family_name": "x" * 300}, "gebruik hooguit 150 tekens"),
            ({"family_name": ""}, "Vul de achternaam"),
            ({"family_name": "a\x00b"}, "onzichtbaar teken"),
            ({"office": ""}, "Kies het ambt"),
            ({"email": "geen adres"}, "Vul een geldig e-mailadres in"),
            ({"person": ""}, "Kies een antwoord"),
            ({"person": "999999"}, "Kies een antwoord"),
        ],
    )
    def test_bad_input_is_said_at_the_field_and_keeps_the_rest(self, cast, more, words):
        response = cast.client("project_secretary").post(self.url(cast), self.form(**more))
        page = response.content.decode()
        assert response.status_code == 422
        assert words in page
        assert "Zoë" in page

    def test_overlapping_terms_of_one_seat(self, cast):
        MembershipFactory(seat=cast.empty_seat)
        response = cast.client("project_secretary").post(self.url(cast), self.form())
        assert response.status_code == 422
        assert "Op deze zetel zit" in response.content.decode()

    def test_a_filled_seat_says_what_comes_first(self, cast):
        url = PAGES["name"](cast)
        client = cast.client("project_secretary")
        assert "Zeg eerst wanneer dat stopt" in client.get(url).content.decode()
        cast.ministry_member.end = timezone.localdate() + timedelta(days=3)
        cast.ministry_member.save()
        assert "Een opvolger kan daarna beginnen" in client.get(url).content.decode()

    def test_many_candidates_are_a_list_to_choose_from(self, cast):
        for _ in range(6):
            MembershipFactory(seat=SeatFactory(body=cast.core, party=cast.empty_seat.party))
        page = cast.client("project_secretary").get(self.url(cast)).content.decode()
        assert "Kies een persoon" in page

    def test_a_seat_of_nobody_may_be_taken_by_anybody_of_the_deal(self, cast):
        seat = SeatFactory(body=cast.project, party=None, label="Projectmanager")
        url = reverse("governance:seat_name_member", args=[cast.deal.slug, seat.pk])
        client = cast.client("project_secretary")
        assert "Projectsecretaris" in client.get(url).content.decode()
        client.post(url, self.form(role="project_manager", office="", stap="bevestigen"))
        client.post(
            url,
            self.form(role="project_manager", person=cast.ministry_member.person_id, stap="bevestigen"),
        )
        assert Membership.objects.get(seat=seat).position == cast.ministry_member.position

    def test_in_a_closed_body_nothing_can_be_named(self, cast):
        cast.steering.end = timezone.localdate() - timedelta(days=1)
        cast.steering.save()
        assert cast.client("project_secretary").get(self.url(cast)).status_code == 404


class TestPeople:
    def test_contact_and_account_only_for_who_keeps_the_register(self, cast):
        url = PAGES["person"](cast)
        email = cast.ministry_member.person.email
        assert email in cast.client("project_secretary").get(url).content.decode()
        for role in ("member", "auditor"):
            assert email not in cast.client(role).get(url).content.decode()

    def test_giving_an_account_mails_the_link_and_gives_the_rights(self, cast):
        from citydeal.models import OutgoingMail, User

        client = cast.client("project_secretary")
        response = client.post(PAGES["account"](cast), {"email": "Nieuw@Voorbeeld.example"}, follow=True)
        assert "heeft een account" in response.content.decode()
        user = User.objects.get(email="nieuw@voorbeeld.example")
        assert user.groups.count() == 2
        assert OutgoingMail.objects.filter(to=user.email).count() == 1

    def test_two_accounts_with_one_address_in_another_case(self, cast):
        response = cast.client("project_secretary").post(
            PAGES["account"](cast), {"email": "MEMBER@voorbeeld.example"}
        )
        assert response.status_code == 422
        assert "Er is al een account met dit e-mailadres" in response.content.decode()

    def test_an_address_number_that_is_too_large_is_not_found(self, cast):
        url = reverse("governance:person_detail", args=[cast.deal.slug, 10**30])
        assert cast.client("auditor").get(url).status_code == 404

    def test_person_page_hides_bodies_that_stay_hidden(self, cast):
        MembershipFactory(person=cast.ministry_member.person, seat=SeatFactory(body=cast.closed))
        url = PAGES["person"](cast)
        assert "Besloten" not in cast.client("member").get(url).content.decode()
        assert "Besloten" in cast.client("auditor").get(url).content.decode()

    def test_party_page_hides_people_from_the_public(self, cast):
        url = PAGES["party"](cast)
        name = str(cast.ministry_member.person)
        assert name in cast.client("member").get(url).content.decode()
        assert name not in cast.client("anonymous").get(url).content.decode()


def test_anonymous_pages_set_no_cookie_and_signed_in_pages_are_not_kept(cast):
    for url in (cast.deal.get_absolute_url(), cast.steering.get_absolute_url(), "/"):
        assert not cast.client("anonymous").get(url).cookies
        assert "no-store" in cast.client("member").get(url)["Cache-Control"]
