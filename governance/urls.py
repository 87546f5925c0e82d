"""Addresses of governance: Dutch and readable."""

from django.urls import include, path

from governance.views.bodies import BodyDetailView, BodyHistoryView
from governance.views.deals import DealDetailView, HomeView
from governance.views.memberships import (
    MembershipEditView,
    MembershipEndView,
    SeatNameMemberView,
)
from governance.views.people import PartyDetailView, PersonAccountView, PersonDetailView

app_name = "governance"

deal_patterns = [
    path("", DealDetailView.as_view(), name="deal_detail"),
    path("organen/<slug:body>/", BodyDetailView.as_view(), name="body_detail"),
    path("organen/<slug:body>/geschiedenis/", BodyHistoryView.as_view(), name="body_history"),
    path("partijen/<slug:party>/", PartyDetailView.as_view(), name="party_detail"),
    path("personen/<int:person>/", PersonDetailView.as_view(), name="person_detail"),
    path("personen/<int:person>/account/", PersonAccountView.as_view(), name="person_account"),
    path("zetels/<int:seat>/lid-aanwijzen/", SeatNameMemberView.as_view(), name="seat_name_member"),
    path(
        "lidmaatschappen/<int:membership>/wijzigen/",
        MembershipEditView.as_view(),
        name="membership_edit",
    ),
    path(
        "lidmaatschappen/<int:membership>/beeindigen/",
        MembershipEndView.as_view(),
        name="membership_end",
    ),
]

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("deals/<slug:deal>/", include(deal_patterns)),
]
