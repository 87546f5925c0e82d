"""Addresses of actions and written rounds, inside those of a deal."""

from django.urls import path

from governance.views.actions import (
    ActionCreateView,
    ActionDetailView,
    ActionEditView,
    ActionListView,
    MyActionListView,
)
from governance.views.rounds import (
    RoundCreateView,
    RoundDetailView,
    RoundEditView,
    RoundListView,
    RoundOpenView,
    RoundPaperAddView,
    RoundPaperRemoveView,
    RoundPaperView,
    RoundWithdrawView,
    UrgentDecisionView,
)
from governance.views.rounds_answers import (
    MyRoundPaperView,
    MyRoundView,
    RoundAnswerPaperView,
    RoundAnswerView,
)

# Under no deal: what is asked of one account or of who has a link.
asked_patterns = [
    path("mijn/acties/", MyActionListView.as_view(), name="my_actions"),
    path("mijn/rondes/<int:round>/", MyRoundView.as_view(), name="my_round"),
    path("mijn/rondes/<int:round>/stukken/<uuid:key>/", MyRoundPaperView.as_view(), name="my_round_paper"),
    path("ronde/<str:token>/", RoundAnswerView.as_view(), name="round_answer"),
    path("ronde/<str:token>/stukken/<uuid:key>/", RoundAnswerPaperView.as_view(), name="round_answer_paper"),
]

action_patterns = [
    path("", ActionListView.as_view(), name="action_list"),
    path("toevoegen/", ActionCreateView.as_view(), name="action_create"),
    path("<int:action>/", ActionDetailView.as_view(), name="action_detail"),
    path("<int:action>/wijzigen/", ActionEditView.as_view(), name="action_edit"),
]

round_patterns = [
    path("", RoundListView.as_view(), name="round_list"),
    path("voorbereiden/", RoundCreateView.as_view(), name="round_create"),
    path("spoedbesluit/", UrgentDecisionView.as_view(), name="round_urgent"),
    path("<int:round>/", RoundDetailView.as_view(), name="round_detail"),
    path("<int:round>/wijzigen/", RoundEditView.as_view(), name="round_edit"),
    path("<int:round>/openen/", RoundOpenView.as_view(), name="round_open"),
    path("<int:round>/intrekken/", RoundWithdrawView.as_view(), name="round_withdraw"),
    path("<int:round>/stukken/toevoegen/", RoundPaperAddView.as_view(), name="round_paper_add"),
    path("<int:round>/stukken/<uuid:key>/", RoundPaperView.as_view(), name="round_paper"),
    path(
        "<int:round>/stukken/<int:paper>/verwijderen/",
        RoundPaperRemoveView.as_view(),
        name="round_paper_remove",
    ),
]
