"""Addresses of panels: Dutch and readable."""

from django.urls import include, path

from citydeal.common.routes import by_word
from panels.views.topics import OwnTopicsView, TopicEditView

app_name = "panels"

deal_patterns = [
    path("lidmaatschappen/<int:membership>/onderwerpen/", TopicEditView.as_view(), name="topic_edit"),
    path("organen/<slug:body>/mijn-onderwerpen/", OwnTopicsView.as_view(), name="topic_own"),
]

urlpatterns = [by_word(path("deals/<slug:deal>/", include(deal_patterns)))]
