"""Views that every app builds on: thin, form first, one service call, one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from citydeal.common.errors import DomainError
from citydeal.common.text import Text
from citydeal.models import User
from citydeal.services.posts import keep_post, leave_post, post_key, take_post

if TYPE_CHECKING:
    _FormView = FormView[Form]
else:
    _FormView = FormView

STEP = "stap"
PREVIEW, CONFIRM, BACK = "gevolgen", "bevestigen", "terug"


class MemberView(LoginRequiredMixin):
    """For who is signed in: nobody is asked to log in before any object is looked up."""

    request: HttpRequest

    @property
    def user(self) -> User:
        """Return the signed-in account."""
        user = self.request.user
        if not isinstance(user, User):  # LoginRequiredMixin let nobody else through
            raise TypeError("a signed-in account was expected")
        return user


class PageView(TemplateView):
    """A page whose context is made by the view alone; the words of its address stay out of it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.render_to_response(self.get_context_data())


class PartialTemplateView(PageView):
    """Renders ``page.html``, or on an htmx request its part ``page.html#part``.

    A history-restore request gets the whole page. What screen readers say when the part was replaced
    goes along with it, to the status line of the page.
    """

    part: ClassVar[str] = ""

    @property
    def wants_part(self) -> bool:
        """Return whether htmx asks for the part alone."""
        htmx = getattr(self.request, "htmx", None)
        return bool(self.part and htmx and not htmx.history_restore_request)

    def announcement(self) -> Text:
        """Return the sentence that says what the part shows now; nothing where an error says enough."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or the part with its announcement."""
        response = super().get(request, *args, **kwargs)
        if self.wants_part and isinstance(response, TemplateResponse):
            response.render()
            response.write(render_to_string("components/announcement.html", {"text": self.announcement()}))
        return response

    def get_template_names(self) -> list[str]:
        """Return the page, or the part that htmx replaces."""
        return [f"{self.template_name}#{self.part}"] if self.wants_part else super().get_template_names()


def wants_another(request: HttpRequest) -> bool:
    """Whether somebody pressed the button of a form that comes back to add the next one."""
    return request.POST.get("verder") == "nog-een"


class ActionView(_FormView):
    """A form that does one thing through one service.

    ``perform`` calls the service and returns the message for the next page. A DomainError comes back
    at its field with everything that was typed, as status 422. The same form sent twice is done once
    (citydeal/services/posts.py): the second answer leads where the first did.
    """

    success_url: str
    # Of a form that only leads on to the next page.
    only_leads_on: ClassVar[bool] = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what is sent, unless that was done already."""
        key = "" if self.only_leads_on else post_key(request)
        if not key:
            return super().post(request, *args, **kwargs)
        earlier = take_post(key)
        if earlier is not None:
            return self.sent_again(earlier.url)
        response = super().post(request, *args, **kwargs)
        led_to = response.get("Location") or response.get("HX-Redirect")
        if led_to:
            keep_post(key, led_to)
        else:
            leave_post(key)
        return response

    def sent_again(self, url: str) -> HttpResponse:
        """Go where the first one led, and say that nothing was done twice."""
        messages.info(self.request, _("You sent this twice. The portal did it once."))
        if getattr(self.request, "htmx", None):
            response = HttpResponse(status=204)
            response["HX-Redirect"] = url
            return response
        response = HttpResponseRedirect(url)
        response.status_code = 303
        return response

    def perform(self, form: Form) -> Text:
        """Do it; returns the sentence that says it is done. Raises DomainError."""
        raise NotImplementedError

    def form_valid(self, form: Form) -> HttpResponse:
        """Do it, then go to the next page with the message."""
        try:
            message = self.perform(form)
        except DomainError as error:
            return self.refused(form, error)
        messages.success(self.request, message)
        response = HttpResponseRedirect(self.get_success_url())
        response.status_code = 303
        return response

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        """Show why the domain refuses, at the field it belongs to."""
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return self.form_invalid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again with its errors and everything that was typed."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ConfirmedView(ActionView):
    """A form whose consequences are shown before it is done: form → consequences → done.

    All three steps are one address and work without JavaScript; what was typed travels along as
    hidden fields. ``consequences`` returns the context of the second step.
    """

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return what the page says before somebody confirms. Raises DomainError."""
        raise NotImplementedError

    def needs_confirmation(self, consequences: dict[str, Any]) -> bool:
        """Whether these consequences must be confirmed before anything is saved."""
        return True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go back to the form with what was typed, or on with it."""
        if request.POST.get(STEP) == BACK:
            return self.render_to_response(self.get_context_data(form=self.get_form()))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Show the consequences first, and act when they are confirmed."""
        if self.request.POST.get(STEP) == CONFIRM:
            return super().form_valid(form)
        try:
            consequences = self.consequences(form)
        except DomainError as error:
            return self.refused(form, error)
        if not self.needs_confirmation(consequences):
            return super().form_valid(form)
        typed = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name not in (STEP, "csrfmiddlewaretoken")
            for value in values
        ]
        context = self.get_context_data(form=form, typed=typed, confirm=True, **consequences)
        return self.render_to_response(context)
