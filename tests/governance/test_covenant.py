"""The page of the covenant: what stands there, and every act of the secretary on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import Challenge, CityDeal, CovenantArticle, Phase
from governance.services import covenant, covenant_documents, covenant_phases
from governance.services.covenant import remove_article, remove_challenge, save_article, save_challenge
from governance.services.covenant_documents import (
    add_document,
    add_setup_version,
    extend_term,
    take_back_extension,
    withdraw_document,
)
from governance.services.covenant_phases import PhasePlan, remove_phase, save_phase
from panels.models import PanelTopic
from tests.factories.deal_text import (
    PDF,
    ChallengeFactory,
    CovenantArticleFactory,
    DealDocumentFactory,
    DealExtensionFactory,
    PhaseFactory,
    SetupVersionFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
URL = "/deals/de-deal/convenant/"
DAY = date(2026, 1, 1)


def boxes(name: str, day: date) -> dict[str, int]:
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def secretary(cast) -> User:
    return cast.users["project_secretary"]


@pytest.fixture
def deal(cast) -> CityDeal:
    return cast.deal


@pytest.fixture
def client(cast):
    return cast.client("project_secretary")


def pdf(name: str = "Dealtekst.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def add_rows(deal: CityDeal, number: int) -> None:
    for _ in range(number):
        CovenantArticleFactory(deal=deal)
        ChallengeFactory(deal=deal)
        phase = PhaseFactory(deal=deal)
        phase.changes.create(planned_start_before=DAY, reason="Uitgelopen")
        SetupVersionFactory(deal=deal)
        DealExtensionFactory(deal=deal)
        DealDocumentFactory(deal=deal)
        deal.statuses.create(state="running", start=DAY, reason="Getekend")


class TestPage:
    @pytest.mark.parametrize(("role", "number"), [("anonymous", 9), ("project_secretary", 12)])
    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_for_three_rows(self, cast, queries, role, number, rows):
        add_rows(cast.deal, rows)
        client = cast.client(role)
        with queries(number):
            page = client.get(URL).content.decode()
        assert page.count("Partijen werken samen.") == rows
        assert page.count("Reden: Uitgelopen") == rows

    def test_everybody_reads_and_only_the_project_organisation_sees_acts(self, cast, deal):
        add_rows(deal, 1)
        public = cast.client("anonymous").get(URL).content.decode()
        for words in ("Artikelen", "Opgaven", "Fasen", "Opzet", "Stukken", "Getekend", "PDF, 14"):
            assert words in public
        for role in ("anonymous", "member", "auditor"):
            page = cast.client(role).get(URL).content.decode()
            assert "toevoegen/" not in page
            assert "wijzigen/" not in page

    def test_an_empty_covenant_says_what_will_stand_here(self, cast):
        page = cast.client("anonymous").get(URL).content.decode()
        for words in ("Nog geen opgaven", "Nog geen fasen", "Nog geen artikelen", "Nog geen opzet"):
            assert words in page

    def test_a_phase_is_past_current_or_to_come(self, cast, deal):
        now = today()
        PhaseFactory(deal=deal, name="Klaar", actual_start=DAY, actual_end=DAY)
        PhaseFactory(deal=deal, name="Voorbij volgens plan")
        PhaseFactory(
            deal=deal, name="Bezig", planned_start=DAY, planned_end=None, planned_label="voorjaar 2022"
        )
        PhaseFactory(deal=deal, name="Loopt uit", actual_start=DAY)
        PhaseFactory(deal=deal, name="Straks", planned_start=now + timedelta(days=9), planned_end=None)
        page = cast.client("anonymous").get(URL).content.decode()
        places = {
            name: page.split(name)[0].rpartition('<li class="cd-step')[2].split('"')[0].strip(" -")
            for name in ("Klaar", "Voorbij volgens plan", "Bezig", "Loopt uit", "Straks")
        }
        assert places == {
            "Klaar": "cd-step--done",
            "Voorbij volgens plan": "cd-step--done",
            "Bezig": "cd-step--current",
            "Loopt uit": "cd-step--current",
            "Straks": "",
        }
        assert "voorjaar 2022 (vanaf 1 januari 2026)" in page


class TestArticles:
    def test_are_added_changed_and_removed_in_the_browser(self, client, deal):
        form = client.get(f"{URL}artikelen/toevoegen/").content.decode()
        assert 'name="order" value="1"' in form
        values = {"number": "2.1", "title": "Opgaven", "text": "<b>Tekst</b>", "order": 3, "history_id": 0}
        assert client.post(f"{URL}artikelen/toevoegen/", values)["Location"] == f"{URL}#artikelen"
        article = CovenantArticle.objects.get(deal=deal)
        assert "&lt;b&gt;Tekst&lt;/b&gt;" in client.get(URL).content.decode()
        edit = f"{URL}artikelen/{article.pk}/wijzigen/"
        page = client.get(edit).content.decode()
        assert f"{URL}artikelen/{article.pk}/verwijderen/" in page
        changed = {**values, "title": "De opgaven", "history_id": latest_history_id(article)}
        assert client.post(edit, changed).status_code == 303
        article.refresh_from_db()
        assert article.title == "De opgaven"
        remove = f"{URL}artikelen/{article.pk}/verwijderen/"
        assert "Wilt u ‘2.1 De opgaven’ verwijderen?" in client.get(remove).content.decode()
        done = client.post(remove, {"history_id": latest_history_id(article)}, follow=True)
        assert "‘2.1 De opgaven’ is verwijderd." in done.content.decode()
        assert [row.history_type for row in CovenantArticle.history.all()] == ["-", "~", "+"]

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"number": ""}, "Vul"),
            ({"number": "1.1"}, "bestaat al"),
            ({"title": ""}, "Vul"),
            ({"order": "eerst"}, "Vul een heel getal in"),
            ({"order": -1}, "Vul een getal in van minimaal 0."),
            ({"text": "a\0b"}, "onzichtbaar teken"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, client, deal, change, sentence):
        CovenantArticleFactory(deal=deal, number="1.1")
        values = {"number": "2.1", "title": "Getypt", "text": "", "order": 1, "history_id": 0, **change}
        response = client.post(f"{URL}artikelen/toevoegen/", values)
        assert response.status_code == 422
        assert sentence in response.content.decode()

    def test_who_saves_second_sees_what_changed(self, client, secretary, deal):
        article = CovenantArticleFactory(deal=deal, number="1", title="Oud")
        seen = latest_history_id(article)
        fields = {"actor": secretary, "deal": deal, "article": article, "number": "1"}
        save_article(**fields, title="Van de ander", history_id=seen)
        edit = f"{URL}artikelen/{article.pk}/wijzigen/"
        typed = {"number": "1", "title": "Van mij", "text": "", "order": 0, "history_id": seen}
        response = client.post(edit, typed)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Iemand anders wijzigde dit nadat u het opende" in page
        assert "Van de ander" in page
        assert 'value="Van mij"' in page
        assert client.post(edit, {**typed, "history_id": latest_history_id(article)}).status_code == 303
        remove = client.post(f"{URL}artikelen/{article.pk}/verwijderen/", {"history_id": seen})
        assert remove.status_code == 409
        assert CovenantArticle.objects.exists()

    def test_one_that_somebody_removed_meanwhile_is_not_made_again(self, secretary, deal):
        article = CovenantArticleFactory(deal=deal)
        seen = latest_history_id(article)
        fields = {"actor": secretary, "article": article, "history_id": seen}
        remove_article(**fields)
        with pytest.raises(StaleError):
            save_article(**fields, deal=deal, number="1", title="Weer")
        assert not CovenantArticle.objects.exists()


class TestChallenges:
    def test_one_that_is_used_cannot_be_removed(self, client, cast, secretary, deal):
        challenge = save_challenge(actor=secretary, deal=deal, title="Gezondheid")
        PanelTopic.objects.create(membership=cast.ministry_member, challenge=challenge)
        response = client.post(
            f"{URL}opgaven/{challenge.pk}/verwijderen/", {"history_id": latest_history_id(challenge)}
        )
        assert response.status_code == 422
        assert "‘Gezondheid’ wordt nog gebruikt in de deal." in response.content.decode()
        assert Challenge.objects.filter(pk=challenge.pk).exists()

    def test_are_added_and_changed_in_the_browser(self, client, deal):
        values = {"title": "Gelijke kansen", "text": "", "order": 1, "history_id": 0}
        assert client.post(f"{URL}opgaven/toevoegen/", values).status_code == 303
        challenge = deal.challenges.get()
        edit = f"{URL}opgaven/{challenge.pk}/wijzigen/"
        changed = {**values, "order": 5, "history_id": latest_history_id(challenge)}
        assert client.post(edit, changed).status_code == 303
        assert deal.challenges.get().order == 5
        double = client.post(f"{URL}opgaven/toevoegen/", values)
        assert double.status_code == 422

    def test_are_listed_by_their_number(self, client, deal):
        for place, title in ((2, "Tweede"), (1, "Eerste")):
            ChallengeFactory(deal=deal, title=title, order=place)
        page = client.get(URL).content.decode()
        assert page.index("Eerste") < page.index("Tweede")


class TestPhases:
    PLAN = PhasePlan(name="Verkennen", planned_start=DAY, planned_end=date(2026, 6, 30))

    def test_a_planning_that_moves_keeps_its_old_days_and_says_why(self, client, secretary, deal):
        phase = save_phase(actor=secretary, deal=deal, plan=self.PLAN)
        edit = f"{URL}fasen/{phase.pk}/wijzigen/"
        values = {
            "name": "Verkennen",
            "order": 0,
            "history_id": latest_history_id(phase),
            **boxes("planned_start", DAY),
            **boxes("planned_end", date(2026, 9, 30)),
        }
        without = client.post(edit, values)
        assert without.status_code == 422
        assert "De planning verschuift. Vul in waarom." in without.content.decode()
        assert client.post(edit, {**values, "reason": "Meer partijen"}).status_code == 303
        page = client.get(URL).content.decode()
        assert "1 januari 2026 tot en met 30 september 2026" in page
        assert "Het was: 1 januari 2026 tot en met 30 juni 2026. Reden: Meer partijen" in page
        assert phase.changes.get().created_by == secretary
        assert "fasen/" in page

    def test_another_name_asks_no_reason(self, secretary, deal):
        phase = save_phase(actor=secretary, deal=deal, plan=self.PLAN)
        plan = PhasePlan(name="Voorbereiden", planned_start=DAY, planned_end=self.PLAN.planned_end)
        save_phase(actor=secretary, deal=deal, plan=plan, phase=phase, history_id=latest_history_id(phase))
        assert not phase.changes.exists()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"planned_end": date(2025, 1, 1)}, "planned_end"),
            ({"planned_start": date(26, 1, 1)}, "planned_start"),
            ({"actual_end": DAY}, "actual_start"),
            ({"actual_start": DAY, "actual_end": date(2025, 1, 1)}, "actual_end"),
            ({"actual_start": date(2190, 1, 1)}, "actual_start"),
            ({"actual_start": DAY, "actual_end": date(2190, 1, 1)}, "actual_end"),
            ({"name": ""}, "name"),
        ],
    )
    def test_days_that_cannot_be_are_refused_at_their_field(self, secretary, deal, change, field):
        plan = PhasePlan(**(vars(self.PLAN) | change))
        assert refused(save_phase, actor=secretary, deal=deal, plan=plan).field == field

    def test_only_one_that_did_not_begin_and_never_moved_is_removed(self, client, secretary, deal):
        phase = save_phase(actor=secretary, deal=deal, plan=self.PLAN)
        begun = PhaseFactory(deal=deal, actual_start=DAY)
        moved = PhaseFactory(deal=deal)
        moved.changes.create(planned_start_before=DAY, reason="Later")
        for kept in (begun, moved):
            error = refused(remove_phase, actor=secretary, phase=kept, history_id=latest_history_id(kept))
            assert "niet verwijderen" in str(error)
        remove = f"{URL}fasen/{phase.pk}/verwijderen/"
        assert client.post(remove, {"history_id": latest_history_id(phase)}).status_code == 303
        assert set(Phase.objects.filter(deal=deal)) == {begun, moved}

    def test_a_new_phase_is_not_asked_why(self, client):
        assert "Waarom verschuift" not in client.get(f"{URL}fasen/toevoegen/").content.decode()
        values = {"name": "Borging", "order": 1, "history_id": 0, **boxes("planned_start", DAY)}
        assert client.post(f"{URL}fasen/toevoegen/", values).status_code == 303


def _acts(deal: CityDeal):
    article, challenge, phase = (
        CovenantArticleFactory(deal=deal),
        ChallengeFactory(deal=deal),
        PhaseFactory(deal=deal),
    )
    return [
        (save_article, {"deal": deal, "number": "9", "title": "x"}),
        (save_challenge, {"deal": deal, "title": "x"}),
        (remove_article, {"article": article, "history_id": 0}),
        (remove_challenge, {"challenge": challenge, "history_id": 0}),
        (save_phase, {"deal": deal, "plan": TestPhases.PLAN}),
        (remove_phase, {"phase": phase, "history_id": 0}),
        (add_document, {"deal": deal, "title": "x", "day": DAY, "upload": pdf()}),
        (withdraw_document, {"document": DealDocumentFactory(deal=deal)}),
        (add_setup_version, {"deal": deal, "day": DAY, "text": "x"}),
        (extend_term, {"deal": deal, "signed_on": DAY, "end": date(2199, 1, 1)}),
        (take_back_extension, {"extension": DealExtensionFactory(deal=deal)}),
    ]


@pytest.mark.parametrize(
    "role", ["nobody", "auditor", "chair", "other_deal", "platform_manager", "superuser"]
)
def test_only_the_project_organisation_changes_the_covenant(cast, role):
    for act, fields in _acts(cast.deal):
        assert str(refused(act, actor=cast.users[role], **fields)).startswith("U mag de"), act


def test_every_act_is_covered_by_the_test_above(cast):
    public = {
        value
        for module in (covenant, covenant_documents, covenant_phases)
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    assert public - {act for act, _fields in _acts(cast.deal)} == {PhasePlan}


NASTY = ["", "\x00", "x" * 30_000, "a\\b", "𝒳é\u202e", "-1", "9" * 40, "0026", "NaN", "{{7*7}}"]
FIELDS = {
    "article_create": ["number", "title", "text", "order", "history_id"],
    "challenge_create": ["title", "text", "order", "history_id"],
    "phase_create": ["name", "planned_start_dag", "planned_end_jaar", "planned_label", "actual_start_maand"],
    "setup_create": ["date_dag", "text", "change"],
    "extension_create": ["end_jaar", "signed_on_dag", "reference"],
    "document_create": ["title", "date_maand", "file"],
    "deal_state": ["state", "start_dag", "reason"],
    "deal_settings": ["name", "summary", "start_jaar", "warning_days", "hours_per_day", "history_id"],
    "covenant_rule_add": ["text", "article", "parameter_minimum", "parameter_network", "history_id"],
}


@pytest.mark.parametrize(("page", "field"), [(page, field) for page in FIELDS for field in FIELDS[page]])
def test_every_field_takes_anything(client, deal, page, field):
    deal.end = date(2026, 12, 31)
    deal.save()
    url = reverse(f"governance:{page}", args=[deal.slug, 11] if page == "covenant_rule_add" else [deal.slug])
    valid = {
        **dict.fromkeys(("number", "title", "text", "name", "state", "change"), "1"),
        **dict.fromkeys(("order", "history_id", "warning_days", "hours_per_day", "parameter_minimum"), "1"),
        **boxes("start", DAY),
        **boxes("planned_start", DAY),
        **boxes("date", DAY),
    }
    for value in NASTY:
        assert client.post(url, {**valid, field: value}).status_code in (303, 404, 409, 422), (field, value)


@pytest.mark.parametrize("number", [0, 10**19, 10**40])
def test_an_address_of_nothing_is_not_found(client, number):
    for page in (
        f"opzet/{number}/",
        f"artikelen/{number}/wijzigen/",
        f"fasen/{number}/verwijderen/",
        f"stukken/{number}/intrekken/",
        "stukken/00000000-0000-0000-0000-000000000000/",
        f"verlengingen/{number}/terugdraaien/",
        f"../afspraken/{number}/wijzigen/",
        f"../afspraken/{number}/verwijderen/",
        f"../afspraken/toevoegen/{number}/",
    ):
        assert client.get(f"/deals/de-deal/convenant/{page}".replace("convenant/../", "")).status_code == 404
