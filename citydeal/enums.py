"""Names shared by every app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Queue(models.TextChoices):
    """The Celery queues; every task has a route to one of them."""

    DEFAULT = "default"
    MAIL = "mail"
    DOCUMENTS = "documents"


class Access(models.TextChoices):
    """Who may read a record: one field, one enum (architecture, "Access is one field")."""

    PUBLIC = "public", _("Everyone")
    DEAL = "deal", _("Everyone in the deal")
    BODY = "body", _("Members of the body")
