"""What voters answer in a written round."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import RoundChoice
from governance.models import RoundVoice
from governance.permissions_rounds import can_answer_round, may_still_answer
from governance.rules.rounds import is_settled
from governance.selectors.rounds import is_no_signer_now
from governance.services.checks import save_checked
from governance.services.rounds import lock_round
from governance.services.rounds_closing import choices_of, close_round

REMARK_LENGTH = 5000
NAME_LENGTH = 350


@dataclass(frozen=True)
class VoiceAnswer:
    """What a voter says (RoundChoice), why, and under which name."""

    choice: str
    remark: str = ""
    name: str = ""


@transaction.atomic
def answer_round(*, actor: User | None, voice: RoundVoice, answer: VoiceAnswer) -> RoundVoice:
    """Write down what a voter answers; a later answer takes the place of an earlier one while it is open.

    ``actor`` None: whoever has the link; an account answers for its own person only. The round closes at once
    when everybody answered, or when this voter wants to discuss it. Raises DomainError for whom it is not,
    once the round is closed or the voter is no member any more, and without the words that an answer needs.
    Side effects: history; with the last answer the decision, the agenda and the mail about it.
    """
    found = lock_round(voice.round)
    voice = RoundVoice.objects.select_related("person__user", "membership").get(pk=voice.pk)
    voice.round = found
    today = timezone.localdate()
    if actor is not None and not can_answer_round(actor, voice):
        raise DomainError(_("Only who is asked answers, in person."))
    if not may_still_answer(voice, today) or is_no_signer_now(voice, today):
        raise DomainError(_("This round cannot be answered any more."))
    check_answer(answer)
    voice.choice, voice.remark = answer.choice, answer.remark.strip()
    voice.answered_at = timezone.now()
    voice.answered_by = actor.get_full_name() if actor else one_line(answer.name, length=NAME_LENGTH)
    if not voice.answered_by:
        raise DomainError(_("Fill in your name."), field="name")
    save_checked(voice, actor)
    if is_settled(choices_of(found, today)):
        close_round(found, today)
    return voice


def check_answer(answer: VoiceAnswer) -> None:
    """Raise DomainError for an answer that is none, and for one without the words that it needs."""
    if answer.choice not in RoundChoice.values:
        raise DomainError(_("Choose an answer from the list."), field="choice")
    if answer.choice != RoundChoice.AGREE and not answer.remark.strip():
        raise DomainError(_("Say in a few words why."), field="remark")
