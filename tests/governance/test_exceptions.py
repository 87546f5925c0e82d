"""Accepting that a rule is not met: by a body or the project manager, until a day, with a reason."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from citydeal.common.errors import DomainError
from citydeal.common.findings import FindingState
from governance.models import FindingException
from governance.selectors.findings import finding_about, findings_for_deal
from governance.services.exceptions import accept_exception, end_exception
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    CovenantRuleFactory,
    DecisionFactory,
    FindingExceptionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(words, field=""):
    with pytest.raises(DomainError, match=words) as caught:
        yield
    assert caught.value.field == field


@pytest.fixture
def broken(cast):
    """Rule 12 is not met: the ministry's member left yesterday."""
    cast.ministry_member.end = timezone.localdate() - timedelta(days=1)
    cast.ministry_member.save()
    return cast


def accept(cast, role="project_manager", **fields):
    given = {
        "deal": cast.deal,
        "number": 12,
        "body": cast.steering,
        "end": timezone.localdate() + timedelta(days=60),
        "reason": "De minister wijst nog iemand aan",
        "decision": None,
    }
    return accept_exception(actor=cast.users[role], **given | fields)


def finding(cast, on=None):
    return finding_about(cast.deal, 12, cast.steering, on or timezone.localdate())


class TestAccept:
    def test_the_project_manager_accepts_it_until_a_day(self, broken):
        assert finding(broken).state is FindingState.BROKEN
        exception = accept(broken)
        found = finding(broken)
        assert found.state is FindingState.EXCEPTED
        assert found.acceptance.id == exception.pk
        assert exception.history.get().history_user == broken.users["project_manager"]

    def test_it_ends_by_itself(self, broken):
        exception = accept(broken)
        assert finding(broken, exception.end).state is FindingState.EXCEPTED
        assert finding(broken, exception.end + timedelta(days=1)).state is FindingState.BROKEN

    def test_the_secretary_alone_cannot(self, broken):
        with refused("Alleen de projectmanager mag dit zelf aanvaarden", field="decision"):
            accept(broken, "project_secretary")

    def test_the_secretary_records_it_with_the_decision_of_a_body(self, broken):
        taken = timezone.localdate() - timedelta(days=10)
        decision = DecisionFactory(body=broken.steering, taken_on=taken, subject="composition")
        exception = accept(broken, "project_secretary", decision=decision)
        assert (exception.start, exception.accepted_by) == (taken, None)
        assert finding(broken).acceptance.body == broken.steering.name

    def test_others_cannot(self, broken):
        for role in ("member", "auditor", "nobody"):
            with refused("niet wijzigen"):
                accept(broken, role)

    def test_what_is_in_order_needs_no_exception(self, cast):
        with refused("Deze regel is in orde"):
            accept(cast)

    def test_a_rule_that_the_deal_does_not_have(self, broken):
        with refused("geldt hier niet"):
            accept(broken, number=11)
        with refused("geldt hier niet"):
            accept(broken, body=None)
        with refused("geldt hier niet"):
            accept(broken, body=broken.core)

    def test_a_second_one_in_the_same_days(self, broken):
        accept(broken)
        with refused("Er is al een uitzondering", field="end"):
            accept(broken)

    def test_a_last_day_in_the_past_and_no_reason(self, broken):
        with refused("Deze dag is voorbij", field="end"):
            accept(
                broken,
                decision=DecisionFactory(
                    body=broken.steering,
                    taken_on=timezone.localdate() - timedelta(days=9),
                    subject="composition",
                ),
                end=timezone.localdate() - timedelta(days=1),
            )
        with refused("Vul in waarom", field="reason"):
            accept(broken, reason="  ")

    @pytest.mark.parametrize("wrong", ["other deal", "withdrawn", "own order"])
    def test_a_decision_it_cannot_rest_on(self, broken, wrong):
        today = timezone.localdate()
        fields = {"body": broken.steering, "subject": "composition", "taken_on": today}
        fields |= {
            "other deal": {"body": BodyFactory(deal=CityDealFactory())},
            "withdrawn": {"withdrawn_on": today},
            "own order": {"subject": "own_order"},
        }[wrong]
        with refused("kan niet op dit besluit rusten", field="decision"):
            accept(broken, decision=DecisionFactory(**fields))

    def test_a_rule_of_the_deal_as_a_whole(self, cast):
        CovenantRuleFactory(deal=cast.deal, number=45, parameters={})
        accept(cast, number=45, body=None)
        states = {f.rule: f.state for f in findings_for_deal(cast.deal, timezone.localdate())}
        assert states[45] is FindingState.EXCEPTED

    def test_what_is_about_to_break_while_it_holds_is_excepted_too(self, cast):
        cast.ministry_member.end = timezone.localdate() + timedelta(days=20)
        cast.ministry_member.save()
        assert finding(cast).state is FindingState.AT_RISK
        accept(cast)
        assert finding(cast).state is FindingState.EXCEPTED

    def test_what_breaks_only_after_its_last_day_still_asks_attention(self, cast):
        cast.ministry_member.end = timezone.localdate() + timedelta(days=80)
        cast.ministry_member.save()
        exception = accept(cast)
        assert exception.end < finding(cast).breaks_on
        assert finding(cast).state is FindingState.AT_RISK
        assert finding(cast).acceptance is None


