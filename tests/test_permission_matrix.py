"""Every named address × every role → status. A new address without a row fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from citydeal.models import MailStatus, OutgoingMail
from governance.models import MeetingPack, WrittenRound
from governance.selectors.calendar_feeds import feed_token
from governance.selectors.requests_links import hash_of
from governance.services.calendar_feeds import make_feed
from governance.services.invitations import token_of as invitation_token
from governance.services.packs import build_pack
from governance.services.requests import token_of
from governance.services.rounds_mail import token_of as voice_token
from reporting.services.contribution_questions import token_of as contribution_token
from tests.cast import ROLES, Cast
from tests.factories.actions import (
    ActionItemFactory,
    RoundPaperFactory,
    RoundVoiceFactory,
    WrittenRoundFactory,
)
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    ForwardItemFactory,
    MeetingQuestionFactory,
    TemplateItemFactory,
)
from tests.factories.deal_text import (
    ChallengeFactory,
    CovenantArticleFactory,
    DealDocumentFactory,
    DealExtensionFactory,
    PhaseFactory,
    SetupVersionFactory,
    StoredFileFactory,
)
from tests.factories.duties import DutyFactory, DutyOccurrenceFactory, PartyRhythmFactory
from tests.factories.governance import (
    BodyFactory,
    BodyRelationFactory,
    CityDealFactory,
    CovenantRuleFactory,
    DecisionFactory,
    FindingExceptionFactory,
    MembershipFactory,
    NominationFactory,
    OrganizationFactory,
    PartyContactFactory,
    PartyFactory,
    PartyRequestFactory,
    PositionFactory,
    SeatFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.parties import PartyEventFactory, PartySuccessionFactory
from tests.factories.reporting_contributions import (
    BookingFactory,
    BudgetLineFactory,
    ContributionFactory,
    PromiseFactory,
    QuestionFactory,
    TreasurerFactory,
)
from tests.factories.reporting_reports import ReportCommentFactory, made_report, sent_report
from tests.factories.reporting_risks import RiskFactory
from tests.factories.sessions import (
    HeldItemFactory,
    HeldMeetingFactory,
    MeetingRemarkFactory,
    PartyAgreementFactory,
    VoteEventFactory,
)
from tests.factories.workgroups import (
    ProcessQuestionFactory,
    RegionalAllianceFactory,
    WorkingGroupFactory,
)
from tests.factories.workgroups_assessment import (
    AssessmentFactory,
    CandidateFactory,
    CriterionFactory,
    DesignPrincipleFactory,
    FrameworkAssessorFactory,
    FrameworkVersionFactory,
)
from tests.factories.workgroups_charters import CharterVersionFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentInvolvementFactory,
    InstrumentSharingFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
    VersionAttachmentFactory,
)
from tests.factories.workgroups_planning import MilestoneFactory
from tests.factories.workgroups_steps import GroupLeadFactory, GroupUpdateFactory, StepFactory
from tests.factories.workgroups_tests import (
    DesignTeamFactory,
    FieldTestFactory,
    FrontRunnerFactory,
)

pytestmark = pytest.mark.django_db

Row = tuple[Callable[[Cast], list[Any]], dict[str, int]]


def of_charter(*more: Any, adopted: bool = False, whole: bool = False) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments about a version of a charter; ``whole``: about the charter."""

    def find(cast: Cast) -> list[Any]:
        fields: dict[str, Any] = {}
        if adopted:
            decision = DecisionFactory(body=cast.steering)
            fields = {"state": "adopted", "decision": decision, "adopted_by": cast.steering}
            fields["adopted_on"] = decision.taken_on
        if more == ("bijlage",):
            fields["communication_annex"] = StoredFileFactory()
        version = CharterVersionFactory(charter__deal=cast.deal, **fields)
        number = [] if whole else [version.number]
        return [cast.deal.slug, version.charter_id, *number, *(part for part in more if part != "bijlage")]

    return find


def of_report(*more: Any, state: str = "draft", sent: bool = False) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments about a progress report; ``sent``: to the steering group."""

    def find(cast: Cast) -> list[Any]:
        if sent:
            report = sent_report(deal=cast.deal, **({"state": state} if state != "draft" else {}))
        else:
            report = made_report(deal=cast.deal, state=state)
        rest = [ReportCommentFactory(report=report).pk if part == "comment" else part for part in more]
        return [cast.deal.slug, report.pk, *rest]

    return find


def of_report_duty(cast: Cast) -> list[Any]:
    """Return the arguments of the page that begins the report of a duty."""
    duty = DutyFactory(deal=cast.deal, kind="report", pattern="half_yearly")
    day = timezone.localdate()
    return [cast.deal.slug, DutyOccurrenceFactory(duty=duty, opens=day, due=day + timedelta(days=9)).pk]


def of_framework(*more: str, **fields: Any) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments of a page about a version of the framework, or a part of it."""

    def find(cast: Cast) -> list[Any]:
        framework = FrameworkVersionFactory(deal=cast.deal, **fields)
        found: dict[str, Callable[[], Any]] = {
            "criterion": lambda: CriterionFactory(framework=framework).pk,
            "assessor": lambda: FrameworkAssessorFactory(framework=framework).pk,
        }
        rest = [found[part]() if part in found else part for part in more]
        return [cast.deal.slug, framework.number, *rest]

    return find


def of_candidate(*, access: str = "public", scored_by: str = "") -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments of a page about a candidate; ``scored_by``: who is an assessor."""

    def find(cast: Cast) -> list[Any]:
        if scored_by:
            FrameworkAssessorFactory(framework__deal=cast.deal, person=cast.people[scored_by])
        found = CandidateFactory(instrument__deal=cast.deal, instrument__access=access)
        return [cast.deal.slug, found.pk]

    return find


def of_risk(*, owner: str = "", **fields: Any) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments of a page about a risk; ``owner``: the role that looks after it."""

    def find(cast: Cast) -> list[Any]:
        person = cast.people[owner] if owner else None
        return [cast.deal.slug, RiskFactory(deal=cast.deal, owner=person, **fields).pk]

    return find


