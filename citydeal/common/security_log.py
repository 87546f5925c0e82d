"""The security log: who did what to what, from where, and how it ended (BIO 8.15.01).

One line per event on the logger ``citydeal.security``. No secrets, and no addresses of people:
an account is its number, and an address nobody has is a keyed hash, so that attempts on one
address can be counted without storing it.
"""

from __future__ import annotations

import logging

from django.utils import timezone
from django.utils.crypto import salted_hmac

log = logging.getLogger("citydeal.security")


def account(pk: int | None) -> str:
    """Return how the log names an account; ``None`` is an operator or the system itself."""
    return f"account:{pk}" if pk is not None else "system"


def address(email: str) -> str:
    """Return how the log names an address that was typed in: the same hash for every case."""
    digest = salted_hmac("citydeal.security.address", email.strip().lower()).hexdigest()
    return f"address:{digest[:16]}"


def record(action: str, *, target: str, result: str, actor: str, origin: str = "-") -> None:
    """Write one event: action, object, result, origin (an IP address), actor and time (UTC)."""
    event = {
        "action": action,
        "object": target,
        "result": result,
        "origin": origin,
        "actor": actor,
        "time": timezone.now().isoformat(timespec="seconds"),
    }
    # A value never holds a space, so nothing that came from outside can add a field or a line.
    log.info(" ".join(f"{key}={'_'.join(value.split())}" for key, value in event.items()))