class TestEnd:
    def test_it_ends_earlier_and_the_rule_counts_again(self, broken):
        today = timezone.localdate()
        exception = accept(broken)
        end_exception(
            actor=broken.users["project_secretary"], exception=exception, last_day=today, reason="Ingevuld"
        )
        assert finding(broken, today + timedelta(days=1)).state is FindingState.BROKEN
        assert exception.history.first().history_change_reason == "Ingevuld"

    def test_refusals(self, broken):
        today = timezone.localdate()
        exception = accept(broken)
        given = {"actor": broken.users["project_manager"], "exception": exception, "reason": "Waarom niet"}
        for day in (today - timedelta(days=1), exception.end + timedelta(days=1)):
            with refused("Kies een dag van", field="last_day"):
                end_exception(**given, last_day=day)
        with refused("Vul in waarom", field="reason"):
            end_exception(**given | {"reason": ""}, last_day=today)
        over = FindingExceptionFactory(deal=broken.deal, end=today - timedelta(days=1))
        with refused("al voorbij"):
            end_exception(**given | {"exception": over}, last_day=today)


class TestPages:
    def url(self, cast):
        return f"/deals/de-deal/organen/{cast.steering.slug}/toets/12/uitzondering/"

    def form(self, **fields):
        last = timezone.localdate() + timedelta(days=30)
        boxes = {"end_dag": last.day, "end_maand": last.month, "end_jaar": last.year}
        return {"decision": "zelf", "reason": "De zoektocht loopt", **boxes, **fields}

    def test_from_the_page_to_the_list_and_back(self, broken):
        client = broken.client("project_manager")
        assert self.url(broken) in client.get("/deals/de-deal/toets/").content.decode()
        assert "Ikzelf, als projectmanager" in client.get(self.url(broken)).content.decode()
        response = client.post(self.url(broken), self.form(), follow=True)
        page = response.content.decode()
        assert "De uitzondering is aanvaard." in page
        assert "Uitzondering aanvaard door projectmanager project_manager" in page
        listed = client.get("/deals/de-deal/uitzonderingen/").content.decode()
        assert "De zoektocht loopt" in listed
        assert "aanvaard" in listed

    def test_others_read_that_the_project_manager_accepted_it_without_a_name(self, broken):
        accept(broken)
        page = broken.client("member").get("/deals/de-deal/toets/").content.decode()
        assert "Uitzondering aanvaard door de projectmanager, tot en met" in page
        listed = broken.client("member").get("/deals/de-deal/uitzonderingen/").content.decode()
        assert "De projectmanager" in listed
        assert "Eerder beëindigen" not in listed

    def test_the_secretary_chooses_a_decision_or_reads_what_to_do(self, broken):
        client = broken.client("project_secretary")
        assert "U kunt dit niet alleen aanvaarden" in client.get(self.url(broken)).content.decode()
        decision = DecisionFactory(body=broken.steering, subject="composition", taken_on=timezone.localdate())
        response = client.post(self.url(broken), self.form(decision=str(decision.pk)))
        assert response.status_code == 303
        assert FindingException.objects.get().decision == decision
        words = f"Uitzondering aanvaard door Stuurgroep in besluit {decision.label}, tot en met"
        assert words in client.get("/deals/de-deal/toets/").content.decode()
        body = client.get(broken.steering.get_absolute_url()).content.decode()
        assert "Aan 0 van de 1 afspraak is voldaan. Voor 1 geldt een uitzondering." in body
        assert words in body

    def test_bad_input_comes_back_with_what_was_typed(self, broken):
        client = broken.client("project_manager")
        response = client.post(self.url(broken), self.form(end_dag="31", end_maand="2"))
        page = response.content.decode()
        assert response.status_code == 422
        assert "De zoektocht loopt" in page
        assert client.post(self.url(broken), self.form(decision="999")).status_code == 422

    def test_a_rule_in_order_has_no_page(self, cast):
        assert cast.client("project_manager").get(self.url(cast)).status_code == 404

    def test_ending_it_through_the_page(self, broken):
        exception = accept(broken)
        client = broken.client("project_secretary")
        url = f"/deals/de-deal/uitzonderingen/{exception.pk}/beeindigen/"
        assert "geldt nu tot en met" in client.get(url).content.decode()
        today = timezone.localdate()
        boxes = {"last_day_dag": today.day, "last_day_maand": today.month, "last_day_jaar": today.year}
        response = client.post(url, {**boxes, "reason": "Ingevuld"}, follow=True)
        assert "De uitzondering is beëindigd." in response.content.decode()
        gone = FindingExceptionFactory(deal=broken.deal, end=today - timedelta(days=2))
        assert client.get(f"/deals/de-deal/uitzonderingen/{gone.pk}/beeindigen/").status_code == 404
        ended = client.get("/deals/de-deal/uitzonderingen/?toon=voorbij").content.decode()
        assert gone.reason in ended

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same(self, broken, queries, count):
        for number in range(count):
            FindingExceptionFactory(
                deal=broken.deal, number=number + 1, body=broken.steering, accepted_by=UserFactory()
            )
        client = broken.client("project_secretary")
        with queries(7):
            client.get("/deals/de-deal/uitzonderingen/")


def test_empty_list(cast):
    page = cast.client("project_secretary").get("/deals/de-deal/uitzonderingen/").content.decode()
    assert "Geen uitzonderingen" in page
