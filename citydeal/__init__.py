"""Lowest layer and composition root of the portal."""
