"""Duties in the browser: what the deal owes, added, changed, ended, dropped, done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.history import latest_history_id
from governance.enums import OccurrenceState
from governance.models import Duty, DutyFailure, DutyOccurrence, OccurrenceStep, WayOfWorking
from governance.services.duties_occurrences import refresh_duties
from tests.factories.deal_text import PhaseFactory
from tests.factories.duties import (
    DecemberDutyFactory,
    DutyFactory,
    DutyOccurrenceFactory,
    DutyStepFactory,
    PartyRhythmFactory,
    ReportDutyFactory,
)
from tests.factories.governance import BodyFactory, MembershipFactory
from tests.factories.meetings import MeetingFactory

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 10, tzinfo=ZONE))


def boxes(name, day):
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def url(name, cast, *args):
    return reverse(f"governance:{name}", args=[cast.deal.slug, *args])


def text(client, path, **data):
    return " ".join(client.get(path, data).content.decode().split())


def add_rows(cast, number):
    for _ in range(number):
        duty = DutyFactory(deal=cast.deal, body=BodyFactory(deal=cast.deal))
        meeting = MeetingFactory(body=duty.body, state="reserved")
        occurrence = DutyOccurrenceFactory(duty=duty, meeting=meeting)
        OccurrenceStep.objects.create(occurrence=occurrence, kind="late", due_on=TODAY)
        DutyStepFactory(duty=duty)


QUERIES = {"project_secretary": 6, "member": 6}


@pytest.mark.parametrize("role", ["project_secretary", "member"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(cast, queries, role, rows):
    add_rows(cast, rows)
    client = cast.client(role)
    with queries(QUERIES[role]):
        response = client.get(url("duty_list", cast))
    assert response.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_duty_and_one_time_of_it_cost_the_same_for_one_and_for_three(cast, queries, rows):
    duty = DecemberDutyFactory(deal=cast.deal)
    for number in range(rows):
        meeting = MeetingFactory(body=duty.body, state="reserved")
        occurrence = DutyOccurrenceFactory(duty=duty, meeting=meeting, key=f"{number}")
        DutyStepFactory(duty=duty, kind=["call", "papers", "invite"][number])
        PartyRhythmFactory(party__deal=cast.deal)
        OccurrenceStep.objects.create(occurrence=occurrence, kind="call", due_on=TODAY)
    client = cast.client("project_secretary")
    with queries(7):
        assert client.get(url("duty_detail", cast, duty.pk)).status_code == 200
    with queries(10):
        assert client.get(url("occurrence_detail", cast, duty.pk, occurrence.pk)).status_code == 200


class TestList:
    def test_each_pattern_in_words_with_what_is_first_to_do(self, cast):
        phase = PhaseFactory(deal=cast.deal, name="Verkennen")
        DecemberDutyFactory(deal=cast.deal, name="Bijeenkomst")
        ReportDutyFactory(deal=cast.deal)
        DutyFactory(deal=cast.deal, pattern="monthly_in_phase", phase=phase)
        DutyFactory(deal=cast.deal, pattern="number_in_phase", phase=phase, number=4)
        for number in (-5, 0, 1):
            DutyFactory(deal=cast.deal, pattern="around_meeting", around=cast.steering, number=number)
        late = DutyFactory(deal=cast.deal, number=1, end=date(2027, 1, 1))
        for day in (1, 8):
            DutyOccurrenceFactory(duty=late, opens=date(2026, 11, day), due=date(2026, 11, day + 6))
        page = text(cast.client("member"), url("duty_list", cast))
        for words in (
            "Elk jaar in de eerste week van december; in 2026 van 1 december tot en met 7 december",
            "Elk half kalenderjaar",
            "Elke maand van de fase Verkennen",
            "4 keer in de fase Verkennen",
            "5 werkdagen voor elke vergadering van Stuurgroep",
            "Op de dag van elke vergadering van Stuurgroep",
            "1 werkdag na elke vergadering van Stuurgroep",
            "Elke week",
            "tot en met 7 november 2026",
            "Te laat",
            "2 keer is te laat",
            "Niets gepland",
            "Tot en met 1 januari 2027",
        ):
            assert words in page, words
        assert "Verplichting toevoegen" not in page

    def test_empty_it_says_what_to_add(self, cast):
        assert "Nog geen verplichtingen" in text(cast.client("member"), url("duty_list", cast))

    def test_what_a_hidden_body_owes_is_hidden(self, cast):
        hidden = DutyFactory(deal=cast.deal, body=cast.closed, name="Geheim overleg")
        for role, status in (("member", 404), ("other_body", 200), ("project_secretary", 200)):
            client = cast.client(role)
            assert client.get(url("duty_detail", cast, hidden.pk)).status_code == status
            assert ("Geheim overleg" in text(client, url("duty_list", cast))) == (status == 200)

    def test_the_page_of_a_duty_shows_its_ladder_and_all_its_times(self, cast):
        duty = ReportDutyFactory(deal=cast.deal, article="artikel 4", body=cast.steering)
        url_of = url("duty_detail", cast, duty.pk)
        client = cast.client("project_secretary")
        page = text(client, url_of)
        assert "Alleen als het te laat is" in page
        assert "Nog niet aan de beurt" in page
        DutyStepFactory(duty=duty, kind="warn", days=90)
        more = {"state": "waived", "waived_reason": "Fusie", "waived_by": cast.users["project_manager"]}
        DutyOccurrenceFactory(duty=duty, **more)
        DutyOccurrenceFactory(duty=duty, state="fulfilled", fulfilled_on=date(2026, 6, 1))
        DutyOccurrenceFactory(duty=duty, state="lapsed")
        page = text(client, url_of)
        for words in (
            "90 dagen ervoor",
            "Fusie (project_manager)",
            "Gedaan op 1 juni 2026",
            "Hoeft niet meer",
        ):
            assert words in page, words


class TestAdd:
    def choose(self, cast, **data):
        return cast.client("project_secretary").post(url("duty_choose", cast), data)

    def test_first_what_and_when_then_the_rest(self, cast):
        answer = self.choose(cast, wat="report", wanneer="half_yearly")
        assert (answer.status_code, answer["Location"]) == (
            303,
            url("duty_create", cast, "report", "half_yearly"),
        )
        client = cast.client("project_secretary")
        page = text(client, answer["Location"])
        assert 'value="90"' in page
        data = {"name": "Rapportage", "body": cast.steering.pk, "step_warn": "60", "step_soon": ""}
        data |= boxes("start", TODAY)
        done = client.post(answer["Location"], data, follow=True)
        assert "‘Rapportage’ is toegevoegd en komt 2 keer voor" in done.content.decode()
        duty = Duty.objects.get()
        assert list(duty.steps.values_list("kind", "days")) == [("warn", 60)]
        assert list(duty.occurrences.values_list("key", flat=True)) == ["2026-H2", "2027-H1"]

    def test_a_report_in_the_december_week_is_refused(self, cast):
        assert (
            "Alleen een vergadering"
            in self.choose(cast, wat="report", wanneer="december_week").content.decode()
        )
        client = cast.client("project_secretary")
        for chosen in (("report", "december_week"), ("iets", "half_yearly"), ("report", "nooit")):
            assert client.get(url("duty_create", cast, *chosen)).status_code == 404

    def test_around_a_meeting_before_and_after(self, cast):
        client = cast.client("project_secretary")
        meeting = MeetingFactory(body=cast.steering, state="reserved", days=30)
        path = url("duty_create", cast, "task", "around_meeting")
        data = {"name": "Nalezen", "body": "", "around": cast.steering.pk, "number": "5", "step_soon": "7"}
        data |= boxes("start", TODAY)
        assert client.post(path, data | {"side": "voor"}).status_code == 303
        assert client.post(path, data | {"side": "na", "name": "Nazorg"}).status_code == 303
        assert list(Duty.objects.order_by("pk").values_list("number", flat=True)) == [-5, 5]
        assert DutyOccurrence.objects.filter(key=f"m{meeting.pk}").count() == 2

    def test_in_a_phase(self, cast):
        client = cast.client("project_secretary")
        phase = PhaseFactory(deal=cast.deal, planned_start=date(2026, 12, 1), planned_end=date(2027, 3, 31))
        endless = PhaseFactory(deal=cast.deal, planned_end=None)
        path = url("duty_create", cast, "meeting", "number_in_phase")
        data = {"name": "Ontwerpprincipe", "body": cast.core.pk, "number": "4"} | boxes("start", TODAY)
        wrong = client.post(path, data | {"phase": endless.pk})
        assert wrong.status_code == 422
        assert "Deze fase heeft geen laatste dag" in wrong.content.decode()
        assert client.post(path, data | {"phase": phase.pk}).status_code == 303
        assert DutyOccurrence.objects.count() == 4

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"name": ""}, "Vul ‘Naam’ in"),
            ({"name": "Bestaat al"}, "heeft al een verplichting met deze naam"),
            ({"body": ""}, "Kies een antwoord bij"),
            ({"body": "999999"}, "Kies een antwoord uit de lijst"),
            ({"number": "0"}, "Vul een heel getal in van 1 tot en met 60."),
            ({"number": "61"}, "Vul een getal in van maximaal 60."),
            ({"number": "x"}, "Vul een heel getal in"),
            ({"step_call": "401"}, "Vul een getal in van maximaal 400."),
            ({"start_jaar": "26"}, "Vul het jaar in met 4 cijfers"),
            (boxes("end", date(2026, 1, 1)), "De laatste dag ligt voor de eerste dag"),
        ],
    )
    def test_bad_input_is_said_at_the_field_and_kept(self, cast, more, words):
        DutyFactory(deal=cast.deal, name="Bestaat al")
        path = url("duty_create", cast, "meeting", "every_weeks")
        data = {"name": "Kerngroep", "body": cast.core.pk, "number": "4"} | boxes("start", TODAY) | more
        answer = cast.client("project_secretary").post(path, data)
        page = " ".join(answer.content.decode().split())
        assert answer.status_code == 422
        assert words in page
        assert Duty.objects.count() == 1


class TestChange:
    def form(self, duty, **more):
        return {"name": duty.name, "article": "artikel 9", "history_id": latest_history_id(duty)} | more

    def test_name_article_and_ladder(self, cast):
        duty = ReportDutyFactory(deal=cast.deal)
        DutyStepFactory(duty=duty, kind="soon", days=7)
        client = cast.client("project_secretary")
        path = url("duty_edit", cast, duty.pk)
        assert 'value="7"' in text(client, path)
        done = client.post(path, self.form(duty, name="Nieuw", step_warn="30", step_soon=""), follow=True)
        assert "‘Nieuw’ is opgeslagen." in done.content.decode()
        duty.refresh_from_db()
        assert (duty.name, duty.article) == ("Nieuw", "artikel 9")
        assert list(duty.steps.values_list("kind", "days")) == [("warn", 30)]

    def test_who_saves_second_hears_it(self, cast):
        duty = ReportDutyFactory(deal=cast.deal)
        data = self.form(duty)
        duty.save()
        answer = cast.client("project_secretary").post(url("duty_edit", cast, duty.pk), data)
        assert answer.status_code == 422
        assert "iemand anders" in answer.content.decode().lower()

    def test_ending_lets_what_comes_after_lapse(self, cast):
        duty = ReportDutyFactory(deal=cast.deal, start=TODAY)
        refresh_duties(cast.deal, TODAY)
        client = cast.client("project_secretary")
        done = client.post(url("duty_end", cast, duty.pk), boxes("end", date(2027, 1, 31)), follow=True)
        assert "1 geplande keer hoeft niet meer" in done.content.decode()
        states = dict(duty.occurrences.values_list("key", "state"))
        assert states == {"2026-H2": OccurrenceState.PLANNED, "2027-H1": OccurrenceState.LAPSED}
        wrong = client.post(url("duty_end", cast, duty.pk), boxes("end", date(2020, 1, 1)))
        assert "ligt voor de eerste dag" in wrong.content.decode()


class TestOneTime:
    @pytest.fixture
    def report(self, cast):
        duty = ReportDutyFactory(deal=cast.deal, name="Rapportage")
        return DutyOccurrenceFactory(duty=duty, opens=date(2026, 7, 1), due=date(2026, 12, 31))

    def of(self, name, cast, occurrence):
        return url(name, cast, occurrence.duty_id, occurrence.pk)

    def test_dropped_with_a_reason_and_owed_again(self, cast, report):
        client = cast.client("project_secretary")
        path = self.of("occurrence_waive", cast, report)
        assert "Waarom vervalt het" in client.post(path, {"reason": " "}).content.decode()
        done = text(client, path) and client.post(path, {"reason": "Fusie van de partijen"}, follow=True)
        page = done.content.decode()
        assert "Deze keer is vervallen." in page
        assert "Fusie van de partijen (project_secretary)" in page
        again = client.post(self.of("occurrence_reopen", cast, report), follow=True)
        assert "Dit staat weer gepland." in again.content.decode()
        report.refresh_from_db()
        assert (report.state, report.waived_reason, report.waived_by) == ("planned", "", None)
        assert [row.state for row in report.history.all()] == ["planned", "waived", "planned"]

    def test_done_by_hand_and_taken_back(self, cast, report):
        client = cast.client("project_secretary")
        report.duty.kind = "task"
        report.duty.save()
        path = self.of("occurrence_done", cast, report)
        for day, words in (
            (date(2026, 11, 23), "Deze dag moet nog komen"),
            (date(2026, 6, 30), "Dit telt vanaf 1 juli 2026"),
        ):
            answer = client.post(path, boxes("day", day))
            assert answer.status_code == 422
            assert words in answer.content.decode()
        done = client.post(path, boxes("day", date(2026, 11, 20)), follow=True)
        assert "Gedaan op 20 november 2026." in done.content.decode()
        assert "Dit staat niet meer gepland" in client.post(path, boxes("day", TODAY)).content.decode()
        client.post(self.of("occurrence_reopen", cast, report))
        report.refresh_from_db()
        assert (report.state, report.fulfilled_on) == ("planned", None)
        refused = client.post(self.of("occurrence_reopen", cast, report))
        assert "Dit kunt u hier niet terugdraaien" in refused.content.decode()

    def test_a_meeting_is_not_marked_by_hand(self, cast):
        occurrence = DutyOccurrenceFactory(duty=DecemberDutyFactory(deal=cast.deal))
        client = cast.client("project_secretary")
        answer = client.post(self.of("occurrence_done", cast, occurrence), boxes("day", TODAY))
        assert "Een vergadering telt zodra zij gehouden is" in answer.content.decode()
        page = text(client, self.of("occurrence_detail", cast, occurrence))
        assert "Markeer als gedaan" not in page
        assert "Een vergadering telt zodra zij gehouden is" in page

    def test_the_days_to_choose_from_with_what_speaks_against_them(self, cast):
        duty = DecemberDutyFactory(deal=cast.deal)
        PartyRhythmFactory(party=cast.ministry, weekday=2)
        PartyRhythmFactory(party=cast.ministry, kind="council", weekday=3)
        PartyRhythmFactory(
            party=cast.ministry,
            kind="recess",
            weekday=None,
            start=date(2026, 12, 7),
            end=date(2026, 12, 8),
        )
        MembershipFactory(seat__body=duty.body, person=cast.people["member"])
        starts = datetime(2026, 12, 4, 10, tzinfo=ZONE)
        MeetingFactory(body=cast.steering, state="convened", starts_at=starts)
        occurrence = DutyOccurrenceFactory(duty=duty)
        page = text(cast.client("member"), self.of("occurrence_detail", cast, occurrence))
        for words in (
            "Niets spreekt ertegen",
            "College van Ministerie van Voorbeelden vergadert",
            "Raadsavond van Ministerie van Voorbeelden",
            "Reces van Ministerie van Voorbeelden",
            "Sommige leden vergaderen ook in Stuurgroep",
        ):
            assert words in page, words
        order = [page.index(f"{day} december 2026</p>") for day in ("dinsdag 1", "donderdag 3", "woensdag 2")]
        assert order == sorted(order)

    @pytest.mark.parametrize("hidden", ["body", "deal"])
    def test_where_the_same_people_meet_is_named_only_to_who_may_open_it(self, cast, hidden):
        duty = DecemberDutyFactory(deal=cast.deal)
        body = cast.closed if hidden == "body" else BodyFactory(name="Stuurgroep elders")
        person = MembershipFactory(seat__body=duty.body).person
        MembershipFactory(seat__body=body, person=person)
        starts = datetime(2026, 12, 4, 10, tzinfo=ZONE)
        MeetingFactory(body=body, state="convened", starts_at=starts)
        address = self.of("occurrence_detail", cast, DutyOccurrenceFactory(duty=duty))
        page = text(cast.client("member"), address)
        assert body.name not in page
        assert "Sommige leden vergaderen ook ergens anders" in page
        keeper = text(cast.client("project_secretary"), address)
        assert (f"vergaderen ook in {body.name}" in keeper) is (hidden == "body")

    def test_flags_and_the_usual_day(self, cast):
        duty = DutyFactory(deal=cast.deal, kind="meeting", body=cast.core)
        WayOfWorking.objects.create(body=cast.core, weekday=0)
        occurrence = DutyOccurrenceFactory(duty=duty, opens=date(2027, 3, 29), due=date(2027, 4, 2))
        page = text(cast.client("member"), self.of("occurrence_detail", cast, occurrence))
        assert "Maand met verkiezingen" in page
        assert "Maanden waarin nieuwe colleges ontstaan" in page
        assert "Vaste dag van het orgaan" not in page  # the Monday is Easter
        december = DutyOccurrenceFactory(duty=duty, opens=date(2028, 12, 4), due=date(2028, 12, 5))
        page = text(cast.client("member"), self.of("occurrence_detail", cast, december))
        assert "Sinterklaasavond" in page
        assert "Vaste dag van het orgaan" in page

    def test_a_meeting_outside_the_window_is_warned_of_and_a_draft_is_for_who_prepares(self, cast):
        duty = DecemberDutyFactory(deal=cast.deal)
        meeting = MeetingFactory(body=duty.body, title="Netwerk", days=30)
        occurrence = DutyOccurrenceFactory(duty=duty, meeting=meeting)
        path = self.of("occurrence_detail", cast, occurrence)
        page = text(cast.client("project_secretary"), path)
        assert "De vergadering is op 22 december 2026, buiten deze dagen." in page
        assert meeting.get_absolute_url() in page
        assert meeting.get_absolute_url() not in text(cast.client("member"), path)

    def test_what_was_reminded_of(self, cast, report):
        path = self.of("occurrence_detail", cast, report)
        assert "Nog aan niets." in text(cast.client("member"), path)
        for kind, superseded in (("warn", True), ("soon", False)):
            OccurrenceStep.objects.create(
                occurrence=report, kind=kind, due_on=TODAY, is_superseded=superseded
            )
        page = text(cast.client("member"), path)
        assert "Kondig het aan: 22 november 2026 (niet gemaild, het was ingehaald)" in page
        assert "Herinner eraan: 22 november 2026" in page

    def test_of_another_duty_or_deal_it_is_not_there(self, cast, report):
        client = cast.client("project_secretary")
        other = DutyFactory(deal=cast.deal)
        assert client.get(url("occurrence_detail", cast, other.pk, report.pk)).status_code == 404
        foreign = DutyOccurrenceFactory()
        assert client.get(url("duty_detail", cast, foreign.duty_id)).status_code == 404


def test_a_calendar_that_failed_says_so_to_who_keeps_the_deal(cast):
    DutyFailure.objects.create(deal=cast.deal, failed_at=timezone.now(), error="RuntimeError")
    words = "Deze kalender kon op"
    assert words in text(cast.client("project_secretary"), url("deal_calendar", cast))
    assert words not in text(cast.client("member"), url("deal_calendar", cast))


def test_the_workspace_shows_what_is_late_and_what_comes(cast):
    duty = ReportDutyFactory(deal=cast.deal, name="Rapportage", body=cast.steering)
    DutyOccurrenceFactory(duty=duty, opens=date(2026, 1, 1), due=date(2026, 6, 30))
    DutyOccurrenceFactory(duty=duty, opens=date(2026, 7, 1), due=date(2026, 12, 31))
    DutyOccurrenceFactory(duty=duty, opens=date(2027, 1, 1), due=TODAY + timedelta(days=200))
    called = DecemberDutyFactory(deal=cast.deal, name="Geroepen", body=cast.core)
    DutyOccurrenceFactory(duty=called, meeting=MeetingFactory(body=cast.core, state="convened"))
    page = text(cast.client("project_secretary"), url("deal_workspace", cast), soort="kalender")
    assert page.count("Rapportage</p>") + page.count("Rapportage</") >= 2
    assert "Moest op 30 juni 2026 gedaan zijn" in page
    assert "Uiterlijk op 31 december 2026" in page
    assert "Geroepen" not in page
