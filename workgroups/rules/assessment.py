"""Rules 48 to 52: design principles, the framework, the longlist and what is chosen of it (source 003)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.rules.base import DEAL, Rule, Words
from governance.rules.facts import DealFacts, Period
from governance.rules.parameters import WholeNumber
from governance.rules.shared import NO_LONGER, failing, listed, since
from workgroups.enums import CandidateOutcome, DeskResearch

ASSESSMENT = "assessment"


@dataclass(frozen=True)
class PrincipleFact:
    """A design principle, and the day of the meeting about it."""

    id: int
    title: str
    discussed_on: date | None = None


@dataclass(frozen=True)
class CandidateFact(Period):
    """A candidate, from the day it was listed to the day before it was dropped.

    ``research`` (DeskResearch) was found on ``researched_on``; ``outcome`` (CandidateOutcome) was decided on
    ``decided_on``; ``scored_on``: the first day on which an assessor handed in scores.
    """

    id: int
    title: str
    principle_id: int | None = None
    research: str = ""
    researched_on: date | None = None
    outcome: str = CandidateOutcome.OPEN
    decided_on: date | None = None
    scored_on: date | None = None

    def is_decided(self, on: date) -> bool:
        """Whether a body had decided about it by that day."""
        return self.decided_on is not None and self.decided_on <= on

    def is_chosen(self, on: date) -> bool:
        """Whether it stood on the shortlist on that day."""
        return self.outcome == CandidateOutcome.CHOSEN and self.is_decided(on) and self.holds(on)

    def found(self, on: date) -> str:
        """Return what desk research had found by that day; empty: nothing yet."""
        return self.research if self.researched_on is not None and self.researched_on <= on else ""


@dataclass(frozen=True)
class AssessmentFacts:
    """The principles and the longlist of a deal, and the days on which a framework was opened."""

    principles: tuple[PrincipleFact, ...] = ()
    candidates: tuple[CandidateFact, ...] = ()
    opened: tuple[date, ...] = ()

    def on(self, day: date) -> list[CandidateFact]:
        """Return the candidates on the longlist on a day."""
        return [candidate for candidate in self.candidates if candidate.holds(day)]

    def chosen(self, day: date) -> list[CandidateFact]:
        """Return what is on the shortlist on a day."""
        return [candidate for candidate in self.candidates if candidate.is_chosen(day)]

    def changes(self) -> Iterable[date]:
        """Return the days on which something in it differs from the day before."""
        yield from self.opened
        for principle in self.principles:
            if principle.discussed_on is not None:
                yield principle.discussed_on
        for candidate in self.candidates:
            yield from candidate.changes()
            days = (candidate.researched_on, candidate.decided_on, candidate.scored_on)
            yield from (day for day in days if day is not None)


def meeting_per_principle(deal: DealFacts, _on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 48: there are so many principles, and each has its own meeting, one a month."""
    part: AssessmentFacts = deal.parts[ASSESSMENT]
    if not part.principles:
        return Outcome(True, not_applicable=_("The deal has no design principles."))
    minimum: int = parameters["principles"]
    months = Counter(
        (principle.discussed_on.year, principle.discussed_on.month)
        for principle in part.principles
        if principle.discussed_on is not None
    )
    wrong = [
        principle
        for principle in part.principles
        if principle.discussed_on is None
        or months[principle.discussed_on.year, principle.discussed_on.month] > 1
    ]
    counts = {"count": len(part.principles), "minimum": minimum}
    if not wrong and len(part.principles) >= minimum:
        return Outcome(True, counts=counts)
    see = Remedy(_("See the design principles"), "workgroups:principle_list")
    return Outcome(False, _failing([principle.title for principle in wrong]), see, counts=counts)


