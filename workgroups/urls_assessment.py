"""Addresses of the work: design principles, assessment framework, longlist and scores."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from workgroups.views.assessments import (
    AssessmentEditView,
    ConflictLiftView,
    MyAssessmentsView,
    ScoreExportView,
    ScoreMatrixView,
)
from workgroups.views.candidates import (
    CandidateCreateView,
    CandidateDetailView,
    CandidateEditView,
    CandidateExportView,
    CandidateListView,
)
from workgroups.views.criteria import (
    AssessorCreateView,
    AssessorRemoveView,
    CriteriaExportView,
    CriterionCreateView,
    CriterionEditView,
    CriterionRemoveView,
    WeightsView,
)
from workgroups.views.frameworks import (
    FrameworkCreateView,
    FrameworkDetailView,
    FrameworkEditView,
    FrameworkListView,
    FrameworkRemoveView,
    FrameworkStateView,
)
from workgroups.views.longlist import LonglistImportView, ShortlistView
from workgroups.views.principles import (
    PrincipleCreateView,
    PrincipleEditView,
    PrincipleListView,
    PrincipleRemoveView,
)

_framework = [
    path("", FrameworkDetailView.as_view(), name="framework_detail"),
    path("wijzigen/", FrameworkEditView.as_view(), name="framework_edit"),
    path("stand/", FrameworkStateView.as_view(), name="framework_state"),
    path("verwijderen/", FrameworkRemoveView.as_view(), name="framework_remove"),
    path("criteria.<slug:kind>", CriteriaExportView.as_view(), name="criteria_export"),
    path("criteria/toevoegen/", CriterionCreateView.as_view(), name="criterion_create"),
    path("criteria/<int:criterion>/wijzigen/", CriterionEditView.as_view(), name="criterion_edit"),
    path("criteria/<int:criterion>/verwijderen/", CriterionRemoveView.as_view(), name="criterion_remove"),
    path("gewichten/", WeightsView.as_view(), name="framework_weights"),
    path("beoordelaars/toevoegen/", AssessorCreateView.as_view(), name="assessor_create"),
    path("beoordelaars/<int:assessor>/verwijderen/", AssessorRemoveView.as_view(), name="assessor_remove"),
    path("scores/", ScoreMatrixView.as_view(), name="score_matrix"),
    path("scores/alle.<slug:kind>", ScoreExportView.as_view(), name="score_export"),
]

deal_patterns: list[URLPattern | URLResolver] = [
    path("ontwerpprincipes/", PrincipleListView.as_view(), name="principle_list"),
    path("ontwerpprincipes/toevoegen/", PrincipleCreateView.as_view(), name="principle_create"),
    path("ontwerpprincipes/<int:principle>/wijzigen/", PrincipleEditView.as_view(), name="principle_edit"),
    path(
        "ontwerpprincipes/<int:principle>/verwijderen/",
        PrincipleRemoveView.as_view(),
        name="principle_remove",
    ),
    path("toetsingskader/", FrameworkListView.as_view(), name="framework_list"),
    path("toetsingskader/toevoegen/", FrameworkCreateView.as_view(), name="framework_create"),
    path("toetsingskader/<int:framework>/", include(_framework)),
    path("longlist/", CandidateListView.as_view(), name="candidate_list"),
    path("longlist/toevoegen/", CandidateCreateView.as_view(), name="candidate_create"),
    path("longlist/inlezen/", LonglistImportView.as_view(), name="longlist_import"),
    path("longlist/alle.<slug:kind>", CandidateExportView.as_view(), name="candidate_export"),
    path("longlist/keuze/", ShortlistView.as_view(), name="shortlist_edit"),
    path("longlist/<int:candidate>/", CandidateDetailView.as_view(), name="candidate_detail"),
    path("longlist/<int:candidate>/wijzigen/", CandidateEditView.as_view(), name="candidate_edit"),
    path("longlist/belangen/<int:assessment>/", ConflictLiftView.as_view(), name="conflict_lift"),
    path("beoordelen/", MyAssessmentsView.as_view(), name="my_assessments"),
    path("beoordelen/<int:candidate>/", AssessmentEditView.as_view(), name="assessment_edit"),
]
