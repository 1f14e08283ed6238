"""The files of a plan parsed as they are, for the sheets of its workbook."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from ldip.errors import PlanError, Problem
from ldip.plan.csvfile import decode
from ldip.plan.edits import Contents
from ldip.plan.read import Reading, read_contents
from ldip.plan.schema.fields import MOST_YEARS
from ldip.plan.schema.files import FOLDERS, SINGLE
from ldip.plan.tomlfile import loads

_NOWHERE: Final = Path("arbeidsbok")


@dataclass
class PlanData:
    """A plan's files parsed: TOML documents as plain tables by file, and the reading with its csv tables."""

    contents: Contents
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading:
        """The files read by the schema."""
        return read_contents({n: raw for n, raw in self.contents.items() if n.endswith((".toml", ".csv"))}, _NOWHERE)

    @property
    def years(self) -> range:
        """The plan's years; none where plan.toml does not give them."""
        span = self.documents.get("plan.toml", {}).get("tid", {})
        first, count = (span.get(k) for k in ("foerste_aar", "antall_aar")) if isinstance(span, Mapping) else (None, None)
        if not isinstance(first, int) or not isinstance(count, int) or not 1900 <= first <= 2200:
            return range(0)
        return range(first, first + min(max(count, 0), MOST_YEARS))


def data_of(contents: Contents) -> PlanData:
    """The plan's files parsed. Errors: PlanError for a file that is no TOML or no text; others are read as they are."""
    found = PlanData(contents)
    problems: list[Problem] = []
    for name in contents:
        if name.endswith(".toml") and (name in SINGLE or name.partition("/")[0] in FOLDERS):
            text, wrong = decode(contents[name], name)
            problems += wrong
            try:
                found.documents[name] = {} if wrong else loads(unicodedata.normalize("NFC", text), name)
            except ValueError as error:
                problems.append(Problem(name, "", f"ikke gyldig TOML: {error}", "", "rett filen først"))
    if "plan.toml" not in contents:
        problems.append(Problem("plan.toml", "", "filen mangler", "", "oppgi mappen som har plan.toml"))
    if problems:
        raise PlanError(problems)
    return found
