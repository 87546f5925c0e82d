"""The secret address of somebody's agenda: made, and revoked.

Only a hash of the token is kept. The token follows from the person, the number of the address and the
secret of the portal, so that its owner can see it again.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CalendarFeed, Person
from governance.selectors.calendar_feeds import feed_token
from governance.selectors.requests_links import hash_of


@transaction.atomic
def make_feed(*, actor: User) -> CalendarFeed:
    """Make the address of the agenda of this account; an older one stops working.

    Raises DomainError for an account that is nobody's in a deal.
    """
    person = _own(actor)
    _revoke(person)
    number = person.feeds.count() + 1
    return CalendarFeed.objects.create(person=person, token_hash=hash_of(feed_token(person.pk, number)))


@transaction.atomic
def revoke_feed(*, actor: User) -> int:
    """Let the address of the agenda of this account stop working; returns how many did.

    Raises DomainError for an account that is nobody's in a deal.
    """
    return _revoke(_own(actor))


def _own(actor: User) -> Person:
    person: Person | None = Person.objects.select_for_update().filter(user=actor).first()
    if person is None:
        raise DomainError(_("Your account is not known in a deal, so there is no agenda to read."))
    return person


def _revoke(person: Person) -> int:
    return person.feeds.filter(revoked_at=None).update(revoked_at=timezone.now())
