"""How allauth meets this portal: by invitation only, mail through the outbox, events logged."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.signals import authentication_failed
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from citydeal.common import security_log
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.accounts import link_days
from citydeal.services.outbox import queue_mail

# What only the person who waits for it can use; one lost mail is better than the same code twice.
SECRETS = frozenset({"code", "key", "activate_url", "password_reset_url"})


def user_display(user: User) -> str:
    """Return how pages and mails call the owner of an account."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from an invitation, and every mail is a row of the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Queue allauth's mail in the transaction of the request, instead of sending it."""
        user = context.get("user") or _owner(email)
        values = {key: self._own_address(value) for key, value in context.items()}
        site = SimpleNamespace(name=_("City Deal portal"), domain=urlsplit(settings.BASE_URL).netloc)
        mail = render_mail(
            template_prefix,
            {
                "current_site": site,
                "email": email,
                "name": user_display(user) if user else "",
                "user": user,
                "link_days": link_days(),
                **values,
            },
        )
        kind = template_prefix.rpartition("/")[2]
        queue_mail(
            key=f"account:{kind}:{uuid.uuid4()}",
            to=email,
            subject=mail.subject,
            text=mail.text,
            kind=kind,
            user=user,
            at_most_once=not SECRETS.isdisjoint(context),
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a login above the limits, and log that."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._log_attempt("refused_by_limit", credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a wrong password or an unknown address."""
        super().authentication_failed(request, **credentials)
        self._log_attempt("failed", credentials)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Log the right password of a closed account."""
        self._log("login", user, result="refused_account_closed")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in, and log that."""
        super().login(request, user)
        self._log("login", user)

    def logout(self, request: HttpRequest) -> None:
        """Log that somebody logs out, and do it."""
        self._log("logout", request.user)
        super().logout(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Log a change of password, address or second factor, and tell the owner."""
        self._log(template_prefix.rpartition("/")[2], user)
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def _own_address(self, value: Any) -> Any:
        """Return a link on the portal's own address, whatever host the request named."""
        request = allauth_context.request
        if isinstance(value, str) and request and value.startswith(request.build_absolute_uri("/")):
            return absolute_url(urlsplit(value).path)
        return value

    def _log_attempt(self, result: str, credentials: Mapping[str, Any]) -> None:
        typed = security_log.address(str(credentials.get("email", "")))
        security_log.record("login", target=typed, result=result, actor="anonymous", origin=self._origin())

    def _log(self, action: str, user: User | AnonymousUser, *, result: str = "done") -> None:
        account = security_log.account(user.pk)
        security_log.record(action, target=account, result=result, actor=account, origin=self._origin())

    def _origin(self) -> str:
        return str(self.get_client_ip(allauth_context.request))


def _owner(email: str) -> User | None:
    row = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    return row.user if row else None


@receiver(authentication_failed)
def log_wrong_code(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Log a wrong code of the second factor."""
    AccountAdapter(request)._log("second_factor", user, result="failed")
