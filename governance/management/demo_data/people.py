"""The people of the demo and their accounts. Every name is invented.

Varied in origin, and with what breaks software: accents, an ij, an apostrophe, a prefix, a long
double name, a single name. Nobody who holds office at an organisation that exists is among them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from citydeal.common.demo import DemoAccount, register_demo_account
from governance.management.demo_data import PersonData

PLATFORM_MANAGER = "platform@demo.example"
SECRETARY = "secretaris@demo.example"
MANAGER = "projectmanager@demo.example"
CHAIR = "voorzitter@demo.example"
ALDERMAN = "bestuurder@demo.example"
SECRETARIAT = "secretariaat@demo.example"
CONTACT = "contactpersoon@demo.example"
LEAD = "trekker@demo.example"
CASE_MEMBER = "casusberaad@demo.example"
AUDITOR = "auditor@demo.example"
NOBODY = "bezoeker@demo.example"

# In the order in which the login page of a demo shows them.
ACCOUNTS = (
    DemoAccount(SECRETARY, "Marit van Vliet", _("Project secretary of both deals")),
    DemoAccount(MANAGER, "Wouter Hoekema", _("Project manager of Dichtbij Geregeld")),
    DemoAccount(CHAIR, "Harm Wiersinga", _("Alderman, chair of the steering group")),
    DemoAccount(ALDERMAN, "Naïma el Haddad", _("Alderman, in the steering group")),
    DemoAccount(SECRETARIAT, "Roos Timmerloo", _("Secretariat of that alderman")),
    DemoAccount(CONTACT, "Çağla Veldhoen", _("Contact of a municipality, in no body")),
    DemoAccount(LEAD, "Bram Oudshoorn", _("Lead of a working group: reports on it")),
    DemoAccount(CASE_MEMBER, "Gerda Smeets", _("Member of a closed body only")),
    DemoAccount(AUDITOR, "Bülent Çınarlı", _("Auditor of both deals: reads, changes nothing")),
    DemoAccount(NOBODY, "Quinten IJpelaar", _("Account without a role")),
    DemoAccount(PLATFORM_MANAGER, "Lise-Lotte de Grève", _("Platform manager: starts deals, is in none")),
)

# People who are in both deals.
SHARED_PEOPLE = {
    "marit": PersonData("Vliet", "Marit", "van", email=SECRETARY, account=SECRETARY),
    "bulent": PersonData("Çınarlı", "Bülent", email=AUDITOR, account=AUDITOR),
}

EEN_SLIMME_STAD_PEOPLE = {
    **SHARED_PEOPLE,
    "roderick": PersonData("Zonnewijzer", "Roderick"),
    "marieke": PersonData("Böhmer-Waterlelie", "Mariëke"),
}

SLIM_MAATWERK_PEOPLE = {
    **SHARED_PEOPLE,
    "casper": PersonData("Morgenrood", "Casper"),
    "aysegul": PersonData("Tulpenveld", "Ayşegül"),
    "florentien": PersonData("IJsvogelaar", "Florentien"),
    "desiree": PersonData("Wolkenstein-Nachtegaal", "Désirée"),
    "gijsbert": PersonData("Wolkenveld", "Gijsbert", "van der"),
    "zeliha": PersonData("Gülbahçeli", "Zeliha"),
    "thorvald": PersonData("Oosterzon", "Thorvald"),
    "nynke": PersonData("Sânwâlda", "Nynke"),
    "amelie": PersonData("D'Ancourt-Vlinderman", "Amélie"),
    "sukarmin": PersonData("Sukarmin"),
    "hatice": PersonData("Sterrenplas", "Hatice"),
    "joop": PersonData("Maanvis", "Joop", "de"),
    # Who signed for a party that has no seat.
    "ottoline": PersonData("Regenboogh", "Ottoline"),
    "balthasar": PersonData("Korenvuur", "Balthasar"),
    "fenneke": PersonData("Zonnedauw", "Fenneke"),
    "sjoerdtje": PersonData("Wetterljocht", "Sjoerdtje"),
    "pascalle": PersonData("Maasvonk", "Pascalle"),
    "huub": PersonData("Heuvelglans", "Huub"),
    "berendina": PersonData("Hanzelicht", "Berendina"),
    "ravi": PersonData("Muntenmeer", "Ravi"),
    "odile": PersonData("Draadveld", "Odile"),
    "lysander": PersonData("Zegelwoud", "Lysander"),
    "yara": PersonData("Krommelijn", "Yara"),
    "geertrui": PersonData("Lindebries", "Geertrui"),
    "indra": PersonData("Havenster", "Indra"),
    "camille": PersonData("Glooiveld", "Camille"),
    "truus": PersonData("Cijferbloem", "Truus"),
    "noor": PersonData("Toekomstra", "Noor"),
    "casimir": PersonData("Domlicht", "Casimir"),
    "imane": PersonData("Vuurtoren", "Imane"),
    # Contacts of the municipalities.
    "merel": PersonData("Zilverwiek", "Merel", email="college@den-haag.example"),
    "okke": PersonData("Drechtglans", "Okke", email="college@dordrecht.example"),
    "jildou": PersonData("Textielster", "Jildou", email="college@enschede.example"),
    "toos": PersonData("Bolwerk-Moerasvonk", "Toos", email="college@s-hertogenbosch.example"),
    "hessel": PersonData("Oldehof", "Hessel", email="college@leeuwarden.example"),
    "nour": PersonData("Roerlicht", "Nour", email="college@roermond.example"),
    "sjeng": PersonData("Mijnwerf", "Sjeng", email="college@sittard-geleen.example"),
    "wietske": PersonData("Marrewyn", "Wietske", email="college@sudwest-fryslan.example"),
    "ezra": PersonData("Peperbus", "Ezra", "van de", email="college@zwolle.example"),
    "roxanne": PersonData("Singeldauw", "Roxanne", email="college@utrecht.example"),
}

# Municipality → who is its contact; in no source either.
SLIM_MAATWERK_CONTACTS = {
    "gemeente-den-haag": "merel",
    "gemeente-dordrecht": "okke",
    "gemeente-enschede": "jildou",
    "gemeente-s-hertogenbosch": "toos",
    "gemeente-leeuwarden": "hessel",
    "gemeente-roermond": "nour",
    "gemeente-sittard-geleen": "sjeng",
    "gemeente-sudwest-fryslan": "wietske",
    "gemeente-zwolle": "ezra",
    "gemeente-utrecht": "roxanne",
}

# Secretariats share a contact address.
_ZUIDERHAGE = "bestuur@zuiderhage.example"

DICHTBIJ_GEREGELD_PEOPLE = {
    **SHARED_PEOPLE,
    "wouter": PersonData("Hoekema", "Wouter", email=MANAGER, account=MANAGER),
    "harm": PersonData("Wiersinga", "Harm", email=CHAIR, account=CHAIR),
    "bram": PersonData("Oudshoorn", "Bram", email=LEAD, account=LEAD),
    "coen": PersonData("Duijvestein", "Coen"),
    "dennis": PersonData("Alkema", "Dennis", email="d.alkema@oosterbeemd.example"),
    "tjeerd": PersonData("Blaauwboer", "Tjeerd"),
    "naima": PersonData("Haddad", "Naïma", "el", email=ALDERMAN, account=ALDERMAN),
    "fatoumata": PersonData("Diarra-Vosmeer", "Fatoumata"),
    "ilse": PersonData("Brandsma", "Ilse", email=_ZUIDERHAGE),
    "zeynep": PersonData("Gülçiçek", "Zeynep", email=_ZUIDERHAGE),
    "lotte": PersonData("Verkerk", "Lotte", email="l.verkerk@zuiderhage.example"),
    "karin": PersonData("Tolsma", "Karin", email="k.tolsma@lindervaart.example"),
    "soraya": PersonData("Vlinderbos", "Soraya", email="college@vlierbergen.example"),
    "joris": PersonData("Kempenaar", "Joris"),
    "sanne": PersonData("Dekkers", "Sanne"),
    "robbert": PersonData("Anema", "Robbert", email="r.anema@rijnoever.example"),
    "renee": PersonData("Oosterhuis-Lünenburg", "Renée", email="bestuur@rijnoever.example"),
    "priya": PersonData("Ramdin", "Priya", email="p.ramdin@rijnoever.example"),
    "mawarni": PersonData("Mawarni", email="info@ervaringskracht.example"),
    "gerda": PersonData("Smeets", "Gerda", email=CASE_MEMBER, account=CASE_MEMBER),
    "ijsbrand": PersonData("Wijde", "IJsbrand", "van der", email="directie@woonstichting.example"),
    "anne_fleur": PersonData("Kloosterboer-Achterbergsma", "Anne-Fleur", "van der"),
    "niamh": PersonData("O'Shaughnessy", "Niamh", email="advies@kredietbank.example"),
    "roos": PersonData("Timmerloo", "Roos", email=SECRETARIAT, account=SECRETARIAT),
    "cagla": PersonData("Veldhoen", "Çağla", email=CONTACT, account=CONTACT),
    # Contacts of municipalities.
    "douwe": PersonData("Sluisman", "Douwe", email="college@waterveen.example"),
    "imke": PersonData("Avondster", "Imke", email="college@zuiderhage.example"),
    "fenna": PersonData("Korenblik", "Fenna"),
    "kwame": PersonData("Zonneweer", "Kwame"),
    "riet": PersonData("Waterlink", "Riet", "van"),
}


def register_demo_accounts() -> None:
    """Put the accounts on the login page of a demo; elsewhere nobody reads the list."""
    for account in ACCOUNTS:
        register_demo_account(account)
