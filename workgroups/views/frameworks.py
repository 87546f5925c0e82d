"""Versions of the assessment framework: the list, one of them, and opening and closing it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_date, show_text
from citydeal.common.sheets import SheetKind
from citydeal.common.text import Text
from citydeal.common.views import PageView
from governance.views.stale import StaleMixin
from workgroups.enums import FrameworkState
from workgroups.forms.frameworks import EditFrameworkForm, FrameworkStateForm, NewFrameworkForm
from workgroups.forms.principles import RemovalForm
from workgroups.selectors.candidates import decisions_to_choose
from workgroups.selectors.frameworks import framework_list, framework_page, has_assessments
from workgroups.services.frameworks import (
    add_framework,
    change_framework,
    change_framework_state,
    remove_framework,
)
from workgroups.views.assessment_base import (
    AssessmentAreaMixin,
    FrameworkActMixin,
    FrameworkMixin,
    KeeperMixin,
)
from workgroups.views.instruments_base import FormPageView


class FrameworkListView(AssessmentAreaMixin, PageView):
    """The versions of the framework, newest first."""

    template_name = "workgroups/framework_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions."""
        return super().get_context_data(page=framework_list(self.request.user, self.deal), **kwargs)


class FrameworkDetailView(FrameworkMixin, PageView):
    """A version: criteria with scales and weights, and who gives scores."""

    template_name = "workgroups/framework_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the criteria."""
        slug, number = self.deal.slug, self.framework.number
        return super().get_context_data(
            page=framework_page(self.request.user, self.framework),
            exports=[
                (kind.label, address("workgroups:criteria_export", slug, number, kind.value))
                for kind in SheetKind
            ],
            **kwargs,
        )


class FrameworkCreateView(KeeperMixin, FormPageView):
    """Make a new version, with the criteria of the one before."""

    form_class = NewFrameworkForm
    heading = gettext_lazy("Make a new version of the framework")
    goes_on = gettext_lazy(
        "The new version begins with the criteria and the assessors of the newest one. Scores that were given"
        " stay with the version they were given under."
    )
    begins = gettext_lazy("It begins as a draft without criteria. You add those on its page.")
    submit = gettext_lazy("Make the version")
    _made: Any = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the version begins with."""
        before = framework_list(self.user, self.deal).versions
        return super().get_context_data(**{"lead": self.goes_on if before else self.begins, **kwargs})

    def get_success_url(self) -> str:
        """Go to the new version; before that, the list."""
        if self._made is None:
            return address("workgroups:framework_list", self.deal.slug)
        return address("workgroups:framework_detail", self.deal.slug, self._made.number)

    def perform(self, form: Form) -> Text:
        """Make it."""
        self._made = add_framework(actor=self.user, deal=self.deal, text=form.cleaned_data["text"])
        return _("%(version)s is made, as a draft.") % {"version": self._made}


class FrameworkEditView(StaleMixin, FrameworkActMixin, FormPageView):
    """Change the explanation of a version, and until when it takes scores."""

    form_class = EditFrameworkForm
    heading = gettext_lazy("Change the version")
    submit = gettext_lazy("Save the change")
    shown_fields = {"text": show_text, "scores_until": show_date}

    @property
    def edited(self) -> models.Model:
        """Return the version."""
        return self.framework

    def remove_url(self) -> str:
        """Return where a draft is removed."""
        if self.framework.state != FrameworkState.DRAFT:
            return ""
        return address("workgroups:framework_remove", self.deal.slug, self.framework.number)

    def get_initial(self) -> dict[str, Any]:
        """Show the version as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditFrameworkForm.initial_for(self.framework, latest_history_id(self.framework))

    def perform(self, form: Form) -> Text:
        """Save the change."""
        data = form.cleaned_data
        change_framework(
            actor=self.user,
            framework=self.framework,
            text=data["text"],
            scores_until=data["scores_until"],
            history_id=data["history_id"],
        )
        return _("The version is changed.")


class FrameworkStateView(FrameworkActMixin, FormPageView):
    """Open a version for scores, close it, or take it back to a draft."""

    form_class = FrameworkStateForm
    heading = gettext_lazy("Open or close the version")
    submit = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form where the version stands."""
        return super().get_form_kwargs() | {
            "framework": self.framework,
            "decisions": decisions_to_choose(self.deal),
            "is_used": has_assessments(self.framework),
        }

    def perform(self, form: Form) -> Text:
        """Do it."""
        if not isinstance(form, FrameworkStateForm):
            raise TypeError
        data = form.cleaned_data
        version = change_framework_state(
            actor=self.user,
            framework=self.framework,
            state=data["state"],
            on=data["on"],
            reason=data.get("reason", ""),
            decision=form.decided(),
        )
        return _("%(version)s: %(state)s.") % {"version": version, "state": version.get_state_display()}


class FrameworkRemoveView(FrameworkActMixin, FormPageView):
    """Remove a draft that was made by mistake."""

    form_class = RemovalForm
    heading = gettext_lazy("Remove this draft?")
    submit = gettext_lazy("Remove the draft")
    negative = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the version."""
        return super().get_context_data(**{"back": self.framework_url(), **kwargs})

    def get_success_url(self) -> str:
        """Return to the versions."""
        return address("workgroups:framework_list", self.deal.slug)

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_framework(actor=self.user, framework=self.framework)
        return _("The draft is removed.")
