"""What the portal mailed: to the account that looks, and what could not be delivered."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from citydeal.forms.mail import AT_ONCE, WEEKLY, MailPreferenceForm, ResendForm
from citydeal.models import OutgoingMail
from citydeal.selectors.mail import MailRow, dead_letters, mail_rows, own_mails, waiting_news
from citydeal.services.dead_letters import resend
from citydeal.services.news import set_weekly_list
from citydeal.services.outbox import KEEP_DAYS, KEEP_TEXT_DAYS

PER_PAGE = 50


class MailListView(MemberView, PageView):
    """The mails to this account: subject, day and state; the texts are not kept."""

    template_name = "citydeal/mail_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of mails, and what waits for the weekly list."""
        page_obj = Paginator(own_mails(self.user), PER_PAGE).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            page_obj=page_obj,
            rows=mail_rows(list(page_obj)),
            waiting=waiting_news(self.user),
            wants_weekly_list=self.user.wants_weekly_list,
            keep_days=KEEP_DAYS,
            **kwargs,
        )


class MailPreferenceView(MemberView, ActionView):
    """Choose when news comes that asks nothing."""

    template_name = "citydeal/mail_preference.html"
    form_class = MailPreferenceForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with what holds now."""
        return {"when": WEEKLY if self.user.wants_weekly_list else AT_ONCE}

    def perform(self, form: Form) -> Text:
        """Keep the choice."""
        set_weekly_list(user=self.user, wanted=form.cleaned_data["when"] == WEEKLY)
        return _("Your choice is saved.")

    def get_success_url(self) -> str:
        """Return to the mails."""
        return reverse("mail_list")


class PlatformManagerMixin(MemberView):
    """A page for platform managers; others get 404."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask who it is first."""
        if request.user.is_authenticated and not getattr(request.user, "is_platform_manager", False):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class DeadLetterListView(PlatformManagerMixin, PageView):
    """The mails that could not be delivered, with the reason; never what was in them."""

    template_name = "citydeal/mail_dead_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of mails."""
        page_obj = Paginator(dead_letters(), PER_PAGE).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            page_obj=page_obj, rows=mail_rows(list(page_obj)), keep_text_days=KEEP_TEXT_DAYS, **kwargs
        )


class DeadLetterResendView(PlatformManagerMixin, ActionView):
    """Send a dead letter again."""

    template_name = "citydeal/mail_resend.html"
    form_class = ResendForm

    @cached_property
    def row(self) -> MailRow:
        """Return the mail of the address, as far as it can be sent again."""
        row = only(mail_rows(list(dead_letters().filter(pk=self.kwargs["mail"]))))
        if not row.can_resend:
            raise Http404
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the mail."""
        return super().get_context_data(row=self.row, **kwargs)

    def perform(self, form: Form) -> Text:
        """Send it again."""
        mail: OutgoingMail = resend(actor=self.user, mail=self.row.mail)
        return _("The mail to %(to)s is sent again.") % {"to": mail.to}

    def get_success_url(self) -> str:
        """Return to the list."""
        return reverse("mail_dead_list")
