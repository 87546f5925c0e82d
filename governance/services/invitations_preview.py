"""Who would get the mail about a meeting: shown before somebody confirms. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.models import Meeting, Party, Person
from governance.selectors.invitees import invitees_of
from governance.services.recipients import recipients_of_each


@dataclass(frozen=True)
class MailLine:
    """Somebody a mail is for. ``to``: the names of who gets it; empty where nobody can be reached."""

    person: Person
    to: Sequence[str]

    @property
    def is_direct(self) -> bool:
        """Whether only the person gets it."""
        return list(self.to) == [self.person.name]


@dataclass(frozen=True)
class MailPreview:
    """Who gets a mail, and for which parties nobody is known whom it could go to (rule 5)."""

    lines: Sequence[MailLine]
    missing: Sequence[Party] = ()

    @property
    def unreachable(self) -> list[Person]:
        """Return who has no address, nor anybody who acts for them."""
        return [line.person for line in self.lines if not line.to]


def preview_calling(meeting: Meeting) -> MailPreview:
    """Return who gets the mail when a meeting is reserved or convened now; guests too."""
    wanted = invitees_of(meeting)
    guests = meeting.invitations.filter(removed_at=None, is_guest=True).select_related("person__user")
    people = [each.person for each in wanted.people] + [guest.person for guest in guests]
    return MailPreview(_lines(people), wanted.missing)


def preview_told(meeting: Meeting) -> MailPreview:
    """Return who gets the mail when a meeting changes or is cancelled: who was told of it before."""
    told = meeting.invitations.filter(removed_at=None).exclude(sent_sequence=None)
    found = told.select_related("person__user", "deputy__user")
    people = [each.person for each in found] + [each.deputy for each in found if each.deputy]
    return MailPreview(_lines(people))


def _lines(people: Iterable[Person]) -> list[MailLine]:
    chosen = {person.pk: person for person in people}
    reach = recipients_of_each(chosen.values())
    return [MailLine(person, [r.name for r in reach[pk]]) for pk, person in chosen.items()]
