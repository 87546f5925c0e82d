"""Governance: the check of a deal, its exceptions, and the workspace of the project organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.models import CovenantRule, Delegation, Person, Seat
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.states.deals import deal, end_in_a_month
from tests.e2e.window import Window
from tests.factories.governance import (
    CovenantRuleFactory,
    DecisionFactory,
    DelegationFactory,
    FindingExceptionFactory,
    PartyRequestFactory,
    SeatFactory,
)
from tests.factories.workgroups_assessment import (
    CandidateFactory,
    FrameworkAssessorFactory,
    FrameworkVersionFactory,
)
from tests.factories.workgroups_tests import FieldTestFactory

CHECK = "governance:deal_compliance"
WORK = "governance:deal_workspace"
ACCEPT = "governance:body_exception_accept"
ACCEPT_OF_DEAL = "governance:exception_accept"
LIST = "governance:exception_list"
END = "governance:exception_end"
APPOINT = "governance:appointment_edit"


def about_rule_12(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug, 12]


def about_the_deal(cast: Cast) -> list[Any]:
    """Return the arguments of a broken rule about the deal itself: not every sector takes part."""
    return [cast.deal.slug, CovenantRuleFactory(deal=cast.deal, number=45, parameters={}).number]


def left_yesterday(visit: Visit) -> None:
    visit.cast.ministry_member.end = timezone.localdate() - timedelta(days=1)
    visit.cast.ministry_member.save()


def every_state(visit: Visit) -> None:
    """Rules in every state, with a long sentence, and an exception."""
    left_yesterday(visit)
    cast = visit.cast
    FindingExceptionFactory(deal=cast.deal, body=cast.steering, accepted_by=cast.users["project_manager"])
    for number in (1, 2, 13, 14, 21, 45, 46, 55, 63):
        CovenantRuleFactory(deal=cast.deal, number=number, text=f"{LONG_NAME}, regel {number}", parameters={})


def much_to_do(visit: Visit) -> None:
    every_state(visit)
    for _ in range(60):
        SeatFactory(body=visit.cast.steering, label=LONG_NAME)
    PartyRequestFactory(party=visit.cast.ministry)
    deal = visit.cast.deal
    until = timezone.localdate() + timedelta(days=3)
    framework = FrameworkVersionFactory(deal=deal, scores_until=until)
    FrameworkAssessorFactory(framework=framework, person=visit.cast.people["member"])
    CandidateFactory(instrument__deal=deal)
    FieldTestFactory(version__instrument__deal=deal, party=visit.cast.ministry, state="running")


def nothing_to_do(visit: Visit) -> None:
    CovenantRule.objects.all().delete()
    Seat.objects.filter(memberships=None).delete()
    Delegation.objects.all().delete()
    for person in Person.objects.all():
        person.email = f"persoon{person.pk}@voorbeeld.example"
        person.save()
        DelegationFactory(person=person, kind="secretariat")
    for name in ("ended", "deputy"):
        member = visit.cast.people[name].memberships.get()
        member.end, member.is_deputy = None, False
        member.save()


def exceptions(visit: Visit) -> None:
    for number in range(3):
        FindingExceptionFactory(
            deal=visit.cast.deal,
            body=visit.cast.steering,
            number=10 + number,
            reason=LONG_NAME,
            end=timezone.localdate() + timedelta(days=30 * (number - 1)),
        )


page("check", CHECK, "project_secretary", deal, before=every_state)
page("check-member", CHECK, "member", deal, before=every_state)
page("check-another-day", CHECK, "member", deal, query="?op=01-01-2001")
page("check-bad-day", CHECK, "member", deal, query="?op=31-02-2026")
page("check-empty", CHECK, "member", deal, before=lambda visit: CovenantRule.objects.all().delete())
page("work", WORK, "project_secretary", deal, before=much_to_do)
page("work-filtered", WORK, "project_manager", deal, before=end_in_a_month, query="?soort=regels")
page("work-nothing-fits", WORK, "project_manager", deal, query="?soort=vragen")
page("work-empty", WORK, "project_secretary", deal, before=nothing_to_do)
accepting = page("exception-accept", ACCEPT, "project_manager", about_rule_12, before=left_yesterday)
sent("exception-accept-wrong", ACCEPT, accepting, "Uitzondering aanvaarden", {"reason": "Zomaar"})
of_deal = page("exception-of-deal", ACCEPT_OF_DEAL, "project_manager", about_the_deal)
sent("exception-of-deal-wrong", ACCEPT_OF_DEAL, of_deal, "Uitzondering aanvaarden", {"end_dag": "99"})
page("exception-no-ground", ACCEPT, "project_secretary", about_rule_12, before=left_yesterday)
page("exceptions", LIST, "project_secretary", deal, before=exceptions)
page("exceptions-ended", LIST, "member", deal, before=exceptions, query="?toon=voorbij")
page("exceptions-empty", LIST, "member", deal)
ending = page(
    "exception-end",
    END,
    "project_secretary",
    lambda cast: [cast.deal.slug, FindingExceptionFactory(deal=cast.deal, body=cast.steering).pk],
)
sent("exception-end-wrong", END, ending, "Uitzondering beëindigen", {"reason": ""})
appointing = page(
    "appointment", APPOINT, "project_secretary", lambda cast: [cast.deal.slug, cast.ministry_member.pk]
)
sent("appointment-wrong", APPOINT, appointing, "Leg dit vast")


@state("exception-by-decision", ACCEPT)
def _by_decision(visit: Visit) -> Window:
    """The secretary chooses the decision that it rests on."""
    left_yesterday(visit)
    today = timezone.localdate()
    DecisionFactory(body=visit.cast.steering, subject="composition", taken_on=today, title=LONG_NAME)
    window = visit.as_role("project_secretary")
    window.open(f"/deals/{visit.cast.deal.slug}/organen/{visit.cast.steering.slug}/toets/12/uitzondering/")
    return window
