"""Signals declared low and received above (docs/architecture.md lists them all)."""

from django.dispatch import Signal

# Sent by the first request of an account on a day, with ``user`` and ``on`` (a date).
rights_due = Signal()

# Sent just before a mail is handed over, with ``mail`` (an OutgoingMail). A receiver returns why it need
# not be sent any more, or an empty text.
mail_due = Signal()
