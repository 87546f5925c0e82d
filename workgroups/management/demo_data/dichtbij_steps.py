"""Steps, leads, goals and updates of the five groups of ``dichtbij-geregeld``; all invented.

Planted: a group that got worse, one that stays the same and one that got better; a step that slipped four
months and one that is late; a group that nobody leads any more and that owes an update.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from citydeal.models import User
from governance.signals import demo_deal_loaded
from workgroups.enums import Judgement, LeadRole, StepState
from workgroups.management.demo import DEAL, START
from workgroups.models import WorkingGroup
from workgroups.services.goals import set_goals
from workgroups.services.leads import LeadTerms, end_lead, name_lead
from workgroups.services.steps import StepDetails, add_step, change_step_state, move_step
from workgroups.services.steps_plan import TemplateStep, set_template
from workgroups.services.updates import UpdateDetails, report

TEMPLATE = (
    TemplateStep("Vraag scherp maken", "Een vraag die inwoners herkennen"),
    TemplateStep("Ontwerpen", "Een eerste versie van het instrument"),
    TemplateStep("Testen in de praktijk", "Uitkomsten en lessen van ten minste 2 tests"),
    TemplateStep("Invoeren", "Partijen gebruiken het instrument"),
    TemplateStep("Overdragen", "Anderen kunnen het zonder ons gebruiken", needs_decision=True),
)
# By then every executive lead holds the office.
EXECUTIVE_AGO = 140


@dataclass(frozen=True)
class StepDays:
    """A step on its way, in days before today: planned from and until, begun and done; None: not yet."""

    start: int
    end: int
    began: int | None = None
    done: int | None = None


@dataclass(frozen=True)
class UpdateData:
    """An update so many days ago."""

    ago: int
    judgement: Judgement
    done: str = ""
    now: str = ""
    next: str = ""
    reason: str = ""


@dataclass(frozen=True)
class GroupWork:
    """The work of a group. ``left``: how many days ago the lead stopped."""

    slug: str
    lead: str
    executive: str
    goals: tuple[str, ...]
    steps: tuple[StepDays, ...]
    updates: tuple[UpdateData, ...]
    deputy: str = ""
    left: int | None = None
    # Moves of a step: its place, the days it gets, and why.
    slipped: tuple[int, int, int, str] | None = None


WORK = (
    GroupWork(
        slug="werkgroep-een-keer-je-verhaal",
        lead="bram",
        deputy="gerda",
        executive="naima",
        goals=(
            "Een inwoner vertelt het verhaal één keer, ook als er meer organisaties helpen.",
            "De inwoner bepaalt wie wat mag lezen.",
        ),
        steps=(
            StepDays(600, 570, 600, 575),
            StepDays(569, 330, 569, 335),
            StepDays(329, 150, 329, 152),
            StepDays(149, -130, 149),
            StepDays(-131, -400),
        ),
        updates=(
            UpdateData(96, Judgement.ON_COURSE, "De test is klaar.", "We verwerken de uitkomsten."),
            UpdateData(68, Judgement.ON_COURSE, "De toestemmingsbrief is korter.", "2 gemeenten beginnen."),
            UpdateData(39, Judgement.ON_COURSE, "3 gemeenten gebruiken de brief.", "We helpen bij vragen."),
            UpdateData(
                11,
                Judgement.ON_COURSE,
                "3 gemeenten gebruiken de toestemmingsbrief.",
                "We maken een uitleg voor medewerkers.",
                "In het voorjaar gebruiken alle 4 de gemeenten de brief.",
            ),
        ),
    ),
    GroupWork(
        slug="werkgroep-samen-een-plan",
        lead="dennis",
        deputy="priya",
        executive="harm",
        goals=("Een gezin heeft één plan en één vast gezicht.",),
        steps=(
            StepDays(600, 540, 600, 530),
            StepDays(539, 240, 530, 228),
            StepDays(120, 5, 120),
            StepDays(-10, -200),
            StepDays(-201, -400),
        ),
        slipped=(2, 120, -118, "Te weinig mensen bij de testplek. We zoeken een tweede plek."),
        updates=(
            UpdateData(110, Judgement.ON_COURSE, "De test is begonnen.", "De eerste 3 gezinnen doen mee."),
            UpdateData(80, Judgement.ON_COURSE, "De eerste gesprekken zijn geweest.", "We luisteren mee."),
            UpdateData(
                47,
                Judgement.ATTENTION,
                "De test loopt vertraging op.",
                "We zoeken een tweede testplek.",
                reason="Er zijn te weinig medewerkers. De test duurt 4 maanden langer dan gepland.",
            ),
            UpdateData(
                18,
                Judgement.ATTENTION,
                "Er is een tweede testplek.",
                "We maken afspraken met de tweede plek.",
                "De test begint daar in januari.",
                "De test begint later door te weinig medewerkers. De tweede plek lost dat op.",
            ),
        ),
    ),
    GroupWork(
        slug="werkgroep-geld-dat-meebeweegt",
        lead="lotte",
        executive="ilse",
        goals=("Partijen betalen samen voor wat een gezin helpt.",),
        steps=(
            StepDays(600, 480, 600, 470),
            StepDays(479, 60, 470),
            StepDays(-30, -210),
            StepDays(-211, -380),
            StepDays(-381, -450),
        ),
        updates=(
            UpdateData(105, Judgement.ON_COURSE, "De rekenhulp is klaar.", "We rekenen 5 voorbeelden door."),
            UpdateData(
                74,
                Judgement.ATTENTION,
                "De voorbeelden zijn doorgerekend.",
                "We praten met de partijen over een proef.",
                reason="Een proef vraagt geld van meer partijen. Dat gesprek kost tijd.",
            ),
            UpdateData(
                45,
                Judgement.ATTENTION,
                "2 partijen willen meedoen.",
                "We schrijven een voorstel.",
                reason="Nog niet elke partij kan meedoen. We schrijven een voorstel voor de stuurgroep.",
            ),
            UpdateData(
                9,
                Judgement.ADJUST,
                "Het voorstel is klaar.",
                "De proef ligt stil.",
                "De stuurgroep besluit over een proefbudget.",
                "Elke partij beslist alleen over haar eigen geld. Zonder proefbudget kunnen we niet testen.",
            ),
        ),
    ),
    GroupWork(
        slug="werkgroep-ruimte-in-de-regels",
        lead="robbert",
        deputy="wouter",
        executive="harm",
        goals=("Medewerkers weten wat al mag en durven dat te doen.",),
        steps=(
            StepDays(600, 500, 600, 505),
            StepDays(504, 200, 504, 190),
            StepDays(189, -60, 189),
            StepDays(-61, -240),
            StepDays(-241, -420),
        ),
        updates=(
            UpdateData(100, Judgement.ON_COURSE, "12 voorbeelden zijn verzameld.", "We toetsen ze."),
            UpdateData(
                70,
                Judgement.ATTENTION,
                "6 voorbeelden zijn getoetst.",
                "We vragen juridisch advies.",
                reason="Bij 2 voorbeelden is niet zeker of het mag. We wachten op advies.",
            ),
            UpdateData(
                40,
                Judgement.ATTENTION,
                "Het advies is gevraagd.",
                "We testen de andere voorbeelden.",
                reason="Het advies is er nog niet. De andere voorbeelden gaan door.",
            ),
            UpdateData(
                13,
                Judgement.ON_COURSE,
                "Het advies is er: beide voorbeelden mogen.",
                "We testen met 2 gemeenten.",
                "In januari bespreken we de uitkomsten.",
            ),
        ),
    ),
    GroupWork(
        slug="werkgroep-leren-van-elkaar",
        lead="anne_fleur",
        executive="renee",
        goals=("Van elke proef is er een verslag dat anderen kunnen gebruiken.",),
        steps=(
            StepDays(600, 420, 600, 425),
            StepDays(419, 150, 419, 148),
            StepDays(147, -90, 147),
            StepDays(-91, -260),
            StepDays(-261, -430),
        ),
        updates=(
            UpdateData(83, Judgement.ON_COURSE, "4 verslagen zijn klaar.", "We vragen lezers wat ze missen."),
            UpdateData(51, Judgement.ON_COURSE, "De verslagen zijn korter.", "We maken een vaste vorm."),
        ),
        left=16,
    ),
)


@receiver(demo_deal_loaded, dispatch_uid="workgroups_demo_steps")
def load_steps(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load leads, goals, steps and updates, with the rights and the words of the project secretary."""
    if loader.data.slug != DEAL:
        return
    today = timezone.localdate()
    set_template(actor=loader.actor, deal=loader.deal, steps=TEMPLATE)
    for data in WORK:
        found = WorkingGroup.objects.filter(body__deal=loader.deal, body__slug=data.slug)
        group = found.select_related("body__deal").get()
        set_goals(actor=loader.actor, group=group, goals=data.goals, update_weeks=4)
        _load_leads(loader, group, data, today)
        _load_steps(loader, group, data, today)
        writer = loader.people[data.lead].user or loader.actor
        for update in data.updates:
            _load_update(writer if data.left is None else loader.actor, group, update, today)


