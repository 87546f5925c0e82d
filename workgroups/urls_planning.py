"""Addresses of the work: planning."""

from __future__ import annotations

from django.urls import URLPattern, path

from workgroups.views.milestones import (
    MilestoneCreateView,
    MilestoneDetailView,
    MilestoneEditView,
    MilestoneMoveView,
    MilestoneStateView,
)
from workgroups.views.planning import GatesEditView, PlanningExportView, PlanningView

_MILESTONE = "planning/mijlpalen/<int:milestone>/"

deal_patterns: list[URLPattern] = [
    path("planning/", PlanningView.as_view(), name="planning"),
    path("planning/alle.<slug:kind>", PlanningExportView.as_view(), name="planning_export"),
    path("planning/mijlpalen/toevoegen/", MilestoneCreateView.as_view(), name="milestone_create"),
    path(_MILESTONE, MilestoneDetailView.as_view(), name="milestone_detail"),
    path(f"{_MILESTONE}wijzigen/", MilestoneEditView.as_view(), name="milestone_edit"),
    path(f"{_MILESTONE}verplaatsen/", MilestoneMoveView.as_view(), name="milestone_move"),
    path(f"{_MILESTONE}stand/", MilestoneStateView.as_view(), name="milestone_state"),
    path("planning/fasen/<int:phase>/eisen/", GatesEditView.as_view(), name="phase_gates"),
]
