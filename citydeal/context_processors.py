"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the switches of this installation."""
    return {"DEMO": settings.DEMO, "SOURCE_URL": settings.SOURCE_URL}
