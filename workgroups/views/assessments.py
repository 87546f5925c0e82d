"""Scores: the list of an assessor, the form, the matrix of all, and taking back an interest."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from citydeal.common.views import MemberView, PageView
from workgroups.forms.assessments import AssessmentForm, LiftConflictForm
from workgroups.models import Assessment, Criterion, FrameworkAssessor
from workgroups.permissions_assessment import assessors_under, can_read_scores, visible_assessors
from workgroups.selectors.assessments import own_assessment, to_assess
from workgroups.selectors.frameworks import criteria_of
from workgroups.selectors.scores import assessment_at, score_heading, score_lines, score_matrix
from workgroups.services.assessments import lift_conflict, save_assessment
from workgroups.views.assessment_base import (
    AssessmentAreaMixin,
    CandidateMixin,
    FrameworkMixin,
    KeeperMixin,
)
from workgroups.views.instruments_base import FormPageView

HAND_IN, LATER = "inleveren", "later"
LONGEST_NUMBER = 6


class AssessorMixin(AssessmentAreaMixin):
    """For who gives scores in this deal; others get 404."""

    @cached_property
    def assessor(self) -> FrameworkAssessor:
        """Return as which assessor this account gives scores, with the open version."""
        for assessor in visible_assessors(self.request.user, self.deal):
            return assessor
        raise Http404

    def mine_url(self) -> str:
        """Return the list of the assessor."""
        return address("workgroups:my_assessments", self.deal.slug)


class MyAssessmentsView(MemberView, AssessorMixin, PageView):
    """What an assessor still has to score."""

    template_name = "workgroups/assessment_mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the candidates."""
        rows = to_assess(self.user, self.deal, self.assessor)
        return super().get_context_data(
            rows=rows,
            todo=sum(row.kind == "warning" for row in rows),
            framework=self.assessor.framework,
            **kwargs,
        )


class AssessmentEditView(CandidateMixin, AssessorMixin, FormPageView):
    """Give scores to a candidate; saved to go on later, or handed in."""

    template_name = "workgroups/assessment_edit.html"
    form_class = AssessmentForm

    @cached_property
    def assessor(self) -> FrameworkAssessor:
        """Return the assessor; of what is sent, under the version that the form was opened with."""
        number = self.request.POST.get("version", "")
        if number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER:
            for assessor in assessors_under(self.request.user, self.deal, int(number)):
                return assessor
        return super().assessor

    @cached_property
    def assessment(self) -> Assessment | None:
        """Return what was given so far."""
        return own_assessment(self.assessor, self.candidate)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """Return what is scored."""
        return criteria_of(self.assessor.framework)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the list of the assessor."""
        return [*super().crumbs()[:2], (_("My scores"), self.mine_url())]

    def get_initial(self) -> dict[str, Any]:
        """Show what was given so far; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        shown = AssessmentForm.initial_for(self.assessment)
        return shown | {"version": str(self.assessor.framework.number)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what is scored."""
        return super().get_form_kwargs() | {"criteria": self.criteria}

    def get_success_url(self) -> str:
        """Return to the list."""
        return self.mine_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version, and what was given so far."""
        return super().get_context_data(
            **{
                "heading": self.candidate.instrument.title,
                "framework": self.assessor.framework,
                "assessment": self.assessment,
                **kwargs,
            }
        )

    def perform(self, form: Form) -> Text:
        """Keep the scores."""
        if not isinstance(form, AssessmentForm):
            raise TypeError
        hand_in = self.request.POST.get("stap") != LATER
        save_assessment(
            actor=self.user,
            assessor=self.assessor,
            candidate=self.candidate,
            entry=form.entry(),
            hand_in=hand_in,
        )
        words = {"title": self.candidate.instrument.title}
        if form.cleaned_data["conflict"]:
            return _("You said that you have an interest in “%(title)s”. You give it no scores.") % words
        if hand_in:
            return _("Your scores for “%(title)s” are handed in.") % words
        return _("Your scores for “%(title)s” are saved. Hand them in when you are ready.") % words


class ScoresMixin(FrameworkMixin):
    """For who reads the scores under a version; others get 404."""

    @cached_property
    def framework(self) -> Any:
        """Return the version, when its scores may be read."""
        framework = super().framework
        if not can_read_scores(self.request.user, framework):
            raise Http404
        return framework


class ScoreMatrixView(MemberView, ScoresMixin, PageView):
    """All scores under a version: candidates beside assessors and criteria."""

    template_name = "workgroups/score_matrix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the scores."""
        return super().get_context_data(
            matrix=score_matrix(self.request.user, self.deal, self.framework),
            exports=[
                (
                    kind.label,
                    address("workgroups:score_export", self.deal.slug, self.framework.number, kind.value),
                )
                for kind in SheetKind
            ],
            **kwargs,
        )

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way back, to the version."""
        return [*super().crumbs(), (str(self.framework), self.framework_url())]


class ScoreExportView(MemberView, ScoresMixin, View):
    """All scores under a version as a sheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the sheet."""
        lines = score_lines(request.user, self.deal, self.framework)
        if self.kwargs["kind"] not in SheetKind.values:
            raise Http404
        name = f"scores-{self.deal.slug}-versie-{self.framework.number}"
        return sheet_response(name, self.kwargs["kind"], score_heading(), lines, _("Scores"))


class ConflictLiftView(KeeperMixin, FormPageView):
    """Take back an interest that an assessor declared by mistake."""

    form_class = LiftConflictForm
    heading = gettext_lazy("Take back an interest")
    submit = gettext_lazy("Take it back")

    @cached_property
    def assessment(self) -> Assessment:
        """Return the assessment of the address, in this deal."""
        for assessment in assessment_at(self.deal, self.kwargs["assessment"]):
            return assessment
        raise Http404

    def get_success_url(self) -> str:
        """Return to the candidate."""
        return address("workgroups:candidate_detail", self.deal.slug, self.assessment.candidate_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose interest, and in what."""
        found = self.assessment
        lead = _("%(name)s said to have an interest in “%(title)s”: %(text)s") % {
            "name": found.assessor.person.name,
            "title": found.candidate.instrument.title,
            "text": found.conflict_text,
        }
        return super().get_context_data(**{"lead": lead, **kwargs})

    def perform(self, form: Form) -> Text:
        """Take it back."""
        lift_conflict(actor=self.user, assessment=self.assessment, reason=form.cleaned_data["reason"])
        return _("The interest is taken back. The assessor can give scores.")
