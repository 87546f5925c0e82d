"""The register of risks: the list, one of them, and what is done with it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_related, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView, PartialTemplateView
from governance.models import CityDeal, Person
from governance.views.base import DealMixin
from governance.views.stale import StaleMixin
from reporting.enums import RiskState
from reporting.forms.risks import (
    ALL,
    CLOSED,
    RiskEditForm,
    RiskFilterForm,
    RiskForm,
    RiskTextForm,
    RiskUpdateForm,
)
from reporting.models import Risk
from reporting.permissions_risks import can_keep_risks, can_read_risks, can_update_risk, can_view_risk
from reporting.selectors.risks import RiskPage, possible_owners, risk_at, risk_lines, risk_page
from reporting.services.risks import add_risk, change_risk, close_risk, reopen_risk, update_risk
from workgroups.models import WorkingGroup
from workgroups.permissions_planning import groups_to_plan_for
from workgroups.selectors.milestones import groups_by_name

ROWS = 50


class RisksMixin(MemberView, DealMixin):
    """A page of the register, for who takes part in the deal; others get 404."""

    work_page = True

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Ask who it is before anything is looked up."""
        user = self.request.user
        if user.is_authenticated and not can_read_risks(user, self.deal):
            raise Http404
        return super().dispatch(*args, **kwargs)

    def list_url(self) -> str:
        """Return the register."""
        return address("reporting:risk_list", self.deal.slug)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its progress and the register."""
        progress = (_("Progress"), address("reporting:dashboard", self.deal.slug))
        return [*super().crumbs(), progress, (_("Risks"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that this is a page of the progress."""
        return super().get_context_data(**{"menu_part": "reporting:dashboard", **kwargs})


class RiskListView(RisksMixin, PartialTemplateView):
    """The risks and issues of a deal, the heaviest first."""

    template_name = "reporting/risk_list.html"
    part = "lijst"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its progress."""
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the risks that the filter asks for."""
        lines = risk_lines(self.user, self.deal)
        form = RiskFilterForm(self.request.GET if "stand" in self.request.GET else None)
        wanted = form.wanted()
        state = RiskState.CLOSED if wanted == CLOSED else RiskState.OPEN
        shown = [line for line in lines if wanted == ALL or line.risk.state == state]
        self.number = len(shown)
        page_obj = Paginator(shown, ROWS).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            filter_form=form,
            page_obj=page_obj,
            sentence=self.announcement(),
            has_any=bool(lines),
            may_keep=can_keep_risks(self.user, self.deal),
            **kwargs,
        )

    def announcement(self) -> Text:
        """Return how many risks there are."""
        return ngettext("%(count)s risk.", "%(count)s risks.", self.number) % {"count": self.number}


class RiskMixin(RisksMixin):
    """Finds the risk of the address; hidden ones answer 404."""

    @cached_property
    def risk(self) -> Risk:
        """Return the risk, with all that its page asks."""
        risk: Risk = only(risk_at(pk=self.kwargs["risk"], deal=self.kwargs["deal"]))
        if not self.may_open(risk):
            raise Http404
        return risk

    def may_open(self, risk: Risk) -> bool:
        """Whether this account opens this page of the risk."""
        return can_view_risk(self.request.user, risk)

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of the risk."""
        return self.risk.deal

    def get_success_url(self) -> str:
        """Return to the risk."""
        return address("reporting:risk_detail", self.deal.slug, self.risk.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the risk."""
        return super().get_context_data(**{"risk": self.risk, **kwargs})


class RiskDetailView(RiskMixin, PageView):
    """A risk: how heavy it is, who looks after it, what is done, and how it went."""

    template_name = "reporting/risk_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its course."""
        page: RiskPage = risk_page(self.user, self.risk)
        return super().get_context_data(page=page, **kwargs)


class ChoicesMixin(RisksMixin):
    """Tells the form which groups there are, and who may look after a risk."""

    @cached_property
    def groups(self) -> list[WorkingGroup]:
        """Return the groups of the deal."""
        return groups_by_name(groups_to_plan_for(self.user, self.deal), self.today)

    def owner_of_now(self) -> int | None:
        """Return the owner of now, who stays a choice."""
        return None

    @cached_property
    def owners(self) -> list[Person]:
        """Return who may look after it."""
        return possible_owners(self.deal, self.today, self.owner_of_now())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its choices."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # of the form view
        return kwargs | {"groups": self.groups, "owners": self.owners}


