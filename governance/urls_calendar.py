"""Addresses of duties, calendars and feeds."""

from django.urls import path

from governance.views.calendar import DealCalendarView, MyAgendaView, MyFeedView
from governance.views.calendar_feeds import BodyFeedView, MyFeedFileView
from governance.views.duties import (
    DutyChooseView,
    DutyCreateView,
    DutyDetailView,
    DutyEditView,
    DutyEndView,
    DutyListView,
    OccurrenceDetailView,
    OccurrenceDoneView,
    OccurrenceReopenView,
    OccurrenceWaiveView,
)
from governance.views.rhythms import PartyRhythmRemoveView, PartyRhythmView

# Inside those of a deal.
calendar_patterns = [
    path("kalender/", DealCalendarView.as_view(), name="deal_calendar"),
    path("organen/<slug:body>/agenda.ics", BodyFeedView.as_view(), name="body_feed"),
    path("partijen/<slug:party>/kalender/", PartyRhythmView.as_view(), name="party_rhythm"),
    path(
        "partijen/<slug:party>/kalender/<int:rhythm>/verwijderen/",
        PartyRhythmRemoveView.as_view(),
        name="party_rhythm_remove",
    ),
    path("verplichtingen/", DutyListView.as_view(), name="duty_list"),
    path("verplichtingen/toevoegen/", DutyChooseView.as_view(), name="duty_choose"),
    path(
        "verplichtingen/toevoegen/<slug:kind>/<slug:pattern>/",
        DutyCreateView.as_view(),
        name="duty_create",
    ),
    path("verplichtingen/<int:duty>/", DutyDetailView.as_view(), name="duty_detail"),
    path("verplichtingen/<int:duty>/wijzigen/", DutyEditView.as_view(), name="duty_edit"),
    path("verplichtingen/<int:duty>/beeindigen/", DutyEndView.as_view(), name="duty_end"),
    path(
        "verplichtingen/<int:duty>/keer/<int:occurrence>/",
        OccurrenceDetailView.as_view(),
        name="occurrence_detail",
    ),
    path(
        "verplichtingen/<int:duty>/keer/<int:occurrence>/laten-vervallen/",
        OccurrenceWaiveView.as_view(),
        name="occurrence_waive",
    ),
    path(
        "verplichtingen/<int:duty>/keer/<int:occurrence>/gedaan/",
        OccurrenceDoneView.as_view(),
        name="occurrence_done",
    ),
    path(
        "verplichtingen/<int:duty>/keer/<int:occurrence>/terugdraaien/",
        OccurrenceReopenView.as_view(),
        name="occurrence_reopen",
    ),
]

# Over all deals.
agenda_patterns = [
    path("mijn/agenda/", MyAgendaView.as_view(), name="my_agenda"),
    path("mijn/agenda/abonnement/", MyFeedView.as_view(), name="my_agenda_feed"),
    path("agenda/<str:token>.ics", MyFeedFileView.as_view(), name="my_feed"),
]
