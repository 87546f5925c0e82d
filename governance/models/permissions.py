"""Guardian's direct foreign-key tables of the two scopes; rows are a projection of memberships."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from governance.models.body import Body
from governance.models.deal import CityDeal


class CityDealUserObjectPermission(UserObjectPermissionBase):
    """Stays empty: rights go to groups (guardian wants the table to exist)."""

    content_object = models.ForeignKey(CityDeal, on_delete=models.CASCADE)


class CityDealGroupObjectPermission(GroupObjectPermissionBase):
    """What the group of a role may do on a deal."""

    content_object = models.ForeignKey(CityDeal, on_delete=models.CASCADE)


class BodyUserObjectPermission(UserObjectPermissionBase):
    """Stays empty: rights go to groups (guardian wants the table to exist)."""

    content_object = models.ForeignKey(Body, on_delete=models.CASCADE)


class BodyGroupObjectPermission(GroupObjectPermissionBase):
    """What the group of a role may do in a body."""

    content_object = models.ForeignKey(Body, on_delete=models.CASCADE)
