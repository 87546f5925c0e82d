"""Project charters: written in a concept, adopted by a decision, changed by a new one (rules 33 to 43)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from tests.factories.governance import DecisionFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_charters import (
    CharterBudgetLineFactory,
    CharterConsultationFactory,
    CharterMemberFactory,
    CharterMomentFactory,
    CharterPartFactory,
    CharterVersionFactory,
)
from tests.governance.refusals import refused
from workgroups.models import CharterVersion, GroupLead, ProjectCharter
from workgroups.permissions_charters import can_read_version, visible_charters
from workgroups.selectors.charter_sections import SECTIONS, rows_of, section_after, section_at, stamp_of
from workgroups.services.charter_adoption import adopt_version
from workgroups.services.charter_texts import MOST_ROWS, RowDetails, SectionDetails, write_section
from workgroups.services.charters import (
    CharterDetails,
    add_charter,
    begin_version,
    change_charter,
    drop_concept,
)

pytestmark = pytest.mark.django_db
MONEY = {
    "title": "Geld",
    "kind": "one_off",
    "amount": Decimal(5),
    "year_from": 2020,
    "year_to": 2020,
    "reading": "per_year",
    "funding": "",
}


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def version(cast):
    made = CharterVersionFactory(charter__deal=cast.deal)
    return CharterVersion.objects.select_related("charter__deal", "charter__group__body__deal").get(
        pk=made.pk
    )


@pytest.fixture
def decision(cast):
    return DecisionFactory(body=cast.steering)


@pytest.fixture
def lead(cast, version):
    """Return the lead of the group of the charter, who sits in its body."""
    group = WorkingGroupFactory(question__deal=cast.deal)
    GroupLead.objects.create(group=group, person=cast.people["member"], role="lead", start=date(2025, 1, 1))
    version.charter.group = group
    version.charter.save()
    return cast.users["member"]


def act(actor, version, decision, **more):
    stamp = stamp_of(version, rows_of(version))
    return {"actor": actor, "version": version, "decision": decision, "stamp": stamp} | more


def write(actor, version, key, texts, rows=(), **more):
    section = section_at(key)
    stamp = stamp_of(version, rows_of(version, [section]), [section])
    details = SectionDetails(texts, [RowDetails(*row) for row in rows], **more)
    return {"actor": actor, "version": version, "section": section, "details": details, "stamp": stamp}


class TestBegin:
    def test_a_concept_without_anything(self, cast, secretary):
        group = WorkingGroupFactory(question__deal=cast.deal)
        made = add_charter(
            actor=secretary, deal=cast.deal, title=" Op  weg ", details=CharterDetails(group, "public")
        )
        assert (made.number, made.state, made.title) == (1, "concept", "Op weg")
        assert (made.charter.group, made.charter.access, str(made.charter)) == (group, "public", "Op weg")

    def test_what_cannot_be(self, cast, secretary):
        fields = {"actor": secretary, "deal": cast.deal, "title": "Op weg", "details": CharterDetails()}
        assert refused(add_charter, **fields | {"title": " "}).field == "title"
        other = CharterDetails(WorkingGroupFactory())
        assert refused(add_charter, **fields | {"details": other}).field == "group"
        for access in ("x", "body"):
            error = refused(add_charter, **fields | {"details": CharterDetails(access=access)})
            assert error.field == "access"
        assert refused(add_charter, **fields | {"actor": cast.users["auditor"]})
        assert not ProjectCharter.objects.exists()

    def test_given_to_a_group(self, cast, secretary, version):
        group = WorkingGroupFactory(question__deal=cast.deal)
        fields = {"actor": secretary, "charter": version.charter, "details": CharterDetails(group, "body")}
        seen = latest_history_id(version.charter)
        assert change_charter(**fields, history_id=seen).group == group
        assert isinstance(refused(change_charter, **fields, history_id=seen), StaleError)
        assert refused(change_charter, **fields | {"actor": cast.users["member"]}, history_id=seen)


class TestWrite:
    def test_texts_and_title(self, secretary, version):
        texts = dict.fromkeys(section_at("opdracht").texts, "Ja") | {"title": "Anders  gezegd"}
        write_section(**write(secretary, version, "opdracht", texts))
        version.refresh_from_db()
        version.charter.refresh_from_db()
        assert (version.title, version.charter.title, version.spokesperson) == ("Anders gezegd",) * 2 + (
            "Ja",
        )

    def test_rows_are_added_changed_ordered_and_taken_out(self, secretary, version):
        first, second = (
            CharterBudgetLineFactory(version=version),
            CharterBudgetLineFactory(version=version, order=1),
        )
        rows = [(0, MONEY), (1, MONEY | {"title": "Anders"}, second.pk)]
        write_section(**write(secretary, version, "budget", {"budget_text": "Krap"}, rows))
        titles = list(version.budget_lines.values_list("title", flat=True))
        assert titles == ["Geld", "Anders"]
        assert version.budget_lines.last().pk == second.pk
        gone = type(first).history.filter(id=first.pk, history_type="-").get()
        assert gone.history_user == secretary
        # What did not change is not written again.
        before = latest_history_id(second)
        version.refresh_from_db()
        again = [(0, MONEY, version.budget_lines.first().pk), (1, MONEY | {"title": "Anders"}, second.pk)]
        write_section(**write(secretary, version, "budget", {"budget_text": "Krap"}, again))
        assert latest_history_id(second) == before

    def test_a_row_that_cannot_be_says_where(self, secretary, version):
        wrong = MONEY | {"year_to": 2021}
        fields = write(secretary, version, "budget", {"budget_text": ""}, [(0, MONEY), (3, wrong)])
        error = refused(write_section, **fields)
        assert (error.field, "één jaar" in str(error)) == ("rij-3-years", True)
        part = {
            "title": "Deel I",
            "text": "Iets",
            "start": date(2021, 1, 1),
            "end": date(2021, 12, 31),
            "precision": "year",
            "delivery_start": date(2020, 1, 1),
            "delivery_end": date(2020, 1, 31),
            "delivery_precision": "month",
        }
        fields = write(secretary, version, "resultaat", {"result": ""}, [(0, part)])
        assert refused(write_section, **fields).field == "rij-0-delivery"
        assert not version.parts.exists()
        many = [(place, MONEY) for place in range(MOST_ROWS + 1)]
        assert "60" in str(
            refused(write_section, **write(secretary, version, "budget", {"budget_text": ""}, many))
        )

    def test_the_annex_comes_and_goes(self, secretary, version):
        upload = SimpleUploadedFile("Plan.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
        texts = {"communication_text": "Zie bijlage"}
        write_section(**write(secretary, version, "communicatie", texts, annex=upload))
        version.refresh_from_db()
        assert version.communication_annex.name == "Plan.png"
        write_section(**write(secretary, version, "communicatie", texts))
        version.refresh_from_db()
        assert version.communication_annex
        write_section(**write(secretary, version, "communicatie", texts, removes_annex=True))
        version.refresh_from_db()
        assert version.communication_annex is None
        wrong = SimpleUploadedFile("plan.pdf", b"geen pdf")
        error = refused(write_section, **write(secretary, version, "communicatie", texts, annex=wrong))
        assert error.field == "annex"

    def test_who_comes_second_and_who_may(self, cast, secretary, version, lead):
        fields = write(secretary, version, "kwaliteit", {"quality_text": "Eerste"})
        second = write(lead, version, "kwaliteit", {"quality_text": "Tweede"})
        write_section(**fields)
        assert isinstance(refused(write_section, **second), StaleError)
        version.refresh_from_db()
        write_section(**write(lead, version, "kwaliteit", {"quality_text": "Tweede"}))
        for role in ("auditor", "chair", "other_body"):
            assert "niet schrijven" in str(refused(write_section, **second | {"actor": cast.users[role]}))

    def test_the_sections_follow_each_other(self):
        assert section_after(SECTIONS[0]) is SECTIONS[1]
        assert section_after(SECTIONS[-1]) is None


class TestAdopt:
    def test_body_and_date_come_from_the_decision_and_then_it_is_fixed(
        self, cast, secretary, version, decision
    ):
        adopted = adopt_version(**act(secretary, version, decision))
        assert (adopted.state, adopted.adopted_by, adopted.adopted_on) == (
            "adopted",
            cast.steering,
            decision.taken_on,
        )
        error = refused(write_section, **write(secretary, adopted, "kwaliteit", {"quality_text": "Anders"}))
        assert "vastgesteld" in str(error)
        assert "al vastgesteld" in str(refused(adopt_version, **act(secretary, adopted, decision)))
        assert "blijft staan" in str(refused(drop_concept, actor=secretary, version=adopted))

    def test_not_without_a_decision_of_who_decides(self, cast, secretary, version, decision):
        error = refused(adopt_version, **act(secretary, version, None))
        assert error.field == "decision"
        assert "Stuurgroep" in str(error)
        wrong = [
            DecisionFactory(body=cast.core),
            DecisionFactory(body=cast.steering, result="rejected"),
            DecisionFactory(body=cast.steering, subject="setup"),
            DecisionFactory(body=cast.steering, withdrawn_on=date(2026, 5, 1), withdrawn_reason="Fout"),
            DecisionFactory(),
        ]
        for other in wrong:
            assert refused(adopt_version, **act(secretary, version, other)).field == "decision"
        money = DecisionFactory(body=cast.steering, subject="budget")
        assert adopt_version(**act(secretary, version, money)).decision == money

    def test_not_with_gaps_and_not_what_nobody_read(self, secretary, version, decision):
        read = act(secretary, version, decision)
        version.quality_text = ""
        version.save()
        assert isinstance(refused(adopt_version, **read), StaleError)
        error = refused(adopt_version, **act(secretary, version, decision))
        assert "‘kwaliteit’" in str(error)
        version.refresh_from_db()
        assert (version.state, version.adopted_on, version.adopted_by) == ("concept", None, None)

    def test_the_lead_writes_and_does_not_adopt(self, version, lead, decision):
        assert "niet vastleggen" in str(refused(adopt_version, **act(lead, version, decision)))


class TestNewVersion:
    @pytest.fixture
    def adopted(self, secretary, version, decision):
        for factory in (
            CharterPartFactory,
            CharterMemberFactory,
            CharterConsultationFactory,
            CharterMomentFactory,
            CharterBudgetLineFactory,
        ):
            factory(version=version)
        return adopt_version(**act(secretary, version, decision))

    def test_says_the_same_and_replaces_it_by_a_new_decision(self, cast, secretary, adopted, decision):
        concept = begin_version(actor=secretary, charter=adopted.charter)
        assert (concept.number, concept.state, concept.quality_text) == (2, "concept", adopted.quality_text)
        for name, rows in rows_of(adopted).items():
            assert [str(row) for row in rows_of(concept)[name]] == [str(row) for row in rows]
        assert "al een concept" in str(refused(begin_version, actor=secretary, charter=adopted.charter))
        texts = dict.fromkeys(section_at("opdracht").texts, "Ja") | {"title": "Nieuwe naam"}
        concept = write_section(**write(secretary, concept, "opdracht", texts))
        adopted.charter.refresh_from_db()
        assert adopted.charter.title != "Nieuwe naam"

        assert "nieuw besluit" in str(refused(adopt_version, **act(secretary, concept, decision)))
        older = DecisionFactory(body=cast.steering, taken_on=decision.taken_on - timedelta(days=1))
        assert "ouder" in str(refused(adopt_version, **act(secretary, concept, older)))
        newer = DecisionFactory(body=cast.steering, taken_on=timezone.localdate())
        adopt_version(**act(secretary, concept, newer))
        adopted.refresh_from_db()
        adopted.charter.refresh_from_db()
        assert (adopted.state, adopted.adopted_on) == ("replaced", decision.taken_on)
        assert adopted.charter.title == "Nieuwe naam"

    def test_only_of_what_was_adopted_and_only_by_a_writer(self, cast, secretary, version):
        assert "nog niets vastgesteld" in _no_concept(secretary, version)
        assert refused(begin_version, actor=cast.users["auditor"], charter=version.charter)

    def test_a_concept_thrown_away_leaves_the_adopted_one(self, secretary, adopted):
        concept = begin_version(actor=secretary, charter=adopted.charter)
        drop_concept(actor=secretary, version=concept)
        assert list(adopted.charter.versions.all()) == [adopted]
        assert adopted.parts.exists()

    def test_the_first_concept_takes_the_charter_along(self, cast, secretary, version):
        CharterPartFactory(version=version)
        assert refused(drop_concept, actor=cast.users["auditor"], version=version)
        drop_concept(actor=secretary, version=version)
        assert not ProjectCharter.objects.exists()


def _no_concept(secretary, version):
    version.state = "replaced"
    version.adopted_on, version.adopted_by = (
        date(2026, 1, 1),
        DecisionFactory(body__deal=version.charter.deal).body,
    )
    version.decision = DecisionFactory(body=version.adopted_by)
    version.save()
    return str(refused(begin_version, actor=secretary, charter=version.charter))


class TestWhoReads:
    def test_a_concept_is_for_who_takes_part(self, cast, version):
        version.charter.access = "public"
        version.charter.save()
        for role, sees in {"member": True, "nobody": False, "other_deal": False, "auditor": True}.items():
            assert bool(visible_charters(cast.users[role], cast.deal)) is sees
            assert can_read_version(cast.users[role], version.charter, "concept") is sees
        assert can_read_version(cast.users["nobody"], version.charter, "adopted")

    def test_of_a_group_for_its_members_and_its_lead(self, cast, version):
        group = WorkingGroupFactory(question__deal=cast.deal)
        GroupLead.objects.create(
            group=group, person=cast.people["nobody"], role="lead", start=date(2025, 1, 1)
        )
        version.charter.group, version.charter.access = group, "body"
        version.charter.save()
        charter = version.charter
        assert visible_charters(cast.users["nobody"], cast.deal) == [charter]
        assert can_read_version(cast.users["nobody"], charter, "concept")
        assert not can_read_version(cast.users["other_deal"], charter, "concept")
        assert visible_charters(cast.users["member"], cast.deal) == []
        assert visible_charters(cast.users["project_secretary"], cast.deal) == [charter]
