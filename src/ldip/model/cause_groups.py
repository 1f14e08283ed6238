"""Cause groups: what a change of the result is attributed to. Every field of the plan belongs to one (plan/schema/about.py)."""

from __future__ import annotations

from typing import Final, get_args

from ldip.glossary import glossary, label
from ldip.plan.schema.about import Group

GROUPS: Final[tuple[Group, ...]] = get_args(Group)
KNOWLEDGE: Final = "regler"  # the knowledge date: it decides the shipped parameters of every group, and is a cause of its own
METHOD: Final = "metode"  # the program: what was stored when a plan was run against its run today
CAUSES: Final = (*GROUPS, KNOWLEDGE, METHOD)  # in the stated order of a split


def group_label(group: str, language: str = "nb") -> str:
    """Name of a cause group in a language."""
    return label(f"gruppe_{group}", language)


def group_content(group: str, language: str = "nb") -> str:
    """Contents of a cause group, in a sentence."""
    return glossary()[f"gruppe_{group}"].definition(language)
