"""Accounts: the way in, one's own account, and logging in with 2 steps."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from citydeal.common.demo import DEMO_ACCOUNTS
from citydeal.models import OutgoingMail
from citydeal.services import accounts
from tests.cast import Cast
from tests.e2e.states.base import Visit, opened, page, sent, state
from tests.e2e.states.portal import demo
from tests.e2e.window import Window
from tests.factories.governance import UserFactory

LOGIN = "account_login"
FROM_KEY = "account_reset_password_from_key"


def demo_accounts(visit: Visit) -> None:
    demo(visit)
    for account in DEMO_ACCOUNTS:
        UserFactory(email=account.email, name=account.name)


def forget_password(visit: Visit) -> None:
    user = visit.cast.users["member"]
    user.set_unusable_password()
    user.save()


def turn_on(visit: Visit) -> None:
    """Give the member a second step."""
    TOTP.activate(visit.cast.users["member"], "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(visit.cast.users["member"])


def waiting_address(cast: Cast) -> list[Any]:
    address = EmailAddress.objects.create(user=cast.users["member"], email="nieuw@voorbeeld.example")
    return [EmailConfirmationHMAC(address).key]


# --- The way in ----------------------------------------------------------------------------------
login = page("login", LOGIN, "anonymous")
page("signup", "account_signup", "anonymous")
page("inactive", "account_inactive", "anonymous")
reset = page("reset", "account_reset_password", "anonymous")
page("reset-done", "account_reset_password_done", "anonymous")
page("password-saved", "account_reset_password_from_key_done", "anonymous")
page("password-link-spent", FROM_KEY, "anonymous", lambda cast: ["1", "oud-oud"])
page("email-sent", "account_email_verification_sent", "anonymous")
page("confirm", "account_confirm_email", "anonymous", waiting_address)
page("confirm-spent", "account_confirm_email", "anonymous", lambda cast: ["oud"])
sent("login-errors", LOGIN, login, "Inloggen", {"login": "geen adres"})
sent("reset-errors", "account_reset_password", reset, "Stuur de link")


@state("login-demo", LOGIN)
def _login_demo(visit: Visit) -> Window:
    window = opened(LOGIN, "anonymous", before=demo_accounts)(visit)
    assert "Demo" in window.text()
    return window


@state("password-choose", FROM_KEY)
def _choose_password(visit: Visit) -> Window:
    accounts.create_account(actor=None, email="nieuw@voorbeeld.example", name="Nieuw Lid")
    (path,) = re.findall(r"^https?://[^/]+(/\S+/key/\S+)$", OutgoingMail.objects.get().text, re.MULTILINE)
    window = visit.as_role("anonymous")
    window.open(path)
    return window


DIFFERENT = {"password1": "kort", "password2": "anders"}
sent("password-choose-errors", FROM_KEY, _choose_password, "Wachtwoord opslaan", DIFFERENT)

# --- One's own account ---------------------------------------------------------------------------
page("logout", "account_logout", "member")
page("email", "account_email", "member")
email = opened("account_email", "member", confirmed=True)
sent("email-pending", "account_email", email, "Stuur de link", {"email": "nieuw@voorbeeld.example"})
sent("email-errors", "account_email", email, "Stuur de link", {"email": "geen adres"})
change = page("password", "account_change_password", "member")
sent(
    "password-errors",
    "account_change_password",
    change,
    "Wachtwoord opslaan",
    {"oldpassword": "fout", **DIFFERENT},
)
choose = page("password-set", "account_set_password", "member", before=forget_password)
sent(
    "password-set-errors",
    "account_set_password",
    choose,
    "Wachtwoord opslaan",
    {"password1": "kort", "password2": "kort"},
)
again = page("reauthenticate", "account_reauthenticate", "member")
sent("reauthenticate-errors", "account_reauthenticate", again, "Bevestigen", {"password": "fout"})

# --- Logging in with 2 steps ---------------------------------------------------------------------
page("two-steps-off", "mfa_index", "member")
page("two-steps-on", "mfa_index", "member", before=turn_on, confirmed=True)
activate = page("two-steps-activate", "mfa_activate_totp", "member", confirmed=True)
sent("two-steps-activate-errors", "mfa_activate_totp", activate, "Zet de tweede stap aan", {"code": "12"})
page("two-steps-deactivate", "mfa_deactivate_totp", "member", before=turn_on, confirmed=True)
page("recovery-codes", "mfa_view_recovery_codes", "member", before=turn_on, confirmed=True)
page("recovery-codes-new", "mfa_generate_recovery_codes", "member", before=turn_on, confirmed=True)
second_again = page("second-step-again", "mfa_reauthenticate", "member", before=turn_on)
sent("second-step-again-errors", "mfa_reauthenticate", second_again, "Bevestigen", {"code": "1"})


@state("second-step", "mfa_authenticate")
def _second_step(visit: Visit) -> Window:
    turn_on(visit)
    window = visit.through_login("member")
    assert window.page.url.endswith(reverse("mfa_authenticate"))
    return window


sent("second-step-errors", "mfa_authenticate", _second_step, "Inloggen", {"code": "000000"})
