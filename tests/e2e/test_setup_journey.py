"""A deal of one's own, from nothing to findings, by keyboard: platform manager, mail, secretary."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from citydeal.services.outbox import drain
from governance.models import CityDeal
from tests.cast import Cast
from tests.e2e.test_keyboard import press, retype, tab_to
from tests.e2e.window import Window
from tests.factories.governance import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
NEW_PASSWORD = "paarse fietsen zingen zacht"
START = date(2026, 1, 1)


def go(window: Window, words: str) -> None:
    """Go to a link or button with Tab and follow it."""
    tab_to(window, words=words)
    press(window, "Enter")


def choose(window: Window, name: str, words: str) -> None:
    """Choose an answer of a select by typing its first letters."""
    tab_to(window, name=name)
    window.page.keyboard.type(words)


def tick(window: Window, name: str, down: int = 0) -> None:
    """Choose an answer of a row of radio buttons: the first one, or some rows further down."""
    tab_to(window, name=name)
    window.page.keyboard.press("Space")
    for _ in range(down):
        window.page.keyboard.press("ArrowDown")


def day(window: Window, name: str, when: date) -> None:
    retype(window, **{f"{name}_dag": when.day, f"{name}_maand": when.month, f"{name}_jaar": when.year})


def done(window: Window, words: str) -> None:
    """The page says that it is done."""
    assert words in " ".join(window.page.get_by_role("status").first.inner_text().split())


def make_the_deal(cast: Cast, window: Window) -> None:
    window.open("/")
    go(window, "Inloggen")
    retype(window, login=cast.users["platform_manager"].email, password=PASSWORD)
    press(window, "Enter")
    go(window, "Deal maken")
    retype(window, name="City Deal Water", slug="water")
    day(window, "start", START)
    go(window, "Deal maken")
    assert window.heading() == "Wie wordt de eerste secretaris van City Deal Water?"
    retype(window, given_name="Noor", family_name="Çelik", email="noor@voorbeeld.example")
    go(window, "Secretaris aanwijzen")
    done(window, "Noor Çelik is projectsecretaris van City Deal Water")


def come_in(window: Window) -> None:
    """The secretary follows the link of the mail, chooses a password and logs in."""
    drain()
    (message,) = (one for one in mail.outbox if one.to == ["noor@voorbeeld.example"])
    (path,) = re.findall(r"^https?://[^/]+(/account/password/reset/key/\S+)$", message.body, re.M)
    window.open(path)
    retype(window, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    press(window, "Enter")
    window.open("/")
    go(window, "Inloggen")
    retype(window, login="noor@voorbeeld.example", password=NEW_PASSWORD)
    press(window, "Enter")
    go(window, "City Deal Water")


def set_the_deal(window: Window) -> None:
    go(window, "Instellingen")
    retype(window, tagline="Schoon water voor iedereen")
    tick(window, "december_rule", down=1)
    go(window, "Instellingen opslaan")
    done(window, "De instellingen zijn opgeslagen.")


def add_ministry(window: Window) -> None:
    go(window, "Partijen")
    go(window, "Partij toevoegen")
    retype(window, zoek="Ministerie van Water")
    if window.page.evaluate("!!window.htmx"):
        search_without_loading(window)
    else:
        press(window, "Enter")
    go(window, "Nieuwe organisatie toevoegen")
    retype(window, name="Ministerie van Water")
    choose(window, "organization_kind", "Ministerie")
    retype(window, order=1)
    tick(window, "kind", down=3)
    day(window, "date", START)
    go(window, "Partij toevoegen")
    assert "Ministerie van Water" in window.text()


def search_without_loading(window: Window) -> None:
    with window.without_loading():
        window.page.keyboard.press("Enter")
        window.page.get_by_text("Nieuwe organisatie toevoegen").wait_for()


def found_the_steering_group(window: Window) -> None:
    go(window, "Organen")
    go(window, "Orgaan toevoegen")
    choose(window, "kind", "Stuurgroep")
    retype(window, name="Stuurgroep")
    day(window, "start", START)
    go(window, "Voeg het orgaan toe")
    go(window, "Zetel toevoegen")
    choose(window, "owner", "Ministerie van Water")
    day(window, "start", START)
    go(window, "Voeg de zetel toe")


def add_the_rule(window: Window) -> None:
    go(window, "Convenant")
    go(window, "Afspraken en keuzes")
    go(window, "Regel toevoegen")
    go(window, "Een vertegenwoordiger van een ministerie")
    retype(window, article="artikel 4 lid 3")
    go(window, "Regel toevoegen")
    done(window, "geldt in deze deal.")


def name_the_member(window: Window) -> None:
    go(window, "Wijs een lid aan")
    if window.page.locator("[name=person]").count():
        tick(window, "person")
    retype(window, given_name="Ömer", family_name="de Vries")
    choose(window, "office", "Directeur")
    tick(window, "role")
    day(window, "start", timezone.localdate() - timedelta(days=1))
    go(window, "Bekijk de gevolgen")
    go(window, "Ja, wijs het lid aan")


def tall(window: Window) -> Window:
    """Make a window in which every form fits: Chromium shows of a text box only where one types."""
    window.page.set_viewport_size({"width": 1280, "height": 4000})
    return window


def test_a_deal_from_nothing_to_findings(cast: Cast, open_window, javascript):
    make_the_deal(cast, tall(open_window(javascript=javascript)))
    window = tall(open_window(javascript=javascript))
    come_in(window)
    set_the_deal(window)
    add_ministry(window)
    found_the_steering_group(window)
    add_the_rule(window)
    go(window, "Toets")
    assert "Voldoet niet" in window.text()
    go(window, "Organen")
    go(window, "Stuurgroep")
    name_the_member(window)
    go(window, "Toets")
    assert "Voldoet niet" not in window.text()
    assert "In orde" in window.text()
    deal = CityDeal.objects.get(slug="water")
    assert (deal.is_demo, deal.december_rule) == (False, "iso_week")
