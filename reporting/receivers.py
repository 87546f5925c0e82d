"""What reporting does when something happens below."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.dispatch import receiver

from citydeal.models import User
from governance.models import Decision, PartySuccession
from governance.signals import decision_carries, ensure_due, succession_built_on, succession_goes_back
from reporting.selectors.report_evaluations import evaluations_on
from reporting.services.contribution_questions import ensure_contribution_questions
from reporting.services.digests import send_digests
from reporting.services.invoice_reminders import remind_invoices
from reporting.services.promise_successions import built_on, go_back
from reporting.services.report_making import ask_snapshots


@receiver(ensure_due, dispatch_uid="contributions")
def ask_about_contributions(sender: Any, on: date, **_: Any) -> str:
    """Ask parties whether their contributions are right, and remind of invoices; returns how many."""
    asked, reminded = ensure_contribution_questions(on), remind_invoices(on)
    return f"contributions: {asked} asked; invoices: {reminded} reminded"


@receiver(ensure_due, dispatch_uid="snapshots")
def keep_months(sender: Any, on: date, **_: Any) -> str:
    """Ask for the snapshots of this month; returns of how many deals."""
    return f"snapshots: {ask_snapshots(on)} asked"


@receiver(ensure_due, dispatch_uid="digests")
def mail_digests(sender: Any, on: date, **_: Any) -> str:
    """Mail what changed in the month before to who wants that; returns how many."""
    return f"digests: {send_digests(on)}"


@receiver(decision_carries, dispatch_uid="reporting_rests_on_decision")
def tell_what_rests(sender: Any, decision: Decision, **_: Any) -> list[str]:
    """Say which evaluations of reports rest on a decision; then it cannot be withdrawn."""
    return evaluations_on(decision)


@receiver(succession_built_on, dispatch_uid="reporting_built_on")
def tell_what_was_promised(sender: Any, succession: PartySuccession, **_: Any) -> list[str]:
    """Say what of contributions rests on a succession; then it cannot be taken back."""
    return built_on(succession)


@receiver(succession_goes_back, dispatch_uid="reporting_goes_back")
def let_promises_go_back(sender: Any, succession: PartySuccession, actor: User, **_: Any) -> None:
    """Let promises be with the parties that made them."""
    go_back(actor=actor, succession=succession)
