"""The quarterly question about contributions where its party looks, until it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.slots import PagePart
from citydeal.models import User
from governance.enums import DealState
from governance.models import PartyContact
from governance.selectors.rule_parts import a_day
from reporting.models import Contribution, ContributionQuestion
from reporting.permissions_contributions import among_own
from reporting.rules.contributions import quarter_words


@dataclass(frozen=True)
class QuarterAsked:
    """A question that waits: of which party in which deal, about which quarter, and until when.

    ``can_answer``: whether its own page still takes an answer of the reader; else the page of the party does.
    """

    pk: int
    party: str
    deal: str
    quarter: str
    until: date
    url: str
    can_answer: bool

    @property
    def title(self) -> str:
        """Return what is asked, in words."""
        return _("Contributions in %(quarter)s: is it as promised?") % {"quarter": self.quarter}


def waiting_questions() -> QuerySet[ContributionQuestion]:
    """Return the questions that wait for their party: not answered, and something is not confirmed yet."""
    waiting = Contribution.objects.filter(
        question=OuterRef("pk"), confirmed_at__isnull=True, withdrawn_at__isnull=True
    )
    found = ContributionQuestion.objects.filter(Exists(waiting), answered_at__isnull=True)
    return found.exclude(party__deal__state=DealState.CLOSED.value).order_by("answer_until", "pk")


def question_rows(found: QuerySet[ContributionQuestion]) -> QuerySet[Any]:
    """Return the question for rows of questions that wait; holds no figure."""
    row = JSONObject(
        id="pk",
        year="year",
        quarter="quarter",
        until="answer_until",
        party_id="party_id",
        party="party__organization__name",
        slug="party__organization__slug",
        deal="party__deal__name",
        deal_slug="party__deal__slug",
    )
    return found.values_list(row)


def as_asked(row: dict[str, Any], on: date, *, is_own: bool) -> QuarterAsked:
    """Return a row of ``question_rows``; ``is_own``: whether the reader answers for its party."""
    until = a_day(row["until"])
    can_answer = is_own and until >= on
    return QuarterAsked(
        pk=row["id"],
        party=row["party"],
        deal=row["deal"],
        quarter=quarter_words(row["year"], row["quarter"]),
        until=until,
        url=address("reporting:my_question", row["deal_slug"], row["id"])
        if can_answer
        else address("reporting:contribution_party", row["deal_slug"], row["slug"]),
        can_answer=can_answer,
    )


def asked_of_me(user: User, on: date) -> list[QuarterAsked]:
    """Return the questions that wait for this account, over all deals: contacts, and who acts for one.

    One query.
    """
    return [as_asked(row, on, is_own=True) for (row,) in _asked_of(user=user.pk, on=on)]


@compiled
def _asked_of(user: Any, on: Any) -> QuerySet[Any]:
    contacts = PartyContact.objects.filter(among_own(user, on)).order_by().values("party")
    return question_rows(waiting_questions().filter(party__any=ArraySubquery(contacts)))


def overview_part(*, user: User, on: date, **_about: Any) -> PagePart | None:
    """Return the questions that wait for this account, in its own overview. One query."""
    found = asked_of_me(user, on)
    return PagePart("reporting/parts/quarters_asked.html", found) if found else None
