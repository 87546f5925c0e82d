"""Governance: parties, what happens to them, and who comes in their place."""

from __future__ import annotations

from datetime import date
from typing import Any

from governance.models import Party
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.e2e.states.deals import PARTY, deal, fill_deal, ministry
from tests.factories.governance import MembershipFactory, OrganizationFactory, PartyFactory, SeatFactory
from tests.factories.parties import PartyEventFactory, PartySuccessionFactory
from tests.factories.workgroups_instruments import InstrumentUseFactory
from tests.factories.workgroups_tests import FieldTestFactory
from workgroups.models import PassedOn

LIST = "governance:party_list"
EVENT = "governance:party_event"
WITHDRAW = "governance:party_withdraw"
SUCCESSION = "governance:succession_create"
ON = "Verder naar zetels en leden"
SEE = "Bekijk de gevolgen"
FIRST = {"date_dag": 1, "date_maand": 1, "date_jaar": 2199}


def fill_party(visit: Visit) -> None:
    """Events with everything and taken back, contacts, a predecessor that signed."""
    cast = visit.cast
    PartyEventFactory(
        party=cast.ministry, signatory="Iemand", office="minister", on_behalf="de Staat", note=LONG_NAME
    )
    PartyEventFactory(party=cast.ministry, date=date(2025, 1, 1))
    succession = PartySuccessionFactory(deal=cast.deal)
    succession.after.add(cast.ministry)
    PartyEventFactory(party=succession.before.get())


def two_municipalities(visit: Visit) -> None:
    for name in ("Gemeente Oost", f"Gemeente West, {LONG_NAME}"):
        party = PartyFactory(deal=visit.cast.deal, organization__name=name)
        MembershipFactory(seat=SeatFactory(body=visit.cast.steering, party=party))
    FieldTestFactory(version__instrument__deal=visit.cast.deal, party=party, state="running")
    InstrumentUseFactory(version__instrument__deal=visit.cast.deal, party=party)


def find_me(visit: Visit) -> None:
    OrganizationFactory(name=LONG_NAME, legal_name="Stichting Samenwerkingsverband")


def organization(cast: Cast) -> list[Any]:
    return [cast.deal.slug, OrganizationFactory(name=LONG_NAME).slug]


def event(cast: Cast) -> list[Any]:
    return [cast.deal.slug, PartyEventFactory(party=cast.ministry).pk]


def contact(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry.contacts.get().pk]


def succession(cast: Cast) -> list[Any]:
    return [cast.deal.slug, PartySuccessionFactory(deal=cast.deal).pk]


def working_succession(cast: Cast) -> list[Any]:
    """Return a succession that passed a test and a use on."""
    done = PartySuccessionFactory(deal=cast.deal)
    values = {"succession": done, "made": False, "history_id": 1}
    test = FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry)
    PassedOn.objects.create(test=test, party_before=done.before.get(), **values)
    PassedOn.objects.create(use=InstrumentUseFactory(version=test.version, party=cast.ministry), **values)
    return [cast.deal.slug, done.pk]


def used_succession(cast: Cast) -> list[Any]:
    """Return a succession whose new party was followed up by another."""
    first = PartySuccessionFactory(deal=cast.deal)
    PartySuccessionFactory(deal=cast.deal, date=date(2025, 1, 1)).before.add(first.after.get())
    return [cast.deal.slug, first.pk]


page("parties", LIST, "anonymous", deal, before=fill_deal)
page("parties-secretary", LIST, "project_secretary", deal, before=fill_deal)
page("parties-nothing-found", LIST, "member", deal, query="?zoek=niets")
page("parties-bad-day", LIST, "member", deal, query="?op=31-02-2026")
page("party-history-of-signing", PARTY, "project_secretary", ministry, before=fill_party)
page("party-another-day", PARTY, "member", ministry, query="?op=31-12-2019")
find = page("organization-find", "governance:organization_find", "project_secretary", deal, before=find_me)
sent("organization-found", "governance:organization_find", find, "Zoeken", {"zoek": "samenwerkings"})
join = page("party-join", "governance:party_join", "project_secretary", organization)
create = page("party-create", "governance:party_create", "project_secretary", deal)
sent("party-create-errors", "governance:party_create", create, "Partij toevoegen", {"website": "x"})
event_page = page("party-event", EVENT, "project_secretary", ministry)
sent("party-event-errors", EVENT, event_page, "Vastleggen", {"date_dag": "99", "decided_on_dag": "x"})
page("party-event-take-back", "governance:party_event_take_back", "project_secretary", event)
withdraw = page("party-withdraw", WITHDRAW, "project_secretary", ministry)
sent("party-withdraw-errors", WITHDRAW, withdraw, ON, {"date_dag": "31", "date_maand": "2"})
sent("party-withdraw-choices", WITHDRAW, withdraw, ON, FIRST)
page("organization-edit", "governance:organization_edit", "project_secretary", ministry)
contact_page = page("party-contact", "governance:party_contact", "project_secretary", ministry)
sent(
    "party-contact-errors",
    "governance:party_contact",
    contact_page,
    "Contactpersoon toevoegen",
    chosen={"person": "nieuw"},
)
page("party-contact-end", "governance:party_contact_end", "project_secretary", contact)
start = page("succession", SUCCESSION, "project_secretary", deal, before=two_municipalities)
sent("succession-errors", SUCCESSION, start, ON, {"new_legal_name_1": "De gemeente", "date_dag": "x"})


def choose_both(visit: Visit) -> Any:
    """Fill in the merger of the two municipalities."""
    window = start(visit)
    for party in Party.objects.filter(organization__name__startswith="Gemeente "):
        if party.organization.name.startswith(("Gemeente Oost", "Gemeente West")):
            window.page.locator(f"[name=before][value='{party.pk}']").check()
    window.page.locator("[name=new_kind_1]").select_option("municipality")
    window.fill(new_name_1="Gemeente Nieuwland", **FIRST)
    return window


choices = sent("succession-choices", SUCCESSION, choose_both, ON)
sent("succession-choices-errors", SUCCESSION, choices, SEE)
page("succession-page", "governance:succession_detail", "auditor", succession)
page("succession-page-work", "governance:succession_detail", "auditor", working_succession)
page("succession-undo", "governance:succession_undo", "project_secretary", succession)
page("succession-undo-impossible", "governance:succession_undo", "project_secretary", used_succession)
