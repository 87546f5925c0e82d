"""Field tests: the list, one of them, planning and changing, and how they stand."""

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
from citydeal.common.dates import in_words
from citydeal.common.history import latest_history_id, show_choice, show_date, show_related, show_text
from citydeal.common.only import only
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView, PartialTemplateView
from governance.models import CityDeal
from governance.views.bodies import PER_PAGE
from governance.views.stale import StaleMixin
from workgroups.enums import TestState
from workgroups.forms.field_tests import (
    TestFilterForm,
    TestForm,
    TestReportForm,
    tester_key,
    version_words,
)
from workgroups.models import FieldTest
from workgroups.permissions_tests import (
    can_plan_test,
    can_plan_tests,
    can_read_matrix,
    can_read_test,
    can_read_tests,
    can_report_test,
)
from workgroups.selectors.field_tests import (
    TestChoices,
    TestFilter,
    TestPage,
    field_test_at,
    lines_of_tests,
    next_states,
    page_of,
    possible_tests,
)
from workgroups.services.field_tests import change_test, plan_test, report_on_test
from workgroups.views.base import WorkAreaMixin, WorkMixin


class TestsMixin(WorkMixin):
    """A page about the tests of a deal, for who takes part in it; others get 404."""

    __test__ = False  # for pytest: this is no class of tests

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal when this account opens the pages about its tests."""
        deal: CityDeal = super().deal
        if not self.may_open(deal):
            raise Http404
        return deal

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account opens this page."""
        return can_read_tests(self.request.user, deal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that this is a page of the work."""
        return super().get_context_data(menu_part="workgroups:work", **kwargs)

    def list_url(self) -> str:
        """Return the list of tests."""
        return address("workgroups:test_list", self.deal.slug)


class TestListView(MemberView, TestsMixin, WorkAreaMixin, PartialTemplateView):
    """The tests of a deal: searched, filtered and ordered."""

    template_name = "workgroups/test_list.html"
    part = "lijst"

    @cached_property
    def filter_form(self) -> TestFilterForm:
        """Return the filter, bound to the address."""
        return TestFilterForm(self.request.GET or None)

    @cached_property
    def page_obj(self) -> Any:
        """Return the page of tests that is asked for."""
        lines = lines_of_tests(self.user, self.deal, self.today, self.filter_form.wanted())
        return Paginator(lines, PER_PAGE).get_page(self.request.GET.get("pagina"))

    def announcement(self) -> Text:
        """Return how many tests there are."""
        number = self.page_obj.paginator.count
        return ngettext("%(count)s test.", "%(count)s tests.", number) % {"count": number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines."""
        return super().get_context_data(
            page_obj=self.page_obj,
            filter_form=self.filter_form,
            is_filtered=self.filter_form.wanted().is_set,
            count_line=self.announcement(),
            may_plan=can_plan_tests(self.user, self.deal),
            reads_matrix=can_read_matrix(self.user, self.deal),
            kinds=SheetKind.choices,
            **kwargs,
        )


class TestExportView(MemberView, TestsMixin, View):
    """All tests that this account reads, as a sheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the sheet; ``soort`` of the address is one of SheetKind."""
        kind = self.kwargs["kind"]
        if kind not in SheetKind.values:
            raise Http404
        lines = lines_of_tests(self.user, self.deal, self.today, TestFilter())
        header = [
            _("Instrument"),
            _("Version"),
            _("Who tests"),
            _("Existing project"),
            _("Planned first day"),
            _("Planned last day"),
            _("Began on"),
            _("Ended on"),
            _("State"),
            _("Plan"),
            _("Test result"),
            _("Lessons"),
        ]
        rows = [
            (
                line.instrument,
                line.version,
                line.tester,
                line.test.project,
                line.test.planned_start,
                line.test.planned_end,
                line.test.actual_start,
                line.test.actual_end,
                str(TestState(line.test.state).label),
                line.test.plan,
                line.test.result,
                line.test.lessons,
            )
            for line in lines
        ]
        return sheet_response(f"veldtesten-{self.deal.slug}", kind, header, rows, _("Field tests"))


class TestMixin(TestsMixin):
    """Finds the test of the address."""

    __test__ = False  # for pytest: this is no class of tests

    @cached_property
    def test(self) -> FieldTest:
        """Return the test, with all that its page asks; 404 for who may not open this page of it."""
        test: FieldTest = only(field_test_at(pk=self.kwargs["test"], deal=self.kwargs["deal"]))
        if not self.may_open_test(test):
            raise Http404
        return test

    def may_open_test(self, test: FieldTest) -> bool:
        """Whether this account opens this page of the test."""
        return can_read_test(self.request.user, test)

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of the test."""
        return self.test.version.instrument.deal

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the list."""
        return [*super().crumbs(), (_("Field tests"), self.list_url())]

    def test_url(self) -> str:
        """Return the page of the test."""
        return address("workgroups:test_detail", self.deal.slug, self.test.pk)

    @cached_property
    def page(self) -> TestPage:
        """Return what the page of the test shows."""
        return page_of(self.request.user, self.test, self.today)


class TestDetailView(MemberView, TestMixin, PageView):
    """A test: who does it, where, when, what came of it, and all its states."""

    template_name = "workgroups/test_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the test."""
        return super().get_context_data(test=self.test, page=self.page, **kwargs)


class TestCreateView(MemberView, TestsMixin, ActionView):
    """Plan a test; ``?versie=``, ``?wie=``: what and who is chosen first."""

    template_name = "workgroups/test_form.html"
    form_class = TestForm

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account plans tests."""
        return can_plan_tests(self.request.user, deal)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the list."""
        return [*super().crumbs(), (_("Field tests"), self.list_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what may be tested, and by whom."""
        choices = possible_tests(self.user, self.deal, self.today)
        return super().get_form_kwargs() | {"choices": choices}

    def get_initial(self) -> dict[str, Any]:
        """Begin with what the link named."""
        return {"version": self.request.GET.get("versie", ""), "tester": self.request.GET.get("wie", "")}

    def perform(self, form: Form) -> Text:
        """Plan it."""
        if not isinstance(form, TestForm):
            raise TypeError
        self.test = plan_test(actor=self.user, details=form.details())
        return _("The test is planned.")

    def get_success_url(self) -> str:
        """Go to the new test."""
        return address("workgroups:test_detail", self.deal.slug, self.test.pk)

    def cancel_url(self) -> str:
        """Return to the list."""
        return self.list_url()


class TestEditView(MemberView, StaleMixin, TestMixin, ActionView):
    """Change the plan of a test."""

    template_name = "workgroups/test_form.html"
    form_class = TestForm

    def may_open_test(self, test: FieldTest) -> bool:
        """Whether this account plans this test."""
        return can_plan_test(self.request.user, test.version.instrument)

    @property
    def edited(self) -> FieldTest:
        """Return the record that the form changes."""
        return self.test

    @cached_property
    def _choices(self) -> TestChoices:
        return possible_tests(self.user, self.deal, self.today, keep=self.test)

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        choices = self._choices
        return {
            "version_id": show_related({one.pk: version_words(one) for one in choices.versions}),
            "party_id": show_related({one.pk: one.organization.name for one in choices.parties}),
            "alliance_id": show_related({one.pk: one.body.name for one in choices.alliances}),
            "project": show_text,
            "plan": show_text,
            "planned_start": show_date,
            "planned_end": show_date,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what may be tested, and by whom."""
        return super().get_form_kwargs() | {"choices": self._choices}

    def get_initial(self) -> dict[str, Any]:
        """Show the test as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        test = self.test
        shown = {name: getattr(test, name) for name in ("project", "plan", "planned_start", "planned_end")}
        return shown | {
            "version": str(test.version_id),
            "tester": tester_key(test),
            "history_id": latest_history_id(test),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the test."""
        return super().get_context_data(test=self.test, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, TestForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        change_test(actor=self.user, test=self.test, details=form.details(), history_id=history_id)
        return _("The test is changed.")

    def get_success_url(self) -> str:
        """Return to the test."""
        return self.test_url()

    cancel_url = get_success_url


class TestReportView(MemberView, StaleMixin, TestMixin, ActionView):
    """How a test stands, and what came of it: for who plans it and for who does it."""

    template_name = "workgroups/test_report.html"
    form_class = TestReportForm
    shown_fields = {"state": show_choice(TestState.choices), "result": show_text, "lessons": show_text}

    def may_open_test(self, test: FieldTest) -> bool:
        """Whether this account reports on this test."""
        return can_report_test(self.request.user, test)

    @property
    def edited(self) -> FieldTest:
        """Return the record that the form changes."""
        return self.test

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form where the test may go."""
        return super().get_form_kwargs() | {"states": next_states(self.test)}

    def get_initial(self) -> dict[str, Any]:
        """Begin with how it stands; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        shown = {name: getattr(self.test, name) for name in ("state", "result", "lessons")}
        return shown | {"on": self.today, "history_id": latest_history_id(self.test)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the test."""
        return super().get_context_data(test=self.test, page=self.page, **kwargs)

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, TestReportForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"]
        test = report_on_test(actor=self.user, test=self.test, report=form.report(), history_id=history_id)
        return _("The test stands at “%(state)s” since %(day)s.") % {
            "state": TestState(test.state).label,
            "day": in_words(test.statuses.latest("on", "pk").on),
        }

    def get_success_url(self) -> str:
        """Return to the test."""
        return self.test_url()
