"""App configuration of reporting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportingConfig(AppConfig):
    """Progress: reports that are frozen, dashboards of today, contributions and risks."""

    name = "reporting"
    verbose_name = _("Progress")

    def ready(self) -> None:
        """Register what this app puts on pages of others, its report sections and its handler of duties."""
        from citydeal.common.demo import register_demo_modules
        from citydeal.common.menu import MenuLink, register_menu
        from citydeal.common.slots import register_slot
        from governance.enums import DutyKind
        from governance.services.duties_handlers import HANDLERS, DutyHandler
        from reporting import receivers  # noqa: F401
        from reporting.permissions_dashboards import can_open_dashboard
        from reporting.selectors import (
            contribution_asked,
            contribution_parts,
            letter_parts,
            report_work,
            rule_parts,
        )
        from reporting.selectors.sections import contributions, risks
        from reporting.selectors.sections.base import register_section
        from reporting.selectors.sections.registry import register_sections
        from reporting.services import report_making as making

        # The report last: what the others load stands in the one before it.
        register_demo_modules(
            "reporting.management.demo_contributions",
            "reporting.management.demo_risks",
            "reporting.management.demo_reports",
        )
        register_menu(MenuLink(_("Progress"), "reporting:dashboard", may_see=can_open_dashboard))
        register_section(contributions.SECTION)
        register_section(risks.SECTION)
        register_sections()
        rule_parts.register_rules()
        HANDLERS.register(
            DutyKind.REPORT,
            DutyHandler(
                making.prepare_report, making.not_by_hand, making.without_report, making.take_draft_away
            ),
        )
        register_menu(MenuLink(pgettext_lazy("progress", "Reports"), "reporting:report_list"))
        register_slot("my_overview", "reports", report_work.overview_part)
        register_slot("my_overview", "contributions", contribution_asked.overview_part)
        report_work.register_source()
        register_slot("party_detail", "contributions", contribution_parts.party_link)
        register_slot("party_detail", "letter", letter_parts.letter_link)
