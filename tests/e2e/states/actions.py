"""Governance: actions of bodies, written rounds and urgent decisions, and the mail pages of an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from citydeal.models import MailStatus, NewsLine, OutgoingMail
from governance.services.rounds_mail import token_of
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.window import Window
from tests.factories.actions import (
    ActionItemFactory,
    ActionNoteFactory,
    RoundPaperFactory,
    RoundVoiceFactory,
    WrittenRoundFactory,
)

SECRETARY = "project_secretary"
CONSEQUENCES = "Bekijk de gevolgen"
ANSWER = "governance:round_answer"
OPEN = "governance:round_open"
URGENT = "governance:round_urgent"


def steering(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug]


def action(cast: Cast) -> list[Any]:
    note = ActionNoteFactory(action__body=cast.steering, action__person=cast.people["member"])
    return [*steering(cast), note.action_id]


def draft(cast: Cast) -> list[Any]:
    found = WrittenRoundFactory(body=cast.steering)
    RoundPaperFactory(round=found, title=LONG_NAME)
    return [*steering(cast), found.pk]


def voice(cast: Cast, **fields: Any) -> Any:
    membership = cast.people["member"].memberships.get()
    made = RoundVoiceFactory(round__body=cast.steering, membership=membership, **fields)
    RoundPaperFactory(round=made.round)
    return made


def asked(cast: Cast) -> list[Any]:
    return [*steering(cast), voice(cast, choice="discuss", remark=f"Eerst naar {LONG_NAME}.").round_id]


def mine(cast: Cast) -> list[Any]:
    return [voice(cast).round_id]


def token(cast: Cast) -> list[Any]:
    return [token_of(voice(cast))]


def fill_actions(visit: Visit) -> None:
    member = visit.cast.people["member"]
    late = timezone.localdate() - timedelta(days=3)
    body = visit.cast.steering
    ActionItemFactory(body=body, person=member, due_on=late)
    ActionItemFactory(body=body, person=member, text=f"Overleg met {LONG_NAME}")
    ActionItemFactory(body=body, seat=visit.cast.ministry_seat, due_on=late)


def fill_rounds(visit: Visit) -> None:
    voice(visit.cast)
    WrittenRoundFactory(body=visit.cast.steering)


def _mail(cast: Cast, number: int, **fields: Any) -> OutgoingMail:
    user = cast.users["platform_manager"]
    values = {"kind": "proef", "to": user.email, "user": user, "subject": f"Bericht {LONG_NAME}"}
    return OutgoingMail.objects.create(
        key=f"mail:{number}", next_attempt_at=timezone.now(), **{**values, **fields}
    )


def fill_mails(visit: Visit) -> None:
    now = timezone.now()
    dead = {"status": MailStatus.DEAD, "finished_at": now, "last_error": "550 5.1.1 User unknown"}
    _mail(visit.cast, 1)
    _mail(visit.cast, 2, status=MailStatus.SENT, finished_at=now)
    _mail(visit.cast, 3, text="t", **dead)
    _mail(visit.cast, 4, **dead)
    NewsLine.objects.create(
        key="nieuws", user=visit.cast.users["platform_manager"], title="Nieuw stuk", path="/"
    )


def dead_letter(cast: Cast) -> list[Any]:
    now = timezone.now()
    mail = _mail(cast, 5, text="t", status=MailStatus.DEAD, finished_at=now, last_error="550 unknown")
    return [mail.pk]


page("actions", "governance:action_list", SECRETARY, steering, before=fill_actions)
page("actions-empty", "governance:action_list", "member", steering)
page("actions-filter", "governance:action_list", "member", steering, query="?zoek=niets")
page("my-actions", "governance:my_actions", "member", before=fill_actions)
page("action-owner", "governance:action_detail", "member", action)
page("action-edit", "governance:action_edit", SECRETARY, action)
add_page = page("action-add", "governance:action_create", SECRETARY, steering)
sent("action-add-wrong", "governance:action_create", add_page, "Opslaan")
page("rounds", "governance:round_list", SECRETARY, steering, before=fill_rounds)
page("rounds-empty", "governance:round_list", "chair", steering)
page("round-draft", "governance:round_detail", SECRETARY, draft)
page("round-asked", "governance:round_detail", "member", asked)
create_page = page("round-create", "governance:round_create", SECRETARY, steering)
sent("round-create-wrong", "governance:round_create", create_page, "Opslaan")
page("round-edit", "governance:round_edit", SECRETARY, draft)
page("round-paper", "governance:round_paper_add", SECRETARY, draft)
page("round-withdraw", "governance:round_withdraw", SECRETARY, draft)
open_page = page("round-open", OPEN, SECRETARY, draft)
sent("round-open-consequences", OPEN, open_page, CONSEQUENCES)
urgent_page = page("urgent", URGENT, "chair", steering)
sent(
    "urgent-consequences",
    URGENT,
    urgent_page,
    CONSEQUENCES,
    {"title": "Noodstop", "text": "De test stopt.", "reason": "Gevaar"},
    chosen={"subject": "content"},
)
answer_page = page("round-answer", ANSWER, "anonymous", token)
sent("round-answer-wrong", ANSWER, answer_page, "Verstuur het antwoord")
sent(
    "round-answer-discuss",
    ANSWER,
    answer_page,
    "Verstuur het antwoord",
    {"remark": f"Eerst naar {LONG_NAME}.", "name": "Ria"},
    chosen={"choice": "discuss"},
)
page("my-round", "governance:my_round", "member", mine)
page("own-mail", "mail_list", "platform_manager", before=fill_mails)
page("own-mail-empty", "mail_list", "nobody")
page("mail-preference", "mail_preference", "member")
page("dead-letters", "mail_dead_list", "platform_manager", before=fill_mails)
page("dead-letters-none", "mail_dead_list", "platform_manager")
page("dead-letter-resend", "mail_resend", "platform_manager", dead_letter)


@state("round-closed", ANSWER)
def _round_closed(visit: Visit) -> Window:
    made = voice(visit.cast, round__state="withdrawn", round__withdrawn_reason="Al geregeld")
    window = visit.as_role("anonymous")
    window.open(reverse(ANSWER, args=[token_of(made)]), status=410)
    return window


@state("round-paper-remove", "governance:round_paper_remove")
def _paper_remove(visit: Visit) -> Window:
    found = WrittenRoundFactory(body=visit.cast.steering)
    paper = RoundPaperFactory(round=found)
    window = visit.as_role(SECRETARY)
    arguments = [*steering(visit.cast), found.pk, paper.pk]
    window.open(reverse("governance:round_paper_remove", args=arguments))
    return window
