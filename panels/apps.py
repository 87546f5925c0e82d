"""App configuration of panels."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PanelsConfig(AppConfig):
    """The outside voice: what panels are more than bodies."""

    name = "panels"
    verbose_name = _("Panels")

    def ready(self) -> None:
        """Register the rules of this app and its parts of pages, and connect what listens to signals."""
        from citydeal.common.demo import register_demo_modules
        from citydeal.common.slots import register_slot
        from panels import receivers  # noqa: F401
        from panels.selectors.rule_parts import register_rules
        from panels.selectors.topics import topics_part

        register_demo_modules("panels.management.demo")
        register_rules()
        register_slot("body_detail", "topics of a panel", topics_part)
