"""Written rounds: who is asked, what they answered, and what the pages about them show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.text import Text
from governance.enums import DecidedBy, DecisionResult, MeetingState, RoundKind, RoundState
from governance.models import (
    AgendaItem,
    Body,
    Decision,
    Meeting,
    Party,
    RoundPaper,
    RoundVoice,
    WrittenRound,
)
from governance.permissions import Actor, can_view_body, is_person
from governance.permissions_rounds import can_prepare_rounds, can_read_round, may_still_answer, voting_day
from governance.rules.rounds import Reason, RoundTerms, outcome
from governance.selectors.invitees import Invitee, people_of
from governance.selectors.requests_links import TOKEN_LENGTH, hash_of

_BADGES = {
    RoundState.DRAFT: "neutral",
    RoundState.OPEN: "active",
    RoundState.AGREED: "safe",
    RoundState.REJECTED: "danger",
    RoundState.TO_MEETING: "warning",
    RoundState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Voters:
    """Who has a vote in a body. ``missing``: parties that signed and for which nobody is known.

    ``unreachable``: of these nobody knows an address.
    """

    members: Sequence[Invitee]
    missing: Sequence[Party] = ()

    @property
    def unreachable(self) -> list[Invitee]:
        """Return who can only answer signed in, or not at all."""
        return [m for m in self.members if not m.person.email and m.person.user is None]


def voters_of(body: Body, on: date) -> Voters:
    """Return who has a vote in a body on a day, each person once; of a body that ended on its last day.

    No deputies, and not who keeps the meetings. In an executives' network also who signed and sits nowhere
    there, or whom the party names now: the people a meeting is for. One query, five for a network. Sources:
    rule 5 and choice A2-3b.
    """
    asked = people_of([body], voting_day(body, on))
    return Voters([each for each in asked.people if each.has_vote], asked.missing)


def choices_that_count(found: WrittenRound, voices: Sequence[RoundVoice], on: date) -> list[str]:
    """Return the answers that count: who left without an answer is not waited for.

    Needs the body, and the membership of each voice, loaded. No query, but where somebody without a seat
    did not answer.
    """
    last = min(on, found.closes_on)
    day = voting_day(found.body, last)
    unseated = any(voice.membership is None and not voice.choice for voice in voices)
    asked_now = {each.person.pk for each in voters_of(found.body, last).members} if unseated else set()
    return [
        voice.choice
        for voice in voices
        if voice.choice
        or (
            voice.person_id in asked_now
            if voice.membership is None
            else voice.membership.end is None or voice.membership.end >= day
        )
    ]


def is_no_signer_now(voice: RoundVoice, on: date) -> bool:
    """Whether the party of a voter without a seat sends somebody else by now, or nobody any more.

    No query for who sits in the body; five for who does not. Needs membership, round and body loaded.
    """
    if voice.membership is not None:
        return False
    return voice.person_id not in {each.person.pk for each in voters_of(voice.round.body, on).members}


def remarks_of(found: WrittenRound) -> str:
    """Return what voters had put on record, a line each. One query."""
    voices = found.voices.exclude(remark="").select_related("person").order_by("pk")
    return "\n".join(f"{v.person.name} ({v.get_choice_display()}): {v.remark}" for v in voices)


def outcome_sentence(found: WrittenRound, reason: Reason) -> str:
    """Return in words what came of a round that closed."""
    if found.state == RoundState.TO_MEETING and reason in (Reason.AGREED, Reason.AGAINST):
        return _("The body may not decide about this any more. It comes on the agenda of the next meeting.")
    number = found.decision.label if found.decision else ""
    words = {
        Reason.DISCUSS: _("Somebody wants to discuss it. It comes on the agenda of the next meeting."),
        Reason.TOO_FEW: _("Too few answered to decide. It comes on the agenda of the next meeting."),
        Reason.AGAINST: _("The body did not agree: decision %(number)s."),
        Reason.AGREED: _("The body agreed: decision %(number)s."),
    }
    return words[reason] % {"number": number}


@dataclass(frozen=True)
class RoundRow:
    """A round in a list. ``answers``: how many of those who are asked answered, in words."""

    round: WrittenRound
    url: str
    badge: str
    answers: str


def round_rows(user: Actor, body: Body) -> list[RoundRow]:
    """Return the rounds of a body that this account may open, the newest first. One query."""
    prepares = can_prepare_rounds(user, body)
    return [
        RoundRow(
            found,
            address("governance:round_detail", body.deal.slug, body.slug, found.pk),
            _BADGES[RoundState(found.state)],
            _answered(found.answered, found.asked) if found.asked else "",
        )
        for found in _of_body(body=body.pk)
        if prepares or found.opened_at is not None
    ]


@compiled
def _of_body(body: Any) -> QuerySet[WrittenRound]:
    found = WrittenRound.objects.filter(body=body).select_related("decision")
    answered = Count("voices", filter=~Q(voices__choice=""))
    # Counting forgets the order of the model.
    return found.annotate(asked=Count("voices"), answered=answered).order_by("-closes_on", "-pk")


def _answered(number: int, asked: int) -> str:
    words = ngettext("%(number)s of %(asked)s answered", "%(number)s of %(asked)s answered", number)
    return words % {"number": number, "asked": asked}


@dataclass(frozen=True)
class RoundPage:
    """A round with its papers and answers.

    ``item``: where the next meeting has it; ``mine``: what this account is asked; ``decision_url``: empty
    where the reader may not open it.
    """

    round: WrittenRound
    badge: str
    facts: Sequence[tuple[Text, Text]]
    papers: Sequence[RoundPaper]
    voices: Sequence[RoundVoice]
    answers: str
    result: str
    item: AgendaItem | None
    item_url: str
    mine: RoundVoice | None
    may_prepare: bool
    decision_url: str


def round_page(user: Actor, found: WrittenRound, on: date) -> RoundPage:
    """Return the page of a round. Five queries besides the rights. Needs body, deal and decision loaded."""
    voices = _voices(round=found.pk)
    for voice in voices:
        voice.round = found
    item = _item_of(found)
    mine = [v for v in voices if is_person(user, v.person) and may_still_answer(v, on)]
    ratified = _ratified(found, item)
    return RoundPage(
        round=found,
        badge=_BADGES[RoundState(found.state)],
        facts=_facts(found),
        papers=_papers(round=found.pk),
        voices=voices,
        answers=_answered(sum(bool(v.choice) for v in voices), len(voices)) if voices else "",
        result=_result(found, voices, on, ratified=ratified),
        item=item,
        item_url=_item_url(item),
        mine=mine[0] if mine else None,
        may_prepare=can_prepare_rounds(user, found.body),
        decision_url=_decision_url(user, found),
    )


def _decision_url(user: Actor, found: WrittenRound) -> str:
    """Return the page of the decision of a round, for who may open the body. No query."""
    body = found.body
    if found.decision_id is None or not can_view_body(user, body):
        return ""
    return address("governance:decision_detail", body.deal.slug, body.slug, found.decision_id)


def _facts(found: WrittenRound) -> list[tuple[Text, Text]]:
    facts: list[tuple[Text, Text]] = [
        (_("Is about"), found.get_subject_display()),
        (_("Answer until"), date_format(found.closes_on, "DATE_FORMAT")),
    ]
    if found.kind == RoundKind.URGENT:
        return [facts[0], (_("Decided on"), date_format(found.closes_on, "DATE_FORMAT"))]
    if found.opened_at is not None:
        silence = _("Counts as agreed") if found.silence_agrees else _("Does not count as agreed")
        facts += [
            (_("Opened on"), date_format(found.opened_at, "DATE_FORMAT")),
            (_("No answer"), silence),
            (
                _("How the body decides"),
                _("Nobody may be against")
                if found.decided_by == DecidedBy.CONSENSUS
                else _("More for than against"),
            ),
        ]
    if found.quorum is not None:
        facts.append((_("Answers needed to decide"), str(found.quorum)))
    if found.closed_at is not None:
        facts.append((_("Closed on"), date_format(found.closed_at, "DATE_FORMAT")))
    return facts


def _result(found: WrittenRound, voices: Sequence[RoundVoice], on: date, *, ratified: bool) -> str:
    """Return in words what came of a round; empty while it is open or in preparation."""
    if found.state == RoundState.WITHDRAWN:
        return found.withdrawn_reason
    if found.kind == RoundKind.URGENT:
        return _("Ratified by the body.") if ratified else _("Waits for the body to ratify it.")
    if found.state in (RoundState.DRAFT, RoundState.OPEN):
        return ""
    terms = RoundTerms(found.silence_agrees, found.decided_by != DecidedBy.CONSENSUS, found.quorum)
    return outcome_sentence(found, outcome(choices_that_count(found, voices, on), terms).reason)


def _item_of(found: WrittenRound) -> AgendaItem | None:
    """Return the agenda item of a round, put there at once or by way of the forward agenda. One query."""
    where = Q(pk=found.item_id or 0) | Q(forward=found.forward_id or 0)
    items = AgendaItem.objects.filter(where).select_related("meeting__body__deal")
    return items.order_by("-meeting__starts_at", "-pk").first()


def _item_url(item: AgendaItem | None) -> str:
    """Return the page of the meeting that an item stands on; a draft is nobody's news yet."""
    if item is None or item.meeting.state == MeetingState.DRAFT:
        return ""
    meeting = item.meeting
    return address("governance:meeting_detail", meeting.body.deal.slug, meeting.body.slug, meeting.pk)


