"""City Deal Slim Maatwerk: what its public sources say, and invented people on the seats.

Sourced: the bodies and rules (docs/regels.md, source 000), the organisations, and the days on which
they signed. Examples, and called so in the summary: the end of the term, which parties have a seat,
who sits on it, and who signed for a party. Nobody is late and nothing is broken: no organisation is
said to do anything.
"""

from __future__ import annotations

from datetime import date

from governance.enums import BodyKind, MembershipRole, Office, OrganizationKind, PartyEventKind
from governance.management.demo_data import (
    BodyData,
    DealData,
    EventData,
    MemberData,
    OrganizationData,
    PartyData,
    PositionData,
    ProjectData,
    RuleData,
    SeatData,
)
from governance.management.demo_data.acting import SLIM_ACTING
from governance.management.demo_data.decisions import SLIM_RELATIONS
from governance.management.demo_data.existing import (
    AGENDA_STAD,
    AGENDA_STAD_DATA,
    BZK,
    BZK_DATA,
    G40,
    G40_DATA,
)
from governance.management.demo_data.people import SLIM_MAATWERK_PEOPLE
from governance.management.demo_data.texts import SLIM_MAATWERK

LETTER_OF_INTENT = date(2022, 3, 11)
SIGNING = date(2022, 6, 27)
LATER_SIGNING = date(2022, 9, 29)
# The real term is over; this one lets the rhythm of a deal be seen.
DEMO_END = date(2027, 12, 31)

_SUMMARY = """Demonstratiegegevens. De organisatie, de regels, de partijen en de dagen van \
ondertekening komen uit openbare bronnen. Alle personen zijn verzonnen, ook wie voor een partij \
heeft getekend. Van wie elke zetel is, is een voorbeeld.

De thema's gezondheid, gelijke kansen en bestaanszekerheid staan hier als voorbeeld van opgaven. \
De einddatum 31 december 2027 is een voorbeeld: de echte looptijd is voorbij."""

_MINISTRIES = (
    BZK_DATA,
    OrganizationData(
        "ministerie-van-vws",
        "Ministerie van VWS",
        OrganizationKind.MINISTRY,
        "Ministerie van Volksgezondheid, Welzijn en Sport",
    ),
    OrganizationData(
        "ministerie-van-ocw",
        "Ministerie van OCW",
        OrganizationKind.MINISTRY,
        "Ministerie van Onderwijs, Cultuur en Wetenschap",
    ),
)
_MUNICIPALITIES = tuple(
    OrganizationData(slug, f"Gemeente {name}", OrganizationKind.MUNICIPALITY)
    for slug, name in (
        ("gemeente-den-haag", "Den Haag"),
        ("gemeente-dordrecht", "Dordrecht"),
        ("gemeente-enschede", "Enschede"),
        ("gemeente-s-hertogenbosch", "'s-Hertogenbosch"),
        ("gemeente-leeuwarden", "Leeuwarden"),
        ("gemeente-roermond", "Roermond"),
        ("gemeente-sittard-geleen", "Sittard-Geleen"),
        ("gemeente-sudwest-fryslan", "Súdwest-Fryslân"),
        ("gemeente-zwolle", "Zwolle"),
    )
)
_OTHERS = (
    OrganizationData("buddy-payment", "Buddy Payment", OrganizationKind.COMPANY, "Buddy Payment BV"),
    OrganizationData("centric", "Centric", OrganizationKind.COMPANY, "Centric Netherlands B.V."),
    OrganizationData("elba-rec", "ELBA\\REC", OrganizationKind.COMPANY, "Elba Media bv"),
    OrganizationData(
        "kennedy-van-der-laan",
        "Kennedy Van der Laan",
        OrganizationKind.COMPANY,
        "Kennedy Van der Laan nv",
    ),
    OrganizationData("kurtosis", "Kurtosis", OrganizationKind.COMPANY, "Kurtosis B.V."),
    OrganizationData("we-labs", "WE LABS", OrganizationKind.COMPANY, "WE Consulting Projects & Venturing bv"),
    OrganizationData("wecity", "WeCity", OrganizationKind.COMPANY, "WeCity BV"),
    OrganizationData("twentse-koers", "Twentse Koers (GGD Twente)", OrganizationKind.OTHER),
    OrganizationData("avans", "Stichting Avans", OrganizationKind.KNOWLEDGE),
    OrganizationData(
        "hogeschool-rotterdam",
        "Hogeschool Rotterdam",
        OrganizationKind.KNOWLEDGE,
        "Stichting Hogeschool Rotterdam",
    ),
    OrganizationData(
        "brightlands-smart-services-campus",
        "Brightlands Smart Services Campus",
        OrganizationKind.COMPANY,
        "Campus Heerlen Management & Development BV",
    ),
    OrganizationData("cbs", "CBS", OrganizationKind.OTHER, "Centraal Bureau voor de Statistiek"),
    OrganizationData("future-city-foundation", "Future City Foundation", OrganizationKind.CIVIL_SOCIETY),
    OrganizationData("platform31", "Platform31", OrganizationKind.KNOWLEDGE),
)
_LATER = (
    OrganizationData("gemeente-utrecht", "Gemeente Utrecht", OrganizationKind.MUNICIPALITY),
    OrganizationData("pharos", "Pharos", OrganizationKind.KNOWLEDGE),
    OrganizationData(
        "institute-4-preventive-health",
        "Institute 4 Preventive Health",
        OrganizationKind.KNOWLEDGE,
    ),
)


