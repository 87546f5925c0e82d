"""Every page of the portal in every state that it can be in, and how a visitor gets there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone

from citydeal.common.demo import DEMO_ACCOUNTS
from citydeal.models import OutgoingMail, User
from citydeal.services import accounts
from governance.enums import PartyState
from governance.models import CityDeal
from tests.cast import Cast
from tests.e2e.window import Window
from tests.factories.governance import (
    PASSWORD,
    BodyFactory,
    CityDealFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)

LONG_NAME = "Samenwerkingsverband Waterstaatswerken Noordoost-Voorbeeldland en Omgeving"


@dataclass
class Visit:
    """What a state has at hand: the cast, the settings, and windows for a role."""

    cast: Cast
    settings: Any
    open_window: Callable[..., Window]

    def as_role(self, role: str) -> Window:
        """Return a window of this role, without having passed the login form."""
        return self.open_window(None if role == "anonymous" else self.cast.users[role])

    def confirmed(self, role: str) -> Window:
        """Return a window of this role that just gave the password again, as changes of an account ask."""
        window = self.as_role(role)
        window.open(reverse("account_reauthenticate"))
        window.fill(password=PASSWORD)
        window.send("Bevestigen")
        return window

    def through_login(self, role: str) -> Window:
        """Return a window that filled in the login form for this role."""
        window = self.open_window()
        window.open(reverse("account_login"))
        window.fill(login=self.cast.users[role].email, password=PASSWORD)
        window.send("Inloggen")
        return window


@dataclass(frozen=True)
class State:
    """One state of a page: its name, the address it belongs to, and how to get there."""

    name: str
    address: str
    reach: Callable[[Visit], Window] = field(repr=False)


STATES: list[State] = []


def state(name: str, address: str) -> Callable[[Callable[[Visit], Window]], Callable[[Visit], Window]]:
    """Register how a visitor gets to a state of the page with this address name."""

    def register(reach: Callable[[Visit], Window]) -> Callable[[Visit], Window]:
        STATES.append(State(name, address, reach))
        return reach

    return register


def page(
    name: str,
    address: str,
    role: str,
    arguments: Callable[[Cast], list[Any]] = lambda cast: [],
    *,
    before: Callable[[Visit], object] = lambda visit: None,
    query: str = "",
    status: int = 200,
) -> None:
    """Register a state that one only has to open: ``before`` prepares the data."""

    def reach(visit: Visit) -> Window:
        before(visit)
        window = visit.as_role(role)
        window.open(reverse(address, args=arguments(visit.cast)) + query, status=status)
        return window

    STATES.append(State(name, address, reach))


# --- Data for the states -----------------------------------------------------------------------


def deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def steering(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug]


def ministry(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry.organization.slug]


def person(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry_member.person_id]


def membership(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry_member.pk]


def empty_seat(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.empty_seat.pk]


def hide_deals(visit: Visit) -> None:
    CityDeal.objects.update(access="deal")


def fill_deal(visit: Visit) -> None:
    """Parties of every state, many bodies, and long names."""
    cast = visit.cast
    cast.ministry_member.end = timezone.localdate() + timedelta(days=30)
    cast.ministry_member.save()
    for number in range(4):
        BodyFactory(deal=cast.deal, kind="working_group", name=f"Werkgroep {number}, {LONG_NAME}")
        PartyFactory(deal=cast.deal, organization__name=f"{LONG_NAME} {number}")
    for party_state in (PartyState.WITHDRAWN, PartyState.COOPERATING, PartyState.EXPLORING):
        PartyFactory(deal=cast.deal, state=party_state)


def fill_body(visit: Visit) -> None:
    """Seats in every state: held, ending, carried over, with deputy and successor, waiting, empty."""
    cast, today = visit.cast, timezone.localdate()
    member = cast.ministry_member
    member.end = today + timedelta(days=30)
    member.save()
    MembershipFactory(seat=cast.ministry_seat, start=today + timedelta(days=31))
    MembershipFactory(seat=cast.ministry_seat, is_deputy=True)
    MembershipFactory(seat=SeatFactory(body=cast.steering), term_end=today - timedelta(days=1))
    MembershipFactory(seat=SeatFactory(body=cast.steering), term_end=today + timedelta(days=400))
    long_party = PartyFactory(deal=cast.deal, organization__name=LONG_NAME)
    long_person = PersonFactory(
        given_name="Anna-Wilhelmina", prefix="van der", family_name="Voorbeeldenbergh-de Langenaam"
    )
    MembershipFactory(seat=SeatFactory(body=cast.steering, party=long_party), person=long_person)
    cast.empty_seat.asked_on = today
    cast.empty_seat.save()
    SeatFactory(body=cast.steering)


def fill_history(visit: Visit) -> None:
    """More acts than one page holds."""
    fill_body(visit)
    for number in range(25):
        visit.cast.steering.remit = f"Taak {number}"
        visit.cast.steering.save()


def forget_history(visit: Visit) -> None:
    for model in (type(visit.cast.steering), type(visit.cast.empty_seat), type(visit.cast.ministry_member)):
        model.history.all().delete()


def many_candidates(visit: Visit) -> None:
    for _ in range(6):
        MembershipFactory(seat=SeatFactory(body=visit.cast.core, party=visit.cast.empty_seat.party))


def one_candidate(visit: Visit) -> None:
    MembershipFactory(seat=SeatFactory(body=visit.cast.core, party=visit.cast.empty_seat.party))


def demo(visit: Visit) -> None:
    visit.settings.DEMO = True


# --- Public pages --------------------------------------------------------------------------------
page("home-empty", "governance:home", "anonymous", before=hide_deals)
page("home", "governance:home", "anonymous", before=lambda v: CityDealFactory(name=LONG_NAME))
page("home-mine", "governance:home", "project_secretary")
page("deal", "governance:deal_detail", "anonymous", deal, before=fill_deal)
page("deal-secretary", "governance:deal_detail", "project_secretary", deal, before=fill_deal)
page("deal-all-well", "governance:deal_detail", "member", deal)
page(
    "deal-empty",
    "governance:deal_detail",
    "anonymous",
    lambda cast: [CityDealFactory(contact_email="", tagline="").slug],
)
page("body", "governance:body_detail", "anonymous", steering, before=fill_body)
page("body-secretary", "governance:body_detail", "project_secretary", steering, before=fill_body)
page("body-member", "governance:body_detail", "member", steering, before=fill_body)
page("body-empty", "governance:body_detail", "auditor", lambda c: [c.deal.slug, c.core.slug])
page("body-not-founded", "governance:body_detail", "member", steering, query="?op=01-01-2001")
page("body-bad-day", "governance:body_detail", "member", steering, query="?op=31-02-2026")
page("history", "governance:body_history", "auditor", steering, before=fill_history)
page("history-empty", "governance:body_history", "auditor", steering, before=forget_history)
page("party", "governance:party_detail", "anonymous", ministry)
page("party-member", "governance:party_detail", "member", ministry)
page(
    "party-empty",
    "governance:party_detail",
    "member",
    lambda c: [c.deal.slug, PartyFactory(deal=c.deal, organization__name=LONG_NAME).organization.slug],
)
page(
    "person",
    "governance:person_detail",
    "project_secretary",
    person,
    before=lambda v: MembershipFactory(
        person=v.cast.ministry_member.person,
        seat=SeatFactory(body=v.cast.core),
        end=timezone.localdate() - timedelta(days=10),
    ),
)
page("person-member", "governance:person_detail", "member", person)
page(
    "person-empty",
    "governance:person_detail",
    "project_secretary",
    lambda c: [c.deal.slug, c.people["auditor"].pk],
)
page("accessibility", "accessibility", "anonymous")
page("privacy", "privacy", "anonymous")
page("components", "components", "anonymous", before=demo)
page("mailbox-empty", "mailbox", "anonymous", before=demo)


@state("accessibility-after-research", "accessibility")
def _after_research(visit: Visit) -> Window:
    visit.settings.ACCESSIBILITY_STATUS = "B"
    visit.settings.ACCESSIBILITY_REPORT_URL = "https://www.example.nl/onderzoek.pdf"
    visit.settings.ACCESSIBILITY_REGISTER_URL = "https://www.example.nl/register"
    words = "Een zin over het probleem."
    names = ("problem", "criterion", "cause", "consequence", "measure", "date")
    visit.settings.ACCESSIBILITY_DEVIATIONS = [dict.fromkeys(names, words)]
    window = visit.as_role("anonymous")
    window.open(reverse("accessibility"))
    return window


@state("body-another-day", "governance:body_detail")
def _another_day(visit: Visit) -> Window:
    """A part that htmx replaced."""
    fill_body(visit)
    window = visit.as_role("project_secretary")
    window.open(visit.cast.steering.get_absolute_url())
    window.fill(op=(timezone.localdate() + timedelta(days=40)).strftime("%d-%m-%Y"))
    with window.without_loading():
        window.button("Toon stand").click()
        window.page.get_by_text("U ziet de stand op").wait_for()
    return window


@state("body-unreachable", "governance:body_detail")
def _unreachable(visit: Visit) -> Window:
    """The portal does not answer htmx."""
    window = visit.as_role("member")
    window.open(visit.cast.steering.get_absolute_url())
    window.context.set_offline(True)
    window.expects_network_errors = True
    window.button("Toon stand").click()
    window.page.locator("#melding .utrecht-alert--error").wait_for()
    window.context.set_offline(False)
    return window


# --- Forms of the secretary ------------------------------------------------------------------------
page("name", "governance:seat_name_member", "project_secretary", empty_seat, before=one_candidate)
page(
    "name-many-candidates",
    "governance:seat_name_member",
    "project_secretary",
    empty_seat,
    before=many_candidates,
)
page(
    "name-filled-seat",
    "governance:seat_name_member",
    "project_secretary",
    lambda c: [c.deal.slug, c.ministry_seat.pk],
)
page("edit", "governance:membership_edit", "project_secretary", membership)
page("end", "governance:membership_end", "project_secretary", membership)
page("account", "governance:person_account", "project_secretary", person)


def secretary_at(visit: Visit, address: str, arguments: list[Any]) -> Window:
    window = visit.as_role("project_secretary")
    window.open(reverse(address, args=arguments))
    return window


def fill_day(window: Window, name: str, day: Any) -> None:
    window.fill(**{f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year})


@state("name-errors", "governance:seat_name_member")
def _name_errors(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:seat_name_member", empty_seat(visit.cast))
    window.fill(email="geen adres", start_dag="99", end_dag="x")
    window.choose("person", "nieuw")
    window.send("Bekijk de gevolgen")
    return window


@state("name-consequences", "governance:seat_name_member")
def _name_consequences(visit: Visit) -> Window:
    """With both warnings: somebody has this name, and somebody has this address."""
    known = visit.cast.ministry_member.person
    window = secretary_at(visit, "governance:seat_name_member", empty_seat(visit.cast))
    window.choose("person", "nieuw")
    window.fill(given_name=known.given_name, family_name=known.family_name, email=known.email)
    window.page.locator("[name=office]").select_option("director")
    window.send("Bekijk de gevolgen")
    return window


@state("edit-errors", "governance:membership_edit")
def _edit_errors(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:membership_edit", membership(visit.cast))
    window.fill(start_jaar="26", end_dag="1", end_maand="1", end_jaar="2019", term_end_dag="x")
    window.send("Wijziging opslaan")
    return window


@state("edit-consequences", "governance:membership_edit")
def _edit_consequences(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:membership_edit", membership(visit.cast))
    fill_day(window, "end", timezone.localdate() + timedelta(days=20))
    window.send("Wijziging opslaan")
    return window


def changed_by_another(visit: Visit) -> None:
    member = visit.cast.ministry_member
    member.role = "chair"
    member.term_end = timezone.localdate() + timedelta(days=300)
    member.save()


@state("edit-stale", "governance:membership_edit")
def _edit_stale(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:membership_edit", membership(visit.cast))
    changed_by_another(visit)
    window.send("Wijziging opslaan")
    return window


@state("end-errors", "governance:membership_end")
def _end_errors(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:membership_end", membership(visit.cast))
    window.fill(end_dag="31", end_maand="2", reason="x" * 301)
    window.send("Bekijk de gevolgen")
    return window


@state("end-consequences", "governance:membership_end")
def _end_consequences(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:membership_end", membership(visit.cast))
    window.send("Bekijk de gevolgen")
    return window


@state("end-stale", "governance:membership_end")
def _end_stale(visit: Visit) -> Window:
    window = _end_consequences(visit)
    changed_by_another(visit)
    window.send("Ja, beëindig het lidmaatschap")
    return window


@state("body-done", "governance:body_detail")
def _done(visit: Visit) -> Window:
    window = _end_consequences(visit)
    window.send("Ja, beëindig het lidmaatschap")
    return window


@state("account-errors", "governance:person_account")
def _account_errors(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:person_account", person(visit.cast))
    window.fill(email="geen adres")
    window.send("Account geven")
    return window


# --- When something is wrong -----------------------------------------------------------------------
def error_page(status: int, role: str) -> None:
    def reach(visit: Visit) -> Window:
        visit.settings.ROOT_URLCONF = "tests.e2e.urls"
        window = visit.as_role(role)
        window.open(f"/gaat-mis/{status}/", status=status)
        return window

    STATES.append(State(f"error-{status}-{role}", "", reach))


for code in (400, 404, 429, 500, 503):
    error_page(code, "anonymous")
for code in (403, 404):
    error_page(code, "member")


@state("error-403-csrf", "")
def _csrf(visit: Visit) -> Window:
    window = secretary_at(visit, "governance:membership_end", membership(visit.cast))
    window.fill(reason="Deze reden is lang genoeg om te bewaren.\nOp twee regels.")
    window.context.clear_cookies()
    window.send("Bekijk de gevolgen")
    assert "Deze reden" in window.text()
    return window


# --- Developers' pages ---------------------------------------------------------------------------------
def send_mail(visit: Visit, subject: str) -> None:
    folder = Path(visit.settings.EMAIL_FILE_PATH)
    folder.mkdir(exist_ok=True)
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    text = f"Beste lid,\n\nOpen deze link:\n{visit.settings.BASE_URL}/{'lang-adres' * 20}\n"
    EmailMessage(subject, text, to=["lid@voorbeeld.example"], connection=connection).send()


@state("mailbox", "mailbox")
def _mailbox(visit: Visit) -> Window:
    demo(visit)
    for subject in ("Uw account", "", LONG_NAME * 2):
        send_mail(visit, subject)
    window = visit.as_role("project_secretary")
    window.open(reverse("mailbox"))
    return window


@state("mailbox-mail", "mailbox_mail")
def _mail(visit: Visit) -> Window:
    demo(visit)
    send_mail(visit, "Uw account")
    window = visit.as_role("anonymous")
    window.open(reverse("mailbox"))
    window.follow("Uw account")
    return window


# --- Accounts: the way in --------------------------------------------------------------------------------
page("login", "account_login", "anonymous")
page("signup", "account_signup", "anonymous")
page("inactive", "account_inactive", "anonymous")
page("reset", "account_reset_password", "anonymous")
page("reset-done", "account_reset_password_done", "anonymous")
page("password-saved", "account_reset_password_from_key_done", "anonymous")
page("password-link-spent", "account_reset_password_from_key", "anonymous", lambda c: ["1", "oud-oud"])
page("email-sent", "account_email_verification_sent", "anonymous")
page("confirm-spent", "account_confirm_email", "anonymous", lambda c: ["oud"])


@state("login-demo", "account_login")
def _login_demo(visit: Visit) -> Window:
    demo(visit)
    for account in DEMO_ACCOUNTS:
        UserFactory(email=account.email, name=account.name)
    window = visit.as_role("anonymous")
    window.open(reverse("account_login"))
    assert not DEMO_ACCOUNTS or "Demo" in window.text()
    return window


@state("login-errors", "account_login")
def _login_errors(visit: Visit) -> Window:
    window = visit.as_role("anonymous")
    window.open(reverse("account_login"))
    window.fill(login="geen adres")
    window.send("Inloggen")
    return window


@state("reset-errors", "account_reset_password")
def _reset_errors(visit: Visit) -> Window:
    window = visit.as_role("anonymous")
    window.open(reverse("account_reset_password"))
    window.send("Stuur de link")
    return window


@state("password-choose", "account_reset_password_from_key")
def _choose_password(visit: Visit) -> Window:
    accounts.create_account(actor=None, email="nieuw@voorbeeld.example", name="Nieuw Lid")
    (path,) = re.findall(r"^https?://[^/]+(/\S+/key/\S+)$", OutgoingMail.objects.get().text, re.MULTILINE)
    window = visit.as_role("anonymous")
    window.open(path)
    return window


@state("password-choose-errors", "account_reset_password_from_key")
def _choose_password_errors(visit: Visit) -> Window:
    window = _choose_password(visit)
    window.fill(password1="kort", password2="anders")
    window.send("Wachtwoord opslaan")
    return window


@state("confirm", "account_confirm_email")
def _confirm(visit: Visit) -> Window:
    address = EmailAddress.objects.create(user=visit.cast.users["member"], email="nieuw@voorbeeld.example")
    window = visit.as_role("anonymous")
    window.open(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))
    return window


# --- Accounts: your own -----------------------------------------------------------------------------------
page("logout", "account_logout", "member")
page("email", "account_email", "member")
page("password", "account_change_password", "member")
page("reauthenticate", "account_reauthenticate", "member")
page("two-steps-off", "mfa_index", "member")


@state("password-errors", "account_change_password")
def _password_errors(visit: Visit) -> Window:
    window = visit.as_role("member")
    window.open(reverse("account_change_password"))
    window.fill(oldpassword="fout", password1="kort", password2="anders")
    window.send("Wachtwoord opslaan")
    return window


@state("password-set", "account_set_password")
def _password_set(visit: Visit) -> Window:
    user: User = visit.cast.users["member"]
    user.set_unusable_password()
    user.save()
    window = visit.as_role("member")
    window.open(reverse("account_set_password"))
    return window


@state("password-set-errors", "account_set_password")
def _password_set_errors(visit: Visit) -> Window:
    window = _password_set(visit)
    window.fill(password1="kort", password2="kort")
    window.send("Wachtwoord opslaan")
    return window


@state("email-pending", "account_email")
def _email_pending(visit: Visit) -> Window:
    window = visit.confirmed("member")
    window.open(reverse("account_email"))
    window.fill(email="nieuw@voorbeeld.example")
    window.send("Stuur de link")
    return window


@state("email-errors", "account_email")
def _email_errors(visit: Visit) -> Window:
    window = visit.confirmed("member")
    window.open(reverse("account_email"))
    window.fill(email="geen adres")
    window.send("Stuur de link")
    return window


@state("reauthenticate-errors", "account_reauthenticate")
def _reauthenticate_errors(visit: Visit) -> Window:
    window = visit.as_role("member")
    window.open(reverse("account_reauthenticate"))
    window.fill(password="fout")
    window.send("Bevestigen")
    return window


def with_two_steps(visit: Visit, role: str = "member") -> Window:
    """Return a window that is logged in on an account with the second step."""
    window = visit.confirmed(role)
    turn_on(visit, role)
    return window


def turn_on(visit: Visit, role: str = "member") -> None:
    TOTP.activate(visit.cast.users[role], "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(visit.cast.users[role])


@state("two-steps-on", "mfa_index")
def _two_steps_on(visit: Visit) -> Window:
    window = with_two_steps(visit)
    window.open(reverse("mfa_index"))
    return window


@state("two-steps-activate", "mfa_activate_totp")
def _activate(visit: Visit) -> Window:
    window = visit.confirmed("member")
    window.open(reverse("mfa_activate_totp"))
    return window


@state("two-steps-activate-errors", "mfa_activate_totp")
def _activate_errors(visit: Visit) -> Window:
    window = _activate(visit)
    window.fill(code="12")
    window.send("Zet de tweede stap aan")
    return window


@state("two-steps-deactivate", "mfa_deactivate_totp")
def _deactivate(visit: Visit) -> Window:
    window = with_two_steps(visit)
    window.open(reverse("mfa_deactivate_totp"))
    return window


@state("recovery-codes", "mfa_view_recovery_codes")
def _codes(visit: Visit) -> Window:
    window = with_two_steps(visit)
    window.open(reverse("mfa_view_recovery_codes"))
    return window


@state("recovery-codes-new", "mfa_generate_recovery_codes")
def _new_codes(visit: Visit) -> Window:
    window = with_two_steps(visit)
    window.open(reverse("mfa_generate_recovery_codes"))
    return window


@state("second-step", "mfa_authenticate")
def _second_step(visit: Visit) -> Window:
    turn_on(visit)
    return visit.through_login("member")


@state("second-step-errors", "mfa_authenticate")
def _second_step_errors(visit: Visit) -> Window:
    window = _second_step(visit)
    window.fill(code="000000")
    window.send("Inloggen")
    return window


@state("second-step-again", "mfa_reauthenticate")
def _second_step_again(visit: Visit) -> Window:
    turn_on(visit)
    window = visit.as_role("member")
    window.open(reverse("mfa_reauthenticate"))
    return window


@state("second-step-again-errors", "mfa_reauthenticate")
def _second_step_again_errors(visit: Visit) -> Window:
    window = _second_step_again(visit)
    window.fill(code="1")
    window.send("Bevestigen")
    return window
