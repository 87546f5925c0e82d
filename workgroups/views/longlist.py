"""Acts on the longlist as a whole: bringing in a sheet, and the cut to the shortlist."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.addresses import address
from citydeal.common.errors import DomainError
from citydeal.common.forms import OUT_OF_DATE
from citydeal.common.sheets import read_sheet
from citydeal.common.text import Text
from citydeal.common.views import CONFIRM, STEP
from workgroups.enums import CandidateOutcome, DeskResearch
from workgroups.forms.candidates import ImportForm, ListedOnForm, ShortlistForm
from workgroups.selectors.candidates import CandidateRow, decisions_to_choose, rows_to_decide
from workgroups.selectors.longlist_sheet import has_names, plan_import
from workgroups.services.longlist_import import import_candidates
from workgroups.services.shortlist import decide_candidates
from workgroups.views.assessment_base import KeeperMixin
from workgroups.views.instruments_base import FormPageView

Rows = list[dict[str, str]]


class LonglistActView(KeeperMixin, FormPageView):
    """An act on the longlist, for who keeps it; back to the list."""

    def get_success_url(self) -> str:
        """Return to the longlist."""
        return address("workgroups:candidate_list", self.deal.slug)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way back, to the longlist."""
        return [*super().crumbs(), (_("Longlist"), self.get_success_url())]


class LonglistImportView(LonglistActView):
    """Bring in a sheet: choose it, see what it would add, add it."""

    template_name = "workgroups/longlist_import.html"
    heading = gettext_lazy("Bring in a longlist")
    submit = gettext_lazy("See what it adds")

    @property
    def confirms(self) -> bool:
        """Whether the rows were seen and are sent to be added."""
        return self.request.POST.get(STEP) == CONFIRM

    def get_form_class(self) -> type[Form]:
        """Return the form of this step."""
        return ListedOnForm if self.confirms else ImportForm

    def form_valid(self, form: Form) -> HttpResponse:
        """Show what the sheet would add, or add it."""
        if self.confirms:
            return super().form_valid(form)
        try:
            found = read_sheet(form.cleaned_data["file"])
            rows: Rows = [dict(row) | {"_number": str(row.number)} for row in found]
            if not has_names(rows):
                raise DomainError(
                    _("There is no column “Naam” in this sheet. Give the column with names that heading."),
                    field="file",
                )
        except DomainError as error:
            return self.refused(form, error)
        return self.preview(
            ListedOnForm(initial={"rows": json.dumps(rows), "listed_on": self.today}), rows, status=200
        )

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the step again with its errors; of rows that are no rows, the first step."""
        if not isinstance(form, ListedOnForm):
            return super().form_invalid(form)
        try:
            rows = rows_of(str(form.data.get("rows", "")))
        except DomainError as error:
            return self.refused(ImportForm(files={}, data={}), error)
        return self.preview(form, rows, status=422)

    def preview(self, form: Form, rows: Rows, *, status: int) -> HttpResponse:
        """Show what the rows would become."""
        lines = plan_import(self.deal, rows)
        new = sum(line.is_new for line in lines)
        context = self.get_context_data(
            form=form,
            lines=lines,
            new=new,
            wrong=sum(bool(line.problem) for line in lines),
            submit=_("Add them to the longlist"),
        )
        return self.render_to_response(context, status=status)

    def perform(self, form: Form) -> Text:
        """Add the rows that can be added."""
        data = form.cleaned_data
        made = import_candidates(
            actor=self.user, deal=self.deal, rows=rows_of(data["rows"]), listed_on=data["listed_on"]
        )
        return ngettext(
            "%(count)s candidate is added to the longlist.",
            "%(count)s candidates are added to the longlist.",
            len(made),
        ) % {"count": len(made)}


def rows_of(text: str) -> Rows:
    """Return rows as the second step carried them along. Raises DomainError where they are none."""
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise DomainError(str(OUT_OF_DATE)) from error
    fits = isinstance(rows, list) and all(
        isinstance(row, dict)
        and all(isinstance(cell, str) for cell in row.values())
        and str(row.get("_number", "2")).isdecimal()
        for row in rows
    )
    if not fits:
        raise DomainError(str(OUT_OF_DATE))
    found: Rows = rows
    return found


class ShortlistView(LonglistActView):
    """Write down what a body decided about candidates."""

    template_name = "workgroups/shortlist_edit.html"
    form_class = ShortlistForm
    heading = gettext_lazy("From longlist to shortlist")
    lead = gettext_lazy(
        "Write down what a body decided: which candidates it chose, which it did not, and why."
    )
    submit = gettext_lazy("Write down the choice")

    @cached_property
    def rows(self) -> dict[int, CandidateRow]:
        """Return the candidates that can still be decided about, by id, with their scores."""
        found = rows_to_decide(self.request.user, self.deal)
        return {row.candidate.pk: row for row in found}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what there is to choose."""
        candidates = [row.candidate for row in self.rows.values()]
        known = {"decisions": decisions_to_choose(self.deal), "candidates": candidates}
        return super().get_form_kwargs() | known

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the scores beside the candidates."""
        context = super().get_context_data(**kwargs)
        form: ShortlistForm = context["form"]
        lines = [(row, form[f"outcome_{pk}"], form[f"reason_{pk}"]) for pk, row in self.rows.items()]
        barred = any(row.candidate.research in ("", DeskResearch.TESTED) for row in self.rows.values())
        return context | {"lines": lines, "barred": barred}

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, ShortlistForm):
            raise TypeError
        data = form.cleaned_data
        decided = decide_candidates(
            actor=self.user,
            deal=self.deal,
            decision=form.decided(),
            on=data["on"],
            reason=data["reason"],
            choices=form.choices(),
        )
        chosen = sum(candidate.outcome == CandidateOutcome.CHOSEN for candidate in decided)
        return _("The choice is written down: %(chosen)s chosen, %(not)s not chosen.") % {
            "chosen": chosen,
            "not": len(decided) - chosen,
        }
