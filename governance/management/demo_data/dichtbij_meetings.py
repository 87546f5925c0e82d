"""How the bodies of the demo deal work, and what they planned, counted from the day of loading."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from governance.enums import DecidedBy, MeetingForm, MeetingState, Reply
from governance.services.meetings_series import Ways

TUESDAY, THURSDAY = 1, 3
SLUG = "dichtbij-geregeld"


@dataclass(frozen=True)
class ReplyData:
    """What somebody (a key of people) answered to an invitation."""

    person: str
    reply: str
    remark: str = ""


@dataclass(frozen=True)
class MeetingData:
    """A meeting of the body with this address; ``state``: draft, reserved or convened."""

    body: str
    title: str
    day: date
    state: str
    text: str = ""
    replies: tuple[ReplyData, ...] = ()


@dataclass(frozen=True)
class MeetingsData:
    """Ways of working by the address of a body, and the meetings."""

    ways: dict[str, Ways] = field(default_factory=dict)
    meetings: tuple[MeetingData, ...] = ()


def meetings_of(slug: str, today: date) -> MeetingsData:
    """Return what the deal with this address planned, as of ``today``."""
    if slug != SLUG:
        return MeetingsData()
    steering, core = "stuurgroep", "kerngroep"
    return MeetingsData(
        ways={
            steering: Ways(
                quorum=4,
                decides_by=DecidedBy.CONSENSUS,
                weekday=THURSDAY,
                usual_time=time(14),
                location="Stadhuis Hoogerland",
            ),
            core: Ways(
                weekday=TUESDAY, usual_time=time(10), minutes=90, invite_days=7, papers_days=3, list_days=3
            ),
            "bestuurdersnetwerk": Ways(
                deputies_vote=False, invite_days=60, papers_days=14, usual_time=time(13, 30), minutes=150
            ),
        },
        meetings=(
            MeetingData(
                steering,
                "Stuurgroep",
                on_weekday(today + timedelta(days=15), THURSDAY),
                MeetingState.CONVENED,
                text="Wij spreken over de voortgang en over de planning van volgend jaar.",
                replies=(
                    ReplyData("harm", Reply.YES),
                    ReplyData("robbert", Reply.YES, "Ik schuif om 14.30 uur aan."),
                    ReplyData("karin", Reply.NO),
                ),
            ),
            MeetingData(
                steering,
                "Stuurgroep",
                on_weekday(today + timedelta(days=100), THURSDAY),
                MeetingState.RESERVED,
            ),
            MeetingData(
                core, "Kerngroep", on_weekday(today + timedelta(days=20), TUESDAY), MeetingState.DRAFT
            ),
            MeetingData(
                core, "Kerngroep", on_weekday(today + timedelta(days=48), TUESDAY), MeetingState.RESERVED
            ),
        ),
    )


def form_of(body: str) -> str:
    """Return how the body with this address meets."""
    return MeetingForm.BOTH if body == "stuurgroep" else MeetingForm.ONLINE


def on_weekday(day: date, weekday: int) -> date:
    """Return the first such day of the week from ``day`` on; 0 is Monday."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
