"""Forms: every form of the product speaks in whole Dutch sentences that say how to repair the answer."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.context import request_context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core import validators
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone
from django.utils.module_loading import import_string

import citydeal.urls  # noqa: F401  (loads the forms of every page)
from citydeal.accounts import forms as account_forms
from citydeal.common.forms import DateField, DateFilterField, PortalForm, make_date
from citydeal.forms.mail import MailPreferenceForm, ResendForm
from citydeal.models import User
from citydeal.views.components import ExampleForm
from governance.forms.accounts import AccountForm
from governance.forms.actions import ActionFilterForm, ActionForm, ActionReportForm
from governance.forms.agenda import (
    AbstainForm,
    ChairNoteForm,
    CoverNoteForm,
    ItemForm,
    MeetingChoiceForm,
    MoveForm,
    PartyNoteForm,
    RoundAnswerForm,
    RoundQuestionForm,
)
from governance.forms.agenda_papers import NewVersionForm, PaperForm, WithdrawPaperForm
from governance.forms.appointments import AppointmentForm
from governance.forms.bodies import (
    AddBodyForm,
    BodyFilterForm,
    BodyForm,
    CloseBodyForm,
    EditBodyForm,
    ReopenBodyForm,
)
from governance.forms.calendar import CalendarFilterForm
from governance.forms.college import CollegeForm
from governance.forms.competences import CompetenceForm
from governance.forms.covenant import (
    ArticleForm,
    ChallengeForm,
    ConfirmForm,
    DocumentForm,
    ExtensionForm,
    OpenedForm,
    PhaseForm,
    RemoveForm,
    SetupForm,
)
from governance.forms.covenant_rules import CovenantRuleForm
from governance.forms.deals import DealForm, FactsForm, FirstSecretaryForm, SettingsForm, StateForm
from governance.forms.decisions import DecisionFilterForm, DecisionForm, WithdrawDecisionForm
from governance.forms.duties import ChooseDutyForm, DoneForm, DutyForm, EditDutyForm, EndDutyForm, WaiveForm
from governance.forms.exceptions import AcceptExceptionForm, EndExceptionForm
from governance.forms.filters import OnDateForm
from governance.forms.forward_agenda import DropForwardForm, ForwardForm, TemplateItemForm
from governance.forms.handover import HandoverForm
from governance.forms.invitations import ReplyForm
from governance.forms.item_decisions import (
    AdoptReportForm,
    AgreementForm,
    CastVotesForm,
    HowForm,
    ItemDecisionForm,
    OpenVoteForm,
)
from governance.forms.meetings import (
    ConveneForm,
    EditMeetingForm,
    GuestForm,
    HoursForm,
    JointMixin,
    MeetingFilterForm,
    NewMeetingForm,
    SeriesForm,
    StepForm,
    WayForm,
    WhyForm,
)
from governance.forms.memberships import (
    EditMembershipForm,
    EndMembershipForm,
    NameMemberForm,
    TermsForm,
)
from governance.forms.organizations import (
    EditOrganizationForm,
    FindOrganizationForm,
    NewPartyForm,
    OrganizationFields,
)
from governance.forms.parties import (
    ContactForm,
    EndContactForm,
    EventForm,
    FirstEventForm,
    PartyFilterForm,
    TakeBackForm,
    WithdrawForm,
)
from governance.forms.parties_places import PlacesForm
from governance.forms.party_succession import SuccessionForm
from governance.forms.people import (
    ChoosePersonForm,
    DealRoleForm,
    DelegationFieldsForm,
    DelegationForm,
    DeputyForm,
    EditDelegationForm,
    EditPersonForm,
    LastDayForm,
    PersonForm,
    RegisterFilterForm,
)
from governance.forms.people_merge import MergeForm
from governance.forms.positions import EditPositionForm, EndPositionForm, PositionForm
from governance.forms.relations import RelationForm
from governance.forms.requests import AnswerForm, AskForm, NominationForm, RequestFilterForm
from governance.forms.rhythms import RhythmForm
from governance.forms.rounds import (
    RoundActForm,
    RoundForm,
    RoundPaperForm,
    RoundWithdrawForm,
    UrgentForm,
    VoiceForm,
)
from governance.forms.seats import AddMemberForm, EditSeatForm, EndSeatForm, SeatForm
from governance.forms.sessions import (
    AttendanceForm,
    PutOnAgendaForm,
    RemarkAnswerForm,
    RemarkForm,
    ReopenListForm,
    ReportForm,
    SendDraftForm,
)
from governance.forms.workspace import WorkspaceFilterForm
from governance.models import Body, Seat
from governance.rules.registry import RULES
from governance.selectors.agenda import ItemRow
from governance.selectors.college import colleges
from governance.selectors.competences import competences_of
from governance.selectors.handover import holdings
from governance.selectors.reports import ReportItem
from governance.selectors.votes import vote_page
from governance.services.parties import withdrawal_options
from panels.forms.topics import OwnTopicForm, TopicForm
from reporting.forms.budget import BookingForm, LineForm, RemoveLineForm
from reporting.forms.contribution_questions import AskQuarterForm, QuarterAnswerForm, RemindForm
from reporting.forms.contributions import (
    ConfirmContributionsForm,
    ContributionForm,
    PaidForm,
    WithdrawEntryForm,
    YearForm,
)
from reporting.forms.dashboards import DigestForm, SinceForm
from reporting.forms.promises import (
    EditPromiseForm,
    EndTreasurerForm,
    PassOnForm,
    PromiseForm,
    RemovePromiseForm,
    TreasurerForm,
)
from reporting.forms.reports import (
    CommentAnswerForm,
    CommentForm,
    DifferenceForm,
    ErratumForm,
    EvaluationForm,
    FindingForm,
    ReportAccessForm,
    ReportBackForm,
    ReportMeetingForm,
    ReportStepForm,
    SectionTextForm,
)
from reporting.forms.risks import (
    JudgedForm,
    RiskEditForm,
    RiskFieldsMixin,
    RiskFilterForm,
    RiskForm,
    RiskTextForm,
    RiskUpdateForm,
)
from reporting.forms.sheets import (
    BudgetSheetForm,
    ContributionSheetForm,
    PromiseSheetForm,
    SheetForm,
)
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyRequestFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.sessions import AttendeeFactory, EligibleVoterFactory, HeldItemFactory
from tests.factories.workgroups_assessment import CandidateFactory, CriterionFactory, FrameworkVersionFactory
from workgroups.forms.alliances import AllianceForm, TeamForm, TeamPlanForm
from workgroups.forms.assessments import AssessmentForm, LiftConflictForm
from workgroups.forms.candidates import (
    CandidateFilterForm,
    CandidateForm,
    EditCandidateForm,
    ImportForm,
    ListedOnForm,
    NewCandidateForm,
    ShortlistForm,
)
from workgroups.forms.charter_texts import SectionForm
from workgroups.forms.charters import (
    AdoptCharterForm,
    CharterFilterForm,
    CompareForm,
    EditCharterForm,
    NewCharterForm,
)
from workgroups.forms.field_tests import (
    FrontRunnerEndForm,
    FrontRunnerForm,
    MatrixDayForm,
    TestFilterForm,
    TestForm,
    TestReportForm,
)
from workgroups.forms.frameworks import (
    AssessorForm,
    CriterionForm,
    EditFrameworkForm,
    FrameworkStateForm,
    NewFrameworkForm,
    WeightsForm,
)
from workgroups.forms.groups import CorrectionForm, EndLeadForm, GoalsForm, GroupReportForm, LeadForm
from workgroups.forms.instrument_parts import (
    AttachmentForm,
    FreezeForm,
    InvolvementForm,
    SharingForm,
    UseForm,
    VersionForm,
    WithdrawVersionForm,
)
from workgroups.forms.instruments import (
    InstrumentFilterForm,
    InstrumentForm,
    InstrumentStateForm,
)
from workgroups.forms.planning import (
    GatesForm,
    MilestoneEditForm,
    MilestoneForm,
    MilestoneMoveForm,
    MilestoneStateForm,
    PlanningFilterForm,
)
from workgroups.forms.principles import EditPrincipleForm, PrincipleForm, RemovalForm
from workgroups.forms.questions import EditQuestionForm, FoundGroupForm, GroupQuestionForm, QuestionForm
from workgroups.forms.steps import (
    ArrangeForm,
    BeginForm,
    PlanStepForm,
    StepEditForm,
    StepMoveForm,
    StepStateForm,
    TemplateForm,
)
from workgroups.forms.steps_import import StepImportForm
from workgroups.models import Step
from workgroups.selectors.charter_sections import section_at
from workgroups.selectors.field_tests import TestChoices
from workgroups.selectors.instrument_page import StateChoices

OURS = ("citydeal.", "governance.", "workgroups.", "panels.", "reporting.")
LONG = "x" * 300
NASTY = ["", " ", "\0", "a\0b", LONG, "9" * 300, "\\", "\\'; --", "<b>", "-1", "0026-01-01", "é\u202e"]
DEFAULTS_START = ("Dit veld", "Voer ", "Geef ", "Zorg ", "Selecteer ", "Null", "This ", "Enter ", "Ensure ")


def _user() -> dict[str, Any]:
    return {"user": UserFactory(email="lid@voorbeeld.example", name="Lid Een")}


def _nothing() -> dict[str, Any]:
    return {}


def _decisions() -> dict[str, Any]:
    return {"decisions": []}


def _owners() -> dict[str, Any]:
    return {"parties": [], "organizations": []}


def _competence() -> dict[str, Any]:
    table = competences_of(CityDealFactory())
    return {"kinds": ["core_group"], "subject": "setup", "competences": table}


def _handover() -> dict[str, Any]:
    place = MembershipFactory()
    return {"people": [], "held": holdings(place.body.deal, place.person, timezone.localdate())}


def _college() -> dict[str, Any]:
    place = MembershipFactory()
    return {"colleges": colleges(place.body.deal, timezone.localdate())}


def _answer() -> dict[str, Any]:
    place = MembershipFactory(seat__asked_on=timezone.localdate())
    request = PartyRequestFactory(party=place.seat.party, kind="college_change")
    return {"request": request, "on": timezone.localdate()}


def _invitation() -> dict[str, Any]:
    place = MembershipFactory()
    MembershipFactory(seat=place.seat, is_deputy=True)
    meeting = MeetingFactory(body=place.body, state="convened")
    return {"invitation": InvitationFactory(meeting=meeting, person=place.person, membership=place)}


# Every form class of the product, and what a test gives it besides the answers.
def _attendance() -> dict[str, Any]:
    attendee = AttendeeFactory()
    return {"invitations": [attendee], "deputies": {attendee.pk: [attendee.person]}}


def _report_items() -> list[ReportItem]:
    item = HeldItemFactory()
    row = ItemRow(item, "Ter informatie", "1", item.meeting.starts_at, False, True, True, False, "")
    return [ReportItem(row, "", [], [], [])]


FORMS: dict[type[forms.BaseForm], Callable[[], dict[str, Any]]] = {
    ExampleForm: _nothing,
    PrincipleForm: _nothing,
    EditPrincipleForm: _nothing,
    RemovalForm: _nothing,
    NewFrameworkForm: _nothing,
    EditFrameworkForm: _nothing,
    FrameworkStateForm: lambda: {"framework": FrameworkVersionFactory.build(), "decisions": []},
    CriterionForm: _nothing,
    WeightsForm: lambda: {"criteria": [CriterionFactory()]},
    AssessorForm: lambda: {"people": []},
    CandidateFilterForm: lambda: {"principles": []},
    CandidateForm: lambda: {"principles": []},
    EditCandidateForm: lambda: {"principles": []},
    NewCandidateForm: lambda: {"principles": [], "ideas": []},
    ShortlistForm: lambda: {"decisions": [], "candidates": [CandidateFactory()]},
    ImportForm: _nothing,
    ListedOnForm: _nothing,
    AssessmentForm: lambda: {"criteria": [CriterionFactory(), CriterionFactory(highest=100)]},
    LiftConflictForm: _nothing,
    CalendarFilterForm: lambda: {"on": date(2026, 11, 22)},
    ChooseDutyForm: _nothing,
    DutyForm: lambda: {
        "kind": "meeting",
        "pattern": "around_meeting",
        "bodies": [],
        "phases": [],
        "steps": {"call": 14},
    },
    EditDutyForm: lambda: {"kind": "report", "steps": {}},
    EndDutyForm: _nothing,
    WaiveForm: _nothing,
    DoneForm: _nothing,
    RhythmForm: _nothing,
    BodyFilterForm: _nothing,
    BodyForm: _decisions,
    AddBodyForm: _decisions,
    EditBodyForm: _decisions,
    CloseBodyForm: _decisions,
    ReopenBodyForm: lambda: {"ended_seats": [], "ended_members": []},
    CompetenceForm: _competence,
    DecisionFilterForm: _nothing,
    DecisionForm: _nothing,
    WithdrawDecisionForm: _nothing,
    HowForm: lambda: {"votes": []},
    ItemDecisionForm: lambda: {"item": None, "bodies": [], "others": [], "parties": [], "votes": []},
    AdoptReportForm: lambda: {"item": None, "reports": [], "votes": []},
    OpenVoteForm: _nothing,
    CastVotesForm: lambda: {"rows": vote_page(EligibleVoterFactory().event).rows},
    AgreementForm: _nothing,
    AttendanceForm: lambda: {
        "invitations": [attendee := AttendeeFactory()],
        "deputies": {attendee.pk: [attendee.person]},
    },
    ReportForm: lambda: {"items": _report_items()},
    SendDraftForm: _nothing,
    RemarkForm: lambda: {"rows": [_report_items()[0].row]},
    RemarkAnswerForm: _nothing,
    PutOnAgendaForm: lambda: {"meetings": []},
    ReopenListForm: _nothing,
    MeetingFilterForm: _nothing,
    NewMeetingForm: lambda: {"others": [BodyFactory()]},
    EditMeetingForm: _nothing,
    SeriesForm: _nothing,
    ConveneForm: _nothing,
    WhyForm: _nothing,
    StepForm: lambda: {"asks_reason": True},
    GuestForm: lambda: {"people": [PersonFactory()]},
    WayForm: _nothing,
    ReplyForm: _invitation,
    ItemForm: lambda: {"people": []},
    MoveForm: _nothing,
    MeetingChoiceForm: lambda: {"meetings": []},
    CoverNoteForm: _nothing,
    ChairNoteForm: _nothing,
    PartyNoteForm: _nothing,
    AbstainForm: lambda: {"parties": []},
    RoundQuestionForm: _nothing,
    RoundAnswerForm: _nothing,
    PaperForm: _nothing,
    NewVersionForm: _nothing,
    WithdrawPaperForm: _nothing,
    ForwardForm: lambda: {"people": [], "months": [date(2026, 12, 1)]},
    DropForwardForm: _nothing,
    TemplateItemForm: _nothing,
    RelationForm: lambda: {"bodies": []},
    SeatForm: _owners,
    EditSeatForm: _owners,
    EndSeatForm: _nothing,
    AddMemberForm: lambda: {"seat": Seat(body=Body(kind="other")), "people": [], "organizations": []},
    AllianceForm: _nothing,
    TeamForm: lambda: {"principles": []},
    TeamPlanForm: lambda: {"lines": []},
    FrontRunnerForm: lambda: {"parties": []},
    FrontRunnerEndForm: _nothing,
    MatrixDayForm: _nothing,
    TestFilterForm: _nothing,
    TestForm: lambda: {"choices": TestChoices([], [], [])},
    TestReportForm: lambda: {"states": []},
    LeadForm: lambda: {"people": []},
    EndLeadForm: _nothing,
    GoalsForm: _nothing,
    CorrectionForm: _nothing,
    GroupReportForm: lambda: {"steps": []},
    PlanStepForm: lambda: {"people": [], "asks_decision": True},
    StepEditForm: lambda: {"people": [], "asks_decision": True},
    StepMoveForm: _nothing,
    StepStateForm: lambda: {"states": ["busy"], "decisions": []},
    ArrangeForm: lambda: {"steps": [Step(pk=1, title="Ontwerpen", order=1)]},
    TemplateForm: lambda: {"steps": []},
    BeginForm: _nothing,
    StepImportForm: _nothing,
    CommentAnswerForm: _nothing,
    CommentForm: _nothing,
    DifferenceForm: _nothing,
    ErratumForm: _nothing,
    EvaluationForm: _nothing,
    FindingForm: _nothing,
    ReportMeetingForm: _nothing,
    ReportAccessForm: _nothing,
    ReportBackForm: _nothing,
    ReportStepForm: _nothing,
    SectionTextForm: _nothing,
    QuestionForm: lambda: {"challenges": []},
    SectionForm: lambda: {"section": section_at("budget"), "count": 1},
    AdoptCharterForm: lambda: {"decisions": []},
    CharterFilterForm: _nothing,
    CompareForm: lambda: {"versions": []},
    EditCharterForm: lambda: {"groups": []},
    NewCharterForm: lambda: {"groups": []},
    EditQuestionForm: lambda: {"challenges": []},
    GroupQuestionForm: lambda: {"questions": []},
    FoundGroupForm: lambda: {"questions": []},
    InstrumentForm: lambda: {"groups": [], "steps": [], "questions": [], "may_be_loose": True},
    InstrumentStateForm: lambda: {"choices": StateChoices({}), "decisions": []},
    InstrumentFilterForm: lambda: {"groups": []},
    VersionForm: _nothing,
    FreezeForm: _nothing,
    WithdrawVersionForm: _nothing,
    AttachmentForm: _nothing,
    UseForm: lambda: {"parties": []},
    InvolvementForm: lambda: {"parties": []},
    SharingForm: _nothing,
    MilestoneForm: lambda: {"phases": [], "groups": [], "for_deal": True},
    MilestoneEditForm: lambda: {"phases": [], "groups": [], "for_deal": True},
    MilestoneMoveForm: _nothing,
    MilestoneStateForm: lambda: {"states": ["reached"]},
    GatesForm: lambda: {"known": [(46, "Ten minste twintig partijen")]},
    PlanningFilterForm: lambda: {"phases": [], "groups": []},
    DigestForm: _nothing,
    SinceForm: _nothing,
    JudgedForm: _nothing,
    ContributionForm: lambda: {"kind": "money", "phases": []},
    PaidForm: _nothing,
    WithdrawEntryForm: _nothing,
    ConfirmContributionsForm: lambda: {"waiting": []},
    YearForm: lambda: {"years": [2026]},
    PromiseForm: lambda: {"parties": [], "phases": []},
    EditPromiseForm: lambda: {"phases": []},
    RemovePromiseForm: _nothing,
    TreasurerForm: lambda: {"people": []},
    PassOnForm: lambda: {"parties": []},
    EndTreasurerForm: _nothing,
    AskQuarterForm: lambda: {"on": date(2026, 11, 22)},
    RemindForm: _nothing,
    QuarterAnswerForm: lambda: {"contributions": []},
    LineForm: lambda: {"phases": [], "parties": []},
    RemoveLineForm: _nothing,
    BookingForm: lambda: {"unit": "money"},
    SheetForm: _nothing,
    PromiseSheetForm: _nothing,
    ContributionSheetForm: _nothing,
    BudgetSheetForm: _nothing,
    RiskForm: lambda: {"groups": [], "owners": []},
    RiskEditForm: lambda: {"groups": [], "owners": []},
    RiskUpdateForm: _nothing,
    RiskTextForm: _nothing,
    RiskFilterForm: _nothing,
    TopicForm: lambda: {"challenges": []},
    OwnTopicForm: lambda: {"challenges": []},
    AccountForm: _nothing,
    OnDateForm: _nothing,
    AcceptExceptionForm: lambda: {"decisions": [], "may_accept": True},
    EndExceptionForm: _nothing,
    AppointmentForm: lambda: {"parties": []},
    WorkspaceFilterForm: _nothing,
    DealForm: _nothing,
    SettingsForm: _nothing,
    FirstSecretaryForm: _nothing,
    StateForm: lambda: {"state": "preparation"},
    RemoveForm: _nothing,
    ConfirmForm: _nothing,
    ArticleForm: _nothing,
    ChallengeForm: _nothing,
    PhaseForm: _nothing,
    SetupForm: _nothing,
    ExtensionForm: _nothing,
    DocumentForm: _nothing,
    CovenantRuleForm: lambda: {"rule": RULES[8], "organizations": []},
    TermsForm: lambda: {"body_kind": "steering_group"},
    EditMembershipForm: lambda: {"body_kind": "steering_group"},
    EndMembershipForm: _nothing,
    NameMemberForm: lambda: {"seat": SeatFactory(), "people": []},
    PersonForm: _nothing,
    EditPersonForm: _nothing,
    RegisterFilterForm: lambda: {"organizations": [], "keeps": True},
    ChoosePersonForm: lambda: {"people": [PersonFactory()]},
    DealRoleForm: _nothing,
    LastDayForm: _nothing,
    DelegationFieldsForm: _nothing,
    DelegationForm: lambda: {"people": []},
    EditDelegationForm: _nothing,
    DeputyForm: lambda: {"people": []},
    PositionForm: lambda: {"organizations": []},
    EditPositionForm: lambda: {"organizations": []},
    EndPositionForm: lambda: {"held": []},
    HandoverForm: _handover,
    MergeForm: lambda: {"of": PersonFactory(), "people": []},
    ActionForm: lambda: {"seats": [], "people": []},
    ActionReportForm: lambda: {"states": ["open"]},
    ActionFilterForm: _nothing,
    RoundForm: _nothing,
    RoundPaperForm: _nothing,
    RoundActForm: _nothing,
    RoundWithdrawForm: _nothing,
    VoiceForm: _nothing,
    UrgentForm: _nothing,
    MailPreferenceForm: _nothing,
    ResendForm: _nothing,
    CollegeForm: _college,
    AskForm: _nothing,
    RequestFilterForm: _nothing,
    NominationForm: _nothing,
    AnswerForm: _answer,
    PartyFilterForm: _nothing,
    EventForm: lambda: {"people": []},
    FirstEventForm: lambda: {"people": []},
    WithdrawForm: _nothing,
    TakeBackForm: _nothing,
    ContactForm: lambda: {"organization": OrganizationFactory(), "people": []},
    EndContactForm: _nothing,
    PlacesForm: lambda: {"places": [], "options": withdrawal_options, "first_day": date(2027, 1, 1)},
    FindOrganizationForm: _nothing,
    OrganizationFields: _nothing,
    NewPartyForm: lambda: {"people": []},
    EditOrganizationForm: _nothing,
    SuccessionForm: lambda: {"parties": []},
    account_forms.LoginForm: lambda: {"request": RequestFactory().post("/")},
    account_forms.ReauthenticateForm: _user,
    account_forms.ChangePasswordForm: _user,
    account_forms.SetPasswordForm: _user,
    account_forms.ResetPasswordKeyForm: _user,
    account_forms.ResetPasswordForm: _nothing,
    account_forms.AddEmailForm: _user,
    account_forms.AuthenticateForm: _user,
    account_forms.MFAReauthenticateForm: _user,
    account_forms.GenerateRecoveryCodesForm: _user,
    account_forms.DeactivateTOTPForm: lambda: {
        "authenticator": Authenticator(type=Authenticator.Type.TOTP, **_user())
    },
}
# Needs a session and a request; its page is asked in test_account_pages.py.
ASKED_ELSEWHERE = {account_forms.ActivateTOTPForm}
SHARED = {PortalForm, OpenedForm, FactsForm, HoursForm, JointMixin, RiskFieldsMixin}


def all_forms() -> Iterator[type[forms.BaseForm]]:
    """Yield every form class that this product defines."""
    todo: list[type] = [forms.BaseForm]
    while todo:
        for found in todo.pop().__subclasses__():
            todo.append(found)
            if found.__module__.startswith(OURS) and not inspect.isabstract(found):
                yield found


def defaults() -> set[str]:
    """Return every message that Django or allauth has of its own, in Dutch."""
    kinds = [kind for _, kind in inspect.getmembers(forms.fields, inspect.isclass)]
    found = {
        str(message)
        for kind in [*kinds, forms.ModelChoiceField]
        for message in getattr(kind, "default_error_messages", {}).values()
    }
    found |= {
        str(message)
        for _, kind in inspect.getmembers(validators, inspect.isclass)
        if isinstance(message := getattr(kind, "message", None), str)
        or message.__class__.__name__ == "__proxy__"
    }
    found |= {str(message) for message in DefaultAccountAdapter.error_messages.values()}
    found |= {str(message) for message in DefaultMFAAdapter.error_messages.values()}
    return found


@pytest.fixture(autouse=True)
def _in_a_request():
    """Forms of allauth ask for the request that is going on."""
    with request_context(RequestFactory().post("/")):
        yield


def messages(form: forms.BaseForm) -> list[str]:
    return [message for errors in form.errors.values() for message in errors]


def check(text: str) -> None:
    """Fail unless this is a whole sentence of our own that says what to do."""
    assert text not in defaults()
    assert not text.startswith(DEFAULTS_START), text
    assert text.endswith("."), text
    assert "%(" not in text
    assert "{" not in text
    assert "‘’" not in text
    assert not re.search(r"\b(je|jij|jouw)\b", text, re.IGNORECASE), text
    assert re.match(r"[A-Z‘]", text), text


def keys(form: forms.BaseForm, name: str) -> list[str]:
    """Return the names under which the browser sends a field."""
    widget = form.fields[name].widget
    if isinstance(widget, forms.MultiWidget):
        return [f"{name}{suffix}" for suffix in widget.widgets_names]
    return [name]


def test_every_form_of_the_product_stands_in_this_test():
    assert {form for form in all_forms() if form not in SHARED} == set(FORMS) | ASKED_ELSEWHERE


@pytest.mark.no_cover
@pytest.mark.django_db
@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
class TestEveryForm:
    def test_no_message_is_a_default_for_any_input(self, kind):
        given = FORMS[kind]()
        sent = [key for name in kind(data={}, **given).fields for key in keys(kind(data={}, **given), name)]
        for value in NASTY:
            for message in messages(kind(data=dict.fromkeys(sent, value), **given)):
                check(message)

    def test_each_field_alone_takes_any_input(self, kind):
        given = FORMS[kind]()
        empty = kind(data={}, **given)
        for key in (key for name in empty.fields for key in keys(empty, name)):
            for value in NASTY:
                for message in messages(kind(data={key: value}, **given)):
                    check(message)

    def test_the_browser_checks_nothing_and_suggests_nothing(self, kind):
        form = kind(data={}, **FORMS[kind]())
        assert form.use_required_attribute is False
        html = str(form)
        assert "placeholder" not in html
        assert "maxlength" not in html

    def test_labels_are_ours(self, kind):
        for field in kind(data={}, **FORMS[kind]()).fields.values():
            if not field.widget.is_hidden:
                assert str(field.label)
                assert "<" not in str(field.label) + str(field.help_text)


class TestAllauthForms:
    def test_every_form_a_page_of_ours_uses_is_replaced(self):
        for key, path in account_settings.FORMS.items():
            assert issubclass(import_string(path), account_forms.AccountFormMixin), key
        for key, path in mfa_settings.FORMS.items():
            assert issubclass(import_string(path), account_forms.AccountFormMixin), key
        assert set(account_settings.FORMS) == {
            "login",
            "reauthenticate",
            "change_password",
            "set_password",
            "reset_password",
            "reset_password_from_key",
            "add_email",
        }
        assert set(mfa_settings.FORMS) == {
            "authenticate",
            "reauthenticate",
            "activate_totp",
            "deactivate_totp",
            "generate_recovery_codes",
        }

    def test_password_managers_know_every_field(self):
        wanted = {
            account_forms.ReauthenticateForm: {"password": "current-password"},
            account_forms.ChangePasswordForm: {
                "oldpassword": "current-password",
                "password1": "new-password",
                "password2": "new-password",
            },
            account_forms.ResetPasswordKeyForm: {"password1": "new-password", "password2": "new-password"},
            account_forms.AddEmailForm: {"email": "email"},
            account_forms.AuthenticateForm: {"code": "one-time-code"},
        }
        for kind, fields in wanted.items():
            form = kind(user=User())
            for name, value in fields.items():
                assert form.fields[name].widget.attrs["autocomplete"] == value
        login = account_forms.LoginForm()
        assert login.fields["login"].widget.attrs["autocomplete"] == "username"
        assert login.fields["password"].widget.attrs["autocomplete"] == "current-password"

    @pytest.mark.parametrize(
        ("password", "words"),
        [
            ("kort", "12 tekens"),
            ("qwertyuiop123", "Veel mensen"),
            ("lid@voorbeeld.example", "lijkt te veel op"),
        ],
    )
    def test_a_weak_password_is_explained(self, password, words):
        user = User(email="lid@voorbeeld.example", name="Lid")
        with pytest.raises(ValidationError) as caught:
            validate_password(password, user)
        theirs = set(caught.value.messages)
        form = account_forms.SetPasswordForm(data={"password1": password, "password2": password}, user=user)
        assert not form.is_valid()
        assert not theirs & set(messages(form))
        assert words in " ".join(messages(form))

    def test_two_different_passwords(self):
        form = account_forms.SetPasswordForm(
            data={"password1": "een-lang-wachtwoord-1", "password2": "een-lang-wachtwoord-2"}, user=User()
        )
        assert messages(form) == ["Typ twee keer hetzelfde nieuwe wachtwoord."]

    def test_every_error_of_a_form_has_words_of_our_own(self):
        unused = {
            # Ways in that this portal does not have: user names, phones, codes by mail, social logins.
            *("phone_password_mismatch", "phone_taken", "unknown_phone", "invalid_login", "select_only_one"),
            *("username_blacklisted", "username_password_mismatch", "username_taken", "unknown_email"),
            # Said by a page or a message instead of a form.
            *("account_inactive", "invalid_password_reset", "invalid_or_expired_key"),
            *("cannot_remove_primary_email", "unverified_primary_email", "same_as_current"),
        }
        codes = {*DefaultAccountAdapter.error_messages, *DefaultMFAAdapter.error_messages} - unused
        assert codes <= set(account_forms.WORDS)
        for words in account_forms.WORDS.values():
            check(str(words).replace("%(min_length)d", "12"))

    def test_the_secret_can_be_read_aloud(self):
        form = account_forms.ActivateTOTPForm.__new__(account_forms.ActivateTOTPForm)
        form.secret = "ABCDEFGHIJ"
        assert form.readable_secret == "ABCD EFGH IJ"


class Days(PortalForm):
    day = DateField(label="Eerste dag", required=False)
    on = DateFilterField(label="Op welke dag?", required=False)


def days(*parts: str, on: str = "") -> Days:
    return Days(dict(zip(("day_dag", "day_maand", "day_jaar"), parts, strict=False)) | {"on": on})


class TestDates:
    @pytest.mark.parametrize(
        "parts",
        [("31", "12", "2027"), (" 31 ", "12", "2027"), ("31-12-2027",), ("31.12.2027",), ("31/12/2027",)],
    )
    def test_are_read(self, parts):
        form = days(*parts)
        assert form.is_valid()
        assert form.cleaned_data["day"] == date(2027, 12, 31)

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            (("31", "2", "2027"), "die bestaat"),
            (("0", "1", "2027"), "die bestaat"),
            (("x", "1", "2027"), "die bestaat"),
            (("1", "1", "26"), "4 cijfers"),
            (("1", "1", "0026"), "tussen 1900 en 2200"),
            (("1", "1", "2201"), "tussen 1900 en 2200"),
            (("1", "", "2027"), "dag, maand en jaar"),
            (("²", "1", "2027"), "die bestaat"),
            (("1", "1", "20x7"), "4 cijfers"),
            (("1", "13", "27"), "die bestaat"),
            (("1-1-26",), "4 cijfers"),
            (("9" * 5000, "1", "2027"), "die bestaat"),
        ],
    )
    def test_are_refused_with_the_way_out(self, parts, words):
        (message,) = messages(days(*parts))
        assert words in message
        check(message)

    @pytest.mark.parametrize(
        ("parts", "boxes"),
        [
            (("0", "1", "2027"), ("dag",)),
            (("1", "x", "2201"), ("maand", "jaar")),
            (("31 december",), ("dag", "maand", "jaar")),
            (("31-12-27",), ("dag",)),
            (("31", "12", ""), ("jaar",)),
            (("30", "2", "2028"), ()),
        ],
    )
    def test_an_error_names_the_boxes_that_are_wrong(self, parts, boxes):
        (error,) = days(*parts).errors["day"].as_data()
        assert error.boxes == boxes

    @pytest.mark.parametrize("typed", ["31-12-2027", "2027-12-31", " 31-12-2027 "])
    def test_a_filter_takes_both_ways_of_writing(self, typed):
        form = days(on=typed)
        assert form.is_valid()
        assert form.cleaned_data["on"] == date(2027, 12, 31)

    def test_a_filter_says_how_to_write_a_date(self):
        (message,) = messages(days(on="morgen"))
        check(message)
        assert "31-12-2026" in message

    def test_nothing_is_nothing(self):
        form = days()
        assert form.is_valid()
        assert form.cleaned_data == {"day": None, "on": None}
        assert make_date("1", "12", "2026") == date(2026, 12, 1)


def test_messages_of_one_form_do_not_leak_into_django():
    ExampleForm({})
    with pytest.raises(ValidationError) as caught:
        validators.validate_email("geen")
    assert caught.value.messages != ["Vul een geldig e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."]
    form = ExampleForm({"seats": "0"})
    assert "Vul een getal in van minimaal 1." in messages(form)
