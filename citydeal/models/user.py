"""Accounts: who can log in. A person in the deal is not a user (governance.Person)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by address, without regard to case."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without ``password`` nobody can log in until one is set."""
        user = self.model(email=self.normalize_email(email).strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account: an e-mail address and a way to prove it is you.

    ``rights_as_of`` is the day for which the rights of this account were last derived from
    its memberships; the first request on a later day derives them again. ``is_superuser`` comes
    with Django and opens nothing here: rights follow memberships, for everybody. ``wants_weekly_list``: what
    is no duty comes in one mail a week instead of at once.
    """

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_platform_manager = models.BooleanField(_("platform manager"), default=False)
    wants_weekly_list = models.BooleanField(_("news in a weekly list"), default=False)
    rights_as_of = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]

    def __str__(self) -> str:
        """Return the name, or the address where no name is known."""
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name to greet and sign with."""
        return str(self)
