"""Load the texts of a demo deal through the services that people's clicks use."""

from __future__ import annotations

from dataclasses import replace

from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import DealState
from governance.management.demo_data.texts import TextData
from governance.models import CityDeal
from governance.services.covenant import save_article, save_challenge
from governance.services.covenant_documents import add_setup_version, extend_term
from governance.services.covenant_phases import save_phase
from governance.services.deals import DealSettings, change_settings, change_state


def load_texts(actor: User, deal: CityDeal, texts: TextData) -> None:
    """Record what a deal says of itself, and that it runs from the day of signing.

    Raises DomainError as the services do.
    """
    settings = DealSettings(**{name: getattr(deal, name) for name in DealSettings.__dataclass_fields__})
    change_settings(
        actor=actor,
        deal=deal,
        settings=replace(settings, signed_on=texts.signed_on),
        history_id=latest_history_id(deal),
    )
    for order, (number, title, text) in enumerate(texts.articles, start=1):
        save_article(actor=actor, deal=deal, number=number, title=title, text=text, order=order)
    for order, (title, text) in enumerate(texts.challenges, start=1):
        save_challenge(actor=actor, deal=deal, title=title, text=text, order=order)
    for plan in texts.phases:
        save_phase(actor=actor, deal=deal, plan=plan)
    for day, text, change in texts.setup:
        add_setup_version(actor=actor, deal=deal, day=day, text=text, change=change)
    for extension in texts.extensions:
        extend_term(
            actor=actor,
            deal=deal,
            signed_on=extension.signed_on,
            end=extension.end,
            reference=extension.reference,
        )
    change_state(actor=actor, deal=deal, state=DealState.RUNNING, start=texts.signed_on)


def close_deal(actor: User, deal: CityDeal, texts: TextData) -> None:
    """Close a deal that is over; the last thing that is done with it."""
    if texts.closed:
        day, reason = texts.closed
        change_state(actor=actor, deal=deal, state=DealState.CLOSED, start=day, reason=reason)
