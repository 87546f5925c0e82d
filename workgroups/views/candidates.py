"""The longlist: the list and its sheet, one candidate, adding and changing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.history import (
    Show,
    latest_history_id,
    show_choice,
    show_date,
    show_related,
    show_text,
)
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from citydeal.common.views import PageView, PartialTemplateView
from governance.views.bodies import PER_PAGE
from governance.views.stale import StaleMixin
from workgroups.enums import DeskResearch
from workgroups.forms.candidates import CandidateFilterForm, EditCandidateForm, NewCandidateForm
from workgroups.permissions_assessment import visible_assessors
from workgroups.selectors.candidates import (
    CandidateList,
    candidate_list,
    candidate_page,
    ideas_to_list,
)
from workgroups.selectors.longlist_sheet import longlist_heading, longlist_lines
from workgroups.selectors.principles import principles_of
from workgroups.services.candidates import add_candidate, change_candidate, list_instrument
from workgroups.views.assessment_base import AssessmentAreaMixin, CandidateMixin, KeeperMixin
from workgroups.views.instruments_base import FormPageView


class LonglistMixin(AssessmentAreaMixin):
    """The candidates of a deal that a filter in the address asks for."""

    @cached_property
    def filter_form(self) -> CandidateFilterForm:
        """Return the filter, bound to the address."""
        return CandidateFilterForm(self.request.GET or None, principles=principles_of(self.deal))

    @cached_property
    def page(self) -> CandidateList:
        """Return the candidates."""
        return candidate_list(self.request.user, self.deal, **self.filter_form.wanted())


class CandidateListView(LonglistMixin, PartialTemplateView):
    """The longlist, for everybody who may read its instruments."""

    template_name = "workgroups/candidate_list.html"
    part = "lijst"

    def announcement(self) -> Text:
        """Return how many candidates there are."""
        number = len(self.page.rows)
        return ngettext("%(count)s candidate.", "%(count)s candidates.", number) % {"count": number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page that is asked for."""
        asked = self.request.GET.copy()
        asked.pop("pagina", None)
        query = f"?{asked.urlencode()}" if asked else ""
        return super().get_context_data(
            page=self.page,
            page_obj=Paginator(self.page.rows, PER_PAGE).get_page(self.request.GET.get("pagina")),
            filter_form=self.filter_form,
            is_filtered=any(self.filter_form.wanted().values()),
            count_line=self.announcement(),
            exports=[
                (kind.label, address("workgroups:candidate_export", self.deal.slug, kind.value) + query)
                for kind in SheetKind
            ],
            is_assessor=bool(visible_assessors(self.request.user, self.deal)),
            **kwargs,
        )


class CandidateExportView(LonglistMixin, View):
    """The longlist as a sheet, with the same filter."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the sheet."""
        if self.kwargs["kind"] not in SheetKind.values:
            raise Http404
        header = longlist_heading(with_points=self.page.shows_points)
        lines, name = longlist_lines(self.page), f"longlist-{self.deal.slug}"
        return sheet_response(name, self.kwargs["kind"], header, lines, _("Longlist"))


class CandidateDetailView(CandidateMixin, PageView):
    """A candidate: what was found, what was decided, and the scores per version of the framework."""

    template_name = "workgroups/candidate_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is known of it."""
        page = candidate_page(self.request.user, self.deal, self.candidate)
        return super().get_context_data(page=page, **kwargs)


class CandidateCreateView(KeeperMixin, FormPageView):
    """Put an idea on the longlist."""

    form_class = NewCandidateForm
    heading = gettext_lazy("Add a candidate")
    submit = gettext_lazy("Put it on the longlist")
    _made: Any = None

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way back, to the longlist."""
        return [*super().crumbs(), (_("Longlist"), address("workgroups:candidate_list", self.deal.slug))]

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"listed_on": self.today}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which principles and ideas there are."""
        known = {"principles": principles_of(self.deal), "ideas": ideas_to_list(self.deal)}
        return super().get_form_kwargs() | known

    def get_success_url(self) -> str:
        """Go to the candidate; before that, the list."""
        if self._made is None:
            return address("workgroups:candidate_list", self.deal.slug)
        return address("workgroups:candidate_detail", self.deal.slug, self._made.pk)

    def perform(self, form: Form) -> Text:
        """Put it there."""
        if not isinstance(form, NewCandidateForm):
            raise TypeError
        on, idea = form.cleaned_data["listed_on"], form.chosen()
        if idea is not None:
            self._made = list_instrument(actor=self.user, instrument=idea, details=form.details(), on=on)
        else:
            self._made = add_candidate(
                actor=self.user,
                deal=self.deal,
                instrument=form.instrument_details(),
                details=form.details(),
                on=on,
            )
        return _("“%(title)s” stands on the longlist.") % {"title": self._made.instrument.title}


class CandidateEditView(StaleMixin, CandidateMixin, KeeperMixin, FormPageView):
    """Say for which principle a candidate is, and what desk research found."""

    form_class = EditCandidateForm
    submit = gettext_lazy("Save the change")

    @property
    def shown_fields(self) -> dict[str, Show]:  # type: ignore[override]
        """Return how the fields that another may have changed are shown."""
        return {
            "principle_id": show_related({one.pk: one.title for one in principles_of(self.deal)}),
            "research": show_choice(DeskResearch.choices),
            "research_text": show_text,
            "researched_on": show_date,
        }

    @property
    def edited(self) -> models.Model:
        """Return the candidate."""
        return self.candidate

    def get_success_url(self) -> str:
        """Return to the candidate."""
        return self.candidate_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way back, to the candidate."""
        return [*super().crumbs(), (self.candidate.instrument.title, self.candidate_url())]

    def get_initial(self) -> dict[str, Any]:
        """Show the candidate as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditCandidateForm.initial_for(self.candidate, latest_history_id(self.candidate))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which principles there are."""
        return super().get_form_kwargs() | {"principles": principles_of(self.deal)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which candidate."""
        heading = _("Change “%(title)s”") % {"title": self.candidate.instrument.title}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditCandidateForm):
            raise TypeError
        change_candidate(
            actor=self.user,
            candidate=self.candidate,
            details=form.details(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("The candidate is changed.")
