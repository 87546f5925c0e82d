"""App configuration of governance."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """Who and how: deals, parties, people, bodies, seats, memberships."""

    name = "governance"
    verbose_name = _("Governance")

    def ready(self) -> None:
        """Connect what listens to signals from below."""
        from governance import receivers  # noqa: F401
