"""What governance says to the apps above it, which it does not know."""

from django.dispatch import Signal

# Sent with ``body`` before new days of a body are saved: founded, changed, reopened. A receiver that
# refuses them raises DomainError.
body_days_change = Signal()
# Sent with ``loader`` (the DealLoader) when a demo deal stands, inside its transaction.
demo_deal_loaded = Signal()
