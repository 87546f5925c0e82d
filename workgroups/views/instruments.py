"""Instruments: the list and its sheet, the page of one, adding, changing, and bringing it further."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_choice, show_related, show_text
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.slots import parts_of
from citydeal.common.text import Text
from citydeal.common.views import PageView, PartialTemplateView
from citydeal.enums import Access
from governance.permissions import takes_part
from governance.views.bodies import PER_PAGE
from governance.views.stale import StaleMixin
from workgroups.enums import InstrumentKind, InstrumentState
from workgroups.forms.instruments import (
    InstrumentFilterForm,
    InstrumentForm,
    InstrumentStateForm,
)
from workgroups.models import Instrument
from workgroups.permissions import can_keep_work
from workgroups.permissions_instruments import groups_to_make_for
from workgroups.selectors.instrument_export import instrument_sheet
from workgroups.selectors.instrument_page import instrument_page, state_choices
from workgroups.selectors.instruments import (
    InstrumentFilter,
    Origins,
    carrying_decisions,
    groups_of_instruments,
    instrument_rows,
    possible_origins,
)
from workgroups.services.instruments import add_instrument, change_instrument, change_instrument_state
from workgroups.views.base import WorkAreaMixin
from workgroups.views.instruments_base import (
    FormPageView,
    InstrumentActMixin,
    InstrumentMixin,
)


class InstrumentFilterMixin(WorkAreaMixin):
    """The instruments of a deal that a filter in the address asks for."""

    @cached_property
    def filter_form(self) -> InstrumentFilterForm:
        """Return the filter, bound to the address."""
        groups = groups_of_instruments(self.request.user, self.deal)
        return InstrumentFilterForm(self.request.GET or None, groups=groups)

    @cached_property
    def rows(self) -> list[Any]:
        """Return the instruments."""
        return instrument_rows(self.request.user, self.deal, self.today, self.filter_form.wanted())


class InstrumentListView(InstrumentFilterMixin, PartialTemplateView):
    """The instruments of a deal, for everybody who may read them."""

    template_name = "workgroups/instrument_list.html"
    part = "lijst"

    def announcement(self) -> Text:
        """Return how many instruments there are."""
        number = len(self.rows)
        return ngettext("%(count)s instrument.", "%(count)s instruments.", number) % {"count": number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page that is asked for."""
        makes_for = groups_to_make_for(self.request.user, self.deal)
        asked = self.request.GET.copy()
        asked.pop("pagina", None)
        is_filtered = self.filter_form.wanted().is_set
        return super().get_context_data(
            page_obj=Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("pagina")),
            filter_form=self.filter_form,
            is_filtered=is_filtered,
            shows_filter=bool(self.rows) or is_filtered or self._has_dropped(),
            count_line=self.announcement(),
            may_add=makes_for is None or bool(makes_for),
            exports=[(kind.label, f"{self._sheet(kind)}?{asked.urlencode()}") for kind in SheetKind],
            **kwargs,
        )

    def _has_dropped(self) -> bool:
        """Whether the filter finds something that the list leaves out by itself."""
        dropped = InstrumentFilter(state=InstrumentState.DROPPED)
        return bool(instrument_rows(self.request.user, self.deal, self.today, dropped))

    def _sheet(self, kind: SheetKind) -> str:
        return address("workgroups:instrument_export", self.deal.slug, kind.value)


class InstrumentExportView(InstrumentFilterMixin, View):
    """The list as a sheet, with the same filter."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the sheet."""
        if self.kwargs["kind"] not in SheetKind.values:
            raise Http404
        header, lines = instrument_sheet(self.rows)
        name = f"instrumenten-{self.deal.slug}"
        return sheet_response(name, self.kwargs["kind"], header, lines, _("Instruments"))


