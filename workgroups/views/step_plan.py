"""The step plan as a whole: order and weights, the template of the deal, sheets in and out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from citydeal.common.addresses import address
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView
from governance.views.base import ManagerMixin
from workgroups.forms.steps import ArrangeForm, BeginForm, TemplateForm
from workgroups.forms.steps_import import PlannedRow, StepImportForm
from workgroups.models import StepTemplate, WorkingGroup
from workgroups.permissions_steps import can_read_course, can_view_group
from workgroups.selectors.groups import members_of
from workgroups.selectors.steps import plan_rows
from workgroups.selectors.updates import exported_steps, exported_updates, update_rows
from workgroups.services.steps_plan import arrange_steps, begin_with_template, import_steps, set_template
from workgroups.views.base import GroupMixin, StepWorkerMixin, WorkAreaMixin


class StepArrangeView(MemberView, StepWorkerMixin, ActionView):
    """Order and weights of the steps."""

    template_name = "workgroups/step_arrange.html"
    form_class = ArrangeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which steps there are."""
        return super().get_form_kwargs() | {"steps": list(self.group.steps.all())}

    def perform(self, form: Form) -> Text:
        """Save them."""
        if not isinstance(form, ArrangeForm):
            raise TypeError
        arrange_steps(actor=self.user, group=self.group, places=form.places())
        return _("The order and the weights are saved.")


class StepBeginView(MemberView, StepWorkerMixin, ActionView):
    """Begin with the steps of the template."""

    template_name = "workgroups/step_begin.html"
    form_class = BeginForm

    @cached_property
    def template(self) -> list[StepTemplate]:
        """Return the steps of the template."""
        return list(StepTemplate.objects.filter(deal=self.deal))

    def get_initial(self) -> dict[str, Any]:
        """Propose the days of the deal that are left."""
        return {"start": self.today, "end": self.body.end or self.deal.end}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the template."""
        return super().get_context_data(template=self.template, **kwargs)

    def perform(self, form: Form) -> Text:
        """Begin."""
        data = form.cleaned_data
        count = begin_with_template(actor=self.user, group=self.group, start=data["start"], end=data["end"])
        return ngettext("%(count)s step is added.", "%(count)s steps are added.", count) % {"count": count}


class StepTemplateView(MemberView, WorkAreaMixin, ManagerMixin, ActionView):
    """The steps that the groups of the deal start with."""

    template_name = "workgroups/step_template.html"
    form_class = TemplateForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which steps there are."""
        return super().get_form_kwargs() | {"steps": list(StepTemplate.objects.filter(deal=self.deal))}

    def perform(self, form: Form) -> Text:
        """Save them."""
        if not isinstance(form, TemplateForm):
            raise TypeError
        set_template(actor=self.user, deal=self.deal, steps=form.steps())
        return _("The template is saved. Groups that began already keep their steps.")

    def get_success_url(self) -> str:
        """Return to the work."""
        return address("workgroups:work", self.deal.slug)


class StepImportView(MemberView, StepWorkerMixin, ConfirmedView):
    """Bring a step plan in from a sheet: first what each row becomes, then it is added."""

    template_name = "workgroups/step_import.html"
    form_class = StepImportForm

    def planned(self, form: Form) -> list[PlannedRow]:
        """Return what each row becomes."""
        if not isinstance(form, StepImportForm):
            raise TypeError
        return form.planned(list(self.group.steps.all()), members_of(self.group, self.today))

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return the rows, with what is wrong in each."""
        rows = self.planned(form)
        return {
            "rows": rows,
            "wrong": sum(bool(row.errors) for row in rows),
            "count": sum(row.details is not None for row in rows),
            "travelling": form.travelling() if isinstance(form, StepImportForm) else "",
        }

    def perform(self, form: Form) -> Text:
        """Add them; a row that went wrong since stops all."""
        details = [row.details for row in self.planned(form) if row.details is not None]
        count = import_steps(actor=self.user, group=self.group, steps=details)
        return ngettext("%(count)s step is added.", "%(count)s steps are added.", count) % {"count": count}


_PLAN = ("Stap", "Resultaat", "Eigenaar", "Van", "Tot en met", "Stand", "Begonnen op", "Klaar op", "Gewicht")
_UPDATES = ("Werkgroep", "Datum", "Stap", "Gedaan", "Nu", "Volgende stap", "Oordeel", "Reden", "Door")


def _require_kind(kind: str) -> None:
    """Raise Http404 for a type of sheet that does not exist."""
    if kind not in SheetKind.values:
        raise Http404


class StepExportView(MemberView, GroupMixin, View):
    """The step plan of a group as a sheet."""

    def may_open(self, group: WorkingGroup) -> bool:
        """Whether this account reads who owns a step."""
        user = self.request.user
        return can_view_group(user, group) and can_read_course(user, group.body.deal)

    def get(self, request: HttpRequest, *args: Any, kind: str, **kwargs: Any) -> HttpResponse:
        """Send it."""
        _require_kind(kind)
        steps = self.group.steps.select_related("owner")
        name = f"stappenplan-{self.body.slug}"
        return sheet_response(name, kind, _PLAN, plan_rows(list(steps)), self.body.name)


class WorkExportView(MemberView, WorkAreaMixin, View):
    """The steps or the updates of all groups of a deal as a sheet, for who takes part."""

    def get(self, request: HttpRequest, *args: Any, what: str, kind: str, **kwargs: Any) -> HttpResponse:
        """Send it."""
        _require_kind(kind)
        if what not in ("stappen", "updates") or not can_read_course(self.user, self.deal):
            raise Http404
        name = f"{what}-{self.deal.slug}"
        if what == "stappen":
            steps = exported_steps(self.user, self.deal)
            names = [[step.group.body.name] for step in steps]
            rows = [[*name, *row] for name, row in zip(names, plan_rows(steps), strict=True)]
            return sheet_response(name, kind, ("Werkgroep", *_PLAN), rows, _("Steps"))
        updates = exported_updates(self.user, self.deal)
        return sheet_response(name, kind, _UPDATES, update_rows(updates), _("Updates"))
