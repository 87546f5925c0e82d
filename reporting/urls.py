"""Addresses of reporting: Dutch and readable."""

from django.urls import URLPattern, URLResolver, include, path

from citydeal.common.routes import by_word
from reporting import urls_contributions, urls_dashboards, urls_documents, urls_reports, urls_risks

app_name = "reporting"

deal_patterns: list[URLPattern | URLResolver] = [
    *urls_contributions.deal_patterns,
    *urls_dashboards.deal_patterns,
    *urls_documents.deal_patterns,
    *urls_reports.deal_patterns,
    *urls_risks.deal_patterns,
]

urlpatterns: list[URLPattern | URLResolver] = [
    *urls_contributions.public_patterns,
    *urls_dashboards.programme_patterns,
    by_word(path("deals/<slug:deal>/", include(deal_patterns))),
]