class InstrumentDetailView(InstrumentMixin, PageView):
    """An instrument: what it is, its line from question to use, its versions and who uses it."""

    template_name = "workgroups/instrument_detail.html"

    @property
    def work_page(self) -> bool:  # type: ignore[override]
        """Whether it is shown as a page of the work: to who takes part."""
        return takes_part(self.request.user, self.deal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page."""
        user = self.request.user
        return super().get_context_data(
            page=instrument_page(user, self.instrument, self.today),
            parts=parts_of(
                "instrument_detail", user=user, deal=self.deal, instrument=self.instrument, on=self.today
            ),
            **kwargs,
        )


class OriginsMixin:
    """A form that asks what an instrument comes from."""

    request: Any
    deal: Any
    today: Any
    kept: Instrument | None = None

    @cached_property
    def origins(self) -> Origins:
        """Return what may be chosen."""
        only = groups_to_make_for(self.request.user, self.deal)
        return possible_origins(self.deal, self.today, only, keep=self.kept)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | vars(self.origins) | {"may_be_loose": can_keep_work(self.request.user, self.deal)}


class InstrumentCreateView(OriginsMixin, WorkAreaMixin, FormPageView):
    """Add an instrument; ``?groep=`` and ``?stap=``: where it comes from."""

    form_class = InstrumentForm
    heading = gettext_lazy("Add an instrument")
    lead = gettext_lazy("It begins as an idea. You bring it further on its own page.")
    submit = gettext_lazy("Add the instrument")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Refuse who adds none."""
        only = groups_to_make_for(self.user, self.deal)
        if only is not None and not only:
            raise Http404
        return super().get_form_kwargs()

    def get_initial(self) -> dict[str, Any]:
        """Begin with the group and the step of the link that was followed."""
        return {"group": self.request.GET.get("groep", ""), "step": self.request.GET.get("stap", "")}

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the list."""
        return [*super().crumbs(), (_("Instruments"), address("workgroups:instrument_list", self.deal.slug))]

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, InstrumentForm):
            raise TypeError
        self.added = add_instrument(actor=self.user, deal=self.deal, details=form.details())
        return _("“%(title)s” is added.") % {"title": self.added.title}

    def get_success_url(self) -> str:
        """Go to the new instrument; before there is one, to the list."""
        added = getattr(self, "added", None)
        if added is None:
            return address("workgroups:instrument_list", self.deal.slug)
        return address("workgroups:instrument_detail", self.deal.slug, added.slug)


class InstrumentEditView(StaleMixin, OriginsMixin, InstrumentActMixin, FormPageView):
    """Change what is said of an instrument."""

    form_class = InstrumentForm
    heading = gettext_lazy("Change the instrument")
    submit = gettext_lazy("Save")

    @property
    def kept(self) -> Instrument:  # type: ignore[override]
        """Return the instrument: its group stays a choice."""
        return self.instrument

    @property
    def edited(self) -> Instrument:
        """Return the record that the form changes."""
        return self.instrument

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        origins = self.origins
        return {
            **dict.fromkeys(("title", "text", "licence", "next_step"), show_text),
            "kind": show_choice(InstrumentKind.choices),
            "state": show_choice(InstrumentState.choices),
            "access": show_choice(Access.choices),
            "group_id": show_related({group.pk: group.body.name for group in origins.groups}),
            "step_id": show_related({step.pk: step.title for step in origins.steps}),
            "question_id": show_related({question.pk: question.text for question in origins.questions}),
        }

    def get_initial(self) -> dict[str, Any]:
        """Show the instrument as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return InstrumentForm.initial_for(self.instrument, latest_history_id(self.instrument))

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, InstrumentForm):
            raise TypeError
        change_instrument(
            actor=self.user,
            instrument=self.instrument,
            details=form.details(),
            history_id=form.cleaned_data["history_id"] or 0,
        )
        return _("“%(title)s” is changed.") % {"title": form.cleaned_data["title"]}


class InstrumentStateView(InstrumentActMixin, FormPageView):
    """Bring an instrument in another phase."""

    template_name = "workgroups/instrument_state.html"
    form_class = InstrumentStateForm
    heading = gettext_lazy("Bring the instrument further")
    submit = gettext_lazy("Save the phase")

    @cached_property
    def choices(self) -> Any:
        """Return where this account may bring it."""
        return state_choices(self.user, self.instrument)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form where it may go, and on which decisions that may rest."""
        decisions = carrying_decisions(self.deal) if self.choices.asks_decision else []
        return super().get_form_kwargs() | {"choices": self.choices, "decisions": decisions}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where it is now."""
        now = InstrumentState(self.instrument.state).label
        return super().get_context_data(now=now, choices=self.choices, **kwargs)

    def perform(self, form: Form) -> Text:
        """Bring it there."""
        if not isinstance(form, InstrumentStateForm):
            raise TypeError
        data = form.cleaned_data
        changed = change_instrument_state(
            actor=self.user,
            instrument=self.instrument,
            state=data["state"],
            on=data["on"],
            reason=data["reason"],
            decision=form.decision_chosen(),
        )
        words = {"title": changed.title, "state": changed.get_state_display()}
        return _("“%(title)s” is now in: %(state)s.") % words
