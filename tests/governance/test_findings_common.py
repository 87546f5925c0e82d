"""The walk along the days: since when, until when, and again from when."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from citydeal.common.findings import FindingState, Outcome, state_of, timeline

D = date(2026, 11, 22)


def ask_between(*periods):
    return lambda day: Outcome(any(start <= day <= end for start, end in periods))


def changes(*periods):
    return [edge for start, end in periods for edge in (start, end + timedelta(days=1))]


def test_met_without_a_known_end():
    line = timeline(lambda day: Outcome(True), [], D)
    assert (line.since, line.changes_on, line.restores_on) == (None, None, None)
    assert state_of(line, D, 90) is FindingState.MET


def test_breaks_after_the_last_day_and_is_restored_by_a_successor():
    periods = [(date(2026, 1, 1), date(2027, 1, 3)), (date(2027, 2, 1), date(2030, 1, 1))]
    line = timeline(ask_between(*periods), changes(*periods), D)
    assert line.changes_on == date(2027, 1, 4)
    assert line.restores_on == date(2027, 2, 1)
    assert line.after is not None
    assert not line.after.holds
    assert state_of(line, D, 90) is FindingState.AT_RISK


def test_warning_starts_exactly_so_many_days_before_it_breaks():
    periods = [(date(2026, 1, 1), date(2027, 1, 3))]
    line = timeline(ask_between(*periods), changes(*periods), D)
    days = (date(2027, 1, 4) - D).days
    assert state_of(line, D, days) is FindingState.AT_RISK
    assert state_of(line, D, days - 1) is FindingState.MET


def test_broken_since_the_day_after_and_restored_later():
    periods = [(date(2026, 1, 1), date(2026, 6, 30)), (date(2027, 2, 1), date(2030, 1, 1))]
    line = timeline(ask_between(*periods), changes(*periods), D)
    assert line.since == date(2026, 7, 1)
    assert line.changes_on == line.restores_on == date(2027, 2, 1)
    assert state_of(line, D, 90) is FindingState.BROKEN


def test_not_applicable_wins():
    line = timeline(lambda day: Outcome(True, not_applicable="no_members"), [], D)
    assert state_of(line, D, 90) is FindingState.NOT_APPLICABLE


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(st.lists(st.tuples(days, days).map(sorted), max_size=4), days)
def test_the_walk_agrees_with_asking_every_day(periods, on):
    ask = ask_between(*periods)
    line = timeline(ask, changes(*periods), on)
    horizon = [date(2026, 1, 1) + timedelta(days=n) for n in range(70)]
    holds = {day: ask(day).holds for day in horizon}
    later = [day for day in horizon if day > on]
    assert line.changes_on == next((d for d in later if holds[d] != holds[on]), None)
    if not holds[on] and line.since is not None:
        assert not any(holds[d] for d in horizon if line.since <= d <= on)
        before = line.since - timedelta(days=1)
        if before in holds and any(holds[d] for d in horizon if d < line.since):
            assert holds[before]
