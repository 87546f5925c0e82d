"""Addresses of the work: groups, who leads them, their steps and updates."""

from __future__ import annotations

from django.urls import URLPattern, path

from workgroups.views.groups import (
    GoalsEditView,
    GroupDetailView,
    LeadEndView,
    LeadListView,
    ReportListView,
    WorkView,
)
from workgroups.views.step_plan import (
    StepArrangeView,
    StepBeginView,
    StepExportView,
    StepImportView,
    StepTemplateView,
    WorkExportView,
)
from workgroups.views.steps import StepCreateView, StepDetailView, StepEditView, StepMoveView, StepStateView
from workgroups.views.updates import ReportView, UpdateCorrectView, UpdateListView

_GROUP = "werkgroepen/<slug:body>"
_STEP = f"{_GROUP}/stappen/<int:step>"

deal_patterns: list[URLPattern] = [
    path("werk/", WorkView.as_view(), name="work"),
    path("werk/melden/", ReportListView.as_view(), name="report_list"),
    path("werk/sjabloon/", StepTemplateView.as_view(), name="step_template"),
    path("werk/<slug:what>.<slug:kind>", WorkExportView.as_view(), name="work_export"),
    path(f"{_GROUP}/", GroupDetailView.as_view(), name="group_detail"),
    path(f"{_GROUP}/melden/", ReportView.as_view(), name="update_report"),
    path(f"{_GROUP}/updates/", UpdateListView.as_view(), name="update_list"),
    path(f"{_GROUP}/updates/<int:update>/verbeteren/", UpdateCorrectView.as_view(), name="update_correct"),
    path(f"{_GROUP}/trekkers/", LeadListView.as_view(), name="lead_list"),
    path(f"{_GROUP}/trekkers/<int:lead>/beeindigen/", LeadEndView.as_view(), name="lead_end"),
    path(f"{_GROUP}/doelen/", GoalsEditView.as_view(), name="goals_edit"),
    path(f"{_GROUP}/stappen/toevoegen/", StepCreateView.as_view(), name="step_create"),
    path(f"{_GROUP}/stappen/ordenen/", StepArrangeView.as_view(), name="step_arrange"),
    path(f"{_GROUP}/stappen/beginnen/", StepBeginView.as_view(), name="step_begin"),
    path(f"{_GROUP}/stappen/importeren/", StepImportView.as_view(), name="step_import"),
    path(f"{_GROUP}/stappenplan.<slug:kind>", StepExportView.as_view(), name="step_export"),
    path(f"{_STEP}/", StepDetailView.as_view(), name="step_detail"),
    path(f"{_STEP}/wijzigen/", StepEditView.as_view(), name="step_edit"),
    path(f"{_STEP}/verplaatsen/", StepMoveView.as_view(), name="step_move"),
    path(f"{_STEP}/stand/", StepStateView.as_view(), name="step_state"),
]
