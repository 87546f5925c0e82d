"""Steps of a working group: one of them, adding, changing, moving, and where it stands."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_related, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.permissions import takes_part
from governance.views.stale import StaleMixin
from workgroups.forms.steps import PlanStepForm, StepEditForm, StepMoveForm, StepStateForm
from workgroups.models import Step, WorkingGroup
from workgroups.permissions import can_keep_work
from workgroups.selectors.groups import members_of
from workgroups.selectors.steps import StepPage, decisions_for, step_at, step_page
from workgroups.services.steps import add_step, change_step, change_step_state, move_step
from workgroups.views.base import GroupMixin, StepWorkerMixin


class StepMixin(GroupMixin):
    """Finds the step of the address."""

    @cached_property
    def step(self) -> Step:
        """Return the step, with group, body and deal; 404 for who may not open this page of it."""
        wanted = {name: self.kwargs[name] for name in ("deal", "body")}
        step: Step = only(step_at(pk=self.kwargs["step"], **wanted))
        if not self.may_open(step.group):
            raise Http404
        return step

    @cached_property
    def group(self) -> WorkingGroup:
        """Return the group of the step."""
        return self.step.group

    @property
    def step_url(self) -> str:
        """Return the page of the step."""
        return address("workgroups:step_detail", self.deal.slug, self.body.slug, self.step.pk)

    def get_success_url(self) -> str:
        """Return to the step."""
        return self.step_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the step."""
        return super().get_context_data(**{"step": self.step, **kwargs})


class StepDetailView(StepMixin, PageView):
    """A step: what it is, where it stands, and what was said of it."""

    template_name = "workgroups/step_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its story."""
        page = step_page(self.request.user, self.step, self.today)
        return super().get_context_data(page=page, reads=takes_part(self.request.user, self.deal), **kwargs)


class ChangedStepMixin(StepMixin, StepWorkerMixin):
    """A page that changes a step."""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the group and the step."""
        return [*super().crumbs(), (self.step.title, self.step_url)]


class StepCreateView(MemberView, StepWorkerMixin, ActionView):
    """Add a step."""

    template_name = "workgroups/step_form.html"
    form_class = PlanStepForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may own it."""
        return super().get_form_kwargs() | {
            "people": members_of(self.group, self.today),
            "asks_decision": can_keep_work(self.user, self.deal),
        }

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, PlanStepForm):
            raise TypeError
        step = add_step(actor=self.user, group=self.group, details=form.details())
        return _("“%(step)s” is added.") % {"step": step.title}


class StepEditView(MemberView, StaleMixin, ChangedStepMixin, ActionView):
    """Change what a step is."""

    template_name = "workgroups/step_form.html"
    form_class = StepEditForm

    @property
    def edited(self) -> Step:
        """Return the record that the form changes."""
        return self.step

    @cached_property
    def people(self) -> list[Any]:
        """Return who may own it: who sits in the group, and who owns it now."""
        found = members_of(self.group, self.today)
        if self.step.owner and self.step.owner not in found:
            found.append(self.step.owner)
        return found

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        names = {person.pk: person.name for person in self.people}
        return {"title": show_text, "result": show_text, "owner_id": show_related(names)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may own it."""
        asks = can_keep_work(self.user, self.deal)
        return super().get_form_kwargs() | {"people": self.people, "asks_decision": asks}

    def get_initial(self) -> dict[str, Any]:
        """Show the step as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        names = ("title", "result", "needs_decision")
        shown = {name: getattr(self.step, name) for name in names}
        return shown | {"owner": self.step.owner_id or "", "history_id": latest_history_id(self.step)}

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, StepEditForm):
            raise TypeError
        step = self.step
        change_step(
            actor=self.user,
            step=step,
            details=form.details_for(step.planned_start, step.planned_end, step.needs_decision),
            history_id=form.cleaned_data["history_id"] or 0,
        )
        return _("“%(step)s” is changed.") % {"step": form.cleaned_data["title"]}


class StepMoveView(MemberView, ChangedStepMixin, ActionView):
    """Move the planned days of a step, with the reason."""

    template_name = "workgroups/step_move.html"
    form_class = StepMoveForm

    def get_initial(self) -> dict[str, Any]:
        """Show the days that stand there now."""
        return {"planned_start": self.step.planned_start, "planned_end": self.step.planned_end}

    def perform(self, form: Form) -> Text:
        """Move it."""
        move_step(actor=self.user, step=self.step, **form.cleaned_data)
        return _("“%(step)s” is moved.") % {"step": self.step.title}


class StepStateView(MemberView, ChangedStepMixin, ActionView):
    """Say where a step stands, as of a day."""

    template_name = "workgroups/step_state.html"
    form_class = StepStateForm

    @cached_property
    def page(self) -> StepPage:
        """Return where it may go."""
        return step_page(self.user, self.step, self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form where the step may go, and on which decisions."""
        decisions = decisions_for(self.user, self.step)
        return super().get_form_kwargs() | {"states": self.page.states, "decisions": decisions}

    def get_initial(self) -> dict[str, Any]:
        """Propose today, and the state whose link was followed."""
        return {"on": self.today, "state": self.request.GET.get("naar", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where it may go."""
        return super().get_context_data(page=self.page, **kwargs)

    def perform(self, form: Form) -> Text:
        """Let it go there."""
        if not isinstance(form, StepStateForm):
            raise TypeError
        data = form.cleaned_data
        step = change_step_state(
            actor=self.user,
            step=self.step,
            state=data["state"],
            on=data["on"],
            reason=data["reason"],
            decision=form.decision_chosen(),
        )
        words = {"step": step.title, "state": step.get_state_display().lower()}
        return _("“%(step)s” is now: %(state)s.") % words
