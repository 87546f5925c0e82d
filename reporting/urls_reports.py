"""Addresses of the progress reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from reporting.views.report_acts import (
    CommentAnswerView,
    CommentView,
    ErratumView,
    ReportAccessView,
    ReportFilesView,
    ReportPlaceView,
    ReportRefreshView,
    ReportSendView,
    ReportStepView,
    SectionTextView,
)
from reporting.views.report_evaluation import EvaluationView, FindingView
from reporting.views.reports import (
    ReportBeginView,
    ReportDetailView,
    ReportDifferenceView,
    ReportFileView,
    ReportListView,
)

_REPORT = "rapportages/<int:report>/"

deal_patterns: list[URLPattern] = [
    path("rapportages/", ReportListView.as_view(), name="report_list"),
    path("rapportages/verschil/", ReportDifferenceView.as_view(), name="report_difference"),
    path("rapportages/beginnen/<int:occurrence>/", ReportBeginView.as_view(), name="report_begin"),
    path(_REPORT, ReportDetailView.as_view(), name="report_detail"),
    path(f"{_REPORT}toelichting/<slug:key>/", SectionTextView.as_view(), name="report_text"),
    path(f"{_REPORT}opmerking/", CommentView.as_view(), name="report_comment"),
    path(f"{_REPORT}opmerking/<int:comment>/", CommentAnswerView.as_view(), name="report_comment_answer"),
    path(f"{_REPORT}stap/<slug:state>/", ReportStepView.as_view(), name="report_step"),
    path(f"{_REPORT}cijfers/", ReportRefreshView.as_view(), name="report_refresh"),
    path(f"{_REPORT}documenten/", ReportFilesView.as_view(), name="report_files"),
    path(f"{_REPORT}documenten/<slug:format>/", ReportFileView.as_view(), name="report_file"),
    path(f"{_REPORT}lezers/", ReportAccessView.as_view(), name="report_access"),
    path(f"{_REPORT}versturen/", ReportSendView.as_view(), name="report_send"),
    path(f"{_REPORT}agenda/", ReportPlaceView.as_view(), name="report_place"),
    path(f"{_REPORT}evaluatie/", EvaluationView.as_view(), name="report_evaluate"),
    path(f"{_REPORT}evaluatie/<slug:key>/", FindingView.as_view(), name="report_finding"),
    path(f"{_REPORT}correctie/", ErratumView.as_view(), name="report_erratum"),
]
