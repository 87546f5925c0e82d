"""Addresses of what comes of a meeting: attendance, report, votes and decisions."""

from django.urls import path

from governance.views.item_decisions import DecisionsConfirmView, ItemAdoptView, ItemDecideView
from governance.views.reports import (
    RemarkAnswerView,
    ReportAgendaView,
    ReportRemarksView,
    ReportSendView,
)
from governance.views.sessions import (
    AttendanceEditView,
    ReportDetailView,
    ReportEditView,
    ReportFileView,
)
from governance.views.votes import VoteDetailView, VoteOpenView

# Below …/vergaderingen/<meeting>/.
outcome_patterns = [
    path("aanwezigheid/", AttendanceEditView.as_view(), name="attendance_edit"),
    path("verslag/", ReportDetailView.as_view(), name="report_detail"),
    path("verslag/schrijven/", ReportEditView.as_view(), name="report_edit"),
    path("verslag/rondsturen/", ReportSendView.as_view(), name="report_send"),
    path("verslag/opmerkingen/", ReportRemarksView.as_view(), name="report_remarks"),
    path("verslag/opmerkingen/<int:remark>/", RemarkAnswerView.as_view(), name="remark_answer"),
    path("verslag/agenderen/", ReportAgendaView.as_view(), name="report_agenda"),
    path("verslag/bestand/<slug:kind>/", ReportFileView.as_view(), name="report_file"),
    path("besluitenlijst/", DecisionsConfirmView.as_view(), name="decisions_confirm"),
    path("punten/<int:item>/besluit/", ItemDecideView.as_view(), name="item_decide"),
    path("punten/<int:item>/vaststellen/", ItemAdoptView.as_view(), name="item_adopt"),
    path("punten/<int:item>/stemmen/", VoteOpenView.as_view(), name="vote_open"),
    path("stemmingen/<int:vote>/", VoteDetailView.as_view(), name="vote_detail"),
]
