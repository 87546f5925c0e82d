"""What every rule of the covenant is: its question, its words, and what a deal may set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.findings import Finding, Outcome
from citydeal.common.text import Text
from governance.enums import BodyKind
from governance.rules.parameters import Choice, Parameter, choices_of

# The scope of a rule that is asked of the deal as a whole, not of a body.
DEAL = "deal"
BODY_KIND = "body_kind"


@dataclass(frozen=True)
class Words:
    """How a rule speaks of its findings.

    ``broken``: the sentence about what is wrong, which begins with since when. ``lost``: the sentence
    about what a change does, from the day given in words. ``met``: the sentence where all is well; without
    it the facts themselves are named.
    """

    broken: Callable[[Finding], str]
    lost: Callable[[Finding, str], str]
    met: Callable[[Finding], str] | None = None


@dataclass(frozen=True)
class PartSource:
    """Where a part of the facts comes from.

    ``rows`` returns a question for JSON rows that hang on the deal it stands in; ``read`` makes the part
    of the rows that came.
    """

    rows: Callable[[], Any]
    read: Callable[[list[dict[str, Any]]], Any]


@dataclass(frozen=True)
class Rule:
    """A rule of the covenant as code.

    ``scope``: the kind of body it is asked of, or ``DEAL``. ``ask``: of a body
    ``(deal, body, on, parameters)``, of the deal ``(deal, on, parameters)`` → Outcome; a pure function.
    ``name`` and ``explanation`` are for who sets up a deal; ``default_text`` is the sentence people read
    unless the deal has its own, with ``default_article``. ``parameters`` are the fields of its form;
    ``compare`` says what is wrong between them: (name of a parameter, sentence).
    ``beside``: other kinds of bodies it looks at. ``asks_closed``: it also asks about bodies that are
    closed. ``is_target``: what is not reached is "pay attention", never "not met". ``reads_offices``: it
    asks which offices members hold. ``reads_members``: it asks who sits in the body; else its answer
    changes only with the body itself and with what the deal has.
    ``part`` and ``source``: the name of what it reads beside bodies and parties, and where that comes
    from, filled in where the rule is registered.
    """

    number: int
    scope: str
    name: Text
    explanation: Text
    default_text: Text
    ask: Callable[..., Outcome]
    words: Words
    default_article: str = ""
    parameters: tuple[Parameter, ...] = ()
    compare: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]] | None = None
    beside: tuple[str, ...] = ()
    asks_closed: bool = False
    is_target: bool = False
    reads_offices: bool = False
    reads_members: bool = True
    part: str = ""
    source: PartSource | None = None

    def body_kind(self, parameters: Mapping[str, Any]) -> str:
        """Return the kind of body it is asked of in a deal with these parameters; empty: of the deal."""
        if self.scope == DEAL:
            return ""
        return str(parameters.get(BODY_KIND) or self.scope)

    def filled(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters with the default of each that the deal does not set."""
        chosen = {name: value for name, value in parameters.items() if value is not None}
        return {**self._defaults, **chosen}

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        return {parameter.name: parameter.default for parameter in self.parameters}

    def errors(self, parameters: Mapping[str, Any]) -> dict[str, str]:
        """Return what is wrong with these parameters: name → sentence, for the field of a form."""
        known = {parameter.name for parameter in self.parameters}
        found = {name: _("unknown value") for name in parameters if name not in known}
        filled = self.filled(parameters)
        for parameter in self.parameters:
            value = filled[parameter.name]
            if value is None and not parameter.is_required:
                continue
            if problem := parameter.problem(value):
                found[parameter.name] = problem
        if not found and self.compare:
            found.update(self.compare(filled))
        return found

    def problems(self, parameters: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with these parameters, one sentence each."""
        labels = {parameter.name: str(parameter.label) for parameter in self.parameters}
        return [f"{labels.get(name, name)}: {problem}" for name, problem in self.errors(parameters).items()]


def asked_of(kind: BodyKind) -> Choice:
    """Return the parameter with which a deal asks a rule of its own kind of body instead of ``kind``."""
    return Choice(
        name=BODY_KIND,
        label=gettext_lazy("Asked of"),
        help=gettext_lazy("The kind of body that this rule is about in this deal."),
        default=kind.value,
        choices=choices_of(BodyKind.choices),
    )