def _load_leads(loader: Any, group: WorkingGroup, data: GroupWork, today: date) -> None:
    executive = today - timedelta(days=EXECUTIVE_AGO)
    terms = [LeadTerms(loader.people[data.executive], LeadRole.EXECUTIVE_LEAD, executive)]
    terms += [LeadTerms(loader.people[data.lead], LeadRole.LEAD, _first_day(loader, group, data.lead))]
    if data.deputy:
        first = _first_day(loader, group, data.deputy)
        terms.append(LeadTerms(loader.people[data.deputy], LeadRole.LEAD, first, is_deputy=True))
    for term in terms:
        lead = name_lead(actor=loader.actor, group=group, terms=term)
        if data.left is not None and term.person == loader.people[data.lead]:
            end_lead(actor=loader.actor, lead=lead, last_day=today - timedelta(days=data.left))


def _first_day(loader: Any, group: WorkingGroup, person: str) -> date:
    """Return the day from which somebody sits in the group."""
    sits: date = group.body.memberships.get(person=loader.people[person]).start
    return sits


def _load_steps(loader: Any, group: WorkingGroup, data: GroupWork, today: date) -> None:
    def day(ago: int) -> date:
        return max(START, today - timedelta(days=ago))

    for place, (words, days) in enumerate(zip(TEMPLATE, data.steps, strict=True)):
        details = StepDetails(
            title=words.title,
            result=words.result,
            needs_decision=words.needs_decision,
            planned_start=day(days.start),
            planned_end=day(days.end),
            owner=loader.people[data.lead] if place == len(TEMPLATE) - 2 else None,
        )
        step = add_step(actor=loader.actor, group=group, details=details)
        for state, ago in ((StepState.BUSY, days.began), (StepState.DONE, days.done)):
            if ago is not None:
                change_step_state(actor=loader.actor, step=step, state=state, on=day(ago))
                step.refresh_from_db()
        if data.slipped and data.slipped[0] == place:
            _place, start, end, reason = data.slipped
            move_step(
                actor=loader.actor, step=step, planned_start=day(start), planned_end=day(end), reason=reason
            )


def _load_update(writer: User, group: WorkingGroup, update: UpdateData, today: date) -> None:
    words = {name: getattr(update, name) for name in ("done", "now", "next", "reason")}
    on = max(START, today - timedelta(days=update.ago))
    report(actor=writer, group=group, details=UpdateDetails(on=on, judgement=update.judgement.value, **words))
