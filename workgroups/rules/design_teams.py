"""Rules 53 and 54: a design team per design principle, with a plan of approach and a budget (source 003)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.rules.base import DEAL, Rule, Words
from governance.rules.facts import BodyFacts, DealFacts
from governance.rules.shared import failing, listed, loses, owner, since

TEAMS = "design teams"


@dataclass(frozen=True)
class TeamFact:
    """A design team: its body, and since when it has a plan. ``has_budget``: money or hours stand in it."""

    body: int
    plan_on: date | None
    has_budget: bool


@dataclass(frozen=True)
class PrincipleFact:
    """A design principle with the teams that ever worked on it."""

    id: int
    title: str
    teams: tuple[TeamFact, ...] = ()


@dataclass(frozen=True)
class TeamFacts:
    """The design principles of a deal. They hold from the start: the sources give them no days."""

    principles: tuple[PrincipleFact, ...] = ()

    def changes(self) -> Iterable[date]:
        """Return the days on which a team has its plan; the days of the teams are those of their bodies."""
        for principle in self.principles:
            yield from (team.plan_on for team in principle.teams if team.plan_on)


def _active(deal: DealFacts, principle: PrincipleFact, on: date) -> list[tuple[TeamFact, BodyFacts]]:
    bodies = {body.id: body for body in deal.bodies if body.period.holds(on)}
    return [(team, bodies[team.body]) for team in principle.teams if team.body in bodies]


def one_team_per_principle(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 53: one design team per principle, and its members take part in the deal.

    A partner may sit in several teams.
    """
    part: TeamFacts = deal.parts[TEAMS]
    if not part.principles:
        return Outcome(True, not_applicable=_NONE)
    teams = [(principle, _active(deal, principle, on)) for principle in part.principles]
    bare = [principle for principle, active in teams if not active]
    double = [principle for principle, active in teams if len(active) > 1]
    outside = [fact for _principle, active in teams for _team, body in active for fact in _outside(body, on)]
    numbers = {"count": len(teams), "bare": len(bare), "double": len(double)}
    if not bare and not double and not outside:
        return Outcome(True, counts=numbers)
    remedy = Remedy(_("See the design teams"), "workgroups:team_list")
    if bare:
        remedy = Remedy(
            _("Found a design team for: %(principle)s") % {"principle": bare[0].title},
            "workgroups:team_create",
            query=f"?principe={bare[0].id}",
        )
    wrong = [FindingFact(Support.FAILS, subject=principle.title) for principle in (*bare, *double)]
    return Outcome(False, (*wrong, *outside), remedy, counts=numbers)


def _outside(body: BodyFacts, on: date) -> Iterator[FindingFact]:
    """Yield the members of a team who sit there for nobody that takes part on that day."""
    for member in body.members(on):
        organization = body.represents(member)
        if organization is None or not organization.takes_part(on):
            yield FindingFact(
                Support.FAILS,
                organization=organization.name if organization else "",
                organization_id=organization.id if organization else None,
                person_id=member.person_id,
                person=member.person,
            )


def each_has_plan(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 54: per principle there is a plan of approach with a budget; the team writes it."""
    part: TeamFacts = deal.parts[TEAMS]
    if not part.principles:
        return Outcome(True, not_applicable=_NONE)
    wrong, page = [], Remedy(_("See the design teams"), "workgroups:team_list")
    for principle in part.principles:
        planned = [
            team
            for team, _body in _active(deal, principle, on)
            if team.plan_on is not None and team.plan_on <= on
        ]
        if not planned:
            wrong.append(_("%(principle)s (no plan of approach)") % {"principle": principle.title})
        elif not any(team.has_budget for team in planned):
            wrong.append(_("%(principle)s (no budget)") % {"principle": principle.title})
    numbers = {"count": len(part.principles)}
    if not wrong:
        return Outcome(True, counts=numbers)
    return Outcome(
        False, tuple(FindingFact(Support.FAILS, subject=words) for words in wrong), page, counts=numbers
    )


# --- Words ---------------------------------------------------------------------------------

_NONE = gettext_lazy("The deal has no design principles.")


def _teams(finding: Finding) -> str:
    wrong = failing(finding)
    titles = [f"‘{fact.subject}’" for fact in wrong if fact.subject]
    bare, double = titles[: finding.counts["bare"]], titles[finding.counts["bare"] :]
    outside = [fact for fact in wrong if not fact.subject]
    sentences = []
    if bare:
        sentences.append(_("Since %(since)s there is no design team for: %(bare)s."))
    if double:
        sentences.append(_("Since %(since)s there is more than one design team for: %(double)s."))
    if outside:
        sentences.append(
            _("Since %(since)s somebody sits in a design team for who does not take part: %(who)s.")
        )
    words = {
        **since(finding),
        "bare": listed(bare),
        "double": listed(double),
        "who": listed([owner(fact) for fact in outside]),
    }
    return " ".join(sentence % words for sentence in sentences)


def _plans(finding: Finding) -> str:
    return _("Since %(since)s this is missing: %(subjects)s.") % {
        **since(finding),
        "subjects": listed([fact.subject for fact in failing(finding)]),
    }


def _each_has_team(finding: Finding) -> str:
    return _("Each of the %(count)s design principles has its design team.") % dict(finding.counts)


def _each_has_plan(finding: Finding) -> str:
    return _("Each of the %(count)s design principles has a plan of approach with a budget.") % dict(
        finding.counts
    )


TEAM_RULES = (
    Rule(
        number=53,
        scope=DEAL,
        name=gettext_lazy("One design team per design principle"),
        explanation=gettext_lazy(
            "Each design principle has one design team. Its members sit there for partners of the deal; a"
            " partner may take part in several teams."
        ),
        default_text=gettext_lazy("For each design principle a design team of partners is formed."),
        ask=one_team_per_principle,
        words=Words(
            _teams,
            loses(gettext_lazy("Then from %(day)s a design principle has no team of partners, or two.")),
            _each_has_team,
        ),
        part=TEAMS,
    ),
    Rule(
        number=54,
        scope=DEAL,
        name=gettext_lazy("A plan of approach with a budget per design principle"),
        explanation=gettext_lazy(
            "The design team of each design principle has a plan with a budget, in money or hours."
        ),
        default_text=gettext_lazy(
            "For each design principle a plan of approach with a budget is written for the development phase."
        ),
        ask=each_has_plan,
        words=Words(
            _plans,
            loses(gettext_lazy("Then from %(day)s a design principle has no plan with a budget.")),
            _each_has_plan,
        ),
        part=TEAMS,
    ),
)
