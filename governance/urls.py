"""Addresses of governance: Dutch and readable."""

from django.urls import URLPattern, URLResolver, include, path

from citydeal.common.routes import by_word
from governance.urls_actions import action_patterns, asked_patterns, round_patterns
from governance.urls_agenda import forward_patterns, meeting_agenda_patterns
from governance.urls_calendar import agenda_patterns, calendar_patterns
from governance.urls_meetings import meeting_patterns
from governance.urls_outcomes import outcome_patterns
from governance.views.agreements import AgreementEditView
from governance.views.appointments import AppointmentEditView
from governance.views.bodies import (
    BodyCreateView,
    BodyDetailView,
    BodyEditView,
    BodyHistoryView,
    BodyListView,
)
from governance.views.bodies_closing import BodyCloseView, BodyReopenView
from governance.views.college import CollegeChangeView
from governance.views.competences import CompetenceEditView, CompetenceListView
from governance.views.compliance import ComplianceView
from governance.views.covenant import CovenantDetailView, DocumentFileView, SetupVersionView
from governance.views.covenant_papers import (
    DocumentCreateView,
    DocumentWithdrawView,
    ExtensionCreateView,
    ExtensionTakeBackView,
    SetupCreateView,
)
from governance.views.covenant_rules import (
    CovenantRuleAddView,
    CovenantRuleChooseView,
    CovenantRuleEditView,
    CovenantRuleRemoveView,
    DealChoicesView,
)
from governance.views.covenant_texts import (
    ArticleFormView,
    ArticleRemoveView,
    ChallengeFormView,
    ChallengeRemoveView,
    PhaseFormView,
    PhaseRemoveView,
)
from governance.views.deal_setup import (
    DealCreateView,
    DealSettingsView,
    DealStateView,
    FirstSecretaryView,
)
from governance.views.deals import DealDetailView, HomeView
from governance.views.decisions import (
    DecisionCreateView,
    DecisionDetailView,
    DecisionListView,
    DecisionWithdrawView,
)
from governance.views.delegations import DelegationEditView, DelegationListView, DeputyNameView
from governance.views.exceptions import (
    BodyExceptionAcceptView,
    ExceptionAcceptView,
    ExceptionEndView,
    ExceptionListView,
)
from governance.views.handover import PersonHandoverView
from governance.views.history import DealHistoryView, PartyHistoryView, PersonHistoryView
from governance.views.invitations_answers import InvitationAnswerView, MyInvitationView
from governance.views.memberships import (
    MembershipEditView,
    MembershipEndView,
    SeatNameMemberView,
)
from governance.views.organizations import (
    OrganizationEditView,
    OrganizationFindView,
    PartyCreateView,
    PartyJoinView,
)
from governance.views.parties import (
    PartyDetailView,
    PartyEventTakeBackView,
    PartyEventView,
    PartyListView,
    PartyMandateView,
)
from governance.views.parties_acts import PartyContactEndView, PartyContactView, PartyWithdrawView
from governance.views.party_succession import (
    SuccessionCreateView,
    SuccessionDetailView,
    SuccessionUndoView,
)
from governance.views.people import PersonAccountView, PersonDetailView
from governance.views.people_merge import PersonMergeView
from governance.views.people_register import (
    DealRoleAddView,
    DealRoleEndView,
    PersonAddView,
    PersonEditView,
    PersonListView,
)
from governance.views.positions import PositionAddView, PositionEditView, PositionEndView
from governance.views.relations import RelationListView, RelationRemoveView
from governance.views.requests import NominationView, RequestDetailView, RequestListView, SeatAskView
from governance.views.requests_answers import MyRequestView, RequestAnswerView
from governance.views.seats import (
    BodyAddMemberView,
    MembershipRestoreView,
    SeatCreateView,
    SeatEditView,
    SeatEndView,
)
from governance.views.workspace import WorkspaceView

app_name = "governance"

# One address for each: to read, add, change and remove what stands on the page of the covenant.
covenant_patterns = [
    path("", CovenantDetailView.as_view(), name="covenant_detail"),
    path("status/", DealStateView.as_view(), name="deal_state"),
    path("verlengen/", ExtensionCreateView.as_view(), name="extension_create"),
    path(
        "verlengingen/<int:extension>/terugdraaien/",
        ExtensionTakeBackView.as_view(),
        name="extension_take_back",
    ),
    path("artikelen/toevoegen/", ArticleFormView.as_view(), name="article_create"),
    path("artikelen/<int:article>/wijzigen/", ArticleFormView.as_view(), name="article_edit"),
    path("artikelen/<int:article>/verwijderen/", ArticleRemoveView.as_view(), name="article_remove"),
    path("opgaven/toevoegen/", ChallengeFormView.as_view(), name="challenge_create"),
    path("opgaven/<int:challenge>/wijzigen/", ChallengeFormView.as_view(), name="challenge_edit"),
    path("opgaven/<int:challenge>/verwijderen/", ChallengeRemoveView.as_view(), name="challenge_remove"),
    path("fasen/toevoegen/", PhaseFormView.as_view(), name="phase_create"),
    path("fasen/<int:phase>/wijzigen/", PhaseFormView.as_view(), name="phase_edit"),
    path("fasen/<int:phase>/verwijderen/", PhaseRemoveView.as_view(), name="phase_remove"),
    path("opzet/toevoegen/", SetupCreateView.as_view(), name="setup_create"),
    path("opzet/<int:number>/", SetupVersionView.as_view(), name="setup_detail"),
    path("stukken/toevoegen/", DocumentCreateView.as_view(), name="document_create"),
    path("stukken/<int:document>/intrekken/", DocumentWithdrawView.as_view(), name="document_withdraw"),
    path("stukken/<uuid:key>/", DocumentFileView.as_view(), name="document_file"),
]

