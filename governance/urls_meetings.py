"""The addresses of the meetings of a body."""

from __future__ import annotations

from django.urls import path

from governance.views.invitations import (
    GuestRemoveView,
    InvitationsRemindView,
    InvitationsUpdateView,
    MeetingInvitationsView,
)
from governance.views.meetings import (
    MeetingCreateView,
    MeetingDetailView,
    MeetingEditView,
    MeetingListView,
)
from governance.views.meetings_series import MeetingSeriesView, WayOfWorkingView
from governance.views.meetings_steps import (
    MeetingCancelView,
    MeetingConveneView,
    MeetingReserveView,
    MeetingStepView,
)

# Under the address of a body.
meeting_patterns = [
    path("", MeetingListView.as_view(), name="meeting_list"),
    path("plannen/", MeetingCreateView.as_view(), name="meeting_create"),
    path("jaarschema/", MeetingSeriesView.as_view(), name="meeting_series"),
    path("werkwijze/", WayOfWorkingView.as_view(), name="way_of_working"),
    path("<int:meeting>/", MeetingDetailView.as_view(), name="meeting_detail"),
    path("<int:meeting>/wijzigen/", MeetingEditView.as_view(), name="meeting_edit"),
    path("<int:meeting>/reserveren/", MeetingReserveView.as_view(), name="meeting_reserve"),
    path("<int:meeting>/uitnodigen/", MeetingConveneView.as_view(), name="meeting_convene"),
    path("<int:meeting>/afzeggen/", MeetingCancelView.as_view(), name="meeting_cancel"),
    path("<int:meeting>/stap/<slug:state>/", MeetingStepView.as_view(), name="meeting_step"),
    path("<int:meeting>/genodigden/", MeetingInvitationsView.as_view(), name="meeting_invitations"),
    path("<int:meeting>/genodigden/bijwerken/", InvitationsUpdateView.as_view(), name="invitations_update"),
    path("<int:meeting>/genodigden/herinneren/", InvitationsRemindView.as_view(), name="invitations_remind"),
    path(
        "<int:meeting>/genodigden/<int:invitation>/weghalen/",
        GuestRemoveView.as_view(),
        name="guest_remove",
    ),
]
