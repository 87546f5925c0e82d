"""Forms of the lowest layer."""
