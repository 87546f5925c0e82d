"""What the covenant says: its articles and its challenges."""

from __future__ import annotations

from django.db import transaction

from citydeal.models import User
from governance.models import Challenge, CityDeal, CovenantArticle
from governance.services.deal_text import remove_text, save_text


@transaction.atomic
def save_article(
    *,
    actor: User,
    deal: CityDeal,
    number: str,
    title: str,
    text: str = "",
    order: int = 0,
    article: CovenantArticle | None = None,
    history_id: int = 0,
) -> CovenantArticle:
    """Add an article of the covenant as it was signed, or change ``article``.

    ``number``: as printed, such as "2.1". ``history_id``: the history row the form was opened with.
    Raises DomainError without the right and on a number that the deal has already; StaleError when
    somebody changed it in between. Writes history.
    """
    values = {"number": number, "title": title, "text": text, "order": order}
    record = article or CovenantArticle(deal=deal)
    return save_text(actor=actor, deal=deal, record=record, history_id=history_id, values=values)


@transaction.atomic
def save_challenge(
    *,
    actor: User,
    deal: CityDeal,
    title: str,
    text: str = "",
    order: int = 0,
    challenge: Challenge | None = None,
    history_id: int = 0,
) -> Challenge:
    """Add a challenge ("opgave") of the deal, or change ``challenge`` (rule 20).

    Raises DomainError without the right and on a title that the deal has already; StaleError when
    somebody changed it in between. Writes history.
    """
    values = {"title": title, "text": text, "order": order}
    record = challenge or Challenge(deal=deal)
    return save_text(actor=actor, deal=deal, record=record, history_id=history_id, values=values)


@transaction.atomic
def remove_article(*, actor: User, article: CovenantArticle, history_id: int) -> None:
    """Remove an article. Raises DomainError without the right, StaleError as ``save_article``."""
    remove_text(actor=actor, deal=article.deal, record=article, history_id=history_id)


@transaction.atomic
def remove_challenge(*, actor: User, challenge: Challenge, history_id: int) -> None:
    """Remove a challenge on which nothing rests, such as a topic of a panel member.

    Raises DomainError without the right and where something rests on it; StaleError as
    ``save_challenge``. Writes history.
    """
    remove_text(actor=actor, deal=challenge.deal, record=challenge, history_id=history_id)
