"""Rule 20: the residents' panel covers the challenges."""

from datetime import date

from citydeal.common.findings import NOBODY, FindingState
from governance.enums import BodyKind
from governance.rules.explain import explain, remedy_text
from panels.rules.topics import ChallengeFact, TopicFacts
from tests.governance.rule_case import ask, body, deal, member


def panel(*members):
    return body((), members, kind=BodyKind.RESIDENTS_PANEL, name="Inwonerspanel")


def topics(**challenges):
    return TopicFacts(
        tuple(ChallengeFact(n, title, who) for n, (title, who) in enumerate(challenges.items(), start=1))
    )


def test_somebody_thinks_along_on_each():
    finding = ask(20, deal(panel(member(None, number=5)), topics=topics(gezondheid=(5,), kansen=(5, 6))))
    assert finding.state is FindingState.MET
    assert explain(finding, names=NOBODY) == "Over elk van de 2 opgaven denkt iemand mee."


def test_it_names_the_challenges_that_nobody_thinks_along_on():
    facts = deal(panel(member(None, number=5)), topics=topics(gezondheid=(5,), kansen=(), wonen=(6,)))
    finding = ask(20, facts)
    assert finding.state is FindingState.BROKEN
    assert explain(finding, names=NOBODY) == (
        "Sinds 1 maart 2025 denkt niemand in het panel mee over: kansen en wonen."
    )
    assert remedy_text(finding) == "Leg vast wie waarover meedenkt"


def test_a_member_who_leaves_takes_the_topic_along():
    leaves = member(None, number=5, end=date(2026, 12, 31))
    finding = ask(20, deal(panel(leaves), topics=topics(gezondheid=(5,))))
    assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))


def test_without_challenges_it_is_not_asked():
    finding = ask(20, deal(panel(), topics=topics()))
    assert explain(finding, names=NOBODY) == "De deal heeft nog geen opgaven."
