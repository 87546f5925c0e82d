"""The work: process questions and the bodies that form around them."""

from workgroups.models.working_group import ProcessQuestion, RegionalAlliance, WorkingGroup

__all__ = ["ProcessQuestion", "RegionalAlliance", "WorkingGroup"]
