"""App configuration of reporting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Progress: reports that are frozen, dashboards of today, contributions and risks."""

    name = "reporting"
    verbose_name = _("Progress")

    def ready(self) -> None:
        """Register what this app puts on pages of others, its report sections and its handler of duties."""
