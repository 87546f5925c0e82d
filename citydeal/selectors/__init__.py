"""Selectors of the lowest layer: what a page needs, read only."""
