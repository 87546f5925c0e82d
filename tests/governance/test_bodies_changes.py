"""Founding, changing, closing and reopening bodies: what is refused, and what ends and comes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import BodyKind, DecisionSubject
from governance.models import Body, Membership, Seat
from governance.permissions import can_view_body
from governance.services.bodies import BodyDetails, add_body, change_body
from governance.services.bodies_closing import close_body, reopen_body
from panels.services.topics import set_topics
from tests.factories.deal_text import ChallengeFactory
from tests.factories.governance import (
    BodyFactory,
    DecisionFactory,
    MembershipFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
TEAM = {"kind": BodyKind.QUALITY_TEAM, "name": "Kwaliteitsteam Taal"}


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def ground(cast):
    return DecisionFactory(body=cast.core, subject=DecisionSubject.QUALITY_TEAMS, taken_on=DAY)


class TestFounding:
    def test_the_address_is_made_from_the_name_and_is_unique(self, cast, secretary):
        fields = {"actor": secretary, "deal": cast.deal, "kind": BodyKind.OTHER, "start": DAY}
        made = [add_body(**fields, name="Élan & Werk").slug for _ in range(3)]
        assert made == ["elan-werk", "elan-werk-2", "elan-werk-3"]
        assert add_body(**fields, name="???").slug == "orgaan"

    def test_it_comes_last(self, cast, secretary):
        body = add_body(actor=secretary, deal=cast.deal, kind=BodyKind.OTHER, name="Achteraan", start=DAY)
        assert list(Body.objects.filter(deal=cast.deal))[-1] == body

    def test_a_first_team_rests_on_the_text_of_the_deal(self, cast, secretary):
        add_body(actor=secretary, deal=cast.deal, start=cast.deal.start, **TEAM)

    def test_a_later_team_rests_on_a_decision(self, cast, secretary, ground):
        fields = {"actor": secretary, "deal": cast.deal, **TEAM}
        error = refused(add_body, **fields, start=DAY)
        assert error.field == "founding_decision"
        assert "Hierover besluit: Kerngroep." in str(error)
        body = add_body(**fields, start=DAY, founding_decision=ground)
        assert list(ground.founded.all()) == [body]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"subject": DecisionSubject.CONTENT}, "gaat over iets anders"),
            ({"taken_on": DAY + timedelta(days=1)}, "na de dag die u invult"),
            ({"withdrawn_on": DAY}, "dat geldt"),
            ({"body": None}, "van deze deal"),
        ],
    )
    def test_not_every_decision_carries_a_team(self, cast, secretary, ground, change, words):
        for name, value in change.items():
            setattr(ground, name, value or BodyFactory())
        ground.save()
        error = refused(
            add_body, actor=secretary, deal=cast.deal, start=DAY, founding_decision=ground, **TEAM
        )
        assert error.field == "founding_decision"
        assert words in str(error)

    def test_a_kind_that_does_not_exist(self, cast, secretary):
        error = refused(add_body, actor=secretary, deal=cast.deal, kind="x", name="X", start=DAY)
        assert error.field == "kind"

    def test_only_who_keeps_the_deal(self, cast):
        refused(
            add_body, actor=cast.users["auditor"], deal=cast.deal, kind=BodyKind.OTHER, name="X", start=DAY
        )


class TestChanging:
    def change(self, actor, body, **more):
        details = BodyDetails(**({"name": body.name, "start": body.start} | more))
        return {"actor": actor, "body": body, "details": details, "history_id": latest_history_id(body)}

    def test_a_change_stands_in_the_history_with_who_did_it(self, cast, secretary):
        change_body(**self.change(secretary, cast.steering, name="Stuurgroep Werk", remit="Stuurt."))
        cast.steering.refresh_from_db()
        assert (cast.steering.name, cast.steering.slug) == ("Stuurgroep Werk", "stuurgroep")
        assert cast.steering.history.first().history_user == secretary

    def test_who_comes_second_sees_that(self, cast, secretary):
        second = self.change(secretary, cast.steering, name="Tweede")
        change_body(**self.change(secretary, cast.steering, name="Eerste"))
        assert isinstance(refused(change_body, **second), StaleError)

    def test_the_first_day_leaves_nobody_out(self, cast, secretary):
        error = refused(change_body, **self.change(secretary, cast.steering, start=DAY))
        assert error.field == "start"

    def test_a_team_that_moves_after_the_start_needs_its_decision(self, cast, secretary, ground):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.QUALITY_TEAM)
        assert refused(change_body, **self.change(secretary, body, start=DAY)).field == "founding_decision"
        change_body(**self.change(secretary, body, start=DAY, founding_decision=ground))
        change_body(**self.change(secretary, body, start=DAY, founding_decision=ground, name="Anders"))

    def test_a_team_that_misses_its_decision_can_still_be_renamed(self, cast, secretary):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.QUALITY_TEAM, start=DAY)
        assert change_body(**self.change(secretary, body, name="Anders")).name == "Anders"


class TestClosing:
    def test_all_that_sits_there_ends_and_what_would_come_lapses(self, cast, secretary):
        today = timezone.localdate()
        user = UserFactory()
        body = BodyFactory(deal=cast.deal, access="body")
        seat = SeatFactory(body=body)
        sitting = MembershipFactory(seat=seat, person=PersonFactory(user=user), end=today + timedelta(days=9))
        coming = MembershipFactory(seat=seat, start=today + timedelta(days=10))
        later_seat = SeatFactory(body=body, start=today + timedelta(days=5))
        gone = MembershipFactory(seat=SeatFactory(body=body), end=DAY)
        last = today - timedelta(days=1)
        there = close_body(actor=secretary, body=body, last_day=last, reason="Klaar")
        assert [m.pk for m in there.members] == [sitting.pk]
        for record in (sitting, seat, body):
            record.refresh_from_db()
            assert record.end == last
            assert record.history.first().history_change_reason == "Klaar"
        gone.refresh_from_db()
        assert gone.end == DAY
        assert not Membership.objects.filter(pk=coming.pk).exists()
        assert not Seat.objects.filter(pk=later_seat.pk).exists()
        assert Membership.history.filter(id=coming.pk, history_type="-").exists()
        assert not can_view_body(User.objects.get(pk=user.pk), body)

    def test_what_something_rests_on_does_not_lapse(self, cast, secretary):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.RESIDENTS_PANEL)
        coming = MembershipFactory(
            seat=SeatFactory(body=body), start=timezone.localdate() + timedelta(days=9)
        )
        set_topics(actor=secretary, membership=coming, challenges=[ChallengeFactory(deal=cast.deal)])
        error = refused(close_body, actor=secretary, body=body, last_day=timezone.localdate())
        assert error.field == "end"
        body.refresh_from_db()
        assert body.end is None

    def test_a_team_is_closed_by_decision(self, cast, secretary, ground):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.QUALITY_TEAM)
        fields = {"actor": secretary, "body": body, "last_day": DAY}
        error = refused(close_body, **fields)
        assert error.field == "decision"
        assert "regel 18" in str(error)
        close_body(**fields, decision=ground)
        assert list(ground.closed.all()) == [body]

    def test_the_project_organisation_stays(self, cast, secretary):
        fields = {"actor": secretary, "last_day": timezone.localdate()}
        refused(close_body, **fields, body=cast.project)
        BodyFactory(deal=cast.deal, kind=BodyKind.PROJECT_ORGANIZATION)
        close_body(**fields, body=cast.project)

    def test_days_that_cannot_be(self, cast, secretary):
        fields = {"actor": secretary, "body": cast.core}
        assert refused(close_body, **fields, last_day=date(2019, 12, 31)).field == "end"
        DecisionFactory(body=cast.core, taken_on=DAY)
        assert refused(close_body, **fields, last_day=DAY - timedelta(days=1)).field == "end"
        close_body(**fields, last_day=DAY)
        refused(close_body, **fields, last_day=DAY)


class TestReopening:
    def test_it_comes_back_with_what_is_chosen(self, cast, secretary, ground):
        body = BodyFactory(deal=cast.deal, kind=BodyKind.QUALITY_TEAM)
        kept, left = SeatFactory(body=body), SeatFactory(body=body)
        member = MembershipFactory(seat=kept)
        stays_out = MembershipFactory(seat=left)
        earlier = MembershipFactory(seat=SeatFactory(body=body), end=DAY - timedelta(days=9))
        close_body(actor=secretary, body=body, last_day=DAY, decision=ground)
        refused(reopen_body, actor=secretary, body=body, seats=[kept], memberships=[earlier])
        reopen_body(actor=secretary, body=body, seats=[kept], memberships=[member])
        body.refresh_from_db()
        assert (body.end, body.closing_decision) == (None, None)
        assert {m.pk: m.end for m in Membership.objects.filter(body=body)} == {
            member.pk: None,
            stays_out.pk: DAY,
            earlier.pk: earlier.end,
        }
        assert {s.pk: s.end for s in Seat.objects.filter(pk__in=[kept.pk, left.pk])} == {
            kept.pk: None,
            left.pk: DAY,
        }

    def test_what_is_open_cannot_be_opened(self, cast, secretary):
        refused(reopen_body, actor=secretary, body=cast.core, seats=[], memberships=[])
