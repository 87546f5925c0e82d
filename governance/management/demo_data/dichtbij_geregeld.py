"""Dichtbij Geregeld: an invented deal with planted faults, so that every state can be seen.

Ministries, Stedennetwerk G40 and Agenda Stad en Regio exist: they only hold seats. All that
somebody could be blamed for belongs to invented parties. Days that have to look alive count from
the day of loading (``today``); the others are fixed.

Planted: the only member for a ministry leaves in six weeks (rule 12), while the other ministry has
an empty seat; a lector in the steering group (rule 8); an alderman who is executive of G40 as well
(rule 11); a term carried over; a seat that waits for its party after a change of college; a deputy;
three former members; a party that withdrew and whose adviser still sits in a quality team (17). Two
municipalities become one on 1 January 2027.
"""

from __future__ import annotations

from datetime import date

from citydeal.enums import Access
from governance.enums import BodyKind, MembershipRole, Office
from governance.management.demo_data import (
    BodyData,
    DealData,
    MemberData,
    ProjectData,
    RuleData,
    SeatData,
)
from governance.management.demo_data.acting import DICHTBIJ_ACTING
from governance.management.demo_data.decisions import (
    DICHTBIJ_DECISIONS,
    DICHTBIJ_RELATIONS,
    TEAM_ON_TECHNIQUE,
)
from governance.management.demo_data.dichtbij_parties import (
    BIBLIOTHEKEN,
    ERVARINGSKRACHT,
    HOOGERLAND,
    KREDIETBANK,
    LINDERVAART,
    OOSTERBEEMD,
    ORGANIZATIONS,
    RIJNOEVER,
    SIGNING,
    SUCCESSIONS,
    SZW,
    VLIERBERGEN,
    WATERVEEN,
    WOONSTICHTING,
    ZUIDERHAGE,
    Days,
    before,
    parties,
    positions,
)
from governance.management.demo_data.existing import AGENDA_STAD, BZK, G40
from governance.management.demo_data.people import DICHTBIJ_GEREGELD_PEOPLE
from governance.management.demo_data.texts import DICHTBIJ_GEREGELD

ARTICLE = "artikel 4 lid 3"

_SUMMARY = """Sommige inwoners hebben hulp nodig van veel verschillende loketten. Dat kost tijd \
en geeft stress. In de City Deal Dichtbij Geregeld zorgen de partijen er samen voor dat hulp \
eenvoudiger wordt.

Demonstratiegegevens. Deze deal is verzonnen. Ook de gemeenten, de hogeschool, de stichtingen en \
alle personen zijn verzonnen."""

_RULES = (
    RuleData(8, "Alle leden zijn bestuurder of directeur van een partij", {"network": G40}, ARTICLE),
    RuleData(
        11,
        "Ten minste 1 bestuurder van Stedennetwerk G40",
        {"minimum": 1, "network": G40},
        ARTICLE,
    ),
    RuleData(12, "Ten minste 1 vertegenwoordiger van een deelnemend ministerie", {"minimum": 1}, ARTICLE),
    RuleData(1, "Een projectmanager en een projectsecretaris", {}, "artikel 4 lid 1"),
    RuleData(2, "De projectmanager is vóór de ondertekening aangesteld", {"minimum": 2}, "artikel 4 lid 1"),
    RuleData(13, "De projectmanager en de dealmaker zitten in de kerngroep", {}, "artikel 4 lid 4"),
    RuleData(14, "De kerngroep is kleiner dan de stuurgroep", {}, "artikel 4 lid 4"),
    RuleData(17, "Leden van een kwaliteitsteam zijn partij", {}, "artikel 4 lid 5"),
    RuleData(18, "De kerngroep besluit over nieuwe kwaliteitsteams", {}, "artikel 4 lid 5"),
    RuleData(20, "In het inwonerspanel denkt iemand mee over elke opgave", {}, "artikel 4 lid 6"),
    RuleData(21, "Elke procesvraag heeft één werkgroep", {}, "artikel 4 lid 7"),
    RuleData(23, "Leden van werkgroepen komen van partijen", {}, "artikel 4 lid 7"),
    RuleData(24, "Een regionale alliantie hoort bij één procesvraag", {}, "artikel 4 lid 8"),
    RuleData(45, "Elke sector doet mee", {}, "artikel 2"),
    RuleData(63, "De deal duurt ten minste drie jaar", {"years": 3}, "artikel 3"),
)


