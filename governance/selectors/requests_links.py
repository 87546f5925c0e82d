"""A question to a party, found by the token of its link or by its number."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from governance.models import PartyRequest

_RELATED = ("party__deal", "party__organization", "seat__body", "to__user")
TOKEN_LENGTH = 43


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def request_by_token(token: str) -> PartyRequest | None:
    """Return the question that this token belongs to; ``None`` for one that nobody was sent. One query."""
    if len(token) != TOKEN_LENGTH:
        return None
    found = _by_hash(token_hash=hash_of(token))
    return found[0] if found else None


def request_by_id(pk: int) -> PartyRequest | None:
    """Return the question with this number; the caller checks who asks. One query."""
    found = PartyRequest.objects.filter(pk=pk).select_related(*_RELATED)
    return found.first()


@compiled
def _by_hash(token_hash: Any) -> QuerySet[PartyRequest]:
    return PartyRequest.objects.filter(token_hash=token_hash).select_related(*_RELATED)
