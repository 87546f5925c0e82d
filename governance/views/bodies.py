"""The page of a body and its history."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import MemberView, PartialTemplateView
from governance.permissions import can_read_history
from governance.selectors.bodies import body_page
from governance.selectors.history import body_history
from governance.views.base import BodyMixin, OnDateMixin


class BodyDetailView(OnDateMixin, BodyMixin, PartialTemplateView):
    """A body as it stands on a day: what the covenant says, its seats and members."""

    template_name = "governance/body_detail.html"
    part = "stand"
    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body on the chosen day."""
        page = body_page(self.request.user, self.body, self.date_form.day())
        return super().get_context_data(page=page, date_form=self.date_form, **kwargs)

    def announcement(self) -> Text:
        """Return the day that the part shows, unless the day that was asked cannot be."""
        if self.date_form.errors:
            return ""
        return _("As it stands on %(day)s.") % {"day": date_format(self.date_form.day())}


class BodyHistoryView(MemberView, BodyMixin, PartialTemplateView):
    """Who named, changed and ended what, newest first."""

    template_name = "governance/body_history.html"
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the history, twenty acts a page."""
        if not can_read_history(self.user, self.deal):
            raise Http404
        pages = Paginator(body_history(self.body), 20)
        page = pages.get_page(self.request.GET.get("pagina"))
        return super().get_context_data(page_obj=page, **kwargs)
