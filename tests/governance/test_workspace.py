"""The workspace: what needs the project organisation, in order of date, each with its act."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citydeal.common.registry import workspace_items
from governance.enums import BodyKind, MembershipRole, Office
from governance.models import CovenantRule, Person, Seat
from governance.selectors.workspace import Source, WorkspaceItem, workspace
from tests.factories.actions import ActionItemFactory
from tests.factories.governance import (
    BodyFactory,
    DelegationFactory,
    FindingExceptionFactory,
    MembershipFactory,
    NominationFactory,
    PartyRequestFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/deals/de-deal/werkruimte/"
TODAY = timezone.localdate()


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def found(cast, **wanted):
    return workspace(cast.users["project_secretary"], cast.deal, timezone.localdate(), **wanted)


def titles(cast, **wanted):
    return [item.title for item in found(cast, **wanted).items]


def item(cast, title):
    return next(item for item in found(cast).items if item.title == title)


def quiet(cast):
    """Nothing needs anybody: no rule, no empty seat, everybody with an address and a secretariat."""
    CovenantRule.objects.all().delete()
    Seat.objects.filter(memberships=None).delete()
    cast.people["ended"].memberships.get().delete()
    deputy = cast.people["deputy"].memberships.get()
    deputy.is_deputy = False
    deputy.save()
    Seat.objects.filter(memberships=None).delete()
    for person in Person.objects.all():
        person.email = person.email or f"persoon{person.pk}@voorbeeld.example"
        person.save()
        DelegationFactory(person=person, kind="secretariat", start=in_days(-900), end=None)


class TestWhatNeedsSomebody:
    def test_a_rule_that_will_break_with_the_act_that_mends_it(self, cast):
        cast.ministry_member.end = in_days(20)
        cast.ministry_member.save()
        rule = item(cast, CovenantRule.objects.get().text)
        assert rule.due == in_days(21)
        assert rule.level == "warning"
        assert rule.url == f"/deals/de-deal/zetels/{cast.ministry_seat.pk}/lid-aanwijzen/"

    def test_a_broken_rule_stands_under_now(self, cast):
        cast.ministry_member.end = in_days(-3)
        cast.ministry_member.save()
        rule = item(cast, CovenantRule.objects.get().text)
        assert (rule.due, rule.level) == (in_days(-2), "danger")
        assert rule.action == "Wijs een lid aan"
        assert rule.about == f"{rule.title}, {cast.steering.name}"

    def test_what_has_no_date_is_open_but_does_not_ask_now(self, cast):
        quiet(cast)
        nobody = PersonFactory(email="", user=None)
        MembershipFactory(seat=SeatFactory(body=cast.steering), person=nobody, with_position=False)
        assert found(cast).sentence == "Er staat 1 taak open."
        cast.ministry_member.term_end = in_days(-1)
        cast.ministry_member.save()
        assert found(cast).sentence == "Er staan 2 taken open. 1 vraagt nu uw aandacht."

    def test_an_exception_that_ends(self, cast):
        cast.ministry_member.end = in_days(-3)
        cast.ministry_member.save()
        FindingExceptionFactory(deal=cast.deal, body=cast.steering, end=in_days(12))
        rule = item(cast, f"Uitzondering loopt af: {CovenantRule.objects.get().text}")
        assert rule.due == in_days(12)

    def test_a_membership_that_ends_unless_somebody_follows(self, cast):
        cast.ministry_member.end = in_days(30)
        cast.ministry_member.save()
        title = f"Lidmaatschap loopt af: {cast.ministry_member.person.name}"
        assert item(cast, title).due == in_days(30)
        MembershipFactory(seat=cast.ministry_seat, start=in_days(31))
        assert title not in titles(cast)

    def test_a_membership_with_a_successor_later_or_elsewhere_is_not_named(self, cast):
        member = cast.ministry_member
        member.end = in_days(30)
        member.save()
        MembershipFactory(seat=SeatFactory(body=cast.steering), start=in_days(40), predecessor=member)
        assert f"Lidmaatschap loopt af: {member.person.name}" not in titles(cast)

    def test_nobody_can_follow_on_a_seat_that_ends_as_well(self, cast):
        """As in a merger of parties: the new party has seats of its own."""
        for record in (cast.ministry_member, cast.ministry_seat):
            record.end = in_days(30)
            record.save()
        assert f"Lidmaatschap loopt af: {cast.ministry_member.person.name}" not in titles(cast)
        page = cast.client("project_secretary").get(cast.steering.get_absolute_url()).content.decode()
        assert "Wijs een opvolger aan" not in page

    def test_one_without_a_seat_is_not_followed_by_another_without_a_seat(self, cast):
        member = MembershipFactory(seat=None, body=cast.core, with_position=False, end=in_days(30))
        MembershipFactory(seat=None, body=cast.core, with_position=False, start=in_days(31))
        assert f"Lidmaatschap loopt af: {member.person.name}" in titles(cast)

    def test_an_end_after_the_warning_period_is_not_named(self, cast):
        cast.ministry_member.end = in_days(cast.deal.warning_days + 1)
        cast.ministry_member.save()
        assert f"Lidmaatschap loopt af: {cast.ministry_member.person.name}" not in titles(cast)

    def test_a_term_that_comes_near_and_one_that_has_passed(self, cast):
        member = cast.ministry_member
        member.term_end = in_days(14)
        member.save()
        assert item(cast, f"Termijn loopt af: {member.person.name}").due == in_days(14)
        member.term_end = in_days(-14)
        member.save()
        carried = item(cast, f"Blijft aan: {member.person.name}")
        assert carried.url == f"/deals/de-deal/lidmaatschappen/{member.pk}/wijzigen/"

    def test_an_empty_seat_since_the_last_one_left(self, cast):
        MembershipFactory(seat=cast.empty_seat, end=in_days(-10))
        empty = item(cast, f"Zetel niet ingevuld: {cast.empty_seat.name}")
        assert empty.due == in_days(-9)

    def test_a_seat_that_waits_for_its_party(self, cast):
        cast.empty_seat.asked_on = in_days(-5)
        cast.empty_seat.save()
        assert item(cast, f"Wacht op de partij: {cast.empty_seat.name}").due == in_days(-5)

    def test_a_seat_of_a_closed_body_needs_nobody(self, cast):
        closed = BodyFactory(deal=cast.deal, end=in_days(-1))
        seat = SeatFactory(body=closed, label="Oude zetel")
        assert f"Zetel niet ingevuld: {seat.name}" not in titles(cast)

    def test_a_member_without_an_address(self, cast):
        member = MembershipFactory(seat=cast.empty_seat, person=PersonFactory(email="", user=None))
        assert item(cast, f"Geen e-mailadres: {member.person.name}").due is None

    def test_an_executive_without_a_secretariat(self, cast):
        position = PositionFactory(office=Office.ALDERMAN)
        member = MembershipFactory(seat=cast.empty_seat, person=position.person, position=position)
        title = f"Geen secretariaat: {member.person.name}"
        assert title in titles(cast)
        DelegationFactory(person=member.person, kind="secretariat")
        assert title not in titles(cast)

    def test_a_question_without_an_answer(self, cast):
        request = PartyRequestFactory(party=cast.ministry, answer_until=in_days(-1))
        question = item(cast, f"Nog geen antwoord: {cast.ministry}")
        assert (question.due, question.level) == (in_days(-1), "danger")
        assert question.url == f"/deals/de-deal/vragen/{request.pk}/"

    def test_an_answer_that_nobody_handled(self, cast):
        request = PartyRequestFactory(
            party=cast.ministry, seat=cast.ministry_seat, answered_at=timezone.now()
        )
        nomination = NominationFactory(request=request, seat=cast.ministry_seat)
        title = f"Antwoord te verwerken: {cast.ministry}"
        assert item(cast, title).body_id == cast.steering.pk
        nomination.handled_at = timezone.now()
        nomination.save()
        assert title not in titles(cast)

    def test_another_deal_needs_nobody_here(self, cast):
        other = SeatFactory(body__deal__slug="nog-een-deal", label="Elders")
        assert f"Zetel niet ingevuld: {other.name}" not in titles(cast)


class TestFilter:
    def test_by_kind_and_by_body(self, cast):
        assert all(found_item.kind == "zetels" for found_item in found(cast, kind="zetels").items)
        here = {found_item.body_id for found_item in found(cast, body=cast.steering.slug).items}
        assert here == {cast.steering.pk}
        assert titles(cast, kind="bestaat-niet") == []

    def test_the_page_says_when_nothing_fits(self, cast):
        client = cast.client("project_secretary")
        page = client.get(PAGE, {"orgaan": "kerngroep", "soort": "zetels"}).content.decode()
        assert "Geen taken met dit filter" in page
        assert "Toon alle taken" in page

    def test_a_choice_that_is_not_there_says_so(self, cast):
        response = cast.client("project_secretary").get(PAGE, {"soort": "\x00", "orgaan": "x" * 300})
        assert response.status_code == 200


class TestPage:
    def test_in_order_of_date_each_with_its_act(self, cast):
        cast.ministry_member.end = in_days(5)
        cast.ministry_member.save()
        page = cast.client("project_manager").get(PAGE).content.decode()
        assert page.index('id="nu"') < page.index('id="week"') < page.index('id="zonder-datum"')
        assert "Wijs een opvolger aan" in page
        assert "Let op: 1" in page

    def test_nothing_to_do(self, cast):
        quiet(cast)
        assert titles(cast) == []
        page = cast.client("project_secretary").get(PAGE).content.decode()
        assert "Niets vraagt nu uw aandacht" in page

    def test_the_menu_leads_there_for_who_keeps_the_register(self, cast):
        assert PAGE in cast.client("project_manager").get("/deals/de-deal/").content.decode()
        assert PAGE not in cast.client("auditor").get("/deals/de-deal/").content.decode()

    def test_fifty_on_a_page(self, cast):
        for _ in range(55):
            SeatFactory(body=cast.steering)
        client = cast.client("project_secretary")
        assert "pagina=2" in client.get(PAGE).content.decode()
        assert client.get(PAGE, {"pagina": "2"}).status_code == 200

    def test_htmx_gets_the_part(self, cast):
        response = cast.client("project_secretary").get(PAGE, headers={"HX-Request": "true"})
        assert "<html" not in response.content.decode()
        assert "open." in response.content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_whatever_there_is_to_do(self, cast, queries, rows):
        cast.ministry_member.end = in_days(-3)
        cast.ministry_member.save()
        for number in range(rows):
            body = BodyFactory(deal=cast.deal, kind=BodyKind.WORKING_GROUP)
            position = PositionFactory(office=Office.MAYOR)
            MembershipFactory(
                seat=SeatFactory(body=body), person=position.person, position=position, end=in_days(number)
            )
            SeatFactory(body=body)
            PartyRequestFactory(party__deal=cast.deal)
        client = cast.client("project_secretary")
        with queries(11):
            client.get(PAGE)


def test_an_action_that_is_too_late(cast):
    late = {"body": cast.steering, "due_on": in_days(-2)}
    ActionItemFactory(text="Van de projectorganisatie", **late)
    ActionItemFactory(text="Van een zetel", seat=cast.ministry_seat, **late)
    ActionItemFactory(text="Op tijd", body=cast.steering, due_on=in_days(0))
    ActionItemFactory(text="Al klaar", state="done", finished_on=in_days(0), **late)
    page = cast.client("project_secretary").get(PAGE, {"soort": "acties"}).content.decode()
    assert "Te laat: Van de projectorganisatie" in page
    assert "Ministerie van Voorbeelden, Stuurgroep" in page
    assert "Op tijd" not in page
    assert "Al klaar" not in page


def test_another_app_adds_its_own(cast, monkeypatch):
    late = WorkspaceItem("verslagen", "Verslag ontbreekt", "Kerngroep", "/x/", "Maak het", "Kerngroep", TODAY)
    source = Source("Verslagen", lambda facts, rows: [late])
    monkeypatch.setattr(workspace_items, "_known", {**workspace_items._known, "verslagen": source})
    page = cast.client("project_secretary").get(PAGE, {"soort": "verslagen"}).content.decode()
    assert "Verslag ontbreekt" in page
    assert "Verslagen (1)" in page


def test_a_secretary_of_the_body_is_no_secretary_of_the_deal(cast):
    MembershipFactory(
        seat=SeatFactory(body=cast.core), person=cast.people["nobody"], role=MembershipRole.SECRETARY
    )
    assert cast.client("nobody").get(PAGE).status_code == 404
