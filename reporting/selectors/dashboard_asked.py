"""What is asked of the reader of a dashboard: decisions of meetings, answers of the own party, reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from citydeal.common.text import Text
from governance.enums import AgreementState, DealState, ItemKind, RequestKind
from governance.models import CityDeal
from governance.selectors.rule_parts import a_day, day
from reporting.models import ProgressReport
from reporting.selectors.contribution_asked import as_asked
from reporting.selectors.dashboard_rows import DashboardRows, Row
from reporting.selectors.report_data import report_title

_STAND = {
    AgreementState.UNKNOWN: "neutral",
    AgreementState.MANDATE: "safe",
    AgreementState.SUBJECT_TO: "active",
    AgreementState.REFUSED: "danger",
}


@dataclass(frozen=True)
class Stand:
    """How a party stands to a decision. ``is_mine``: it is the party of the reader."""

    party: str
    kind: str
    label: Text
    note: str
    is_mine: bool


@dataclass(frozen=True)
class Asked:
    """One thing that is asked of the reader. ``due``: the day; ``moment``: what that day is, in words.

    ``label``: what is asked, of which kind; ``presses``: nothing goes on without it. ``lines``: the decisions
    asked; ``facts``: why, money, who was heard; ``note``: behind the button.
    """

    slug: str
    label: str
    presses: bool
    due: date
    moment: str
    title: str
    url: str
    action: str
    text: str = ""
    lines: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    stand: Sequence[Stand] = ()
    note: str = ""


def asked_of(
    deal: CityDeal, rows: DashboardRows, parties: Sequence[int], own: Collection[int], on: date
) -> list[Asked]:
    """Return what is asked of the reader, in order of day; no query. In a closed deal nothing is.

    ``parties``: those of the reader; ``own``: those it answers for.
    """
    if deal.state == DealState.CLOSED:
        return []
    found = [
        *_items(deal, rows.items),
        *_agreements(deal, rows.agreements, parties),
        *_voices(rows.voices),
        *_requests(rows.requests),
        *_quarters(rows.quarters, own, on),
        *_reports(deal, rows.reports),
    ]
    return sorted(found, key=lambda asked: asked.due)


def _items(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Asked]:
    for row in rows:
        held = timezone.localdate(datetime.fromisoformat(row["starts_at"]))
        papers = row["papers"][0] if row["papers"] else 0
        lines = [line.strip() for line in (row["asked"] or "").splitlines() if line.strip()]
        # The rest of the cover note is one click away: a dashboard takes two minutes.
        facts = [(_("Occasion"), row["occasion"]), (_("Money"), row["money"])]
        yield Asked(
            slug=f"punt-{row['id']}",
            label=str(ItemKind(row["kind"]).label),
            presses=False,
            due=held,
            moment=_("%(body)s of %(day)s") % {"body": row["body"], "day": in_words(held)},
            title=row["title"],
            url=address("governance:item_detail", deal.slug, row["slug"], row["meeting"], row["id"]),
            action=_("Read the proposal"),
            lines=lines,
            facts=[(label, value) for label, value in facts if value],
            note=ngettext("%(count)s paper", "%(count)s papers", papers) % {"count": papers}
            if papers
            else "",
        )


def _agreements(deal: CityDeal, rows: Sequence[Row], parties: Sequence[int]) -> Iterator[Asked]:
    for row in rows:
        due = day(row["due"])
        taken = a_day(row["taken_on"])
        yield Asked(
            slug=f"akkoord-{row['id']}",
            label=_("Confirmation of your party"),
            presses=True,
            due=due or taken,
            moment=_("At the latest on %(day)s") % {"day": in_words(due)}
            if due
            else _("Decision of %(day)s") % {"day": in_words(taken)},
            title=row["title"],
            url=address("governance:decision_detail", deal.slug, row["slug"], row["id"]),
            action=_("Read the decision"),
            text=row["text"],
            stand=[_stand(each, parties) for each in row["stand"]],
            note=row["party"],
        )


def _stand(row: Row, parties: Sequence[int]) -> Stand:
    if row["confirmed"]:
        on = in_words(a_day(row["confirmed"]))
        label: Text = _("Confirmed")
        return Stand(row["name"], "safe", label, on, row["party"] in parties)
    state = AgreementState(row["state"])
    note = ", ".join(
        part for part in (row["subject"], in_words(a_day(row["due"])) if row["due"] else "") if part
    )
    return Stand(row["name"], _STAND[state], state.label, note, row["party"] in parties)


def _voices(rows: Sequence[Row]) -> Iterator[Asked]:
    for row in rows:
        until = a_day(row["until"])
        yield Asked(
            slug=f"ronde-{row['id']}",
            label=_("Written round"),
            presses=False,
            due=until,
            moment=_("%(body)s, answer until %(day)s") % {"body": row["body"], "day": in_words(until)},
            title=row["title"],
            url=address("governance:my_round", row["id"]),
            action=_("Read and answer"),
        )


def _requests(rows: Sequence[Row]) -> Iterator[Asked]:
    for row in rows:
        until = a_day(row["until"])
        yield Asked(
            slug=f"vraag-{row['id']}",
            label=_("Question to your party"),
            presses=False,
            due=until,
            moment=_("Answer until %(day)s") % {"day": in_words(until)},
            title=str(RequestKind(row["kind"]).label),
            url=address("governance:my_request", row["id"]),
            action=_("Read and answer"),
            note=row["party"],
        )


def _quarters(rows: Sequence[Row], own: Collection[int], on: date) -> Iterator[Asked]:
    for row in rows:
        asked = as_asked(row, on, is_own=row["party_id"] in own)
        yield Asked(
            slug=f"kwartaal-{asked.pk}",
            label=_("Question to your party"),
            presses=asked.until < on,
            due=asked.until,
            moment=_("Answer until %(day)s") % {"day": in_words(asked.until)},
            title=asked.title,
            url=asked.url,
            action=_("Read and answer") if asked.can_answer else _("See the contributions"),
            note=asked.party,
        )


def _reports(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Asked]:
    for row in rows:
        until = a_day(row["end"])
        yield Asked(
            slug=f"rapportage-{row['id']}",
            label=_("With the core group"),
            presses=False,
            due=until,
            moment=_("At the latest on %(day)s") % {"day": in_words(until)},
            title=report_title(
                ProgressReport(pk=row["id"], period_start=a_day(row["start"]), period_end=until)
            ),
            url=address("reporting:report_detail", deal.slug, row["id"]),
            action=_("Read along"),
        )


@dataclass(frozen=True)
class NextMeeting:
    """A meeting in the agenda of the reader, with its day and times in words."""

    title: str
    url: str
    day: date
    times: str
    place: str


def next_meetings(deal: CityDeal, rows: Sequence[Row]) -> list[NextMeeting]:
    """Return the next meetings of the reader; no query."""
    found = []
    for row in rows:
        starts = timezone.localtime(datetime.fromisoformat(row["starts_at"]))
        ends = timezone.localtime(datetime.fromisoformat(row["ends_at"]))
        words = {
            "weekday": date_format(starts, "l").capitalize(),
            "start": date_format(starts, "H.i"),
            "end": date_format(ends, "H.i"),
        }
        found.append(
            NextMeeting(
                title=row["title"],
                url=address("governance:meeting_detail", deal.slug, row["slug"], row["id"]),
                day=starts.date(),
                times=_("%(weekday)s %(start)s-%(end)s") % words,
                place=row["location"],
            )
        )
    return found
