"""Never missed, never doubled: however often the clock pokes, and from how many sides at once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citydeal.models import OutgoingMail
from governance.enums import BodyKind, MembershipRole
from governance.models import DutyOccurrence, Meeting, OccurrenceStep
from governance.services.duties_ensure import ensure_duties
from governance.services.ensure import ensure
from tests.factories.duties import DecemberDutyFactory, DutyStepFactory, ReportDutyFactory
from tests.factories.governance import BodyFactory, CityDealFactory, MembershipFactory

START = date(2026, 1, 1)
ZONE = timezone.get_default_timezone()


def make_deal(**more):
    """Make a deal with both duties, their ladders, and somebody to remind."""
    deal = CityDealFactory(start=START, end=date(2031, 12, 31), state="running", **more)
    project = BodyFactory(deal=deal, kind=BodyKind.PROJECT_ORGANIZATION)
    MembershipFactory(
        seat__body=project, role=MembershipRole.PROJECT_SECRETARY, person__email="s@deal.example"
    )
    meeting = DecemberDutyFactory(deal=deal, start=START)
    report = ReportDutyFactory(deal=deal, start=START)
    for kind, days in (("reserve", 182), ("invite", 21)):
        DutyStepFactory(duty=meeting, kind=kind, days=days)
    DutyStepFactory(duty=report, kind="warn", days=90)
    return deal


def doubles(values):
    return [value for value, count in Counter(values).items() if count > 1]


# How the days between two runs fall: nothing at all (twice a day), a day, or down for a while.
GAPS = st.lists(st.sampled_from([0, 0, 1, 1, 2, 7, 31, 45, 120]), min_size=8, max_size=25)


@pytest.mark.django_db
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=GAPS)
def test_a_walk_over_years_with_gaps_makes_each_time_once(gaps):
    with transaction.atomic():
        deal = make_deal()
        on, days = START, []
        for gap in gaps:
            on += timedelta(days=gap)
            days.append(on)
            ensure_duties(on)
        known = list(DutyOccurrence.objects.filter(duty__deal=deal).values_list("duty__kind", "key"))
        assert doubles(known) == []
        last = days[-1] + timedelta(days=400)
        halves = [
            (y, h) for y in range(2026, 2032) for h in (1, 2) if date(y, 6 * h, 30 if h == 1 else 31) <= last
        ]
        reports = {key for kind, key in known if kind == "report"}
        assert reports == {f"{y}-H{h}" for y, h in halves}
        decembers = {key for kind, key in known if kind == "meeting"}
        assert decembers == {f"{y}-DEC" for y in range(2026, 2032) if date(y, 12, 7) <= last}
        steps = OccurrenceStep.objects.values_list("occurrence", "kind")
        assert doubles(steps) == []
        # No burst: a run mails at most one step of each of the few times that are near.
        mailed = OccurrenceStep.objects.filter(is_superseded=False).count()
        assert mailed == OutgoingMail.objects.filter(kind="duty_reminder").count()
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestClocks:
    @pytest.mark.parametrize(
        "moment",
        [
            datetime(2026, 3, 29, 2, 30, tzinfo=ZONE),  # does not exist
            datetime(2026, 10, 25, 2, 30, tzinfo=ZONE),  # exists twice
            datetime(2026, 12, 31, 23, 30, tzinfo=ZONE),
            datetime(2028, 2, 29, 12, 0, tzinfo=ZONE),
        ],
    )
    def test_on_nights_when_the_clock_changes_and_other_odd_moments(self, moment, time_machine):
        make_deal()
        time_machine.move_to(moment)
        ensure(timezone.localdate())
        before = DutyOccurrence.objects.count()
        ensure(timezone.localdate())
        assert DutyOccurrence.objects.count() == before
        for row in Meeting.objects.all():
            assert timezone.localtime(row.starts_at).hour == 14

    def test_an_hour_before_midnight_it_is_still_the_old_day_in_the_netherlands(self, time_machine):
        make_deal()
        time_machine.move_to("2026-12-08T22:30:00+00:00")
        assert timezone.localdate() == date(2026, 12, 8)
        ensure(timezone.localdate())
        late = DutyOccurrence.objects.get(key="2026-DEC")
        assert [step.kind for step in late.steps.filter(is_superseded=False)] == ["late"]


@pytest.mark.django_db(transaction=True)
def test_four_at_once_make_everything_once():
    deals = [make_deal(slug=f"deal-{number}") for number in range(3)]
    failed = []

    def run(on):
        try:
            ensure_duties(on)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    days = [date(2026, 9, 9)] * 3 + [date(2026, 9, 10)]
    threads = [threading.Thread(target=run, args=[on]) for on in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    # Who was skipped everywhere is made good by the next poke.
    ensure_duties(date(2026, 9, 10))
    again = ensure_duties(date(2026, 9, 10))
    assert (again.made, again.prepared, again.reminded) == (0, 0, 0)
    known = list(DutyOccurrence.objects.values_list("duty", "key"))
    assert doubles(known) == []
    assert len(known) == 4 * len(deals)
    assert Meeting.objects.count() == len(deals)
    mails = list(OutgoingMail.objects.filter(kind="duty_reminder").values_list("key", flat=True))
    assert doubles(mails) == []
    # The half-year that is over, and the date to reserve.
    assert len(mails) == 2 * len(deals)