def _ratified(found: WrittenRound, item: AgendaItem | None) -> bool:
    """Whether the body ratified an urgent decision: it adopted one at its item. One query."""
    if item is None or found.kind != RoundKind.URGENT:
        return False
    adopted = Decision.objects.filter(item=item, result=DecisionResult.ADOPTED, withdrawn_on=None)
    return adopted.exists()


@compiled
def _voices(round: Any) -> QuerySet[RoundVoice]:
    return RoundVoice.objects.filter(round=round).select_related("person", "membership")


@compiled
def _papers(round: Any) -> QuerySet[RoundPaper]:
    return RoundPaper.objects.filter(round=round).select_related("file")


def papers_of(found: WrittenRound) -> list[RoundPaper]:
    """Return the papers of a round with their files. One query."""
    return _papers(round=found.pk)


@compiled
def round_at(pk: Any, deal: Any, body: Any) -> QuerySet[WrittenRound]:
    """Return the round at this address, with body, deal and decision, whoever asks."""
    found = WrittenRound.objects.filter(pk=pk, body__slug=body, body__deal__slug=deal)
    return found.select_related("body__deal", "decision", "minutes_of")


def voice_by_token(token: str) -> RoundVoice | None:
    """Return the voter that this token belongs to; ``None`` for one that nobody was sent. One query."""
    if len(token) != TOKEN_LENGTH:
        return None
    found = _by_hash(token_hash=hash_of(token))
    return found[0] if found else None


