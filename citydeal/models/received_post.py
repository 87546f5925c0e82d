"""What was received, so that a form that comes in twice is done once."""

from __future__ import annotations

from django.db import models


class ReceivedPost(models.Model):
    """A form that was sent and done, under a name of its page and everything in it; kept for a week.

    ``key`` is a digest, so that nothing of what was typed stands here. ``url``: where it led.
    """

    key = models.CharField(max_length=64, unique=True)
    url = models.TextField(blank=True)
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Return the beginning of the key."""
        return self.key[:8]
