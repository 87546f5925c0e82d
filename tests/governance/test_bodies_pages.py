"""The pages about bodies, seats, decisions and relations: what they show, cost and do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.history import latest_history_id
from governance.enums import BodyKind, DecisionSubject, PartyState
from governance.models import Body, BodyCompetence, BodyRelation, Decision, Membership, Seat, WayOfWorking
from governance.services.relations import remove_relation
from tests.factories.governance import (
    BodyFactory,
    BodyRelationFactory,
    CovenantRuleFactory,
    DecisionFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyFactory,
    PositionFactory,
    SeatFactory,
)
from tests.factories.workgroups import ProcessQuestionFactory, RegionalAllianceFactory, WorkingGroupFactory
from tests.governance.test_nasty_input import NASTY
from tests.governance.test_pages import boxes, dutch

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, cast, *args):
    app = name if ":" in name else f"governance:{name}"
    return reverse(app, args=[cast.deal.slug, *args])


@pytest.fixture
def client(cast):
    return cast.client("project_secretary")


def add_rows(cast, number):
    for _ in range(number):
        body = BodyFactory(deal=cast.deal)
        MembershipFactory(seat=SeatFactory(body=body))
        BodyRelationFactory(source=body, target=cast.steering)
        DecisionFactory(body=cast.steering)
        BodyFactory(deal=cast.deal, founding_decision=DecisionFactory(body=cast.core))
        WorkingGroupFactory(question__deal=cast.deal)
        RegionalAllianceFactory(question__deal=cast.deal)


# Literal on purpose: a page that starts to cost more says so here.
QUERIES = {
    ("body_list", "anonymous"): 4,
    ("body_list", "project_secretary"): 7,
    ("competence_list", "anonymous"): 3,
    ("relation_list", "project_secretary"): 6,
    ("workgroups:question_list", "anonymous"): 3,
    ("workgroups:question_list", "project_secretary"): 6,
}


@pytest.mark.parametrize(("name", "role"), sorted(QUERIES))
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three_rows(cast, queries, name, role, rows):
    add_rows(cast, rows)
    browser = cast.client(role)
    with queries(QUERIES[name, role]):
        assert browser.get(url(name, cast)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_decision_list_costs_the_same(cast, queries, rows):
    add_rows(cast, rows)
    decision = DecisionFactory(body=cast.steering)
    with queries(2):
        cast.client("anonymous").get(url("decision_list", cast, cast.steering.slug))
    with queries(3):
        cast.client("anonymous").get(url("decision_detail", cast, cast.steering.slug, decision.pk))


class TestBodyList:
    def test_counts_and_empty_seats_as_the_reader_may_see(self, cast):
        page = cast.client("anonymous").get(url("body_list", cast)).content.decode()
        assert "2 organen." in page
        assert "3 zetels niet ingevuld" in page
        assert "Besloten" not in page

    def test_search_kind_sort_and_day(self, cast, client):
        BodyFactory(deal=cast.deal, name="Aa-beraad", kind="other", remit="Praat over taal", order=9)
        BodyFactory(deal=cast.deal, name="Oud overleg", end=DAY, order=9)

        def names(**query):
            response = client.get(url("body_list", cast), query)
            return [row.body.name for row in response.context["page_obj"]]

        assert names(zoek="TAAL") == ["Aa-beraad"]
        assert names(soort="core_group") == ["Kerngroep"]
        assert names(sorteer="naam")[0] == "Aa-beraad"
        assert names(sorteer="leeg")[0] == "Stuurgroep"
        assert names(sorteer="soort")[0] == "Aa-beraad"
        assert "Oud overleg" not in names()
        assert "Oud overleg" in names(op=DAY.strftime("%d-%m-%Y"))
        assert "Oud overleg" in names(alle="on")
        page = client.get(url("body_list", cast), {"zoek": "bestaat niet"}).content.decode()
        assert "Geen organen met deze filter" in page

    def test_a_body_to_come_says_from_when(self, cast, client):
        BodyFactory(deal=cast.deal, start=date(2100, 1, 1))
        page = client.get(url("body_list", cast), {"alle": "on"}).content.decode()
        assert "Vanaf 1 januari 2100" in page

    def test_htmx_gets_the_part(self, cast, client):
        part = client.get(url("body_list", cast), **HTMX).content.decode()
        assert part.lstrip().startswith('<div id="lijst"')
        assert "organen." in part

    @pytest.mark.parametrize("value", NASTY)
    def test_every_filter_takes_anything(self, cast, client, value):
        for name in ("zoek", "soort", "sorteer", "op", "alle", "pagina"):
            assert client.get(url("body_list", cast), {name: value}).status_code == 200
        for name in ("zoek", "over", "pagina"):
            found = client.get(url("decision_list", cast, cast.steering.slug), {name: value})
            assert found.status_code == 200


class TestBodyInTheBrowser:
    def form(self, **more):
        return {"kind": "other", "name": "Klankbord", "access": "public", **boxes("start", DAY)} | more

    def test_founded_changed_closed_and_opened_again(self, cast, client):
        made = client.post(url("body_create", cast), self.form(), follow=True)
        assert "Klankbord is opgericht." in made.content.decode()
        body = Body.objects.get(slug="klankbord")
        edit = url("body_edit", cast, body.slug)
        assert 'value="Klankbord"' in client.get(edit).content.decode()
        typed = {**self.form(name="Klankbord Taal", order="4"), "history_id": latest_history_id(body)}
        assert "Klankbord Taal is gewijzigd." in client.post(edit, typed, follow=True).content.decode()
        member = MembershipFactory(seat=SeatFactory(body=body, start=DAY), start=DAY)
        close = url("body_close", cast, body.slug)
        last = DAY + timedelta(days=30)
        preview = client.post(close, {**boxes("end", last), "stap": "gevolgen"}).content.decode()
        assert str(member.person) in preview
        assert "Zetels die op die dag stoppen" in preview
        done = client.post(close, {**boxes("end", last), "stap": "bevestigen"}, follow=True)
        assert f"is opgeheven na {dutch(last)}." in done.content.decode()
        assert client.get(close).status_code == 404
        reopen = url("body_reopen", cast, body.slug)
        page = client.get(reopen).content.decode()
        assert str(member.person) in page
        refused = client.post(reopen, {"members": [member.pk]})
        assert refused.status_code == 422
        assert "Laat die zetel ook terugkomen." in refused.content.decode()
        chosen = {"members": [member.pk], "seats": [member.seat_id]}
        assert "is weer open." in client.post(reopen, chosen, follow=True).content.decode()
        assert client.get(reopen).status_code == 404
        member.refresh_from_db()
        assert member.end is None

    def test_closing_shows_what_would_only_come(self, cast, client):
        body = BodyFactory(deal=cast.deal)
        tomorrow = timezone.localdate() + timedelta(days=1)
        MembershipFactory(seat=SeatFactory(body=body, start=tomorrow), start=tomorrow)
        form = {**boxes("end", timezone.localdate()), "stap": "gevolgen"}
        page = client.post(url("body_close", cast, body.slug), form).content.decode()
        assert f"die zou beginnen op {dutch(tomorrow)}" in page
        assert "Zetels die niet meer komen" in page

    def test_a_refusal_stands_at_its_field_with_what_was_typed(self, cast, client):
        response = client.post(
            url("body_create", cast), self.form(kind="quality_team", name="Team Taal", slug="Geen adres!")
        )
        assert response.status_code == 422
        assert "Gebruik alleen letters, cijfers en streepjes" in response.content.decode()
        response = client.post(url("body_create", cast), self.form(kind="quality_team", name="Team Taal"))
        assert "founding_decision" in response.context["form"].errors
        assert 'value="Team Taal"' in response.content.decode()
        working = client.post(url("body_create", cast), self.form(kind="working_group"))
        assert working.status_code == 422

    def test_a_team_is_founded_and_closed_on_decisions_that_one_chooses(self, cast, client):
        decision = DecisionFactory(body=cast.core, subject=DecisionSubject.QUALITY_TEAMS, taken_on=DAY)
        typed = self.form(kind="quality_team", name="Team Taal", founding_decision=decision.pk)
        page = client.post(url("body_create", cast), typed, follow=True).content.decode()
        assert f"Kerngroep {decision.label}" in page
        public = cast.client("anonymous").get(url("body_detail", cast, "team-taal")).content.decode()
        assert "Team Taal" in public
        assert "Kerngroep" not in public
        close = {**boxes("end", DAY), "stap": "gevolgen"}
        refused = client.post(url("body_close", cast, "team-taal"), close)
        assert "decision" in refused.context["form"].errors
        shown = client.post(url("body_close", cast, "team-taal"), {**close, "decision": decision.pk})
        assert "Na die dag zit daar niemand." in shown.content.decode()

    def test_who_comes_second_sees_what_changed(self, cast, client):
        edit = url("body_edit", cast, cast.steering.slug)
        old = latest_history_id(cast.steering)
        cast.steering.remit = "Van een ander."
        cast.steering.save()
        typed = {**self.form(name="Mijn naam", order="1"), "history_id": old} | boxes(
            "start", cast.steering.start
        )
        response = client.post(edit, typed)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Van een ander." in page
        assert "Iemand anders wijzigde dit orgaan" in page
        assert f'value="{latest_history_id(cast.steering)}"' in page


class TestSeatInTheBrowser:
    def form(self, owner, **more):
        return {"owner": owner, "bound": "ja", "order": "1", **boxes("start", DAY)} | more

    def test_of_a_party_an_organisation_and_nobody(self, cast, client):
        add = url("seat_create", cast, cast.steering.slug)
        party = PartyFactory(deal=cast.deal)
        known = PositionFactory()
        MembershipFactory(seat=None, body=BodyFactory(deal=cast.deal), position=known, person=known.person)
        other = OrganizationFactory(name="Agenda Elders")
        for typed in (
            self.form(f"partij-{party.pk}", office="mayor"),
            self.form(f"organisatie-{known.organization_id}"),
            self.form("andere", other="agenda elders"),
            self.form("niemand", label="Dealmaker", bound="nee"),
        ):
            assert client.post(add, typed).status_code == 303, typed
        made = list(Seat.objects.order_by("-pk")[:4])[::-1]
        assert made[0].party == party
        assert [seat.organization for seat in made[1:]] == [known.organization, other, None]
        assert [seat.is_office_bound for seat in made] == [True, True, True, False]

    def test_one_after_the_other(self, cast, client):
        add = url("seat_create", cast, cast.steering.slug)
        typed = self.form("niemand", label="Dealmaker")
        assert client.post(add, typed).headers["Location"].endswith("#leden")
        on = client.post(add, typed | {"label": "Adviseur", "verder": "nog-een"}, follow=True)
        assert on.request["PATH_INFO"] == add
        assert "De zetel Adviseur is toegevoegd." in on.content.decode()

    def test_refusals(self, cast, client):
        add = url("seat_create", cast, cast.steering.slug)
        for typed, field in (
            (self.form(""), "owner"),
            (self.form("andere", other="bestaat niet"), "other"),
            (self.form("niemand"), "label"),
            (self.form("niemand", label="X", order="-1"), "order"),
            (self.form("niemand", label="X") | boxes("start", date(2019, 1, 1)), "start"),
        ):
            response = client.post(add, typed)
            assert response.status_code == 422
            assert list(response.context["form"].errors) == [field]

    def test_changed_and_ended_with_who_sits_there(self, cast, client):
        seat, member = cast.ministry_seat, cast.ministry_member
        edit, end = url("seat_edit", cast, seat.pk), url("seat_end", cast, seat.pk)
        assert "Beëindig de zetel" in client.get(edit).content.decode()
        typed = self.form(f"partij-{seat.party_id}", label="Rijk", history_id=latest_history_id(seat))
        assert client.post(edit, typed | boxes("start", seat.start)).status_code == 303
        stale = {**boxes("end", DAY), "history_id": "1", "stap": "bevestigen"}
        assert client.post(end, stale).status_code == 409
        typed = {**boxes("end", DAY), "history_id": latest_history_id(seat)}
        preview = client.post(end, {**typed, "stap": "gevolgen"}).content.decode()
        assert str(member.person) in preview
        assert "Ten minste 1 vertegenwoordiger van een deelnemend ministerie" in preview
        member.refresh_from_db()
        assert member.end is None
        done = client.post(end, {**typed, "stap": "bevestigen"}, follow=True).content.decode()
        assert f"De zetel Rijk stopt na {dutch(DAY)}." in done
        member.refresh_from_db()
        assert member.end == DAY

    def test_an_empty_seat_ends_without_anybody(self, cast, client):
        typed = {**boxes("end", DAY), "history_id": latest_history_id(cast.empty_seat), "stap": "gevolgen"}
        page = client.post(url("seat_end", cast, cast.empty_seat.pk), typed).content.decode()
        assert "Na die dag zit daar niemand." in page

    def test_a_closed_body_has_nothing_to_change(self, cast, client):
        body = BodyFactory(deal=cast.deal, end=DAY)
        assert client.get(url("seat_create", cast, body.slug)).status_code == 404
        assert client.get(url("body_add_member", cast, body.slug)).status_code == 404


class TestMembersWithoutSeats:
    def form(self, **more):
        return {"role": "member", **boxes("start", DAY)} | more

    def test_a_new_resident_and_somebody_of_a_party(self, cast, client):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.RESIDENTS_PANEL)
        add = url("body_add_member", cast, body.slug)
        resident = self.form(person="nieuw", given_name="Jo", family_name="Jansma", stap="gevolgen")
        assert "Jo Jansma" in client.post(add, resident).content.decode()
        client.post(add, resident | {"stap": "bevestigen"})
        new = self.form(
            person="nieuw",
            family_name="Bakker",
            office="director",
            sits_for=cast.ministry.organization_id,
            stap="bevestigen",
        )
        assert client.post(add, new).status_code == 303
        known = cast.ministry_member.person
        chosen = self.form(person=known.pk, sits_for=cast.ministry.organization_id, stap="bevestigen")
        assert client.post(add, chosen).status_code == 303
        held = {m.person.family_name: m.position for m in Membership.objects.filter(body=body)}
        assert held["Jansma"] is None
        assert held["Bakker"].office == "director"
        assert held[known.family_name] == cast.ministry_member.position
        page = client.get(body.get_absolute_url()).content.decode()
        assert "Lid toevoegen" in page

    def test_refusals(self, cast, client):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.QUALITY_TEAM)
        add = url("body_add_member", cast, body.slug)
        person = cast.ministry_member.person
        elsewhere = PartyFactory(deal=cast.deal).organization_id
        for typed, field in (
            (self.form(person="nieuw"), "family_name"),
            (self.form(person="nieuw", family_name="X", sits_for=elsewhere), "office"),
            (self.form(person=person.pk, sits_for=elsewhere), "sits_for"),
            (self.form(person=person.pk), "__all__"),
        ):
            response = client.post(add, typed | {"stap": "gevolgen"})
            assert response.status_code == 422
            assert list(response.context["form"].errors) == [field], typed
        assert client.get(url("body_add_member", cast, cast.steering.slug)).status_code == 404

    def test_the_effect_of_a_member_for_who_is_no_party_is_shown_first(self, cast, client):
        """Rule 23: a finding does not refuse, the secretary reads it and decides."""
        CovenantRuleFactory(deal=cast.deal, number=23, parameters={}, text="Partijen doen mee")
        group = WorkingGroupFactory(question__deal=cast.deal, body__name="Werkgroep Brieven").body
        outsider = PartyFactory(deal=cast.deal, state=PartyState.WITHDRAWN).organization
        add = url("body_add_member", cast, group.slug)
        typed = self.form(person="nieuw", family_name="Bakker", office="other", sits_for=outsider.pk)
        page = client.post(add, typed | {"stap": "gevolgen"}).content.decode()
        assert "Partijen doen mee" in page
        assert (
            f"Dan zit er vanaf {dutch(DAY)} iemand in Werkgroep Brieven namens een organisatie die geen"
            " partij is."
        ) in page
        assert not Membership.objects.filter(body=group).exists()
        assert client.post(add, typed | {"stap": "bevestigen"}).status_code == 303
        assert "Beëindig het lidmaatschap" in client.get(group.get_absolute_url()).content.decode()

    def test_an_ended_membership_comes_back(self, cast, client):
        ended = MembershipFactory(seat=cast.empty_seat, end=DAY)
        restore = url("membership_restore", cast, ended.pk)
        assert restore in client.get(cast.steering.get_absolute_url()).content.decode()
        assert dutch(DAY) in client.get(restore).content.decode()
        assert "is weer lid." in client.post(restore, follow=True).content.decode()
        assert client.get(restore).status_code == 404

    def test_nothing_to_restore_where_somebody_took_over(self, cast, client):
        ended = MembershipFactory(seat=cast.empty_seat, end=DAY)
        MembershipFactory(seat=cast.empty_seat, start=DAY + timedelta(days=1))
        restore = url("membership_restore", cast, ended.pk)
        assert restore not in client.get(cast.steering.get_absolute_url()).content.decode()
        assert client.post(restore).status_code == 422


class TestDecisionsInTheBrowser:
    def form(self, **more):
        return {
            "subject": "content",
            "title": "Zo doen we het",
            "text": "Regel.",
            **boxes("taken_on", DAY),
        } | more

    def test_recorded_listed_searched_and_withdrawn(self, cast, client):
        slug = cast.steering.slug
        made = client.post(url("decision_create", cast, slug), self.form(), follow=True)
        assert "Besluit 2026-01 is vastgelegd." in made.content.decode()
        decision = Decision.objects.get()
        listed = url("decision_list", cast, slug)
        assert "1 besluit." in client.get(listed, {"zoek": "zo DOEN"}).content.decode()
        assert "Geen besluiten met deze filter" in client.get(listed, {"over": "budget"}).content.decode()
        assert "2026-01 Zo doen we het" in client.get(cast.steering.get_absolute_url()).content.decode()
        withdraw = url("decision_withdraw", cast, slug, decision.pk)
        typed = {**boxes("withdrawn_on", DAY), "reason": "Was niet goed"}
        page = client.post(withdraw, typed, follow=True).content.decode()
        assert "Reden: Was niet goed" in page
        assert client.get(withdraw).status_code == 404
        assert "Ingetrokken besluit" in client.get(listed).content.decode()

    def test_a_body_that_is_not_competent(self, cast, client):
        response = client.post(url("decision_create", cast, cast.core.slug), self.form())
        assert response.status_code == 422
        assert "Kerngroep bereidt dit voor. Hierover besluit: Stuurgroep." in response.content.decode()
        assert "Regel." in response.content.decode()

    def test_what_rests_on_it_is_shown_as_the_reader_may_see(self, cast):
        decision = DecisionFactory(body=cast.steering)
        BodyFactory(deal=cast.deal, name="Team Open", founding_decision=decision)
        BodyFactory(deal=cast.deal, name="Team Dicht", closing_decision=decision, end=DAY, access="body")
        page = url("decision_detail", cast, cast.steering.slug, decision.pk)
        public = cast.client("anonymous").get(page).content.decode()
        assert "Team Open" in public
        assert "Team Dicht" not in public
        assert "Team Dicht" in cast.client("auditor").get(page).content.decode()

    @pytest.mark.parametrize("value", NASTY)
    def test_every_field_takes_anything(self, cast, client, value):
        for name in ("subject", "title", "text", "taken_on_dag"):
            data = self.form() | {name: value}
            response = client.post(url("decision_create", cast, cast.steering.slug), data)
            assert response.status_code in (303, 422)


class TestWhoDecides:
    def test_the_table_says_it_with_the_article(self, cast, client):
        BodyCompetence.objects.create(
            deal=cast.deal, kind="core_group", subject="setup", level="decides", article="artikel 5 lid 2"
        )
        page = client.get(url("competence_list", cast)).content.decode()
        assert "artikel 5 lid 2" in page
        assert "Elk orgaan" in page
        public = cast.client("anonymous").get(url("competence_list", cast)).content.decode()
        assert "Stuurgroep" in public
        assert "Kerngroep" not in public
        assert "bevoegdheden/setup" not in public

    def test_the_secretary_changes_it(self, cast, client):
        edit = url("competence_edit", cast, "setup")
        response = client.get(edit)
        fields = response.context["form"].fields
        typed = {name: field.initial for name, field in fields.items()} | response.context["form"].initial
        refused = client.post(edit, typed | {"level_core_group": "decides"})
        assert list(refused.context["form"].errors) == ["article_core_group"]
        typed |= {"level_core_group": "decides", "article_core_group": "artikel 5"}
        assert client.post(edit, typed).status_code == 303
        assert BodyCompetence.objects.get().article == "artikel 5"

    def test_who_saves_second_sees_the_other_change_and_keeps_what_was_typed(self, cast, client):
        edit = url("competence_edit", cast, "setup")
        fields = client.get(edit).context["form"].fields
        opened = {name: field.initial for name, field in fields.items()} | client.get(edit).context[
            "form"
        ].initial
        first = opened | {"level_core_group": "decides", "article_core_group": "artikel 5"}
        assert client.post(edit, first).status_code == 303
        second = opened | {"level_core_group": "advises", "article_core_group": "artikel 9"}
        response = cast.client("project_manager").post(edit, second)
        page = response.content.decode()
        assert response.status_code == 409
        assert "Iemand anders heeft gewijzigd wie hierover besluit" in page
        assert "Bereidt het besluit voor</del>" in page
        assert "Besluit (artikel 5)</ins>" in page
        assert 'value="artikel 9"' in page
        again = second | {"history_id": response.context["form"].data["history_id"]}
        assert cast.client("project_manager").post(edit, again).status_code == 303
        assert BodyCompetence.objects.get().level == "advises"
        assert client.post(edit, second | {"history_id": "x"}).status_code == 422

    def test_what_goes_back_to_the_table_is_told_to_who_saves_second(self, cast, client):
        row = BodyCompetence.objects.create(
            deal=cast.deal, kind="core_group", subject="setup", level="decides", article="artikel 5"
        )
        edit = url("competence_edit", cast, "setup")
        form = client.get(edit).context["form"]
        typed = {name: field.initial for name, field in form.fields.items()} | form.initial
        row.delete()
        page = client.post(edit, typed).content.decode()
        assert "Besluit (artikel 5)</del>" in page
        assert "Bereidt het besluit voor</ins>" in page

    def test_a_subject_that_cannot_be_changed(self, cast, client):
        for subject in ("own_order", "bestaat-niet"):
            assert client.get(url("competence_edit", cast, subject)).status_code == 404

    def test_a_deal_without_bodies(self, cast):
        Body.objects.filter(deal=cast.deal).update(access="body")
        page = cast.client("anonymous").get(url("competence_list", cast)).content.decode()
        assert "Nog geen organen" in page


class TestRelationsInTheBrowser:
    def test_added_drawn_on_the_deal_and_taken_away(self, cast, client):
        page = url("relation_list", cast)
        assert "Nog geen verhoudingen" in client.get(page).content.decode()
        typed = {
            "source": cast.core.pk,
            "target": cast.steering.pk,
            "kind": "prepares_for",
            "article": "artikel 4 lid 5",
        }
        assert client.post(page, typed | {"article": ""}).status_code == 422
        assert client.post(page, typed | {"target": cast.core.pk}).status_code == 422
        assert client.post(page, typed).status_code == 303
        deal = client.get(cast.deal.get_absolute_url()).content.decode()
        assert 'role="img"' in deal
        assert "artikel 4 lid 5" in deal
        assert "weghalen" not in deal
        assert 'role="img"' not in cast.client("anonymous").get(cast.deal.get_absolute_url()).content.decode()
        relation = BodyRelation.objects.get()
        remove = url("relation_remove", cast, relation.pk)
        assert remove in client.get(page).content.decode()
        assert "Kerngroep bereidt besluiten voor" in client.get(remove).content.decode()
        assert client.post(remove).status_code == 303
        assert not BodyRelation.objects.exists()
        for answer in (client.post(remove, follow=True), client.get(remove, follow=True)):
            assert "Iemand anders heeft deze verhouding al weggehaald." in answer.content.decode()
        assert cast.client("member").post(remove).status_code == 404
        assert client.post(url("relation_remove", cast, relation.pk + 1)).status_code == 404

    def test_taken_away_while_it_was_being_taken_away(self, cast, client, monkeypatch):
        relation = BodyRelationFactory(source=cast.core, target=cast.steering)
        view = "governance.views.relations.remove_relation"

        def too_late(**fields):
            relation.delete()
            remove_relation(**fields)

        monkeypatch.setattr(view, too_late)
        answer = client.post(url("relation_remove", cast, relation.pk), follow=True)
        assert "Iemand anders heeft deze verhouding al weggehaald." in answer.content.decode()

    def test_a_body_that_closed_meanwhile_is_refused_at_its_field(self, cast, client):
        typed = {"source": cast.core.pk, "target": cast.steering.pk, "kind": "advises", "article": "4"}
        Body.objects.filter(pk=cast.steering.pk).update(end=timezone.localdate() - timedelta(days=1))
        answer = client.post(url("relation_list", cast), typed)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["target"]


class TestQuestionsInTheBrowser:
    def test_a_question_its_group_and_another_question(self, cast, client):
        create = url("workgroups:question_create", cast)
        client.post(create, {"text": "Hoe lezen mensen onze brieven?", **boxes("start", DAY)})
        questions = url("workgroups:question_list", cast)
        assert "Nu werkt niemand aan deze vraag." in client.get(questions).content.decode()
        (question,) = cast.deal.process_questions.all()
        found = url("workgroups:group_create", cast)
        typed = {
            "kind": "working_group",
            "question": question.pk,
            "name": "Werkgroep Brieven",
            "access": "public",
            **boxes("start", DAY),
        }
        assert f'value="{question.pk}" checked' in " ".join(
            client.get(found, {"vraag": question.pk}).content.decode().split()
        ).replace(' id="id_question_0"', "")
        page = client.post(found, typed, follow=True).content.decode()
        assert "Hoe lezen mensen onze brieven?" in page
        refused = client.post(found, typed | {"name": "Nog een"})
        assert refused.status_code == 422
        assert "Werkgroep Brieven werkt aan deze procesvraag" in refused.content.decode()
        other = ProcessQuestionFactory(deal=cast.deal, text="En bellen?")
        change = url("workgroups:group_edit", cast, "werkgroep-brieven")
        assert client.post(change, {"question": other.pk}).status_code == 303
        assert "En bellen?" in client.get(url("body_detail", cast, "werkgroep-brieven")).content.decode()
        assert client.get(url("workgroups:group_edit", cast, cast.core.slug)).status_code == 404

    def test_a_question_is_changed_ended_and_shown_so(self, cast, client):
        group = WorkingGroupFactory(question__deal=cast.deal, body__end=DAY)
        question = group.question
        edit = url("workgroups:question_edit", cast, question.pk)
        typed = {"text": question.text, "order": "1", **boxes("start", question.start)}
        typed |= {"history_id": latest_history_id(question), **boxes("end", DAY)}
        assert client.post(edit, typed).status_code == 303
        assert client.post(edit, typed).status_code == 409
        page = cast.client("anonymous").get(url("workgroups:question_list", cast)).content.decode()
        assert "Vragen die klaar zijn" in page
        assert group.body.name in page

    def test_without_a_question_there_is_nothing_to_found(self, cast, client):
        page = client.get(url("workgroups:group_create", cast)).content.decode()
        assert "Er is nog geen procesvraag om te kiezen." in page

    def test_a_group_without_a_question_says_so(self, cast, client):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.WORKING_GROUP)
        assert "Nog geen procesvraag" in client.get(body.get_absolute_url()).content.decode()
        alliance = RegionalAllianceFactory(question__deal=cast.deal)
        assert "Drechtsteden" in client.get(alliance.body.get_absolute_url()).content.decode()
        assert (
            "Drechtsteden"
            in client.get(url("workgroups:group_edit", cast, alliance.body.slug)).content.decode()
        )


class TestWhatIsStillToCome:
    """A deal is set up before it begins: what is there already can be seen and filled from the start."""

    @pytest.fixture
    def coming(self, cast):
        first = timezone.localdate() + timedelta(days=8)
        body = BodyFactory(deal=cast.deal, name="Later", start=first)
        SeatFactory(body=body, party=cast.ministry, label="Secretaris", start=first)
        return body

    def test_its_page_shows_its_first_day(self, client, coming):
        page = client.get(coming.get_absolute_url()).content.decode()
        assert "Dit orgaan begint op" in page
        assert "Toon vandaag" not in page
        assert "zetels/" in page
        today = timezone.localdate().strftime("%d-%m-%Y")
        before = client.get(coming.get_absolute_url(), {"op": today}).content.decode()
        assert "bestond niet op deze dag" in before
        assert "Toon de eerste dag" in before

    def test_the_list_names_it_with_its_first_day_and_a_day_of_before_does_not(self, client, cast, coming):
        url = reverse("governance:body_list", args=[cast.deal.slug])
        assert f"Vanaf {dutch(coming.start)}" in client.get(url).content.decode()
        yesterday = (timezone.localdate() - timedelta(days=1)).strftime("%d-%m-%Y")
        assert "Later" not in client.get(url, {"op": yesterday}).content.decode()

    def test_who_is_named_begins_with_the_seat_in_the_role_it_is_called_after(self, client, cast, coming):
        seat = coming.seats.get()
        form = client.get(reverse("governance:seat_name_member", args=[cast.deal.slug, seat.pk])).context[
            "form"
        ]
        assert (form["start"].value(), form["role"].value()) == (coming.start, "secretary")

    def test_a_day_before_the_seat_is_refused_by_its_name(self, client, cast, coming):
        seat = coming.seats.get()
        sent = {
            "person": cast.ministry_member.person_id,
            "role": "member",
            "start_dag": timezone.localdate().strftime("%d-%m-%Y"),
            "stap": "gevolgen",
        }
        page = client.post(reverse("governance:seat_name_member", args=[cast.deal.slug, seat.pk]), sent)
        assert page.status_code == 422
        assert "De zetel ‘Secretaris’ is er vanaf" in page.content.decode()

    def test_a_deal_shows_how_it_stands_when_it_begins(self, client, cast, coming):
        cast.deal.start, cast.deal.state = coming.start, "preparation"
        cast.deal.save()
        page = client.get(cast.deal.get_absolute_url()).content.decode()
        assert coming.get_absolute_url() in page
        assert "De deal inrichten" in page
        checked = client.get(reverse("governance:deal_compliance", args=[cast.deal.slug]))
        assert checked.context["on"] == coming.start


def test_a_body_says_who_chairs_it_and_how_it_decides(client, cast):
    page = client.get(cast.steering.get_absolute_url())
    chair = cast.people["chair"]
    said = dict(page.context["page"].characteristics)
    assert said["Voorzitter"] == str(chair)
    assert said["Besluit"] == "Bij consensus"
    assert "Quorum" not in said
    WayOfWorking.objects.create(body=cast.steering, quorum=3, decides_by="show")
    said = dict(client.get(cast.steering.get_absolute_url()).context["page"].characteristics)
    assert (said["Quorum"], said["Besluit"]) == ("3 leden aanwezig", "Bij handopsteken")
    outside = dict(
        cast.client("anonymous").get(cast.steering.get_absolute_url()).context["page"].characteristics
    )
    assert "Voorzitter" not in outside
    assert "Quorum" in outside
