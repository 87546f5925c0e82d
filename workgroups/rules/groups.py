"""Rules 21, 23 and 24: working groups and regional alliances around process questions (source 000)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.enums import BodyKind
from governance.rules.base import DEAL, Rule, Words, asked_of
from governance.rules.facts import BodyFacts, DealFacts, Period
from governance.rules.shared import (
    NO_LONGER,
    all_parties,
    failing,
    from_parties,
    listed,
    loses,
    no_party,
    since,
)

QUESTIONS = "questions"


@dataclass(frozen=True)
class QuestionFact(Period):
    """A process question, with the bodies that formed around it: working groups and alliances."""

    id: int
    text: str
    groups: tuple[int, ...] = ()
    alliances: tuple[int, ...] = ()


@dataclass(frozen=True)
class QuestionFacts:
    """The process questions of a deal."""

    questions: tuple[QuestionFact, ...] = ()

    def on(self, day: date) -> list[QuestionFact]:
        """Return the questions that are open on a day."""
        return [question for question in self.questions if question.holds(day)]

    def of_alliance(self, body_id: int, day: date) -> list[QuestionFact]:
        """Return the open questions an alliance stands around."""
        return [question for question in self.on(day) if body_id in question.alliances]

    def changes(self) -> Iterable[date]:
        """Return the days on which a question opens or closes."""
        return (day for question in self.questions for day in question.changes())


def one_group_per_question(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 21: around every process question stands one working group; a closed one may precede it (A2-7)."""
    part: QuestionFacts = deal.parts[QUESTIONS]
    questions = part.on(on)
    if not questions:
        return Outcome(True, not_applicable=_("The deal has no process questions on this day."))
    active = {body.id for body in deal.bodies if body.period.holds(on)}
    counts = [(question, sum(body in active for body in question.groups)) for question in questions]
    bare = [question for question, count in counts if not count]
    double = [question for question, count in counts if count > 1]
    if not bare and not double:
        return Outcome(True, counts={"count": len(questions)})
    remedy = Remedy(_("See the process questions"), "workgroups:question_list")
    if bare:
        remedy = Remedy(
            _("Form a working group for: %(question)s") % {"question": bare[0].text},
            "workgroups:group_create",
            query=f"?vraag={bare[0].id}",
        )
    facts = tuple(FindingFact(Support.FAILS, subject=question.text) for question in (*bare, *double))
    return Outcome(False, facts, remedy, counts={"bare": len(bare)})


def members_are_parties(
    _deal: DealFacts, body: BodyFacts, on: date, _parameters: Mapping[str, Any]
) -> Outcome:
    """Rule 23: every member of a working group sits for an organisation that is a party on that day."""
    return from_parties(body, on)


def around_one_question(
    deal: DealFacts, body: BodyFacts, on: date, _parameters: Mapping[str, Any]
) -> Outcome:
    """Rule 24: an alliance stands around exactly one open process question, and parties form it."""
    part: QuestionFacts = deal.parts[QUESTIONS]
    if len(part.of_alliance(body.id, on)) != 1:
        subject = FindingFact(Support.FAILS, subject=_("exactly one open process question"))
        remedy = Remedy(_("See the process questions"), "workgroups:question_list")
        return Outcome(False, (subject,), remedy)
    outcome = from_parties(body, on)
    if outcome.not_applicable:
        nobody = FindingFact(Support.FAILS, subject=_("a member for a party"))
        see = Remedy(
            _("Add a member to %(body)s") % {"body": body.name}, "governance:body_add_member", (body.slug,)
        )
        return outcome._replace(holds=False, not_applicable="", facts=(nobody,), remedy=see)
    return outcome


# --- Words ---------------------------------------------------------------------------------


def _questions(finding: Finding) -> str:
    wrong = [f"‘{fact.subject}’" for fact in failing(finding)]
    bare, double = wrong[: finding.counts["bare"]], wrong[finding.counts["bare"] :]
    sentences = []
    if bare:
        sentences.append(_("Since %(since)s there is no working group for: %(questions)s."))
    if double:
        sentences.append(_("Since %(since)s there is more than one working group for: %(double)s."))
    words = {**since(finding), "questions": listed(bare), "double": listed(double)}
    return " ".join(sentence % words for sentence in sentences)


def _each_has_one(finding: Finding) -> str:
    return _("Each of the %(count)s process questions has its working group.") % dict(finding.counts)


def _alliance(finding: Finding) -> str:
    wrong = failing(finding)
    if any(fact.subject for fact in wrong):
        return _("Since %(since)s this is missing in %(body)s: %(subjects)s.") % {
            **since(finding),
            "subjects": listed([fact.subject for fact in wrong]),
        }
    return no_party(finding)


_OUTSIDER = loses(gettext_lazy("Then from %(day)s somebody sits in %(body)s for who is no party."))

GROUP_RULES = (
    Rule(
        number=21,
        scope=DEAL,
        name=gettext_lazy("One working group per process question"),
        explanation=gettext_lazy(
            "Around every open process question stands exactly one working group. One that is closed may"
            " have stood there before."
        ),
        default_text=gettext_lazy("For each process question a working group is formed."),
        ask=one_group_per_question,
        words=Words(
            _questions,
            loses(gettext_lazy("Then from %(day)s a process question has no working group, or two.")),
            _each_has_one,
        ),
        part=QUESTIONS,
    ),
    Rule(
        number=23,
        scope=BodyKind.WORKING_GROUP,
        name=gettext_lazy("Members of a working group come from parties"),
        explanation=gettext_lazy(
            "Every member sits for an organisation that is a party of the deal on that day."
        ),
        default_text=gettext_lazy("Parties take part in the working groups."),
        ask=members_are_parties,
        words=Words(no_party, _OUTSIDER, all_parties),
        parameters=(asked_of(BodyKind.WORKING_GROUP),),
    ),
    Rule(
        number=24,
        scope=BodyKind.REGIONAL_ALLIANCE,
        name=gettext_lazy("Regional alliances around one process question"),
        explanation=gettext_lazy(
            "A regional alliance is never an obligation. Where there is one, it stands around exactly one"
            " open process question, and all who sit in it sit there for a party."
        ),
        default_text=gettext_lazy(
            "Parties can choose to form a regional alliance around a process question."
        ),
        ask=around_one_question,
        words=Words(_alliance, NO_LONGER, all_parties),
        part=QUESTIONS,
    ),
)
