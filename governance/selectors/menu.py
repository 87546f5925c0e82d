"""The main menu inside a deal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from citydeal.common.addresses import address
from citydeal.common.menu import MenuLink
from citydeal.common.registry import menu_links
from governance.models import CityDeal
from governance.permissions import Actor, can_manage_people, takes_part

_FIRST = (
    MenuLink(_("Workspace"), "governance:deal_workspace", may_see=can_manage_people),
    MenuLink(_("About the deal"), "governance:deal_detail"),
    MenuLink(_("Bodies"), "governance:body_list", record="body"),
)
_LAST = (
    MenuLink(_("Calendar"), "governance:deal_calendar"),
    MenuLink(_("Parties"), "governance:party_list", record="party"),
    MenuLink(_("Covenant"), "governance:covenant_detail"),
    MenuLink(_("Check"), "governance:deal_compliance", may_see=takes_part),
)


def deal_menu(user: Actor, deal: CityDeal) -> list[tuple[MenuLink, str]]:
    """Return the parts of a deal that an account sees, each with its address; those of other apps between."""
    return [
        (link, address(link.page, deal.slug))
        for link in (*_FIRST, *menu_links.values(), *_LAST)
        if link.may_see(user, deal)
    ]
