"""Front-runner municipalities: the matrix of what they test, naming one, and ending it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.sheets import SheetKind
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from governance.models import CityDeal
from governance.views.base import ManagerMixin
from workgroups.forms.field_tests import FrontRunnerEndForm, FrontRunnerForm, MatrixDayForm
from workgroups.models import FrontRunner
from workgroups.permissions_tests import can_read_matrix
from workgroups.selectors.field_test_matrix import MatrixPage, matrix_page
from workgroups.selectors.front_runners import front_runner_at, possible_front_runners
from workgroups.services.front_runners import add_front_runner, end_front_runner
from workgroups.views.base import WorkAreaMixin, WorkMixin
from workgroups.views.field_tests import TestsMixin


class TestMatrixView(MemberView, TestsMixin, WorkAreaMixin, PartialTemplateView):
    """Which municipality tests which instrument, on a day (``?op=31-12-2026``)."""

    __test__ = False  # for pytest: this is no class of tests
    template_name = "workgroups/test_matrix.html"
    part = "stand"

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account sees who tests what."""
        return can_read_matrix(self.request.user, deal)

    @cached_property
    def day_form(self) -> MatrixDayForm:
        """Return the choice of the day, bound to the address."""
        return MatrixDayForm(
            self.request.GET if "op" in self.request.GET else None, initial={"op": self.today}
        )

    @cached_property
    def page(self) -> MatrixPage:
        """Return the matrix; a day that is none is today."""
        chosen = self.day_form.cleaned_data.get("op") if self.day_form.is_valid() else None
        return matrix_page(self.user, self.deal, chosen or self.today)

    def announcement(self) -> Text:
        """Return how many municipalities test enough."""
        return self.page.sentence

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the list of tests."""
        return [*super().crumbs(), (_("Field tests"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the matrix."""
        return super().get_context_data(
            page=self.page, day_form=self.day_form, today=self.today, kinds=SheetKind.choices, **kwargs
        )


class FrontRunnerView(MemberView, WorkMixin, ManagerMixin, ActionView):
    """What naming and ending a front-runner share."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that this is a page of the work."""
        return super().get_context_data(menu_part="workgroups:work", **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its work and the matrix."""
        return [*super().crumbs(), (_("Who tests what"), self.get_success_url())]

    def get_success_url(self) -> str:
        """Return to the matrix."""
        return address("workgroups:test_matrix", self.deal.slug)


class FrontRunnerCreateView(FrontRunnerView):
    """Name a front-runner municipality."""

    template_name = "workgroups/front_runner_form.html"
    form_class = FrontRunnerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which municipalities there are."""
        return super().get_form_kwargs() | {"parties": possible_front_runners(self.deal, self.today)}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def perform(self, form: Form) -> Text:
        """Name it."""
        if not isinstance(form, FrontRunnerForm):
            raise TypeError
        party = form.chosen()
        add_front_runner(actor=self.user, party=party, start=form.cleaned_data["start"])
        return _("%(party)s is a front-runner municipality.") % {"party": party.organization.name}


class FrontRunnerEndView(FrontRunnerView):
    """Let a municipality be front-runner no longer."""

    template_name = "workgroups/front_runner_end.html"
    form_class = FrontRunnerEndForm

    @cached_property
    def front_runner(self) -> FrontRunner:
        """Return the front-runner, in this deal."""
        found: FrontRunner = only(front_runner_at(pk=self.kwargs["runner"], deal=self.deal.pk))
        return found

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"end": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the municipality."""
        return super().get_context_data(front_runner=self.front_runner, **kwargs)

    def perform(self, form: Form) -> Text:
        """End it."""
        last = form.cleaned_data["end"]
        end_front_runner(actor=self.user, front_runner=self.front_runner, last_day=last)
        name = self.front_runner.party.organization.name
        return _("%(party)s is a front-runner municipality until the day you chose.") % {"party": name}
