"""Addresses of workgroups: Dutch and readable."""

from django.urls import include, path

from citydeal.common.routes import by_word
from workgroups import (
    urls_assessment,
    urls_charters,
    urls_instruments,
    urls_planning,
    urls_steps,
    urls_tests,
)
from workgroups.views.questions import (
    GroupCreateView,
    GroupEditView,
    QuestionCreateView,
    QuestionEditView,
    QuestionListView,
)

app_name = "workgroups"

deal_patterns = [
    path("procesvragen/", QuestionListView.as_view(), name="question_list"),
    path("procesvragen/toevoegen/", QuestionCreateView.as_view(), name="question_create"),
    path("procesvragen/<int:question>/wijzigen/", QuestionEditView.as_view(), name="question_edit"),
    path("werkgroep-toevoegen/", GroupCreateView.as_view(), name="group_create"),
    path("organen/<slug:body>/procesvraag/", GroupEditView.as_view(), name="group_edit"),
    *urls_steps.deal_patterns,
    *urls_instruments.deal_patterns,
    *urls_assessment.deal_patterns,
    *urls_tests.deal_patterns,
    *urls_charters.deal_patterns,
    *urls_planning.deal_patterns,
]

urlpatterns = [by_word(path("deals/<slug:deal>/", include(deal_patterns)))]