rule_patterns = [
    path("", DealChoicesView.as_view(), name="deal_choices"),
    path("toevoegen/", CovenantRuleChooseView.as_view(), name="covenant_rule_choose"),
    path("toevoegen/<int:number>/", CovenantRuleAddView.as_view(), name="covenant_rule_add"),
    path("<int:rule>/wijzigen/", CovenantRuleEditView.as_view(), name="covenant_rule_edit"),
    path("<int:rule>/verwijderen/", CovenantRuleRemoveView.as_view(), name="covenant_rule_remove"),
]

deal_patterns: list[URLPattern | URLResolver] = [
    path("", DealDetailView.as_view(), name="deal_detail"),
    path("", include(calendar_patterns)),
    path("convenant/", include(covenant_patterns)),
    path("afspraken/", include(rule_patterns)),
    path("instellingen/", DealSettingsView.as_view(), name="deal_settings"),
    path("eerste-secretaris/", FirstSecretaryView.as_view(), name="deal_first_secretary"),
    path(
        "lidmaatschappen/<int:membership>/aanstelling/",
        AppointmentEditView.as_view(),
        name="appointment_edit",
    ),
    path("werkruimte/", WorkspaceView.as_view(), name="deal_workspace"),
    path("toets/", ComplianceView.as_view(), name="deal_compliance"),
    path("toets/<int:number>/uitzondering/", ExceptionAcceptView.as_view(), name="exception_accept"),
    path(
        "organen/<slug:body>/toets/<int:number>/uitzondering/",
        BodyExceptionAcceptView.as_view(),
        name="body_exception_accept",
    ),
    path("uitzonderingen/", ExceptionListView.as_view(), name="exception_list"),
    path(
        "uitzonderingen/<int:exception>/beeindigen/",
        ExceptionEndView.as_view(),
        name="exception_end",
    ),
    path("organen/", BodyListView.as_view(), name="body_list"),
    path("orgaan-toevoegen/", BodyCreateView.as_view(), name="body_create"),
    path("bevoegdheden/", CompetenceListView.as_view(), name="competence_list"),
    path("bevoegdheden/<slug:subject>/", CompetenceEditView.as_view(), name="competence_edit"),
    path("verhoudingen/", RelationListView.as_view(), name="relation_list"),
    path("verhoudingen/<int:relation>/weghalen/", RelationRemoveView.as_view(), name="relation_remove"),
    path("organen/<slug:body>/", BodyDetailView.as_view(), name="body_detail"),
    path("organen/<slug:body>/wijzigen/", BodyEditView.as_view(), name="body_edit"),
    path("organen/<slug:body>/opheffen/", BodyCloseView.as_view(), name="body_close"),
    path("organen/<slug:body>/heropenen/", BodyReopenView.as_view(), name="body_reopen"),
    path("organen/<slug:body>/lid-toevoegen/", BodyAddMemberView.as_view(), name="body_add_member"),
    path("organen/<slug:body>/zetel-toevoegen/", SeatCreateView.as_view(), name="seat_create"),
    path("organen/<slug:body>/acties/", include(action_patterns)),
    path("organen/<slug:body>/rondes/", include(round_patterns)),
    path("organen/<slug:body>/", include(forward_patterns)),
    path("organen/<slug:body>/vergaderingen/<int:meeting>/", include(meeting_agenda_patterns)),
    path("organen/<slug:body>/vergaderingen/", include(meeting_patterns)),
    path("organen/<slug:body>/besluiten/", DecisionListView.as_view(), name="decision_list"),
    path("organen/<slug:body>/besluiten/vastleggen/", DecisionCreateView.as_view(), name="decision_create"),
    path(
        "organen/<slug:body>/besluiten/<int:decision>/",
        DecisionDetailView.as_view(),
        name="decision_detail",
    ),
    path(
        "organen/<slug:body>/besluiten/<int:decision>/intrekken/",
        DecisionWithdrawView.as_view(),
        name="decision_withdraw",
    ),
    path(
        "organen/<slug:body>/besluiten/<int:decision>/partijen/<slug:party>/",
        AgreementEditView.as_view(),
        name="agreement_edit",
    ),
    path("organen/<slug:body>/vergaderingen/<int:meeting>/", include(outcome_patterns)),
    path("zetels/<int:seat>/wijzigen/", SeatEditView.as_view(), name="seat_edit"),
    path("zetels/<int:seat>/beeindigen/", SeatEndView.as_view(), name="seat_end"),
    path(
        "lidmaatschappen/<int:membership>/herstellen/",
        MembershipRestoreView.as_view(),
        name="membership_restore",
    ),
    path("organen/<slug:body>/geschiedenis/", BodyHistoryView.as_view(), name="body_history"),
    path("geschiedenis/", DealHistoryView.as_view(), name="deal_history"),
    path("partijen/<slug:party>/geschiedenis/", PartyHistoryView.as_view(), name="party_history"),
    path("personen/<int:person>/geschiedenis/", PersonHistoryView.as_view(), name="person_history"),
    path("partijen/", PartyListView.as_view(), name="party_list"),
    path("partijen/<slug:party>/", PartyDetailView.as_view(), name="party_detail"),
    path("partijen/<slug:party>/gebeurtenis/", PartyEventView.as_view(), name="party_event"),
    path("partijen/<slug:party>/uittreden/", PartyWithdrawView.as_view(), name="party_withdraw"),
    path("partijen/<slug:party>/wijzigen/", OrganizationEditView.as_view(), name="organization_edit"),
    path("partijen/<slug:party>/contactpersoon/", PartyContactView.as_view(), name="party_contact"),
    path(
        "contactpersonen/<int:contact>/beeindigen/",
        PartyContactEndView.as_view(),
        name="party_contact_end",
    ),
    path(
        "partijgebeurtenissen/<int:event>/terugdraaien/",
        PartyEventTakeBackView.as_view(),
        name="party_event_take_back",
    ),
    path("volmachten/<uuid:file>/", PartyMandateView.as_view(), name="party_mandate"),
    path("partij-toevoegen/", OrganizationFindView.as_view(), name="organization_find"),
    path("partij-toevoegen/<slug:organization>/", PartyJoinView.as_view(), name="party_join"),
    path("nieuwe-partij/", PartyCreateView.as_view(), name="party_create"),
    path("rechtsopvolging/", SuccessionCreateView.as_view(), name="succession_create"),
    path("rechtsopvolging/<int:succession>/", SuccessionDetailView.as_view(), name="succession_detail"),
    path(
        "rechtsopvolging/<int:succession>/terugdraaien/",
        SuccessionUndoView.as_view(),
        name="succession_undo",
    ),
    path("personen/", PersonListView.as_view(), name="person_list"),
    path("personen/nieuw/", PersonAddView.as_view(), name="person_add"),
    path("personen/<int:person>/", PersonDetailView.as_view(), name="person_detail"),
    path("personen/<int:person>/wijzigen/", PersonEditView.as_view(), name="person_edit"),
    path("personen/<int:person>/rol-geven/", DealRoleAddView.as_view(), name="deal_role_add"),
    path("rollen/<int:role>/beeindigen/", DealRoleEndView.as_view(), name="deal_role_end"),
    path("personen/<int:person>/ambt-toevoegen/", PositionAddView.as_view(), name="position_add"),
    path("ambten/<int:position>/wijzigen/", PositionEditView.as_view(), name="position_edit"),
    path("ambten/<int:position>/beeindigen/", PositionEndView.as_view(), name="position_end"),
    path("personen/<int:person>/opvolging/", PersonHandoverView.as_view(), name="person_handover"),
    path("personen/<int:person>/samenvoegen/", PersonMergeView.as_view(), name="person_merge"),
    path("personen/<int:person>/namens/", DelegationListView.as_view(), name="delegation_list"),
    path("namens/<int:delegation>/wijzigen/", DelegationEditView.as_view(), name="delegation_edit"),
    path("lidmaatschappen/<int:membership>/plaatsvervanger/", DeputyNameView.as_view(), name="deputy_name"),
    path("college/", CollegeChangeView.as_view(), name="college_change"),
    path("partijen/<slug:party>/college/", CollegeChangeView.as_view(), name="college_party"),
    path("vragen/", RequestListView.as_view(), name="request_list"),
    path("vragen/<int:question>/", RequestDetailView.as_view(), name="request_detail"),
    path("voordrachten/<int:nomination>/", NominationView.as_view(), name="nomination_detail"),
    path("zetels/<int:seat>/partij-vragen/", SeatAskView.as_view(), name="seat_ask"),
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
    path("antwoord/<str:token>/", RequestAnswerView.as_view(), name="request_answer"),
    path("uitnodiging/<str:token>/", InvitationAnswerView.as_view(), name="invitation_answer"),
    path("mijn/uitnodigingen/<int:invitation>/", MyInvitationView.as_view(), name="my_invitation"),
    path("mijn/vragen/<int:question>/", MyRequestView.as_view(), name="my_request"),
    path("", include(asked_patterns)),
    path("", include(agenda_patterns)),
    path("deals/nieuw/", DealCreateView.as_view(), name="deal_create"),
    by_word(path("deals/<slug:deal>/", include(deal_patterns))),
]
