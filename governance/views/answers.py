"""What pages share on which somebody answers what was asked: by a link without an account, or signed in."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from citydeal.common.views import MemberView
from citydeal.models import User

Asked = TypeVar("Asked")

# Why a link opens nothing: the words that the pages with the reason read.
UNKNOWN, WITHDRAWN, ANSWERED, LATE = "unknown", "withdrawn", "answered", "late"
DEAL_CLOSED = "deal_closed"


class AnswerMixin(Generic[Asked]):
    """A page for one answer; where it cannot be given the page says why, and goes nowhere else.

    Opening the page changes nothing: mail programs and gateways open every link. Only what is sent counts.
    """

    closed_template: ClassVar[str]

    @property
    def actor(self) -> User | None:
        """Return the account that answers; None: whoever has the link."""
        return None

    @cached_property
    def found(self) -> Asked | None:
        """Return what the address asks; None where it leads to nothing."""
        raise NotImplementedError

    def closed_because(self) -> str:
        """Return why it cannot be answered, ``UNKNOWN`` or a word of the page; empty where it can."""
        raise NotImplementedError

    @property
    def asked(self) -> Asked:
        """Return what is asked, which ``dispatch`` found to be open."""
        if self.found is None:
            raise Http404
        return self.found

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer only what is open; the address goes nowhere else."""
        why = self.closed_because()
        response: HttpResponseBase
        if why:
            context = {"why": why, "asked": None if why == UNKNOWN else self.found}
            status = 404 if why == UNKNOWN else 410
            response = TemplateResponse(request, self.closed_template, context, status=status)
        else:
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response


class SignedInMixin(MemberView):
    """Answers with an account; stands before an ``AnswerMixin``, so that it asks first who it is."""

    @property
    def actor(self) -> User:
        """Return the account."""
        return self.user