def _seat(organization: str, person: str, office: str = "") -> SeatData:
    return SeatData(SIGNING, organization, office=office, members=(MemberData(person, SIGNING),))


# Person, organisation and office of who sits in the steering group.
_STEERING = (
    ("gijsbert", "gemeente-dordrecht", Office.ALDERMAN),
    ("florentien", BZK, Office.DIRECTOR),
    ("desiree", G40, Office.EXECUTIVE),
    ("zeliha", "gemeente-den-haag", Office.ALDERMAN),
    ("thorvald", "gemeente-enschede", Office.ALDERMAN),
    ("nynke", "gemeente-sudwest-fryslan", Office.ALDERMAN),
    ("amelie", "avans", Office.EXECUTIVE),
    ("sukarmin", "platform31", Office.DIRECTOR),
)

# Who signed for whom is in no source: these people are invented. Of four parties nobody is named, so that
# the list of the executives' network shows for whom a name is still to be asked.
_SIGNERS = {
    **{organization: person for person, organization, _office in _STEERING},
    "ministerie-van-vws": "ottoline",
    "ministerie-van-ocw": "balthasar",
    "gemeente-s-hertogenbosch": "fenneke",
    "gemeente-leeuwarden": "sjoerdtje",
    "gemeente-roermond": "pascalle",
    "gemeente-sittard-geleen": "huub",
    "gemeente-zwolle": "berendina",
    "buddy-payment": "ravi",
    "centric": "odile",
    "kennedy-van-der-laan": "lysander",
    "kurtosis": "yara",
    "twentse-koers": "geertrui",
    "hogeschool-rotterdam": "indra",
    "brightlands-smart-services-campus": "camille",
    "cbs": "truus",
    "future-city-foundation": "noor",
    "gemeente-utrecht": "casimir",
    "pharos": "imane",
}


def _signed(organization: str) -> PartyData:
    signing = EventData(
        PartyEventKind.SIGNING, SIGNING, "Ondertekening van de City Deal", _SIGNERS.get(organization, "")
    )
    intent = EventData(PartyEventKind.INTENT, LETTER_OF_INTENT, "Intentieverklaring")
    return PartyData(organization, (intent, signing))


def _signed_later(organization: str) -> PartyData:
    note, person = "Bijtekenmoment op de Dag van de Stad", _SIGNERS.get(organization, "")
    return PartyData(organization, (EventData(PartyEventKind.LATER_SIGNING, LATER_SIGNING, note, person),))


_BODIES = (
    BodyData(
        BodyKind.STEERING_GROUP,
        "Stuurgroep",
        "stuurgroep",
        "Bestuurders en directeuren van de partijen. De projectmanager rapporteert hun twee keer"
        " per jaar over de voortgang.",
        SIGNING,
        seats=tuple(_seat(where, person, office) for person, where, office in _STEERING),
    ),
    BodyData(
        BodyKind.CORE_GROUP,
        "Kerngroep",
        "kerngroep",
        "Een kleine, wendbare groep. Zij bereidt besluiten voor en bespreekt de uitvoering."
        " Ten minste de projectmanager en de dealmaker doen mee.",
        SIGNING,
        seats=(
            SeatData(SIGNING, label="Projectmanager", members=(MemberData("casper", SIGNING),)),
            SeatData(
                SIGNING,
                AGENDA_STAD,
                label="Dealmaker",
                members=(MemberData("aysegul", SIGNING),),
            ),
        ),
    ),
    BodyData(
        BodyKind.EXECUTIVES_NETWORK,
        "Bestuurdersnetwerk",
        "bestuurdersnetwerk",
        "Alle bestuurders die de City Deal hebben getekend, of hun opvolgers. Zij komen één keer"
        " per jaar bij elkaar, in de eerste week van december.",
        SIGNING,
    ),
    # Which teams there were is not in the sources; this one shows where they stand.
    BodyData(
        BodyKind.QUALITY_TEAM,
        "Kwaliteitsteam",
        "kwaliteitsteam",
        "Geeft gevraagd en ongevraagd advies aan de werkgroepen. Welke kwaliteitsteams er waren, is niet"
        " bekend: dit team is een voorbeeld.",
        SIGNING,
    ),
    BodyData(
        BodyKind.RESIDENTS_PANEL,
        "Inwonerspanel",
        "inwonerspanel",
        "Inwoners geven vanuit hun eigen ervaring feedback op de instrumenten van de City Deal.",
        SIGNING,
        members=(MemberData("hatice", SIGNING), MemberData("joop", SIGNING)),
    ),
)