class RiskCreateView(ChoicesMixin, ActionView):
    """Note a risk or an issue."""

    template_name = "reporting/risk_form.html"
    form_class = RiskForm

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal when this account keeps its register."""
        deal: CityDeal = super().deal
        if not can_keep_risks(self.request.user, deal):
            raise Http404
        return deal

    def get_initial(self) -> dict[str, Any]:
        """Propose a risk, noted today."""
        return {"on": self.today, "kind": "risk"}

    def perform(self, form: Form) -> Text:
        """Note it."""
        if not isinstance(form, RiskForm):
            raise TypeError
        add_risk(
            actor=self.user,
            deal=self.deal,
            details=form.details(),
            judged=form.judged(),
            on=form.cleaned_data["on"],
        )
        return _("The risk stands in the register.")

    def get_success_url(self) -> str:
        """Return to the register."""
        return self.list_url()


class ChangedRiskMixin(RiskMixin):
    """A page that changes a risk, for who keeps the register; others get 404."""

    def may_open(self, risk: Risk) -> bool:
        """Whether this account keeps the register."""
        return can_keep_risks(self.request.user, risk.deal)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way to the risk."""
        return [*super().crumbs(), (self.risk.title, self.get_success_url())]


class RiskEditView(StaleMixin, ChoicesMixin, ChangedRiskMixin, ActionView):
    """Change what a risk is, who looks after it and what is done."""

    template_name = "reporting/risk_edit.html"
    form_class = RiskEditForm

    @cached_property
    def groups(self) -> list[WorkingGroup]:
        """Return the groups of the deal, and its own, also after that ended."""
        found = groups_by_name(groups_to_plan_for(self.user, self.deal), self.today)
        own = self.risk.group
        return found if own is None or own in found else [*found, own]

    def owner_of_now(self) -> int | None:
        """Return the owner of now."""
        return self.risk.owner_id

    @property
    def edited(self) -> Risk:
        """Return the record that the form changes."""
        return self.risk

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        return {
            "title": show_text,
            "text": show_text,
            "measure": show_text,
            "group_id": show_related({group.pk: group.body.name for group in self.groups}),
            "owner_id": show_related({person.pk: person.name for person in self.owners}),
        }

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        risk = self.risk
        return {
            "title": risk.title,
            "text": risk.text,
            "measure": risk.measure,
            "group": str(risk.group_id or ""),
            "owner": str(risk.owner_id or ""),
            "history_id": latest_history_id(risk),
        }

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, RiskEditForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        change_risk(actor=self.user, risk=self.risk, details=form.details(), history_id=history_id)
        return _("The risk is changed.")


class RiskUpdateView(RiskMixin, ActionView):
    """Say how an open risk goes: who keeps the register, its owner, the lead of its group."""

    template_name = "reporting/risk_update.html"
    form_class = RiskUpdateForm

    def may_open(self, risk: Risk) -> bool:
        """Whether this account says how it goes."""
        return risk.state == RiskState.OPEN and can_update_risk(self.request.user, risk)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way to the risk."""
        return [*super().crumbs(), (self.risk.title, self.get_success_url())]

    def get_initial(self) -> dict[str, Any]:
        """Begin with how it is judged now."""
        risk = self.risk
        return {"on": self.today, "kind": risk.kind, "chance": risk.chance, "effect": risk.effect}

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, RiskUpdateForm):
            raise TypeError
        data = form.cleaned_data
        update_risk(actor=self.user, risk=self.risk, on=data["on"], text=data["text"], judged=form.judged())
        return _("Your update is saved.")


class RiskTurnMixin(ChangedRiskMixin, ActionView):
    """Close a risk or open it again, with the day and the reason. ``before``: where it stands until then."""

    template_name = "reporting/risk_turn.html"
    form_class = RiskTextForm
    before: ClassVar[RiskState]

    def may_open(self, risk: Risk) -> bool:
        """Whether this account keeps the register; what is done by now is told to who sends the form."""
        return super().may_open(risk) and (self.request.method == "POST" or risk.state == self.before)

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}


class RiskCloseView(RiskTurnMixin):
    """Close a risk."""

    before = RiskState.OPEN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it is."""
        return super().get_context_data(heading=_("Close the risk"), **kwargs)

    def perform(self, form: Form) -> Text:
        """Close it."""
        data = form.cleaned_data
        close_risk(actor=self.user, risk=self.risk, on=data["on"], text=data["text"])
        return _("The risk is closed.")


class RiskReopenView(RiskTurnMixin):
    """Open a closed risk again."""

    before = RiskState.CLOSED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it is."""
        return super().get_context_data(heading=_("Open the risk again"), **kwargs)

    def perform(self, form: Form) -> Text:
        """Open it again."""
        data = form.cleaned_data
        reopen_risk(actor=self.user, risk=self.risk, on=data["on"], text=data["text"])
        return _("The risk is open again.")
