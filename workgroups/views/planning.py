"""The planning of a deal: the timeline with its table, the sheet, and what a phase owes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from governance.models import CityDeal, Phase
from governance.views.base import DealMixin
from workgroups.enums import MilestoneState
from workgroups.forms.planning import GatesForm, PlanningFilterForm
from workgroups.permissions_planning import can_keep_gates
from workgroups.selectors.milestones import lines_of_milestones
from workgroups.selectors.planning import (
    Planning,
    gates_of,
    phase_at,
    planning_of,
    rules_to_owe,
    sentence_of,
)
from workgroups.services.phase_gates import set_gates
from workgroups.views.base import WorkAreaMixin, WorkMixin

# So many lines stand under the drawing, which has them all.
LINES = 25


class PlanningView(WorkAreaMixin, PartialTemplateView):
    """Phases and milestones in one timeline, with the table beside it."""

    template_name = "workgroups/planning.html"
    part = "planning"

    @cached_property
    def planning(self) -> Planning:
        """Return the whole planning, as far as this reader may open it."""
        return planning_of(self.request.user, self.deal, self.today)

    @cached_property
    def filter_form(self) -> PlanningFilterForm:
        """Return the filter, bound to the address."""
        phases = [plan.phase for plan in self.planning.phases]
        return PlanningFilterForm(self.request.GET or None, phases=phases, groups=self.planning.groups)

    def announcement(self) -> Text:
        """Return how many milestones the part shows."""
        number = len(self.planning.shown(self.filter_form.wanted()))
        return ngettext("%(count)s milestone.", "%(count)s milestones.", number) % {"count": number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the planning."""
        wanted = self.filter_form.wanted()
        lines = self.planning.shown(wanted)
        return super().get_context_data(
            planning=self.planning,
            drawing=self.planning.drawing(wanted),
            page_obj=Paginator(lines, LINES).get_page(self.request.GET.get("pagina")),
            sentence=sentence_of(lines),
            all_sentence=sentence_of(self.planning.lines),
            filter_form=self.filter_form,
            is_filtered=wanted.is_set,
            may_plan=self.planning.may_plan,
            kinds=SheetKind.choices,
            **kwargs,
        )


class PlanningExportView(DealMixin, View):
    """All milestones that the reader may open, as a sheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the sheet; ``kind`` of the address is one of SheetKind."""
        kind = self.kwargs["kind"]
        if kind not in SheetKind.values:
            raise Http404
        header = [
            _("Milestone"),
            _("Phase"),
            _("Whose"),
            _("Planned"),
            _("Planned from"),
            _("Planned until"),
            _("Planned at first"),
            _("State"),
            _("Reached on"),
            _("Why it moved"),
            _("Explanation"),
        ]
        rows = [
            (
                line.milestone.title,
                line.phase,
                line.group or _("The deal as a whole"),
                line.planned,
                line.milestone.planned_start,
                line.milestone.planned_end,
                line.first or line.planned,
                str(MilestoneState(line.milestone.state).label),
                line.milestone.actual_on,
                "; ".join(move.reason for move in line.moves),
                line.milestone.text,
            )
            for line in lines_of_milestones(request.user, self.deal, self.today)
        ]
        return sheet_response(f"planning-{self.deal.slug}", kind, header, rows, _("Planning"))


class GatesEditView(MemberView, WorkMixin, ActionView):
    """Choose what a phase owes; for who keeps the work of the deal, others get 404."""

    template_name = "workgroups/phase_gates.html"
    form_class = GatesForm

    @cached_property
    def phase(self) -> Phase:
        """Return the phase of the address."""
        phase: Phase = only(phase_at(pk=self.kwargs["phase"], deal=self.kwargs["deal"]))
        if not can_keep_gates(self.request.user, phase.deal):
            raise Http404
        return phase

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of the phase."""
        return self.phase.deal

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its work and the planning."""
        return [*super().crumbs(), (_("Planning"), self.get_success_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which rules the deal has."""
        return super().get_form_kwargs() | {"known": rules_to_owe(self.deal)}

    def get_initial(self) -> dict[str, Any]:
        """Show what it owes now."""
        return {"rules": [str(number) for number in gates_of(self.phase)]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the phase."""
        return super().get_context_data(menu_part="workgroups:work", phase=self.phase, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, GatesForm):
            raise TypeError
        set_gates(actor=self.user, phase=self.phase, numbers=form.numbers())
        return _("What %(phase)s owes is saved.") % {"phase": self.phase.name}

    def get_success_url(self) -> str:
        """Return to the planning."""
        return address("workgroups:planning", self.deal.slug)
