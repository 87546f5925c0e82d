"""Questions for the round of questions, sent in before the meeting, with their answers."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DealState
from governance.models import Meeting, MeetingQuestion
from governance.permissions_agenda import ASKING_STATES, invitation_of
from governance.services.agenda_checks import open_agenda
from governance.services.checks import save_checked


@transaction.atomic
def ask_question(*, actor: User, meeting: Meeting, text: str) -> MeetingQuestion:
    """Send in a question for the round of questions, as who is invited or for who is.

    Raises DomainError for who is not invited, and once the meeting is open or over. Writes history.
    """
    invitation = invitation_of(actor, meeting)
    if invitation is None:
        raise DomainError(_("Only who is invited sends in a question."))
    if meeting.body.deal.state == DealState.CLOSED or meeting.state not in ASKING_STATES:
        raise DomainError(_("Questions are sent in before the meeting. Ask yours in the meeting itself."))
    question = MeetingQuestion(meeting=meeting, invitation=invitation, text=text)
    return save_checked(question, actor)


@transaction.atomic
def answer_question(*, actor: User, question: MeetingQuestion, answer: str) -> MeetingQuestion:
    """Answer a question; by who prepares the meeting. An empty answer takes it away.

    Raises DomainError for others and on a finished meeting. Writes history.
    """
    open_agenda(actor, question.meeting)
    locked = MeetingQuestion.objects.select_for_update().get(pk=question.pk)
    locked.answer = answer
    return save_checked(locked, actor)
