"""Reminders of invoices that are not paid in time: one mail to the contact of the party, then each month."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from citydeal.common.mail import render_mail
from citydeal.services.outbox import queue_mail
from governance.enums import DealState
from governance.services.recipients import recipients_of
from governance.services.requests import contact_of
from reporting.models import Contribution
from reporting.rules.quantities import euros_words

log = logging.getLogger(__name__)

# Calendar days between two reminders of one invoice.
AGAIN = timedelta(days=30)
MOST_AT_ONCE = 500


def remind_invoices(on: date) -> int:
    """Mail the contact of a party about each invoice that should have been paid before ``on``.

    Returns how many were reminded of. Idempotent: an invoice keeps the day of its last reminder, under its
    row lock. A party without contact or address is skipped. Side effects: mail.
    """
    done = 0
    for pk in list(_late(on).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        try:
            done += _remind(pk, on)
        except Exception:
            # Whatever is wrong with one invoice, the reminders of the others go on.
            log.exception("Invoice %s could not be reminded of", pk)
    return done


def _late(on: date) -> QuerySet[Contribution]:
    due = Q(due_on__lt=on, paid_on=None, withdrawn_at=None)
    again = Q(reminded_on=None) | Q(reminded_on__lte=on - AGAIN)
    return Contribution.objects.filter(due, again).exclude(party__deal__state=DealState.CLOSED)


@transaction.atomic
def _remind(pk: int, on: date) -> int:
    locked = _late(on).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
    invoice = locked.select_related("party__deal", "party__organization").first()
    contact = contact_of(invoice.party, on) if invoice else None
    if invoice is None or contact is None:
        return 0
    recipients = recipients_of(contact, on=on)
    for recipient in recipients:
        words = {
            "name": recipient.name,
            "for_person": recipient.for_person,
            "invoice": invoice,
            "amount": euros_words(invoice.quantity + invoice.vat),
            "deal": invoice.party.deal,
            "party": invoice.party,
        }
        queue_mail(
            key=f"invoice:{invoice.pk}:{on}:{recipient.person_id}",
            kind="invoice_reminder",
            to=recipient.email,
            user=recipient.user,
            **asdict(render_mail("reporting/mail/invoice", words)),
        )
    if recipients:
        invoice.reminded_on = on
        # That somebody was reminded is no change that people look for.
        invoice.skip_history_when_saving = True  # type: ignore[attr-defined]  # simple-history's own name
        invoice.save()
    return len(recipients[:1])
