"""How the second step of logging in meets this portal: our words, and secrets that are written encrypted."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.crypto import salted_hmac

from citydeal.accounts.forms import WORDS

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

log = logging.getLogger(__name__)


class UnreadableSecretError(ValidationError, PermissionDenied):
    """A secret was written with a SECRET_KEY that this portal no longer has.

    A form says it at its field, and a page that would show recovery codes answers 403.
    """

    # The page about the second step itself still shows, without codes, so that one can turn it off.
    silent_variable_failure = True

    def __init__(self) -> None:
        super().__init__(WORDS["unreadable_secret"], code="unreadable_secret")


class SecondStepAdapter(DefaultMFAAdapter):
    """Some refusals come as a message on the next page and not through a form; they read the same.

    Secrets are written encrypted with a key of their own that follows from SECRET_KEY.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        code: WORDS[code] for code in DefaultMFAAdapter.error_messages
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as the database keeps it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. Raises UnreadableSecretError, with a line in the log for the operator."""
        from cryptography.fernet import InvalidToken

        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error(
                "A second step cannot be read with SECRET_KEY. Put the key before it in "
                "SECRET_KEY_FALLBACKS, or take the second step away: manage.py remove_second_step EMAIL"
            )
            raise UnreadableSecretError from None


def _cipher() -> MultiFernet:
    """Return what encrypts with SECRET_KEY, and reads what SECRET_KEY_FALLBACKS wrote as well."""
    # Here and not above: only who uses a second step pays for the memory of it.
    from cryptography.fernet import Fernet, MultiFernet

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret_key: str) -> bytes:
    """Return the 32 bytes of one key, as Fernet wants them; no other use of SECRET_KEY gives the same."""
    digest = salted_hmac(__name__, "", secret=secret_key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest)
