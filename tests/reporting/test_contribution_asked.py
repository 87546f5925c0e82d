"""The quarterly question stands where its party looks: its dashboards and somebody's own overview."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reporting.selectors.contribution_asked import asked_of_me
from tests.factories.governance import (
    DelegationFactory,
    MembershipFactory,
    PartyContactFactory,
    SeatFactory,
)
from tests.factories.reporting_contributions import ContributionFactory, QuestionFactory
from tests.reporting.contribution_case import Contributors, contributors

pytestmark = pytest.mark.django_db
TITLE = "Bijdragen van juli tot en met september 2026: zoals toegezegd, klopt dit?"
DAY = timedelta(days=1)


@pytest.fixture
def two(cast) -> Contributors:
    return contributors(cast)


@pytest.fixture
def question(two):
    PartyContactFactory(party=two.ministry, person=two.cast.people["member"])
    made = QuestionFactory(party=two.ministry, to=two.cast.people["member"])
    ContributionFactory(party=two.ministry, question=made, quantity=7777)
    return made


def home(two, who="member"):
    return two.cast.client(who).get(reverse("governance:home")).content.decode()


def board(two, who="member"):
    return two.cast.client(who).get(reverse("reporting:dashboard", args=[two.cast.deal.slug]))


def of_party(two, who="member"):
    args = [two.cast.deal.slug, two.ministry.organization.slug]
    return two.cast.client(who).get(reverse("reporting:dashboard_party", args=args))


def link(two, question):
    return reverse("reporting:my_question", args=[two.cast.deal.slug, question.pk])


def party_page(two):
    args = [two.cast.deal.slug, two.ministry.organization.slug]
    return reverse("reporting:contribution_party", args=args)


def test_who_answers_for_the_party_finds_it_on_three_pages_with_its_link(two, question):
    asked = board(two).context["page"].asked.shown
    assert [(one.title, one.url, one.action) for one in asked] == [
        (TITLE, link(two, question), "Lezen en antwoorden")
    ]
    for page in (home(two), board(two).content.decode(), of_party(two).content.decode()):
        assert TITLE in page
        assert f'href="{link(two, question)}"' in page


def test_once_it_is_answered_or_all_is_confirmed_it_is_gone(two, question):
    contribution = question.contributions.get()
    contribution.confirmed_at, contribution.confirmed_by = timezone.now(), "Bo"
    contribution.save()
    for page in (home(two), board(two).content.decode(), of_party(two).content.decode()):
        assert TITLE not in page
    ContributionFactory(party=two.ministry, question=question)
    assert TITLE in home(two)
    question.answered_at = timezone.now()
    question.save()
    for page in (home(two), board(two).content.decode(), of_party(two).content.decode()):
        assert TITLE not in page


def test_too_late_for_the_link_leads_to_the_page_where_the_party_still_confirms(two, question):
    question.answer_until = timezone.localdate() - DAY
    question.save()
    (asked,) = board(two).context["page"].asked.shown
    assert (asked.url, asked.presses, asked.action) == (party_page(two), True, "Bekijk de bijdragen")
    page = home(two)
    assert f'href="{party_page(two)}"' in page
    assert "nu bevestigt u het op de pagina van uw partij" in page
    (line,) = of_party(two).context["page"].asked
    assert (line.url, line.kind) == (party_page(two), "danger")
    assert two.cast.client("member").get(party_page(two)).status_code == 200


def test_who_sits_for_the_party_sees_that_it_is_asked_and_answers_nothing(two):
    seat = SeatFactory(body=two.cast.steering, party=two.ministry)
    MembershipFactory(seat=seat, person=two.cast.people["observer"])
    made = QuestionFactory(party=two.ministry, to=two.cast.people["party_contact"])
    ContributionFactory(party=two.ministry, question=made, quantity=7777)
    (asked,) = board(two, "observer").context["page"].asked.shown
    assert (asked.title, asked.url, asked.action) == (TITLE, party_page(two), "Bekijk de bijdragen")
    assert TITLE not in home(two, "observer")
    page = of_party(two, "observer")
    (line,) = page.context["page"].asked
    assert line.url == party_page(two)
    assert "1.944,25" not in page.content.decode()


def test_another_party_is_asked_nothing(two, question):
    assert not board(two, "chair").context["page"].asked.count
    assert TITLE not in home(two, "nobody")
    assert asked_of_me(two.mayor, timezone.localdate()) == []


def test_who_acts_for_the_contact_finds_it_too(two, question):
    DelegationFactory(person=two.cast.people["member"], delegate=two.cast.people["nobody"], reach="body")
    assert [one.pk for one in asked_of_me(two.mayor, timezone.localdate())] == [question.pk]


def test_in_a_closed_deal_nothing_is_asked(two, question):
    two.cast.deal.state = "closed"
    two.cast.deal.save()
    assert TITLE not in home(two)
    assert not board(two).context["page"].asked.count
    assert asked_of_me(two.cast.users["member"], timezone.localdate()) == []


@pytest.mark.parametrize("quarters", [(), (1, 2)])
def test_it_costs_one_question_for_one_and_three(two, question, queries, quarters):
    for quarter in quarters:
        made = QuestionFactory(party=two.ministry, to=two.cast.people["member"], quarter=quarter)
        ContributionFactory(party=two.ministry, question=made)
    with queries(1):
        found = asked_of_me(two.cast.users["member"], timezone.localdate())
    assert len(found) == 1 + len(quarters)
