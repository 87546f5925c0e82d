"""The topics of panel members (rule 20): what is kept of a resident, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from governance.enums import BodyKind, DealState
from panels.models import PanelTopic
from panels.permissions import can_choose_own_topics
from panels.services.topics import choose_own_topics, set_topics
from tests.factories.deal_text import ChallengeFactory
from tests.factories.governance import BodyFactory, DelegationFactory, MembershipFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel(cast):
    return BodyFactory(deal=cast.deal, kind=BodyKind.RESIDENTS_PANEL, name="Inwonerspanel", slug="panel")


@pytest.fixture
def resident(panel):
    return MembershipFactory(seat=None, body=panel, position=None, person__family_name="Jansma")


@pytest.fixture
def challenges(cast):
    return [ChallengeFactory(deal=cast.deal, title=title) for title in ("Gezondheid", "Gelijke kansen")]


def titles(membership):
    return sorted(topic.challenge.title for topic in membership.panel_topics.all())


def test_topics_are_set_changed_and_kept_in_the_history(cast, resident, challenges):
    fields = {"actor": cast.users["project_secretary"], "membership": resident}
    set_topics(**fields, challenges=challenges)
    set_topics(**fields, challenges=challenges[:1])
    assert titles(resident) == ["Gezondheid"]
    assert PanelTopic.history.filter(history_type="-").count() == 1


def test_what_cannot_be(cast, resident, challenges):
    secretary = cast.users["project_secretary"]
    other = ChallengeFactory()
    assert refused(set_topics, actor=secretary, membership=resident, challenges=[other]).field == "topics"
    refused(set_topics, actor=secretary, membership=cast.ministry_member, challenges=challenges)
    refused(set_topics, actor=cast.users["member"], membership=resident, challenges=challenges)


def test_the_page_of_the_panel_shows_cover_and_names_only_to_who_takes_part(
    cast, panel, resident, challenges
):
    set_topics(actor=cast.users["project_secretary"], membership=resident, challenges=challenges[:1])
    url = panel.get_absolute_url()
    public = cast.client("anonymous").get(url).content.decode()
    assert "Gezondheid" in public
    assert "1 lid" in public
    assert "Nog niemand" in public
    assert "Jansma" not in public
    assert "Anna Jansma" in cast.client("member").get(url).content.decode()


def test_the_secretary_sets_them_in_the_browser(cast, panel, resident, challenges):
    client = cast.client("project_secretary")
    url = reverse("panels:topic_edit", args=[cast.deal.slug, resident.pk])
    assert url in client.get(panel.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    assert "Vraag niet naar iemands eigen situatie" in page
    response = client.post(url, {"topics": [challenges[1].pk], "history_id": 0}, follow=True)
    assert response.redirect_chain[0][1] == 303
    assert titles(resident) == ["Gelijke kansen"]
    assert client.post(url, {"topics": ["x"], "history_id": 0}).status_code == 422


def test_a_deal_without_challenges_says_so(cast, panel, resident):
    page = cast.client("project_secretary").get(panel.get_absolute_url()).content.decode()
    assert "Nog geen onderwerpen" in page


class TestTheMemberChooses:
    """Rule 20: the member says what to think along on; nobody does so for the member by acting for it."""

    @pytest.fixture
    def mine(self, cast, panel):
        return MembershipFactory(seat=None, body=panel, position=None, person=cast.people["member"])

    @pytest.fixture
    def url(self, cast, panel):
        return reverse("panels:topic_own", args=[cast.deal.slug, panel.slug])

    def chosen(self, user, membership, challenges):
        return {"actor": user, "membership": membership, "challenges": challenges, "history_id": 0}

    def test_for_oneself_in_the_browser(self, cast, panel, mine, challenges, url):
        client = cast.client("member")
        assert url in client.get(panel.get_absolute_url()).content.decode()
        page = client.get(url)
        html = page.content.decode()
        assert "Wij vragen nooit naar uw eigen situatie." in html
        assert "Over welke onderwerpen wilt u meedenken?" in html
        sent = {
            "topics": [c.pk for c in challenges],
            "history_id": page.context["form"].initial["history_id"],
        }
        answer = client.post(url, sent, follow=True)
        assert answer.redirect_chain[0][1] == 303
        assert "Uw onderwerpen zijn bewaard." in answer.content.decode()
        assert titles(mine) == ["Gelijke kansen", "Gezondheid"]
        assert PanelTopic.history.first().history_user == cast.users["member"]
        none = {"history_id": client.get(url).context["form"].initial["history_id"]}
        assert client.post(url, none).status_code == 303
        assert titles(mine) == []

    def test_nobody_else_finds_the_page_or_the_link(self, cast, panel, mine, challenges, url):
        for role in ("project_secretary", "chair", "auditor", "other_deal"):
            client = cast.client(role)
            assert client.get(url).status_code == 404
            assert client.post(url, {"topics": [challenges[0].pk], "history_id": 0}).status_code == 404
            assert url not in client.get(panel.get_absolute_url()).content.decode()
        assert titles(mine) == []

    def test_nobody_else_may(self, cast, mine, challenges):
        DelegationFactory(person=cast.people["member"], delegate=cast.people["adviser"])
        for role in ("project_secretary", "adviser", "chair"):
            refused(choose_own_topics, **self.chosen(cast.users[role], mine, challenges))
        assert not PanelTopic.objects.exists()

    def test_only_while_sitting_in_an_open_panel_of_an_open_deal(self, cast, mine, challenges):
        user, today = cast.users["member"], timezone.localdate()
        assert can_choose_own_topics(user, mine)
        for field, day in (("end", today - timedelta(days=1)), ("start", today + timedelta(days=1))):
            kept, value = getattr(mine, field), day
            setattr(mine, field, value)
            assert not can_choose_own_topics(user, mine)
            setattr(mine, field, kept)
        mine.is_deputy = True
        assert not can_choose_own_topics(user, mine)
        mine.is_deputy = False
        mine.body.end = today - timedelta(days=1)
        assert not can_choose_own_topics(user, mine)
        mine.body.end = today
        assert can_choose_own_topics(user, mine)
        mine.body.deal.state = DealState.CLOSED
        assert not can_choose_own_topics(user, mine)

    def test_only_in_a_panel_and_on_challenges_of_the_deal(self, cast, mine, challenges):
        user = cast.users["member"]
        other = cast.people["member"].memberships.get(body=cast.steering)
        refused(choose_own_topics, **self.chosen(user, other, challenges))
        elsewhere = self.chosen(user, mine, [ChallengeFactory()])
        assert refused(choose_own_topics, **elsewhere).field == "topics"

    def test_who_saves_second_sees_what_the_other_changed(self, cast, mine, challenges, url):
        client = cast.client("member")
        secretary = cast.users["project_secretary"]
        set_topics(actor=secretary, membership=mine, challenges=challenges[:1])
        with pytest.raises(StaleError):
            choose_own_topics(**self.chosen(cast.users["member"], mine, challenges[1:]))
        answer = client.post(url, {"topics": [challenges[1].pk], "history_id": 0})
        html = " ".join(answer.content.decode().split())
        assert answer.status_code == 409
        assert "Iemand anders heeft deze onderwerpen gewijzigd" in html
        assert "<dt>Gezondheid</dt>" in html
        assert "<dt>Gelijke kansen</dt>" not in html
        again = {"topics": [challenges[1].pk], "history_id": answer.context["form"].data["history_id"]}
        assert client.post(url, again).status_code == 303
        assert titles(mine) == ["Gelijke kansen"]

    @pytest.mark.parametrize("value", ["", "x", "-1", "\x00", "9" * 30])
    def test_anything_else_is_refused_in_words(self, cast, mine, challenges, url, value):
        answer = cast.client("member").post(url, {"topics": [value], "history_id": value})
        assert answer.status_code in (409, 422)
        assert titles(mine) == []

    def test_without_challenges_it_says_what_will_stand_here(self, cast, mine, url):
        assert "Nog geen onderwerpen" in cast.client("member").get(url).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three_rows(self, cast, panel, mine, url, queries, rows):
        for count in range(rows):
            challenge = ChallengeFactory(deal=cast.deal, title=str(count))
            member = MembershipFactory(seat=None, body=panel, position=None)
            PanelTopic.objects.create(membership=mine, challenge=challenge)
            PanelTopic.objects.create(membership=member, challenge=challenge)
        client = cast.client("member")
        with queries(9):
            assert client.get(url).status_code == 200
