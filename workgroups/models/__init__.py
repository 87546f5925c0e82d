"""The work: process questions, the bodies around them, their steps, instruments, tests and charters."""

from workgroups.models.assessment import (
    Assessment,
    Candidate,
    Criterion,
    DesignPrinciple,
    FrameworkAssessor,
    FrameworkVersion,
    Score,
)
from workgroups.models.charter import (
    CharterBudgetLine,
    CharterConsultation,
    CharterMember,
    CharterMoment,
    CharterPart,
    CharterVersion,
    ProjectCharter,
)
from workgroups.models.field_test import (
    DesignTeam,
    FieldTest,
    FieldTestStatus,
    FrontRunner,
    TeamBudgetLine,
)
from workgroups.models.instrument import (
    Instrument,
    InstrumentInvolvement,
    InstrumentSharing,
    InstrumentStatus,
    InstrumentUse,
    InstrumentVersion,
    VersionAttachment,
)
from workgroups.models.milestone import Milestone, MilestoneMove, PhaseGate
from workgroups.models.passed_on import PassedOn
from workgroups.models.step import (
    GroupGoal,
    GroupLead,
    GroupUpdate,
    Step,
    StepMove,
    StepStatus,
    StepTemplate,
)
from workgroups.models.working_group import ProcessQuestion, RegionalAlliance, WorkingGroup

__all__ = [
    "Assessment",
    "Candidate",
    "CharterBudgetLine",
    "CharterConsultation",
    "CharterMember",
    "CharterMoment",
    "CharterPart",
    "CharterVersion",
    "Criterion",
    "DesignPrinciple",
    "DesignTeam",
    "FieldTest",
    "FieldTestStatus",
    "FrameworkAssessor",
    "FrameworkVersion",
    "FrontRunner",
    "GroupGoal",
    "GroupLead",
    "GroupUpdate",
    "Instrument",
    "InstrumentInvolvement",
    "InstrumentSharing",
    "InstrumentStatus",
    "InstrumentUse",
    "InstrumentVersion",
    "Milestone",
    "MilestoneMove",
    "PassedOn",
    "PhaseGate",
    "ProcessQuestion",
    "ProjectCharter",
    "RegionalAlliance",
    "Score",
    "Step",
    "StepMove",
    "StepStatus",
    "StepTemplate",
    "TeamBudgetLine",
    "VersionAttachment",
    "WorkingGroup",
]
