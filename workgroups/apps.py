"""App configuration of workgroups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkgroupsConfig(AppConfig):
    """The work: process questions and the bodies that form around them."""

    name = "workgroups"
    verbose_name = _("Working groups")

    def ready(self) -> None:
        """Register the rules of this app and its parts of pages, and connect what listens to signals."""
        from citydeal.common.slots import register_slot
        from workgroups import receivers  # noqa: F401
        from workgroups.management import demo  # noqa: F401
        from workgroups.selectors.questions import area_link, founding_link, group_part
        from workgroups.selectors.rule_parts import register_rules

        register_rules()
        register_slot("body_detail", "process question", group_part)
        register_slot("body_create", "groups around a question", founding_link)
        register_slot("bodies_area", "process questions", area_link)
