"""What governance says to the apps above it, which it does not know."""

from django.dispatch import Signal

# Sent with ``body`` before new days of a body are saved: founded, changed, reopened. A receiver that
# refuses them raises DomainError.
body_days_change = Signal()
# Sent with ``old``, ``new`` and ``actor`` when a membership goes on as another: the same person, for the
# party that came in the place of the old one. Inside the transaction of the act.
membership_goes_on = Signal()
# Sent with ``membership`` and ``actor`` before such a new membership goes again: the act is taken back, or
# who would go on leaves before its day.
membership_goes_back = Signal()
# Sent with ``parties`` and ``first_day`` where a succession asks what becomes of all they hold. A receiver
# returns what its app knows of that: a list of ``Place`` with ``work``.
work_of_parties = Signal()
# Sent with ``place``, ``party``, ``succession`` and ``actor`` when such a place goes on for another party, or
# (``party`` None) takes the other choice: it ends the day before, or stays. Inside the act's transaction.
work_goes_on = Signal()
# Sent with ``succession``; a receiver returns sentences on what was built on what it passed on.
succession_built_on = Signal()
# Sent with ``succession`` and ``actor`` when a succession is taken back, inside its transaction. A receiver
# that finds under lock what was built on it raises DomainError.
succession_goes_back = Signal()
# Sent with ``decision`` before it is withdrawn; a receiver returns in words what rests on it.
decision_carries = Signal()
# Sent with ``loader`` (the DealLoader) when a demo deal stands, inside its transaction.
demo_deal_loaded = Signal()
# Sent with ``on`` at the end of ``ensure``, outside any transaction: what apps above owe on a day. A receiver
# is idempotent, sees to its own transactions, and returns what it did in words for operators.
ensure_due = Signal()
