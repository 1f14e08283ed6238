"""Readers of other people's files; the only modules that know their layouts. No network here."""