@compiled
def _by_hash(token_hash: Any) -> QuerySet[RoundVoice]:
    return _whole(RoundVoice.objects.filter(token_hash=token_hash))


def voice_of(user: Actor, found: int) -> RoundVoice | None:
    """Return the voter that this account is in a round; ``None`` where it is not asked. One query."""
    voices = _by_user(user=user.pk, round=found)
    return voices[0] if voices else None


@compiled
def _by_user(user: Any, round: Any) -> QuerySet[RoundVoice]:
    return _whole(RoundVoice.objects.filter(person__user=user, round=round, round__opened_at__isnull=False))


def _whole(voices: QuerySet[RoundVoice]) -> QuerySet[RoundVoice]:
    return voices.select_related("round__body__deal", "membership", "person__user")


def reports_to_adopt(body: Body) -> list[Meeting]:
    """Return the reports that a round may be about: of a body that ends, sent round and not adopted.

    One query; none for a body that does not end, whose next meeting adopts them.
    """
    if body.end is None:
        return []
    waiting = Meeting.objects.filter(body=body, state=MeetingState.MINUTES, remarks_until__isnull=False)
    return list(waiting.order_by("-starts_at"))


def paper_of(user: Actor, found: WrittenRound, key: Any) -> RoundPaper | None:
    """Return a paper of a round for who may open the round; the caller found the round. One query."""
    readable = can_read_round(user, found)
    return _paper(round=found.pk, key=key) if readable else None


def _paper(round: int, key: Any) -> RoundPaper | None:
    return RoundPaper.objects.filter(round=round, file__key=key).select_related("file").first()


def paper_for_voice(voice: RoundVoice, key: Any) -> RoundPaper | None:
    """Return a paper of the round of a voter. One query."""
    return _paper(round=voice.round_id, key=key)
