"""What only the login page of a demo may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from citydeal.services import accounts


def demo_accounts(request: HttpRequest) -> dict[str, Any]:
    """Return ``demo_accounts`` (name, role, email, password) on the login page of a demo.

    Elsewhere nothing, and no query.
    """
    match = request.resolver_match
    if not settings.DEMO or match is None or match.url_name != "account_login":
        return {}
    return {"demo_accounts": accounts.demo_accounts()}
