"""The demo: its accounts on the login page, and which modules of apps fill a demo deal."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from citydeal.common.text import Text


@dataclass(frozen=True)
class DemoAccount:
    """One way to look at the demo; ``role`` says in Dutch what this person is in the deal."""

    email: str
    name: str
    role: Text


DEMO_ACCOUNTS: list[DemoAccount] = []


def register_demo_account(account: DemoAccount) -> None:
    """Put an account on the demo's login page, once, in the order of registration."""
    if account not in DEMO_ACCOUNTS:
        DEMO_ACCOUNTS.append(account)


_modules: list[str] = []


def register_demo_modules(*names: str) -> None:
    """Name modules that listen to ``demo_deal_loaded``, in order; only loading a demo imports them."""
    _modules.extend(name for name in names if name not in _modules)


def import_demo_modules() -> None:
    """Import what was named, so that it listens."""
    for name in _modules:
        import_module(name)
