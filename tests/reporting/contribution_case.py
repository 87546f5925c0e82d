"""Two parties with contacts in the deal of the cast; shared by the tests of contributions."""

from __future__ import annotations

from dataclasses import dataclass

from citydeal.models import User
from governance.models import Party
from governance.services.rights import sync_all
from tests.cast import Cast
from tests.factories.governance import PartyContactFactory, PartyFactory
from tests.workgroups.group_case import today


@dataclass
class Contributors:
    """The ministry of the cast with its contact, and a municipality with a contact of its own."""

    cast: Cast
    town: Party

    @property
    def ministry(self) -> Party:
        return self.cast.ministry

    @property
    def contact(self) -> User:
        """Return the contact of the ministry."""
        return self.cast.users["party_contact"]

    @property
    def mayor(self) -> User:
        """Return the contact of the town, who takes no part in the deal otherwise."""
        return self.cast.users["nobody"]

    @property
    def secretary(self) -> User:
        return self.cast.users["project_secretary"]


def contributors(cast: Cast) -> Contributors:
    """Return the parties; the contacts have an address."""
    named = {"organization__name": "Gemeente Dorp", "organization__slug": "dorp"}
    town = PartyFactory(deal=cast.deal, order=900, **named)
    PartyContactFactory(party=town, person=cast.people["nobody"])
    sync_all(today())
    return Contributors(cast, town)
