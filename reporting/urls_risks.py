"""Addresses of the register of risks."""

from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views.risks import (
    RiskCloseView,
    RiskCreateView,
    RiskDetailView,
    RiskEditView,
    RiskListView,
    RiskReopenView,
    RiskUpdateView,
)

_RISK = "risicos/<int:risk>/"

deal_patterns: list[URLPattern] = [
    path("risicos/", RiskListView.as_view(), name="risk_list"),
    path("risicos/toevoegen/", RiskCreateView.as_view(), name="risk_create"),
    path(_RISK, RiskDetailView.as_view(), name="risk_detail"),
    path(f"{_RISK}wijzigen/", RiskEditView.as_view(), name="risk_edit"),
    path(f"{_RISK}stand/", RiskUpdateView.as_view(), name="risk_update"),
    path(f"{_RISK}sluiten/", RiskCloseView.as_view(), name="risk_close"),
    path(f"{_RISK}heropenen/", RiskReopenView.as_view(), name="risk_reopen"),
]
