"""The register of risks: how heavy one is, who reads and keeps it, its pages, and its section of a report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from reporting.enums import ChangeKind, RiskState
from reporting.models import Risk, RiskUpdate
from reporting.permissions_risks import can_update_risk, can_view_risk
from reporting.rules.risks import Weight, points, weight
from reporting.selectors.risks import possible_owners
from reporting.selectors.sections import risks as section
from reporting.selectors.sections.base import Period
from reporting.services.risks import (
    Judged,
    RiskDetails,
    add_risk,
    change_risk,
    close_risk,
    reopen_risk,
    update_risk,
)
from tests.factories.governance import CityDealFactory, PersonFactory
from tests.factories.reporting_risks import RiskFactory, RiskUpdateFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.workgroups.group_case import led_group, typed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MEDIUM = Judged("risk", "medium", "medium")


def today():
    return timezone.localdate()


def url(name, cast, *more):
    return reverse(f"reporting:{name}", args=[cast.deal.slug, *more])


@pytest.fixture
def led(cast):
    return led_group(cast)


@pytest.fixture
def keeper(cast):
    return cast.users["project_secretary"]


class TestWeight:
    @pytest.mark.parametrize(
        ("kind", "chance", "effect", "number", "found"),
        [
            ("risk", "low", "low", 1, Weight.LIGHT),
            ("risk", "medium", "low", 2, Weight.LIGHT),
            ("risk", "low", "high", 3, Weight.FAIR),
            ("risk", "medium", "medium", 4, Weight.FAIR),
            ("risk", "medium", "high", 6, Weight.HEAVY),
            ("risk", "high", "high", 9, Weight.HEAVY),
            ("issue", "", "low", 3, Weight.FAIR),
            ("issue", "", "medium", 6, Weight.HEAVY),
        ],
    )
    def test_chance_times_effect(self, kind, chance, effect, number, found):
        assert points(kind, chance, effect) == number
        assert weight(kind, chance, effect) is found


class TestServices:
    def add(self, cast, actor, **fields):
        details = RiskDetails(**{"title": "Te weinig mensen", **fields})
        return add_risk(actor=actor, deal=cast.deal, details=details, judged=MEDIUM, on=today())

    def test_add_one(self, cast, keeper, led):
        risk = self.add(cast, keeper, title=" Te  weinig\nmensen ", group=led.group, measure=" Werven ")
        assert (risk.title, risk.measure, risk.state) == ("Te weinig mensen", "Werven", "open")
        assert risk.history.get().history_user == keeper

    def test_an_issue_has_no_chance(self, cast, keeper):
        judged = Judged("issue", "high", "low")
        risk = add_risk(actor=keeper, deal=cast.deal, details=RiskDetails("Brand"), judged=judged, on=today())
        assert risk.chance == ""
        for kind, chance in (("risk", ""), ("issue", "low")):
            with pytest.raises(IntegrityError), transaction.atomic():
                RiskFactory(deal=cast.deal, kind=kind, chance=chance)

    def test_a_risk_needs_a_chance(self, cast, keeper):
        with pytest.raises(DomainError, match="kans") as refused:
            add_risk(
                actor=keeper,
                deal=cast.deal,
                details=RiskDetails("Brand"),
                judged=Judged("risk", "high"),
                on=today(),
            )
        assert refused.value.field == "chance"

    def test_the_same_open_one_stands_there_once(self, cast, keeper):
        first = self.add(cast, keeper)
        with pytest.raises(DomainError, match="staat al in het register"):
            self.add(cast, keeper, title="TE WEINIG MENSEN")
        close_risk(actor=keeper, risk=first, on=today(), text="Klaar")
        self.add(cast, keeper)
        with pytest.raises(DomainError, match="staat al in het register"):
            reopen_risk(actor=keeper, risk=first, on=today(), text="Toch weer")

    def test_the_group_is_of_the_deal(self, cast, keeper):
        with pytest.raises(DomainError, match="andere deal"):
            self.add(cast, keeper, group=WorkingGroupFactory())

    @pytest.mark.parametrize("days", [1, -50000])
    def test_the_day_is_sane(self, cast, keeper, days):
        with pytest.raises(DomainError) as refused:
            add_risk(
                actor=keeper,
                deal=cast.deal,
                details=RiskDetails("Brand"),
                judged=MEDIUM,
                on=today() + days * DAY,
            )
        assert refused.value.field == "on"

    def test_change_while_somebody_else_does(self, cast, keeper):
        risk = self.add(cast, keeper)
        seen = latest_history_id(risk)
        change_risk(actor=keeper, risk=risk, details=RiskDetails("Anders"), history_id=seen)
        with pytest.raises(StaleError):
            change_risk(actor=keeper, risk=risk, details=RiskDetails("Nog anders"), history_id=seen)
        assert Risk.objects.get().title == "Anders"

    def test_a_closed_one_is_changed_beside_an_open_one_of_the_same_name(self, cast, keeper):
        closed = RiskFactory(deal=cast.deal, title="Brand", state="closed")
        RiskFactory(deal=cast.deal, title="Brand")
        changed = change_risk(
            actor=keeper, risk=closed, details=RiskDetails("Brand"), history_id=latest_history_id(closed)
        )
        assert changed.title == "Brand"

    def test_updates_are_dated_and_keep_how_it_was_judged(self, cast, keeper):
        risk = RiskFactory(deal=cast.deal)
        judged = Judged("risk", "high", "high")
        update = update_risk(actor=keeper, risk=risk, on=today(), text=" Erger. ", judged=judged)
        assert (update.text, update.chance, update.effect, update.state) == ("Erger.", "high", "high", "open")
        risk.refresh_from_db()
        assert (risk.chance, risk.effect) == ("high", "high")
        for on, words in ((today() - DAY, "latere"), (today() + DAY, "nog komen")):
            with pytest.raises(DomainError, match=words):
                update_risk(actor=keeper, risk=risk, on=on, text="x", judged=judged)
        with pytest.raises(DomainError, match="wat er is gebeurd") as refused:
            update_risk(actor=keeper, risk=risk, on=today(), text="  ", judged=judged)
        assert refused.value.field == "text"
        assert RiskUpdate.objects.count() == 1

    def test_not_before_it_was_noted(self, cast, keeper):
        risk = RiskFactory(deal=cast.deal, noted_on=today())
        with pytest.raises(DomainError, match="latere"):
            update_risk(actor=keeper, risk=risk, on=today() - DAY, text="x", judged=MEDIUM)

    def test_close_and_open_again(self, cast, keeper):
        risk = RiskFactory(deal=cast.deal)
        close_risk(actor=keeper, risk=risk, on=today(), text="Klaar")
        with pytest.raises(DomainError, match="al gedaan"):
            close_risk(actor=keeper, risk=risk, on=today(), text="Klaar")
        with pytest.raises(DomainError, match="gesloten"):
            update_risk(actor=keeper, risk=risk, on=today(), text="x", judged=MEDIUM)
        reopen_risk(actor=keeper, risk=risk, on=today(), text="Toch weer")
        assert [u.state for u in risk.updates.all()] == ["closed", "open"]


class TestRights:
    def test_who_keeps_and_who_says_how_it_goes(self, cast, led, keeper):
        of_deal = RiskFactory(deal=cast.deal)
        of_group = RiskFactory(deal=cast.deal, group=led.group)
        owned = RiskFactory(deal=cast.deal, owner=cast.people["chair"])
        may = {
            "project_secretary": {of_deal, of_group, owned},
            "project_manager": {of_deal, of_group, owned},
            "member": {of_group},
            "chair": {owned},
            "auditor": set(),
            "nobody": set(),
        }
        for who, expected in may.items():
            found = {
                risk for risk in (of_deal, of_group, owned) if can_update_risk(cast.users[who], _fresh(risk))
            }
            assert found == expected, who
        for who in ("member", "chair", "auditor"):
            with pytest.raises(DomainError, match="niet bijhouden"):
                close_risk(actor=cast.users[who], risk=of_group, on=today(), text="x")
        with pytest.raises(DomainError, match="niet doorgeven"):
            update_risk(actor=cast.users["auditor"], risk=of_deal, on=today(), text="x", judged=MEDIUM)
        with pytest.raises(DomainError, match="niet bijhouden"):
            add_risk(
                actor=cast.users["member"],
                deal=cast.deal,
                details=RiskDetails("x"),
                judged=MEDIUM,
                on=today(),
            )

    def test_nobody_does_anything_in_a_closed_deal(self, cast, keeper):
        risk = RiskFactory(deal=cast.deal, owner=cast.people["chair"])
        cast.deal.state = "closed"
        cast.deal.save()
        risk = _fresh(risk)
        assert can_view_risk(cast.users["chair"], risk)
        assert not can_update_risk(cast.users["chair"], risk)
        assert not can_update_risk(keeper, risk)

    def test_a_risk_of_a_closed_group_is_for_who_reads_it(self, cast, led):
        led.group.body.access = Access.BODY
        led.group.body.save()
        RiskFactory(deal=cast.deal, group=led.group, title="Geheim")
        for who, sees in (("member", True), ("project_manager", True), ("chair", False), ("observer", False)):
            client = cast.client(who)
            assert ("Geheim" in client.get(url("risk_list", cast)).content.decode()) is sees, who
            status = client.get(url("risk_detail", cast, Risk.objects.get().pk)).status_code
            assert status == (200 if sees else 404), who

    def test_who_takes_no_part_reads_none(self, cast):
        assert not can_view_risk(cast.users["nobody"], _fresh(RiskFactory(deal=cast.deal)))

    def test_a_hidden_risk_is_not_the_owners_either(self, cast, led):
        led.group.body.access = Access.BODY
        led.group.body.save()
        risk = RiskFactory(deal=cast.deal, group=led.group, owner=cast.people["chair"])
        assert not can_update_risk(cast.users["chair"], _fresh(risk))

    def test_owners_are_people_of_the_deal(self, cast):
        stranger = PersonFactory()
        people = possible_owners(cast.deal, today())
        assert {cast.people["chair"], cast.people["party_contact"]} <= set(people)
        assert stranger not in people
        assert stranger in possible_owners(cast.deal, today(), stranger.pk)


def _fresh(risk):
    return Risk.objects.select_related("deal", "owner", "group__body__deal").get(pk=risk.pk)


class TestPages:
    def text(self, client, address):
        return client.get(address).content.decode()

    def test_the_list_has_the_heaviest_first(self, cast, led):
        client = cast.client("member")
        assert "Nog geen risico" in self.text(client, url("risk_list", cast))
        RiskFactory(deal=cast.deal, title="Licht risico", chance="low", effect="low")
        RiskFactory(deal=cast.deal, title="Zwaar risico", chance="high", effect="high", measure="Werven")
        RiskFactory(deal=cast.deal, title="Oud risico", state="closed", group=led.group)
        shown = self.text(client, url("risk_list", cast))
        assert shown.index("Zwaar risico") < shown.index("Licht risico")
        assert "Oud risico" not in shown
        assert "Risico noteren" not in shown
        assert "Nog niemand" in shown
        for query, count in (("open", 2), ("gesloten", 1), ("alle", 3), ("kapot", 2)):
            answer = client.get(url("risk_list", cast) + f"?stand={query}")
            assert answer.context["page_obj"].paginator.count == count, query
        part = client.get(url("risk_list", cast) + "?stand=alle", headers={"HX-Request": "true"})
        assert "<h1" not in part.content.decode()
        assert "3 risico" in part.content.decode()
        Risk.objects.filter(state="closed").delete()
        assert "Geen risico" in self.text(client, url("risk_list", cast) + "?stand=gesloten")

    def test_the_same_number_of_queries_for_one_and_three(self, cast, queries, led):
        client = cast.client("member")
        for number in (1, 3):
            for _ in range(number):
                RiskUpdateFactory(risk=RiskFactory(deal=cast.deal, group=led.group, owner=led.person))
            client.get(url("risk_list", cast))
            with queries(6):
                client.get(url("risk_list", cast))
        detail = url("risk_detail", cast, Risk.objects.first().pk)
        client.get(detail)
        with queries(7):
            client.get(detail)

    def test_note_one(self, cast, led):
        client = cast.client("project_secretary")
        address = url("risk_create", cast)
        assert "Brieven" in self.text(client, address)
        data = {
            "title": "Te weinig mensen",
            "kind": "risk",
            "chance": "high",
            "effect": "medium",
            "measure": "Werven",
            "group": str(led.group.pk),
            "owner": str(led.person.pk),
            **typed("on", today()),
        }
        without = client.post(address, data | {"chance": ""})
        assert without.status_code == 422
        assert "hoe groot de kans is" in without.content.decode()
        assert 'value="Te weinig mensen"' in without.content.decode()
        assert client.post(address, data).status_code == 303
        risk = Risk.objects.get()
        assert (risk.owner, risk.group, risk.chance) == (led.person, led.group, "high")
        assert client.post(address, data).status_code == 422

    def test_text_that_looks_like_markup_stays_text(self, cast):
        risk = RiskFactory(deal=cast.deal, title="<b>#let x</b>", measure="<script>alert(1)</script>")
        shown = self.text(cast.client("member"), url("risk_detail", cast, risk.pk))
        assert "&lt;b&gt;#let x&lt;/b&gt;" in shown
        assert "<script>alert" not in shown

    def test_change_while_somebody_else_does(self, cast, led):
        client = cast.client("project_secretary")
        risk = RiskFactory(deal=cast.deal, group=led.group, owner=PersonFactory(), title="Brand")
        address = url("risk_edit", cast, risk.pk)
        led.group.body.end = today() - DAY
        led.group.body.save()
        shown = self.text(client, address)
        assert "Brieven" in shown
        assert risk.owner.name in shown
        data = {"title": "Anders", "group": "", "owner": "", "history_id": latest_history_id(risk)}
        assert client.post(address, data).status_code == 303
        risk.refresh_from_db()
        assert (risk.title, risk.group, risk.owner) == ("Anders", None, None)
        stale = client.post(address, data | {"title": "Nog anders"})
        assert stale.status_code == 409
        assert "Brand" in stale.content.decode()
        assert 'value="Nog anders"' in stale.content.decode()

    def test_say_how_it_goes(self, cast):
        risk = RiskFactory(deal=cast.deal, owner=cast.people["chair"])
        client = cast.client("chair")
        address = url("risk_update", cast, risk.pk)
        assert "Doorgeven hoe het gaat" in self.text(client, url("risk_detail", cast, risk.pk))
        assert "checked" in self.text(client, address)
        data = {"text": "Erger.", "kind": "issue", "effect": "high", **typed("on", today())}
        late = client.post(address, data | typed("on", today() + DAY))
        assert late.status_code == 422
        assert "Erger." in late.content.decode()
        assert client.post(address, data).status_code == 303
        shown = self.text(client, url("risk_detail", cast, risk.pk))
        assert "Gebeurt nu, gevolg hoog" in shown
        assert "Genoteerd door chair" in shown
        assert client.get(url("risk_edit", cast, risk.pk)).status_code == 404

    def test_close_and_open_again(self, cast):
        risk = RiskFactory(deal=cast.deal, text="Oorzaak")
        client = cast.client("project_manager")
        close, reopen = url("risk_close", cast, risk.pk), url("risk_reopen", cast, risk.pk)
        assert "Risico sluiten" in self.text(client, close)
        assert client.get(reopen).status_code == 404
        assert client.post(close, {"text": "", **typed("on", today())}).status_code == 422
        assert client.post(close, {"text": "Klaar", **typed("on", today())}).status_code == 303
        again = client.post(close, {"text": "Klaar", **typed("on", today())})
        assert again.status_code == 422
        assert "al gedaan" in again.content.decode()
        shown = self.text(client, url("risk_detail", cast, risk.pk))
        assert "Gesloten" in shown
        assert "Risico heropenen" in shown
        assert client.get(url("risk_update", cast, risk.pk)).status_code == 404
        assert client.get(close).status_code == 404
        assert "Risico heropenen" in self.text(client, reopen)
        assert client.post(reopen, {"text": "Toch", **typed("on", today())}).status_code == 303
        risk.refresh_from_db()
        assert risk.state == RiskState.OPEN


class TestSection:
    PERIOD = Period(date(2026, 7, 1), date(2026, 12, 31), date(2026, 11, 22))

    def collect(self, deal):
        return section.collect(deal, self.PERIOD)

    def test_collects_what_everybody_reads_in_one_query(self, cast, led, django_assert_num_queries):
        closed = WorkingGroupFactory(question__deal=cast.deal)
        closed.body.access = Access.BODY
        closed.body.save()
        RiskFactory(deal=cast.deal, group=closed)
        RiskFactory(deal=CityDealFactory())
        RiskFactory(deal=cast.deal, noted_on=date(2026, 12, 1))
        light = RiskFactory(deal=cast.deal, chance="low", effect="low", group=led.group, owner=led.person)
        heavy = RiskUpdateFactory(risk=RiskFactory(deal=cast.deal, chance="high", effect="high")).risk
        with django_assert_num_queries(1):
            data = self.collect(cast.deal)
        assert [row["id"] for row in data["risks"]] == [heavy.pk, light.pk]
        assert data["risks"][0]["why"] == "Het gaat beter."
        assert data["risks"][1]["part"] == "Brieven"

    def test_differences(self, cast, keeper):
        going = RiskFactory(deal=cast.deal, title="Gaat dicht")
        back = RiskFactory(deal=cast.deal, title="Komt terug", state="closed")
        same = RiskFactory(deal=cast.deal, title="Blijft")
        old = self.collect(cast.deal)
        close_risk(actor=keeper, risk=going, on=today(), text="Klaar")
        reopen_risk(actor=keeper, risk=back, on=today(), text="Toch")
        RiskFactory(deal=cast.deal, title="Nieuw")
        found = {(change.kind, change.what) for change in section.changes(old, self.collect(cast.deal))}
        assert found == {
            (ChangeKind.DONE, "Gaat dicht"),
            (ChangeKind.REOPENED, "Komt terug"),
            (ChangeKind.NEW, "Nieuw"),
        }
        assert same.title not in str(found)

    def test_blocks(self, cast):
        assert "geen open risico" in section.blocks(self.collect(cast.deal))[0].text
        RiskFactory(deal=cast.deal, title="Zwaar", chance="high", effect="high")
        RiskUpdateFactory(risk=RiskFactory(deal=cast.deal, title="Net dicht", state="closed"))
        RiskFactory(deal=cast.deal, title="Lang dicht", state="closed", noted_on=date(2025, 1, 1))
        lead, table = section.blocks(self.collect(cast.deal))
        assert lead.text == "1 risico is open, waarvan 1 zwaar."
        assert [row[0] for row in table.rows] == ["Zwaar", "Net dicht"]
        assert [row[1].kind for row in table.rows] == ["danger", "neutral"]
