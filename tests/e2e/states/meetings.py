"""Governance: meetings of a body, planned, called together and answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from citydeal.enums import Access
from governance.enums import MeetingState, Reply
from governance.selectors.requests_links import hash_of
from governance.services.invitations import token_of
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.window import Window
from tests.factories.governance import MembershipFactory, PersonFactory, SeatFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory

SECRETARY = "project_secretary"
MEETINGS = "governance:meeting_list"
MEETING = "governance:meeting_detail"
PLAN = "governance:meeting_create"
YEAR = "governance:meeting_series"
WAY = "governance:way_of_working"
EDIT = "governance:meeting_edit"
RESERVE = "governance:meeting_reserve"
CONVENE = "governance:meeting_convene"
CANCEL = "governance:meeting_cancel"
STEP = "governance:meeting_step"
INVITED = "governance:meeting_invitations"
ANSWER = "governance:invitation_answer"
MINE = "governance:my_invitation"
WHO = "Bekijk wie mail krijgt"


def body(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug]


def meeting(cast: Cast, *more: Any, **fields: Any) -> list[Any]:
    made = MeetingFactory(
        body=cast.steering, **{"title": f"Overleg {LONG_NAME}", "access": "public", **fields}
    )
    return [*body(cast), made.pk, *more]


def called(cast: Cast, **fields: Any) -> Any:
    """Return a meeting that people are invited to, with every kind of answer."""
    made = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.PUBLIC, **fields)
    for reply in (Reply.YES, Reply.NO, Reply.NONE):
        InvitationFactory(
            meeting=made, reply=reply, party=cast.ministry, replied_at=timezone.now(), replied_by=LONG_NAME
        )
    InvitationFactory(meeting=made, reply=Reply.DEPUTY, deputy=PersonFactory(), deputy_votes=True)
    InvitationFactory(meeting=made, person=cast.people["dealmaker"], is_guest=True, has_vote=False)
    return made


def invitation(cast: Cast, **fields: Any) -> Any:
    """Return the invitation of a member who may be replaced."""
    member = cast.ministry_member
    MembershipFactory(seat=member.seat, is_deputy=True)
    made = InvitationFactory(
        meeting=called(cast), person=member.person, membership=member, party=cast.ministry, **fields
    )
    made.token_hash = hash_of(token_of(made))
    made.save()
    return made


def full_list(cast: Cast) -> list[Any]:
    for days in range(55):
        MeetingFactory(body=cast.steering, title=LONG_NAME, access="public", state="convened", days=days + 1)
    return body(cast)


def day(days: int = 30, name: str = "day") -> dict[str, object]:
    on = timezone.localdate() + timedelta(days=days)
    return {f"{name}_dag": on.day, f"{name}_maand": on.month, f"{name}_jaar": on.year}


def visited(cast: Cast) -> list[Any]:
    """Return the page of a meeting that a guest reads who has no place in the deal."""
    made = called(cast)
    InvitationFactory(meeting=made, person=cast.people["nobody"], is_guest=True, has_vote=False)
    return [*body(cast), made.pk]


listed = page("lijst met vergaderingen", MEETINGS, SECRETARY, full_list)
page("meeting-guest", MEETING, "nobody", visited)
page("lijst zonder vergaderingen", MEETINGS, "anonymous", body)
page("lijst met vergaderingen, filter zonder uitkomst", MEETINGS, "member", full_list, query="?zoek=niets")
plan = page("vergadering plannen", PLAN, SECRETARY, body)
sent("vergadering plannen, fouten", PLAN, plan, "Plan de vergadering", {"title": "", "starts": "25.00"})
sent(
    "vergadering gepland",
    MEETING,
    plan,
    "Plan de vergadering",
    {"starts": "14.00", "ends": "16.00", "location": "Stadhuis", **day()},
)
year = page("jaarschema", YEAR, SECRETARY, body)
sent("jaarschema, fouten", YEAR, year, "Bekijk de dagen", {"days": "gisteren"})
sent(
    "jaarschema, dagen",
    YEAR,
    year,
    "Bekijk de dagen",
    {
        "days": "\n".join(f"{timezone.localdate() + timedelta(days=n):%d-%m-%Y}" for n in (40, 41, 42)),
        "starts": "14.00",
        "ends": "16.00",
    },
)
way = page("werkwijze", WAY, SECRETARY, body)
sent("werkwijze, fouten", WAY, way, "Sla de werkwijze op", {"minutes": "0", "list_days": "999"})
for stage in MeetingState:
    if stage != MeetingState.CONVENED:
        page(
            f"vergadering, {stage.value}",
            MEETING,
            SECRETARY,
            lambda cast, s=stage: meeting(cast, state=s, days=-1, adopted_on=timezone.localdate()),
        )
page("vergadering, uitgenodigd", MEETING, SECRETARY, lambda c: [*body(c), called(c).pk])
page("vergadering, voor iedereen", MEETING, "anonymous", lambda c: [*body(c), called(c).pk])
page(
    "vergadering, met eigen uitnodiging",
    MEETING,
    "member",
    lambda c: [*body(c), InvitationFactory(meeting=called(c), person=c.people["member"]).meeting_id],
)
reserve = page("datum reserveren", RESERVE, SECRETARY, meeting)
sent("datum reserveren, wie mail krijgt", RESERVE, reserve, WHO)
convene = page("uitnodigen", CONVENE, SECRETARY, meeting)
sent("uitnodigen, fouten", CONVENE, convene, WHO, {"reply_until_dag": "32"})
sent("uitnodigen, wie mail krijgt", CONVENE, convene, WHO, {"text": "Lees de stukken."})
cancel = page("vergadering afzeggen", CANCEL, SECRETARY, lambda c: [*body(c), called(c).pk])
sent("vergadering afzeggen, fouten", CANCEL, cancel, WHO)
sent("vergadering afzeggen, wie mail krijgt", CANCEL, cancel, WHO, {"reason": "Te weinig stukken"})
edit = page("vergadering wijzigen", EDIT, SECRETARY, lambda c: [*body(c), called(c).pk])
sent("vergadering wijzigen, fouten", EDIT, edit, "Wijziging opslaan", {"title": "", "ends": "0"})
sent("vergadering verplaatsen, wie mail krijgt", EDIT, edit, "Wijziging opslaan", day(40))
page("vergadering beginnen", STEP, "chair", lambda c: meeting(c, "in_session", state="convened", days=0))
page("vergadering sluiten", STEP, "chair", lambda c: meeting(c, "minutes", state="in_session", days=0))
back = page("stap terug", STEP, SECRETARY, lambda c: meeting(c, "in_session", state="minutes", days=-1))
sent("stap terug, fouten", STEP, back, "Ga terug")
invited = page("genodigden", INVITED, SECRETARY, lambda c: [*body(c), called(c).pk])
sent("genodigden, fouten", INVITED, invited, "Nodig de gast uit")
page("genodigden, nog niemand", INVITED, SECRETARY, meeting)
page("genodigden bijwerken", "governance:invitations_update", SECRETARY, lambda c: [*body(c), called(c).pk])
page("genodigden herinneren", "governance:invitations_remind", SECRETARY, lambda c: [*body(c), called(c).pk])
page(
    "gast weghalen",
    "governance:guest_remove",
    SECRETARY,
    lambda c: [*body(c), (made := called(c)).pk, made.invitations.get(is_guest=True).pk],
)
answer = page("uitnodiging beantwoorden", ANSWER, "anonymous", lambda c: [token_of(invitation(c))])
sent("uitnodiging beantwoorden, fouten", ANSWER, answer, "Verstuur het antwoord")
sent(
    "uitnodiging beantwoord",
    ANSWER,
    answer,
    "Verstuur het antwoord",
    {"name": LONG_NAME},
    chosen={"reply": "ja"},
)


@state("uitnodiging, niet meer", ANSWER)
def _removed(visit: Visit) -> Window:
    token = token_of(invitation(visit.cast, removed_at=timezone.now()))
    window = visit.as_role("anonymous")
    window.open(reverse(ANSWER, args=[token]), status=410)
    return window


@state("uitnodiging, onbekende link", ANSWER)
def _unknown(visit: Visit) -> Window:
    window = visit.as_role("anonymous")
    window.open(reverse(ANSWER, args=["x"]), status=404)
    return window


page("uitnodiging beantwoorden voor iemand", MINE, SECRETARY, lambda c: [invitation(c).pk])
page(
    "orgaan met vergaderingen",
    "governance:body_detail",
    SECRETARY,
    lambda c: meeting(c, state="reserved")[:2],
    before=lambda visit: SeatFactory(body=visit.cast.steering),
)
