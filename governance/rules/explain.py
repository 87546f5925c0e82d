"""The words of a finding: what it rests on, since when, until when, and the way out (facts A5)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.findings import Acceptance, Finding, FindingFact, FindingState, Names, Support
from governance.rules.registry import RULES
from governance.rules.shared import day_words, failing, listed, owner, owners


def explain(finding: Finding, *, names: Names) -> str:
    """Return the sentences under a finding, for people.

    ``names``: whose names the reader may see; where not, the seat is named (facts A5).
    """
    if finding.state is FindingState.NOT_APPLICABLE:
        return str(finding.reason)
    words = RULES[finding.rule].words
    if finding.fails:
        sentences = [words.broken(finding), *_empty_seats(finding)]
    elif finding.state in (FindingState.AT_RISK, FindingState.EXCEPTED):
        sentences = [_at_risk(finding)]
    elif words.met:
        sentences = [words.met(finding)]
    else:
        sentences = [_members(finding, names)]
    if finding.restores_on and finding.is_problem:
        sentences.append(_("From %(day)s it is in order again.") % {"day": day_words(finding.restores_on)})
    return " ".join([*sentences, *_accepted(finding, names)])


def remedy_text(finding: Finding) -> str:
    """Return the one action that mends the finding, or nothing where the portal has none."""
    return finding.remedy.text if finding.remedy and finding.is_problem else ""


def summary(findings: Sequence[Finding]) -> str:
    """Return the sentence above a list of findings: how many hold, and how many do not."""
    asked = [f for f in findings if f.state is not FindingState.NOT_APPLICABLE]
    if not asked:
        return _("The covenant sets no rule for this body.")
    counts = {state: sum(f.state is state for f in asked) for state in FindingState}
    sentences = [
        ngettext(
            "%(met)s of the %(total)s agreement is met.",
            "%(met)s of the %(total)s agreements are met.",
            len(asked),
        )
        % {"met": counts[FindingState.MET], "total": len(asked)}
    ]
    if at_risk := counts[FindingState.AT_RISK]:
        sentences.append(_("Pay attention to %(count)s.") % {"count": at_risk})
    if broken := counts[FindingState.BROKEN]:
        sentences.append(
            ngettext("%(count)s is not met.", "%(count)s are not met.", broken) % {"count": broken}
        )
    if excepted := counts[FindingState.EXCEPTED]:
        sentences.append(
            ngettext(
                "An exception was accepted for %(count)s.",
                "Exceptions were accepted for %(count)s.",
                excepted,
            )
            % {"count": excepted}
        )
    return " ".join(sentences)


def effect_sentence(before: Finding, after: Finding) -> str:
    """Return what a change does to one rule: worse from when, or in order from when."""
    if after.state is FindingState.NOT_APPLICABLE:
        return _("Then this rule is not asked: %(why)s") % {"why": after.reason}
    if after.fails and before.fails:
        if after.restores_on is None:
            return _("Then this rule stays unmet.")
        return _("Then this rule is met from %(day)s.") % {"day": day_words(after.restores_on)}
    lasts_until = after.since if after.fails else after.breaks_on
    if lasts_until is None:
        return _("Then this rule is met, and no end is known.")
    sentences = [RULES[after.rule].words.lost(after, day_words(lasts_until))]
    if after.restores_on:
        sentences.append(_("From %(day)s it is in order again.") % {"day": day_words(after.restores_on)})
    return " ".join(sentences)


def _accepted(finding: Finding, names: Names) -> list[str]:
    """Return by whom and until when an exception was accepted, and why; nothing where there is none."""
    if finding.acceptance is None:
        return []
    reason = _("Reason: %(reason)s") % {"reason": finding.acceptance.reason}
    return [_accepted_by(finding.acceptance, names), reason]


def _accepted_by(accepted: Acceptance, names: Names) -> str:
    until = day_words(accepted.end)
    if accepted.decision:
        return _("Accepted by %(body)s in decision %(decision)s, until %(until)s.") % {
            "body": accepted.body,
            "decision": accepted.decision,
            "until": until,
        }
    if names.everybody and accepted.person:
        return _("Accepted by project manager %(person)s, until %(until)s.") % {
            "person": accepted.person,
            "until": until,
        }
    return _("Accepted by the project manager, until %(until)s.") % {"until": until}


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
        % {"seats": owners(empty)}
    ]


def _at_risk(finding: Finding) -> str:
    ending = [fact for fact in finding.facts if fact.support is Support.ENDS]
    if not ending:
        day = {"day": day_words(finding.breaks_on)}
        if what := listed([fact.subject or owner(fact) for fact in failing(finding)]):
            return _("From %(day)s this rule is no longer met: %(what)s.") % {**day, "what": what}
        return _("From %(day)s this rule is no longer met.") % day
    return ngettext(
        "From %(day)s: the membership on the seat of %(seats)s ends on %(end)s.",
        "From %(day)s: the memberships on the seats of %(seats)s end, the last on %(end)s.",
        len(ending),
    ) % {
        "day": day_words(finding.breaks_on),
        "seats": owners(ending),
        "end": day_words(max(fact.end for fact in ending if fact.end)),
    }


def _members(finding: Finding, names: Names) -> str:
    lines = [
        _("%(person)s, since %(since)s")
        % {
            "person": fact.person if names.may_read(fact) else _seat_filled(fact),
            "since": day_words(fact.start),
        }
        for fact in finding.facts
    ]
    return "; ".join(lines) + "."


def _seat_filled(fact: FindingFact) -> str:
    return _("The seat of %(seat)s is filled") % {"seat": owner(fact)}
