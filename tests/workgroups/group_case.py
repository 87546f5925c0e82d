"""A working group of the cast, with the member as its lead; shared by the tests of steps and updates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from citydeal.models import User
from governance.models import Person
from tests.cast import Cast
from tests.factories.governance import MembershipFactory, SeatFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_steps import GroupLeadFactory
from workgroups.models import WorkingGroup

DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def typed(name: str, day: date) -> dict[str, str]:
    """Return the three boxes of a date."""
    return {f"{name}_dag": str(day.day), f"{name}_maand": str(day.month), f"{name}_jaar": str(day.year)}


@dataclass
class Led:
    """A group with its lead and who keeps the deal."""

    cast: Cast
    group: WorkingGroup

    @property
    def lead(self) -> User:
        return self.cast.users["member"]

    @property
    def person(self) -> Person:
        return self.cast.people["member"]

    @property
    def secretary(self) -> User:
        return self.cast.users["project_secretary"]


def led_group(cast: Cast) -> Led:
    """Return a group in which the member of the cast sits and leads."""
    named = {"body__slug": "werkgroep-brieven", "body__name": "Brieven"}
    group = WorkingGroupFactory(question__deal=cast.deal, **named)
    MembershipFactory(seat=SeatFactory(body=group.body), person=cast.people["member"])
    GroupLeadFactory(group=group, person=cast.people["member"])
    return Led(cast, group)
