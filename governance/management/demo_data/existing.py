"""Organisations that exist and have seats in both deals."""

from __future__ import annotations

from governance.enums import OrganizationKind
from governance.management.demo_data import OrganizationData

G40 = "stedennetwerk-g40"
AGENDA_STAD = "agenda-stad-en-regio"
BZK = "ministerie-van-bzk"

BZK_DATA = OrganizationData(
    BZK,
    "Ministerie van BZK",
    OrganizationKind.MINISTRY,
    "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties",
)
G40_DATA = OrganizationData(G40, "Stedennetwerk G40", OrganizationKind.CITY_NETWORK)
AGENDA_STAD_DATA = OrganizationData(AGENDA_STAD, "Agenda Stad en Regio", OrganizationKind.PROGRAMME)
