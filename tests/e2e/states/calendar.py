"""Governance: duties, calendars, agendas in another program, and the calendar of a party."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.models import DutyFailure, DutyOccurrence, OccurrenceStep
from governance.services.calendar_feeds import make_feed
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.e2e.states.deals import deal, ministry
from tests.factories.deal_text import PhaseFactory
from tests.factories.duties import (
    DecemberDutyFactory,
    DutyFactory,
    DutyOccurrenceFactory,
    DutyStepFactory,
    PartyRhythmFactory,
    ReportDutyFactory,
)
from tests.factories.governance import MembershipFactory
from tests.factories.meetings import MeetingFactory

CALENDAR = "governance:deal_calendar"
DUTIES = "governance:duty_list"
DUTY = "governance:duty_detail"
TIME = "governance:occurrence_detail"
CREATE = "governance:duty_create"
RHYTHM = "governance:party_rhythm"
FEED = "governance:my_agenda_feed"


def fill(visit: Visit) -> None:
    """Duties in every state with long names, meetings, phases, and a calendar that failed."""
    cast, today = visit.cast, timezone.localdate()
    DutyFailure.objects.get_or_create(
        deal=cast.deal, defaults={"failed_at": timezone.now(), "error": "RuntimeError"}
    )
    PhaseFactory(deal=cast.deal, name=LONG_NAME, planned_end=today + timedelta(days=3))
    for state in ("reserved", "convened", "cancelled"):
        MeetingFactory(body=cast.steering, title=f"Stuurgroep {LONG_NAME}", state=state, days=5)
    duty = ReportDutyFactory(deal=cast.deal, body=cast.steering, name=LONG_NAME, article="artikel 4 lid 3")
    DutyStepFactory(duty=duty, kind="warn", days=90)
    states: tuple[dict[str, Any], ...] = (
        {},
        {"state": "fulfilled", "fulfilled_on": today},
        {
            "state": "waived",
            "waived_reason": LONG_NAME,
            "waived_by": cast.users["project_manager"],
        },
        {"state": "lapsed"},
    )
    for number, more in enumerate(states):
        begin = today + timedelta(days=90 * number - 60)
        DutyOccurrenceFactory(duty=duty, opens=begin, due=begin + timedelta(days=30), **more)


def duty_at(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.deal.duties.get(name=LONG_NAME).pk]


def new_duty(cast: Cast) -> list[Any]:
    return [cast.deal.slug, DutyFactory(deal=cast.deal).pk]


def time_at(state: str) -> Any:
    def find(cast: Cast) -> list[Any]:
        duty = cast.deal.duties.get(name=LONG_NAME)
        return [cast.deal.slug, duty.pk, duty.occurrences.filter(state=state).order_by("due")[0].pk]

    return find


def december(cast: Cast) -> list[Any]:
    """Return the arguments of the page of a meeting that is to be planned, with days to choose from."""
    today = timezone.localdate()
    duty = DecemberDutyFactory(deal=cast.deal)
    for kind, more in (
        ("college", {"weekday": 1}),
        ("council", {"weekday": 3}),
        ("recess", {"weekday": None, "start": today, "end": today + timedelta(days=400)}),
    ):
        PartyRhythmFactory(party=cast.ministry, kind=kind, **more)
    MembershipFactory(seat__body=duty.body, person=cast.people["member"])
    begin = today + timedelta(days=10)
    meeting = MeetingFactory(body=duty.body, title=LONG_NAME, days=60)
    occurrence: DutyOccurrence = DutyOccurrenceFactory(
        duty=duty, opens=begin, due=begin + timedelta(days=9), meeting=meeting
    )
    for kind in ("reserve", "call"):
        OccurrenceStep.objects.create(
            occurrence=occurrence, kind=kind, due_on=today, is_superseded=kind == "reserve"
        )
    return [cast.deal.slug, duty.pk, occurrence.pk]


def rhythms(visit: Visit) -> None:
    PartyRhythmFactory(party=visit.cast.ministry, name=LONG_NAME)


page("calendar", CALENDAR, "project_secretary", deal, before=fill)
page("calendar-month", CALENDAR, "member", deal, before=fill, query="?vorm=maand")
page("calendar-public", CALENDAR, "anonymous", deal, before=fill)
page("calendar-empty", CALENDAR, "member", deal, query="?jaar=1950")
page("calendar-bad-year", CALENDAR, "member", deal, query="?jaar=x")
page("duties", DUTIES, "project_secretary", deal, before=fill)
page("duties-empty", DUTIES, "member", deal)
page("duty", DUTY, "project_secretary", duty_at, before=fill)
page("duty-empty", DUTY, "member", new_duty)
choosing = page("duty-choose", "governance:duty_choose", "project_secretary", deal)
sent("duty-choose-wrong", "governance:duty_choose", choosing, "Verder")
adding = page(
    "duty-create", CREATE, "project_secretary", lambda cast: [cast.deal.slug, "meeting", "around_meeting"]
)
sent("duty-create-wrong", CREATE, adding, "Voeg de verplichting toe", {"step_call": "veel"})
changing = page("duty-edit", "governance:duty_edit", "project_secretary", new_duty)
sent("duty-edit-wrong", "governance:duty_edit", changing, "Wijziging opslaan", {"name": ""})
ending = page("duty-end", "governance:duty_end", "project_secretary", new_duty)
sent("duty-end-wrong", "governance:duty_end", ending, "Beëindig de verplichting", {"end_dag": "40"})
page("occurrence-late", TIME, "project_secretary", time_at("planned"), before=fill)
page("occurrence-done", TIME, "project_secretary", time_at("fulfilled"), before=fill)
page("occurrence-dropped", TIME, "project_secretary", time_at("waived"), before=fill)
page("occurrence-days", TIME, "project_secretary", december)
waiving = page(
    "occurrence-waive", "governance:occurrence_waive", "project_secretary", time_at("planned"), before=fill
)
sent("occurrence-waive-wrong", "governance:occurrence_waive", waiving, "Laat deze keer vervallen")
marking = page(
    "occurrence-mark", "governance:occurrence_done", "project_secretary", time_at("planned"), before=fill
)
sent(
    "occurrence-mark-wrong",
    "governance:occurrence_done",
    marking,
    "Markeer als gedaan",
    {"day_dag": "31", "day_maand": "2", "day_jaar": "2026"},
)
page("occurrence-reopen", "governance:occurrence_reopen", "project_secretary", time_at("waived"), before=fill)
keeping = page("party-rhythm", RHYTHM, "party_contact", ministry, before=rhythms)
sent("party-rhythm-wrong", RHYTHM, keeping, "Toevoegen", {"name": LONG_NAME})
page("party-rhythm-empty", RHYTHM, "project_secretary", ministry)
page(
    "party-rhythm-remove",
    "governance:party_rhythm_remove",
    "project_secretary",
    lambda cast: [*ministry(cast), PartyRhythmFactory(party=cast.ministry).pk],
)
page("my-agenda", "governance:my_agenda", "project_secretary", before=fill)
page("my-agenda-month", "governance:my_agenda", "member", before=fill, query="?vorm=maand")
page("my-agenda-empty", "governance:my_agenda", "nobody")
page("my-agenda-feed", FEED, "member")
page("my-agenda-feed-made", FEED, "member", before=lambda visit: make_feed(actor=visit.cast.users["member"]))
