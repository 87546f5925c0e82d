"""Rules 17 and 18: quality teams (source 000, "Kwaliteitsteams")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.body_kinds import needs_founding_decision
from governance.enums import BodyKind
from governance.rules.base import Rule, Words, asked_of
from governance.rules.facts import BodyFacts, DealFacts
from governance.rules.shared import NO_LONGER, all_parties, from_parties, listed, loses, no_party, since

FOUNDING = "founding"


@dataclass(frozen=True)
class DecisionFact:
    """A decision that a body rests on; ``withdrawn_on`` the day from which it no longer stands."""

    label: str
    body: str
    taken_on: date
    withdrawn_on: date | None = None

    def stands(self, on: date) -> bool:
        """Whether it was taken, and not withdrawn, on that day."""
        return self.taken_on <= on and (self.withdrawn_on is None or on < self.withdrawn_on)


@dataclass(frozen=True)
class FoundingFacts:
    """The decisions with which bodies were added and dissolved, by the id of the body."""

    added: Mapping[int, DecisionFact]
    dissolved: Mapping[int, DecisionFact]

    def changes(self) -> Iterable[date]:
        """Return the days on which a decision was taken or withdrawn."""
        for decision in (*self.added.values(), *self.dissolved.values()):
            yield decision.taken_on
            if decision.withdrawn_on:
                yield decision.withdrawn_on


def members_are_parties(
    _deal: DealFacts, body: BodyFacts, on: date, _parameters: Mapping[str, Any]
) -> Outcome:
    """Rule 17: every member represents an organisation that is a party on that day."""
    return from_parties(body, on)


def rests_on_decision(deal: DealFacts, body: BodyFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 18: a team added after the start of the deal, and every dissolution, rests on a decision.

    Only a competent body can have taken it, so which body it was is not asked again here. A first team
    rests on the text of the deal.
    """
    founding: FoundingFacts = deal.parts[FOUNDING]
    asked = []
    if needs_founding_decision(body.kind, body.period.start, deal.term.start):
        asked.append((_("adding the team"), founding.added.get(body.id)))
    if body.period.end is not None and on > body.period.end:
        asked.append((_("dissolving the team"), founding.dissolved.get(body.id)))
    missing = [subject for subject, decision in asked if decision is None or not decision.stands(on)]
    if not missing:
        found = [FindingFact(Support.COUNTS, subject=d.label, seat=d.body) for _s, d in asked if d]
        return Outcome(True, tuple(found))
    page = "governance:body_reopen" if _("adding the team") not in missing else "governance:body_edit"
    return Outcome(
        False,
        tuple(FindingFact(Support.FAILS, subject=subject) for subject in missing),
        Remedy(_("Record the decision about %(body)s") % {"body": body.name}, page, (body.slug,)),
    )


def _undecided(finding: Finding) -> str:
    subjects = [fact.subject for fact in finding.facts if fact.support is Support.FAILS]
    return _("Since %(since)s there is no decision of a competent body for %(subjects)s.") % {
        **since(finding),
        "subjects": listed(subjects),
    }


def _decided(finding: Finding) -> str:
    if not finding.facts:
        return _("A first team: it rests on the text of the deal.")
    return _("Decision %(labels)s.") % {
        "labels": ", ".join(f"{fact.subject} ({fact.seat})" for fact in finding.facts)
    }


TEAM_RULES = (
    Rule(
        number=17,
        scope=BodyKind.QUALITY_TEAM,
        name=gettext_lazy("Members of a quality team are parties"),
        explanation=gettext_lazy(
            "Every member sits for an organisation that is a party of the deal on that day. A new or longer"
            " membership for another organisation is refused."
        ),
        default_text=gettext_lazy("Members of the quality teams are parties in the City Deal."),
        ask=members_are_parties,
        words=Words(
            no_party,
            loses(gettext_lazy("Then from %(day)s somebody sits in %(body)s for who is no party.")),
            all_parties,
        ),
        parameters=(asked_of(BodyKind.QUALITY_TEAM),),
    ),
    Rule(
        number=18,
        scope=BodyKind.QUALITY_TEAM,
        name=gettext_lazy("Quality teams by decision"),
        explanation=gettext_lazy(
            "A team that is added after the start of the deal, and a team that is dissolved, rest on a"
            " decision. Who may decide stands on the page about who decides what."
        ),
        default_text=gettext_lazy("The core group can decide to add or dissolve quality teams."),
        ask=rests_on_decision,
        words=Words(_undecided, NO_LONGER, _decided),
        asks_closed=True,
        reads_members=False,
        part=FOUNDING,
    ),
)
