"""The page on which a voter answers in a written round: by the link without an account, or signed in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import ConfirmedView, MemberView
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.enums import RoundChoice, RoundState
from governance.forms.rounds import VoiceForm
from governance.models import RoundVoice
from governance.permissions_rounds import may_still_answer
from governance.selectors.rounds import (
    is_no_signer_now,
    paper_for_voice,
    papers_of,
    voice_by_token,
    voice_of,
)
from governance.services.rounds_answers import VoiceAnswer, answer_round, check_answer
from governance.views.answers import UNKNOWN, WITHDRAWN, AnswerMixin, SignedInMixin

# Why a link opens nothing, beside what pages share.
CLOSED, LEFT = "closed", "left"


def closed_because(voice: RoundVoice | None) -> str:
    """Return why a round cannot be answered; empty where it can."""
    if voice is None:
        return UNKNOWN
    today = timezone.localdate()
    if may_still_answer(voice, today):
        return LEFT if is_no_signer_now(voice, today) else ""
    if voice.round.state == RoundState.WITHDRAWN:
        return WITHDRAWN
    is_open = voice.round.state == RoundState.OPEN and voice.round.closes_on >= today
    return LEFT if is_open else CLOSED


class VoiceView(AnswerMixin[RoundVoice], ConfirmedView):
    """What answering by the link and signed in share: the voter and the form.

    Who wants to discuss it ends the round for everybody, so that alone is asked once more.
    """

    template_name = "governance/round_answer.html"
    closed_template = "governance/round_closed.html"
    form_class = VoiceForm

    def closed_because(self) -> str:
        """Return why the round cannot be answered."""
        return closed_because(self.found)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for the name where no account says who it is."""
        return super().get_form_kwargs() | {"asks_name": self.actor is None}

    def get_initial(self) -> dict[str, Any]:
        """Show the answer that was given before."""
        asked = self.asked
        return {
            "choice": asked.choice,
            "remark": asked.remark,
            "name": asked.answered_by or asked.person.name,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the proposal; no deal: who answers by a link has no other page to go to."""
        papers = [(self.paper_url(paper.file.key), paper) for paper in papers_of(self.asked.round)]
        return super().get_context_data(voice=self.asked, round=self.asked.round, papers=papers, **kwargs)

    def paper_url(self, key: Any) -> str:
        """Return the address of a paper for this reader."""
        raise NotImplementedError

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return the answer that ends the round, as it would be noted."""
        answer = self._answer(form)
        check_answer(answer)
        return {"answer": answer}

    def needs_confirmation(self, consequences: dict[str, Any]) -> bool:
        """Only an answer that ends the round for everybody."""
        return bool(consequences["answer"].choice == RoundChoice.DISCUSS)

    def _answer(self, form: Form) -> VoiceAnswer:
        if not isinstance(form, VoiceForm):
            raise TypeError
        return form.answer()

    def perform(self, form: Form) -> Text:
        """Write the answer down."""
        answer_round(actor=self.actor, voice=self.asked, answer=self._answer(form))
        return _("Thank you. Your answer is noted.")

    def get_success_url(self) -> str:
        """Go to the front page, with the message: the round may be closed by this answer."""
        return reverse("governance:home")


class RoundAnswerView(VoiceView):
    """Answer by the link, without an account."""

    @cached_property
    def found(self) -> RoundVoice | None:
        """Return the voter of the token in the address."""
        return voice_by_token(self.kwargs["token"])

    def paper_url(self, key: Any) -> str:
        """Return the address of a paper, with the token."""
        return reverse("governance:round_answer_paper", args=[self.kwargs["token"], key])


class RoundAnswerPaperView(StoredFileView):
    """A paper of a round, for who has the link; as long as the round can be answered."""

    def stored_file(self) -> StoredFile:
        """Return the file."""
        voice = voice_by_token(self.kwargs["token"])
        paper = None if voice is None or closed_because(voice) else paper_for_voice(voice, self.kwargs["key"])
        if paper is None:
            raise Http404
        return paper.file


class MyRoundView(SignedInMixin, VoiceView):
    """Answer while signed in: the voter in person, nobody else."""

    @cached_property
    def found(self) -> RoundVoice | None:
        """Return the voter that this account is; others find nothing."""
        found = voice_of(self.request.user, self.kwargs["round"])
        if found is None:
            raise Http404
        return found

    def paper_url(self, key: Any) -> str:
        """Return the address of a paper, for this account."""
        return reverse("governance:my_round_paper", args=[self.kwargs["round"], key])


class MyRoundPaperView(MemberView, StoredFileView):
    """A paper of a round, for who is asked in it; also of a body that ended since."""

    def stored_file(self) -> StoredFile:
        """Return the file."""
        voice = voice_of(self.user, self.kwargs["round"])
        paper = None if voice is None else paper_for_voice(voice, self.kwargs["key"])
        if paper is None:
            raise Http404
        return paper.file