def _changed_seats(days: Days) -> tuple[SeatData, ...]:
    """Return the seats of the three municipalities whose college changed, in either body."""
    return (
        SeatData(
            SIGNING,
            OOSTERBEEMD,
            office=Office.ALDERMAN,
            asked_on=days.oosterbeemd_asked,
            members=(MemberData("coen", SIGNING, days.oosterbeemd_left),),
        ),
        SeatData(
            SIGNING,
            ZUIDERHAGE,
            office=Office.ALDERMAN,
            members=(
                MemberData("fatoumata", SIGNING, before(days.zuiderhage_changed)),
                MemberData("ilse", days.zuiderhage_changed),
            ),
        ),
        SeatData(
            SIGNING,
            HOOGERLAND,
            office=Office.ALDERMAN,
            members=(
                MemberData("tjeerd", SIGNING, before(days.hoogerland_changed)),
                MemberData("naima", days.hoogerland_changed),
            ),
        ),
    )


def _steering_group(days: Days) -> BodyData:
    oosterbeemd, zuiderhage, hoogerland = _changed_seats(days)
    deputy = MemberData("zeynep", days.zuiderhage_changed, is_deputy=True)
    return BodyData(
        BodyKind.STEERING_GROUP,
        "Stuurgroep",
        "stuurgroep",
        "Bestuurders en directeuren van de partijen. Zij krijgen 2 keer per jaar een rapportage.",
        SIGNING,
        ARTICLE,
        seats=(
            SeatData(
                SIGNING,
                WATERVEEN,
                office=Office.ALDERMAN,
                members=(MemberData("harm", SIGNING, role=MembershipRole.CHAIR),),
            ),
            oosterbeemd,
            SeatData(
                SIGNING,
                RIJNOEVER,
                office=Office.EXECUTIVE,
                members=(MemberData("robbert", SIGNING),),
            ),
            SeatData(
                SIGNING,
                ZUIDERHAGE,
                office=Office.ALDERMAN,
                members=(*zuiderhage.members, deputy),
            ),
            hoogerland,
            SeatData(
                SIGNING,
                BZK,
                office=Office.DIRECTOR,
                members=(MemberData("joris", SIGNING, days.ministry_leaves),),
            ),
            SeatData(days.seat_for_szw, SZW, office=Office.DIRECTOR),
            SeatData(SIGNING, G40, office=Office.EXECUTIVE, members=(MemberData("karin", SIGNING),)),
            SeatData(
                SIGNING,
                WOONSTICHTING,
                office=Office.DIRECTOR,
                is_office_bound=False,
                members=(MemberData("ijsbrand", SIGNING, term_end=days.term_over),),
            ),
        ),
    )


def _core_group() -> BodyData:
    return BodyData(
        BodyKind.CORE_GROUP,
        "Kerngroep",
        "kerngroep",
        "Kleine groep met de projectmanager en de dealmaker. Bereidt besluiten voor en bespreekt de"
        " uitvoering.",
        SIGNING,
        access=Access.DEAL,
        seats=(
            SeatData(
                SIGNING,
                label="Projectmanager",
                members=(MemberData("wouter", SIGNING, role=MembershipRole.CHAIR, organization=HOOGERLAND),),
            ),
            SeatData(SIGNING, AGENDA_STAD, label="Dealmaker", members=(MemberData("sanne", SIGNING),)),
            SeatData(
                SIGNING,
                label="Projectsecretaris",
                members=(
                    MemberData("marit", SIGNING, role=MembershipRole.SECRETARY, organization=WATERVEEN),
                ),
            ),
            SeatData(
                SIGNING,
                WATERVEEN,
                is_office_bound=False,
                members=(MemberData("bram", SIGNING),),
            ),
        ),
    )


def _network(days: Days) -> BodyData:
    def seat(organization: str, person: str, office: str, start: date = SIGNING) -> SeatData:
        return SeatData(start, organization, office=office, members=(MemberData(person, start),))

    return BodyData(
        BodyKind.EXECUTIVES_NETWORK,
        "Bestuurdersnetwerk",
        "bestuurdersnetwerk",
        "Alle bestuurders die tekenden of hun opvolgers. Komt 1 keer per jaar bij elkaar.",
        SIGNING,
        seats=(
            seat(WATERVEEN, "harm", Office.ALDERMAN),
            *_changed_seats(days),
            seat(LINDERVAART, "karin", Office.ALDERMAN),
            seat(VLIERBERGEN, "soraya", Office.ALDERMAN),
            seat(RIJNOEVER, "renee", Office.EXECUTIVE),
            seat(WOONSTICHTING, "ijsbrand", Office.DIRECTOR),
            seat(BIBLIOTHEKEN, "anne_fleur", Office.DIRECTOR),
            seat(ERVARINGSKRACHT, "mawarni", Office.DIRECTOR, days.ervaringskracht_joined),
        ),
    )


