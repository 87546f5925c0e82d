"""How the second step of logging in meets this portal: what allauth refuses, it says in our words."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from citydeal.accounts.forms import WORDS


class SecondStepAdapter(DefaultMFAAdapter):
    """Some refusals come as a message on the next page and not through a form; they read the same."""

    error_messages = DefaultMFAAdapter.error_messages | {
        code: WORDS[code] for code in DefaultMFAAdapter.error_messages
    }
