"""Accepting that a rule is not met, the list of what was accepted, and ending that earlier."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.findings import Finding
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.forms.exceptions import AcceptExceptionForm, EndExceptionForm
from governance.models import Body, FindingException
from governance.permissions import can_accept_exceptions, readable_names
from governance.selectors.exceptions import exception_rows, grounds
from governance.selectors.findings import finding_about
from governance.selectors.presenting import finding_line
from governance.services.exceptions import accept_exception, end_exception
from governance.views.base import ManagerMixin, body_at
from governance.views.compliance import ComplianceMixin

PER_PAGE = 50


class ExceptionAcceptView(MemberView, ManagerMixin, ActionView):
    """Accept that a rule is not met: of the deal as a whole."""

    template_name = "governance/exception_accept.html"
    form_class = AcceptExceptionForm
    work_page = True

    @cached_property
    def body(self) -> Body | None:
        """Return the body whose finding it is; None for the deal."""
        return None

    @cached_property
    def finding(self) -> Finding:
        """Return what there is to accept; without it the page is not there."""
        found = finding_about(self.deal, self.kwargs["number"], self.body, self.today)
        if found is None or not (found.is_problem or found.acceptance):
            raise Http404
        return found

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and compliance page."""
        return [*super().crumbs(), (_("Does it fit the covenant?"), self.get_success_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form on what it may rest."""
        return super().get_form_kwargs() | {
            "decisions": grounds(self.deal, self.today),
            "may_accept": can_accept_exceptions(self.user, self.deal),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the finding."""
        names = readable_names(self.user, self.deal)
        line = finding_line(self.finding, self.deal, names=names, may_manage=False)
        return super().get_context_data(finding=self.finding, line=line, **kwargs)

    def perform(self, form: Form) -> Text:
        """Accept it."""
        if not isinstance(form, AcceptExceptionForm):
            raise TypeError
        accept_exception(
            actor=self.user,
            deal=self.deal,
            number=self.finding.rule,
            body=self.body,
            end=form.cleaned_data["end"],
            reason=form.cleaned_data["reason"],
            decision=form.chosen(),
        )
        return _("The exception is accepted.")

    def get_success_url(self) -> str:
        """Return to the compliance page."""
        return reverse("governance:deal_compliance", args=[self.deal.slug])


class BodyExceptionAcceptView(ExceptionAcceptView):
    """Accept that a rule is not met: about one body."""

    @cached_property
    def body(self) -> Body | None:
        """Return the body of the address, in a deal whose register the reader keeps."""
        found: Body = only(body_at(deal=self.deal.slug, slug=self.kwargs["body"]))
        return found


class ExceptionListView(MemberView, ComplianceMixin, PageView):
    """The exceptions of a deal that hold, or those that ended."""

    template_name = "governance/exception_list.html"
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and compliance page."""
        page = reverse("governance:deal_compliance", args=[self.deal.slug])
        return [*super().crumbs(), (_("Does it fit the covenant?"), page)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the exceptions."""
        ended = self.request.GET.get("toon") == "voorbij"
        rows = exception_rows(self.request.user, self.deal, self.today, ended=ended)
        page_obj = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(page_obj=page_obj, ended=ended, **kwargs)


class ExceptionEndView(MemberView, ManagerMixin, ActionView):
    """Let an exception end earlier."""

    template_name = "governance/exception_end.html"
    form_class = EndExceptionForm
    work_page = True

    @cached_property
    def exception(self) -> FindingException:
        """Return the exception, as long as it holds."""
        found: FindingException = only(_exception(pk=self.kwargs["exception"], deal=self.deal.pk))
        if found.end < self.today:
            raise Http404
        return found

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), (_("Exceptions"), self.get_success_url())]

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"last_day": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the exception."""
        return super().get_context_data(exception=self.exception, **kwargs)

    def perform(self, form: Form) -> Text:
        """End it."""
        end_exception(actor=self.user, exception=self.exception, **form.cleaned_data)
        return _("The exception is ended.")

    def get_success_url(self) -> str:
        """Return to the list."""
        return reverse("governance:exception_list", args=[self.deal.slug])


@compiled
def _exception(pk: Any, deal: Any) -> QuerySet[FindingException]:
    return FindingException.objects.filter(pk=pk, deal=deal).select_related("body")
