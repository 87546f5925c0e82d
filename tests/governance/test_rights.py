"""Rights follow memberships by date, whoever was asleep meanwhile."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from guardian.shortcuts import assign_perm

from citydeal.common.history import latest_history_id
from citydeal.common.object_permissions import rights_of
from citydeal.models import JobRun, OutgoingMail, User
from governance import tasks
from governance.models import (
    Body,
    BodyGroupObjectPermission,
    BodyUserObjectPermission,
    CityDeal,
    CityDealGroupObjectPermission,
    CityDealUserObjectPermission,
    Membership,
    PartyRequest,
)
from governance.permissions import (
    BODY_ROLE_RIGHTS,
    DEAL_ROLE_RIGHTS,
    acts_for,
    can_answer_request,
    can_view_body,
    can_view_deal,
    deals_without_organiser,
    visible_bodies,
    visible_deals,
    visible_persons,
)
from governance.permissions_meetings import can_manage_meetings, is_chair
from governance.permissions_reports import can_confirm_list
from governance.services.ensure import ensure
from governance.services.memberships import end_membership
from governance.services.rights import check_drift, roles_on, sync_all, sync_user
from tests.cast import ROLES
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    DelegationFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyRequestFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)
from tests.factories.meetings import MeetingFactory

pytestmark = pytest.mark.django_db


def groups(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def command(*args: str) -> str:
    out = io.StringIO()
    call_command("sync_permissions", *args, stdout=out)
    return out.getvalue()


def test_every_codename_in_the_tables_exists():
    for model, table in ((CityDeal, DEAL_ROLE_RIGHTS), (Body, BODY_ROLE_RIGHTS)):
        declared = {codename for codename, _label in model._meta.permissions}
        stored = Permission.objects.filter(content_type__model=model._meta.model_name)
        assert {right for rights in table.values() for right in rights} <= declared
        assert declared == set(stored.values_list("codename", flat=True))


def test_lists_and_checks_agree_for_every_role(cast):
    BodyFactory(deal__access="deal")
    for role in ROLES:
        user = cast.users.get(role, AnonymousUser())
        for deal in CityDeal.objects.all():
            assert (deal in visible_deals(user)) == can_view_deal(user, deal), role
            listed = set(visible_bodies(user, deal))
            for body in Body.objects.filter(deal=deal):
                assert (body in listed) == (can_view_body(user, body)), (role, body)


def test_only_a_platform_manager_is_told_which_deals_nobody_manages(cast):
    unmanaged = CityDealFactory()
    for role in ROLES:
        told = set(deals_without_organiser(cast.users.get(role, AnonymousUser())))
        assert told == ({unmanaged} if role == "platform_manager" else set()), role


def test_rights_are_given_to_groups_only_and_never_on_the_model(cast):
    assert not CityDealUserObjectPermission.objects.exists()
    assert not BodyUserObjectPermission.objects.exists()
    assert not any(user.user_permissions.exists() for user in cast.users.values())
    assert not any(group.permissions.exists() for group in Group.objects.all())


def test_a_deactivated_account_has_no_rights_and_no_roles(cast):
    user = cast.users["deactivated"]
    assert rights_of(user, CityDealGroupObjectPermission) == ({},)
    assert groups(user) == set()


def test_a_deactivated_account_acts_for_nobody_and_answers_nothing(cast):
    """The rows that say so stand and are dated; without an account that is open they give nothing."""
    user, person = cast.users["deactivated"], cast.people["deactivated"]
    DelegationFactory(person=cast.people["chair"], delegate=person)
    PartyContactFactory(party=cast.ministry, person=person)
    question = PartyRequestFactory(party=cast.ministry, to=person)
    for without_account in (user, AnonymousUser()):
        assert not acts_for(without_account, cast.people["chair"])
        assert not can_answer_request(without_account, question)
    user.is_active = True
    assert acts_for(user, cast.people["chair"])
    assert can_answer_request(user, question)


class TestLastDay:
    """A membership whose last day is today keeps its rights today and loses them tomorrow."""

    def member(self, cast):
        user = cast.users["member"]
        membership = Membership.objects.get(person__user=user)
        return user, membership

    def test_while_worker_and_beat_are_down(self, cast, time_machine):
        today = timezone.localdate()
        user, membership = self.member(cast)
        membership.end = today
        membership.save()
        sync_user(user, today)
        client, url = cast.client("member"), cast.core.get_absolute_url()
        assert client.get(url).status_code == 200
        time_machine.move_to(timezone.now() + timedelta(days=1), tick=True)
        client = cast.client("member")
        assert client.get(url).status_code == 404
        user.refresh_from_db()
        assert user.rights_as_of == today + timedelta(days=1)
        assert groups(user) == set()
        assert check_drift(today + timedelta(days=1)).drift == []

    def test_the_hourly_task_takes_them_too(self, cast):
        user, membership = self.member(cast)
        membership.end = timezone.localdate()
        membership.save()
        result = ensure(timezone.localdate() + timedelta(days=1))
        assert result.rights.removed >= 2
        assert groups(user) == set()

    def test_around_midnight_in_the_netherlands(self, cast, time_machine):
        _user, membership = self.member(cast)
        membership.end = date(2027, 3, 28)
        membership.save()
        url = cast.core.get_absolute_url()
        for moment, status in (
            ("2027-03-28T23:59:59+02:00", 200),
            ("2027-03-29T00:00:01+02:00", 404),
        ):
            time_machine.move_to(moment)
            assert cast.client("member").get(url).status_code == status, moment

    def test_a_membership_that_starts_tomorrow(self, cast, time_machine):
        user = cast.users["nobody"]
        MembershipFactory(
            seat=SeatFactory(body=cast.steering),
            person=cast.people["nobody"],
            start=timezone.localdate() + timedelta(days=1),
        )
        url = cast.core.get_absolute_url()
        assert cast.client("nobody").get(url).status_code == 404
        time_machine.move_to(timezone.now() + timedelta(days=1), tick=True)
        assert cast.client("nobody").get(url).status_code == 200
        assert groups(user) == set(user.groups.values_list("name", flat=True))

    def test_a_closed_body_gives_no_rights_any_more(self, cast):
        today = timezone.localdate()
        cast.steering.end = today - timedelta(days=1)
        cast.steering.save()
        assert cast.users["member"].pk not in roles_on(today)


class TestDrift:
    def test_none_after_a_sync(self, cast):
        assert "no drift" in command("--check")

    def test_a_right_somebody_slipped_in_is_found_and_mended(self, cast):
        user = cast.users["member"]
        secretary = Group.objects.get(name=f"deal:{cast.deal.pk}:project_secretary")
        user.groups.add(secretary)
        auditor = Group.objects.get(name=f"deal:{cast.deal.pk}:auditor")
        assign_perm("manage_composition", auditor, cast.deal)
        cast.users["auditor"].groups.clear()
        report = check_drift(timezone.localdate())
        assert len(report.drift) == 3
        with pytest.raises(CommandError, match="3 differences"):
            command("--check")
        assert "1 roles added, 1 removed, 1 groups mended" in command()
        assert check_drift(timezone.localdate()).drift == []

    def test_who_still_has_to_come_today_is_pending_not_drift(self, cast):
        tomorrow = timezone.localdate() + timedelta(days=1)
        Membership.objects.get(person__user=cast.users["member"])
        membership = Membership.objects.get(person__user=cast.users["member"])
        membership.end = timezone.localdate()
        membership.save()
        text = command("--check", "--on", tomorrow.isoformat())
        assert "at the next request or hourly run" in text
        assert "no drift" in text

    def test_a_right_that_left_the_table_is_taken_back(self, cast):
        group = Group.objects.create(name=f"body:{cast.core.pk}:king")
        assign_perm("read_body", group, cast.core)
        found = check_drift(timezone.localdate()).drift
        assert any("king holds read_body instead of nothing" in line for line in found)
        sync_all(timezone.localdate())
        assert not BodyGroupObjectPermission.objects.filter(group=group).exists()


def snapshot() -> tuple[object, ...]:
    return (
        sorted(User.groups.through.objects.values_list("user_id", "group_id")),
        sorted(CityDealGroupObjectPermission.objects.values_list("group_id", "permission_id")),
        sorted(BodyGroupObjectPermission.objects.values_list("group_id", "permission_id")),
    )


class TestEnsure:
    def test_twice_leaves_the_same_rows(self, cast):
        tasks.ensure()
        first = snapshot()
        tasks.ensure()
        assert snapshot() == first
        run = JobRun.objects.get(name="ensure")
        assert not run.failed
        assert run.summary.startswith(
            "rights: 0 added, 0 removed, 0 groups mended; questions: 0 withdrawn, 0 to another contact;"
            " member checks: 0 asked; calendar: 0 deals"
        )

    def test_the_command_says_what_it_did(self, cast):
        out = io.StringIO()
        call_command("ensure", "--on", timezone.localdate().isoformat(), stdout=out)
        assert "rights: 0 added" in out.getvalue()

    @pytest.mark.django_db(transaction=True)
    def test_beside_itself_leaves_the_same_rows(self, cast):
        MembershipFactory(seat=SeatFactory(body=cast.core), person=cast.people["nobody"])
        User.groups.through.objects.all().delete()
        Group.objects.all().delete()
        errors: list[Exception] = []

        def run():
            try:
                tasks.ensure()
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        # Each party is asked once in a half-year, also by three at a time.
        assert PartyRequest.objects.count() == OutgoingMail.objects.count() == 1
        assert check_drift(timezone.localdate()).drift == []
        assert "no drift" in command("--check")


def test_one_person_with_two_bodies_has_one_role_on_the_deal(cast):
    user = cast.users["member"]
    MembershipFactory(seat=SeatFactory(body=cast.closed), person=cast.people["member"])
    sync_user(user, timezone.localdate())
    assert len([name for name in groups(user) if name.startswith("deal:")]) == 1


def test_a_deputy_secretary_does_not_manage(cast):
    person = PersonFactory(user=cast.users["nobody"].__class__.objects.create_user("d@e.example"))
    MembershipFactory(
        seat=SeatFactory(body=cast.project), person=person, role="project_secretary", is_deputy=True
    )
    sync_user(person.user, timezone.localdate())
    assert f"deal:{cast.deal.pk}:participant" in groups(person.user)


class TestDeputyOfAChair:
    """A deputy reads; the chair's own acts are for the deputy only where nobody sits."""

    @pytest.fixture
    def chair(self, cast):
        return Membership.objects.get(person=cast.people["chair"])

    @pytest.fixture
    def deputy(self, cast, chair):
        person = PersonFactory(user=UserFactory())
        MembershipFactory(seat=chair.seat, person=person, role="chair", is_deputy=True)
        sync_user(person.user, timezone.localdate())
        return person.user

    def test_reads_and_does_not_confirm_or_decide_as_long_as_the_chair_sits(self, cast, deputy, chair):
        assert f"body:{cast.steering.pk}:deputy" in groups(deputy)
        assert can_view_body(deputy, cast.steering)
        assert not is_chair(deputy, cast.steering)
        meeting = MeetingFactory(body=cast.steering)
        assert not can_confirm_list(deputy, meeting)
        assert can_confirm_list(chair.person.user, meeting)

    def test_acts_at_once_when_the_chair_has_gone(self, cast, deputy, chair):
        assert chair.end is None
        yesterday = timezone.localdate() - timedelta(days=1)
        end_membership(
            actor=cast.users["project_secretary"],
            membership=chair,
            last_day=yesterday,
            reason="Gestopt",
            history_id=latest_history_id(chair),
        )
        deputy = User.objects.get(pk=deputy.pk)
        assert is_chair(deputy, cast.steering)
        assert can_confirm_list(deputy, MeetingFactory(body=cast.steering))
        assert check_drift(timezone.localdate()).drift == []

    def test_not_beside_a_chair_on_another_seat_nor_beside_a_member_on_this_one(self, cast, chair):
        person = PersonFactory(user=UserFactory())
        on_empty = MembershipFactory(seat=cast.empty_seat, person=person, role="chair", is_deputy=True)
        sync_user(person.user, timezone.localdate())
        assert not is_chair(person.user, cast.steering)
        cast.free_chair()
        sync_user(person.user, timezone.localdate())
        assert is_chair(User.objects.get(pk=person.user.pk), cast.steering)
        MembershipFactory(seat=on_empty.seat)
        sync_user(person.user, timezone.localdate())
        assert not is_chair(User.objects.get(pk=person.user.pk), cast.steering)

    def test_a_deputy_secretary_prepares_where_there_is_none(self, cast):
        body = BodyFactory(deal=cast.deal)
        MembershipFactory(seat=None, body=body, with_position=False)
        person = PersonFactory(user=UserFactory())
        place = MembershipFactory(
            seat=None, body=body, person=person, role="secretary", is_deputy=True, with_position=False
        )
        sync_user(person.user, timezone.localdate())
        assert can_manage_meetings(person.user, body)
        MembershipFactory(seat=None, body=body, role="secretary", with_position=False)
        sync_user(person.user, timezone.localdate())
        assert not can_manage_meetings(User.objects.get(pk=place.person.user_id), body)


def test_the_register_lists_people_with_an_office_or_a_role_for_who_keeps_it(cast):
    assert cast.people["auditor"] in visible_persons(cast.users["project_secretary"], cast.deal)
    assert cast.people["auditor"] not in visible_persons(cast.users["member"], cast.deal)
