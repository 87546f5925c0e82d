"""The design principles of a deal: read, add, change, remove."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import PageView
from governance.views.stale import StaleMixin
from workgroups.forms.principles import EditPrincipleForm, PrincipleForm, RemovalForm
from workgroups.models import DesignPrinciple
from workgroups.selectors.principles import principle_at, principle_page
from workgroups.services.principles import add_principle, change_principle, remove_principle
from workgroups.views.assessment_base import AssessmentAreaMixin, KeeperMixin
from workgroups.views.instruments_base import FormPageView


class PrincipleListView(AssessmentAreaMixin, PageView):
    """The design principles, with what stands on the longlist for each."""

    template_name = "workgroups/principle_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the principles."""
        return super().get_context_data(page=principle_page(self.request.user, self.deal), **kwargs)


class PrincipleActView(KeeperMixin, FormPageView):
    """What adding, changing and removing a principle share."""

    def get_success_url(self) -> str:
        """Return to the principles."""
        return address("workgroups:principle_list", self.deal.slug)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way back, to the principles."""
        return [*super().crumbs(), (_("Design principles"), self.get_success_url())]

    @cached_property
    def principle(self) -> DesignPrinciple:
        """Return the principle of the address, in this deal."""
        found: DesignPrinciple = only(principle_at(self.deal, self.kwargs["principle"]))
        return found


class PrincipleCreateView(PrincipleActView):
    """Add a principle."""

    form_class = PrincipleForm
    heading = gettext_lazy("Add a design principle")
    submit = gettext_lazy("Add the principle")

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, PrincipleForm):
            raise TypeError
        add_principle(actor=self.user, deal=self.deal, details=form.details())
        return _("The principle is added.")


class PrincipleEditView(StaleMixin, PrincipleActView):
    """Change a principle."""

    form_class = EditPrincipleForm
    heading = gettext_lazy("Change the principle")
    submit = gettext_lazy("Save the change")
    shown_fields = {"title": show_text, "text": show_text, "discussed_on": show_date, "order": show_text}

    @property
    def edited(self) -> models.Model:
        """Return the principle."""
        return self.principle

    def remove_url(self) -> str:
        """Return where it is removed."""
        return address("workgroups:principle_remove", self.deal.slug, self.principle.pk)

    def get_initial(self) -> dict[str, Any]:
        """Show the principle as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditPrincipleForm.initial_for(self.principle, latest_history_id(self.principle))

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditPrincipleForm):
            raise TypeError
        change_principle(
            actor=self.user,
            principle=self.principle,
            details=form.details(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("The principle is changed.")


class PrincipleRemoveView(PrincipleActView):
    """Remove a principle that nothing stands under."""

    form_class = RemovalForm
    submit = gettext_lazy("Remove the principle")
    negative = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which."""
        heading = _("Remove “%(title)s”?") % {"title": self.principle.title}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_principle(actor=self.user, principle=self.principle)
        return _("The principle is removed.")
