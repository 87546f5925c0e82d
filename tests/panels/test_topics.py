"""The topics of panel members (rule 20): what is kept of a resident, and who sees it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from governance.enums import BodyKind
from panels.models import PanelTopic
from panels.services.topics import set_topics
from tests.factories.deal_text import ChallengeFactory
from tests.factories.governance import BodyFactory, MembershipFactory
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
    response = client.post(url, {"topics": [challenges[1].pk]}, follow=True)
    assert response.redirect_chain[0][1] == 303
    assert titles(resident) == ["Gelijke kansen"]
    assert client.post(url, {"topics": ["x"]}).status_code == 422


def test_a_deal_without_challenges_says_so(cast, panel, resident):
    page = cast.client("project_secretary").get(panel.get_absolute_url()).content.decode()
    assert "Nog geen onderwerpen" in page
