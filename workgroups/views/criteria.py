"""The criteria, the weights and the assessors of a version of the framework."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_text
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from governance.views.stale import StaleMixin
from workgroups.forms.frameworks import AssessorForm, CriterionForm, WeightsForm
from workgroups.forms.principles import RemovalForm
from workgroups.models import Criterion, FrameworkAssessor
from workgroups.selectors.frameworks import assessors_of, criteria_sheet, people_to_ask
from workgroups.services.assessors import add_assessor, remove_assessor
from workgroups.services.criteria import add_criterion, change_criterion, remove_criterion, set_weights
from workgroups.views.assessment_base import FrameworkActMixin, FrameworkMixin
from workgroups.views.instruments_base import FormPageView


class CriteriaExportView(FrameworkMixin, View):
    """The criteria of a version as a sheet, for everybody who may read it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the sheet."""
        if self.kwargs["kind"] not in SheetKind.values:
            raise Http404
        header, lines = criteria_sheet(self.framework)
        name = f"toetsingskader-{self.deal.slug}-versie-{self.framework.number}"
        return sheet_response(name, self.kwargs["kind"], header, lines, _("Criteria"))


class CriterionMixin(FrameworkActMixin):
    """Finds the criterion of the address in its version."""

    @cached_property
    def criterion(self) -> Criterion:
        """Return the criterion."""
        for criterion in self.criteria:
            if criterion.pk == self.kwargs["criterion"]:
                criterion.framework = self.framework
                return criterion
        raise Http404


class CriterionCreateView(FrameworkActMixin, FormPageView):
    """Add a criterion to a draft."""

    form_class = CriterionForm
    heading = gettext_lazy("Add a criterion")
    submit = gettext_lazy("Add the criterion")

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, CriterionForm):
            raise TypeError
        add_criterion(actor=self.user, framework=self.framework, details=form.details())
        return _("The criterion is added.")


class CriterionEditView(StaleMixin, CriterionMixin, FormPageView):
    """Change a criterion of a draft."""

    form_class = CriterionForm
    heading = gettext_lazy("Change the criterion")
    submit = gettext_lazy("Save the change")
    shown_fields = dict.fromkeys(("heading", "title", "text", "lowest", "highest", "weight"), show_text)

    @property
    def edited(self) -> models.Model:
        """Return the criterion."""
        return self.criterion

    def remove_url(self) -> str:
        """Return where it is removed."""
        slug, number = self.deal.slug, self.framework.number
        return address("workgroups:criterion_remove", slug, number, self.criterion.pk)

    def get_initial(self) -> dict[str, Any]:
        """Show the criterion as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return CriterionForm.initial_for(self.criterion, latest_history_id(self.criterion))

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, CriterionForm):
            raise TypeError
        change_criterion(
            actor=self.user,
            criterion=self.criterion,
            details=form.details(),
            history_id=form.cleaned_data["history_id"] or 0,
        )
        return _("The criterion is changed.")


class CriterionRemoveView(CriterionMixin, FormPageView):
    """Remove a criterion from a draft."""

    form_class = RemovalForm
    submit = gettext_lazy("Remove the criterion")
    negative = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which."""
        heading = _("Remove “%(title)s”?") % {"title": self.criterion.title}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_criterion(actor=self.user, criterion=self.criterion)
        return _("The criterion is removed.")


class WeightsView(FrameworkActMixin, FormPageView):
    """The weights of all criteria at once."""

    form_class = WeightsForm
    heading = gettext_lazy("Weights of the criteria")
    lead = gettext_lazy("In percent, 100 in all. Leave everything empty when all criteria count the same.")
    submit = gettext_lazy("Save the weights")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which criteria there are."""
        return super().get_form_kwargs() | {"criteria": self.criteria}

    def perform(self, form: Form) -> Text:
        """Save them."""
        if not isinstance(form, WeightsForm):
            raise TypeError
        set_weights(actor=self.user, framework=self.framework, weights=form.weights())
        return _("The weights are saved.")


class AssessorCreateView(FrameworkActMixin, FormPageView):
    """Let a person give scores with a version."""

    form_class = AssessorForm
    heading = gettext_lazy("Add an assessor")
    submit = gettext_lazy("Add the assessor")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who can be asked."""
        return super().get_form_kwargs() | {"people": people_to_ask(self.framework)}

    def perform(self, form: Form) -> Text:
        """Add the assessor."""
        if not isinstance(form, AssessorForm):
            raise TypeError
        person = form.chosen()
        add_assessor(actor=self.user, framework=self.framework, person=person)
        return _("%(name)s gives scores with this version.") % {"name": person.name}


class AssessorRemoveView(FrameworkActMixin, FormPageView):
    """Let a person no longer give scores with a version."""

    form_class = RemovalForm
    submit = gettext_lazy("Remove the assessor")
    negative = True

    @cached_property
    def assessor(self) -> FrameworkAssessor:
        """Return the assessor of the address, in this version."""
        for assessor in assessors_of(self.framework):
            if assessor.pk == self.kwargs["assessor"]:
                assessor.framework = self.framework
                return assessor
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who."""
        heading = _("Does %(name)s no longer give scores?") % {"name": self.assessor.person.name}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Remove the assessor."""
        remove_assessor(actor=self.user, assessor=self.assessor)
        return _("%(name)s no longer gives scores with this version.") % {"name": self.assessor.person.name}
