"""A meeting of the demo deal that was held: its report in draft, its decisions, and what parties say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from governance.enums import DecisionSubject, ItemKind, Presence
from governance.management.demo_data.dichtbij_meetings import SLUG, THURSDAY, on_weekday
from governance.management.demo_data.dichtbij_parties import (
    HOOGERLAND,
    OOSTERBEEMD,
    RIJNOEVER,
    WATERVEEN,
    ZUIDERHAGE,
)


@dataclass(frozen=True)
class HeldDecisionData:
    """A decision at an item. ``confirmed``: parties that confirmed it; ``waits``: one that still decides."""

    subject: str
    title: str
    text: str
    question: str = ""
    on_record: str = ""
    recommendation: str = ""
    confirmed: tuple[str, ...] = ()
    waits: str = ""


@dataclass(frozen=True)
class HeldItemData:
    """An item with its report; ``minutes``: planned time."""

    title: str
    kind: str
    minutes: int
    text: str
    decision: HeldDecisionData | None = None


@dataclass(frozen=True)
class HeldMeetingData:
    """A meeting that was held. ``presence``: person → how; the others were absent with notice."""

    body: str
    title: str
    day: date
    starts: time
    location: str
    remarks_until: date
    items: tuple[HeldItemData, ...]
    presence: dict[str, str] = field(default_factory=dict)
    left: dict[str, time] = field(default_factory=dict)
    preparing: str = "kerngroep"


def held_of(slug: str, today: date) -> HeldMeetingData | None:
    """Return the meeting that the deal with this address held, as of ``today``."""
    if slug != SLUG:
        return None
    return HeldMeetingData(
        body="stuurgroep",
        title="Stuurgroep",
        day=on_weekday(today - timedelta(days=60), THURSDAY),
        starts=time(14),
        location="Stadhuis Hoogerland",
        remarks_until=today + timedelta(days=4),
        presence=dict.fromkeys(("harm", "robbert", "ilse", "naima", "karin"), Presence.PRESENT),
        left={"karin": time(14, 50)},
        items=(
            HeldItemData(
                "Voortgang per werkgroep",
                ItemKind.OPINION,
                30,
                "De projectmanager licht de voortgang toe.\nDe stuurgroep vraagt aandacht voor het tekort aan"
                " personeel in Oosterbeemd.",
            ),
            HeldItemData(
                "Afwijkingstoets testen",
                ItemKind.DECIDE,
                30,
                "Kwaliteitsteam Recht en geld ziet geen juridische bezwaren.",
                HeldDecisionData(
                    DecisionSubject.CONTENT,
                    "De afwijkingstoets wordt getest in Hoogerland en Zuiderhage",
                    "De test duurt 4 maanden. De uitkomst staat in de volgende rapportage.",
                    question="Kan de test beginnen?",
                    recommendation="Begin in twee gemeenten, zodat u kunt vergelijken.",
                ),
            ),
            HeldItemData(
                "Bijdrage aan de testfase",
                ItemKind.DECIDE,
                20,
                "De begroting van de testfase is besproken.",
                HeldDecisionData(
                    DecisionSubject.BUDGET,
                    "Elke deelnemende partij draagt € 15.000 bij aan de testfase",
                    "Vijf partijen dragen elk € 15.000 bij. Het geld is er voor de begeleiding van de tests.",
                    on_record="Oosterbeemd laat aantekenen dat zijn college hierover nog besluit.",
                    confirmed=(WATERVEEN, HOOGERLAND, ZUIDERHAGE, RIJNOEVER),
                    waits=OOSTERBEEMD,
                ),
            ),
        ),
    )
