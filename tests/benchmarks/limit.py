"""The limit page: the least that Django itself takes for a page of a signed-in account."""

from __future__ import annotations

import sys

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from governance.models import Organization

FIRST_SLUG = "limiet-0000"
ROWS = 25
# Libraries that make or read documents or texts; they belong in the worker and in the tools.
UNWANTED = ("babel", "icalendar", "openpyxl", "pikepdf", "pypandoc", "typst")


def limit(request: HttpRequest) -> HttpResponse:
    """Show 25 rows by an index, to an account; source: issue 2, "Speed and size"."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    rows = Organization.objects.filter(slug__gte=FIRST_SLUG).order_by("slug")[:ROWS]
    return render(request, "limit.html", {"rows": rows}, using="limit")


def imported(request: HttpRequest) -> HttpResponse:
    """Name the unwanted libraries that this web worker has imported."""
    return JsonResponse({"imported": [name for name in UNWANTED if name in sys.modules]})
