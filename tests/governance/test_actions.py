"""Actions of bodies: agreed, done, on every agenda until they are, reminded once, handed over."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import OutgoingMail
from governance.enums import ActionState, MembershipRole
from governance.models import ActionItem, AgendaItem, Meeting
from governance.rules.actions import next_reminder
from governance.selectors.actions import actions_of_meeting, my_actions
from governance.services.actions import ActionDetails, add_action, change_action, report_on_action
from governance.services.actions_reminders import remind_actions
from tests.factories.actions import ActionItemFactory, ActionNoteFactory
from tests.factories.agenda import AgendaItemFactory
from tests.factories.governance import (
    BodyFactory,
    DelegationFactory,
    MembershipFactory,
    PersonFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def typed(day):
    return day.strftime("%d-%m-%Y")


def url(name, cast, *more):
    return reverse(f"governance:{name}", args=[cast.deal.slug, cast.steering.slug, *more])


def meeting_of(body, days, **fields):
    """Return a meeting so many days from now."""
    starts = timezone.now() + timedelta(days=days)
    fields = {"title": f"Vergadering {days}", "state": "convened"} | fields
    return Meeting.objects.create(body=body, starts_at=starts, ends_at=starts + timedelta(hours=2), **fields)


def late(cast, **fields):
    return ActionItemFactory(body=cast.steering, due_on=today() - DAY, **fields)


class TestReminderDays:
    due = date(2026, 12, 15)

    @pytest.mark.parametrize(
        ("reminded", "again"),
        [
            (None, date(2026, 12, 8)),
            # Reminded for an earlier day, which was moved since.
            (date(2026, 11, 1), date(2026, 12, 8)),
            (date(2026, 12, 8), date(2026, 12, 16)),
            (date(2026, 12, 15), date(2026, 12, 16)),
            (date(2026, 12, 16), date(2026, 12, 30)),
            (date(2027, 2, 1), date(2027, 2, 15)),
        ],
    )
    def test_a_week_before_the_day_after_and_every_two_weeks(self, reminded, again):
        assert next_reminder(self.due, reminded) == again


class TestAdding:
    def details(self, **fields):
        return ActionDetails(**{"text": "Maak\nafspraken", "due_on": today()} | fields)

    def test_by_secretary_chair_and_who_keeps_the_deal(self, cast):
        MembershipFactory(
            seat=SeatFactory(body=cast.steering),
            person=cast.people["nobody"],
            role=MembershipRole.SECRETARY,
        )
        for role in ("project_secretary", "chair"):
            action = add_action(actor=cast.users[role], body=cast.steering, details=self.details())
            assert action.text == "Maak afspraken"
        with pytest.raises(DomainError, match="U mag de acties"):
            add_action(actor=cast.users["member"], body=cast.steering, details=self.details())

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"due_on": date(1850, 1, 1)}, "due_on"),
            ({"text": " \n "}, "text"),
            ({"seat": "other"}, "owner"),
            ({"person": "stranger"}, "owner"),
        ],
    )
    def test_refused(self, cast, fields, field):
        if "seat" in fields:
            fields = {"seat": SeatFactory(body=cast.core)}
        if "person" in fields:
            fields = {"person": PersonFactory()}
        with pytest.raises(DomainError) as refused:
            add_action(
                actor=cast.users["project_secretary"], body=cast.steering, details=self.details(**fields)
            )
        assert refused.value.field == field
        assert not ActionItem.objects.exists()

    def test_an_item_is_of_a_meeting_of_the_body_or_of_one_it_joins(self, cast):
        meeting = meeting_of(cast.core, 1)
        item = AgendaItem.objects.create(meeting=meeting, title="Planning")
        actor = cast.users["project_secretary"]
        with pytest.raises(DomainError, match="ander orgaan"):
            add_action(actor=actor, body=cast.steering, details=self.details(), item=item)
        meeting.joint_bodies.add(cast.steering)
        assert add_action(actor=actor, body=cast.steering, details=self.details(), item=item).item == item

    def test_in_the_browser_for_a_seat_at_an_item(self, cast):
        item = AgendaItem.objects.create(meeting=meeting_of(cast.steering, -1), title="Testplan")
        client = cast.client("project_secretary")
        page = client.get(url("action_create", cast), {"punt": item.pk}).content.decode()
        assert f'value="{item.pk}" selected' in page
        assert f"{cast.ministry_seat.name} ({cast.ministry_member.person})" in page
        answers = {
            "text": "Zoek een testplek",
            "owner": f"zetel-{cast.ministry_seat.pk}",
            "due_on_dag": typed(today() - DAY),
            "item": item.pk,
        }
        page = client.post(url("action_create", cast), answers, follow=True).content.decode()
        action = ActionItem.objects.get()
        assert (action.seat, action.item) == (cast.ministry_seat, item)
        assert "‘Zoek een testplek’ is toegevoegd." in page
        assert f"{cast.ministry_member.person} voor {cast.ministry_seat.name}" in page
        assert "Te laat" in page

    @pytest.mark.parametrize(
        "wrong",
        [
            {"text": ""},
            {"owner": "zetel-0"},
            {"owner": "'; drop"},
            {"due_on_dag": "31-02-2026"},
            {"text": "\x00"},
        ],
    )
    def test_bad_input_comes_back_with_what_was_typed(self, cast, wrong):
        answers = {"text": "Bewaar mij", "owner": "organisatie", "due_on_dag": typed(today())} | wrong
        response = cast.client("chair").post(url("action_create", cast), answers)
        assert response.status_code == 422
        assert not ActionItem.objects.exists()


class TestChanging:
    def test_a_new_day_begins_the_reminders_anew(self, cast):
        action = late(cast, reminded_on=today())
        client = cast.client("project_secretary")
        page = client.get(url("action_edit", cast, action.pk))
        assert page.status_code == 200
        answers = {
            "text": action.text,
            "owner": f"persoon-{cast.people['member'].pk}",
            "due_on_dag": typed(today() + DAY),
            "history_id": latest_history_id(action),
        }
        assert client.post(url("action_edit", cast, action.pk), answers).status_code == 303
        action.refresh_from_db()
        assert (action.person, action.reminded_on) == (cast.people["member"], None)

    def test_the_words_alone_keep_the_reminders(self, cast):
        action = late(cast, reminded_on=today())
        details = ActionDetails(text="Anders gezegd", due_on=action.due_on)
        change_action(
            actor=cast.users["chair"], action=action, details=details, history_id=latest_history_id(action)
        )
        action.refresh_from_db()
        assert (action.text, action.reminded_on) == ("Anders gezegd", today())

    def test_the_second_writer_sees_what_changed(self, cast):
        action = late(cast, seat=cast.ministry_seat)
        before = latest_history_id(action)
        action.text = "Door een ander gewijzigd"
        action.save()
        answers = {
            "text": "Van mij",
            "owner": "organisatie",
            "due_on_dag": typed(today()),
            "history_id": before,
        }
        response = cast.client("chair").post(url("action_edit", cast, action.pk), answers)
        assert response.status_code == 409
        assert "Door een ander gewijzigd" in response.content.decode()

    def test_an_owner_who_left_stays_choosable(self, cast):
        person, seat = PersonFactory(), SeatFactory(body=cast.steering, end=today() - DAY)
        MembershipFactory(seat=SeatFactory(body=cast.core), person=person, end=today() - DAY)
        for owner, key in (
            ({"person": person}, f"persoon-{person.pk}"),
            ({"seat": seat}, f"zetel-{seat.pk}"),
        ):
            action = late(cast, **owner)
            page = cast.client("chair").get(url("action_edit", cast, action.pk)).content.decode()
            assert f'value="{key}" selected' in page

    def test_what_is_finished_is_not_changed(self, cast):
        action = late(cast, state="done", finished_on=today())
        details = ActionDetails(text="x", due_on=today())
        with pytest.raises(DomainError, match="afgerond"):
            change_action(
                actor=cast.users["chair"],
                action=action,
                details=details,
                history_id=latest_history_id(action),
            )
        with pytest.raises(StaleError):
            change_action(actor=cast.users["chair"], action=action, details=details, history_id=0)


class TestReporting:
    def test_the_owner_ticks_it_done(self, cast):
        action = late(cast, person=cast.people["nobody"])
        client = cast.client("nobody")
        page = client.get(url("action_detail", cast, action.pk)).content.decode()
        assert "Vervallen" not in page
        answers = {"state": "done", "note": "Klaar,\nzie de site."}
        page = client.post(url("action_detail", cast, action.pk), answers, follow=True).content.decode()
        action.refresh_from_db()
        assert (action.state, action.finished_on) == ("done", today())
        assert "zie de site." in page
        assert "nobody" in page

    def test_who_sits_on_the_seat_and_who_acts_for_the_owner(self, cast):
        DelegationFactory(person=cast.people["other_body"], delegate=cast.people["nobody"])
        on_seat = late(cast, seat=SeatFactory(body=cast.steering))
        MembershipFactory(seat=on_seat.seat, person=cast.people["other_body"])
        for role in ("other_body", "nobody"):
            report_on_action(actor=cast.users[role], action=on_seat, state="busy", note=role)
        with pytest.raises(DomainError, match="mag deze actie"):
            report_on_action(actor=cast.users["member"], action=on_seat, state="done")

    @pytest.mark.parametrize(
        ("role", "before", "after", "note", "words"),
        [
            ("member", "open", "dropped", "Niet meer nodig", "U mag de acties"),
            ("member", "done", "open", "Toch niet", "U mag de acties"),
            ("chair", "open", "dropped", " ", "waarom de actie vervalt"),
            ("chair", "open", "open", "", "Kies een andere stand"),
        ],
    )
    def test_refused(self, cast, role, before, after, note, words):
        action = late(cast, person=cast.people["member"], state=before, finished_on=today())
        with pytest.raises(DomainError, match=words):
            report_on_action(actor=cast.users[role], action=action, state=after, note=note)
        action.refresh_from_db()
        assert action.state == before

    def test_dropped_with_a_reason_and_opened_again(self, cast):
        action = late(cast)
        report_on_action(actor=cast.users["chair"], action=action, state="dropped", note="Niet nodig")
        page = cast.client("chair").get(url("action_detail", cast, action.pk)).content.decode()
        assert "Niet nodig" in page
        assert "Afgerond op" in page
        report_on_action(actor=cast.users["chair"], action=action, state="open", note="")
        action.refresh_from_db()
        assert (action.state, action.finished_on) == ("open", None)

    def test_nobody_reports_in_a_closed_deal(self, cast):
        action = late(cast, person=cast.people["member"])
        cast.deal.state = "closed"
        cast.deal.save()
        with pytest.raises(DomainError):
            report_on_action(actor=cast.users["member"], action=action, state="done")
        page = cast.client("member").get(url("action_detail", cast, action.pk)).content.decode()
        assert 'name="state"' not in page

    def test_a_finished_action_shows_its_owner_only_how_it_is(self, cast):
        action = late(cast, person=cast.people["nobody"], state="done", finished_on=today())
        page = cast.client("nobody").get(url("action_detail", cast, action.pk)).content.decode()
        assert 'value="open"' not in page


class TestLists:
    @pytest.mark.parametrize("rows", [1, 3])
    def test_cost_the_same_for_one_and_for_three_rows(self, cast, queries, rows):
        for _ in range(rows):
            late(cast, seat=cast.ministry_seat)
            late(cast, person=cast.people["chair"])
            ActionNoteFactory(action=late(cast, person=cast.people["chair"]))
        client = cast.client("chair")
        last = ActionItem.objects.last()
        for address, number in (
            (url("action_list", cast), 7),
            (reverse("governance:my_actions"), 5),
            (url("action_detail", cast, last.pk), 7),
            (url("action_create", cast), 9),
        ):
            with queries(number):
                assert client.get(address).status_code == 200

    def test_search_and_filter(self, cast):
        late(cast, text="Bel de gemeente")
        ActionItemFactory(body=cast.steering, text="Schrijf het plan", person=cast.people["chair"])
        late(cast, text="Oud", state="done", finished_on=today())
        client = cast.client("member")

        def shown(**wanted):
            page = client.get(url("action_list", cast), wanted, HTTP_HX_REQUEST="true").content.decode()
            return [text for text in ("Bel de gemeente", "Schrijf het plan", "Oud") if f">{text}</a>" in page]

        assert shown() == ["Bel de gemeente", "Schrijf het plan"]
        assert shown(stand="te-laat") == ["Bel de gemeente"]
        assert shown(stand="klaar") == ["Oud"]
        assert shown(stand="alle", zoek="CHAIR") == []
        assert shown(zoek=cast.people["chair"].family_name.upper()) == ["Schrijf het plan"]
        assert shown(stand="onzin") == ["Bel de gemeente", "Schrijf het plan"]
        assert shown(zoek="x" * 300) == ["Bel de gemeente", "Schrijf het plan"]
        assert (
            "Geen acties met dit filter"
            in client.get(url("action_list", cast), {"zoek": "q"}).content.decode()
        )

    def test_mine_are_of_all_deals_of_my_seats_of_whom_i_act_for_and_of_the_deals_i_keep(self, cast):
        mine = {
            "chair": late(cast, person=cast.people["chair"]),
            "member": late(cast, seat=cast.people["member"].memberships.get().seat),
            "project_manager": late(cast),
        }
        other = ActionItemFactory(body=BodyFactory(), person=cast.people["chair"])
        for role, action in mine.items():
            found = [line.action for line in my_actions(cast.users[role], today())]
            assert found == ([action, other] if role == "chair" else [action])
        # The adviser of the chair.
        assert len(my_actions(cast.users["adviser"], today())) == 2
        assert my_actions(cast.users["dealmaker"], today()) == []
        page = cast.client("chair").get(reverse("governance:my_actions")).content.decode()
        assert other.body.deal.name in page

    def test_who_owns_one_and_nothing_else_of_the_deal_gets_no_links_to_it(self, cast):
        cast.deal.access = "deal"
        cast.deal.save()
        action = late(cast, person=cast.people["nobody"])
        page = cast.client("nobody").get(url("action_detail", cast, action.pk)).content.decode()
        deal = cast.deal.get_absolute_url()
        assert {href for href in re.findall(r'href="([^"#]+)', page) if href.startswith(deal)} <= {
            url("action_detail", cast, action.pk)
        }

    def test_a_draft_of_a_meeting_is_not_named_to_the_chair(self, cast):
        for state, title in (("draft", "Nog geheim"), ("convened", "Begroting")):
            AgendaItemFactory(meeting=meeting_of(cast.steering, 9, state=state), title=title)
        page = cast.client("chair").get(url("action_create", cast)).content.decode()
        assert "Begroting" in page
        assert "Nog geheim" not in page

    def test_a_body_that_one_does_not_sit_in_hides_them(self, cast):
        action = late(cast)
        for role in ("dealmaker", "observer", "nobody"):
            client = cast.client(role)
            assert client.get(url("action_list", cast)).status_code == 404
            assert client.get(url("action_detail", cast, action.pk)).status_code == 404
            assert client.get(url("action_edit", cast, action.pk)).status_code == 404


class TestOnTheAgenda:
    def test_from_the_next_meeting_on_until_it_is_done(self, cast):
        first, second, third = (meeting_of(cast.steering, days) for days in (-40, -20, -5))
        item = AgendaItem.objects.create(meeting=first, title="Testplan")
        action = late(cast, item=item)
        chair = cast.users["chair"]
        assert [line.action for line in actions_of_meeting(chair, first).made] == [action]
        assert list(actions_of_meeting(chair, first).by_item) == [item.pk]
        for meeting in (second, third):
            page = actions_of_meeting(chair, meeting)
            assert ([line.action for line in page.earlier], list(page.made)) == ([action], [])
        # Done between the second and the third: the third sees that it is, one after it no more.
        action.state, action.finished_on = ActionState.DONE, today() - timedelta(days=10)
        action.save()
        assert actions_of_meeting(chair, second).earlier
        assert actions_of_meeting(chair, third).earlier[0].label == "Klaar"
        assert not actions_of_meeting(chair, meeting_of(cast.steering, 9)).earlier

    def test_one_from_between_two_meetings(self, cast):
        action = late(cast)
        assert not actions_of_meeting(cast.users["chair"], meeting_of(cast.steering, -3)).earlier
        page = actions_of_meeting(cast.users["project_secretary"], meeting_of(cast.steering, 3))
        assert [line.action for line in page.earlier] == [action]
        assert page.may_manage
        assert page.add_url == url("action_create", cast)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_two_queries(self, cast, queries, rows):
        for _ in range(rows):
            late(cast, seat=cast.ministry_seat)
        meeting = Meeting.objects.select_related("body__deal").get(pk=meeting_of(cast.steering, 3).pk)
        actions_of_meeting(cast.users["chair"], meeting)
        with queries(2):
            assert len(actions_of_meeting(cast.users["chair"], meeting).earlier) == rows

    def test_nothing_for_who_does_not_read_along(self, cast, queries):
        meeting = meeting_of(cast.steering, 3)
        late(cast)
        assert actions_of_meeting(cast.users["dealmaker"], meeting).list_url == ""


class TestReminding:
    def test_one_mail_to_each_owner_however_often_it_runs(self, cast):
        late(cast, person=cast.people["member"], text="Te late actie")
        ActionItemFactory(body=cast.core, person=cast.people["member"], due_on=today() + timedelta(days=7))
        ActionItemFactory(body=cast.core, person=cast.people["member"], due_on=today() + timedelta(days=8))
        assert remind_actions(today()) == 2
        assert remind_actions(today()) == 0
        mail = OutgoingMail.objects.get(kind="action_reminder")
        assert mail.to == cast.people["member"].email
        assert mail.subject == "1 actie van De Deal is te laat"
        assert "Te late actie" in mail.text
        assert "Uiterlijk op" in mail.text
        assert ActionItem.history.filter(history_type="~").count() == 0

    def test_after_a_month_without_the_clock_one_mail(self, cast):
        late(cast, person=cast.people["member"])
        assert remind_actions(today()) == 1
        assert remind_actions(today() + timedelta(days=13)) == 0
        assert remind_actions(today() + timedelta(days=60)) == 1
        assert OutgoingMail.objects.count() == 2

    def test_a_seat_asks_who_sits_there_and_an_empty_one_the_project_organisation(self, cast):
        late(cast, seat=cast.ministry_seat)
        late(cast, seat=cast.empty_seat)
        late(cast)
        assert remind_actions(today()) == 3
        told = set(OutgoingMail.objects.values_list("to", flat=True))
        keepers = {cast.people[role].email for role in ("project_secretary", "project_manager")}
        assert told == {cast.ministry_member.person.email, *keepers}

    def test_who_acts_for_the_owner_gets_it_as_the_delegation_says(self, cast):
        person = PersonFactory()
        DelegationFactory(person=person, delegate__email="bureau@x.example", mail="instead")
        late(cast, person=person)
        remind_actions(today())
        mail = OutgoingMail.objects.get()
        assert mail.to == "bureau@x.example"
        assert "omdat u namens" in " ".join(mail.text.split())

    def test_nothing_in_a_closed_deal_or_of_what_is_finished(self, cast):
        late(cast, state="done", finished_on=today())
        assert remind_actions(today()) == 0
        late(cast)
        cast.deal.state = "closed"
        cast.deal.save()
        assert remind_actions(today()) == 0

    def test_a_mail_that_comes_near_says_so(self, cast):
        ActionItemFactory(body=cast.core, person=cast.people["member"], due_on=today())
        remind_actions(today())
        assert OutgoingMail.objects.get().subject == "Uw acties voor De Deal"


def test_who_only_owns_an_action_does_not_hear_how_a_confidential_item_is_called(cast):
    item = AgendaItem.objects.create(
        meeting=meeting_of(cast.steering, -3),
        title="Ontslag",
        is_confidential=True,
        confidential_reason="Over een persoon",
        secrecy_imposed_by="Raad",
    )
    action = ActionItemFactory(body=cast.steering, item=item, person=cast.people["nobody"])
    address = url("action_detail", cast, action.pk)
    assert "Ontslag" not in cast.client("nobody").get(address).content.decode()
    assert "Ontslag" in cast.client("member").get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_mail_once(transactional_db):
    action = ActionItemFactory(due_on=today() - DAY, person=PersonFactory())
    start = threading.Barrier(2)

    def run():
        start.wait()
        try:
            remind_actions(today())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutgoingMail.objects.count() == 1
    action.refresh_from_db()
    assert action.reminded_on == today()
