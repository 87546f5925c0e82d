"""Loads the life of the instruments of the demo: versions, phases, use and sharing, through the services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.dispatch import receiver
from django.utils import timezone

from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import DecisionSubject
from governance.models import Decision
from governance.services.covenant_rules import add_covenant_rule
from governance.services.decisions import record_decision
from governance.services.typesetting import typeset
from governance.signals import demo_deal_loaded
from workgroups.management import demo, demo_assessment  # noqa: F401  (theirs is loaded before this)
from workgroups.management.demo_data import dichtbij_instruments as data
from workgroups.models import Instrument, InstrumentVersion, Step, WorkingGroup
from workgroups.services.instruments import (
    InstrumentDetails,
    add_instrument,
    change_instrument,
    change_instrument_state,
)
from workgroups.services.sharings import SharingDetails, add_sharing
from workgroups.services.uses import UseDetails, add_involvement, add_use
from workgroups.services.versions import add_version, attach, withdraw_version


@receiver(demo_deal_loaded, dispatch_uid="workgroups_demo_instruments")
def load_instruments(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load what belongs to this deal, with the rights and the words of the project secretary."""
    if loader.data.slug == demo.DEAL:
        _Instruments(loader).load()


class _Instruments:
    """The instruments of Dichtbij Geregeld."""

    def __init__(self, loader: Any) -> None:
        self.loader, self.actor, self.deal = loader, loader.actor, loader.deal
        self.today = timezone.localdate()
        self.decisions: dict[str, Decision] = {}

    def load(self) -> None:
        """Load decisions, instruments and the rules about them."""
        steering = self.loader.bodies["stuurgroep"]
        for key, (ago, title, text) in data.DECISIONS.items():
            self.decisions[key] = record_decision(
                actor=self.actor,
                body=steering,
                taken_on=self._day(ago),
                subject=DecisionSubject.CONTENT,
                title=title,
                text=text,
            )
        for wanted in data.INSTRUMENTS:
            self._instrument(wanted)
        for number, text, article in data.RULES:
            add_covenant_rule(
                actor=self.actor,
                deal=self.deal,
                number=number,
                text=text,
                article=article,
                parameters={},
                start=max(data.ASKED_SINCE, self._day(120)),
            )

    def _day(self, ago: int) -> date:
        """Return the day so many days ago, not before the instruments were chosen."""
        return max(data.ASKED_SINCE, self.today - timedelta(days=ago))

    def _instrument(self, wanted: data.InstrumentData) -> None:
        instrument = self._new(wanted) if wanted.is_new else self._known(wanted)
        for involved, kind in wanted.involved:
            party = self.loader.parties[involved]
            joined = max(self._day(400), self._signed(party))
            add_involvement(actor=self.actor, instrument=instrument, party=party, kind=kind, start=joined)
        versions = {version.number: self._version(instrument, version) for version in wanted.versions}
        for use in wanted.uses:
            add_use(
                actor=self.actor,
                version=versions[use.version],
                party=self.loader.parties[use.who],
                details=UseDetails(self._day(use.ago), where=use.where),
            )
        for phase in wanted.life:
            change_instrument_state(
                actor=self.actor,
                instrument=instrument,
                state=phase.state,
                on=self._day(phase.ago),
                reason=phase.reason,
                decision=self.decisions.get(phase.decision),
            )
        for version in wanted.versions:
            if version.withdrawn is not None:
                withdraw_version(
                    actor=self.actor,
                    version=versions[version.number],
                    on=self._day(version.withdrawn),
                    reason=version.reason,
                )
        for sharing in wanted.sharings:
            details = SharingDetails(
                sharing.kind, sharing.title, self.today - timedelta(days=sharing.ago), sharing.with_whom
            )
            add_sharing(actor=self.actor, instrument=instrument, details=details)

    @staticmethod
    def _signed(party: Any) -> date:
        first: date = party.statuses.order_by("start").values_list("start", flat=True).first()
        return first

    def _new(self, wanted: data.InstrumentData) -> Instrument:
        group = WorkingGroup.objects.get(body__deal=self.deal, body__slug=wanted.group)
        details = InstrumentDetails(
            wanted.title,
            wanted.text,
            wanted.kind,
            wanted.licence,
            group=group,
            access=wanted.access,
            next_step=wanted.next_step,
        )
        return add_instrument(actor=self.actor, deal=self.deal, details=details, since=self._day(wanted.ago))

    def _known(self, wanted: data.InstrumentData) -> Instrument:
        found = Instrument.objects.filter(deal=self.deal, title=wanted.title)
        instrument = found.select_related("group", "question").get()
        step = None
        if wanted.has_step:
            step = Step.objects.filter(group=instrument.group, title=data.DESIGN).first()
        details = InstrumentDetails(
            instrument.title,
            instrument.text,
            instrument.kind,
            wanted.licence,
            instrument.question,
            step,
            instrument.group,
            Access.PUBLIC,
            wanted.next_step,
        )
        return change_instrument(
            actor=self.actor,
            instrument=instrument,
            details=details,
            history_id=latest_history_id(instrument),
        )

    def _version(self, instrument: Instrument, wanted: data.VersionData) -> InstrumentVersion:
        version = add_version(
            actor=self.actor,
            instrument=instrument,
            number=wanted.number,
            text=wanted.text,
            made_on=self._day(wanted.ago),
        )
        if wanted.link:
            attach(actor=self.actor, version=version, title="Op internet", url=wanted.link)
        if wanted.paper:
            made = typeset("paper.typ", {"title": wanted.paper, "lines": [wanted.text]})
            upload = SimpleUploadedFile(f"{wanted.paper}.pdf", made, content_type="application/pdf")
            attach(actor=self.actor, version=version, title=wanted.paper, upload=upload)
        return version
