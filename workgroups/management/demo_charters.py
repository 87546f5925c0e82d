"""The project charters of the demo deals, through the same services as people's clicks."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from governance.enums import BodyKind, DecisionSubject
from governance.models import Body
from governance.services.decisions import record_decision
from governance.signals import demo_deal_loaded
from workgroups.management.demo_data import dichtbij_charters as data
from workgroups.models import CharterVersion, ProjectCharter, WorkingGroup
from workgroups.selectors.charter_sections import rows_of, section_at, stamp_of
from workgroups.services.charter_adoption import adopt_version
from workgroups.services.charter_texts import RowDetails, SectionDetails, write_section
from workgroups.services.charters import CharterDetails, add_charter, begin_version

Sections = dict[str, tuple[dict[str, str], list[dict[str, Any]]]]


@receiver(demo_deal_loaded, dispatch_uid="workgroups_demo_charters")
def load_charters(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load an adopted charter that is being changed, and one that has just begun; once."""
    deal, actor = loader.deal, loader.actor
    if deal.slug != data.DEAL or ProjectCharter.objects.filter(deal=deal).exists():
        return
    group = WorkingGroup.objects.select_related("body__deal").get(body__deal=deal, body__slug=data.GROUP)
    first = add_charter(actor=actor, deal=deal, title=data.TITLE, details=CharterDetails(group))
    _write(actor, first, data.SECTIONS)
    decision = record_decision(
        actor=actor,
        body=Body.objects.select_related("deal").get(deal=deal, kind=BodyKind.STEERING_GROUP),
        taken_on=data.ADOPTED_ON,
        subject=DecisionSubject.CONTENT,
        title=data.DECISION,
        text=data.DECISION_TEXT,
    )
    first = CharterVersion.objects.select_related("charter__deal").get(pk=first.pk)
    adopt_version(actor=actor, version=first, decision=decision, stamp=stamp_of(first, rows_of(first)))
    _write(actor, begin_version(actor=actor, charter=first.charter), data.CHANGED)
    add_charter(actor=actor, deal=deal, title=data.BEGUN, details=CharterDetails())


def _write(actor: Any, version: CharterVersion, sections: Sections) -> None:
    for key, (texts, rows) in sections.items():
        section = section_at(key)
        details = SectionDetails(texts, [RowDetails(place, row) for place, row in enumerate(rows)])
        stamp = stamp_of(version, rows_of(version, [section]), [section])
        version = write_section(actor=actor, version=version, section=section, details=details, stamp=stamp)
