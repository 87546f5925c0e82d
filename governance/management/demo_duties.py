"""Hands what a demo deal owes, and the calendars of its parties, to the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from citydeal.models import User
from governance.management.demo_data.duties import CalendarData
from governance.models import Body, CityDeal, Duty, Party
from governance.services.duties_register import (
    DutyTerms,
    add_duty,
    mark_done,
    usual_steps,
    waive_occurrence,
)
from governance.services.rhythms import add_rhythm


def load_calendar(
    actor: User,
    deal: CityDeal,
    data: CalendarData,
    bodies: Mapping[str, Body],
    parties: Mapping[str, Party],
    today: date,
) -> None:
    """Add the duties, say what was done and what was dropped, and the days of parties. Raises DomainError.

    Nothing is mailed and no meeting is drafted: the clock does so within the hour.
    """
    for slug, rhythms in data.rhythms.items():
        for terms in rhythms:
            add_rhythm(actor=actor, party=parties[slug], terms=terms)
    for duty in data.duties:
        made = add_duty(
            actor=actor,
            deal=deal,
            terms=DutyTerms(
                kind=duty.kind,
                pattern=duty.pattern,
                name=duty.name,
                start=duty.start,
                article=duty.article,
                body=bodies.get(duty.body),
                around=bodies.get(duty.around),
                number=duty.number,
                steps=usual_steps(duty.kind, duty.pattern, deal.warning_days),
            ),
        )
        _keep_account(actor, made, data, today)


def _keep_account(actor: User, duty: Duty, data: CalendarData, today: date) -> None:
    """Say which of the first times were done, and why the one after these was not."""
    done = data.done.get(duty.name, 0)
    for occurrence in duty.occurrences.order_by("due")[:done]:
        mark_done(actor=actor, occurrence=occurrence, on=min(occurrence.due, today))
    reason = data.waived.get(duty.name, "")
    if reason:
        for occurrence in duty.occurrences.order_by("due")[done : done + 1]:
            waive_occurrence(actor=actor, occurrence=occurrence, reason=reason)
