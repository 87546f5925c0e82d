"""What a deal owes: the list of duties, each of them, and one time of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.enums import DutyKind, DutyPattern
from governance.forms.covenant import ConfirmForm
from governance.forms.duties import ChooseDutyForm, DoneForm, DutyForm, EditDutyForm, EndDutyForm, WaiveForm
from governance.models import Duty
from governance.permissions_duties import can_manage_duties, visible_duty
from governance.permissions_meetings import can_view_meeting
from governance.selectors.duties import OccurrencePage, duty_page, duty_rows, occurrence_page
from governance.services.duties_register import (
    add_duty,
    change_duty,
    end_duty,
    mark_done,
    owe_again,
    usual_steps,
    waive_occurrence,
)
from governance.views.base import DealMixin, ManagerMixin

PER_PAGE = 50


class DutyAreaMixin(DealMixin):
    """A page about duties, for who takes part in the deal; what is hidden answers 404."""

    kwargs: dict[str, Any]
    work_page = True

    @cached_property
    def duty(self) -> Duty:
        """Return the duty of the address, with body, phase and deal."""
        found: Duty = only(visible_duty(self.request.user, self.deal, self.kwargs["duty"]))
        found.deal = self.deal
        return found

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its duties, and the duty where the page is about a part of it."""
        crumbs = [*super().crumbs(), (_("Duties"), address("governance:duty_list", self.deal.slug))]
        return [*crumbs, (self.duty.name, self.duty_url)] if "duty" in self.kwargs else crumbs

    @property
    def duty_url(self) -> str:
        """Return the address of the page of the duty."""
        return address("governance:duty_detail", self.deal.slug, self.duty.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether this account keeps the duties."""
        may_manage = can_manage_duties(self.request.user, self.deal)
        return super().get_context_data(menu_part="governance:deal_calendar", may_manage=may_manage, **kwargs)


class DutyListView(MemberView, DutyAreaMixin, PageView):
    """What the deal owes and when, with the first time that is still to be done."""

    template_name = "governance/duty_list.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal."""
        return [(self.deal.name, self.deal.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the duties."""
        context = super().get_context_data(**kwargs)
        if not context["is_inside"]:
            raise Http404
        return context | {"rows": duty_rows(self.request.user, self.deal, self.today)}


class DutyDetailView(MemberView, DutyAreaMixin, PageView):
    """A duty with its ladder and all its times."""

    template_name = "governance/duty_detail.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its duties."""
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page."""
        page = duty_page(self.duty, self.deal, self.today)
        page_obj = Paginator(page.rows, PER_PAGE).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(duty=self.duty, page=page, page_obj=page_obj, **kwargs)


class DutyActView(MemberView, ManagerMixin, DutyAreaMixin, ActionView):
    """A form about a duty, for who keeps the deal; ``heading`` and ``submit`` are its words."""

    template_name = "governance/covenant_form.html"
    heading: Text = ""
    lead: Text = ""
    submit: Text = ""

    def get_success_url(self) -> str:
        """Return to the duty."""
        return self.duty_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        words = {"heading": self.heading, "lead": self.lead, "submit": self.submit}
        return super().get_context_data(back=self.get_success_url(), **{**words, **kwargs})


class DutyChooseView(DutyActView):
    """Choose what is owed and when; the next page asks the rest."""

    form_class = ChooseDutyForm
    only_leads_on = True
    heading = gettext_lazy("What does the deal owe?")
    submit = gettext_lazy("Continue")

    def get_success_url(self) -> str:
        """Return to the duties."""
        return address("governance:duty_list", self.deal.slug)

    def form_valid(self, form: Form) -> HttpResponse:
        """Go on with the form of this kind."""
        chosen = (form.cleaned_data["wat"], form.cleaned_data["wanneer"])
        response = HttpResponseRedirect(address("governance:duty_create", self.deal.slug, *chosen))
        response.status_code = 303
        return response


class DutyCreateView(DutyActView):
    """Add a duty of a kind and pattern."""

    form_class = DutyForm
    heading = gettext_lazy("Add a duty")
    submit = gettext_lazy("Add the duty")

    @cached_property
    def chosen(self) -> tuple[str, str]:
        """Return kind and pattern; what does not exist, or does not go together, is not there."""
        kind, pattern = self.kwargs["kind"], self.kwargs["pattern"]
        goes = pattern != DutyPattern.DECEMBER_WEEK or kind == DutyKind.MEETING
        if kind not in DutyKind.values or pattern not in DutyPattern.values or not goes:
            raise Http404
        return kind, pattern

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what to ask."""
        kind, pattern = self.chosen
        return super().get_form_kwargs() | {
            "kind": kind,
            "pattern": pattern,
            "bodies": self.deal.bodies.exclude(end__lt=self.today),
            "phases": self.deal.phases.all(),
            "steps": usual_steps(kind, pattern, self.deal.warning_days),
        }

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def get_success_url(self) -> str:
        """Return to the duties."""
        return address("governance:duty_list", self.deal.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is added."""
        kind, pattern = DutyKind(self.chosen[0]).label, DutyPattern(self.chosen[1]).label
        return super().get_context_data(lead=f"{kind}. {pattern}.", **kwargs)

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, DutyForm):
            raise TypeError
        duty = add_duty(actor=self.user, deal=self.deal, terms=form.terms())
        count = duty.occurrences.count()
        words = ngettext(
            "“%(name)s” is added, and is due %(count)s time in the coming 400 days.",
            "“%(name)s” is added, and is due %(count)s times in the coming 400 days.",
            count,
        )
        return words % {"name": duty.name, "count": count}


class DutyEditView(DutyActView):
    """Change how a duty is called, and its ladder."""

    form_class = EditDutyForm
    heading = gettext_lazy("Change a duty")
    lead = gettext_lazy("What is owed and when cannot be changed. End this duty, and add another.")
    submit = gettext_lazy("Save the change")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the ladder as it is."""
        steps = {step.kind: step.days for step in self.duty.steps.all()}
        return super().get_form_kwargs() | {"kind": self.duty.kind, "steps": steps}

    def get_initial(self) -> dict[str, Any]:
        """Show the duty as it is."""
        history_id = latest_history_id(self.duty)
        return {"name": self.duty.name, "article": self.duty.article, "history_id": history_id}

    def perform(self, form: Form) -> Text:
        """Change it."""
        if not isinstance(form, EditDutyForm):
            raise TypeError
        data = form.cleaned_data
        duty = change_duty(
            actor=self.user,
            duty=self.duty,
            name=data["name"],
            article=data["article"],
            steps=form.ladder(self.duty.kind),
            history_id=data["history_id"],
        )
        return _("“%(name)s” is saved.") % {"name": duty.name}


class DutyEndView(DutyActView):
    """Say until which day a duty holds."""

    form_class = EndDutyForm
    heading = gettext_lazy("End a duty")
    submit = gettext_lazy("End the duty")

    def get_initial(self) -> dict[str, Any]:
        """Show the last day where there is one."""
        return {"end": self.duty.end}

    def perform(self, form: Form) -> Text:
        """End it."""
        lapsed = end_duty(actor=self.user, duty=self.duty, end=form.cleaned_data["end"])
        words = ngettext(
            "The duty ends after %(day)s. %(count)s planned time is no longer due.",
            "The duty ends after %(day)s. %(count)s planned times are no longer due.",
            lapsed,
        )
        return words % {"day": date_format(form.cleaned_data["end"], "DATE_FORMAT"), "count": lapsed}


class OccurrenceMixin(DutyAreaMixin):
    """Finds one time of a duty, of those that this account may see; else 404."""

    @cached_property
    def page(self) -> OccurrencePage:
        """Return the page of this time."""
        found = occurrence_page(
            self.request.user, self.deal, self.kwargs["duty"], self.kwargs["occurrence"], self.today
        )
        if found is None:
            raise Http404
        return found

    @cached_property
    def duty(self) -> Duty:
        """Return its duty."""
        return self.page.row.occurrence.duty

    @property
    def page_url(self) -> str:
        """Return the address of the page."""
        occurrence = self.page.row.occurrence
        return address("governance:occurrence_detail", self.deal.slug, occurrence.duty_id, occurrence.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page."""
        return super().get_context_data(
            duty=self.duty, page=self.page, occurrence=self.page.row.occurrence, **kwargs
        )


class OccurrenceDetailView(MemberView, OccurrenceMixin, PageView):
    """One time of a duty: where it stands, what was reminded of, which days suit."""

    template_name = "governance/occurrence_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting, for who may open it."""
        meeting = self.page.row.occurrence.meeting
        shown = meeting if meeting and can_view_meeting(self.request.user, meeting) else None
        return super().get_context_data(meeting=shown, **kwargs)


class OccurrenceActView(OccurrenceMixin, DutyActView):
    """A form about one time of a duty."""

    def get_success_url(self) -> str:
        """Return to the page of this time."""
        return self.page_url

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, duties, duty and this time."""
        return [*super().crumbs(), (self.page.when, self.page_url)]


class OccurrenceWaiveView(OccurrenceActView):
    """Drop one time of a duty, with the reason."""

    form_class = WaiveForm
    heading = gettext_lazy("Drop this time")
    lead = gettext_lazy("It is then not owed, and nobody is reminded of it.")
    submit = gettext_lazy("Drop this time")

    def perform(self, form: Form) -> Text:
        """Drop it."""
        waive_occurrence(actor=self.user, occurrence=self.page.row.occurrence, **form.cleaned_data)
        return _("This time is dropped.")


class OccurrenceDoneView(OccurrenceActView):
    """Write down by hand that this was done."""

    form_class = DoneForm
    heading = gettext_lazy("Mark as done")
    submit = gettext_lazy("Mark as done")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"day": self.today}

    def perform(self, form: Form) -> Text:
        """Mark it."""
        day = form.cleaned_data["day"]
        mark_done(actor=self.user, occurrence=self.page.row.occurrence, on=day)
        return _("Done on %(day)s.") % {"day": date_format(day, "DATE_FORMAT")}


class OccurrenceReopenView(OccurrenceActView):
    """Take back that this was dropped, or marked as done."""

    form_class = ConfirmForm
    heading = gettext_lazy("Is this owed again?")
    lead = gettext_lazy("It is then planned again, and the portal reminds of it.")
    submit = gettext_lazy("Yes, it is owed again")

    def perform(self, form: Form) -> Text:
        """Take it back."""
        owe_again(actor=self.user, occurrence=self.page.row.occurrence)
        return _("This is planned again.")
