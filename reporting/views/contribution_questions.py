"""The quarterly question "as promised, is that right?": asked, reminded of, and answered by a link."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView
from governance.enums import DealState
from governance.models import CityDeal, Party
from governance.selectors.requests_links import TOKEN_LENGTH, hash_of
from governance.views.answers import (
    ANSWERED,
    DEAL_CLOSED,
    LATE,
    UNKNOWN,
    AnswerMixin,
    SignedInMixin,
)
from reporting.forms.contribution_questions import AskQuarterForm, QuarterAnswerForm, RemindForm
from reporting.models import Contribution, ContributionQuestion
from reporting.permissions_contributions import can_answer_question, can_keep_contributions
from reporting.rules.contributions import quarter_words
from reporting.selectors.contribution_records import asked_in, question_at, question_by_hash
from reporting.services.contribution_answers import answer_question
from reporting.services.contribution_questions import ask_party, remind_question
from reporting.views.contributions_base import ContributionPartyMixin, SimpleFormMixin


class QuestionAskView(ContributionPartyMixin, SimpleFormMixin):
    """Ask a party about a quarter by hand; the portal does so by itself after each quarter."""

    form_class = AskQuarterForm
    heading = gettext_lazy("Ask whether the contributions are right")
    button = gettext_lazy("Send the question")

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account keeps the contributions."""
        return can_keep_contributions(self.user, deal)

    def lead(self) -> str:
        """Return what happens."""
        return _(
            "The contact of %(party)s gets a link by mail and needs no account. The portal asks this by"
            " itself after each quarter."
        ) % {"party": self.party.organization.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which day it is."""
        return super().get_form_kwargs() | {"on": self.today}

    def perform(self, form: Form) -> Text:
        """Ask."""
        if not isinstance(form, AskQuarterForm):
            raise TypeError
        year, quarter = form.chosen()
        ask_party(actor=self.user, party=self.party, year=year, quarter=quarter)
        return _("The question is sent.")


class QuestionRemindView(ContributionPartyMixin, SimpleFormMixin):
    """Mail the link of a question again."""

    form_class = RemindForm
    heading = gettext_lazy("Remind the party?")
    button = gettext_lazy("Send a reminder")

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account keeps the contributions, and nobody answered yet."""
        return can_keep_contributions(self.user, deal) and self.question.answered_at is None

    @cached_property
    def question(self) -> ContributionQuestion:
        """Return the question of the address."""
        found: ContributionQuestion = only(question_at(pk=self.kwargs["question"], deal=self.deal.pk))
        return found

    @cached_property
    def party(self) -> Party:
        """Return the party that was asked."""
        return self.question.party

    def lead(self) -> str:
        """Return which question it is."""
        return quarter_words(self.question.year, self.question.quarter)

    def perform(self, form: Form) -> Text:
        """Remind."""
        remind_question(actor=self.user, question=self.question)
        return _("The reminder is sent.")


def closed_because(question: ContributionQuestion | None) -> str:
    """Return why a question cannot be answered; empty where it can."""
    if question is None:
        return UNKNOWN
    if question.answered_at is not None:
        return ANSWERED
    if question.party.deal.state == DealState.CLOSED:
        return DEAL_CLOSED
    return LATE if question.answer_until < timezone.localdate() else ""


class QuarterAnswerView(AnswerMixin[ContributionQuestion], ActionView):
    """What answering by the link and signed in share: the form, and what it is about."""

    template_name = "reporting/question_answer.html"
    closed_template = "governance/request_closed.html"
    form_class = QuarterAnswerForm

    def closed_because(self) -> str:
        """Return why the question cannot be answered."""
        return closed_because(self.found)

    @cached_property
    def contributions(self) -> list[Contribution]:
        """Return what the question is about."""
        return asked_in(question=self.asked.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what is asked."""
        return super().get_form_kwargs() | {"contributions": self.contributions}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question; no deal: who answers by a link has no other page to go to."""
        question = self.asked
        quarter = quarter_words(question.year, question.quarter)
        return super().get_context_data(question=question, quarter=quarter, **kwargs)

    def perform(self, form: Form) -> Text:
        """Write the answer down."""
        if not isinstance(form, QuarterAnswerForm):
            raise TypeError
        answer_question(actor=self.actor, question=self.asked, answer=form.result())
        return _("Thank you. The project organisation has your answer.")

    def get_success_url(self) -> str:
        """Go to the front page, with the message."""
        return reverse("governance:home")


class QuestionAnswerView(QuarterAnswerView):
    """Answer by the link, without an account."""

    @cached_property
    def found(self) -> ContributionQuestion | None:
        """Return the question of the token in the address."""
        token = self.kwargs["token"]
        found = question_by_hash(token_hash=hash_of(token)) if len(token) == TOKEN_LENGTH else []
        return found[0] if found else None


class MyQuestionView(SignedInMixin, ContributionPartyMixin, QuarterAnswerView):
    """Answer while signed in: the contact of the party, or who acts for the contact."""

    @cached_property
    def found(self) -> ContributionQuestion | None:
        """Return the question; what this account may not answer is not found."""
        question: ContributionQuestion = only(question_at(pk=self.kwargs["question"], deal=self.deal.pk))
        if not can_answer_question(self.user, question):
            raise Http404
        return question

    @cached_property
    def party(self) -> Party:
        """Return the party that was asked."""
        return self.asked.party

    def get_initial(self) -> dict[str, Any]:
        """Fill in the name of who is signed in."""
        return {"name": self.user.name}

    def get_success_url(self) -> str:
        """Return to the party."""
        return self.party_url()
