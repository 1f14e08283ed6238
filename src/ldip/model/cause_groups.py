"""Cause groups: what a change of the result is attributed to. Every field of the plan belongs to one (plan/schema/about.py)."""

from __future__ import annotations

from typing import Final, get_args

from ldip.glossary import glossary, label
from ldip.plan.schema.about import Group

GROUPS: Final[tuple[Group, ...]] = get_args(Group)


def group_label(group: str, language: str = "nb") -> str:
    """Name of a cause group in a language."""
    return label(f"gruppe_{group}", language)


def group_content(group: str, language: str = "nb") -> str:
    """Contents of a cause group, in a sentence."""
    return glossary()[f"gruppe_{group}"].definition(language)