def of_contribution(what: str = "contribution", **fields: Any) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments about a contribution of the ministry, or about ``what`` is with it."""
    made: dict[str, Callable[[Cast], Any]] = {
        "contribution": lambda c: ContributionFactory(party=c.ministry, **fields),
        "promise": lambda c: PromiseFactory(party=c.ministry, **fields),
        "question": lambda c: QuestionFactory(party=c.ministry, **fields),
        "treasurer": lambda c: TreasurerFactory(deal=c.deal, **fields),
        "line": lambda c: BudgetLineFactory(deal=c.deal, **fields),
        "booking": lambda c: BookingFactory(line__deal=c.deal, **fields),
    }
    return lambda c: [c.deal.slug, made[what](c).pk]


def of_succession(cast: Cast) -> list[Any]:
    """Return the arguments about a promise of a party that was followed up."""
    succession = PartySuccessionFactory(deal=cast.deal, date=date(2026, 1, 1))
    return [cast.deal.slug, PromiseFactory(party=succession.before.get()).pk]


def as_assessor(cast: Cast) -> list[Any]:
    FrameworkAssessorFactory(framework__deal=cast.deal, person=cast.people["member"])
    return [cast.deal.slug]


def of_conflict(cast: Cast) -> list[Any]:
    candidate = CandidateFactory(instrument__deal=cast.deal)
    return [cast.deal.slug, AssessmentFactory(candidate=candidate, conflict=True).pk]


SIGNED_IN = [role for role in ROLES if role not in ("anonymous", "deactivated")]
ORGANISERS = ["project_secretary", "project_manager"]
READERS = [*ORGANISERS, "auditor"]
# Who acts for somebody reads along with the deal; the secretariat also in the closed body.
DELEGATES = ["adviser", "secretariat"]
BODY_PEOPLE = ["member", "chair", "deputy", "other_body", "dealmaker", "observer", *DELEGATES]
PARTICIPANTS = [*READERS, *BODY_PEOPLE]
# Who reads contributions: also the contact of a party, who takes no part otherwise.
CONTRIBUTORS = [*PARTICIPANTS, "party_contact"]


def only(roles: list[str], *, public: bool = False, hidden: int = 404) -> dict[str, int]:
    """Return 200 for these roles; nobody goes to the login page, the others get ``hidden``."""
    out = 200 if public else 302
    table = {"anonymous": out, "deactivated": out}
    return table | {role: 200 if role in roles or public else hidden for role in SIGNED_IN}


EVERYBODY = only([], public=True)
# A page that is not public by nature (another access level) hides itself without saying it exists.
HIDDEN_FOR_NOBODY = {"anonymous": 404, "deactivated": 404}


def ministry_test(cast: Cast) -> list[Any]:
    """Return the arguments of a page about a test of the ministry; party_contact is its contact."""
    made = FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry)
    return [cast.deal.slug, made.pk]


def ended(cast: Cast) -> Any:
    """Return the deal with a last day: only then there is a term to extend."""
    cast.deal.end = timezone.localdate() + timedelta(days=365)
    cast.deal.save()
    return cast.deal


def chairs_request(cast: Cast, **fields: Any) -> Any:
    """Return a question to the chair as the contact of a party; the adviser acts for the chair."""
    contact = PartyContactFactory(person=cast.people["chair"], party__deal=cast.deal)
    return PartyRequestFactory(party=contact.party, to=contact.person, **fields)


def of_instrument(what: str = "", **fields: Any) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments of a page about a public instrument, or about ``what`` is with it."""

    def find(cast: Cast) -> list[Any]:
        instrument = InstrumentFactory(deal=cast.deal, access="public")
        made: dict[str, Any] = {
            "": lambda: [],
            "version": lambda: [InstrumentVersionFactory(instrument=instrument).pk],
            "attachment": lambda: [VersionAttachmentFactory(version__instrument=instrument).pk],
            "use": lambda: [InstrumentUseFactory(version__instrument=instrument, party=cast.ministry).pk],
            "involvement": lambda: [InstrumentInvolvementFactory(instrument=instrument).pk],
            "sharing": lambda: [InstrumentSharingFactory(instrument=instrument).pk],
        }
        return [cast.deal.slug, instrument.slug, *made[what]()]

    return find


def at_meeting(*more: Any, **fields: Any) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments of a page about a meeting of the steering group."""
    return lambda c: [
        c.deal.slug,
        c.steering.slug,
        MeetingFactory(body=c.steering, **{"access": "public", **fields}).pk,
        *more,
    ]


def on_agenda(what: str = "item", *more: Any, **fields: Any) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments of a page about an item of an agenda, or about ``what`` is with it."""

    def find(cast: Cast) -> list[Any]:
        meeting = MeetingFactory(body=cast.steering, **{"access": "public", "state": "convened", **fields})
        item = AgendaItemFactory(meeting=meeting)
        made: dict[str, Any] = {
            "item": lambda: [item.pk],
            "paper": lambda: [AgendaPaperFactory(item=item).pk],
            "abstention": lambda: [item.pk, AbstentionFactory(item=item).pk],
            "question": lambda: [
                MeetingQuestionFactory(
                    invitation=InvitationFactory(meeting=meeting, person=cast.people["member"])
                ).pk
            ],
        }
        found = made[what]()
        return [cast.deal.slug, cast.steering.slug, meeting.pk, *found, *more]

    return find


def of_ministry(cast: Cast) -> list[Any]:
    """Return the arguments of the page with the note of the ministry, of which the member is a contact."""
    PartyContactFactory(party=cast.ministry, person=cast.people["member"])
    return on_agenda("item", "ministerie")(cast)


def packed(cast: Cast) -> list[Any]:
    """Return the arguments of the pages about the pack of a meeting, with its pack made."""
    arguments = on_agenda()(cast)[:3]
    pack = MeetingPack.objects.create(meeting_id=arguments[-1])
    build_pack(pack.pk)
    return arguments


def invited(cast: Cast, who: str, **fields: Any) -> Any:
    """Return an invitation to a meeting of the steering group that is called together."""
    meeting = MeetingFactory(body=cast.steering, state="convened")
    invitation = InvitationFactory(meeting=meeting, person=cast.people[who], **fields)
    invitation.token_hash = hash_of(invitation_token(invitation))
    invitation.save()
    return invitation


