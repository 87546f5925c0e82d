"""The outside voice: what panels are more than bodies."""

from panels.models.panel import PanelTopic

__all__ = ["PanelTopic"]
