"""Readers of external files; the only modules that know their layouts. No network access."""
