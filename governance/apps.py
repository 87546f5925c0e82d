"""App configuration of governance."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """Who and how: deals, parties, people, bodies, seats, memberships."""

    name = "governance"
    verbose_name = _("Governance")

    def ready(self) -> None:
        """Connect what listens to signals from below, register rules, and name the accounts of a demo."""
        from governance import receivers  # noqa: F401
        from governance.management.demo_data.people import register_demo_accounts
        from governance.selectors.meetings_elsewhere import register_meetings
        from governance.selectors.rule_parts import register_rules
        from governance.selectors.workspace_outcomes import register_outcomes
        from governance.selectors.workspace_sources import register_sources
        from governance.services.duties_handlers import register_handlers

        register_rules()
        register_sources()
        register_outcomes()
        register_meetings()
        register_handlers()

        register_demo_accounts()
