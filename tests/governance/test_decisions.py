"""Decisions, who decides about what, and how bodies stand to each other."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from governance.body_kinds import BODY_KINDS, needs_closing_decision, needs_founding_decision
from governance.enums import BodyKind, CompetenceLevel, DecisionSubject, RelationKind
from governance.models import BodyCompetence, BodyRelation, Decision
from governance.selectors.competences import competences_of, newest_competence_row
from governance.selectors.relations import RelationLine, draw, relations_of
from governance.services.competences import CompetenceChoice, set_competences
from governance.services.decisions import record_decision, withdraw_decision
from governance.services.relations import add_relation, remove_relation
from tests.cast import make_cast
from tests.factories.governance import BodyFactory, BodyRelationFactory, CityDealFactory, DecisionFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


def decided(secretary, body, **more):
    fields = {"taken_on": DAY, "subject": DecisionSubject.CONTENT, "title": "Zo doen we het", "text": "Ja."}
    return {"actor": secretary, "body": body} | fields | more


class TestTheTable:
    def test_it_knows_every_kind(self):
        assert set(BODY_KINDS) == set(BodyKind)

    def test_every_body_decides_on_its_own_order(self):
        levels = {defaults.level(DecisionSubject.OWN_ORDER) for defaults in BODY_KINDS.values()}
        assert levels == {CompetenceLevel.DECIDES}

    def test_the_core_group_prepares_and_decides_only_about_quality_teams(self):
        """Rules 15 and 18."""
        core = BODY_KINDS[BodyKind.CORE_GROUP]
        decides = {s for s in DecisionSubject if core.level(s) == CompetenceLevel.DECIDES}
        assert decides == {DecisionSubject.OWN_ORDER, DecisionSubject.QUALITY_TEAMS}
        assert core.level(DecisionSubject.SETUP) == CompetenceLevel.PREPARES

    def test_no_body_decides_about_the_covenant(self):
        """Choice A2-10."""
        levels = {defaults.level(DecisionSubject.COVENANT) for defaults in BODY_KINDS.values()}
        assert CompetenceLevel.DECIDES not in levels

    def test_teams_after_the_start_need_a_decision(self):
        start = date(2022, 6, 27)
        assert not needs_founding_decision(BodyKind.QUALITY_TEAM, start, start)
        assert needs_founding_decision(BodyKind.QUALITY_TEAM, start + timedelta(days=1), start)
        assert not needs_founding_decision(BodyKind.WORKING_GROUP, date(2024, 1, 1), start)
        assert needs_closing_decision(BodyKind.QUALITY_TEAM)
        assert not needs_closing_decision(BodyKind.CORE_GROUP)


class TestRecording:
    def test_numbers_run_per_body_and_year(self, cast, secretary):
        labels = [record_decision(**decided(secretary, cast.steering, text=t)).label for t in ("Ja.", "Nee.")]
        labels.append(record_decision(**decided(secretary, cast.steering, taken_on=date(2025, 5, 5))).label)
        own = decided(secretary, cast.core, subject=DecisionSubject.OWN_ORDER)
        labels.append(record_decision(**own).label)
        assert labels == ["2026-01", "2026-02", "2025-01", "2026-01"]

    @pytest.mark.parametrize(
        ("subject", "words"),
        [
            (DecisionSubject.SETUP, "Kerngroep bereidt dit voor. Hierover besluit: Stuurgroep."),
            (DecisionSubject.COVENANT, "dat doen de partijen zelf"),
        ],
    )
    def test_a_body_that_is_not_competent_hears_who_is(self, cast, secretary, subject, words):
        error = refused(record_decision, **decided(secretary, cast.core, subject=subject))
        assert error.field == "subject"
        assert words in str(error)

    def test_days_that_cannot_be(self, cast, secretary):
        tomorrow = timezone.localdate() + timedelta(days=1)
        for day in (tomorrow, date(2019, 1, 1), date(1899, 1, 1)):
            error = refused(record_decision, **decided(secretary, cast.steering, taken_on=day))
            assert error.field == "taken_on"

    def test_only_who_keeps_the_deal(self, cast):
        refused(record_decision, **decided(cast.users["chair"], cast.steering))


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_get_two_numbers():
    cast = make_cast()
    labels = []

    def record(text):
        try:
            fields = decided(cast.users["project_secretary"], cast.steering, text=text)
            labels.append(record_decision(**fields).label)
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=[f"Besluit {nth}."]) for nth in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(labels) == ["2026-01", "2026-02", "2026-03"]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_moment_records_one():
    cast = make_cast()
    came = []

    def record():
        try:
            came.append(record_decision(**decided(cast.users["project_secretary"], cast.steering)).label)
        except DomainError as error:
            came.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Decision.objects.count() == 1
    assert sorted(came)[0] == "2026-01"
    assert "al vastgelegd" in sorted(came)[1]


class TestWithdrawing:
    def test_with_a_reason_and_it_keeps_its_number(self, cast, secretary):
        decision = record_decision(**decided(secretary, cast.steering))
        fields = {"actor": secretary, "decision": decision}
        assert refused(withdraw_decision, **fields, on=DAY, reason=" ").field == "reason"
        early = DAY - timedelta(days=1)
        assert refused(withdraw_decision, **fields, on=early, reason="Fout").field == "withdrawn_on"
        withdraw_decision(**fields, on=DAY, reason="Fout")
        refused(withdraw_decision, **fields, on=DAY, reason="Fout")
        assert record_decision(**decided(secretary, cast.steering)).label == "2026-02"

    def test_not_while_something_rests_on_it(self, cast, secretary):
        decision = DecisionFactory(body=cast.core, subject=DecisionSubject.QUALITY_TEAMS)
        BodyFactory(deal=cast.deal, name="Team Taal", founding_decision=decision)
        error = refused(
            withdraw_decision,
            actor=secretary,
            decision=decision,
            on=timezone.localdate(),
            reason="Fout",
        )
        assert "Team Taal" in str(error)
        assert Decision.objects.get().withdrawn_on is None


class TestCompetences:
    def set_core(self, secretary, cast, level, article=""):
        return {
            "actor": secretary,
            "deal": cast.deal,
            "subject": DecisionSubject.SETUP.value,
            "choices": {BodyKind.CORE_GROUP.value: CompetenceChoice(level, article)},
            "history_id": newest_competence_row(cast.deal, DecisionSubject.SETUP.value),
        }

    def test_a_deal_says_otherwise_with_its_article_and_takes_it_back(self, cast, secretary):
        error = refused(set_competences, **self.set_core(secretary, cast, CompetenceLevel.DECIDES))
        assert error.field == "article_core_group"
        set_competences(**self.set_core(secretary, cast, CompetenceLevel.DECIDES, "artikel 5"))
        competence = competences_of(cast.deal)["core_group", "setup"]
        assert (competence.level, competence.article) == (CompetenceLevel.DECIDES, "artikel 5")
        record_decision(**decided(secretary, cast.core, subject=DecisionSubject.SETUP))
        set_competences(**self.set_core(secretary, cast, CompetenceLevel.PREPARES))
        assert not BodyCompetence.objects.exists()
        assert BodyCompetence.history.filter(history_type="-", history_user=secretary).exists()
        set_competences(**self.set_core(secretary, cast, CompetenceLevel.PREPARES))

    def test_who_saves_second_overwrites_nothing(self, cast, secretary):
        opened = self.set_core(secretary, cast, CompetenceLevel.DECIDES, "artikel 6")
        set_competences(**self.set_core(secretary, cast, CompetenceLevel.DECIDES, "artikel 5"))
        with pytest.raises(StaleError):
            set_competences(**opened)
        assert BodyCompetence.objects.get().article == "artikel 5"

    def test_another_subject_or_deal_does_not_make_it_stale(self, cast, secretary):
        opened = self.set_core(secretary, cast, CompetenceLevel.DECIDES, "artikel 6")
        other = self.set_core(secretary, cast, CompetenceLevel.INFORMED, "artikel 7")
        set_competences(**{**other, "subject": DecisionSubject.CONTENT.value, "history_id": 0})
        BodyCompetence.objects.create(
            deal=CityDealFactory(), kind="core_group", subject="setup", level="decides", article="3"
        )
        set_competences(**opened)
        assert competences_of(cast.deal)["core_group", "setup"].article == "artikel 6"

    def test_saying_the_same_again_changes_nothing(self, cast, secretary):
        for _time in range(2):
            set_competences(**self.set_core(secretary, cast, CompetenceLevel.DECIDES, "artikel 5"))
        assert BodyCompetence.history.count() == 1

    def test_the_own_order_stays(self, cast, secretary):
        fields = self.set_core(secretary, cast, CompetenceLevel.INFORMED)
        refused(set_competences, **{**fields, "subject": DecisionSubject.OWN_ORDER.value})

    def test_only_who_keeps_the_deal(self, cast):
        refused(set_competences, **self.set_core(cast.users["auditor"], cast, "decides", "artikel 5"))


class TestRelations:
    def relate(self, secretary, cast, **more):
        fields = {"source": cast.core, "target": cast.steering, "kind": RelationKind.PREPARES_FOR.value}
        return {"actor": secretary, **fields, "article": "artikel 4"} | more

    def test_added_once_and_taken_away(self, cast, secretary):
        relation = add_relation(**self.relate(secretary, cast))
        assert refused(add_relation, **self.relate(secretary, cast)).field == "target"
        remove_relation(actor=secretary, relation=relation)
        assert not BodyRelation.objects.exists()
        assert BodyRelation.history.count() == 2

    def test_taken_away_once(self, cast, secretary):
        relation = add_relation(**self.relate(secretary, cast))
        same = BodyRelation.objects.get()
        remove_relation(actor=secretary, relation=relation)
        with pytest.raises(StaleError):
            remove_relation(actor=secretary, relation=same)
        assert BodyRelation.history.filter(history_type="-").count() == 1

    def test_what_cannot_be(self, cast, secretary):
        assert refused(add_relation, **self.relate(secretary, cast, target=cast.core)).field == "target"
        assert refused(add_relation, **self.relate(secretary, cast, target=BodyFactory())).field == "target"
        assert refused(add_relation, **self.relate(secretary, cast, article=" ")).field == "article"
        assert refused(add_relation, **self.relate(secretary, cast, kind="x")).field == "kind"
        relation = BodyRelationFactory(source=cast.core, target=cast.steering)
        refused(remove_relation, actor=cast.users["auditor"], relation=relation)

    def test_only_between_bodies_the_reader_may_open(self, cast, client):
        BodyRelationFactory(source=cast.core, target=cast.steering)
        BodyRelationFactory(source=cast.project, target=cast.steering)
        today = timezone.localdate()
        seen = [str(line.source) for line in relations_of(cast.users["nobody"], cast.deal, today).lines]
        assert seen == ["Projectorganisatie"]
        assert len(relations_of(cast.users["member"], cast.deal, today).lines) == 2

    def test_the_drawing_has_a_branch_and_a_name_for_each(self, cast):
        third = BodyFactory(deal=cast.deal, name="Werkgroep", order=9)
        pairs = [(cast.core, cast.steering), (third, cast.core), (third, cast.steering)]
        lines = [RelationLine(source, target, "advises", "adviseert", "") for source, target in pairs]
        drawing = draw(lines)
        assert [name for name, _y in drawing.names] == ["Kerngroep", "Stuurgroep", "Werkgroep"]
        assert len(drawing.arcs) == 2
        heads = [head for arc in drawing.arcs for head in arc.heads.split("M")[1:]]
        assert len(set(heads)) == 3
        assert all(0 < int(head.split()[1].split("l")[0]) < drawing.height for head in heads)
        assert drawing.legend == [("advises", "adviseert")]

    def test_a_long_name_takes_two_lines(self, cast):
        name = "Kwaliteitsteam Techniek, privacy en alles wat daarbij hoort"
        long = BodyFactory(deal=cast.deal, name=name, order=9)
        names = [n for n, _y in draw([RelationLine(long, cast.core, "advises", "", "")]).names]
        assert names == ["Kerngroep", "Kwaliteitsteam", "Techniek, privacy…"]
