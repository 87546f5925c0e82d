"""The demo accounts: shown on the login page of a demo, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

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