_RULES = (
    RuleData(1, "De projectorganisatie bestaat tenminste uit een projectmanager en projectsecretaris.", {}),
    RuleData(
        2,
        "De projectmanager is aangesteld door Agenda Stad en de initiërende Partijen in de voorfase.",
        {"appointer": AGENDA_STAD},
    ),
    RuleData(
        8,
        "De stuurgroep bestaat uit bestuurders en/of directeuren van de partijen.",
        {"network": G40},
    ),
    RuleData(
        11,
        "In de stuurgroep zit tenminste een bestuurder van Stedennetwerk G40.",
        {"minimum": 1, "network": G40},
    ),
    RuleData(
        12,
        "In de stuurgroep zit tenminste een vertegenwoordiger van een van de deelnemende ministeries.",
        {"minimum": 1},
    ),
    RuleData(13, "De kerngroep bestaat uit ten minste de projectmanager en de dealmaker.", {}),
    RuleData(14, "De kerngroep is een wendbare, kleinere groep.", {}),
    RuleData(17, "Leden van de kwaliteitsteams zijn partij in de City Deal.", {}),
    RuleData(18, "De kerngroep kan besluiten kwaliteitsteams toe te voegen of op te heffen.", {}),
    RuleData(
        20,
        "Voor het inwonerspanel zijn de opgaven uit artikel 2.1 als uitgangspunt genomen.",
        {},
        "artikel 2.1",
    ),
    RuleData(21, "Per procesvraag wordt een werkgroep geformeerd.", {}),
    RuleData(23, "Partijen nemen deel aan de werkgroepen.", {}),
    RuleData(
        24, "Partijen kunnen kiezen om rondom een procesvraag een regionale alliantie op te zetten.", {}
    ),
)


def slim_maatwerk(today: date) -> DealData:
    """Return the deal; ``today`` changes nothing, for its days come from the sources."""
    signers = (*_MINISTRIES, *_MUNICIPALITIES, *_OTHERS)
    return DealData(
        slug="slim-maatwerk",
        name="City Deal Slim Maatwerk",
        tagline="Samen werken aan gezondheid, gelijke kansen en bestaanszekerheid.",
        summary=_SUMMARY,
        start=SIGNING,
        end=DEMO_END,
        project=ProjectData(
            "Stuurt de City Deal aan en organiseert die. Bestaat ten minste uit een projectmanager"
            " en een projectsecretaris.",
            "marit",
            (
                SeatData(
                    SIGNING,
                    label="Projectmanager",
                    members=(MemberData("casper", SIGNING, role=MembershipRole.PROJECT_MANAGER),),
                ),
            ),
            manager="casper",
            appointed_by=(AGENDA_STAD,),
            appointed_on=LETTER_OF_INTENT,
        ),
        organizations=(*signers, *_LATER, G40_DATA, AGENDA_STAD_DATA),
        parties=(
            *(_signed(organization.slug) for organization in signers),
            *(_signed_later(organization.slug) for organization in _LATER),
            PartyData(AGENDA_STAD, (EventData(PartyEventKind.COOPERATION, SIGNING),)),
        ),
        people=SLIM_MAATWERK_PEOPLE,
        positions=(
            *(PositionData(person, where, office, SIGNING) for person, where, office in _STEERING),
            PositionData("aysegul", AGENDA_STAD, Office.OFFICIAL, SIGNING, title="Dealmaker"),
        ),
        bodies=_BODIES,
        relations=SLIM_RELATIONS,
        rules=_RULES,
        auditors=("bulent",),
        dealmakers=("aysegul",),
        texts=SLIM_MAATWERK,
        acting=SLIM_ACTING,
    )
