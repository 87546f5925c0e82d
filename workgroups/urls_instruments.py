"""Addresses of the work: instruments."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from workgroups.views.instrument_uses import (
    InvolvementCreateView,
    InvolvementEditView,
    InvolvementRemoveView,
    SharingCreateView,
    SharingEditView,
    SharingRemoveView,
    UseCreateView,
    UseEditView,
    UseRemoveView,
)
from workgroups.views.instrument_versions import (
    AttachmentCreateView,
    AttachmentFileView,
    AttachmentRemoveView,
    VersionCreateView,
    VersionEditView,
    VersionFreezeView,
    VersionWithdrawView,
)
from workgroups.views.instruments import (
    InstrumentCreateView,
    InstrumentDetailView,
    InstrumentEditView,
    InstrumentExportView,
    InstrumentListView,
    InstrumentStateView,
)

_version = [
    path("wijzigen/", VersionEditView.as_view(), name="version_edit"),
    path("aanbieden/", VersionFreezeView.as_view(), name="version_freeze"),
    path("intrekken/", VersionWithdrawView.as_view(), name="version_withdraw"),
    path("bijlage-toevoegen/", AttachmentCreateView.as_view(), name="attachment_create"),
]

_instrument: list[URLPattern | URLResolver] = [
    path("", InstrumentDetailView.as_view(), name="instrument_detail"),
    path("wijzigen/", InstrumentEditView.as_view(), name="instrument_edit"),
    path("fase/", InstrumentStateView.as_view(), name="instrument_state"),
    path("versies/toevoegen/", VersionCreateView.as_view(), name="version_create"),
    path("versies/<int:version>/", include(_version)),
    path("bijlagen/<int:attachment>/", AttachmentFileView.as_view(), name="attachment_file"),
    path("bijlagen/<int:attachment>/verwijderen/", AttachmentRemoveView.as_view(), name="attachment_remove"),
    path("gebruik/toevoegen/", UseCreateView.as_view(), name="use_create"),
    path("gebruik/<int:record>/wijzigen/", UseEditView.as_view(), name="use_edit"),
    path("gebruik/<int:record>/verwijderen/", UseRemoveView.as_view(), name="use_remove"),
    path("betrokken/toevoegen/", InvolvementCreateView.as_view(), name="involvement_create"),
    path("betrokken/<int:record>/wijzigen/", InvolvementEditView.as_view(), name="involvement_edit"),
    path("betrokken/<int:record>/verwijderen/", InvolvementRemoveView.as_view(), name="involvement_remove"),
    path("delen/toevoegen/", SharingCreateView.as_view(), name="sharing_create"),
    path("delen/<int:record>/wijzigen/", SharingEditView.as_view(), name="sharing_edit"),
    path("delen/<int:record>/verwijderen/", SharingRemoveView.as_view(), name="sharing_remove"),
]

deal_patterns: list[URLPattern | URLResolver] = [
    path("instrumenten/", InstrumentListView.as_view(), name="instrument_list"),
    path("instrumenten/toevoegen/", InstrumentCreateView.as_view(), name="instrument_create"),
    path("instrumenten/alle.<slug:kind>", InstrumentExportView.as_view(), name="instrument_export"),
    path("instrumenten/<slug:instrument>/", include(_instrument)),
]
