"""A form that comes in twice is done once: after each other, and at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citydeal.models import ReceivedPost
from citydeal.services.posts import forget_posts
from governance.enums import MeetingState
from governance.models import ActionItem, AgendaItem, AgendaPaper, Meeting, MeetingRemark, VoteEvent
from tests.cast import Cast, make_cast
from tests.factories.agenda import AgendaItemFactory, pdf, upload
from tests.factories.meetings import MeetingFactory
from tests.factories.sessions import AttendeeFactory, HeldItemFactory, HeldMeetingFactory

TOKEN = {"csrfmiddlewaretoken": "w" * 64}
SAID = "U hebt dit twee keer verstuurd."


@dataclass
class Sent:
    """A form as it is sent: where, what, and the rows that it makes."""

    url: str
    data: Callable[[], dict[str, Any]]
    made: Any


def address(name: str, cast: Cast, *more: Any) -> str:
    return reverse(f"governance:{name}", args=[cast.deal.slug, cast.steering.slug, *more])


def day(field: str) -> dict[str, str]:
    soon = timezone.localdate() + timedelta(days=40)
    return {f"{field}_dag": str(soon.day), f"{field}_maand": str(soon.month), f"{field}_jaar": str(soon.year)}


def a_meeting(cast: Cast) -> Sent:
    data = {"title": "Stuurgroep", "starts": "14.00", "ends": "16", "form": "both", "access": "deal"}
    return Sent(
        address("meeting_create", cast), lambda: data | {"location": "Stadhuis"} | day("day"), Meeting.objects
    )


def an_item(cast: Cast) -> Sent:
    meeting = MeetingFactory(body=cast.steering)
    data = {
        "title": "Nieuw",
        "kind": "inform",
        "section": "discussion",
        "publicity": "open",
        "minutes": "10",
        "history_id": 0,
    }
    return Sent(
        address("item_create", cast, meeting.pk), lambda: data, AgendaItem.objects.filter(meeting=meeting)
    )


def a_paper(cast: Cast) -> Sent:
    item = AgendaItemFactory(meeting=MeetingFactory(body=cast.steering, state=MeetingState.CONVENED))
    return Sent(
        address("paper_add", cast, item.meeting_id, item.pk),
        lambda: {"title": "Plan", "kind": "later", "file": upload(name="Plan.pdf")},
        AgendaPaper.objects,
    )


def an_action(cast: Cast) -> Sent:
    data = {"text": "Zoek een testplek", "owner": f"zetel-{cast.ministry_seat.pk}"}
    return Sent(address("action_create", cast), lambda: data | day("due_on"), ActionItem.objects)


def a_remark(cast: Cast) -> Sent:
    report = HeldMeetingFactory(
        body=cast.steering,
        state=MeetingState.MINUTES,
        remarks_until=timezone.localdate(),
        starts_at=timezone.now() - timedelta(days=10),
    )
    AttendeeFactory(meeting=report, person=cast.people["project_secretary"])
    return Sent(
        address("report_remarks", cast, report.pk), lambda: {"text": "Ik zei niets."}, MeetingRemark.objects
    )


def a_show_of_hands(cast: Cast) -> Sent:
    item = HeldItemFactory(meeting=HeldMeetingFactory(body=cast.steering))
    AttendeeFactory(meeting=item.meeting, person=cast.people["member"])
    data = {"question": "Door?", "by_name": "show", "votes_for": "1", "votes_against": "0"}
    return Sent(address("vote_open", cast, item.meeting_id, item.pk), lambda: data, VoteEvent.objects)


KINDS = [a_meeting, an_item, a_paper, an_action, a_remark, a_show_of_hands]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@each_kind
def test_after_each_other_it_is_done_once_and_the_second_leads_where_the_first_did(cast, kind):
    sent = kind(cast)
    client = cast.client("project_secretary")
    first = client.post(sent.url, sent.data() | TOKEN)
    assert first.status_code == 303, first.context["form"].errors
    second = client.post(sent.url, sent.data() | TOKEN)
    assert (second.status_code, second.url) == (303, first.url)
    assert sent.made.count() == 1
    assert SAID in client.get(second.url).content.decode()


@each_kind
@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_it_is_done_once(transactional_db, kind):
    cast = make_cast()
    sent = kind(cast)
    clients = [cast.client("project_secretary") for _ in range(3)]
    start = threading.Barrier(len(clients))
    found: list[tuple[int, str]] = []

    def run(client: Client) -> None:
        data = sent.data() | TOKEN
        start.wait()
        try:
            answer = client.post(sent.url, data)
            found.append((answer.status_code, answer.get("Location", "")))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(clients)
    assert len(set(found)) == 1
    assert found[0][0] == 303
    assert sent.made.count() == 1


class TestWhatIsTheSame:
    @pytest.fixture
    def send(self, cast):
        sent = an_action(cast)
        client = cast.client("project_secretary")

        def post(**more: Any) -> int:
            return client.post(sent.url, sent.data() | more).status_code

        return post

    def test_other_answers_another_page_or_another_account_is_another_act(self, cast, send):
        assert send(**TOKEN) == send(**TOKEN, text="Iets anders") == send(csrfmiddlewaretoken="x" * 64) == 303
        sent = an_action(cast)
        assert cast.client("project_manager").post(sent.url, sent.data() | TOKEN).status_code == 303
        assert ActionItem.objects.count() == 4

    def test_another_file_under_the_same_name_is_another_act(self, cast):
        sent = a_paper(cast)
        client = cast.client("project_secretary")
        for pages in (1, 2, 2):
            data = sent.data() | TOKEN | {"file": upload(pdf(pages), name="Plan.pdf")}
            assert client.post(sent.url, data).status_code == 303
        assert AgendaPaper.objects.count() == 2

    def test_what_was_refused_may_be_sent_again(self, cast, send):
        assert send(**TOKEN, text="") == 422
        assert not ReceivedPost.objects.exists()
        assert send(**TOKEN) == 303
        assert ReceivedPost.objects.get().url == address("action_list", cast)

    def test_a_form_that_only_leads_on_may_be_sent_again(self, cast):
        client = cast.client("project_secretary")
        url = reverse("governance:duty_choose", args=[cast.deal.slug])
        for _turn in range(2):
            answer = client.post(url, {"wat": "meeting", "wanneer": "december_week"} | TOKEN)
            assert answer.status_code == 303
        assert not ReceivedPost.objects.exists()

    def test_it_is_forgotten_after_a_week(self, send):
        send(**TOKEN)
        assert forget_posts() == 0
        ReceivedPost.objects.update(received_at=timezone.now() - timedelta(days=7, minutes=1))
        assert str(ReceivedPost.objects.get()) == ReceivedPost.objects.get().key[:8]
        assert forget_posts() == 1
        assert not ReceivedPost.objects.exists()


def test_a_form_of_htmx_hears_where_to_go(cast):
    sent = an_action(cast)
    client = cast.client("project_secretary")
    first = client.post(sent.url, sent.data() | TOKEN)
    again = client.post(sent.url, sent.data() | TOKEN, headers={"HX-Request": "true"})
    assert (again.status_code, again["HX-Redirect"]) == (204, first.url)
    assert ActionItem.objects.count() == 1
