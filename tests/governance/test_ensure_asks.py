"""The hourly clock closes written rounds, reminds of actions and makes weekly lists: twice is once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from citydeal.models import NewsLine, OutgoingMail
from governance.models import ActionItem, AgendaItem, Decision, Meeting, WrittenRound
from governance.permissions_actions import own_actions, owns_action
from governance.permissions_rounds import can_read_round, open_voices, visible_rounds
from governance.services import actions_reminders
from governance.services.ensure import ensure
from governance.services.rounds_closing import ensure_rounds
from tests.factories.actions import ActionItemFactory, RoundVoiceFactory, WrittenRoundFactory
from tests.factories.governance import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def over(**fields):
    """Return a round whose last day was yesterday; its one voter agreed."""
    voice = RoundVoiceFactory(choice="agree", round__closes_on=today() - timedelta(days=1), **fields)
    return voice.round


def test_it_does_each_once(cast):
    found = over(round__body=cast.steering)
    ActionItemFactory(body=cast.steering, due_on=today(), person=cast.people["member"])
    user = UserFactory(wants_weekly_list=True)
    line = NewsLine.objects.create(key="n", user=user, title="Nieuw stuk", path="/")
    line.created_at = timezone.now() - timedelta(days=8)
    line.save()
    first = ensure(today())
    assert (first.rounds, first.actions, first.lists) == (1, 1, 1)
    assert "written rounds: 1; actions: 1 reminded; weekly lists: 1" in str(first)
    mails = OutgoingMail.objects.count()
    second = ensure(today())
    assert (second.rounds, second.actions, second.lists) == (0, 0, 0)
    assert OutgoingMail.objects.count() == mails
    found.refresh_from_db()
    assert found.state == "agreed"


def test_one_deal_that_fails_does_not_stop_the_reminders_of_others(monkeypatch, caplog):
    bad, good = (ActionItemFactory(due_on=today(), person=PersonFactory()) for _ in "ab")
    real = actions_reminders._mail

    def fails(person, actions, on):
        if person == bad.person:
            raise ValueError("Kapot")
        real(person, actions, on)

    monkeypatch.setattr(actions_reminders, "_mail", fails)
    assert actions_reminders.remind_actions(today()) == 1
    assert "could not be reminded of" in caplog.text
    reminded = dict(ActionItem.objects.values_list("pk", "reminded_on"))
    assert reminded == {bad.pk: None, good.pk: today()}


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_close_a_round_once(transactional_db):
    found = over(round__body__kind="steering_group")
    start = threading.Barrier(2)

    def run():
        start.wait()
        try:
            ensure_rounds(today())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Decision.objects.count() == 1
    assert WrittenRound.objects.get(pk=found.pk).state == "agreed"
    assert OutgoingMail.objects.filter(kind="round_outcome").count() == 1


def test_what_is_asked_of_me_stands_in_my_overview(cast):
    membership = cast.people["member"].memberships.get()
    voice = RoundVoiceFactory(round__body=cast.steering, membership=membership)
    ActionItemFactory(body=cast.steering, person=cast.people["member"], due_on=today() - timedelta(days=1))
    page = cast.client("member").get(reverse("governance:home")).content.decode()
    assert f"Antwoord schriftelijk: {voice.round.title}" in page
    assert "1 actie nog te doen" in page
    assert "1 is te laat" in page
    voice.choice = "agree"
    voice.save()
    page = cast.client("member").get(reverse("governance:home")).content.decode()
    assert "Antwoord schriftelijk" not in page


def test_who_reads_along_finds_actions_and_rounds_on_the_page_of_the_body(cast):
    for role, there in (("member", True), ("dealmaker", False), ("anonymous", False)):
        page = cast.client(role).get(cast.steering.get_absolute_url()).content.decode()
        assert ("stuurgroep/acties/" in page, "stuurgroep/rondes/" in page) == (there, there)


class TestWhoMay:
    def test_nobody_and_a_closed_account_own_nothing(self, cast):
        action = ActionItemFactory(body=cast.steering, person=cast.people["deactivated"])
        for user in (AnonymousUser(), cast.users["deactivated"]):
            assert not owns_action(user, action)
            assert own_actions(user, today()) == []
            assert open_voices(user, today()) == []

    def test_the_list_of_rounds_is_what_each_page_answers(self, cast):
        rounds = [WrittenRoundFactory(body=cast.steering), RoundVoiceFactory(round__body=cast.steering).round]
        for role, user in cast.users.items():
            listed = set(visible_rounds(user, cast.steering))
            assert listed == {found for found in rounds if can_read_round(user, found)}, role
        assert len(visible_rounds(cast.users["member"], cast.steering)) == 1

    def test_the_list_of_actions_is_what_each_page_answers(self, cast):
        actions = [
            ActionItemFactory(body=cast.steering),
            ActionItemFactory(body=cast.core, person=cast.people["member"]),
            ActionItemFactory(body=cast.steering, seat=cast.empty_seat),
        ]
        for role, user in cast.users.items():
            owned = {action for action in actions if owns_action(user, action)}
            assert set(own_actions(user, today())) == owned, role


def test_an_action_says_where_it_was_agreed_and_that_nobody_sits_there(cast):
    starts = timezone.now()
    meeting = Meeting.objects.create(
        body=cast.steering, title="Overleg", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    item = AgendaItem.objects.create(meeting=meeting, title="Testplan")
    action = ActionItemFactory(body=cast.steering, seat=cast.empty_seat, item=item)
    args = [cast.deal.slug, cast.steering.slug, action.pk]
    page = cast.client("member").get(reverse("governance:action_detail", args=args)).content.decode()
    assert "Overleg: Testplan" in page
    assert "daar zit nu niemand" in page
