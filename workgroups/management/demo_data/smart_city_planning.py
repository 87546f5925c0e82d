"""Een slimme stad: the one milestone and the gates of phases that its public sources give."""

from __future__ import annotations

from datetime import date

from workgroups.enums import Precision

DEAL = "een-slimme-stad"
_NETWORK, PHASE = "Opzetten netwerk", "Verkennen"
# The exploration would close in November 2020 with the signing, which was on 3 December.
TITLE = "Ondertekening van de City Deal"
PLANNED = (date(2020, 11, 1), date(2020, 11, 30), str(Precision.MONTH))
SIGNED_ON = date(2020, 12, 3)
# What the network phase and the exploration owe according to the plan of the deal (rules 45 to 55), as far
# as the deal has the rule.
GATES = {_NETWORK: (45, 46), PHASE: (48, 49, 50, 51, 52, 53, 54, 55)}