def _quality_team() -> BodyData:
    return BodyData(
        BodyKind.QUALITY_TEAM,
        "Kwaliteitsteam Gewone taal",
        "kwaliteitsteam-gewone-taal",
        "Mensen van de partijen. Zij geven gevraagd en ongevraagd advies over brieven en kaarten.",
        SIGNING,
        seats=(
            SeatData(
                SIGNING,
                OOSTERBEEMD,
                is_office_bound=False,
                members=(MemberData("dennis", SIGNING, role=MembershipRole.CHAIR),),
            ),
            SeatData(SIGNING, ZUIDERHAGE, is_office_bound=False, members=(MemberData("lotte", SIGNING),)),
            # The party withdrew, its adviser still sits here (rule 17).
            SeatData(SIGNING, KREDIETBANK, is_office_bound=False, members=(MemberData("niamh", SIGNING),)),
        ),
    )


def _technique_team() -> BodyData:
    """Return the team that the core group added after the start (rule 18)."""
    start = date(2025, 9, 15)
    return BodyData(
        BodyKind.QUALITY_TEAM,
        "Kwaliteitsteam Techniek en privacy",
        "kwaliteitsteam-techniek-en-privacy",
        "Mensen van de partijen. Zij geven gevraagd en ongevraagd advies over gegevens en systemen.",
        start,
        members=(
            MemberData("priya", start, role=MembershipRole.CHAIR, organization=RIJNOEVER),
            MemberData("bram", start, organization=WATERVEEN),
        ),
        founding_decision=TEAM_ON_TECHNIQUE,
    )


def _panel() -> BodyData:
    """Return the panel: residents, known by the topics they want to think along on, and nothing else."""
    return BodyData(
        BodyKind.RESIDENTS_PANEL,
        "Inwonerspanel",
        "inwonerspanel",
        "Inwoners die vanuit hun eigen ervaring meekijken met wat de werkgroepen maken.",
        SIGNING,
        members=tuple(MemberData(person, SIGNING) for person in ("fenna", "kwame", "riet")),
    )


def _case_meeting(days: Days) -> BodyData:
    return BodyData(
        BodyKind.OTHER,
        "Casusberaad",
        "casusberaad",
        "Bespreekt situaties van inwoners die vastlopen. Daarom is dit overleg besloten.",
        SIGNING,
        access=Access.BODY,
        members=(
            MemberData("bram", SIGNING, role=MembershipRole.CHAIR, organization=WATERVEEN),
            MemberData("priya", SIGNING, organization=RIJNOEVER),
            MemberData("gerda", days.ervaringskracht_joined, organization=ERVARINGSKRACHT),
        ),
    )


def dichtbij_geregeld(today: date) -> DealData:
    """Return the deal as it looks alive on ``today``, the day of loading."""
    days = Days(today)
    manager = MemberData("wouter", SIGNING, role=MembershipRole.PROJECT_MANAGER, organization=HOOGERLAND)
    return DealData(
        slug="dichtbij-geregeld",
        name="City Deal Dichtbij Geregeld",
        tagline="Eén keer vertellen, dan geregeld",
        summary=_SUMMARY,
        start=SIGNING,
        end=date(max(today.year, 2026) + 2, 6, 30),
        project=ProjectData(
            "Projectmanager en projectsecretaris. Zij sturen de deal aan en organiseren alles.",
            "marit",
            (SeatData(SIGNING, label="Projectmanager", members=(manager,)),),
            manager="wouter",
            appointed_by=(WATERVEEN, HOOGERLAND),
            appointed_on=date(2024, 11, 12),
        ),
        contact_email="info@dichtbijgeregeld.example",
        organizations=ORGANIZATIONS,
        parties=parties(days),
        successions=SUCCESSIONS,
        people=DICHTBIJ_GEREGELD_PEOPLE,
        positions=positions(days),
        bodies=(
            _steering_group(days),
            _core_group(),
            _network(days),
            _quality_team(),
            _technique_team(),
            _panel(),
            _case_meeting(days),
        ),
        decisions=DICHTBIJ_DECISIONS,
        relations=DICHTBIJ_RELATIONS,
        rules=_RULES,
        auditors=("bulent",),
        dealmakers=("sanne",),
        acting=DICHTBIJ_ACTING,
        texts=DICHTBIJ_GEREGELD,
    )
