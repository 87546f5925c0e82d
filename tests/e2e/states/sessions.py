"""What comes of a meeting: attendance, report, remarks, votes, decisions and what parties say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.enums import AgreementState, FixedItem, MeetingState, Presence
from governance.models import Meeting
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, page, sent
from tests.factories.actions import ActionItemFactory
from tests.factories.governance import DecisionFactory
from tests.factories.sessions import (
    AttendeeFactory,
    EligibleVoterFactory,
    HeldItemFactory,
    HeldMeetingFactory,
    MeetingRemarkFactory,
    PartyAgreementFactory,
    VoteEventFactory,
    WayOfWorkingFactory,
)

SECRETARY = "project_secretary"


def held(cast: Cast, **fields: Any) -> Meeting:
    """Return a meeting with people, two items, a decision and an action."""
    meeting: Meeting = HeldMeetingFactory(body=cast.steering, title=LONG_NAME, **fields)
    WayOfWorkingFactory(body=cast.steering, quorum=9)
    AttendeeFactory(meeting=meeting, person=cast.people["member"], is_online=True)
    AttendeeFactory(meeting=meeting, presence=Presence.WITH_NOTICE)
    AttendeeFactory(meeting=meeting, left=timezone.localtime(meeting.starts_at).time())
    AttendeeFactory(meeting=meeting, is_guest=True)
    item = HeldItemFactory(meeting=meeting, text="De stuurgroep is akkoord.\n\nEr is een vraag over geld.")
    HeldItemFactory(meeting=meeting, title=LONG_NAME)
    decision = DecisionFactory(body=cast.steering, item=item, title=LONG_NAME, on_record="Hoogerland")
    PartyAgreementFactory(decision=decision)
    decision.asks_parties = True
    decision.save()
    ActionItemFactory(body=cast.steering, item=item)
    return meeting


def where(cast: Cast, meeting: Meeting, *more: Any) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug, meeting.pk, *more]


def session(cast: Cast) -> list[Any]:
    return where(cast, held(cast))


def bare(cast: Cast) -> list[Any]:
    return where(cast, HeldMeetingFactory(body=cast.steering))


def draft(cast: Cast) -> list[Any]:
    meeting = held(cast, state=MeetingState.MINUTES, remarks_until=timezone.localdate())
    MeetingRemarkFactory(meeting=meeting, text=LONG_NAME, answer="Verwerkt")
    return where(cast, meeting)


def next_agenda(cast: Cast) -> list[Any]:
    coming = timezone.now() + timedelta(days=9)
    HeldMeetingFactory(body=cast.steering, state=MeetingState.DRAFT, starts_at=coming)
    return draft(cast)


def an_item(cast: Cast) -> list[Any]:
    meeting = held(cast)
    item = HeldItemFactory(meeting=meeting)
    VoteEventFactory(item=item)
    VoteEventFactory(item=item, closed_at=timezone.now(), votes_for=3, votes_against=1, votes_blank=0)
    return where(cast, meeting, item.pk)


def adopting(cast: Cast) -> list[Any]:
    HeldMeetingFactory(
        body=cast.steering,
        state=MeetingState.MINUTES,
        remarks_until=timezone.localdate(),
        starts_at=timezone.now() - timedelta(days=30),
    )
    meeting = held(cast)
    return where(cast, meeting, HeldItemFactory(meeting=meeting, fixed=FixedItem.PREVIOUS_MINUTES).pk)


def nothing_to_adopt(cast: Cast) -> list[Any]:
    meeting = held(cast)
    return where(cast, meeting, HeldItemFactory(meeting=meeting, fixed=FixedItem.PREVIOUS_MINUTES).pk)


def vote(cast: Cast) -> list[Any]:
    meeting = held(cast)
    event = VoteEventFactory(item__meeting=meeting, question=LONG_NAME)
    EligibleVoterFactory(event=event, person=cast.people["member"])
    EligibleVoterFactory(event=event, voter=cast.people["deputy"])
    return where(cast, meeting, event.pk)


def closed_vote(cast: Cast) -> list[Any]:
    found = vote(cast)
    meeting = Meeting.objects.get(pk=found[2])
    meeting.items.get(vote_events=found[3]).vote_events.update(
        closed_at=timezone.now(), votes_for=1, votes_against=0, votes_blank=1
    )
    return found


def confirmed_list(cast: Cast) -> list[Any]:
    return where(cast, held(cast, list_confirmed_at=timezone.now()))


def asked_decision(cast: Cast) -> list[Any]:
    """Return a decision that holds for one party, waits for one and is refused by one."""
    today = timezone.localdate()
    decision = DecisionFactory(
        body=cast.steering,
        asks_parties=True,
        question="Doen we het?",
        recommendation="Doe het.",
        recommended_by=cast.core,
        public_from=today + timedelta(days=3),
    )
    PartyAgreementFactory(decision=decision, state=AgreementState.MANDATE, confirmed_on=today)
    PartyAgreementFactory(decision=decision, state=AgreementState.REFUSED, remark=LONG_NAME)
    PartyAgreementFactory(
        decision=decision, state=AgreementState.SUBJECT_TO, subject_to=LONG_NAME, due_on=today
    )
    return [cast.deal.slug, cast.steering.slug, decision.pk]


def answer(cast: Cast) -> list[Any]:
    agreement = PartyAgreementFactory(decision__body=cast.steering, party=cast.ministry)
    return [cast.deal.slug, cast.steering.slug, agreement.decision_id, "ministerie"]


page("outcome", "governance:meeting_detail", SECRETARY, session)
attendance = page("attendance", "governance:attendance_edit", SECRETARY, session)
page(
    "attendance-nobody",
    "governance:attendance_edit",
    SECRETARY,
    bare,
)
page("report", "governance:report_detail", SECRETARY, draft)
page("report-member", "governance:report_detail", "member", draft)
page("report-edit", "governance:report_edit", SECRETARY, session)
page(
    "report-edit-empty",
    "governance:report_edit",
    SECRETARY,
    bare,
)
send = page("report-send", "governance:report_send", SECRETARY, draft)
sent("report-send-errors", "governance:report_send", send, "Concept versturen", {"until_jaar": "1999"})
remarks = page("report-remarks", "governance:report_remarks", "member", draft)
sent("report-remarks-errors", "governance:report_remarks", remarks, "Opmerking versturen")
page("report-remarks-all", "governance:report_remarks", SECRETARY, draft)
page("report-agenda", "governance:report_agenda", SECRETARY, next_agenda)
page("report-agenda-none", "governance:report_agenda", SECRETARY, draft)
page(
    "remark-answer",
    "governance:remark_answer",
    SECRETARY,
    lambda c: [*(found := draft(c)), Meeting.objects.get(pk=found[2]).remarks.get().pk],
)
decide = page("item-decide", "governance:item_decide", SECRETARY, an_item)
sent("item-decide-errors", "governance:item_decide", decide, "Leg het besluit vast")
page("item-adopt", "governance:item_adopt", SECRETARY, adopting)
page("item-adopt-none", "governance:item_adopt", SECRETARY, nothing_to_adopt)
page("decisions-confirm", "governance:decisions_confirm", "chair", session)
page("decisions-ask", "governance:decisions_confirm", SECRETARY, session)
page("decisions-confirmed", "governance:decisions_confirm", "chair", confirmed_list)
open_vote = page("vote-open", "governance:vote_open", SECRETARY, an_item)
sent("vote-open-errors", "governance:vote_open", open_vote, "Stemming openen of vastleggen")
page("vote", "governance:vote_detail", SECRETARY, vote)
page("vote-member", "governance:vote_detail", "member", vote)
page("vote-closed", "governance:vote_detail", SECRETARY, closed_vote)
page("decision-parties", "governance:decision_detail", SECRETARY, asked_decision)
agreement = page("agreement", "governance:agreement_edit", "party_contact", answer)
sent(
    "agreement-errors",
    "governance:agreement_edit",
    agreement,
    "Antwoord opslaan",
    chosen={"state": "subject_to"},
)
