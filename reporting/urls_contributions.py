"""Addresses of contributions and of the budget."""

from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views.budget import (
    BookingCreateView,
    BookingEvidenceView,
    BookingWithdrawView,
    BudgetExportView,
    BudgetView,
    LineCreateView,
    LineDetailView,
    LineEditView,
    LineRemoveView,
)
from reporting.views.contribution_entries import (
    ContributionCreateView,
    ContributionEditView,
    ContributionEvidenceView,
    ContributionPaidView,
    ContributionWithdrawView,
)
from reporting.views.contribution_imports import (
    BudgetImportView,
    ContributionImportView,
    PromiseImportView,
)
from reporting.views.contribution_questions import (
    MyQuestionView,
    QuestionAnswerView,
    QuestionAskView,
    QuestionRemindView,
)
from reporting.views.contributions import (
    ContributionConfirmView,
    ContributionExportView,
    ContributionHistoryView,
    ContributionListView,
    ContributionPartyView,
)
from reporting.views.promises import (
    PromiseCreateView,
    PromiseEditView,
    PromisePassOnView,
    PromiseRemoveView,
    TreasurerEndView,
    TreasurerListView,
)

_OF_PARTY = "bijdragen/partij/<slug:party>"
_ENTRY = "bijdragen/<int:contribution>"
_PROMISE = "bijdragen/toezeggingen/<int:promise>"
_LINE = "begroting/posten/<int:line>"

deal_patterns: list[URLPattern] = [
    path("bijdragen/", ContributionListView.as_view(), name="contribution_list"),
    path("bijdragen/toezeggen/", PromiseCreateView.as_view(), name="promise_create"),
    path(f"{_PROMISE}/wijzigen/", PromiseEditView.as_view(), name="promise_edit"),
    path(f"{_PROMISE}/verwijderen/", PromiseRemoveView.as_view(), name="promise_remove"),
    path(f"{_PROMISE}/opvolging/", PromisePassOnView.as_view(), name="promise_pass_on"),
    path("bijdragen/toezeggingen/importeren/", PromiseImportView.as_view(), name="promise_import"),
    path("bijdragen/importeren/", ContributionImportView.as_view(), name="contribution_import"),
    path("bijdragen/penvoerder/", TreasurerListView.as_view(), name="treasurer_list"),
    path(
        "bijdragen/penvoerder/<int:treasurer>/beeindigen/", TreasurerEndView.as_view(), name="treasurer_end"
    ),
    path("bijdragen/vragen/<int:question>/", MyQuestionView.as_view(), name="my_question"),
    path("bijdragen/vragen/<int:question>/herinneren/", QuestionRemindView.as_view(), name="question_remind"),
    path("bijdragen/<slug:what>.<slug:kind>", ContributionExportView.as_view(), name="contribution_export"),
    path(f"{_OF_PARTY}/", ContributionPartyView.as_view(), name="contribution_party"),
    path(f"{_OF_PARTY}/toevoegen/", ContributionCreateView.as_view(), name="contribution_create"),
    path(f"{_OF_PARTY}/bevestigen/", ContributionConfirmView.as_view(), name="contribution_confirm"),
    path(f"{_OF_PARTY}/geschiedenis/", ContributionHistoryView.as_view(), name="contribution_history"),
    path(f"{_OF_PARTY}/vragen/", QuestionAskView.as_view(), name="question_ask"),
    path(f"{_ENTRY}/wijzigen/", ContributionEditView.as_view(), name="contribution_edit"),
    path(f"{_ENTRY}/betaald/", ContributionPaidView.as_view(), name="contribution_paid"),
    path(f"{_ENTRY}/intrekken/", ContributionWithdrawView.as_view(), name="contribution_withdraw"),
    path(f"{_ENTRY}/bewijs/", ContributionEvidenceView.as_view(), name="contribution_evidence"),
    path("begroting/", BudgetView.as_view(), name="budget"),
    path("begroting/begroting.<slug:kind>", BudgetExportView.as_view(), name="budget_export"),
    path("begroting/importeren/", BudgetImportView.as_view(), name="budget_import"),
    path("begroting/toevoegen/", LineCreateView.as_view(), name="budget_line_create"),
    path(f"{_LINE}/", LineDetailView.as_view(), name="budget_line"),
    path(f"{_LINE}/wijzigen/", LineEditView.as_view(), name="budget_line_edit"),
    path(f"{_LINE}/verwijderen/", LineRemoveView.as_view(), name="budget_line_remove"),
    path(f"{_LINE}/boeken/", BookingCreateView.as_view(), name="booking_create"),
    path(
        "begroting/boekingen/<int:booking>/intrekken/", BookingWithdrawView.as_view(), name="booking_withdraw"
    ),
    path("begroting/boekingen/<int:booking>/bewijs/", BookingEvidenceView.as_view(), name="booking_evidence"),
]

# Without an account, by the token in the link of a mail.
public_patterns: list[URLPattern] = [
    path("klopt-dit/<str:token>/", QuestionAnswerView.as_view(), name="question_answer"),
]
