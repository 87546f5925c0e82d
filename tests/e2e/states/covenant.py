"""Governance: the covenant, choices and rules, settings, and making a deal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from governance.enums import DealState
from governance.models import CovenantRule
from governance.services.covenant import save_article
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, opened, page, sent, state
from tests.e2e.window import Window
from tests.factories.deal_text import (
    PDF,
    ChallengeFactory,
    CovenantArticleFactory,
    DealDocumentFactory,
    DealExtensionFactory,
    PhaseFactory,
    SetupVersionFactory,
)
from tests.factories.governance import CityDealFactory, CovenantRuleFactory
from tests.factories.meetings import MeetingFactory

COVENANT = "governance:covenant_detail"
CHOICES = "governance:deal_choices"
SETTINGS = "governance:deal_settings"
SECRETARY = "project_secretary"


def deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def of_deal(factory: Any, field: str = "pk", **values: Any) -> Any:
    """Return the arguments of a page about a new record of the deal."""
    return lambda cast: [cast.deal.slug, getattr(factory(deal=cast.deal, **values), field)]


def rule_of(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.deal.covenant_rules.get().pk]


def with_an_end(visit: Visit) -> None:
    visit.cast.deal.end = timezone.localdate() + timedelta(days=300)
    visit.cast.deal.save()


def fill_covenant(visit: Visit) -> None:
    """Everything twice, with long names and a phase of every kind."""
    on = visit.cast.deal
    with_an_end(visit)
    for number in range(2):
        CovenantArticleFactory(deal=on, title=f"{LONG_NAME} {number}", order=number)
        ChallengeFactory(deal=on, title=f"{LONG_NAME} {number}", text="Een toelichting.")
        SetupVersionFactory(deal=on, change="Na de evaluatie.")
        DealDocumentFactory(deal=on, title=LONG_NAME)
    DealExtensionFactory(deal=on, reference="Stcrt. 2021, 1")
    on.statuses.create(state=DealState.RUNNING, start=date(2020, 1, 1), reason="Getekend")
    PhaseFactory(deal=on, name="Klaar", actual_start=date(2020, 1, 1), actual_end=date(2020, 9, 1))
    moved = PhaseFactory(deal=on, name="Bezig", planned_label="voorjaar 2022", planned_end=None)
    moved.changes.create(planned_start_before=date(2019, 1, 1), reason=LONG_NAME)
    PhaseFactory(deal=on, name=LONG_NAME, planned_start=date(2190, 1, 1), planned_end=None)


def fill_rules(visit: Visit) -> None:
    CovenantRuleFactory(deal=visit.cast.deal, number=8, text=LONG_NAME, end=date(2021, 1, 1))


def close(visit: Visit) -> None:
    visit.cast.deal.state = DealState.CLOSED
    visit.cast.deal.save()


def go_on(visit: Visit) -> None:
    for _number in range(2):
        MeetingFactory(body=visit.cast.steering, title=LONG_NAME, state="convened")


def orphan(visit: Visit) -> None:
    CityDealFactory(name=LONG_NAME)


page("covenant", COVENANT, "anonymous", deal, before=fill_covenant)
page("covenant-secretary", COVENANT, SECRETARY, deal, before=fill_covenant)
page("covenant-empty", COVENANT, "anonymous", deal)
page("covenant-closed", COVENANT, SECRETARY, deal, before=close)
page("deal-closed", "governance:deal_detail", SECRETARY, deal, before=close)
page("setup", "governance:setup_detail", "anonymous", of_deal(SetupVersionFactory, "number", change="Nieuw"))
page("choices", CHOICES, "anonymous", deal, before=fill_rules)
page("choices-secretary", CHOICES, SECRETARY, deal, before=fill_rules)
page("choices-empty", CHOICES, "anonymous", deal, before=lambda visit: CovenantRule.objects.all().delete())
page("rule-choose", "governance:covenant_rule_choose", SECRETARY, deal)
page("home-platform", "governance:home", "platform_manager", before=orphan)

# --- Forms ---------------------------------------------------------------------------------------
article = page("article", "governance:article_create", SECRETARY, deal)
sent("article-errors", "governance:article_create", article, "Toevoegen", {"order": "x"})
page("article-edit", "governance:article_edit", SECRETARY, of_deal(CovenantArticleFactory))
page("article-remove", "governance:article_remove", SECRETARY, of_deal(CovenantArticleFactory))
challenge = page("challenge", "governance:challenge_create", SECRETARY, deal)
sent("challenge-errors", "governance:challenge_create", challenge, "Toevoegen")
page("challenge-edit", "governance:challenge_edit", SECRETARY, of_deal(ChallengeFactory))
page("challenge-remove", "governance:challenge_remove", SECRETARY, of_deal(ChallengeFactory))
phase = page("phase", "governance:phase_create", SECRETARY, deal)
sent("phase-errors", "governance:phase_create", phase, "Toevoegen", {"planned_start_maand": 13})
phase_edit = page("phase-edit", "governance:phase_edit", SECRETARY, of_deal(PhaseFactory))
moved = {"planned_end_jaar": 2025}
sent("phase-moved", "governance:phase_edit", phase_edit, "Wijziging opslaan", moved)
page("phase-remove", "governance:phase_remove", SECRETARY, of_deal(PhaseFactory))
setup = page("setup-new", "governance:setup_create", SECRETARY, deal)
sent("setup-errors", "governance:setup_create", setup, "Toevoegen", {"date_dag": 32})
extension = page("extension", "governance:extension_create", SECRETARY, deal, before=with_an_end)
sent("extension-errors", "governance:extension_create", extension, "Deal verlengen")
page("extension-back", "governance:extension_take_back", SECRETARY, of_deal(DealExtensionFactory))
document = page("document", "governance:document_create", SECRETARY, deal)
sent("document-errors", "governance:document_create", document, "Toevoegen")
page("document-withdraw", "governance:document_withdraw", SECRETARY, of_deal(DealDocumentFactory))
state_form = page("deal-state", "governance:deal_state", SECRETARY, deal, before=go_on)
sent("deal-state-errors", "governance:deal_state", state_form, "Status wijzigen")
settings = page("settings", SETTINGS, SECRETARY, deal)
sent("settings-errors", SETTINGS, settings, "Instellingen opslaan", {"name": "", "hours_per_day": 99})
rule = page("rule", "governance:covenant_rule_add", SECRETARY, lambda cast: [cast.deal.slug, 8])
wrong_rule = {"text": "", "start_jaar": "99"}
sent("rule-errors", "governance:covenant_rule_add", rule, "Regel toevoegen", wrong_rule)
page("rule-edit", "governance:covenant_rule_edit", SECRETARY, rule_of)
page("rule-remove", "governance:covenant_rule_remove", SECRETARY, rule_of)
deal_new = page("deal-new", "governance:deal_create", "platform_manager")
sent("deal-new-errors", "governance:deal_create", deal_new, "Deal maken", {"slug": "Fout Adres"})
first = page(
    "first-secretary",
    "governance:deal_first_secretary",
    "platform_manager",
    lambda cast: [CityDealFactory(name=LONG_NAME).slug],
)
sent(
    "first-secretary-errors", "governance:deal_first_secretary", first, "Secretaris aanwijzen", {"email": "x"}
)


@state("document-choose-again", "governance:document_create")
def _choose_again(visit: Visit) -> Window:
    """A good file beside another error: the browser does not keep it."""
    window = opened("governance:document_create", SECRETARY, deal)(visit)
    file = {"name": "Dealtekst.pdf", "mimeType": "application/pdf", "buffer": PDF}
    window.page.locator("[name=file]").set_input_files(file)
    window.send("Toevoegen")
    assert "uw browser bewaart het niet" in window.text()
    return window


@state("article-stale", "governance:article_edit")
def _stale(visit: Visit) -> Window:
    """Somebody else saved the same article."""
    cast = visit.cast
    record = CovenantArticleFactory(deal=cast.deal)
    window = opened("governance:article_edit", SECRETARY, lambda cast: [cast.deal.slug, record.pk])(visit)
    save_article(
        actor=cast.users["project_manager"],
        deal=cast.deal,
        article=record,
        number="9",
        title=LONG_NAME,
        history_id=record.history.latest().history_id,
    )
    window.send("Wijziging opslaan")
    assert "Iemand anders" in window.text()
    return window
