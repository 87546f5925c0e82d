"""Rules 45, 46, 55 and 63: the parties of the deal and its term (source 003)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.enums import HelixSector
from governance.rules.base import DEAL, Rule, Words
from governance.rules.facts import DealFacts
from governance.rules.parameters import Choice, ChoiceList, WholeNumber, choices_of
from governance.rules.shared import NO_LONGER, day_words, misses, since

EXTENSIONS = "extensions"
UNTIL_SIGNING = "until_signing"
ALWAYS = "always"


@dataclass(frozen=True)
class ExtensionFact:
    """An extension of the term: when it was signed, and the last day before and after it."""

    signed_on: date
    end_before: date
    end: date


@dataclass(frozen=True)
class ExtensionFacts:
    """The extensions of a deal, in the order in which they were signed."""

    extensions: tuple[ExtensionFact, ...] = ()

    def changes(self) -> Iterable[date]:
        """Return the days on which the term was extended."""
        return (extension.signed_on for extension in self.extensions)


def last_day(deal: DealFacts, on: date) -> date | None:
    """Return the last day of the term as it was known on ``on``; None: open."""
    part: ExtensionFacts = deal.parts[EXTENSIONS]
    for extension in part.extensions:
        if extension.signed_on > on:
            return extension.end_before
    return deal.term.end


def _add_party() -> Remedy:
    return Remedy(_("Add a party to the deal"), "governance:organization_find")


def whole_helix(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 45: of every sector in ``sectors`` at least one organisation takes part, signed or not."""
    present = {deal.organizations[partner].sector for partner in deal.partners(on)}
    labels = dict(HelixSector.choices)
    missing = [sector for sector in parameters["sectors"] if sector not in present]
    if not missing:
        return Outcome(True, counts={"count": len(parameters["sectors"])})
    facts = [FindingFact(Support.FAILS, subject=str(labels[sector]).lower()) for sector in missing]
    return Outcome(False, tuple(facts), _add_party())


