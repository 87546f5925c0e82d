"""A lead reports on a phone, with and without a connection, with and without a script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.e2e.window import Window
from tests.factories.workgroups_steps import BusyStepFactory, GroupUpdateFactory
from tests.workgroups.group_case import Led, led_group
from workgroups.models import GroupUpdate

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "De uitleg is af."


def begin(cast: Cast) -> Led:
    led = led_group(cast)
    BusyStepFactory(group=led.group, title="Invoeren")
    GroupUpdateFactory(group=led.group, on=timezone.localdate() - timedelta(days=20))
    return led


def form_of(led: Led) -> str:
    return reverse("workgroups:update_report", args=[led.cast.deal.slug, led.group.body.slug])


def type_it(window: Window) -> None:
    window.fill(done=WORDS, reason="Te weinig lezers.")
    window.choose("judgement", "attention")


def test_a_report_changes_the_trend(cast: Cast, open_window, javascript):
    led = begin(cast)
    window: Window = open_window(led.lead, javascript=javascript)
    window.resize(390)
    window.open(reverse("workgroups:work", args=[cast.deal.slug]))
    window.follow("Wat hebt u te melden?")
    window.page.get_by_role("link", name="Melden").first.click()
    window.page.locator("h1", has_text="Wat hebt u te melden?").wait_for()
    type_it(window)
    window.send("Versturen")
    assert "Verslechtert" in window.text()
    assert "Uw melding is opgeslagen." in window.text()


def test_what_was_typed_outlives_a_lost_connection(cast: Cast, open_window):
    led = begin(cast)
    window: Window = open_window(led.lead)
    window.expects_network_errors = True
    window.resize(390)
    window.open(form_of(led))
    type_it(window)
    window.context.set_offline(True)
    window.button("Versturen").click()
    window.page.locator("#melding", has_text="Er is geen verbinding.").wait_for()
    assert window.page.locator("[name=done]").input_value() == WORDS
    # The page goes away and comes back with the connection.
    window.context.set_offline(False)
    window.open(form_of(led))
    assert "Wat u hier eerder typte, staat er nog." in window.text()
    assert window.page.locator("[name=done]").input_value() == WORDS
    assert window.page.locator("[name=judgement][value=attention]").is_checked()
    # The portal receives it and the answer is lost on its way: sent again it is the same update.
    window.page.route("**/melden/", lambda route: (route.fetch(max_redirects=0), route.abort()))
    window.button("Versturen").click()
    window.page.locator("#melding", has_text="Er is geen verbinding.").wait_for()
    window.page.unroute("**/melden/")
    window.send("Versturen")
    assert "Verslechtert" in window.text()
    assert GroupUpdate.objects.filter(done=WORDS).count() == 1
    assert window.page.evaluate("Object.keys(localStorage)") == []


def test_who_logs_out_leaves_nothing_behind(cast: Cast, open_window):
    led = begin(cast)
    window: Window = open_window(led.lead)
    window.open(form_of(led))
    window.fill(done=WORDS)
    assert window.page.evaluate("Object.keys(localStorage).length") == 1
    window.send("Uitloggen")
    assert window.page.evaluate("Object.keys(localStorage)") == []
