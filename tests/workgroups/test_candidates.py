"""The longlist: candidates, desk research, the choice, and sheets in and out (rules 49 to 52)."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.sheets import write_sheet
from governance.enums import DecisionSubject
from tests.factories.governance import CityDealFactory
from tests.factories.workgroups_assessment import (
    AssessmentFactory,
    DesignPrincipleFactory,
    FrameworkAssessorFactory,
    ScoreFactory,
)
from tests.factories.workgroups_instruments import InstrumentFactory
from tests.workgroups.assessment_case import (
    assessor_of,
    candidate_of,
    decision_of,
    draft_of,
    framework_of,
    in_boxes,
    url,
)
from workgroups.enums import CandidateOutcome, DeskResearch, FrameworkState, InstrumentKind, InstrumentState
from workgroups.models import Candidate, Instrument
from workgroups.selectors.longlist_sheet import plan_import
from workgroups.services.candidates import (
    CandidateDetails,
    add_candidate,
    change_candidate,
    list_instrument,
)
from workgroups.services.instruments import InstrumentDetails
from workgroups.services.longlist_import import import_candidates
from workgroups.services.shortlist import Choice, decide_candidates

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def secretary(cast):
    return cast.users["project_secretary"]


def scored(cast, framework, candidate, *values, assessor=None):
    """Let an assessor hand in these scores."""
    assessor = assessor or FrameworkAssessorFactory(framework=framework)
    made = AssessmentFactory(candidate=candidate, assessor=assessor, submitted_at=timezone.now())
    for criterion, value in zip(framework.criteria.all(), values, strict=True):
        ScoreFactory(assessment=made, criterion=criterion, value=value, reason="Daarom.")
    return made


class TestListing:
    def add(self, cast, details=None, on=None, role="project_secretary", **instrument):
        return add_candidate(
            actor=cast.users[role],
            deal=cast.deal,
            instrument=InstrumentDetails(**{"title": "Meet je stad"} | instrument),
            details=details or CandidateDetails(),
            on=on or today(),
        )

    def test_a_new_instrument_comes_as_an_idea_and_goes_on_the_longlist(self, cast):
        principle = DesignPrincipleFactory(deal=cast.deal)
        found = CandidateDetails(principle, DeskResearch.UNTESTED, "In Gent.")
        candidate = self.add(cast, found, today() - DAY)
        assert candidate.instrument.state == InstrumentState.LONGLIST
        assert [s.state for s in candidate.instrument.statuses.all()] == ["idea", "longlist"]
        assert (candidate.listed_on, candidate.researched_on) == (today() - DAY, today())

    def test_an_idea_of_the_deal(self, cast):
        idea = InstrumentFactory(deal=cast.deal)
        list_instrument(actor=secretary(cast), instrument=idea, details=CandidateDetails(), on=today())
        assert idea.state == InstrumentState.LONGLIST
        with pytest.raises(DomainError, match="staat al op de longlist"):
            list_instrument(actor=secretary(cast), instrument=idea, details=CandidateDetails(), on=today())

    def test_what_was_put_there_without_a_line(self, cast):
        there = InstrumentFactory(deal=cast.deal, state=InstrumentState.LONGLIST)
        list_instrument(actor=secretary(cast), instrument=there, details=CandidateDetails(), on=today())
        assert there.statuses.count() == 1

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            (CandidateDetails(research_text="Iets"), "research"),
            (CandidateDetails(researched_on=date(2026, 1, 1)), "research"),
            (CandidateDetails(research=DeskResearch.TESTED), "research_text"),
            (CandidateDetails(None, DeskResearch.TESTED, "X", date(2199, 1, 1)), "researched_on"),
        ],
    )
    def test_desk_research_that_cannot_be(self, cast, details, field):
        with pytest.raises(DomainError) as refused:
            self.add(cast, details)
        assert refused.value.field == field

    def test_other_refusals(self, cast):
        past = InstrumentFactory(deal=cast.deal, state=InstrumentState.IN_USE)
        idea = InstrumentFactory(deal=cast.deal)
        strange = CandidateDetails(DesignPrincipleFactory())

        def put(instrument, details=None, on=None):
            details = details or CandidateDetails()
            list_instrument(actor=secretary(cast), instrument=instrument, details=details, on=on or today())

        for act, field in (
            (lambda: put(past), "instrument"),
            (lambda: put(idea, strange), "principle"),
            (lambda: put(idea, on=today() + DAY), "listed_on"),
            (lambda: put(idea, on=date(2025, 12, 31)), "listed_on"),
            (lambda: self.add(cast, role="member"), ""),
        ):
            with pytest.raises(DomainError) as refused:
                act()
            assert refused.value.field == field
        with pytest.raises(DomainError, match="naam"):
            self.add(cast, title=" ")

    def test_a_refusal_of_the_instrument_keeps_its_own_field(self, cast, monkeypatch):
        def refuse(**_given):
            raise DomainError("Nee.", field="state")

        monkeypatch.setattr("workgroups.services.candidates.change_instrument_state", refuse)
        with pytest.raises(DomainError) as refused:
            self.add(cast)
        assert refused.value.field == "state"

    def test_change_and_the_second_writer(self, cast):
        candidate = candidate_of(cast)
        history = latest_history_id(candidate)

        def change():
            return change_candidate(
                actor=secretary(cast), candidate=candidate, details=CandidateDetails(), history_id=history
            )

        assert (change().research, candidate.research) == ("", DeskResearch.UNTESTED)
        with pytest.raises(StaleError):
            change()


class TestChoice:
    def decide(self, cast, *candidates, outcome=CandidateOutcome.CHOSEN, **fields):
        given = {
            "actor": secretary(cast),
            "deal": cast.deal,
            "decision": fields.pop("decision", None) or decision_of(cast, taken_on=today() - DAY),
            "on": today(),
            "reason": "De meeste punten.",
            "choices": {candidate.pk: Choice(outcome) for candidate in candidates},
        }
        return decide_candidates(**given | fields)

    def test_chosen_and_not_chosen_with_reasons(self, cast):
        first, second = candidate_of(cast, "Een"), candidate_of(cast, "Twee")
        choices = {
            first.pk: Choice(CandidateOutcome.CHOSEN),
            second.pk: Choice(CandidateOutcome.REJECTED, "Te duur."),
        }
        self.decide(cast, choices=choices)
        for candidate in (first, second):
            candidate.refresh_from_db()
            candidate.instrument.refresh_from_db()
        assert (first.outcome, first.reason) == (CandidateOutcome.CHOSEN, "De meeste punten.")
        assert first.instrument.state == InstrumentState.CHOSEN
        assert first.instrument.statuses.last().decision == first.decision
        assert (second.outcome, second.reason) == (CandidateOutcome.REJECTED, "Te duur.")
        assert second.instrument.state == InstrumentState.LONGLIST

    def test_what_was_not_chosen_can_be_chosen_later(self, cast):
        candidate = candidate_of(cast, outcome=CandidateOutcome.REJECTED, decision=decision_of(cast))
        self.decide(cast, candidate)
        candidate.refresh_from_db()
        assert candidate.outcome == CandidateOutcome.CHOSEN

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"research": DeskResearch.TESTED}, r"bestaat en is getoetst.*regel 52"),
            ({"research": "", "researched_on": None, "research_text": ""}, r"Schrijf eerst op.*regel 51"),
            ({"listed_on": date(2199, 1, 1)}, "sinds 1 januari 2199"),
            ({"state": InstrumentState.DROPPED}, "niet meer op de longlist"),
        ],
    )
    def test_what_may_not_be_chosen(self, cast, fields, words):
        candidate, fine = candidate_of(cast, "Een", **fields), candidate_of(cast, "Twee")
        with pytest.raises(DomainError, match=words) as refused:
            self.decide(cast, fine, candidate)
        assert refused.value.field == f"outcome_{candidate.pk}"
        fine.refresh_from_db()
        assert fine.outcome == CandidateOutcome.OPEN

    def test_what_was_tested_can_be_turned_down(self, cast):
        candidate = candidate_of(cast, research=DeskResearch.TESTED)
        self.decide(cast, candidate, outcome=CandidateOutcome.REJECTED)
        candidate.refresh_from_db()
        assert candidate.outcome == CandidateOutcome.REJECTED

    def test_chosen_is_chosen(self, cast):
        candidate = candidate_of(
            cast, outcome=CandidateOutcome.CHOSEN, decision=decision_of(cast), state=InstrumentState.CHOSEN
        )
        with pytest.raises(DomainError, match="al gekozen"):
            self.decide(cast, candidate)

    def test_what_was_dropped_and_taken_up_again_can_be_chosen_again(self, cast):
        candidate = candidate_of(cast, outcome=CandidateOutcome.CHOSEN, decision=decision_of(cast))
        (decided,) = self.decide(cast, candidate)
        assert decided.decision != candidate.decision

    def test_refusals_of_the_whole(self, cast):
        candidate = candidate_of(cast)
        budget = decision_of(cast, subject=DecisionSubject.BUDGET)
        elsewhere = candidate_of(type(cast)(**vars(cast) | {"deal": CityDealFactory()}), "Elders")
        for act, field in (
            (lambda: self.decide(cast, candidate, decision=budget), "decision"),
            (lambda: self.decide(cast, candidate, on=today() + DAY), "on"),
            (lambda: self.decide(cast, candidate, reason=" "), "reason"),
            (lambda: self.decide(cast), ""),
            (lambda: self.decide(cast, elsewhere), ""),
            (lambda: self.decide(cast, candidate, actor=cast.users["member"]), ""),
        ):
            with pytest.raises(DomainError) as refused:
                act()
            assert refused.value.field == field

    def test_without_a_decision_it_says_who_decides(self, cast):
        candidate = candidate_of(cast)
        with pytest.raises(DomainError, match="Stuurgroep"):
            decide_candidates(
                actor=secretary(cast),
                deal=cast.deal,
                decision=None,
                on=today(),
                reason="X",
                choices={candidate.pk: Choice(CandidateOutcome.CHOSEN)},
            )

    def test_rule_52_through_the_page_loses_nothing(self, cast):
        tested = candidate_of(cast, "Leestoets", research=DeskResearch.TESTED)
        new = candidate_of(cast, "Belkaart")
        decision = decision_of(cast, taken_on=today() - DAY)
        client = cast.client("project_secretary")
        page = url("shortlist_edit", cast)
        shown = client.get(page).content.decode()
        assert "kan niet worden gekozen (regel 52)" in shown
        sent = {
            "decision": str(decision.pk),
            "reason": "De beste twee.",
            f"outcome_{tested.pk}": "chosen",
            f"outcome_{new.pk}": "chosen",
        } | in_boxes("on", today())
        answer = client.post(page, sent)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Leestoets’ bestaat en is getoetst" in text
        assert "De beste twee." in text
        assert Instrument.objects.filter(state=InstrumentState.CHOSEN).count() == 0
        assert client.post(page, sent | {f"outcome_{tested.pk}": "rejected"}).status_code == 303
        assert set(Candidate.objects.values_list("outcome", flat=True)) == {"chosen", "rejected"}
        assert "Niets om over te besluiten" not in shown
        tested.delete()
        assert "Niets om over te besluiten" in client.get(page).content.decode()


class TestListPage:
    def test_what_is_hidden_stays_hidden(self, cast):
        candidate_of(cast, "Voor de deal")
        candidate_of(cast, "Voor iedereen", access="public")
        hidden = candidate_of(cast, "Van een groep", access="body")
        shown = cast.client("anonymous").get(url("candidate_list", cast)).content.decode()
        assert "Voor iedereen" in shown
        assert "Voor de deal" not in shown
        member = cast.client("member")
        assert "Voor de deal" in member.get(url("candidate_list", cast)).content.decode()
        assert member.get(url("candidate_detail", cast, hidden.pk)).status_code == 404

    def test_the_same_queries_for_one_and_three(self, cast, queries):
        framework = framework_of(cast)
        scored(
            cast, framework, candidate_of(cast, "Een", principle=DesignPrincipleFactory(deal=cast.deal)), 5, 1
        )
        client, page = cast.client("project_secretary"), url("candidate_list", cast)
        client.get(page)
        with queries(10):
            client.get(page)
        for title in ("Twee", "Drie"):
            found = candidate_of(cast, title, outcome="rejected", decision=decision_of(cast))
            scored(cast, framework, found, 2, 2)
        with queries(10):
            client.get(page)

    def test_each_score_with_its_own_version(self, cast):
        old, new = candidate_of(cast, "Oud"), candidate_of(cast, "Nieuw")
        first = framework_of(cast, number=1, state=FrameworkState.CLOSED, closed_on=today())
        scored(cast, first, old, 5, 5)
        scored(cast, first, new, 1, 1)
        second = framework_of(cast, number=2)
        scored(cast, second, new, 3, 3)
        shown = cast.client("project_secretary").get(url("candidate_list", cast)).content.decode()
        assert "spreiding 100, Versie 1" in shown
        assert "spreiding 50, Versie 2" in shown
        member = cast.client("member").get(url("candidate_list", cast)).content.decode()
        assert "Versie 2" not in member
        assert "spreiding 0, Versie 1" in member

    def test_search_filter_and_sort(self, cast):
        principle = DesignPrincipleFactory(deal=cast.deal, title="Flexibiliteit")
        candidate_of(cast, "Anders", principle=principle, listed_on=date(2026, 3, 1))
        candidate_of(cast, "Belkaart", research="", researched_on=None, research_text="")
        framework = framework_of(cast)
        scored(cast, framework, candidate_of(cast, "Chatten"), 5, 5)
        client, page = cast.client("project_secretary"), url("candidate_list", cast)

        def titles(**asked):
            rows = client.get(page, asked).context["page"].rows
            return [row.title for row in rows]

        assert titles(zoek="flexi") == ["Anders"]
        assert titles(principe=str(principle.pk)) == ["Anders"]
        assert titles(principe="geen") == ["Belkaart", "Chatten"]
        assert titles(onderzoek="onbekend") == ["Belkaart"]
        assert titles(uitkomst="chosen") == []
        assert titles(sorteer="principe") == ["Anders", "Belkaart", "Chatten"]
        assert titles(sorteer="punten")[0] == "Chatten"
        assert titles(sorteer="sinds")[0] == "Anders"
        assert titles(sorteer="onzin") == ["Anders", "Belkaart", "Chatten"]
        nothing = client.get(page, {"zoek": "xyz"}).content.decode()
        assert "Geen kandidaten met dit filter" in nothing
        part = client.get(page, {"zoek": "x"}, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part

    def test_an_embargoed_decision_is_no_decision_yet(self, cast):
        decision = decision_of(cast, public_from=today() + DAY)
        candidate = candidate_of(
            cast,
            "Verrassing",
            access="public",
            outcome=CandidateOutcome.CHOSEN,
            decision=decision,
            reason="Geheime reden",
            state=InstrumentState.CHOSEN,
        )
        for page in (url("candidate_list", cast), url("candidate_detail", cast, candidate.pk)):
            shown = cast.client("anonymous").get(page).content.decode()
            assert "Geheime reden" not in shown
            assert "Geen besluit vastgelegd" in shown
            assert "Geheime reden" in cast.client("member").get(page).content.decode()

    def test_dropped_is_dropped(self, cast):
        candidate_of(cast, "Weg", state=InstrumentState.DROPPED, access="public")
        assert "Gestopt" in cast.client("anonymous").get(url("candidate_list", cast)).content.decode()


class TestDetailPage:
    def test_scores_per_version_with_names_for_who_takes_part(self, cast, queries):
        candidate = candidate_of(cast, access="public")
        first = framework_of(cast, number=1, state=FrameworkState.CLOSED, closed_on=today())
        assessor = assessor_of(first, cast, "chair")
        made = scored(cast, first, candidate, 5, 4, assessor=assessor)
        made.remark = "Sterk."
        made.save()
        second = framework_of(cast, number=2)
        scored(cast, second, candidate, 1, 1)
        client, page = cast.client("member"), url("candidate_detail", cast, candidate.pk)
        client.get(page)
        with queries(11):
            shown = client.get(page).content.decode()
        for words in ("Scores met Versie 1", assessor.person.name, "Sterk.", "Daarom.", "Gemiddeld 88 van"):
            assert words in shown
        assert "Scores met Versie 2" not in shown
        keeper = cast.client("project_secretary").get(page).content.decode()
        assert keeper.index("Scores met Versie 2") < keeper.index("Scores met Versie 1")
        assert "Scores met" not in cast.client("anonymous").get(page).content.decode()

    def test_while_scores_are_given_others_wait(self, cast):
        candidate = candidate_of(cast)
        page = url("candidate_detail", cast, candidate.pk)
        client = cast.client("member")
        assert "Nog geen scores" in client.get(page).content.decode()
        scored(cast, framework_of(cast), candidate, 1, 1)
        assert "Er worden scores gegeven" in client.get(page).content.decode()

    def test_far_apart_and_an_interest(self, cast):
        candidate, framework = candidate_of(cast), framework_of(cast)
        scored(cast, framework, candidate, 5, 5)
        scored(cast, framework, candidate, 1, 1)
        AssessmentFactory(
            candidate=candidate,
            assessor=FrameworkAssessorFactory(framework=framework),
            conflict=True,
            conflict_text="Ik maak het zelf.",
            submitted_at=timezone.now(),
        )
        page = url("candidate_detail", cast, candidate.pk)
        shown = cast.client("project_secretary").get(page).content.decode()
        for words in ("ver uit elkaar", "Ik maak het zelf.", "Dit intrekken"):
            assert words in shown

    def test_only_an_interest(self, cast):
        candidate = candidate_of(cast)
        AssessmentFactory(
            candidate=candidate,
            assessor=FrameworkAssessorFactory(framework=framework_of(cast)),
            conflict=True,
            conflict_text="Mijn bureau.",
            submitted_at=timezone.now(),
        )
        page = url("candidate_detail", cast, candidate.pk)
        assert "Mijn bureau." in cast.client("project_secretary").get(page).content.decode()

    def test_the_assessor_finds_the_form(self, cast):
        candidate = candidate_of(cast)
        assessor_of(framework_of(cast), cast)
        client = cast.client("member")
        link = url("assessment_edit", cast, candidate.pk)
        assert link in client.get(url("candidate_detail", cast, candidate.pk)).content.decode()
        assert "Scores geven" in client.get(url("candidate_list", cast)).content.decode()


class TestFormPages:
    def test_add_a_new_one_and_an_idea(self, cast):
        principle = DesignPrincipleFactory(deal=cast.deal)
        idea = InstrumentFactory(deal=cast.deal, title="Een idee")
        client, page = cast.client("project_secretary"), url("candidate_create", cast)
        assert "Een idee" in client.get(page).content.decode()
        base = {"kind": "guide", "access": "public", "principle": str(principle.pk)} | in_boxes(
            "listed_on", today()
        )
        for wrong in ({}, {"title": "Beide", "instrument": str(idea.pk)}):
            answer = client.post(page, base | wrong)
            assert answer.status_code == 422
            assert "Kies een instrument, of vul de naam" in answer.content.decode()
        assert client.post(page, base | {"title": "Datakookboek"}).status_code == 303
        assert client.post(page, base | {"instrument": str(idea.pk)}).status_code == 303
        assert Candidate.objects.filter(principle=principle).count() == 2

    def test_change_with_the_change_of_another_beside_it(self, cast):
        candidate = candidate_of(cast)
        client, page = cast.client("project_secretary"), url("candidate_edit", cast, candidate.pk)
        assert "Twee steden" in client.get(page).content.decode()
        principle = DesignPrincipleFactory(deal=cast.deal, title="Flexibiliteit")
        history = str(latest_history_id(candidate))
        sent = {"research": "tested", "research_text": "In Gent.", "history_id": history}
        sent |= {"principle": str(principle.pk)}
        assert client.post(page, sent | in_boxes("researched_on", today())).status_code == 303
        late = client.post(page, sent)
        assert late.status_code == 409
        for words in ("Flexibiliteit</ins>", "Bestaat en is getoetst</ins>"):
            assert words in late.content.decode()


class TestSheets:
    rows = [
        {"naam": "Meet je stad", "ontwerpprincipe": "flexibiliteit", "soort": "Handreiking"},
        {"naam": "Datakookboek", "bureauonderzoek": "Bestaat, niet getoetst", "gevonden": "In Gent."},
        {"naam": "", "omschrijving": "Zonder naam"},
        {"naam": "meet je  stad"},
        {"naam": "Vreemd", "ontwerpprincipe": "Onbekend principe"},
        {"naam": "Raar", "bureauonderzoek": "misschien"},
        {"naam": "Soortig", "soort": "iets vreemds"},
        {"naam": "Leeg", "bureauonderzoek": "Bestaat nog niet"},
        {"naam": "Staat er al"},
        {"naam": "Al in gebruik"},
        {"naam": "x" * 201},
        {"naam": "Lang", "omschrijving": "x" * 5001},
        {"naam": "Een idee", "bureauonderzoek": "Nog niet bekend"},
    ]

    def there(self, cast):
        DesignPrincipleFactory(deal=cast.deal, title="Flexibiliteit")
        candidate_of(cast, "Staat er al")
        InstrumentFactory(deal=cast.deal, title="Al in gebruik", state=InstrumentState.IN_USE)
        InstrumentFactory(deal=cast.deal, title="Een idee")

    def sheet(self, kind="csv", rows=None):
        rows = self.rows if rows is None else rows
        heading = ["Naam", "Ontwerpprincipe", "Omschrijving", "Soort", "Bureauonderzoek", "Gevonden"]
        lines = [[row.get(name.casefold(), "") for name in heading] for row in rows]
        file = BytesIO(write_sheet(kind, heading, lines))
        file.name = f"longlist.{kind}"
        return file

    def test_what_can_be_added_is_added(self, cast):
        self.there(cast)
        made = import_candidates(actor=secretary(cast), deal=cast.deal, rows=self.rows, listed_on=today())
        assert [c.instrument.title for c in made] == ["Meet je stad", "Datakookboek", "Een idee"]
        first, second, _third = made
        assert (first.principle.title, first.instrument.kind) == ("Flexibiliteit", InstrumentKind.GUIDE)
        assert (second.research, second.research_text) == (DeskResearch.UNTESTED, "In Gent.")

    def test_nothing_to_add(self, cast):
        for rows in ([], [{"naam": ""}]):
            with pytest.raises(DomainError, match="niets om toe te voegen"):
                import_candidates(actor=secretary(cast), deal=cast.deal, rows=rows, listed_on=today())

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
    def test_preview_then_commit(self, cast, kind):
        self.there(cast)
        client, page = cast.client("project_secretary"), url("longlist_import", cast)
        assert client.get(page).status_code == 200
        answer = client.post(page, {"file": self.sheet(kind)})
        shown = answer.content.decode()
        for words in ("3 rijen", "Staat er al", "geen ontwerpprincipe", "staat twee keer", "geen naam"):
            assert words in shown
        assert Candidate.objects.count() == 1
        form = answer.context["form"]
        sent = {"stap": "bevestigen", "rows": form["rows"].value()}
        wrong = client.post(page, sent | {"listed_on_dag": "99"})
        assert wrong.status_code == 422
        assert "Meet je stad" in wrong.content.decode()
        late = client.post(page, sent | in_boxes("listed_on", today() + DAY))
        assert late.status_code == 422
        assert "Meet je stad" in late.content.decode()
        assert client.post(page, sent | in_boxes("listed_on", today())).status_code == 303
        assert Candidate.objects.count() == 4

    def test_where_nothing_can_be_added_there_is_nothing_to_confirm(self, cast):
        file = BytesIO(b"Naam;Soort;Bureauonderzoek\n;Gok;\nMeet je stad;Gok;misschien\n")
        file.name = "x.csv"
        answer = cast.client("project_secretary").post(url("longlist_import", cast), {"file": file})
        shown = answer.content.decode()
        assert "0 rijen komen erbij" in shown
        assert "2 rijen kunnen niet op de longlist" in shown
        assert "Op de longlist zetten" not in shown
        assert "Een ander bestand kiezen" in shown
        # All that is wrong with a row at once: one round with the spreadsheet program is enough.
        for words in ("staat geen naam", "‘Gok’ is geen soort", "‘misschien’ is geen uitkomst"):
            assert words in shown

    @pytest.mark.parametrize(
        ("typed", "research"),
        [
            ("Bestaat niet", DeskResearch.NOT_EXISTING),
            ("bestaat nog niet", DeskResearch.NOT_EXISTING),
            ("bestaat, niet getoetst", DeskResearch.UNTESTED),
            ("bestaat en getoetst", DeskResearch.TESTED),
        ],
    )
    def test_outcomes_of_desk_research_as_people_write_them(self, cast, typed, research):
        (line,) = plan_import(cast.deal, [{"naam": "A", "bureauonderzoek": typed, "gevonden": "In Gent."}])
        assert (line.problem, line.research) == ("", research)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"\x89PNG\r\n\x1a\n\x00\x00", "kan dit bestand niet lezen"),
            (b"Titels;Iets\nA;B\n", "geen kolom"),
            (b"", "leeg"),
        ],
    )
    def test_a_file_that_is_no_longlist(self, cast, content, words):
        file = BytesIO(content)
        file.name = "x.csv"
        answer = cast.client("project_secretary").post(url("longlist_import", cast), {"file": file})
        assert answer.status_code == 422
        assert words in answer.content.decode()

    @pytest.mark.parametrize("rows", ["", "geen json", "{}", "[1]", '[{"a": 1}]', '[{"_number": "x"}]'])
    def test_rows_that_were_tampered_with(self, cast, rows):
        sent = {"stap": "bevestigen", "rows": rows} | in_boxes("listed_on", today())
        answer = cast.client("project_secretary").post(url("longlist_import", cast), sent)
        assert answer.status_code == 422
        assert "niet meer actueel" in answer.content.decode()

    def test_out_and_in_again(self, cast):
        principle = DesignPrincipleFactory(deal=cast.deal, title="Flexibiliteit")
        candidate = candidate_of(cast, "=HYPERLINK()", principle=principle)
        scored(cast, framework_of(cast), candidate, 5, 5)
        client = cast.client("project_secretary")
        answer = client.get(url("candidate_export", cast, "csv"))
        text = answer.content.decode("utf-8-sig")
        assert text.startswith("Naam;Ontwerpprincipe;Omschrijving;Soort;Bureauonderzoek;Gevonden;")
        assert "'=HYPERLINK()" in text
        assert "Versie" in text
        assert ";100;100" in text
        public = cast.client("anonymous").get(url("candidate_export", cast, "ods"))
        assert public.status_code == 200
        assert client.get(url("candidate_export", cast, "exe")).status_code == 404
        file = BytesIO(answer.content)
        file.name = "longlist.csv"
        again = client.post(url("longlist_import", cast), {"file": file})
        assert "Staat er al" in again.content.decode()


def test_a_draft_has_no_scores_to_read(cast):
    draft_of(cast)
    candidate_of(cast, access="public")
    page = cast.client("project_secretary").get(url("candidate_list", cast)).context["page"]
    assert not page.shows_points
