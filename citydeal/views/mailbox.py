"""The mailbox of a demo: the mails that a portal without mail server wrote to a folder."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from citydeal.selectors import mailbox


class DemoOnlyMixin:
    """404 outside a demo: the mails hold links with which one logs in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer only in a demo."""
        if not settings.DEMO:
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class MailboxView(DemoOnlyMixin, TemplateView):
    """Every mail, newest first."""

    template_name = "citydeal/mailbox_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the mails."""
        return super().get_context_data(mails=mailbox.stored_mails(), **kwargs)


class MailView(DemoOnlyMixin, TemplateView):
    """One mail."""

    template_name = "citydeal/mailbox_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the mail, found among those in the folder: the name is never a path."""
        wanted = self.kwargs["name"]
        mail = next((mail for mail in mailbox.stored_mails() if mail.name == wanted), None)
        if mail is None:
            raise Http404
        facts = [(_("To"), mail.to)]
        if mail.date:
            moment = {"day": date_format(mail.date, "j F Y"), "time": date_format(mail.date, "G.i")}
            facts.append((_("Date"), _("%(day)s, %(time)s") % moment))
        crumbs = [(_("Mail of this demo"), reverse("mailbox"))]
        return super().get_context_data(
            mail=mail, facts=facts, crumbs=crumbs, body=_with_links(mail.text), **kwargs
        )


def _with_links(text: str) -> SafeString:
    """Return the escaped text of a mail with its addresses as links of this site's look."""
    html = urlize(text, nofollow=True, autoescape=True)
    # urlize escaped everything the mail holds, so each of these tags is one it made.
    return mark_safe(html.replace("<a href=", '<a class="nl-link" href='))  # noqa: S308
