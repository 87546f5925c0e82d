"""Lowest layer and composition root of the portal."""

from citydeal.celery import app as celery_app

__all__ = ["celery_app"]
