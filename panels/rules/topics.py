"""Rule 20: the residents' panel covers the challenges of the deal (source 000, "Inwonerspanel")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.enums import BodyKind
from governance.rules.base import Rule, Words
from governance.rules.facts import BodyFacts, DealFacts, MembershipFact
from governance.rules.shared import NO_LONGER, failing, listed, name_member, since

TOPICS = "topics"


@dataclass(frozen=True)
class ChallengeFact:
    """A challenge, and the memberships of who wants to think along on it."""

    id: int
    title: str
    memberships: tuple[int, ...] = ()


@dataclass(frozen=True)
class TopicFacts:
    """The challenges of a deal."""

    challenges: tuple[ChallengeFact, ...] = ()

    def changes(self) -> Iterable[date]:
        """Return nothing: a challenge has no dates, and who thinks along does so while a member."""
        return ()


def challenges_covered(deal: DealFacts, body: BodyFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 20: on every challenge at least one member of the panel wants to think along (D)."""
    part: TopicFacts = deal.parts[TOPICS]
    if not part.challenges:
        return Outcome(True, not_applicable=_("The deal has no challenges yet."))
    members = body.members(on)
    sitting = {member.id for member in members}
    bare = [challenge for challenge in part.challenges if not sitting.intersection(challenge.memberships)]
    if not bare:
        return Outcome(True, counts={"count": len(part.challenges)})
    return Outcome(
        False,
        (FindingFact(Support.FAILS, subject=challenge.title) for challenge in bare),
        lambda: _remedy(body, members),
    )


def _remedy(body: BodyFacts, members: list[MembershipFact]) -> Remedy:
    """Return the act of recording the topics of the first member, or of adding one where nobody sits."""
    saved = [member.id for member in members if member.id is not None]
    if not saved:
        return name_member(body, None)
    return Remedy(_("Record who thinks along on what"), "panels:topic_edit", (saved[0],))


def _bare(finding: Finding) -> str:
    return _("Since %(since)s nobody in the panel thinks along on: %(challenges)s.") % {
        **since(finding),
        "challenges": listed([fact.subject for fact in failing(finding)]),
    }


def _covered(finding: Finding) -> str:
    return _("Somebody thinks along on each of the %(count)s challenges.") % dict(finding.counts)


TOPIC_RULES = (
    Rule(
        number=20,
        scope=BodyKind.RESIDENTS_PANEL,
        name=gettext_lazy("The panel covers the challenges"),
        explanation=gettext_lazy(
            "On every challenge of the deal at least one member of the panel wants to think along."
        ),
        default_text=gettext_lazy(
            "The challenges of article 2.1 are the starting point for who is in the residents' panel."
        ),
        ask=challenges_covered,
        words=Words(_bare, NO_LONGER, _covered),
        default_article="2.1",
        part=TOPICS,
    ),
)
