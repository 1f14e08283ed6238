"""LDIP: a municipality's long-term operating and investment plan, computed and explained."""

__version__ = "0.1.0"
