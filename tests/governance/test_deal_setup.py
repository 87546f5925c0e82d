"""A platform manager makes a deal in the browser; its secretary sets it, runs it and closes it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from citydeal.models import OutgoingMail, User
from governance.enums import DealState
from governance.models import CityDeal, Membership, Person
from governance.permissions import can_manage_composition, can_manage_people
from governance.selectors.deal_closing import open_ends
from governance.services.deals import (
    DealSettings,
    SecretaryNames,
    appoint_by_address,
    change_settings,
    change_state,
    create_deal,
)
from tests.factories.actions import WrittenRoundFactory
from tests.factories.deal_text import DealExtensionFactory
from tests.factories.governance import CityDealFactory, PartyRequestFactory, UserFactory
from tests.factories.meetings import MeetingFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


def boxes(name: str, day: date) -> dict[str, int]:
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def today() -> date:
    return timezone.localdate()


NEW_DEAL = {"name": "City Deal Water", "slug": "water", "access": "deal", **boxes("start", DAY)}
SECRETARY = {"family_name": "Çelik", "given_name": "Noor", "email": "noor@voorbeeld.example"}


@pytest.fixture
def secretary(cast) -> User:
    return cast.users["project_secretary"]


class TestMakeADeal:
    def test_from_the_front_page_to_a_secretary_who_can_begin(self, cast):
        client = cast.client("platform_manager")
        front = client.get("/").content.decode()
        assert 'href="/deals/nieuw/"' in front
        made = client.post("/deals/nieuw/", NEW_DEAL)
        assert made.status_code == 303
        page = client.get(made["Location"])
        assert "Wie wordt de eerste secretaris van City Deal Water?" in page.content.decode()
        assert 'href="/deals/water/eerste-secretaris/"' in client.get("/").content.decode()
        done = client.post(made["Location"], {**SECRETARY, **boxes("start", today())}, follow=True)
        assert "Noor Çelik is projectsecretaris van City Deal Water" in done.content.decode()
        assert "/deals/water/" not in done.content.decode()
        assert OutgoingMail.objects.get().to == "noor@voorbeeld.example"
        deal = CityDeal.objects.get(slug="water")
        assert not deal.is_demo
        assert deal.state == DealState.PREPARATION
        new = User.objects.get(email="noor@voorbeeld.example")
        assert can_manage_people(new, deal)

    def test_the_page_of_a_new_deal_says_where_to_begin(self, cast):
        client = cast.client("platform_manager")
        client.post("/deals/nieuw/", NEW_DEAL)
        client.post("/deals/water/eerste-secretaris/", {**SECRETARY, **boxes("start", today())})
        secretary = Client()
        secretary.force_login(User.objects.get(email="noor@voorbeeld.example"))
        page = secretary.get("/deals/water/").content.decode()
        # Nothing is met where nothing is asked.
        assert "Niets vraagt aandacht" not in page
        assert "Hier wordt nog niets getoetst" in page
        for step in (
            "partij-toevoegen/",
            "orgaan-toevoegen/",
            "convenant/",
            "afspraken/toevoegen/",
            "organen/",
        ):
            assert f'class="nl-link" href="/deals/water/{step}"' in page
            assert secretary.get(f"/deals/water/{step}").status_code == 200

    def test_only_a_platform_manager_sees_the_link(self, cast):
        for role in ("anonymous", "project_secretary", "superuser"):
            assert "/deals/nieuw/" not in cast.client(role).get("/").content.decode()

    def test_who_makes_the_deal_does_not_see_what_is_in_it(self, cast):
        client = cast.client("platform_manager")
        client.post("/deals/nieuw/", NEW_DEAL)
        for page in ("", "convenant/", "instellingen/", "afspraken/"):
            assert client.get(f"/deals/water/{page}").status_code == 404

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"name": ""}, "Vul ‘Naam van de deal’ in."),
            ({"slug": "de-deal"}, "bestaat al"),
            ({"slug": "nieuw"}, "Dit adres gebruikt het portaal zelf. Kies een ander adres."),
            ({"slug": "Slim Maatwerk"}, "Gebruik alleen kleine letters, cijfers en streepjes"),
            ({"slug": "../x"}, "Gebruik alleen kleine letters, cijfers en streepjes"),
            (boxes("end", date(2025, 1, 1)), "De laatste dag ligt voor de eerste dag."),
            (boxes("start", date(26, 1, 1)), "Vul het jaar in met 4 cijfers"),
            ({"access": "geheim"}, "Kies een antwoord uit de lijst."),
            ({"contact_email": "geen adres"}, "Vul een geldig e-mailadres in"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(self, cast, change, sentence):
        response = cast.client("platform_manager").post("/deals/nieuw/", {**NEW_DEAL, **change})
        page = response.content.decode()
        assert response.status_code == 422
        assert sentence in page
        assert change.get("name", "City Deal Water") in page
        assert CityDeal.objects.count() == 2

    def test_whoever_has_an_account_keeps_it_and_gets_no_invitation(self, cast):
        known = cast.people["member"]
        deal = CityDealFactory()
        names = SecretaryNames(email="MEMBER@voorbeeld.example", family_name=known.family_name)
        membership = appoint_by_address(
            actor=cast.users["platform_manager"], deal=deal, names=names, start=today()
        )
        assert membership.person == known
        assert not OutgoingMail.objects.exists()

    def test_a_platform_manager_may_appoint_himself(self):
        actor = UserFactory(is_platform_manager=True, email="beheer@voorbeeld.example")
        names = SecretaryNames(email=actor.email, family_name="Beheer")
        membership = appoint_by_address(actor=actor, deal=CityDealFactory(), names=names, start=today())
        assert membership.person.user == actor

    def test_a_closed_account_and_another_name_are_refused_at_the_address(self, cast):
        actor = cast.users["platform_manager"]
        for address, family_name in (
            ("deactivated@voorbeeld.example", cast.people["deactivated"].family_name),
            ("member@voorbeeld.example", "Iemand Anders"),
        ):
            names = SecretaryNames(email=address, family_name=family_name)
            error = refused(appoint_by_address, actor=actor, deal=CityDealFactory(), names=names, start=DAY)
            assert error.field == "email"

    def test_nobody_else_appoints(self, cast, secretary):
        names = SecretaryNames(email="x@voorbeeld.example", family_name="X")
        refused(appoint_by_address, actor=secretary, deal=CityDealFactory(), names=names, start=DAY)
        assert not Person.objects.filter(family_name="X").exists()

    def test_a_deal_whose_last_secretary_left_can_get_another(self, cast):
        actor = cast.users["platform_manager"]
        managing = Membership.objects.filter(body=cast.project)
        for membership in managing:
            membership.end = today() - timedelta(days=1)
            membership.save()
        page = cast.client("platform_manager").get("/").content.decode()
        assert f"/deals/{cast.deal.slug}/eerste-secretaris/" in page
        names = SecretaryNames(email="nieuw@voorbeeld.example", family_name="Nieuw")
        appoint_by_address(actor=actor, deal=cast.deal, names=names, start=today())
        page = cast.client("platform_manager").get("/").content.decode()
        assert f"/deals/{cast.deal.slug}/eerste-secretaris/" not in page


def settings_of(deal: CityDeal, **change) -> DealSettings:
    return DealSettings(**({"name": deal.name, "start": deal.start, "end": deal.end} | change))


class TestSettings:
    URL = "/deals/de-deal/instellingen/"

    def sent(self, cast, **change) -> dict:
        return {
            "name": "De Deal",
            "access": "public",
            "warning_days": 90,
            "december_rule": "first_seven_days",
            "report_halves": "calendar",
            "hours_per_day": 8,
            "history_id": latest_history_id(cast.deal),
            **boxes("start", cast.deal.start),
            **change,
        }

    def test_every_choice_is_explained_on_the_form(self, cast):
        page = cast.client("project_secretary").get(self.URL).content.decode()
        for words in (
            "1 tot en met 7 december",
            "In deze week is de bijeenkomst van het bestuurdersnetwerk.",
            "In elk half jaar is er één voortgangsrapportage.",
            "Belooft de deal dagen?",
        ):
            assert words in page

    def test_are_saved_with_history(self, cast):
        change = {
            "tagline": "Nieuw",
            "december_rule": "iso_week",
            "hours_per_day": 7,
            **boxes("signed_on", DAY),
        }
        response = cast.client("project_secretary").post(self.URL, self.sent(cast, **change))
        assert response.status_code == 303
        cast.deal.refresh_from_db()
        assert (cast.deal.tagline, cast.deal.december_rule, cast.deal.hours_per_day) == (
            "Nieuw",
            "iso_week",
            7,
        )
        assert cast.deal.signed_on == DAY
        assert cast.deal.history.first().history_user == cast.users["project_secretary"]

    def test_who_saves_second_sees_what_changed(self, cast, secretary):
        sent = self.sent(cast, tagline="De mijne")
        change_settings(
            actor=secretary,
            deal=cast.deal,
            settings=settings_of(cast.deal, tagline="De andere"),
            history_id=latest_history_id(cast.deal),
        )
        client = cast.client("project_manager")
        response = client.post(self.URL, sent)
        page = response.content.decode()
        assert response.status_code == 409
        assert "De andere" in page
        assert "De mijne" in page
        with pytest.raises(StaleError):
            change_settings(
                actor=secretary,
                deal=cast.deal,
                settings=settings_of(cast.deal),
                history_id=sent["history_id"],
            )
        again = {**sent, "history_id": latest_history_id(cast.deal)}
        assert client.post(self.URL, again).status_code == 303

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"signed_on": date(2999, 1, 1)}, "signed_on"),
            ({"signed_on": date(26, 1, 1)}, "signed_on"),
            ({"end": date(1999, 1, 1)}, "end"),
            ({"warning_days": 731}, "warning_days"),
            ({"hours_per_day": 0}, "hours_per_day"),
            ({"december_rule": "paasmaandag"}, "december_rule"),
            ({"name": ""}, "name"),
        ],
    )
    def test_what_cannot_be_is_refused(self, cast, secretary, change, field):
        error = refused(
            change_settings,
            actor=secretary,
            deal=cast.deal,
            settings=settings_of(cast.deal, **change),
            history_id=latest_history_id(cast.deal),
        )
        assert error.field == field

    def test_the_end_of_an_extended_deal_follows_from_its_extension(self, cast, secretary):
        DealExtensionFactory(deal=cast.deal)
        error = refused(
            change_settings,
            actor=secretary,
            deal=cast.deal,
            settings=settings_of(cast.deal, end=date(2040, 1, 1)),
            history_id=latest_history_id(cast.deal),
        )
        assert error.field == "end"

    def test_a_deal_for_its_people_alone_is_hidden_from_then_on(self, cast):
        cast.client("project_secretary").post(self.URL, self.sent(cast, access=Access.DEAL.value))
        assert cast.client("anonymous").get("/deals/de-deal/").status_code == 404


class TestState:
    URL = "/deals/de-deal/convenant/status/"

    def move(self, actor: User, deal: CityDeal, state: str, **fields):
        return change_state(actor=actor, deal=deal, state=state, **({"start": today()} | fields))

    def test_a_new_deal_is_in_preparation_from_its_first_day_at_the_latest(self):
        actor = UserFactory(is_platform_manager=True)
        old = create_deal(actor=actor, name="Oud", slug="oud", start=DAY)
        later = create_deal(actor=actor, name="Later", slug="later", start=today() + timedelta(days=9))
        assert [s.start for s in old.statuses.all()] == [DAY]
        assert [s.start for s in later.statuses.all()] == [today()]

    def test_from_preparation_to_closed_and_open_again(self, cast, secretary):
        self.move(secretary, cast.deal, DealState.RUNNING, start=today() - timedelta(days=9))
        self.move(secretary, cast.deal, DealState.CLOSED)
        self.move(secretary, cast.deal, DealState.RUNNING, reason="Het eindverslag moest nog.")
        cast.deal.refresh_from_db()
        assert cast.deal.state == DealState.RUNNING
        states = [status.state for status in cast.deal.statuses.all()]
        assert states == ["running", "closed", "running"]
        assert cast.deal.history.count() == 4

    @pytest.mark.parametrize(
        ("before", "after", "field"),
        [
            ("preparation", "preparation", "state"),
            ("running", "preparation", "state"),
            ("running", "running", "state"),
            ("running", "weg", "state"),
            ("preparation", "closed", "reason"),
            ("closed", "running", "reason"),
            ("closed", "preparation", "reason"),
        ],
    )
    def test_other_steps_and_steps_without_their_reason_are_refused(
        self, cast, secretary, before, after, field
    ):
        cast.deal.state = before
        cast.deal.save()
        error = refused(change_state, actor=secretary, deal=cast.deal, state=after, start=today(), reason=" ")
        assert error.field == field
        assert not cast.deal.statuses.exists()

    def test_not_in_the_future_and_not_before_the_step_before(self, cast, secretary):
        self.move(secretary, cast.deal, DealState.RUNNING, start=today() - timedelta(days=9))
        for start in (today() + timedelta(days=1), today() - timedelta(days=10)):
            error = refused(
                change_state, actor=secretary, deal=cast.deal, state=DealState.CLOSED, start=start
            )
            assert error.field == "start"

    def test_nobody_changes_a_closed_deal_until_it_is_open_again(self, cast, secretary):
        self.move(secretary, cast.deal, DealState.RUNNING)
        self.move(secretary, cast.deal, DealState.CLOSED)
        cast.deal.refresh_from_db()
        cast.steering.refresh_from_db()
        assert not can_manage_people(secretary, cast.deal)
        assert not can_manage_composition(secretary, cast.steering)
        client = cast.client("project_secretary")
        page = client.get("/deals/de-deal/").content.decode()
        assert "Deze deal is afgesloten." in page
        assert "/instellingen/" not in page
        assert client.get("/deals/de-deal/instellingen/").status_code == 404
        assert "wijzigen/" not in client.get(cast.steering.get_absolute_url()).content.decode()
        error = refused(
            change_settings, actor=secretary, deal=cast.deal, settings=settings_of(cast.deal), history_id=1
        )
        assert "Open de deal eerst weer" in str(error)
        response = client.post(
            self.URL, {"state": "running", "reason": "Vergissing", **boxes("start", today())}
        )
        assert response.status_code == 303
        assert client.get("/deals/de-deal/instellingen/").status_code == 200

    def test_who_closes_a_deal_sees_what_still_goes_on(self, cast, queries):
        client = cast.client("project_secretary")
        assert "Dit loopt nog" not in client.get(self.URL).content.decode()
        with queries(7):
            client.get(self.URL)
        meetings = [
            MeetingFactory(body=cast.steering, title=title, state=state)
            for title, state in (("Najaar", "convened"), ("Concept", "draft"), ("Weg", "cancelled"))
        ]
        rounds = [
            WrittenRoundFactory(body=cast.core, state="open", opened_at=timezone.now()) for _ in range(2)
        ]
        asked = PartyRequestFactory(party=cast.ministry)
        PartyRequestFactory(party=cast.ministry, withdrawn_at=timezone.now())
        MeetingFactory(state="convened")
        with queries(7):
            page = client.get(self.URL).content.decode()
        assert "Dit loopt nog" in page
        shown = {end.url for end in open_ends(cast.deal)}
        assert shown == {
            meetings[0].get_absolute_url(),
            *(reverse("governance:round_detail", args=["de-deal", "kerngroep", each.pk]) for each in rounds),
            reverse("governance:request_detail", args=["de-deal", asked.pk]),
        }
        assert all(f'href="{url}"' in page for url in shown)
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        assert "Dit loopt nog" not in client.get(self.URL).content.decode()

    def test_only_the_project_organisation_does_it(self, cast):
        for role in ("auditor", "chair", "platform_manager", "other_deal"):
            refused(change_state, actor=cast.users[role], deal=cast.deal, state="running", start=today())

    def test_the_form_offers_only_what_may_follow_and_says_what_is_wrong(self, cast):
        client = cast.client("project_secretary")
        page = client.get(self.URL).content.decode()
        assert 'value="running"' in page
        assert 'value="preparation"' not in page
        response = client.post(self.URL, {"state": "closed", **boxes("start", today())})
        assert response.status_code == 422
        assert "Vul de reden in." in response.content.decode()


@pytest.mark.parametrize(
    ("page", "role", "number"),
    [("deal_create", "platform_manager", 2), ("deal_settings", "project_secretary", 5)],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three_deals(cast, queries, page, role, number, rows):
    CityDealFactory.create_batch(rows)
    url = reverse(f"governance:{page}", args=[] if page == "deal_create" else [cast.deal.slug])
    client = cast.client(role)
    with queries(number):
        assert client.get(url).status_code == 200
