"""Measurements of the pages; ``make bench`` runs them. They are never timed tests."""
