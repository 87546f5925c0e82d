"""Addresses of the work: field tests, front-runner municipalities, alliances and design teams."""

from __future__ import annotations

from django.urls import URLPattern, path

from workgroups.views.alliances import (
    AllianceEditView,
    AllianceListView,
    TeamCreateView,
    TeamListView,
    TeamPlanView,
)
from workgroups.views.field_tests import (
    TestCreateView,
    TestDetailView,
    TestEditView,
    TestExportView,
    TestListView,
    TestReportView,
)
from workgroups.views.front_runners import FrontRunnerCreateView, FrontRunnerEndView, TestMatrixView

deal_patterns: list[URLPattern] = [
    path("veldtesten/", TestListView.as_view(), name="test_list"),
    path("veldtesten/overzicht/", TestMatrixView.as_view(), name="test_matrix"),
    path("veldtesten/plannen/", TestCreateView.as_view(), name="test_create"),
    path("veldtesten/alle.<slug:kind>", TestExportView.as_view(), name="test_export"),
    path("veldtesten/<int:test>/", TestDetailView.as_view(), name="test_detail"),
    path("veldtesten/<int:test>/wijzigen/", TestEditView.as_view(), name="test_edit"),
    path("veldtesten/<int:test>/stand/", TestReportView.as_view(), name="test_report"),
    path("kopgroep/toevoegen/", FrontRunnerCreateView.as_view(), name="front_runner_create"),
    path("kopgroep/<int:runner>/beeindigen/", FrontRunnerEndView.as_view(), name="front_runner_end"),
    path("allianties/", AllianceListView.as_view(), name="alliance_list"),
    path("organen/<slug:body>/afspraken/", AllianceEditView.as_view(), name="alliance_edit"),
    path("ontwerpteams/", TeamListView.as_view(), name="team_list"),
    path("ontwerpteams/oprichten/", TeamCreateView.as_view(), name="team_create"),
    path("organen/<slug:body>/plan-van-aanpak/", TeamPlanView.as_view(), name="team_plan"),
]
