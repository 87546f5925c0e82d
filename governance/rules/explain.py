"""The words of a finding: what it rests on, since when, until when, and the way out (facts A5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.findings import Finding, FindingFact, FindingState, Support
from governance.rules.composition import NO_MEMBERS

# The numbers of the rules that have words of their own (docs/regels.md).
_EXECUTIVES_AND_DIRECTORS = 8
_NETWORK = 11


def explain(finding: Finding, *, names: bool) -> str:
    """Return the sentences under a finding, for people.

    ``names``: whether the reader may see who it is about; others read the seat (facts A5).
    """
    if finding.state is FindingState.NOT_APPLICABLE:
        if finding.reason == NO_MEMBERS:
            return _("Nobody sits in this body yet.")
        return _("The deal does not have this body on this day.")
    if finding.state is FindingState.BROKEN:
        sentences = [_broken(finding), *_empty_seats(finding)]
    elif finding.state is FindingState.AT_RISK:
        sentences = [_at_risk(finding)]
    else:
        sentences = [_met(finding, names=names)]
    if finding.restores_on and finding.is_problem:
        sentences.append(_("From %(day)s it is in order again.") % {"day": _day(finding.restores_on)})
    return " ".join(sentences)


def remedy_text(finding: Finding) -> str:
    """Return the one action that mends the finding, or nothing where the portal has none."""
    if not finding.remedy_seat_id or not finding.is_problem:
        return ""
    seat = next((f.seat for f in finding.facts if f.seat_id == finding.remedy_seat_id), "")
    if not seat:
        return _("Name a member")
    return _("Name a member for the seat of %(seat)s") % {"seat": seat}


def summary(findings: Sequence[Finding]) -> str:
    """Return the sentence above a list of findings: how many hold, and how many do not."""
    asked = [f for f in findings if f.state is not FindingState.NOT_APPLICABLE]
    if not asked:
        return _("The covenant sets no rule for this body.")
    broken = sum(f.state is FindingState.BROKEN for f in asked)
    at_risk = sum(f.state is FindingState.AT_RISK for f in asked)
    met = len(asked) - broken - at_risk
    sentences = [
        ngettext(
            "%(met)s of the %(total)s agreement is met.",
            "%(met)s of the %(total)s agreements are met.",
            len(asked),
        )
        % {"met": met, "total": len(asked)}
    ]
    if at_risk:
        sentences.append(_("Pay attention to %(count)s.") % {"count": at_risk})
    if broken:
        sentences.append(
            ngettext("%(count)s is not met.", "%(count)s are not met.", broken) % {"count": broken}
        )
    return " ".join(sentences)


def effect_sentence(before: Finding, after: Finding) -> str:
    """Return what a change does to one rule: worse from when, or in order from when."""
    if after.state is FindingState.NOT_APPLICABLE:
        return _("Then nobody sits in the steering group, so this rule is not asked.")
    if after.state is FindingState.BROKEN and before.state is FindingState.BROKEN:
        if after.restores_on is None:
            return _("Then this rule stays unmet.")
        return _("Then this rule is met from %(day)s.") % {"day": _day(after.restores_on)}
    lasts_until = after.since if after.state is FindingState.BROKEN else after.breaks_on
    if lasts_until is None:
        return _("Then this rule is met, and no end is known.")
    sentences = [_missing(after.rule) % {"day": _day(lasts_until)}]
    if after.restores_on:
        sentences.append(_("From %(day)s it is in order again.") % {"day": _day(after.restores_on)})
    return " ".join(sentences)


def _missing(rule: int) -> str:
    if rule == _EXECUTIVES_AND_DIRECTORS:
        return _("Then from %(day)s somebody sits in the steering group who is no executive or director.")
    if rule == _NETWORK:
        return _("Then from %(day)s the steering group misses an executive of the city network.")
    return _("Then from %(day)s the steering group misses a representative of a participating ministry.")


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _owner(fact: FindingFact) -> str:
    return fact.seat or fact.organization or _("a member without a seat")


def _owners(facts: Sequence[FindingFact]) -> str:
    owners = list(dict.fromkeys(_owner(fact) for fact in facts))
    if len(owners) < 2:
        return "".join(owners)
    return _("%(first)s and %(last)s") % {"first": ", ".join(owners[:-1]), "last": owners[-1]}


def _broken(finding: Finding) -> str:
    since = {"since": _day(finding.since)}
    if finding.rule == _EXECUTIVES_AND_DIRECTORS:
        failing = [fact for fact in finding.facts if fact.support is Support.FAILS]
        return ngettext(
            "Since %(since)s: on the seat of %(seats)s sits no executive or director of a party.",
            "Since %(since)s: on the seats of %(seats)s sit no executives or directors of a party.",
            len(failing),
        ) % {**since, "seats": _owners(failing)}
    if any(fact.support is Support.COUNTS for fact in finding.facts):
        return _("Since %(since)s too few members meet this rule.") % since
    if finding.rule == _NETWORK:
        return _("Since %(since)s no executive of the network of cities is a member.") % since
    return _("Since %(since)s nobody represents a participating ministry.") % since


def _empty_seats(finding: Finding) -> list[str]:
    empty = [fact for fact in finding.facts if fact.support is Support.VACANT]
    if not empty:
        return []
    return [
        ngettext(
            "The seat of %(seats)s is not filled.",
            "The seats of %(seats)s are not filled.",
            len(empty),
        )
        % {"seats": _owners(empty)}
    ]


def _at_risk(finding: Finding) -> str:
    ending = [fact for fact in finding.facts if fact.support is Support.ENDS]
    if not ending:
        return _("From %(day)s this rule is no longer met.") % {"day": _day(finding.breaks_on)}
    return ngettext(
        "From %(day)s: the membership on the seat of %(seats)s ends on %(end)s.",
        "From %(day)s: the memberships on the seats of %(seats)s end, the last on %(end)s.",
        len(ending),
    ) % {
        "day": _day(finding.breaks_on),
        "seats": _owners(ending),
        "end": _day(max(fact.end for fact in ending if fact.end)),
    }


def _met(finding: Finding, *, names: bool) -> str:
    if finding.rule == _EXECUTIVES_AND_DIRECTORS:
        return ngettext(
            "%(count)s member, an executive or director.",
            "All %(count)s members are executives or directors.",
            len(finding.facts),
        ) % {"count": len(finding.facts)}
    lines = [
        _("%(person)s, since %(since)s")
        % {"person": fact.person if names else _seat_filled(fact), "since": _day(fact.start)}
        for fact in finding.facts
    ]
    return "; ".join(lines) + "."


def _seat_filled(fact: FindingFact) -> str:
    return _("The seat of %(seat)s is filled") % {"seat": _owner(fact)}
