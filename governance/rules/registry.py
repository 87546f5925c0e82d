"""Every rule the portal can ask, by its number in docs/regels.md; each app registers its own."""

from __future__ import annotations

from citydeal.common import registry
from governance.rules.base import Rule

RULES: registry.Registry[int, Rule] = registry.rules
