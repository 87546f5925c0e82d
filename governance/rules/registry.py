"""Every rule the portal can ask, by its number in docs/regels.md."""

from governance.rules.base import Rule
from governance.rules.composition import COMPOSITION_RULES

RULES: dict[int, Rule] = {rule.number: rule for rule in COMPOSITION_RULES}
