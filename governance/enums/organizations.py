"""Organisations, the offices people hold at them, and how they take part in a deal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganizationKind(models.TextChoices):
    """What an organisation is; rules 11 and 12 read it."""

    MINISTRY = "ministry", _("Ministry")
    MUNICIPALITY = "municipality", _("Municipality")
    PROVINCE = "province", _("Province")
    WATER_BOARD = "water_board", _("Water board")
    CITY_NETWORK = "city_network", _("Network of cities")
    PROGRAMME = "programme", _("Programme of the State")
    COMPANY = "company", _("Company")
    KNOWLEDGE = "knowledge", _("Knowledge institution")
    CIVIL_SOCIETY = "civil_society", _("Civil society organisation")
    OTHER = "other", pgettext_lazy("organisation", "Other organisation")


class Office(models.TextChoices):
    """What somebody holds at an organisation."""

    MINISTER = "minister", _("Minister")
    MAYOR = "mayor", _("Mayor")
    ALDERMAN = "alderman", _("Alderman")
    EXECUTIVE = "executive", _("Executive")
    DIRECTOR = "director", _("Director")
    OFFICIAL = "official", _("Civil servant")
    OTHER = "other", pgettext_lazy("office", "Other office")


# "Bestuurder" of an organisation, as rules 8 and 11 mean it.
EXECUTIVE_OFFICES = frozenset({Office.MINISTER, Office.MAYOR, Office.ALDERMAN, Office.EXECUTIVE})


# "Bestuurders en/of directeuren" (rule 8).
LEADING_OFFICES = EXECUTIVE_OFFICES | {Office.DIRECTOR}


class PartyState(models.TextChoices):
    """How an organisation takes part in a deal (choice A2-5)."""

    EXPLORING = "exploring", _("Exploring")
    INTENT = "intent", _("Signed the letter of intent")
    PARTY = "party", _("Party")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    COOPERATING = "cooperating", _("Cooperating, no party")


class HelixSector(models.TextChoices):
    """The four sides of the quadruple helix, and other (rule 45)."""

    GOVERNMENT = "government", _("Governments")
    COMPANY = "company", _("Companies")
    KNOWLEDGE = "knowledge", _("Knowledge institutions")
    CIVIL_SOCIETY = "civil_society", _("Civil movements and organisations")
    OTHER = "other", pgettext_lazy("sector", "Other sector")


# The sector an organisation belongs to unless its record says otherwise.
SECTOR_OF_KIND = {
    OrganizationKind.MINISTRY: HelixSector.GOVERNMENT,
    OrganizationKind.MUNICIPALITY: HelixSector.GOVERNMENT,
    OrganizationKind.PROVINCE: HelixSector.GOVERNMENT,
    OrganizationKind.WATER_BOARD: HelixSector.GOVERNMENT,
    OrganizationKind.CITY_NETWORK: HelixSector.GOVERNMENT,
    OrganizationKind.PROGRAMME: HelixSector.GOVERNMENT,
    OrganizationKind.COMPANY: HelixSector.COMPANY,
    OrganizationKind.KNOWLEDGE: HelixSector.KNOWLEDGE,
    OrganizationKind.CIVIL_SOCIETY: HelixSector.CIVIL_SOCIETY,
    OrganizationKind.OTHER: HelixSector.OTHER,
}


class PositionState(models.TextChoices):
    """How somebody stands in an office (architecture, "Domain shapes")."""

    IN_OFFICE = "in_office", _("In office")
    CARETAKER = "caretaker", _("Caretaker")
    ON_LEAVE = "on_leave", _("On leave, with a stand-in")
    STEPPED_DOWN = "stepped_down", _("Stepped down")


class PartyEventKind(models.TextChoices):
    """What happens to a party, on a day (facts A3-9)."""

    EXPLORING = "exploring", pgettext_lazy("event", "Starts exploring")
    COOPERATION = "cooperation", pgettext_lazy("event", "Starts cooperating, without being a party")
    INTENT = "intent", _("Letter of intent")
    SIGNING = "signing", _("Signing")
    LATER_SIGNING = "later_signing", _("Later signing")
    EXTENSION = "extension", _("Signing of the extension")
    WITHDRAWAL = "withdrawal", _("Withdrawal")


class SuccessionKind(models.TextChoices):
    """How an organisation is followed up by another (choice A2-12)."""

    MERGER = "merger", _("Merger")
    RENAMING = "renaming", _("New name")
    SPLIT = "split", _("Split")
    ACQUISITION = "acquisition", _("Taken over")


class DelegationKind(models.TextChoices):
    """Who acts for a person (architecture, "Permissions")."""

    SECRETARIAT = "secretariat", _("Executive secretariat")
    ADVISER = "adviser", _("Adviser")


class DelegationReach(models.TextChoices):
    """Up to which level a delegate may read what the person may read; never what is personal."""

    DEAL = "deal", _("What everyone in the deal may read")
    BODY = "body", _("Also what is for the members of the person's bodies")


class DelegationMail(models.TextChoices):
    """What a delegate gets of the mail to the person."""

    NONE = "none", _("No mail")
    COPY = "copy", _("A copy")
    INSTEAD = "instead", _("The mail instead of the person")


class RequestKind(models.TextChoices):
    """What the portal asks of a party by a link."""

    NOMINATION = "nomination", _("Name somebody for a seat")
    MEMBER_CHECK = "member_check", _("Check names and offices")
    COLLEGE_CHANGE = "college_change", _("Tell about the new college")
