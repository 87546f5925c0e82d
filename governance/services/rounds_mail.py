"""The mails of a written round: the question with its link, the reminder, and what came of it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac

from citydeal.common.mail import absolute_url, render_mail
from citydeal.services.news import News, queue_news
from citydeal.services.outbox import queue_mail
from governance.models import Person, RoundVoice, WrittenRound
from governance.selectors.requests_links import hash_of
from governance.services.recipients import Recipient, recipients_of

MAIL = "governance/mail/round"


def token_of(voice: RoundVoice) -> str:
    """Return the token in the link of a voter; only its hash is kept."""
    key = f"{voice.round_id}:{voice.person_id}"
    digest = salted_hmac("governance.round_voice", key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def mail_question(voice: RoundVoice, *, reminder: bool = False) -> None:
    """Mail a voter the question with the link; who acts for the voter hears of it without the link.

    Nobody answers for somebody else (architecture, "Permissions"), so the link goes to the person alone.
    Side effects: mail, once for each voter, and once for each reminder; the hash of the link follows a
    voter whose two records became one.
    """
    found = voice.round
    digest = hash_of(token_of(voice))
    if voice.token_hash != digest:
        voice.token_hash = digest
        voice.save()
    what = f"reminder-{found.reminded_on}" if reminder else "question"
    link = absolute_url(reverse("governance:round_answer", args=[token_of(voice)]))
    own = recipients_of(voice.person, personal=True)
    for recipient in _with_delegates(voice.person, own):
        words = {
            "name": recipient.name,
            "for_person": recipient.for_person,
            "round": found,
            "body": found.body,
            "deal": found.body.deal,
            "link": link if recipient in own else "",
            "is_reminder": reminder,
        }
        queue_mail(
            key=f"round:{found.pk}:{what}:{voice.person_id}:{recipient.person_id}",
            kind="round_question",
            to=recipient.email,
            user=recipient.user,
            **asdict(render_mail(f"{MAIL}_question", words)),
        )


def _with_delegates(person: Person, own: list[Recipient]) -> list[Recipient]:
    """Return who hears of it: the person always, and who gets the mail to the person."""
    known = {recipient.email.casefold() for recipient in own}
    return [*own, *(each for each in recipients_of(person) if each.email.casefold() not in known)]


def mail_withdrawn(found: WrittenRound) -> None:
    """Tell who was asked that no answer is needed any more. Side effect: mail."""
    _tell(found, "withdrawn", {})


def mail_outcome(found: WrittenRound, sentence: str) -> None:
    """Tell who was asked what came of a round; ``sentence`` says it. Side effect: mail or weekly list."""
    _tell(found, "outcome", {"sentence": sentence})


def mail_urgent(found: WrittenRound, members: list[Person]) -> None:
    """Tell the members what the chair decided without them. Side effect: mail or weekly list."""
    for person in members:
        _news(found, person, "urgent", {})


def _tell(found: WrittenRound, what: str, words: dict[str, Any]) -> None:
    for voice in found.voices.select_related("person__user").order_by("pk"):
        _news(found, voice.person, what, words)


def _news(found: WrittenRound, person: Person, what: str, words: dict[str, Any]) -> None:
    """Tell somebody something that asks nothing: at once or in the weekly list, as the reader chose."""
    deal, body = found.body.deal, found.body
    path = reverse("governance:round_detail", args=[deal.slug, body.slug, found.pk])
    for recipient in recipients_of(person):
        context = {
            "name": recipient.name,
            "for_person": recipient.for_person,
            "round": found,
            "body": body,
            "deal": deal,
            "link": absolute_url(path),
            **words,
        }
        text = render_mail(f"{MAIL}_{what}", context)
        queue_news(
            News(key=f"round:{found.pk}:{what}:{recipient.person_id}", kind=f"round_{what}", path=path),
            to=recipient.email,
            user=recipient.user,
            text=text,
        )
