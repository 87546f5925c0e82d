"""The page on which a party answers: by its link without an account, or signed in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import ActionView
from governance.enums import DealState
from governance.forms.requests import AnswerForm
from governance.models import PartyRequest
from governance.permissions import acts_for, can_answer_request
from governance.selectors.requests_links import request_by_id, request_by_token
from governance.services.requests_answers import answer_request
from governance.views.answers import (
    ANSWERED,
    DEAL_CLOSED,
    LATE,
    UNKNOWN,
    WITHDRAWN,
    AnswerMixin,
    SignedInMixin,
)


def closed_because(request: PartyRequest | None) -> str:
    """Return why a question cannot be answered; empty where it can."""
    if request is None:
        return UNKNOWN
    if request.withdrawn_at is not None:
        return WITHDRAWN
    if request.answered_at is not None:
        return ANSWERED
    if request.party.deal.state == DealState.CLOSED:
        return DEAL_CLOSED
    return LATE if request.answer_until < timezone.localdate() else ""


class AnswerView(AnswerMixin[PartyRequest], ActionView):
    """What answering by the link and signed in share: the form, and what it is about."""

    template_name = "governance/request_answer.html"
    closed_template = "governance/request_closed.html"
    form_class = AnswerForm

    def closed_because(self) -> str:
        """Return why the question cannot be answered."""
        return closed_because(self.found)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what is asked."""
        return super().get_form_kwargs() | {"request": self.asked, "on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question; no deal: who answers by a link has no other page to go to."""
        return super().get_context_data(asked=self.asked, **kwargs)

    def perform(self, form: Form) -> Text:
        """Write the answer down."""
        if not isinstance(form, AnswerForm):
            raise TypeError
        answer_request(actor=self.actor, request=self.asked, answer=form.answer())
        return _("Thank you. The project organisation has your answer.")


class RequestAnswerView(AnswerView):
    """Answer by the link, without an account."""

    @cached_property
    def found(self) -> PartyRequest | None:
        """Return the question of the token in the address."""
        return request_by_token(self.kwargs["token"])

    def get_success_url(self) -> str:
        """Go to the front page, with the message."""
        return reverse("governance:home")


class MyRequestView(SignedInMixin, AnswerView):
    """Answer while signed in: the contact of the party, or who acts for the contact."""

    @cached_property
    def found(self) -> PartyRequest | None:
        """Return the question; what this account may not answer is not found."""
        request = request_by_id(self.kwargs["question"])
        if request is None or not can_answer_request(self.user, request):
            raise Http404
        return request

    def get_initial(self) -> dict[str, Any]:
        """Fill in the name of who is signed in."""
        return {"name": self.user.name}

    def get_success_url(self) -> str:
        """Return to the overview."""
        return reverse("governance:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add for whom this account acts."""
        contact = self.asked.to
        acting = contact if acts_for(self.user, contact) else None
        return super().get_context_data(acting_for=acting, **kwargs)
