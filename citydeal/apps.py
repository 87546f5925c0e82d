"""App configuration of the lowest layer."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CityDealPortalConfig(AppConfig):
    """Accounts, outbox, health, components."""

    name = "citydeal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register the system checks, and keep what is made once: per thread, and for history."""
        from citydeal import checks  # noqa: F401
        from citydeal.common.history import keep_history_managers
        from citydeal.common.threads import keep_per_thread

        keep_per_thread()
        keep_history_managers()
