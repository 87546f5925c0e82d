"""Accounts: made by invitation, closed at once, never deleted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citydeal.common import security_log
from citydeal.common.demo import DEMO_ACCOUNTS
from citydeal.common.errors import DomainError
from citydeal.common.mail import absolute_url, one_line, render_mail
from citydeal.models import User
from citydeal.services.outbox import queue_mail

NAME_LENGTH = 200
EMAIL_LENGTH = 254
SECONDS_PER_DAY = 24 * 60 * 60

# What allauth encrypts of a second step: the key of the app, and what recovery codes are made from.
SECRETS = {"secret", "seed"}

TAKEN = _("There is already an account with this e-mail address.")


@transaction.atomic
def create_account(*, actor: User | None, email: str, name: str, send_invitation: bool = True) -> User:
    """Make an account for one person; who may do so is for the caller to check.

    ``actor`` is who does it, ``None`` for an operator. The address counts as verified: whoever
    sets the password has opened the mail sent to it. Returns the account, without a password.

    Raises DomainError at ``email`` for a bad address and for one that has an account, in any
    case; at ``name`` for a name of more than 200 characters or none.
    Side effects: an invitation in the outbox; a line in the security log.
    """
    address, full_name = _clean_email(email), _clean_name(name)
    if (
        User.objects.filter(email__iexact=address).exists()
        or EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    ):
        raise DomainError(TAKEN, field="email")
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, name=full_name)
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    except IntegrityError as error:
        # Somebody else made it between the question above and this line.
        raise DomainError(TAKEN, field="email") from error
    if send_invitation:
        _invite(user)
    _record("account_create", actor=actor, user=user)
    return user


@transaction.atomic
def deactivate_account(*, actor: User | None, user: User) -> User:
    """Close an account at once: no login, no sessions, no mail, and no password to come back to.

    Accounts are never deleted, because the history names them. Returns the account. Closing a
    closed account changes nothing. Side effects: its sessions end; a line in the security log.
    """
    account = User.objects.select_for_update().get(pk=user.pk)
    if account.is_active:
        account.is_active = False
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
        end_sessions(account)
        _record("account_deactivate", actor=actor, user=account)
    return account


@transaction.atomic
def make_platform_manager(*, actor: User | None, user: User) -> None:
    """Let an account create deals and appoint their first secretary; it sees no content by it.

    ``actor`` is who does it, ``None`` for an operator. Side effects: a line in the security log.
    """
    user.is_platform_manager = True
    user.save(update_fields=["is_platform_manager"])
    _record("platform_manager_grant", actor=actor, user=user)


@transaction.atomic
def remove_second_step(*, actor: User | None, user: User) -> int:
    """Take away the codes of somebody who lost the phone; the password alone opens the account again.

    ``actor`` is who does it, ``None`` for an operator, who first makes sure who asks. Returns how many
    ways of the second step there were. Side effects: its sessions end; a mail; a security log line.
    """
    ways = Authenticator.objects.filter(user=user)
    removed: int = ways.count()
    ways.delete()
    if removed:
        end_sessions(user)
        mail = render_mail("citydeal/mail/second_step_removed", {"name": user.name})
        queue_mail(
            key=f"second-step-removed:{user.pk}:{timezone.now().isoformat()}",
            kind="second_step_removed",
            to=user.email,
            user=user,
            **asdict(mail),
        )
        _record("second_step_remove", actor=actor, user=user)
    return removed


@transaction.atomic
def renew_second_steps() -> int:
    """Write the secrets of every second step anew with the SECRET_KEY of today; returns how many.

    After this the keys of before are needed no more. What no key reads is left as it is, with a line in
    the log for each (see ``citydeal.accounts.second_step``).
    """
    renewed = 0
    for way in Authenticator.objects.select_for_update().order_by("pk"):
        for name in SECRETS & way.data.keys():
            try:
                way.data[name] = encrypt(decrypt(way.data[name]))
            except ValidationError:
                continue
            way.save(update_fields=["data"])
            renewed += 1
    return renewed


def end_sessions(user: User) -> int:
    """End every session of an account; returns how many there were."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
            ended += 1
    return ended


def clear_expired_sessions() -> None:
    """Delete the sessions whose time is over."""
    SessionStore.clear_expired()


def password_link(user: User) -> str:
    """Return the full address where this account sets its password.

    It works until the password changes or the account logs in, and no longer than
    ``link_days()``.
    """
    token = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": token},
    )
    return absolute_url(path)


def link_days() -> int:
    """Return for how many calendar days a password link works."""
    return max(1, int(settings.PASSWORD_RESET_TIMEOUT) // SECONDS_PER_DAY)


def demo_accounts() -> list[dict[str, Any]]:
    """Return name, role, e-mail address and password of the demo accounts that can log in.

    Empty outside a demo. One query.
    """
    if not settings.DEMO:
        return []
    emails = [account.email.lower() for account in DEMO_ACCOUNTS]
    active = set(User.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    return [
        {**asdict(account), "password": settings.DEMO_PASSWORD}
        for account in DEMO_ACCOUNTS
        if account.email.lower() in active
    ]


def _invite(user: User) -> None:
    mail = render_mail(
        "citydeal/mail/invitation",
        {
            "name": user.name,
            "link": password_link(user),
            "days": link_days(),
            "reset_url": absolute_url(reverse("account_reset_password")),
        },
    )
    queue_mail(
        key=f"invitation:{user.pk}",
        to=user.email,
        subject=mail.subject,
        text=mail.text,
        kind="invitation",
        user=user,
    )


def _record(action: str, *, actor: User | None, user: User) -> None:
    security_log.record(
        action,
        target=security_log.account(user.pk),
        result="done",
        actor=security_log.account(actor.pk if actor else None),
    )


def _clean_email(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        message = _("Enter a valid e-mail address, for example name@example.nl.")
        raise DomainError(message, field="email") from error
    if len(address) > EMAIL_LENGTH:
        raise DomainError(_("Enter an e-mail address of at most 254 characters."), field="email")
    return address


def _clean_name(name: str) -> str:
    full_name = one_line(name, length=10_000)
    if not full_name:
        raise DomainError(_("Enter the name of the person."), field="name")
    if len(full_name) > NAME_LENGTH:
        raise DomainError(_("Enter a name of at most 200 characters."), field="name")
    return full_name
