"""The component page: every building block with its call, for who makes pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from citydeal.common.charts import Chart, Series
from citydeal.common.forms import DateField, DateFilterField, PortalForm
from citydeal.views.mailbox import DemoOnlyMixin


class ExampleForm(PortalForm):
    """One field of every kind; it is shown and never sent."""

    name = forms.CharField(label=_("Name of the member"))
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The portal sends the invitation to this address.")
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    seats = forms.IntegerField(label=_("Number of seats"), min_value=1)
    kind = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        choices=[("member", _("Member")), ("chair", _("Chair"))],
    )
    news = forms.MultipleChoiceField(
        label=_("About what does the member get messages?"),
        help_text=_("You can choose more than one answer."),
        widget=forms.CheckboxSelectMultiple,
        choices=[("meetings", _("New meetings")), ("decisions", _("Decisions"))],
        required=False,
    )
    party = forms.ChoiceField(
        label=_("Party"),
        choices=[("", _("Choose a party")), ("1", _("A municipality")), ("2", _("A ministry"))],
    )
    start = DateField(label=_("First day"), help_text=_("For example 31 12 2027."))
    note = forms.CharField(label=_("Explanation"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=_("The party has named this member"))
    on = DateFilterField(label=_("On which day?"), required=False)


def example_row() -> SimpleNamespace:
    """Return a seat as ``member_row`` shows it."""
    words = {"party": _("Party"), "period": _("Period"), "status": _("Status"), "acts": _("Change")}
    return SimpleNamespace(
        words=SimpleNamespace(**words),
        name=_("Steering group"),
        person_url="#lijsten",
        lines=[(_("Seat of"), _("A municipality"), "#lijsten")],
        member=SimpleNamespace(start=date(2025, 3, 1), end=date(2027, 2, 28)),
        owner=_("A municipality"),
        badge="warning",
        status_label=_("Ends soon"),
        actions=[(_("Change"), "#knoppen", _("the seat of the ministry"))],
    )


def example_item() -> SimpleNamespace:
    """Return an item of an agenda, with a paper, as ``agenda_items`` shows it."""
    paper = SimpleNamespace(
        title=_("Agenda"), file=SimpleNamespace(kind="PDF", size=240_000), version=2, kind="with_item"
    )
    item = SimpleNamespace(pk=0, title=_("Name a member"), section="consent", minutes=10, explanation="")
    return SimpleNamespace(
        item=item,
        kind=_("To decide"),
        number="1",
        starts_at=datetime(2026, 12, 3, 13, 0, tzinfo=UTC),
        url="#lijsten",
        presenter="",
        papers=[SimpleNamespace(url="#lijsten", is_withdrawn=False, paper=paper)],
        abstainers=[str(_("A municipality"))],
        is_nested=False,
        is_known=True,
        is_open=True,
        is_confidential=True,
        is_own_abstention=False,
        has_cover=False,
    )


def example_charts() -> dict[str, Chart]:
    """Return a chart of each kind."""
    quarters = ["1", "2", "3", "4"]
    return {
        "hours": Chart(
            kind="bars",
            title=str(_("Hours per party")),
            description=str(
                _("A municipality delivered half of its hours. A ministry confirms its hours later.")
            ),
            labels=[str(_("A municipality")), str(_("A ministry"))],
            series=[
                Series(str(_("Promised")), [800, 400]),
                Series(str(_("Delivered")), [400, None]),
                Series(str(_("Expected by now")), [600, 300]),
            ],
            unit=str(_("hour")),
            absent=str(_("not confirmed yet")),
        ),
        "reached": Chart(
            kind="lines",
            title=str(_("Milestones per quarter")),
            description=str(_("Until the third quarter all went as planned. After that it did not.")),
            labels=quarters,
            series=[Series(str(_("Reached")), [1, 4, 7, 9]), Series(str(_("Planned")), [1, 4, 7, 11])],
        ),
        "spent": Chart(
            kind="columns",
            title=str(_("Money per quarter")),
            description=str(_("Each quarter costs less than was estimated.")),
            labels=quarters,
            series=[
                Series(str(_("Estimated")), [6000, 8000, 9000, 4000]),
                Series(str(_("Spent")), [5500, 7200, 8100, None]),
            ],
            unit="€",
        ),
    }


class ComponentListView(DemoOnlyMixin, TemplateView):
    """Every component, with an example and its call."""

    template_name = "citydeal/component_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the examples are made of."""
        wrong = {"fout-email": "naam@", "fout-start_dag": "31", "fout-start_maand": "2"}
        return super().get_context_data(
            crumbs=[(_("All deals"), reverse("governance:home"))],
            links=[
                (_("Buttons"), "#knoppen"),
                (_("Status"), "#status"),
                (_("Messages"), "#meldingen"),
                (_("Check against the covenant"), "#toets"),
                (_("Table"), "#tabel"),
                (_("Fields"), "#velden"),
            ],
            **example_charts(),
            facts=[(_("Member since"), "1-3-2025"), (_("Seat of"), _("A municipality"))],
            row_actions=[
                (_("Change"), "#knoppen", _("the seat of the ministry")),
                (_("Name a member"), "#knoppen", _("the seat of the ministry")),
            ],
            member_row=example_row(),
            member_page=SimpleNamespace(on=date(2026, 3, 1), shows_people=True, may_manage=True),
            candidate_rows=[
                SimpleNamespace(
                    title=_("Guide"),
                    url="#lijsten",
                    principle=_("Design principle"),
                    research=_("Exists, not tested"),
                    research_kind="safe",
                    points="56",
                    spread="8–96",
                    version="1",
                    is_divided=True,
                    outcome=_("Not decided yet"),
                    outcome_kind="neutral",
                    reason="",
                )
            ],
            score_rows=[
                SimpleNamespace(
                    title=_("Guide"),
                    url="#lijsten",
                    mean="56",
                    spread="8–96",
                    is_divided=True,
                    points=("8", "96", "65"),
                )
            ],
            tasks=[
                SimpleNamespace(
                    title=_("The term of the ministry ends"),
                    text=_("Steering group"),
                    says="1-3-2027",
                    level="warning",
                    icon="hourglass",
                    url="#lijsten",
                    action=_("Change"),
                    about=_("the seat of the ministry"),
                )
            ],
            agenda=[example_item()],
            invited=[
                SimpleNamespace(
                    name=_("A municipality"),
                    role=str(_("Steering group")),
                    is_guest=False,
                    label=str(_("Yes")),
                    deputy="",
                )
            ],
            body_lines=[
                SimpleNamespace(name=_("Steering group"), url="#lijsten", kind="safe", words=_("In order"))
            ],
            checks=[
                SimpleNamespace(
                    line=SimpleNamespace(
                        rule=_("At least one member of a ministry"),
                        kind="warning",
                        status=_("Pay attention"),
                        why=_("The term of the ministry ends"),
                        remedy=_("Name a member"),
                        remedy_url="#knoppen",
                        source=_("Rule 12"),
                    ),
                    scope=_("Steering group"),
                    scope_url="#lijsten",
                    accept_url="#knoppen",
                    accept_words=_("Accept an exception"),
                ),
            ],
            form=ExampleForm(auto_id="voorbeeld_%s"),
            wrong_form=ExampleForm(wrong, prefix="fout"),
            page_obj=Paginator(range(60), 25).page(2),
            first=date(2025, 3, 1),
            last=date(2027, 2, 28),
            on=date(2026, 3, 1),
            **kwargs,
        )
