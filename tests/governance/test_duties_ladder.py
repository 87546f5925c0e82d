"""The ladder of a duty: who is reminded of what, once, and never of what is stale."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone

from citydeal.models import MailStatus, OutgoingMail
from citydeal.services.outbox import drain
from governance.enums import BodyKind, DelegationMail, MembershipRole
from governance.models import DutyOccurrence, Meeting, OccurrenceStep
from governance.services.duties import fulfil_occurrence
from governance.services.duties_ensure import ensure_duties
from governance.services.duties_ladder import KIND, no_longer_needed
from tests.factories.duties import DecemberDutyFactory, DutyFactory, DutyStepFactory, ReportDutyFactory
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    DelegationFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
START = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to(datetime(2026, 9, 1, 10, tzinfo=ZONE))


@pytest.fixture
def deal(db):
    deal = CityDealFactory(start=START, state="running", name="De Deal")
    project = BodyFactory(deal=deal, kind=BodyKind.PROJECT_ORGANIZATION)
    for role, email in (
        (MembershipRole.PROJECT_SECRETARY, "secretaris@deal.example"),
        (MembershipRole.PROJECT_MANAGER, "manager@deal.example"),
        (MembershipRole.MEMBER, "lid@deal.example"),
    ):
        MembershipFactory(
            seat__body=project, role=role, person__email=email, person__user=UserFactory(email=email)
        )
    return deal


@pytest.fixture
def december(deal):
    duty = DecemberDutyFactory(deal=deal, name="Bijeenkomst")
    for kind, days in (("reserve", 182), ("call", 42), ("invite", 21), ("remind", 3)):
        DutyStepFactory(duty=duty, kind=kind, days=days)
    return duty


def mails():
    return sorted(OutgoingMail.objects.filter(kind=KIND).values_list("subject", "to"))


def steps(**wanted):
    rows = OccurrenceStep.objects.filter(**wanted).order_by("due_on", "pk")
    return list(rows.values_list("kind", "is_superseded"))


class TestWhen:
    def test_each_step_once_to_who_prepares_and_the_project_organisation(self, december, deal):
        MembershipFactory(
            seat__body=december.body, role=MembershipRole.SECRETARY, person__email="griffier@deal.example"
        )
        ensure_duties(date(2026, 9, 1))
        ensure_duties(date(2026, 9, 1))
        assert mails() == [
            ("Reserveer de datum: Bijeenkomst (De Deal)", to)
            for to in ("griffier@deal.example", "manager@deal.example", "secretaris@deal.example")
        ]
        assert steps() == [("reserve", False)]

    def test_after_a_month_of_silence_only_the_newest_and_no_burst(self, december):
        ensure_duties(date(2026, 11, 20))
        assert {subject for subject, _to in mails()} == {"Verstuur de uitnodiging: Bijeenkomst (De Deal)"}
        assert steps() == [("reserve", True), ("call", True), ("invite", False)]

    def test_a_moved_deadline_reminds_nobody_twice(self, december, deal):
        ensure_duties(date(2026, 9, 1))
        before = mails()
        deal.december_rule = "first_monday"
        deal.save()
        ensure_duties(date(2026, 9, 1))
        assert mails() == before

    def test_counted_back_from_the_day_of_the_meeting(self, december):
        ensure_duties(date(2026, 9, 1))
        meeting = Meeting.objects.get()
        assert meeting.day == date(2026, 12, 1)
        ensure_duties(date(2026, 11, 9))
        assert ("invite", False) not in steps()
        ensure_duties(date(2026, 11, 10))
        assert ("invite", False) in steps()

    def test_what_was_done_needs_no_reminder(self, december):
        ensure_duties(date(2026, 5, 1))
        Meeting.objects.update(state="convened")
        ensure_duties(date(2026, 11, 15))
        assert steps() == [("reserve", True), ("call", False), ("invite", True)]

    def test_who_did_not_answer_only_once_people_were_called(self, december):
        ensure_duties(date(2026, 11, 29))
        assert ("remind", True) in steps()
        OccurrenceStep.objects.all().delete()
        OutgoingMail.objects.all().delete()
        Meeting.objects.update(state="convened")
        ensure_duties(date(2026, 11, 29))
        assert {subject for subject, _to in mails()} == {
            "Herinner wie niet antwoordde: Bijeenkomst (De Deal)"
        }

    def test_too_late_on_the_day_after_and_then_silence(self, deal):
        duty = ReportDutyFactory(deal=deal, name="Rapportage")
        ensure_duties(date(2026, 6, 30))
        assert mails() == []
        ensure_duties(date(2026, 7, 1))
        assert {subject for subject, _to in mails()} == {"Te laat: Rapportage (De Deal)"}
        text = OutgoingMail.objects.filter(kind=KIND).first().text
        assert "30 juni 2026" in text
        count = len(mails())
        ensure_duties(date(2026, 7, 2))
        DutyStepFactory(duty=duty, kind="warn", days=30)
        ensure_duties(date(2026, 7, 3))
        assert len(mails()) == count
        assert ("warn", True) in steps()

    def test_of_a_year_of_missed_times_one_mail(self, deal):
        DutyFactory(deal=deal, number=2, start=date(2026, 1, 5), name="Overleg")
        ensure_duties(date(2026, 12, 1))
        assert len(mails()) == 2
        late = OccurrenceStep.objects.filter(kind="late", is_superseded=False).get()
        assert late.occurrence == DutyOccurrence.objects.filter(due__lt=date(2026, 12, 1)).last()

    def test_nobody_to_mail_is_no_error(self):
        duty = DutyFactory(deal=CityDealFactory(start=START, state="running"))
        assert ensure_duties(date(2026, 6, 1)).failed == 0
        assert mails() == []
        assert duty.occurrences.exists()

    def test_the_secretariat_gets_it_instead(self, deal):
        ReportDutyFactory(deal=deal)
        secretary = MembershipRole.PROJECT_SECRETARY
        person = deal.bodies.get().memberships.get(role=secretary).person
        DelegationFactory(person=person, delegate__email="buro@deal.example", mail=DelegationMail.INSTEAD)
        ensure_duties(date(2026, 7, 1))
        assert {to for _subject, to in mails()} == {"buro@deal.example", "manager@deal.example"}
        text = OutgoingMail.objects.get(to="buro@deal.example").text
        assert "omdat u" in text


class TestWhenItIsSent:
    @pytest.fixture
    def queued(self, deal, time_machine):
        ReportDutyFactory(deal=deal, name="Rapportage")
        time_machine.move_to(datetime(2026, 7, 1, 10, tzinfo=ZONE))
        ensure_duties(date(2026, 7, 1))
        return OutgoingMail.objects.filter(kind=KIND).order_by("to")

    def test_it_goes_with_a_link_to_what_is_needed(self, queued):
        assert [no_longer_needed(mail) for mail in queued] == ["", ""]
        occurrence = DutyOccurrence.objects.get(key="2026-H1")
        assert f"/keer/{occurrence.pk}/" in queued[0].text

    def test_what_was_done_in_the_meantime_is_not_mailed(self, queued):
        occurrence = DutyOccurrence.objects.get(key="2026-H1")
        fulfil_occurrence(occurrence=occurrence, on=date(2026, 7, 1))
        assert [no_longer_needed(mail) for mail in queued] == ["Dit is intussen gedaan."] * 2

    def test_who_left_gets_nothing(self, queued, deal):
        place = deal.bodies.get().memberships.get(role=MembershipRole.PROJECT_MANAGER)
        place.end = date(2026, 6, 30)
        place.save()
        assert [no_longer_needed(mail) for mail in queued] == [
            "Dit is niet meer de taak van degene voor wie het was.",
            "",
        ]

    def test_other_mail_is_none_of_its_business(self, queued):
        queued.update(kind="iets")
        assert no_longer_needed(queued.model.objects.first()) == ""

    @pytest.mark.django_db(transaction=True)
    def test_the_outbox_asks(self, queued, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        occurrence = DutyOccurrence.objects.get(key="2026-H1")
        assert queued.count() == 2
        drain(1)
        assert OutgoingMail.objects.filter(status=MailStatus.SENT).count() == 1
        fulfil_occurrence(occurrence=occurrence, on=date(2026, 7, 1))
        drain(5)
        dead = OutgoingMail.objects.get(status=MailStatus.DEAD)
        assert dead.last_error == "Dit is intussen gedaan."
        assert len(outbox.outbox) == 1


def test_a_step_of_a_meeting_moved_after_it_was_mailed_stays_quiet(deal, december):
    ensure_duties(date(2026, 11, 20))
    count = len(mails())
    meeting = Meeting.objects.get()
    meeting.starts_at += timedelta(days=5)
    meeting.ends_at += timedelta(days=5)
    meeting.save()
    ensure_duties(date(2026, 11, 20))
    assert len(mails()) == count
