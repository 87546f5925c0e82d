"""Field tests: planned, changed, and how they stand, with their result and lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.models import CityDeal, Party
from governance.services.checks import save_checked
from workgroups.enums import FrozenFor, InstrumentState, TestState
from workgroups.models import FieldTest, FieldTestStatus, Instrument, InstrumentVersion, RegionalAlliance
from workgroups.permissions_tests import can_plan_test, can_report_test
from workgroups.services.instruments import check_day
from workgroups.services.taking_part import takes_part_on
from workgroups.services.versions import freeze_version, lock_version, require_not_withdrawn
from workgroups.workflow import TEST_TRANSITIONS, steps_from

NAME_LENGTH, REASON_LENGTH = 200, 300
# What nobody chose yet, or what was dropped, is not tested in practice.
UNTESTABLE = (InstrumentState.IDEA, InstrumentState.LONGLIST, InstrumentState.DROPPED)


@dataclass(frozen=True)
class TestDetails:
    """What people plan of a test: which version, by one party or by an alliance, from when to when.

    ``project``: the existing project it runs in (rule 57); empty: a test of its own.
    """

    __test__ = False  # for pytest: this is no class of tests

    version: InstrumentVersion
    planned_start: date
    planned_end: date
    party: Party | None = None
    alliance: RegionalAlliance | None = None
    project: str = ""
    plan: str = ""


@dataclass(frozen=True)
class TestReport:
    """How a test stands: its state (TestState) as of a day, and what came of it."""

    __test__ = False  # for pytest: this is no class of tests

    state: str
    on: date
    reason: str = ""
    result: str = ""
    lessons: str = ""


@transaction.atomic
def plan_test(*, actor: User, details: TestDetails) -> FieldTest:
    """Plan a test of a version in practice; from now on that version stays as it is.

    Raises DomainError without the right, on a version that is withdrawn, on an instrument that nobody chose
    yet, on none or two who test, on who does not take part on the first day, and on days that cannot be.
    Writes history, of the version too. Source: rules 24, 56 and 57.
    """
    version = lock_version(details.version)
    _require_planner(actor, version.instrument)
    _check(version, details)
    test = save_checked(_filled(FieldTest(), version, details), actor)
    today = timezone.localdate()
    offered = max(version.made_on, min(today, details.planned_start))
    freeze_version(actor=actor, version=version, for_=FrozenFor.TEST, on=offered)
    _note(test, min(today, details.planned_start), "", actor)
    return test


@transaction.atomic
def change_test(*, actor: User, test: FieldTest, details: TestDetails, history_id: int) -> FieldTest:
    """Change the plan of a test; which version, and who tests it, only until it begins.

    Raises StaleError when somebody else saved it after ``history_id``, and DomainError as ``plan_test``.
    Writes history.
    """
    test = lock_test(test)
    _require_planner(actor, test.version.instrument)
    if latest_history_id(test) != history_id:
        raise StaleError(_("Somebody else changed this test after you opened it."))
    version = lock_version(details.version)
    _require_planner(actor, version.instrument)
    moved = (version.pk, _pk(details.party), _pk(details.alliance)) != (
        test.version_id,
        test.party_id,
        test.alliance_id,
    )
    if moved and test.state != TestState.PLANNED:
        raise DomainError(
            _("This test has begun: version and tester stay as they are. Plan another test instead."),
            field="version" if version.pk != test.version_id else "tester",
        )
    _check(version, details, begins=moved)
    save_checked(_filled(test, version, details), actor)
    if moved:
        offered = max(version.made_on, timezone.localdate())
        freeze_version(actor=actor, version=version, for_=FrozenFor.TEST, on=offered)
    return test


@transaction.atomic
def report_on_test(*, actor: User, test: FieldTest, report: TestReport, history_id: int) -> FieldTest:
    """Say how a test stands as of a day, and write down what came of it.

    A test that is done has a result. Raises StaleError as ``change_test``; DomainError without the right, on
    a step the table does not know, without the reason it asks for, on a day before the last one or still to
    come, on a version that was withdrawn before the test begins, and where nothing is said. Writes history.
    """
    test = lock_test(test)
    if not can_report_test(actor, test):
        raise DomainError(_("You may not report on this test."))
    if latest_history_id(test) != history_id:
        raise StaleError(_("Somebody else changed this test after you opened it."))
    result, lessons = report.result.strip(), report.lessons.strip()
    moved = report.state != test.state
    if moved:
        _move(test, report)
    elif (result, lessons) == (test.result, test.lessons):
        raise DomainError(_("Choose another state, or write down a result or a lesson."), field="state")
    if report.state == TestState.DONE and not result:
        raise DomainError(_("Write down what came of the test."), field="result")
    test.state, test.result, test.lessons = report.state, result, lessons
    reason = one_line(report.reason, length=REASON_LENGTH)
    save_checked(test, actor, reason)
    if moved:
        _note(test, report.on, reason, actor)
    return test


def lock_test(test: FieldTest) -> FieldTest:
    """Return a test under its row lock, with all that its rights ask."""
    found = FieldTest.objects.select_for_update(of=("self",)).select_related(
        "version__instrument__deal",
        "version__instrument__group__body__deal",
        "party__organization",
        "alliance__body__deal",
    )
    return found.get(pk=test.pk)


def _move(test: FieldTest, report: TestReport) -> None:
    """Check a step to another state, and set the days on which the test began and ended."""
    step = steps_from(TEST_TRANSITIONS, test.state).get(report.state)
    if step is None:
        raise DomainError(
            _("From “%(state)s” a test does not go there at once.") % {"state": test.get_state_display()},
            field="state",
        )
    check_day(report.on)
    last = test.statuses.order_by("-on", "-pk").first()
    if last is not None and report.on < last.on:
        raise DomainError(
            _("The test is in “%(state)s” since %(day)s. Fill in a day from then on.")
            % {"state": test.get_state_display(), "day": date_format(last.on, "DATE_FORMAT")},
            field="on",
        )
    if step.asks_reason and not report.reason.strip():
        raise DomainError(_("Say why."), field="reason")
    if report.state == TestState.RUNNING:
        if test.state == TestState.PLANNED:
            require_not_withdrawn(test.version, field="state")
            test.actual_start = report.on
        test.actual_end = None
    elif report.state == TestState.PLANNED:
        test.actual_start = test.actual_end = None
    else:
        # A test that stops before it began has no days of its own.
        test.actual_end = report.on if test.actual_start else None


def _require_planner(actor: User, instrument: Instrument) -> None:
    if not can_plan_test(actor, instrument):
        raise DomainError(_("You may not plan tests of this instrument."))


def _check(version: InstrumentVersion, details: TestDetails, *, begins: bool = True) -> None:
    """Refuse what cannot be; ``begins``: version and tester are new to this test."""
    _check_days(details)
    if details.planned_start < version.made_on:
        raise DomainError(
            _("Version %(number)s was made on %(day)s. Fill in a day from then on.")
            % {"number": version.number, "day": date_format(version.made_on, "DATE_FORMAT")},
            field="planned_start",
        )
    if begins:
        require_not_withdrawn(version)
        instrument = version.instrument
        if instrument.state in UNTESTABLE:
            raise DomainError(
                _("“%(instrument)s” is in “%(state)s”. Only what was chosen is tested in practice.")
                % {"instrument": instrument.title, "state": instrument.get_state_display()},
                field="version",
            )
    if (details.party is None) == (details.alliance is None):
        raise DomainError(_("Choose who tests: one party or one alliance."), field="tester")
    if details.party is not None:
        _check_party(version.instrument.deal, details.party, details.planned_start)
    if details.alliance is not None:
        _check_alliance(version.instrument.deal, details.alliance, details)


def _check_days(details: TestDetails) -> None:
    for field in ("planned_start", "planned_end"):
        if not EARLIEST <= getattr(details, field) <= LATEST:
            raise DomainError(_("Fill in a year between 1900 and 2200."), field=field)
    if details.planned_end < details.planned_start:
        raise DomainError(
            _("The last day lies before the first day. Choose a last day from %(start)s.")
            % {"start": date_format(details.planned_start, "DATE_FORMAT")},
            field="planned_end",
        )


def _check_party(deal: CityDeal, party: Party, on: date) -> None:
    if party.deal_id != deal.pk:
        raise DomainError(_("This party is of another deal."), field="tester")
    if not takes_part_on(party, on):
        raise DomainError(
            _("%(party)s does not take part in the deal on %(day)s.")
            % {"party": party.organization.name, "day": date_format(on, "DATE_FORMAT")},
            field="tester",
        )


def _check_alliance(deal: CityDeal, alliance: RegionalAlliance, details: TestDetails) -> None:
    body = alliance.body
    if body.deal_id != deal.pk:
        raise DomainError(_("This alliance is of another deal."), field="tester")
    if details.planned_start < body.start:
        raise DomainError(
            _("%(alliance)s exists from %(day)s. Choose a first day from then on.")
            % {"alliance": body.name, "day": date_format(body.start, "DATE_FORMAT")},
            field="planned_start",
        )
    if body.end is not None and details.planned_end > body.end:
        raise DomainError(
            _("%(alliance)s exists until %(day)s. Choose a last day until then.")
            % {"alliance": body.name, "day": date_format(body.end, "DATE_FORMAT")},
            field="planned_end",
        )


def _filled(test: FieldTest, version: InstrumentVersion, details: TestDetails) -> FieldTest:
    test.version, test.party, test.alliance = version, details.party, details.alliance
    test.project = one_line(details.project, length=NAME_LENGTH)
    test.plan = details.plan.strip()
    test.planned_start, test.planned_end = details.planned_start, details.planned_end
    return test


def _note(test: FieldTest, on: date, reason: str, actor: User) -> None:
    FieldTestStatus.objects.create(test=test, state=test.state, on=on, reason=reason, created_by=actor)


def _pk(record: Party | RegionalAlliance | None) -> int | None:
    return record.pk if record is not None else None
