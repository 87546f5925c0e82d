"""Forms of field tests and front-runner municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, DateFilterField, PortalForm
from governance.forms.bodies import set_choices
from governance.models import Party
from workgroups.enums import TestState
from workgroups.models import FieldTest, InstrumentVersion
from workgroups.selectors.field_tests import SHOW_CHOICES, SORT_CHOICES, TestChoices, TestFilter
from workgroups.services.field_tests import TestDetails, TestReport


def tester_key(test: FieldTest) -> str:
    """Return how the form names who does a test."""
    return f"partij-{test.party_id}" if test.party_id else f"alliantie-{test.alliance_id}"


class TestForm(PortalForm):
    """What is tested, by whom, where and from when to when."""

    __test__ = False  # for pytest: this is no class of tests

    version = forms.ChoiceField(
        label=_("Which version of which instrument?"),
        help_text=_("A version that is tested stays as it is. What changes gets a new version."),
    )
    tester = forms.ChoiceField(label=_("Who tests?"), help_text=_("One party, or a regional alliance."))
    project = forms.CharField(
        label=_("In which existing project?"),
        required=False,
        max_length=200,
        help_text=_(
            "Preferably a test runs inside a project that is there already. Empty: a test of its own."
        ),
    )
    plan = forms.CharField(
        label=_("What is tested, and how?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
    )
    planned_start = DateField(label=_("Planned first day"), help_text=_("For example 1 12 2026."))
    planned_end = DateField(label=_("Planned last day"))
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choices: TestChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._versions = {str(version.pk): version for version in choices.versions}
        self._parties = {f"partij-{party.pk}": party for party in choices.parties}
        self._alliances = {f"alliantie-{alliance.pk}": alliance for alliance in choices.alliances}
        # A version that was withdrawn after the page was opened gets its own sentence from the service.
        sent = self.data.get("version") if self.is_bound else self.initial.get("version")
        shown = [
            (key, version_words(version))
            for key, version in self._versions.items()
            if version.withdrawn_on is None or key == sent
        ]
        set_choices(self, "version", [("", _("Choose")), *shown])
        self.has_versions = bool(shown)
        testers: list[Any] = [("", _("Choose"))]
        if self._parties:
            names = [(key, party.organization.name) for key, party in self._parties.items()]
            testers.append((_("Parties"), names))
        if self._alliances:
            bodies = [(key, alliance.body.name) for key, alliance in self._alliances.items()]
            testers.append((_("Regional alliances"), bodies))
        set_choices(self, "tester", testers)

    def details(self) -> TestDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return TestDetails(
            version=self._versions[data["version"]],
            planned_start=data["planned_start"],
            planned_end=data["planned_end"],
            party=self._parties.get(data["tester"]),
            alliance=self._alliances.get(data["tester"]),
            project=data["project"],
            plan=data["plan"],
        )


def version_words(version: InstrumentVersion) -> str:
    """Return how a version stands in a list to choose from; needs its instrument."""
    return f"{version.instrument.title} – {version.number}"


class TestReportForm(PortalForm):
    """How a test stands. ``states``: what it may be, the present state first."""

    __test__ = False  # for pytest: this is no class of tests

    state = forms.ChoiceField(label=_("How does the test stand?"), widget=forms.RadioSelect)
    on = DateField(label=_("Since which day?"), help_text=_("Today or a day before."))
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Say why when the test stops, is planned again or runs again."),
    )
    result = forms.CharField(
        label=_("What did the test bring?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("A test that is done has a result."),
    )
    lessons = forms.CharField(
        label=_("What do we learn from it?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, states: Sequence[TestState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [(state.value, state.label) for state in states])

    def report(self) -> TestReport:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return TestReport(**{name: data[name] for name in ("state", "on", "reason", "result", "lessons")})


class TestFilterForm(PortalForm):
    """Search, filter and order tests, in the address."""

    __test__ = False  # for pytest: this is no class of tests

    zoek = forms.CharField(label=_("Search instrument, tester or project"), required=False, max_length=100)
    stand = forms.ChoiceField(label=pgettext_lazy("filter", "Show"), required=False, choices=SHOW_CHOICES)
    volgorde = forms.ChoiceField(label=_("Order"), required=False, choices=SORT_CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> TestFilter:
        """Return what is looked for, as far as it can be."""
        if not self.is_bound:
            return TestFilter()
        self.is_valid()
        data = self.cleaned_data
        return TestFilter(data.get("zoek", ""), data.get("stand", ""), data.get("volgorde", ""))


class MatrixDayForm(PortalForm):
    """The day as of which the matrix is shown."""

    op = DateFilterField(label=_("As it stands on"), required=False)


class FrontRunnerForm(PortalForm):
    """A municipality that becomes front-runner."""

    party = forms.ChoiceField(label=_("Municipality"))
    start = DateField(label=_("Front-runner from"), help_text=_("For example 1 12 2026."))

    def __init__(self, *args: Any, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parties = {str(party.pk): party for party in parties}
        names = [(key, party.organization.name) for key, party in self._parties.items()]
        set_choices(self, "party", [("", _("Choose")), *names])

    @property
    def has_choices(self) -> bool:
        """Whether there is a municipality to choose."""
        return bool(self._parties)

    def chosen(self) -> Party:
        """Return the municipality; call after ``is_valid``."""
        return self._parties[self.cleaned_data["party"]]


class FrontRunnerEndForm(PortalForm):
    """Until when a municipality is front-runner."""

    end = DateField(label=_("Last day"), help_text=_("Its tests stay as they are."))
