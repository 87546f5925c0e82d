"""Addresses of the work: charters."""

from __future__ import annotations

from django.urls import URLPattern, path

from workgroups.views.charter_versions import (
    CharterAdoptView,
    CharterBeginView,
    CharterDropView,
    CharterSectionView,
)
from workgroups.views.charters import (
    CharterAnnexView,
    CharterCompareView,
    CharterCreateView,
    CharterEditView,
    CharterFileView,
    CharterListView,
    CharterPageView,
)

CHARTER = "projectopdrachten/<int:charter>/"
VERSION = f"{CHARTER}versie/<int:number>/"

deal_patterns: list[URLPattern] = [
    path("projectopdrachten/", CharterListView.as_view(), name="charter_list"),
    path("projectopdrachten/toevoegen/", CharterCreateView.as_view(), name="charter_create"),
    path(CHARTER, CharterPageView.as_view(), name="charter_detail"),
    path(f"{CHARTER}wijzigen/", CharterEditView.as_view(), name="charter_edit"),
    path(f"{CHARTER}nieuwe-versie/", CharterBeginView.as_view(), name="charter_begin"),
    path(f"{CHARTER}vergelijken/", CharterCompareView.as_view(), name="charter_compare"),
    path(VERSION, CharterPageView.as_view(), name="charter_version"),
    path(f"{VERSION}vaststellen/", CharterAdoptView.as_view(), name="charter_adopt"),
    path(f"{VERSION}weggooien/", CharterDropView.as_view(), name="charter_drop"),
    path(f"{VERSION}bijlage/", CharterAnnexView.as_view(), name="charter_annex"),
    path(f"{VERSION}bestand/<slug:kind>/", CharterFileView.as_view(), name="charter_file"),
    path(f"{VERSION}onderdeel/<slug:section>/", CharterSectionView.as_view(), name="charter_section"),
]
