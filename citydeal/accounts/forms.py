"""The forms of allauth in the words of this portal; what they do stays allauth's.

Each form gets labels, explanations and messages that help, and ``autocomplete`` for password managers
(WCAG 1.3.5 and 3.3.8). ``ACCOUNT_FORMS`` and ``MFA_FORMS`` in the settings name them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import HelpfulMixin
from citydeal.common.text import Text

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("New password, once more")
CODE = _("Code")
HOW_TO_CHOOSE = format_lazy(
    _("Use at least {length} characters. A sentence of a few words is strong and easy to remember."),
    length=settings.PASSWORD_MIN_LENGTH,
)
TOO_OFTEN = _("You tried too often. Wait 5 minutes and try again.")
DIFFERENT = _("Type the same new password twice.")

# What allauth and Django say, by the code of the error, in words that tell what to do.
WORDS: dict[str, Text] = {
    "email_password_mismatch": _(
        "This e-mail address and password do not belong together. Check both and try again."
    ),
    "too_many_login_attempts": TOO_OFTEN,
    "enter_current_password": _("This is not your current password. Type it again."),
    "incorrect_password": _("This password is not right. Type it again."),
    "incorrect_code": _("This code is not right. Type the code that your app shows now."),
    "rate_limited": TOO_OFTEN,
    "duplicate_email": _("You already use this e-mail address. Fill in another one."),
    "email_taken": _("Somebody else uses this e-mail address. Fill in another one."),
    "max_email_addresses": _("You have too many e-mail addresses. Remove one first."),
    "unreadable_secret": _(
        "Your second step cannot be checked any more. Ask the project secretary of your City Deal for help. "
        "The manager of the portal can take away the second step."
    ),
    "unverified_email": _("Confirm your e-mail address first. We sent you a link."),
    "add_email_blocked": _(
        "You log in with 2 steps. Turn off the second step first, then change your address."
    ),
    "cannot_delete_authenticator": _("You cannot turn off the second step now."),
    "cannot_generate_recovery_codes": _("Turn on logging in with 2 steps first."),
    "password_too_short": _("This password is too short. Use at least %(min_length)d characters."),
    "password_too_common": _("Many people use this password. Choose one that is harder to guess."),
    "password_too_similar": _(
        "This password looks too much like your name or e-mail address. Choose another one."
    ),
}


class AccountFormMixin(HelpfulMixin):
    """Gives a form of allauth our labels, explanations and messages.

    ``texts`` holds per field its label and explanation; ``attributes`` what its control gets more.
    """

    use_required_attribute = False
    texts: ClassVar[dict[str, tuple[Text, Text]]] = {}
    attributes: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, (label, explanation) in self.texts.items():
            self.fields[name].label = label
            self.fields[name].help_text = explanation
        for name, attributes in self.attributes.items():
            self.fields[name].widget.attrs.update(attributes)
        self.teach_fields()

    def add_error(self, field: str | None, error: Any) -> None:
        """Say what is wrong in our words, where the code of the error is known."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = DIFFERENT  # allauth compares the two, and gives this error no code
        found = error if isinstance(error, ValidationError) else ValidationError(error)
        if not hasattr(found, "error_dict"):
            for item in found.error_list:
                item.message = WORDS.get(item.code or "", item.message)
        super().add_error(field, found)  # type: ignore[misc]


class LoginForm(AccountFormMixin, account.LoginForm):
    """E-mail address and password."""

    texts = {"login": (EMAIL, ""), "password": (PASSWORD, "")}
    attributes = {"login": {"autocomplete": "username"}}


class ReauthenticateForm(AccountFormMixin, account.ReauthenticateForm):
    """The password again, before something that only its owner may do."""

    texts = {"password": (PASSWORD, "")}


class ChangePasswordForm(AccountFormMixin, account.ChangePasswordForm):
    """The old password, and twice the new one."""

    texts = {
        "oldpassword": (_("Current password"), ""),
        "password1": (NEW_PASSWORD, HOW_TO_CHOOSE),
        "password2": (AGAIN, ""),
    }


class SetPasswordForm(AccountFormMixin, account.SetPasswordForm):
    """Twice the new password, for an account that has none."""

    texts = {"password1": (NEW_PASSWORD, HOW_TO_CHOOSE), "password2": (AGAIN, "")}


class ResetPasswordKeyForm(AccountFormMixin, account.ResetPasswordKeyForm):
    """Twice the new password, for who came by the link in a mail."""

    texts = {"password1": (NEW_PASSWORD, HOW_TO_CHOOSE), "password2": (AGAIN, "")}


class ResetPasswordForm(AccountFormMixin, account.ResetPasswordForm):
    """The address to which the link for a new password goes."""

    texts = {"email": (EMAIL, "")}


class AddEmailForm(AccountFormMixin, account.AddEmailForm):
    """The new address of an account."""

    texts = {
        "email": (
            _("New e-mail address"),
            _("We send a link to this address. Your address changes when you open the link."),
        )
    }


class AuthenticateForm(AccountFormMixin, mfa.AuthenticateForm):
    """The second step of logging in."""

    texts = {"code": (CODE, _("The 6 digits that your app shows, or one of your recovery codes."))}
    attributes = {"code": {"class": "cd-input--short"}}


class MFAReauthenticateForm(AccountFormMixin, mfa.ReauthenticateForm):
    """A code again, before something that only the owner of the account may do."""

    texts = AuthenticateForm.texts
    attributes = AuthenticateForm.attributes


class ActivateTOTPForm(AccountFormMixin, totp.ActivateTOTPForm):
    """The first code of an app, which proves that it knows the secret."""

    texts = {"code": (CODE, _("The 6 digits that your app shows now."))}
    attributes = {"code": {"class": "cd-input--short", "inputmode": "numeric"}}

    @property
    def readable_secret(self) -> str:
        """Return the secret in groups of 4, as people type it over; apps skip the spaces."""
        secret = str(self.secret)
        return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


class DeactivateTOTPForm(AccountFormMixin, totp.DeactivateTOTPForm):
    """Turns off the second step; asks nothing."""


class GenerateRecoveryCodesForm(AccountFormMixin, recovery_codes.GenerateRecoveryCodesForm):
    """Makes new recovery codes; asks nothing."""
