"""What reporting does when something happens below."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.dispatch import receiver

from governance.signals import ensure_due
from reporting.services.contribution_questions import ensure_contribution_questions
from reporting.services.digests import send_digests
from reporting.services.invoice_reminders import remind_invoices


@receiver(ensure_due, dispatch_uid="contributions")
def ask_about_contributions(sender: Any, on: date, **_: Any) -> str:
    """Ask parties whether their contributions are right, and remind of invoices; returns how many."""
    asked, reminded = ensure_contribution_questions(on), remind_invoices(on)
    return f"contributions: {asked} asked; invoices: {reminded} reminded"


@receiver(ensure_due, dispatch_uid="digests")
def mail_digests(sender: Any, on: date, **_: Any) -> str:
    """Mail what changed in the month before to who wants that; returns how many."""
    return f"digests: {send_digests(on)}"
