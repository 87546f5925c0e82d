"""Addresses of the dashboards."""

from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views.dashboards import (
    DashboardView,
    DigestEditView,
    ManagerDashboardView,
    PartyDashboardView,
    ProgrammeView,
)

deal_patterns: list[URLPattern] = [
    path("voortgang/", DashboardView.as_view(), name="dashboard"),
    path("voortgang/maandbericht/", DigestEditView.as_view(), name="digest_edit"),
    path("voortgang/project/", ManagerDashboardView.as_view(), name="dashboard_manager"),
    path("partijen/<slug:party>/voortgang/", PartyDashboardView.as_view(), name="dashboard_party"),
]

programme_patterns: list[URLPattern] = [path("voortgang/", ProgrammeView.as_view(), name="programme")]
