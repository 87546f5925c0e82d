"""Actions and written rounds of Dichtbij Geregeld, as plain data; days count from the day of loading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from governance.enums import ActionState, DecisionSubject, RoundChoice


@dataclass(frozen=True)
class ActionData:
    """An action. ``owner``: key of a person, or (``on_seat``) of who sits on the seat; empty: nobody's.

    ``due_in``: calendar days from today. ``note``: what was said about it last.
    """

    body: str
    text: str
    due_in: int
    owner: str = ""
    on_seat: bool = False
    state: str = ActionState.OPEN
    note: str = ""


@dataclass(frozen=True)
class RoundData:
    """A written round. ``answers``: key of a person → answer and remark; None: it is in preparation."""

    body: str
    title: str
    proposal: str
    closes_in: int
    subject: str = DecisionSubject.CONTENT
    answers: Mapping[str, tuple[str, str]] | None = field(default_factory=dict)


DICHTBIJ_ACTIONS = (
    ActionData(
        "stuurgroep",
        "Vraag Oosterbeemd een lid aan te wijzen",
        -7,
        note="De gemeentesecretaris komt erop terug na de vakantie.",
    ),
    ActionData(
        "stuurgroep",
        "Zoek een tweede testplek voor Samen één plan",
        9,
        owner="wouter",
        state=ActionState.BUSY,
        note="Twee gemeenten hebben interesse.",
    ),
    ActionData(
        "stuurgroep",
        "Bespreek de afwijkingstoets in het eigen college",
        21,
        owner="naima",
        on_seat=True,
    ),
    ActionData(
        "stuurgroep",
        "Maak afspraken over de test in Zuiderhage",
        -30,
        owner="ilse",
        state=ActionState.DONE,
        note="De test begint in het nieuwe jaar.",
    ),
    ActionData("kerngroep", "Stuur het programma voor december rond", 4, owner="marit"),
    ActionData(
        "kerngroep",
        "Vraag een offerte voor de vertaling van de handreiking",
        -14,
        owner="wouter",
        state=ActionState.DROPPED,
        note="Vervalt: het ministerie vertaalt zelf.",
    ),
)

DICHTBIJ_ROUNDS = (
    RoundData(
        "stuurgroep",
        "Hoogerland wordt de tweede testplek",
        "De stuurgroep stemt in met Hoogerland als tweede testplek voor Samen één plan.",
        10,
        answers={
            "karin": (RoundChoice.AGREE, ""),
            "robbert": (RoundChoice.AGREE_REMARK, "Graag met een begroting vooraf."),
        },
    ),
    RoundData(
        "stuurgroep",
        "Bijeenkomst met inwoners in het voorjaar",
        "De stuurgroep stemt in met een bijeenkomst met inwoners in Rijnoever.",
        7,
        answers={"naima": (RoundChoice.DISCUSS, "Ik wil eerst weten wat het kost.")},
    ),
    RoundData(
        "stuurgroep",
        "Werkplan voor het volgende half jaar",
        "De stuurgroep stemt in met het werkplan.",
        21,
        answers=None,
    ),
)

BY_DEAL = {"dichtbij-geregeld": (DICHTBIJ_ACTIONS, DICHTBIJ_ROUNDS)}
