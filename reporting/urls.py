"""Addresses of reporting: Dutch and readable."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "reporting"

deal_patterns: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [path("deals/<slug:deal>/", include(deal_patterns))]
