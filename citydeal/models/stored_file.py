"""Files that people upload: written once, never changed, served only after a check of rights."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def place_of(stored: StoredFile, _name: str) -> str:
    """Return where a file stands in the folder of files: what somebody called it is no part of it."""
    return f"{stored.key.hex[:2]}/{stored.key.hex}"


def kind_of(name: str) -> str:
    """Return what people call the type of a file of this name, such as "PDF"."""
    return name.rpartition(".")[2].upper()


class StoredFile(models.Model):
    """An uploaded file. ``size`` in bytes, ``sha256`` in hexadecimal, ``content_type`` as found inside it.

    What it belongs to has the foreign key and decides who may read it. ``key`` names it in addresses,
    so that nobody can guess the next one.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.FileField(upload_to=place_of)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        default_permissions = ()

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name

    @property
    def kind(self) -> str:
        """Return what people call this type of file, such as "PDF"."""
        return kind_of(self.name)
