"""What a state is, and the ways to register one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tests.cast import Cast
from tests.e2e.window import Window
from tests.factories.governance import PASSWORD

LONG_NAME = "Samenwerkingsverband Waterstaatswerken Noordoost-Voorbeeldland en Omgeving"


@dataclass
class Visit:
    """What a state has at hand: the cast, the settings, and windows for a role."""

    cast: Cast
    settings: Any
    open_window: Callable[..., Window]

    def as_role(self, role: str) -> Window:
        """Return a window of this role, without having passed the login form."""
        return self.open_window(None if role == "anonymous" else self.cast.users[role])

    def confirmed(self, role: str) -> Window:
        """Return a window of this role that just gave the password again, as changes of an account ask."""
        window = self.as_role(role)
        window.open(reverse("account_reauthenticate"))
        window.fill(password=PASSWORD)
        window.send("Bevestigen")
        return window

    def through_login(self, role: str) -> Window:
        """Return a window that filled in the login form for this role."""
        window = self.open_window()
        window.open(reverse("account_login"))
        window.fill(login=self.cast.users[role].email, password=PASSWORD)
        window.send("Inloggen")
        return window


Reach = Callable[[Visit], Window]
Arguments = Callable[[Cast], list[Any]]


@dataclass(frozen=True)
class State:
    """One state of a page: its name, the address it belongs to, and how to get there."""

    name: str
    address: str
    reach: Reach = field(repr=False)


STATES: list[State] = []


def state(name: str, address: str) -> Callable[[Reach], Reach]:
    """Register how a visitor gets to a state of the page with this address name."""

    def register(reach: Reach) -> Reach:
        STATES.append(State(name, address, reach))
        return reach

    return register


def opened(
    address: str,
    role: str,
    arguments: Arguments = lambda cast: [],
    *,
    before: Callable[[Visit], object] = lambda visit: None,
    confirmed: bool = False,
    query: str = "",
) -> Reach:
    """Return how one opens a page; ``before`` prepares data, ``confirmed`` gives the password again first."""

    def reach(visit: Visit) -> Window:
        before(visit)
        window = visit.confirmed(role) if confirmed else visit.as_role(role)
        window.open(reverse(address, args=arguments(visit.cast)) + query)
        return window

    return reach


def page(name: str, address: str, role: str, arguments: Arguments = lambda cast: [], **how: Any) -> Reach:
    """Register a state that one only has to open (see ``opened``); returns how."""
    return state(name, address)(opened(address, role, arguments, **how))


def sent(
    name: str,
    address: str,
    start: Reach,
    button: str,
    typed: Mapping[str, object] | None = None,
    *,
    chosen: Mapping[str, str] | None = None,
) -> Reach:
    """Register what comes after another state when one fills in its form and sends it; returns how.

    ``typed`` and ``chosen`` are what goes in the fields, and which of the radio buttons, by name.
    """

    @state(name, address)
    def reach(visit: Visit) -> Window:
        window = start(visit)
        for field_name, value in (chosen or {}).items():
            window.choose(field_name, value)
        window.fill(**(typed or {}))
        window.send(button)
        return window

    return reach
