"""What the clock did, so that silence is noticed."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """The last run of a periodic job; ``/readyz`` reads its age.

    ``summary`` is for operators: numbers only, no names.
    """

    name = models.CharField(max_length=50, unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    failed = models.BooleanField(default=False)
    summary = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        """Return the name of the job."""
        return self.name