def enough_take_part(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 46: at least ``minimum`` organisations take part, signed or not: a target.

    It is about building the network: after the signing it is not asked, unless ``asked`` says always.
    """
    if parameters["asked"] == UNTIL_SIGNING and deal.signed_on and on >= deal.signed_on:
        return Outcome(True, not_applicable=_("The network was built before the deal was signed."))
    count = len(deal.partners(on))
    numbers = {"count": count, "minimum": parameters["minimum"]}
    if count >= parameters["minimum"]:
        return Outcome(True, counts=numbers)
    return Outcome(False, (), _add_party(), counts=numbers)


def enough_sign(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 55: on the signing date at least ``minimum`` organisations sign; who withdraws later has signed.

    ``recorded``: how many signed on paper, where the register does not hold them all.
    """
    signed_on = deal.signed_on
    if signed_on is None or on < signed_on:
        return Outcome(True, not_applicable=_("The deal is not signed on this day."))
    known = sum(organization.is_party(signed_on) for organization in deal.organizations.values())
    count = max(known, parameters["recorded"] or 0)
    numbers = {"count": count, "minimum": parameters["minimum"]}
    if count >= parameters["minimum"]:
        return Outcome(True, counts=numbers)
    remedy = Remedy(_("Record who signed"), "governance:party_list")
    return Outcome(False, (), remedy, counts=numbers)


def long_enough(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 63: the term, as it is known on the day, is at least ``years`` years; an open end is."""
    start, end = deal.term.start, last_day(deal, on)
    fact = FindingFact(Support.COUNTS, start=start, end=end)
    numbers = {"years": parameters["years"]}
    if end is None or end >= _years_later(start, parameters["years"]) - timedelta(days=1):
        return Outcome(True, (fact,), counts=numbers)
    remedy = Remedy(_("Record an extension"), "governance:extension_create")
    return Outcome(False, (fact,), remedy, counts=numbers)


def _years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


# --- Words ---------------------------------------------------------------------------------


def _whole(finding: Finding) -> str:
    return _("All %(count)s sectors take part.") % dict(finding.counts)


def _too_few_take_part(finding: Finding) -> str:
    return ngettext(
        "Since %(since)s %(count)s organisation takes part; the aim is %(minimum)s.",
        "Since %(since)s %(count)s organisations take part; the aim is %(minimum)s.",
        finding.counts["count"],
    ) % since(finding)


def _take_part(finding: Finding) -> str:
    return _("%(count)s organisations take part; the aim is %(minimum)s.") % dict(finding.counts)


def _too_few_signed(finding: Finding) -> str:
    return ngettext(
        "On %(since)s %(count)s party signed; at least %(minimum)s are needed.",
        "On %(since)s %(count)s parties signed; at least %(minimum)s are needed.",
        finding.counts["count"],
    ) % since(finding)


def _signed(finding: Finding) -> str:
    return _("%(count)s parties signed; at least %(minimum)s are needed.") % dict(finding.counts)


def _too_short(finding: Finding) -> str:
    return _("The term runs until %(end)s. That is less than %(years)s years.") % {
        "end": day_words(finding.facts[0].end),
        **finding.counts,
    }


def _term(finding: Finding) -> str:
    if finding.facts[0].end is None:
        return _("The term has no last day.")
    return _("The term runs until %(end)s. That is at least %(years)s years.") % {
        "end": day_words(finding.facts[0].end),
        **finding.counts,
    }


NETWORK_RULES = (
    Rule(
        number=45,
        scope=DEAL,
        name=gettext_lazy("Every sector takes part"),
        explanation=gettext_lazy(
            "Of each of these sectors at least one organisation takes part: it explores, has signed the"
            " letter of intent, or is a party."
        ),
        default_text=gettext_lazy("The whole quadruple helix is represented in the network."),
        ask=whole_helix,
        words=Words(misses, NO_LONGER, _whole),
        parameters=(
            ChoiceList(
                "sectors",
                gettext_lazy("Sectors"),
                default=tuple(s.value for s in HelixSector if s is not HelixSector.OTHER),
                choices=choices_of(HelixSector.choices),
            ),
        ),
    ),
    Rule(
        number=46,
        scope=DEAL,
        name=gettext_lazy("Enough organisations take part"),
        explanation=gettext_lazy(
            "At least this many organisations take part, signed or not. It is an aim: the portal warns,"
            " and never says that it is not met."
        ),
        default_text=gettext_lazy("We would like at least 20 parties to take part."),
        ask=enough_take_part,
        words=Words(_too_few_take_part, NO_LONGER, _take_part),
        parameters=(
            WholeNumber("minimum", gettext_lazy("At least"), default=20, maximum=500),
            Choice(
                "asked",
                gettext_lazy("Asked"),
                default=UNTIL_SIGNING,
                choices=(
                    (UNTIL_SIGNING, gettext_lazy("Until the signing")),
                    (ALWAYS, gettext_lazy("As long as the deal runs")),
                ),
            ),
        ),
        is_target=True,
    ),
    Rule(
        number=55,
        scope=DEAL,
        name=gettext_lazy("Enough parties sign"),
        explanation=gettext_lazy(
            "At least this many parties signed on the signing date. Later signings do not count."
        ),
        default_text=gettext_lazy(
            "The exploration phase closes with the signing of the City Deal by at least twelve partners."
        ),
        ask=enough_sign,
        words=Words(_too_few_signed, NO_LONGER, _signed),
        parameters=(
            WholeNumber("minimum", gettext_lazy("At least"), default=12, maximum=500),
            WholeNumber(
                "recorded",
                gettext_lazy("Signatures on paper"),
                gettext_lazy(
                    "Only if the portal does not hold all parties that signed: how many signed according"
                    " to the deal text."
                ),
                is_required=False,
                maximum=500,
            ),
        ),
    ),
    Rule(
        number=63,
        scope=DEAL,
        name=gettext_lazy("A long enough term"),
        explanation=gettext_lazy("The term, with its extensions, is at least this many years."),
        default_text=gettext_lazy("The City Deal lasts at least three years and can be extended."),
        ask=long_enough,
        words=Words(_too_short, NO_LONGER, _term),
        parameters=(WholeNumber("years", gettext_lazy("Years at least"), default=3, maximum=30),),
        part=EXTENSIONS,
    ),
)
