"""On which topics the members of the demo panels want to think along; every person is invented."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from governance.models import Challenge, Membership
from governance.signals import demo_deal_loaded
from panels.services.topics import set_topics

PANEL = "inwonerspanel"
# Deal → person → titles of challenges.
TOPICS = {
    "slim-maatwerk": {
        "hatice": ("Gezondheid", "Gelijke kansen"),
        "joop": ("Bestaanszekerheid",),
    },
    "dichtbij-geregeld": {
        "fenna": ("Gewone taal", "Hulp in de buurt"),
        "kwame": ("Eén keer vertellen",),
        "riet": ("Rondkomen", "Gewone taal"),
    },
}


@receiver(demo_deal_loaded, dispatch_uid="panels_demo")
def load_topics(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Record the topics, as the project secretary would."""
    challenges = {challenge.title: challenge for challenge in Challenge.objects.filter(deal=loader.deal)}
    for key, titles in TOPICS.get(loader.data.slug, {}).items():
        membership = Membership.objects.get(body=loader.bodies[PANEL], person=loader.people[key])
        set_topics(
            actor=loader.actor, membership=membership, challenges=[challenges[title] for title in titles]
        )
