"""The letter with which a party tells its own council or board about the deal: two pages, hers to send.

It holds what is public, and what is of the party itself; nobody's name. What other parties brought in or
answered is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from citydeal.common.dates import in_words
from governance.enums import OrganizationKind, RequestKind
from governance.models import Party
from governance.selectors.rule_parts import a_day
from reporting.permissions_contributions import Reader
from reporting.rules.document import Block, Bullets, Document, Heading, Paragraph, Part, Table
from reporting.selectors.contributions import KindLine, contributions_for
from reporting.selectors.letter_rows import OwnRows, PublicRows, own_rows, public_rows
from workgroups.enums import InstrumentState, TestState
from workgroups.rules.moments import moment_words

# A name is cut here, and of what is asked so much is told: the letter is two pages.
LONGEST = 70
MOST_ASKED = 6


def council_letter(party: Party, on: date) -> Document:
    """Return the letter of a party, as it stands on a day; needs deal and organisation loaded.

    Whoever asks for it gets the same letter. Five queries. Source: rules 61 and 62, choice A2-10.
    """
    deal, name = party.deal, party.organization.name
    since = _year_before(on)
    public, own = public_rows(deal, since, on), own_rows(party, on)
    lines = _lines_of(party, on)
    return Document(
        title=deal.name,
        subtitle=_("What the deal does, and what %(party)s does in it") % {"party": name},
        facts=[
            (pgettext("letter", "To"), addressee(party)),
            (pgettext("letter", "From"), name),
            (_("Date"), in_words(on)),
        ],
        parts=[
            Part("deal", _("What the deal did"), _deal(party, public, since)),
            Part("ours", _("What our organisation promised and did"), _ours(own, lines, on)),
            Part("asked", _("What is asked of us"), _asked(own)),
        ],
        kind="letter",
        state=_("%(party)s, %(day)s") % {"party": name, "day": in_words(on)},
    )


def addressee(party: Party) -> str:
    """Return to whom the letter goes: who decides in an organisation of this kind."""
    name = {"name": party.organization.name}
    match party.organization.kind:
        case OrganizationKind.MUNICIPALITY:
            return _("The municipal executive and the council of %(name)s") % name
        case OrganizationKind.PROVINCE:
            return _("The provincial executive and the provincial council of %(name)s") % name
        case OrganizationKind.WATER_BOARD:
            return _("The executive and the general board of %(name)s") % name
    return _("The board of %(name)s") % name


def letter_heading(party: Party) -> str:
    """Return for whom the letter is, in the words of the page."""
    if party.organization.kind == OrganizationKind.MUNICIPALITY:
        return _("For your executive and council")
    return _("For your board")


def _year_before(on: date) -> date:
    return date(on.year - 1, on.month, min(on.day, 28))


def _lines_of(party: Party, on: date) -> Sequence[KindLine]:
    """Return how the contributions of the party stand this year, with what it has not confirmed itself."""
    found = contributions_for(Reader(own=frozenset({party.pk})), party.deal, on)
    return next((row.lines for row in found.rows if row.party == party.pk), ())


# --- What the deal did -----------------------------------------------------------------------


def _deal(party: Party, rows: PublicRows, since: date) -> list[Block]:
    deal = party.deal
    blocks: list[Block] = []
    if deal.summary and rows != PublicRows():
        blocks.append(Paragraph(_cut(deal.summary, 400)))
    blocks += _bulleted(
        _("Reached since %(day)s") % {"day": in_words(since)},
        [f"{_title(row)} ({in_words(a_day(row['on']))})" for row in rows.reached],
    )
    blocks += _bulleted(
        _("Ready to be used"),
        [f"{_title(row)} ({str(InstrumentState(row['state']).label).lower()})" for row in rows.instruments],
    )
    blocks += _bulleted(
        _("Decisions"),
        [f"{_title(row)} ({_body(row)}, {in_words(a_day(row['on']))})" for row in rows.decisions],
    )
    blocks += _bulleted(_("What comes"), [f"{_title(row)} ({_moment(row)})" for row in rows.coming])
    return blocks or [Paragraph(_("The deal has not made anything public about this yet."))]


def _moment(row: dict[str, Any]) -> str:
    return moment_words(a_day(row["start"]), a_day(row["end"]), row["precision"])


# --- What we did -----------------------------------------------------------------------------


def _ours(own: OwnRows, lines: Sequence[KindLine], on: date) -> list[Block]:
    blocks: list[Block] = []
    if lines:
        blocks.append(
            Table(
                caption=_("Our contributions in %(year)s") % {"year": on.year},
                header=["", _("Promised"), _("Delivered"), _("Still to come")],
                rows=[[line.label, line.promised, line.delivered, line.left] for line in lines],
                numeric=frozenset({1, 2, 3}),
            )
        )
    seats = [
        _body(row) if row["is_filled"] else _("%(body)s (nobody sits there now)") % {"body": _body(row)}
        for row in own.seats
    ]
    if seats:
        blocks += [Heading(_("We sit in")), Paragraph(_cut(", ".join(dict.fromkeys(seats)), 300))]
    blocks += _bulleted(_("We test"), [_test(row) for row in own.tests])
    uses = [
        _("%(title)s, since %(day)s") % {"title": _title(row), "day": in_words(a_day(row["start"]))}
        for row in own.uses
    ]
    return [*blocks, *_bulleted(_("We use"), uses)] or [Paragraph(_("Nothing is written down yet."))]


def _test(row: dict[str, Any]) -> str:
    words = {
        "title": _title(row),
        "state": str(TestState(row["state"]).label).lower(),
        "start": in_words(a_day(row["start"])),
        "end": in_words(a_day(row["end"])),
    }
    return _("%(title)s: %(state)s, %(start)s to %(end)s inclusive") % words


# --- What is asked of us ---------------------------------------------------------------------


def _asked(own: OwnRows) -> list[Block]:
    items = [
        *(_agreement(row) for row in own.agreements),
        *(_request(row) for row in own.requests),
        *(_question(row) for row in own.questions),
    ]
    if not items:
        return [Paragraph(_("Nothing is asked of us now."))]
    count = ngettext("%(count)s thing is asked of us.", "%(count)s things are asked of us.", len(items))
    left = len(items) - MOST_ASKED
    more = ngettext("and %(count)s thing more", "and %(count)s things more", left) % {"count": left}
    shown = [*items[:MOST_ASKED], more] if left > 0 else items
    return [Paragraph(count % {"count": len(items)}), Bullets(shown, numbered=True)]


def _agreement(row: dict[str, Any]) -> str:
    words = {
        "title": _title(row),
        "body": _body(row),
        "day": in_words(a_day(row["taken_on"])),
    }
    said = _("Confirm the decision “%(title)s” (%(body)s, %(day)s).") % words
    if row["subject_to"]:
        said += " " + _("Subject to: %(whose)s.") % {"whose": row["subject_to"]}
    if row["due"]:
        said += " " + _("At the latest on %(day)s.") % {"day": in_words(a_day(row["due"]))}
    return said


def _request(row: dict[str, Any]) -> str:
    words = {"what": RequestKind(row["kind"]).label, "day": in_words(a_day(row["until"]))}
    return _("%(what)s, at the latest on %(day)s.") % words


def _question(row: dict[str, Any]) -> str:
    words = {"quarter": row["quarter"], "year": row["year"], "day": in_words(a_day(row["until"]))}
    return (
        _("Confirm our contributions of quarter %(quarter)s of %(year)s, at the latest on %(day)s.") % words
    )


def _bulleted(title: str, items: Sequence[str]) -> list[Block]:
    return [Heading(title), Bullets(items)] if items else []


def _title(row: dict[str, Any]) -> str:
    return _cut(row["title"], LONGEST)


def _body(row: dict[str, Any]) -> str:
    return _cut(row["body"], 40)


def _cut(text: str, most: int) -> str:
    return Truncator(" ".join(text.split())).chars(most)