def tools_per_principle(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 49: at least so many chosen tools per principle, and so many in all."""
    part: AssessmentFacts = deal.parts[ASSESSMENT]
    if not part.principles:
        return Outcome(True, not_applicable=_("The deal has no design principles."))
    chosen = part.chosen(on)
    if not any(candidate.is_decided(on) for candidate in part.candidates):
        return Outcome(True, not_applicable=_("Nothing is chosen of the longlist yet."))
    per, total = parameters["per_principle"], parameters["total"]
    numbers = Counter(candidate.principle_id for candidate in chosen)
    short = [principle for principle in part.principles if numbers[principle.id] < per]
    counts = {"count": len(chosen), "per": per, "total": total}
    if not short and len(chosen) >= total:
        return Outcome(True, counts=counts)
    names = [f"{principle.title} ({numbers[principle.id]})" for principle in short]
    return Outcome(False, _failing(names), _to_longlist(), counts=counts)


def scored_with_framework(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 50: what was decided about was scored before, with a framework that existed.

    What exists and was tested is not chosen, and needs no scores (rule 52).
    """
    part: AssessmentFacts = deal.parts[ASSESSMENT]
    decided = [
        candidate
        for candidate in part.on(on)
        if candidate.is_decided(on) and candidate.research != DeskResearch.TESTED
    ]
    if not decided:
        return Outcome(True, not_applicable=_("Nothing is chosen of the longlist yet."))
    bare = [candidate for candidate in decided if not _was_scored(candidate, part.opened)]
    counts = {"count": len(decided)}
    if not bare:
        return Outcome(True, counts=counts)
    see = Remedy(_("See the assessment framework"), "workgroups:framework_list")
    return Outcome(False, _failing([candidate.title for candidate in bare]), see, counts=counts)


def _was_scored(candidate: CandidateFact, opened: tuple[date, ...]) -> bool:
    day = candidate.decided_on
    if day is None or candidate.scored_on is None:
        return False
    return candidate.scored_on <= day and any(opening <= day for opening in opened)


def desk_research(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 51: of every candidate desk research says whether it exists and was tested."""
    part: AssessmentFacts = deal.parts[ASSESSMENT]
    candidates = part.on(on)
    if not candidates:
        return Outcome(True, not_applicable=_("There is no longlist yet."))
    bare = [candidate for candidate in candidates if not candidate.found(on)]
    counts = {"count": len(candidates)}
    if not bare:
        return Outcome(True, counts=counts)
    remedy = Remedy(
        _("Write down what was found about %(tool)s") % {"tool": bare[0].title},
        "workgroups:candidate_edit",
        (bare[0].id,),
        short=_("Write down what was found"),
    )
    return Outcome(False, _failing([candidate.title for candidate in bare]), remedy, counts=counts)


def nothing_tested_chosen(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 52: what is chosen does not exist yet, or was not tested."""
    part: AssessmentFacts = deal.parts[ASSESSMENT]
    chosen = part.chosen(on)
    if not chosen:
        return Outcome(True, not_applicable=_("Nothing is chosen of the longlist yet."))
    wrong = [candidate for candidate in chosen if candidate.found(on) == DeskResearch.TESTED]
    counts = {"count": len(chosen)}
    if not wrong:
        return Outcome(True, counts=counts)
    return Outcome(False, _failing([candidate.title for candidate in wrong]), _to_longlist(), counts=counts)


def _failing(names: Sequence[str]) -> tuple[FindingFact, ...]:
    return tuple(FindingFact(Support.FAILS, subject=name) for name in names)


def _to_longlist() -> Remedy:
    return Remedy(_("See the longlist"), "workgroups:candidate_list")


# --- Words ---------------------------------------------------------------------------------


def _named(finding: Finding) -> dict[str, Any]:
    wrong = [fact.subject for fact in failing(finding)]
    return {**since(finding), "subjects": listed(wrong), "wrong": len(wrong)}


def _meetings_missing(finding: Finding) -> str:
    words = _named(finding)
    sentences = []
    if words["count"] < words["minimum"]:
        sentences.append(_("There are %(count)s of the %(minimum)s principles."))
    if words["wrong"]:
        sentences.append(_("No meeting of its own, in a month of its own, has: %(subjects)s."))
    return " ".join(sentence % words for sentence in sentences)


def _meetings_held(finding: Finding) -> str:
    return _("Each of the %(count)s principles has its own meeting.") % dict(finding.counts)


def _too_few_tools(finding: Finding) -> str:
    words = _named(finding)
    sentences = [_("Since %(since)s %(count)s tools are chosen; %(total)s are asked.")]
    if words["wrong"]:
        sentences.append(_("Fewer than %(per)s tools have: %(subjects)s."))
    return " ".join(sentence % words for sentence in sentences)


def _enough_tools(finding: Finding) -> str:
    return _("%(count)s tools are chosen, and at least %(per)s for each principle.") % dict(finding.counts)


def _not_scored(finding: Finding) -> str:
    return _(
        "Since %(since)s there is a decision about tools that nobody scored with the framework before:"
        " %(subjects)s."
    ) % _named(finding)


def _scored(finding: Finding) -> str:
    return _("All %(count)s tools were scored before a body decided about them.") % dict(finding.counts)


def _not_looked(finding: Finding) -> str:
    return _("Of these candidates is not known whether they exist: %(subjects)s.") % _named(finding)


def _looked(finding: Finding) -> str:
    return _("Of all %(count)s candidates is known whether they exist and were tested.") % dict(
        finding.counts
    )


def _tested(finding: Finding) -> str:
    return _("Since %(since)s this is chosen, while it exists and was tested: %(subjects)s.") % _named(
        finding
    )


def _none_tested(finding: Finding) -> str:
    return _("None of the %(count)s chosen tools was tested before.") % dict(finding.counts)


def _enough_in_all(parameters: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Refuse fewer tools in all than one principle asks."""
    if parameters["total"] < parameters["per_principle"]:
        yield "total", _("fill in at least as many as for one principle")


ASSESSMENT_RULES = (
    Rule(
        number=48,
        scope=DEAL,
        name=gettext_lazy("A meeting about each design principle"),
        explanation=gettext_lazy(
            "Each principle has its own meeting, one a month. Fill in the day at the principle, also when the"
            " meeting is still to come."
        ),
        default_text=gettext_lazy("Every month there is a meeting about one of the design principles."),
        ask=meeting_per_principle,
        words=Words(_meetings_missing, NO_LONGER, _meetings_held),
        parameters=(WholeNumber("principles", gettext_lazy("Number of principles"), default=4, maximum=50),),
        part=ASSESSMENT,
    ),
    Rule(
        number=49,
        scope=DEAL,
        name=gettext_lazy("Enough tools for each principle"),
        explanation=gettext_lazy(
            "At least so many tools are chosen for each principle, and so many in all. It is asked from the"
            " first decision about the longlist."
        ),
        default_text=gettext_lazy("At least three tools per design principle, and twelve in all."),
        ask=tools_per_principle,
        words=Words(_too_few_tools, NO_LONGER, _enough_tools),
        parameters=(
            WholeNumber("per_principle", gettext_lazy("Tools per principle"), default=3, maximum=50),
            WholeNumber("total", gettext_lazy("Tools in all"), default=12, maximum=500),
        ),
        compare=_enough_in_all,
        part=ASSESSMENT,
    ),
    Rule(
        number=50,
        scope=DEAL,
        name=gettext_lazy("Scored with the framework before it is chosen"),
        explanation=gettext_lazy(
            "There is an assessment framework before tools are chosen, and each candidate is scored with it."
        ),
        default_text=gettext_lazy("An assessment framework is made, and potential tools are scored with it."),
        ask=scored_with_framework,
        words=Words(_not_scored, NO_LONGER, _scored),
        part=ASSESSMENT,
    ),
    Rule(
        number=51,
        scope=DEAL,
        name=gettext_lazy("Desk research of each candidate"),
        explanation=gettext_lazy(
            "Of each candidate on the longlist is known: it does not exist, it exists untested, or it exists"
            " and was tested."
        ),
        default_text=gettext_lazy("Desk research in the Netherlands and abroad shows which tools exist."),
        ask=desk_research,
        words=Words(_not_looked, NO_LONGER, _looked),
        is_target=True,
        part=ASSESSMENT,
    ),
    Rule(
        number=52,
        scope=DEAL,
        name=gettext_lazy("Only tools that are new or untested"),
        explanation=gettext_lazy(
            "What is chosen does not exist yet, or exists and was not tested. Choosing something else is"
            " refused; here stands what turned out to be tested afterwards."
        ),
        default_text=gettext_lazy("We work on tools that do not exist yet, or that were not tested."),
        ask=nothing_tested_chosen,
        words=Words(_tested, NO_LONGER, _none_tested),
        part=ASSESSMENT,
    ),
)