def of_led_group(what: str = "", kind: str = "") -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments about a group that the member leads, or of what hangs on it."""

    def find(cast: Cast) -> list[Any]:
        group = WorkingGroupFactory(question__deal=cast.deal)
        MembershipFactory(seat=SeatFactory(body=group.body), person=cast.people["member"])
        lead = GroupLeadFactory(group=group, person=cast.people["member"])
        made: dict[str, Callable[[], list[Any]]] = {
            "": lambda: [kind] if kind else [],
            "lead": lambda: [lead.pk],
            "step": lambda: [StepFactory(group=group).pk],
            "update": lambda: [GroupUpdateFactory(group=group).pk],
        }
        return [cast.deal.slug, group.body.slug, *made[what]()]

    return find


def guest_address(cast: Cast) -> list[Any]:
    """Return the arguments of the page that takes a guest off a list."""
    guest = invited(cast, "dealmaker", is_guest=True)
    return [cast.deal.slug, cast.steering.slug, guest.meeting_id, guest.pk]


def held(name: str = "", *more: Any, **fields: Any) -> Callable[[Cast], list[Any]]:
    """Return what finds the arguments of a page about a meeting that was held; ``name``: also of what."""

    def find(cast: Cast) -> list[Any]:
        meeting = HeldMeetingFactory(body=cast.steering, **fields)
        made: list[Any] = {
            "": lambda: [],
            "item": lambda: [HeldItemFactory(meeting=meeting).pk],
            "adoption": lambda: [HeldItemFactory(meeting=meeting, fixed="previous_minutes").pk],
            "vote": lambda: [VoteEventFactory(item__meeting=meeting).pk],
            "remark": lambda: [MeetingRemarkFactory(meeting=meeting, person=cast.people["member"]).pk],
        }[name]()
        return [cast.deal.slug, cast.steering.slug, meeting.pk, *made, *more]

    return find


def asked_of_ministry(cast: Cast) -> list[Any]:
    """Return the arguments of the page on which the ministry answers a decision."""
    agreement = PartyAgreementFactory(decision__body=cast.steering, party=cast.ministry)
    return [cast.deal.slug, cast.steering.slug, agreement.decision_id, "ministerie"]


DRAFT_REPORT: dict[str, Any] = {"state": "minutes", "remarks_until": timezone.localdate()}
STEERING = ["member", "chair", "deputy"]
# Everybody who sits for a party, and who acts for one of these as far as into bodies.
SPEAKS_FOR_A_PARTY = [*STEERING, "party_contact", "other_body", "secretariat"]


def planned(cast: Cast) -> list[Any]:
    """Return the arguments of a page about a subject on the forward agenda."""
    return [cast.deal.slug, cast.steering.slug, ForwardItemFactory(body=cast.steering).pk]


def in_template(cast: Cast) -> list[Any]:
    """Return the arguments of a page about an item of a template."""
    return [cast.deal.slug, cast.steering.slug, TemplateItemFactory(body=cast.steering).pk]


def duty_of(cast: Cast) -> list[Any]:
    """Return the arguments of a page about a duty of the deal."""
    return [cast.deal.slug, DutyFactory(deal=cast.deal).pk]


def time_of(cast: Cast) -> list[Any]:
    """Return the arguments of a page about one time of a duty of the deal."""
    occurrence = DutyOccurrenceFactory(duty__deal=cast.deal)
    return [cast.deal.slug, occurrence.duty_id, occurrence.pk]


def feed_of(cast: Cast, who: str) -> list[Any]:
    """Return the secret in the address of the agenda of one of the cast."""
    make_feed(actor=cast.users[who])
    return [feed_token(cast.people[who].pk, 1)]


# Who reads what is for the members of the steering group.
READS_STEERING = [*READERS, "member", "chair", "deputy"]


def members_voice(cast: Cast) -> Any:
    """Return the voice of the member in an open round of the steering group."""
    membership = cast.people["member"].memberships.earliest("pk")
    return RoundVoiceFactory(round__body=cast.steering, membership=membership)


def voice_and_paper(cast: Cast, name: Callable[[Any], Any]) -> list[Any]:
    """Return what names the voice of the member, and the key of a paper of its round."""
    voice = members_voice(cast)
    return [name(voice), RoundPaperFactory(round=voice.round).file.key]


def at_draft(cast: Cast) -> list[Any]:
    """Return the address of a round of the steering group that nobody opened."""
    found = WrittenRound.objects.filter(body=cast.steering, state="draft").first()
    found = found or WrittenRoundFactory(body=cast.steering)
    return [cast.deal.slug, cast.steering.slug, found.pk]


ROWS: dict[str, Row] = {
    "governance:deal_calendar": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:body_feed": (lambda c: [c.deal.slug, c.steering.slug], EVERYBODY),
    "governance:duty_list": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "governance:duty_choose": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:duty_create": (lambda c: [c.deal.slug, "report", "half_yearly"], only(ORGANISERS)),
    "governance:duty_detail": (duty_of, only(PARTICIPANTS)),
    "governance:duty_edit": (duty_of, only(ORGANISERS)),
    "governance:duty_end": (duty_of, only(ORGANISERS)),
    "governance:occurrence_detail": (time_of, only(PARTICIPANTS)),
    "governance:occurrence_waive": (time_of, only(ORGANISERS)),
    "governance:occurrence_done": (time_of, only(ORGANISERS)),
    "governance:occurrence_reopen": (time_of, only(ORGANISERS)),
    "governance:party_rhythm": (
        lambda c: [c.deal.slug, c.ministry.organization.slug],
        only([*ORGANISERS, "party_contact"]),
    ),
    "governance:party_rhythm_remove": (
        lambda c: [c.deal.slug, c.ministry.organization.slug, PartyRhythmFactory(party=c.ministry).pk],
        only([*ORGANISERS, "party_contact"]),
    ),
    "governance:my_agenda": (lambda c: [], only(SIGNED_IN)),
    "governance:my_agenda_feed": (lambda c: [], only(SIGNED_IN)),
    "governance:my_feed": (lambda c: feed_of(c, "member"), EVERYBODY),
    "health": (lambda c: [], EVERYBODY),
    "ready": (lambda c: [], EVERYBODY),
    "accessibility": (lambda c: [], EVERYBODY),
    "privacy": (lambda c: [], EVERYBODY),
    "security_txt": (lambda c: [], EVERYBODY),
    "governance:home": (lambda c: [], EVERYBODY),
    "governance:deal_detail": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:body_detail": (lambda c: [c.deal.slug, c.steering.slug], EVERYBODY),
    "governance:deal_compliance": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "governance:deal_workspace": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:exception_list": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "governance:exception_accept": (
        lambda c: [c.deal.slug, CovenantRuleFactory(deal=c.deal, number=45, parameters={}).number],
        only(ORGANISERS),
    ),
    "governance:body_exception_accept": (
        lambda c: [c.deal.slug, BodyFactory(deal=c.deal, kind="steering_group").slug, 12],
        only(ORGANISERS),
    ),
    "governance:exception_end": (
        lambda c: [c.deal.slug, FindingExceptionFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:appointment_edit": (
        lambda c: [c.deal.slug, c.ministry_member.pk],
        only(ORGANISERS),
    ),
    "governance:body_list": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:body_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:body_edit": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:body_close": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:body_reopen": (
        lambda c: [c.deal.slug, BodyFactory(deal=c.deal, end=date(2024, 1, 1)).slug],
        only(ORGANISERS),
    ),
    "governance:body_add_member": (
        lambda c: [c.deal.slug, BodyFactory(deal=c.deal).slug],
        only(ORGANISERS),
    ),
    "governance:competence_list": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:competence_edit": (lambda c: [c.deal.slug, "setup"], only(ORGANISERS)),
    "governance:relation_list": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:relation_remove": (
        lambda c: [c.deal.slug, BodyRelationFactory(source=c.steering).pk],
        only(ORGANISERS),
    ),
    "governance:seat_create": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:seat_edit": (lambda c: [c.deal.slug, c.empty_seat.pk], only(ORGANISERS)),
    "governance:seat_end": (lambda c: [c.deal.slug, c.empty_seat.pk], only(ORGANISERS)),
    "governance:membership_restore": (
        lambda c: [c.deal.slug, MembershipFactory(seat=c.empty_seat, end=date(2024, 1, 1)).pk],
        only(ORGANISERS),
    ),
    "governance:decision_list": (lambda c: [c.deal.slug, c.steering.slug], EVERYBODY),
    "governance:decision_create": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:decision_detail": (
        lambda c: [c.deal.slug, c.steering.slug, DecisionFactory(body=c.steering).pk],
        EVERYBODY,
    ),
    "governance:decision_withdraw": (
        lambda c: [c.deal.slug, c.steering.slug, DecisionFactory(body=c.steering).pk],
        only(ORGANISERS),
    ),
    "workgroups:question_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:question_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:question_edit": (
        lambda c: [c.deal.slug, ProcessQuestionFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "workgroups:group_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:group_edit": (
        lambda c: [c.deal.slug, WorkingGroupFactory(question__deal=c.deal).body.slug],
        only(ORGANISERS),
    ),
    "workgroups:work": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:report_list": (lambda c: [c.deal.slug], only(SIGNED_IN)),
    "workgroups:step_template": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:work_export": (lambda c: [c.deal.slug, "stappen", "csv"], only(PARTICIPANTS)),
    "workgroups:group_detail": (of_led_group(), EVERYBODY),
    "workgroups:update_report": (of_led_group(), only([*ORGANISERS, "member"])),
    "workgroups:update_list": (of_led_group(), only(PARTICIPANTS)),
    "workgroups:update_correct": (of_led_group("update"), only([*ORGANISERS, "member"])),
    "workgroups:lead_list": (of_led_group(), only(ORGANISERS)),
    "workgroups:lead_end": (of_led_group("lead"), only(ORGANISERS)),
    "workgroups:goals_edit": (of_led_group(), only(ORGANISERS)),
    "workgroups:step_create": (of_led_group(), only([*ORGANISERS, "member"])),
    "workgroups:step_arrange": (of_led_group(), only([*ORGANISERS, "member"])),
    "workgroups:step_begin": (of_led_group(), only([*ORGANISERS, "member"])),
    "workgroups:step_import": (of_led_group(), only([*ORGANISERS, "member"])),
    "workgroups:step_export": (of_led_group(kind="ods"), only(PARTICIPANTS)),
    "workgroups:step_detail": (of_led_group("step"), EVERYBODY),
    "workgroups:step_edit": (of_led_group("step"), only([*ORGANISERS, "member"])),
    "workgroups:step_move": (of_led_group("step"), only([*ORGANISERS, "member"])),
    "workgroups:step_state": (of_led_group("step"), only([*ORGANISERS, "member"])),
    "workgroups:charter_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:charter_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:charter_detail": (
        of_charter(whole=True, adopted=True),
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    "workgroups:charter_version": (of_charter(), only(PARTICIPANTS) | HIDDEN_FOR_NOBODY),
    "workgroups:charter_compare": (of_charter(whole=True), only(PARTICIPANTS) | HIDDEN_FOR_NOBODY),
    "workgroups:charter_file": (of_charter("odt"), only(PARTICIPANTS) | HIDDEN_FOR_NOBODY),
    "workgroups:charter_annex": (of_charter("bijlage"), only(PARTICIPANTS) | HIDDEN_FOR_NOBODY),
    "workgroups:charter_edit": (of_charter(whole=True), only(ORGANISERS)),
    "workgroups:charter_begin": (of_charter(whole=True, adopted=True), only(ORGANISERS)),
    "workgroups:charter_section": (of_charter("budget"), only(ORGANISERS)),
    "workgroups:charter_adopt": (of_charter(), only(ORGANISERS)),
    "workgroups:charter_drop": (of_charter(), only(ORGANISERS)),
    "workgroups:principle_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:principle_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:principle_edit": (
        lambda c: [c.deal.slug, DesignPrincipleFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "workgroups:principle_remove": (
        lambda c: [c.deal.slug, DesignPrincipleFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "workgroups:framework_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:framework_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:framework_detail": (of_framework(), EVERYBODY),
    "workgroups:criteria_export": (of_framework("csv"), EVERYBODY),
    "workgroups:framework_edit": (of_framework(), only(ORGANISERS)),
    "workgroups:framework_state": (of_framework(), only(ORGANISERS)),
    "workgroups:framework_remove": (of_framework(state="draft"), only(ORGANISERS)),
    "workgroups:framework_weights": (of_framework(state="draft"), only(ORGANISERS)),
    "workgroups:criterion_create": (of_framework(state="draft"), only(ORGANISERS)),
    "workgroups:criterion_edit": (of_framework("criterion", state="draft"), only(ORGANISERS)),
    "workgroups:criterion_remove": (of_framework("criterion", state="draft"), only(ORGANISERS)),
    "workgroups:assessor_create": (of_framework(), only(ORGANISERS)),
    "workgroups:assessor_remove": (of_framework("assessor"), only(ORGANISERS)),
    "workgroups:score_matrix": (of_framework(), only(ORGANISERS)),
    "workgroups:score_export": (of_framework("csv", state="closed"), only(PARTICIPANTS)),
    "workgroups:candidate_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:candidate_export": (lambda c: [c.deal.slug, "csv"], EVERYBODY),
    "workgroups:candidate_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:candidate_detail": (of_candidate(), EVERYBODY),
    "workgroups:candidate_edit": (of_candidate(), only(ORGANISERS)),
    "workgroups:longlist_import": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:shortlist_edit": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:my_assessments": (as_assessor, only(["member"])),
    "workgroups:assessment_edit": (of_candidate(scored_by="member"), only(["member"])),
    "workgroups:conflict_lift": (of_conflict, only(ORGANISERS)),
    "workgroups:instrument_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:instrument_export": (lambda c: [c.deal.slug, "csv"], EVERYBODY),
    "workgroups:instrument_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:instrument_detail": (of_instrument(), EVERYBODY),
    "workgroups:instrument_edit": (of_instrument(), only(ORGANISERS)),
    "workgroups:instrument_state": (of_instrument(), only(ORGANISERS)),
    "workgroups:version_create": (of_instrument(), only(ORGANISERS)),
    "workgroups:version_edit": (of_instrument("version"), only(ORGANISERS)),
    "workgroups:version_freeze": (of_instrument("version"), only(ORGANISERS)),
    "workgroups:version_withdraw": (of_instrument("version"), only(ORGANISERS)),
    "workgroups:attachment_create": (of_instrument("version"), only(ORGANISERS)),
    "workgroups:attachment_file": (of_instrument("attachment"), EVERYBODY),
    "workgroups:attachment_remove": (of_instrument("attachment"), only(ORGANISERS)),
    "workgroups:use_create": (of_instrument(), only([*ORGANISERS, "party_contact"])),
    "workgroups:use_edit": (of_instrument("use"), only([*ORGANISERS, "party_contact"])),
    "workgroups:use_remove": (of_instrument("use"), only([*ORGANISERS, "party_contact"])),
    "workgroups:involvement_create": (of_instrument(), only(ORGANISERS)),
    "workgroups:involvement_edit": (of_instrument("involvement"), only(ORGANISERS)),
    "workgroups:involvement_remove": (of_instrument("involvement"), only(ORGANISERS)),
    "workgroups:sharing_create": (of_instrument(), only(ORGANISERS)),
    "workgroups:sharing_edit": (of_instrument("sharing"), only(ORGANISERS)),
    "workgroups:sharing_remove": (of_instrument("sharing"), only(ORGANISERS)),
    "workgroups:planning": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:planning_export": (lambda c: [c.deal.slug, "csv"], EVERYBODY),
    "workgroups:milestone_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:milestone_detail": (
        lambda c: [c.deal.slug, MilestoneFactory(deal=c.deal).pk],
        EVERYBODY,
    ),
    "workgroups:milestone_edit": (
        lambda c: [c.deal.slug, MilestoneFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "workgroups:milestone_move": (
        lambda c: [c.deal.slug, MilestoneFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "workgroups:milestone_state": (
        lambda c: [c.deal.slug, MilestoneFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "workgroups:phase_gates": (lambda c: [c.deal.slug, PhaseFactory(deal=c.deal).pk], only(ORGANISERS)),
    "workgroups:test_list": (lambda c: [c.deal.slug], only([*PARTICIPANTS, "party_contact"])),
    "workgroups:test_matrix": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "workgroups:test_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:test_export": (lambda c: [c.deal.slug, "csv"], only([*PARTICIPANTS, "party_contact"])),
    "workgroups:test_detail": (ministry_test, only([*PARTICIPANTS, "party_contact"])),
    "workgroups:test_edit": (ministry_test, only(ORGANISERS)),
    "workgroups:test_report": (ministry_test, only([*ORGANISERS, "party_contact"])),
    "workgroups:front_runner_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "workgroups:front_runner_end": (
        lambda c: [c.deal.slug, FrontRunnerFactory(party__deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "workgroups:alliance_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:alliance_edit": (
        lambda c: [c.deal.slug, RegionalAllianceFactory(question__deal=c.deal).body.slug],
        only(ORGANISERS),
    ),
    "reporting:party_letter": (
        lambda c: [c.deal.slug, c.ministry.organization.slug],
        only([*ORGANISERS, "party_contact"]),
    ),
    "reporting:party_letter_file": (
        lambda c: [c.deal.slug, c.ministry.organization.slug, "odt"],
        only([*ORGANISERS, "party_contact"]),
    ),
    "reporting:dashboard": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "reporting:dashboard_manager": (lambda c: [c.deal.slug], only(READERS)),
    "reporting:dashboard_party": (
        lambda c: [c.deal.slug, c.ministry.organization.slug],
        only([*PARTICIPANTS, "party_contact"]),
    ),
    "reporting:digest_edit": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "reporting:programme": (lambda c: [], only(SIGNED_IN)),
    "reporting:contribution_list": (lambda c: [c.deal.slug], only(CONTRIBUTORS)),
    "reporting:contribution_party": (lambda c: [c.deal.slug, "ministerie"], only(CONTRIBUTORS)),
    "reporting:contribution_history": (
        lambda c: [c.deal.slug, "ministerie"],
        only([*READERS, "party_contact"]),
    ),
    "reporting:contribution_export": (lambda c: [c.deal.slug, "bijdragen", "csv"], only(CONTRIBUTORS)),
    "reporting:contribution_create": (
        lambda c: [c.deal.slug, "ministerie"],
        only([*ORGANISERS, "party_contact"]),
    ),
    "reporting:contribution_edit": (of_contribution(), only([*ORGANISERS, "party_contact"])),
    "reporting:contribution_withdraw": (of_contribution(), only([*ORGANISERS, "party_contact"])),
    "reporting:contribution_paid": (of_contribution(invoice=True), only(ORGANISERS)),
    "reporting:contribution_evidence": (
        lambda c: of_contribution(evidence=StoredFileFactory())(c),
        only([*READERS, "party_contact"]),
    ),
    "reporting:contribution_confirm": (lambda c: [c.deal.slug, "ministerie"], only(["party_contact"])),
    "reporting:contribution_import": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "reporting:promise_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "reporting:promise_edit": (of_contribution("promise"), only(ORGANISERS)),
    "reporting:promise_remove": (of_contribution("promise"), only(ORGANISERS)),
    "reporting:promise_pass_on": (of_succession, only(ORGANISERS)),
    "reporting:promise_import": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "reporting:treasurer_list": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "reporting:treasurer_end": (of_contribution("treasurer"), only(ORGANISERS)),
    "reporting:question_ask": (lambda c: [c.deal.slug, "ministerie"], only(ORGANISERS)),
    "reporting:question_remind": (of_contribution("question"), only(ORGANISERS)),
    "reporting:my_question": (of_contribution("question"), only(["party_contact"])),
    "reporting:question_answer": (
        lambda c: [contribution_token(QuestionFactory(party=c.ministry).key)],
        EVERYBODY,
    ),
    "reporting:budget": (lambda c: [c.deal.slug], only(CONTRIBUTORS)),
    "reporting:budget_export": (lambda c: [c.deal.slug, "csv"], only(CONTRIBUTORS)),
    "reporting:budget_import": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "reporting:budget_line_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "reporting:budget_line": (of_contribution("line"), only(CONTRIBUTORS)),
    "reporting:budget_line_edit": (of_contribution("line"), only(ORGANISERS)),
    "reporting:budget_line_remove": (of_contribution("line"), only(ORGANISERS)),
    "reporting:booking_create": (of_contribution("line"), only(ORGANISERS)),
    "reporting:booking_withdraw": (of_contribution("booking"), only(ORGANISERS)),
    "reporting:booking_evidence": (
        lambda c: of_contribution("booking", evidence=StoredFileFactory())(c),
        only(CONTRIBUTORS),
    ),
    "reporting:risk_list": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "reporting:risk_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "reporting:risk_detail": (of_risk(), only(PARTICIPANTS)),
    "reporting:risk_edit": (of_risk(), only(ORGANISERS)),
    "reporting:risk_update": (of_risk(owner="chair"), only([*ORGANISERS, "chair"])),
    "reporting:risk_close": (of_risk(), only(ORGANISERS)),
    "reporting:risk_reopen": (of_risk(state="closed"), only(ORGANISERS)),
    "reporting:report_list": (lambda c: [c.deal.slug], EVERYBODY),
    "reporting:report_difference": (lambda c: [c.deal.slug], only(READERS)),
    "reporting:report_begin": (of_report_duty, only(ORGANISERS)),
    "reporting:report_detail": (of_report(sent=True), only(PARTICIPANTS) | HIDDEN_FOR_NOBODY),
    "reporting:report_file": (of_report("pdf", sent=True), only(PARTICIPANTS) | HIDDEN_FOR_NOBODY),
    "reporting:report_text": (of_report("groups"), only(ORGANISERS)),
    "reporting:report_comment": (of_report(state="in_review"), only(ORGANISERS)),
    "reporting:report_comment_answer": (of_report("comment"), only(ORGANISERS)),
    "reporting:report_step": (of_report("released", state="in_review"), only(["project_manager"])),
    "reporting:report_refresh": (of_report(), only(ORGANISERS)),
    "reporting:report_files": (of_report(sent=True), only(ORGANISERS)),
    "reporting:report_access": (of_report(), only(ORGANISERS)),
    "reporting:report_send": (of_report(sent=True, state="released"), only(ORGANISERS)),
    "reporting:report_place": (of_report(sent=True), only(ORGANISERS)),
    "reporting:report_evaluate": (of_report(sent=True), only(ORGANISERS)),
    "reporting:report_finding": (of_report("groups", sent=True), only(ORGANISERS)),
    "reporting:report_erratum": (of_report(sent=True), only(ORGANISERS)),
    "workgroups:team_list": (lambda c: [c.deal.slug], EVERYBODY),
    "workgroups:team_create": (
        lambda c: [DesignPrincipleFactory(deal=c.deal).deal.slug],
        only(ORGANISERS),
    ),
    "workgroups:team_plan": (
        lambda c: [c.deal.slug, DesignTeamFactory(principle__deal=c.deal).body.slug],
        only(ORGANISERS),
    ),
    "panels:topic_edit": (
        lambda c: [
            c.deal.slug,
            MembershipFactory(seat__body__deal=c.deal, seat__body__kind="residents_panel").pk,
        ],
        only(ORGANISERS),
    ),
    "panels:topic_own": (
        lambda c: [
            c.deal.slug,
            MembershipFactory(
                seat__body__deal=c.deal, seat__body__kind="residents_panel", person=c.people["member"]
            ).body.slug,
        ],
        only(["member"]),
    ),
    "governance:body_history": (
        lambda c: [c.deal.slug, c.steering.slug],
        only(READERS),
    ),
    "governance:deal_create": (lambda c: [], only(["platform_manager"])),
    "governance:deal_first_secretary": (
        lambda c: [CityDealFactory(slug="nog-leeg", access="deal").slug],
        only(["platform_manager"]),
    ),
    "governance:deal_settings": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:deal_state": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:deal_choices": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:covenant_rule_choose": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:covenant_rule_add": (lambda c: [c.deal.slug, 11], only(ORGANISERS)),
    "governance:covenant_rule_edit": (
        lambda c: [c.deal.slug, c.deal.covenant_rules.get(number=12).pk],
        only(ORGANISERS),
    ),
    "governance:covenant_rule_remove": (
        lambda c: [c.deal.slug, c.deal.covenant_rules.get(number=12).pk],
        only(ORGANISERS),
    ),
    "governance:covenant_detail": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:setup_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:setup_detail": (
        lambda c: [c.deal.slug, SetupVersionFactory(deal=c.deal).number],
        EVERYBODY,
    ),
    "governance:extension_create": (lambda c: [ended(c).slug], only(ORGANISERS)),
    "governance:extension_take_back": (
        lambda c: [c.deal.slug, DealExtensionFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:article_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:article_edit": (
        lambda c: [c.deal.slug, CovenantArticleFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:article_remove": (
        lambda c: [c.deal.slug, CovenantArticleFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:challenge_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:challenge_edit": (
        lambda c: [c.deal.slug, ChallengeFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:challenge_remove": (
        lambda c: [c.deal.slug, ChallengeFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:phase_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:phase_edit": (lambda c: [c.deal.slug, PhaseFactory(deal=c.deal).pk], only(ORGANISERS)),
    "governance:phase_remove": (lambda c: [c.deal.slug, PhaseFactory(deal=c.deal).pk], only(ORGANISERS)),
    "governance:document_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:document_withdraw": (
        lambda c: [c.deal.slug, DealDocumentFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:document_file": (
        lambda c: [c.deal.slug, DealDocumentFactory(deal=c.deal).file.key],
        EVERYBODY,
    ),
    "governance:deal_history": (lambda c: [c.deal.slug], only(READERS)),
    "governance:party_history": (lambda c: [c.deal.slug, c.ministry.organization.slug], only(READERS)),
    "governance:person_history": (lambda c: [c.deal.slug, c.ministry_member.person_id], only(READERS)),
    "governance:party_list": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:organization_find": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:party_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:party_join": (lambda c: [c.deal.slug, OrganizationFactory().slug], only(ORGANISERS)),
    "governance:party_event": (lambda c: [c.deal.slug, c.ministry.organization.slug], only(ORGANISERS)),
    "governance:party_withdraw": (lambda c: [c.deal.slug, c.ministry.organization.slug], only(ORGANISERS)),
    "governance:organization_edit": (lambda c: [c.deal.slug, c.ministry.organization.slug], only(ORGANISERS)),
    "governance:party_contact": (lambda c: [c.deal.slug, c.ministry.organization.slug], only(ORGANISERS)),
    "governance:party_contact_end": (
        lambda c: [c.deal.slug, c.ministry.contacts.get().pk],
        only(ORGANISERS),
    ),
    "governance:party_event_take_back": (
        lambda c: [c.deal.slug, PartyEventFactory(party=c.ministry, date=date(2023, 1, 1)).pk],
        only(ORGANISERS),
    ),
    "governance:party_mandate": (
        lambda c: [
            c.deal.slug,
            PartyEventFactory(party=c.ministry, mandate=StoredFileFactory()).mandate.key,
        ],
        only(READERS),
    ),
    "governance:succession_create": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:succession_detail": (
        lambda c: [c.deal.slug, PartySuccessionFactory(deal=c.deal).pk],
        only(READERS),
    ),
    "governance:succession_undo": (
        lambda c: [c.deal.slug, PartySuccessionFactory(deal=c.deal).pk],
        only(ORGANISERS),
    ),
    "governance:party_detail": (
        lambda c: [c.deal.slug, c.ministry.organization.slug],
        EVERYBODY,
    ),
    "governance:person_detail": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(PARTICIPANTS),
    ),
    "governance:person_list": (lambda c: [c.deal.slug], only(PARTICIPANTS)),
    "governance:person_add": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:person_edit": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(ORGANISERS),
    ),
    "governance:person_merge": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(ORGANISERS),
    ),
    "governance:person_handover": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(ORGANISERS),
    ),
    "governance:deal_role_add": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(ORGANISERS),
    ),
    "governance:deal_role_end": (
        lambda c: [c.deal.slug, c.people["auditor"].deal_roles.get().pk],
        only(ORGANISERS),
    ),
    "governance:position_add": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(ORGANISERS),
    ),
    "governance:position_edit": (
        lambda c: [c.deal.slug, c.ministry_member.position_id],
        only(ORGANISERS),
    ),
    "governance:position_end": (
        lambda c: [c.deal.slug, c.ministry_member.position_id],
        only(ORGANISERS),
    ),
    # Who acts for the chair reads the page too, and hears there that it is not his to hand on.
    "governance:delegation_list": (
        lambda c: [c.deal.slug, c.people["chair"].pk],
        only([*ORGANISERS, "chair", "adviser"]),
    ),
    "governance:delegation_edit": (
        lambda c: [c.deal.slug, c.people["chair"].delegations.get().pk],
        only([*ORGANISERS, "chair", "adviser"]),
    ),
    "governance:deputy_name": (
        lambda c: [c.deal.slug, c.people["chair"].memberships.get().pk],
        only([*ORGANISERS, "chair", "adviser"]),
    ),
    "governance:college_change": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:college_party": (
        lambda c: [c.deal.slug, c.ministry.organization.slug],
        only(ORGANISERS),
    ),
    "governance:request_list": (lambda c: [c.deal.slug], only(ORGANISERS)),
    "governance:request_detail": (
        lambda c: [c.deal.slug, PartyRequestFactory(party=c.ministry).pk],
        only(ORGANISERS),
    ),
    "governance:nomination_detail": (
        lambda c: [c.deal.slug, NominationFactory(seat=c.empty_seat).pk],
        only(ORGANISERS),
    ),
    "governance:seat_ask": (lambda c: [c.deal.slug, c.empty_seat.pk], only(ORGANISERS)),
    "governance:request_answer": (
        lambda c: [token_of(PartyRequestFactory(party=c.ministry).key)],
        EVERYBODY,
    ),
    "governance:my_request": (
        lambda c: [PartyRequestFactory(party=c.ministry, to=c.people["party_contact"]).pk],
        only(["party_contact"]),
    ),
    "governance:my_actions": (lambda c: [], only(SIGNED_IN)),
    "governance:action_list": (lambda c: [c.deal.slug, c.steering.slug], only(READS_STEERING)),
    "governance:action_create": (lambda c: [c.deal.slug, c.steering.slug], only([*ORGANISERS, "chair"])),
    "governance:action_detail": (
        lambda c: [c.deal.slug, c.steering.slug, ActionItemFactory(body=c.steering).pk],
        only(READS_STEERING),
    ),
    "governance:action_edit": (
        lambda c: [c.deal.slug, c.steering.slug, ActionItemFactory(body=c.steering).pk],
        only([*ORGANISERS, "chair"]),
    ),
    "governance:round_list": (lambda c: [c.deal.slug, c.steering.slug], only(READS_STEERING)),
    "governance:round_create": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:round_urgent": (lambda c: [c.deal.slug, c.steering.slug], only(["chair"])),
    "governance:round_detail": (
        lambda c: [c.deal.slug, c.steering.slug, members_voice(c).round_id],
        only(READS_STEERING),
    ),
    "governance:round_paper": (
        lambda c: [c.deal.slug, c.steering.slug, *voice_and_paper(c, lambda voice: voice.round_id)],
        only(READS_STEERING),
    ),
    "governance:round_edit": (at_draft, only(ORGANISERS)),
    "governance:round_open": (at_draft, only(ORGANISERS)),
    "governance:round_withdraw": (at_draft, only(ORGANISERS)),
    "governance:round_paper_add": (at_draft, only(ORGANISERS)),
    "governance:round_paper_remove": (
        lambda c: [*at_draft(c), RoundPaperFactory(round_id=at_draft(c)[-1]).pk],
        only(ORGANISERS),
    ),
    "governance:round_answer": (lambda c: [voice_token(members_voice(c))], EVERYBODY),
    "governance:round_answer_paper": (lambda c: voice_and_paper(c, voice_token), EVERYBODY),
    "governance:my_round": (lambda c: [members_voice(c).round_id], only(["member"])),
    "governance:my_round_paper": (
        lambda c: voice_and_paper(c, lambda voice: voice.round_id),
        only(["member"]),
    ),
    "mail_list": (lambda c: [], only(SIGNED_IN)),
    "mail_preference": (lambda c: [], only(SIGNED_IN)),
    "mail_dead_list": (lambda c: [], only(["platform_manager"])),
    "mail_resend": (
        lambda c: [
            OutgoingMail.objects.create(
                key="dood",
                kind="x",
                to="lid@voorbeeld.example",
                subject="x",
                text="x",
                status=MailStatus.DEAD,
                next_attempt_at=timezone.now(),
                finished_at=timezone.now(),
            ).pk
        ],
        only(["platform_manager"]),
    ),
    "governance:meeting_list": (lambda c: [c.deal.slug, c.steering.slug], EVERYBODY),
    "governance:meeting_create": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:meeting_series": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:way_of_working": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:meeting_detail": (at_meeting(state="convened"), EVERYBODY),
    "governance:meeting_edit": (at_meeting(state="convened"), only(ORGANISERS)),
    "governance:meeting_reserve": (at_meeting(), only(ORGANISERS)),
    "governance:meeting_convene": (at_meeting(), only(ORGANISERS)),
    "governance:meeting_cancel": (at_meeting(state="convened"), only(ORGANISERS)),
    "governance:meeting_step": (
        at_meeting("in_session", state="convened", days=0),
        only([*ORGANISERS, "chair"]),
    ),
    "governance:meeting_invitations": (at_meeting(state="convened"), only(ORGANISERS)),
    "governance:invitations_update": (at_meeting(state="convened"), only(ORGANISERS)),
    "governance:invitations_remind": (at_meeting(state="convened"), only(ORGANISERS)),
    "governance:guest_remove": (guest_address, only(ORGANISERS)),
    "governance:invitation_answer": (
        lambda c: [invitation_token(invited(c, "member"))],
        EVERYBODY,
    ),
    "governance:my_invitation": (
        lambda c: [invited(c, "member").pk],
        only([*ORGANISERS, "member"]),
    ),
    "governance:attendance_edit": (held(), only(ORGANISERS)),
    "governance:report_detail": (
        held(**DRAFT_REPORT),
        only([*READERS, *STEERING]) | HIDDEN_FOR_NOBODY,
    ),
    "governance:report_file": (
        held("", "odt", **DRAFT_REPORT),
        only([*READERS, *STEERING]) | HIDDEN_FOR_NOBODY,
    ),
    "governance:report_edit": (held(), only(ORGANISERS)),
    "governance:report_send": (held(), only(ORGANISERS)),
    "governance:report_remarks": (
        lambda c: held("remark", **DRAFT_REPORT)(c)[:3],
        only([*ORGANISERS, "member"]),
    ),
    "governance:remark_answer": (held("remark", state="minutes"), only(ORGANISERS)),
    "governance:report_agenda": (held(**DRAFT_REPORT), only(ORGANISERS)),
    "governance:decisions_confirm": (held(), only([*ORGANISERS, "chair"])),
    "governance:item_decide": (held("item"), only(ORGANISERS)),
    "governance:item_adopt": (held("adoption"), only(ORGANISERS)),
    "governance:vote_open": (held("item"), only(ORGANISERS)),
    "governance:vote_detail": (held("vote"), only([*READERS, *STEERING])),
    "governance:agreement_edit": (asked_of_ministry, only([*ORGANISERS, "party_contact"])),
    "governance:agenda_order": (at_meeting(), only(ORGANISERS)),
    "governance:item_create": (at_meeting(), only(ORGANISERS)),
    "governance:item_detail": (on_agenda(), EVERYBODY),
    "governance:item_edit": (on_agenda(), only(ORGANISERS)),
    "governance:item_remove": (on_agenda(), only(ORGANISERS)),
    "governance:item_carry": (on_agenda(), only(ORGANISERS)),
    "governance:cover_note_edit": (on_agenda(), only(ORGANISERS)),
    "governance:chair_note_edit": (on_agenda(), only(ORGANISERS)),
    "governance:party_note_edit": (of_ministry, only(["party_contact", "member"])),
    "governance:abstention_create": (on_agenda(), only([*ORGANISERS, *SPEAKS_FOR_A_PARTY])),
    "governance:abstention_remove": (on_agenda("abstention"), only(ORGANISERS)),
    "governance:paper_add": (on_agenda(), only(ORGANISERS)),
    "governance:papers_announce": (at_meeting(), only(ORGANISERS)),
    "governance:paper_file": (on_agenda("paper"), EVERYBODY),
    "governance:paper_replace": (on_agenda("paper"), only(ORGANISERS)),
    "governance:paper_withdraw": (on_agenda("paper"), only(ORGANISERS)),
    "governance:question_ask": (lambda c: on_agenda("question")(c)[:3], only(["member"])),
    "governance:question_answer": (on_agenda("question"), only(ORGANISERS)),
    "governance:pack_detail": (at_meeting(state="convened"), EVERYBODY),
    "governance:pack_ask": (at_meeting(), only(ORGANISERS)),
    "governance:pack_file": (packed, EVERYBODY),
    "governance:forward_list": (
        lambda c: [c.deal.slug, c.steering.slug],
        only([*READERS, *STEERING]),
    ),
    "governance:forward_create": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:forward_edit": (planned, only(ORGANISERS)),
    "governance:forward_drop": (planned, only(ORGANISERS)),
    "governance:forward_place": (planned, only(ORGANISERS)),
    "governance:template_list": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:template_standard": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:template_item_create": (lambda c: [c.deal.slug, c.steering.slug], only(ORGANISERS)),
    "governance:template_item_edit": (in_template, only(ORGANISERS)),
    "governance:template_item_remove": (in_template, only(ORGANISERS)),
    "governance:person_account": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(ORGANISERS),
    ),
    "governance:seat_name_member": (lambda c: [c.deal.slug, c.empty_seat.pk], only(ORGANISERS)),
    "governance:membership_edit": (
        lambda c: [c.deal.slug, c.ministry_member.pk],
        only(ORGANISERS),
    ),
    "governance:membership_end": (
        lambda c: [c.deal.slug, c.ministry_member.pk],
        only(ORGANISERS),
    ),
}


@pytest.fixture(autouse=True)
def _somebody_hears_of_weak_spots(settings) -> None:
    """Without a contact security.txt is not there; see ``tests/citydeal/test_security_txt.py``."""
    settings.SECURITY_CONTACT = "mailto:veilig@voorbeeld.example"


# The same addresses for other objects: levels "deal" and "body", and people behind them.
MORE_ROWS: list[tuple[str, str, Callable[[Cast], list[Any]], dict[str, int]]] = [
    (
        "item of a draft",
        "governance:item_detail",
        on_agenda(state="draft"),
        only(ORGANISERS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "paper for the deal",
        "governance:paper_file",
        on_agenda("paper", access="deal"),
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "item of a finished meeting",
        "governance:item_edit",
        on_agenda(state="cancelled"),
        only([]),
    ),
    (
        "meeting in preparation",
        "governance:meeting_detail",
        at_meeting(state="draft"),
        only(ORGANISERS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "meeting that is only reserved",
        "governance:meeting_detail",
        at_meeting(state="reserved"),
        only([*READERS, "member", "chair", "deputy"]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "meeting for the deal",
        "governance:meeting_detail",
        at_meeting(state="convened", access="deal"),
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "meeting under the address of another body",
        "governance:meeting_detail",
        lambda c: [c.deal.slug, c.core.slug, MeetingFactory(body=c.steering, access="public").pk],
        only([]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "step that the meeting cannot take",
        "governance:meeting_step",
        at_meeting("adopted", state="convened"),
        only([]),
    ),
    (
        "invitation of whom somebody acts for",
        "governance:my_invitation",
        lambda c: [invited(c, "chair").pk],
        only([*ORGANISERS, "chair", "adviser"]),
    ),
    (
        "decisions of a body for its members",
        "governance:decision_list",
        lambda c: [c.deal.slug, c.closed.slug],
        only([*READERS, "other_body", "secretariat"]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "decision of a body for its members",
        "governance:decision_detail",
        lambda c: [c.deal.slug, c.closed.slug, DecisionFactory(body=c.closed).pk],
        only([*READERS, "other_body", "secretariat"]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "decision of a closed body under the address of another body",
        "governance:decision_detail",
        lambda c: [c.deal.slug, c.steering.slug, DecisionFactory(body=c.closed).pk],
        only([]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "seat under another deal's address, to change",
        "governance:seat_edit",
        lambda c: ["andere-deal", c.empty_seat.pk],
        only([]),
    ),
    (
        "event of a party under another deal's address",
        "governance:party_event_take_back",
        lambda c: ["andere-deal", PartyEventFactory(party=c.ministry).pk],
        only([]),
    ),
    (
        "contact of a party under another deal's address",
        "governance:party_contact_end",
        lambda c: ["andere-deal", c.ministry.contacts.get().pk],
        only([]),
    ),
    (
        "succession under another deal's address",
        "governance:succession_undo",
        lambda c: ["andere-deal", PartySuccessionFactory(deal=c.deal).pk],
        only([]),
    ),
    (
        "organisation that never took part",
        "governance:party_detail",
        lambda c: [c.deal.slug, PartyFactory(deal=c.deal, state=False).organization.slug],
        only([]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "relation under another deal's address",
        "governance:relation_remove",
        lambda c: ["andere-deal", BodyRelationFactory(source=c.steering).pk],
        only([]),
    ),
    (
        "process question under another deal's address",
        "workgroups:question_edit",
        lambda c: ["andere-deal", ProcessQuestionFactory(deal=c.deal).pk],
        only([]),
    ),
    (
        "instrument under another deal's address",
        "workgroups:instrument_detail",
        lambda c: ["andere-deal", InstrumentFactory(deal=c.deal, access="public").slug],
        only([]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "instrument for who takes part",
        "workgroups:instrument_detail",
        lambda c: [c.deal.slug, InstrumentFactory(deal=c.deal).slug],
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "file of an instrument for who takes part",
        "workgroups:attachment_file",
        lambda c: [
            c.deal.slug,
            (made := VersionAttachmentFactory(version__instrument__deal=c.deal)).version.instrument.slug,
            made.pk,
        ],
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "candidate for the deal",
        "workgroups:candidate_detail",
        of_candidate(access="deal"),
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "draft of the framework",
        "workgroups:framework_detail",
        of_framework(state="draft"),
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "candidate under another deal's address",
        "workgroups:candidate_edit",
        lambda c: ["andere-deal", of_candidate()(c)[1]],
        only([]),
    ),
    (
        "field test under another deal's address",
        "workgroups:test_detail",
        lambda c: ["andere-deal", ministry_test(c)[1]],
        only([]),
    ),
    (
        "milestone of a closed group",
        "workgroups:milestone_detail",
        lambda c: [
            c.deal.slug,
            MilestoneFactory(
                deal=c.deal,
                group=WorkingGroupFactory(question__deal=c.deal, body__access="body"),
            ).pk,
        ],
        only(READERS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "milestone under another deal's address",
        "workgroups:milestone_detail",
        lambda c: ["andere-deal", MilestoneFactory(deal=c.deal).pk],
        only([]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "phase under another deal's address",
        "workgroups:phase_gates",
        lambda c: ["andere-deal", PhaseFactory(deal=c.deal).pk],
        only([]),
    ),
    (
        "front-runner under another deal's address",
        "workgroups:front_runner_end",
        lambda c: ["andere-deal", FrontRunnerFactory(party__deal=c.deal).pk],
        only([]),
    ),
    (
        "deal that has a project organisation",
        "governance:deal_first_secretary",
        lambda c: [c.deal.slug],
        only([]),
    ),
    (
        "article under another deal's address",
        "governance:article_edit",
        lambda c: ["andere-deal", CovenantArticleFactory(deal=c.deal).pk],
        only([]),
    ),
    (
        "file under another deal's address",
        "governance:document_file",
        lambda c: ["andere-deal", DealDocumentFactory(deal=c.deal).file.key],
        dict.fromkeys(ROLES, 404),
    ),
    (
        "file of a paper that was withdrawn",
        "governance:document_file",
        lambda c: [c.deal.slug, DealDocumentFactory(deal=c.deal, withdrawn_at=timezone.now()).file.key],
        dict.fromkeys(ROLES, 404),
    ),
    (
        "rule that the portal does not know",
        "governance:covenant_rule_add",
        lambda c: [c.deal.slug, 999],
        only([]),
    ),
    (
        "body for the deal",
        "governance:body_detail",
        lambda c: [c.deal.slug, c.core.slug],
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "body for its members",
        "governance:body_detail",
        lambda c: [c.deal.slug, c.closed.slug],
        only([*READERS, "other_body", "secretariat"]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "history of a closed body",
        "governance:body_history",
        lambda c: [c.deal.slug, c.closed.slug],
        only(READERS),
    ),
    (
        "person who sits only in a closed body",
        "governance:person_detail",
        lambda c: [c.deal.slug, c.people["other_body"].pk],
        only([*READERS, "other_body", "secretariat"]),
    ),
    (
        "person of another deal",
        "governance:person_detail",
        lambda c: [c.deal.slug, c.people["other_deal"].pk],
        only([]),
    ),
    (
        "person of the party of a contact",
        "governance:delegation_list",
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only([*ORGANISERS, "party_contact"]),
    ),
    (
        "question to whom somebody acts for",
        "governance:my_request",
        lambda c: [chairs_request(c).pk],
        only(["chair", "adviser"]),
    ),
    (
        "personal question: not for who acts for the contact",
        "governance:my_request",
        lambda c: [chairs_request(c, is_personal=True).pk],
        only(["chair"]),
    ),
    (
        "person who only audits the deal",
        "governance:person_detail",
        lambda c: [c.deal.slug, c.people["auditor"].pk],
        only(READERS),
    ),
    (
        "person of an organisation of the deal who is known only elsewhere",
        "governance:person_detail",
        lambda c: [
            c.deal.slug,
            PositionFactory(organization=c.ministry.organization).person_id,
        ],
        only([]),
    ),
    (
        "seat under another deal's address",
        "governance:seat_name_member",
        lambda c: ["andere-deal", c.empty_seat.pk],
        only([]),
    ),
    (
        "membership under another deal's address",
        "governance:membership_end",
        lambda c: ["andere-deal", c.ministry_member.pk],
        only([]),
    ),
    (
        "person who has an account",
        "governance:person_account",
        lambda c: [c.deal.slug, c.people["member"].pk],
        only([]),
    ),
]
# Only in a demo, and then for everybody; tested below and by their own tests.
DEMO_ONLY = {"components": [], "mailbox": [], "mailbox_mail": ["niet-bestaand.log"]}


def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


def of_allauth(name: str) -> bool:
    return name.startswith(("account_", "mfa_"))


def test_every_address_has_a_row():
    missing = {n for n in names() if not of_allauth(n)} - ROWS.keys() - DEMO_ONLY.keys()
    assert not missing, f"Give these addresses a row in the matrix: {sorted(missing)}"


def test_every_row_is_an_address():
    assert not (ROWS.keys() | DEMO_ONLY.keys()) - set(names())


def test_every_row_names_every_role():
    assert all(set(table) == set(ROLES) for _arguments, table in ROWS.values())


def answer(cast: Cast, role: str, url: str) -> int:
    """Return the status that a role gets; a download is read to its end, which closes its file."""
    response = cast.client(role).get(url)
    if response.streaming:
        list(response)
    return response.status_code


@pytest.mark.parametrize("name", sorted(ROWS))
def test_matrix(cast, name):
    arguments, expected = ROWS[name]
    url = reverse(name, args=arguments(cast))
    assert {role: answer(cast, role, url) for role in ROLES} == expected


@pytest.mark.parametrize("row", MORE_ROWS, ids=lambda row: row[0])
def test_matrix_of_other_objects(cast, row):
    _label, name, arguments, expected = row
    url = reverse(name, args=arguments(cast))
    assert {role: answer(cast, role, url) for role in ROLES} == expected


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "name", [name for name, (_a, table) in sorted(ROWS.items()) if table["anonymous"] == 302]
)
def test_posting_is_refused_like_reading(cast, name):
    arguments, expected = ROWS[name]
    url = reverse(name, args=arguments(cast))
    for role in ROLES:
        if expected[role] != 200:
            assert cast.client(role).post(url, {}).status_code in (expected[role], 405), role


# For platform managers: beside the deals, not in one.
BESIDE_DEALS = {
    *("governance:home", "governance:deal_create", "governance:deal_first_secretary"),
    # By a link, or in the overview over all deals.
    *("governance:request_answer", "governance:my_request"),
    *("governance:round_answer", "governance:round_answer_paper", "governance:my_actions"),
    *("governance:my_round", "governance:my_round_paper"),
    *("governance:invitation_answer", "governance:my_invitation"),
    *("governance:my_agenda", "governance:my_agenda_feed", "governance:my_feed"),
    # The public part alone, whoever asks.
    "governance:body_feed",
    # For the chair, who does not keep the deal.
    "governance:round_urgent",
}
PERSONAL = {"governance:party_note_edit": "member", "governance:question_ask": "member"}
IN_A_DEAL = sorted(name for name in ROWS if name.startswith("governance:") and name not in BESIDE_DEALS)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", IN_A_DEAL)
def test_a_hidden_deal_answers_as_one_that_does_not_exist(cast, name):
    arguments, _expected = ROWS[name]
    cast.deal.access = "deal"
    cast.deal.save()
    url = reverse(name, args=arguments(cast))
    for role in ("nobody", "other_deal", "platform_manager", "superuser", "ended"):
        assert answer(cast, role, url) == 404, role
    # Notes of a party and questions are for their own people.
    assert answer(cast, PERSONAL.get(name, "project_secretary"), url) == 200


def address_of_nothing(name: str) -> str:
    """Return an address of this name about records that do not exist, however many it names."""
    nothing = "00000000-0000-0000-0000-000000000000"
    plain = [["9"] * number for number in range(6)]
    for arguments in (*plain, ["9", nothing], ["9", "9", "9", nothing]):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes arguments that are no slug and no id")


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "name", [name for name, (_a, table) in sorted(ROWS.items()) if table["anonymous"] == 302]
)
def test_nobody_is_sent_to_login_before_anything_is_looked_up(db, client, queries, name):
    with queries(0):
        response = client.get(address_of_nothing(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(DEMO_ONLY))
def test_developers_pages_exist_only_in_a_demo(cast, name):
    url = reverse(name, args=DEMO_ONLY[name])
    assert {cast.client(role).get(url).status_code for role in ROLES} == {404}


@pytest.mark.parametrize("name", sorted(n for n in set(names()) if of_allauth(n)))
def test_accounts_of_allauth_open_nothing_of_a_deal(cast, name):
    """allauth's own pages: reachable or redirecting for everybody, never an error."""
    arguments: dict[str, list[Any]] = {
        "account_confirm_email": ["sleutel"],
        "account_reset_password_from_key": ["1", "sleutel"],
    }
    url = reverse(name, args=arguments.get(name, []))
    for role in ("anonymous", "nobody", "project_secretary"):
        assert cast.client(role).get(url).status_code in (200, 302, 404, 405, 409), role
