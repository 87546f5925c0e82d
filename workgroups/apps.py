"""App configuration of workgroups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkgroupsConfig(AppConfig):
    """The work: process questions and the bodies that form around them."""

    name = "workgroups"
    verbose_name = _("Working groups")

    def ready(self) -> None:
        """Register the rules of this app and its parts of pages, and connect what listens to signals."""
        from citydeal.common.demo import register_demo_modules
        from citydeal.common.menu import MenuLink, register_menu
        from citydeal.common.slots import register_slot
        from workgroups import receivers  # noqa: F401
        from workgroups.selectors import (
            assessment_parts,
            charters,
            deal_parts,
            field_test_facts,
            field_test_parts,
            instrument_parts,
            milestones,
            planning,
            rule_parts_assessment,
            rule_parts_instruments,
            successions,
            workspace_tests,
        )
        from workgroups.selectors.questions import area_link, founding_link, group_part
        from workgroups.selectors.rule_parts import register_rules
        from workgroups.selectors.workspace import register_sources

        # Steps first: what follows hangs on them.
        register_demo_modules(
            "workgroups.management.demo_data.dichtbij_steps",
            "workgroups.management.demo",
            "workgroups.management.demo_assessment",
            "workgroups.management.demo_instruments",
            "workgroups.management.demo_tests",
            "workgroups.management.demo_charters",
            "workgroups.management.demo_planning",
        )
        register_rules()
        register_sources()
        workspace_tests.register_sources()
        register_menu(MenuLink(_("The work"), "workgroups:work"))
        field_test_facts.register_rules()
        rule_parts_instruments.register_rules()
        rule_parts_assessment.register_rules()
        register_slot("deal_detail", "the work", deal_parts.deal_part)
        register_slot("body_detail", "process question", group_part)
        register_slot("body_create", "groups around a question", founding_link)
        register_slot("bodies_area", "process questions", area_link)
        register_slot("work_area", "instruments", instrument_parts.area_link)
        register_slot("work_area", "assessment", assessment_parts.area_links)
        register_slot("group_detail", "milestones", milestones.group_part)
        register_slot("group_detail", "instruments", instrument_parts.group_part)
        register_slot("work_area", "field tests", field_test_parts.area_links)
        register_slot("group_detail", "field tests", field_test_parts.tests_of_group)
        register_slot("body_detail", "alliances and design teams", field_test_parts.body_part)
        register_slot("work_area", "project charters", charters.area_link)
        register_slot("group_detail", "project charters", charters.group_part)
        register_slot("work_area", "planning", planning.area_link)
        register_slot("succession_detail", "the work", successions.succession_part)
        register_slot("deal_calendar", "milestones", milestones.calendar_part)
