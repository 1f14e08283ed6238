"""Answers of PxWebApi v2: limits, metadata, data sets checked against the query, and errors in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.sources.jsonstat import categories, dimensions_of
from ldip.sources.pxweb_split import Selection
from ldip.tabular.files import json_of

LATER: Final = "prøv igjen senere, eller bruk lagrede svar med --fra-filer"
POLICY: Final = re.compile(r"^\s*(\d{1,6})\s*;\s*w=(\d{1,6})s?\s*$")
SHOWN: Final = 5  # values of an error


class UnknownTableError(SourceError):
    """A table that the source does not have."""


@dataclass(frozen=True)
class Limits:
    """Most cells of a query, and most calls in a window of seconds."""

    cells: int
    calls: int
    seconds: float

    def announced(self, headers: Mapping[str, str]) -> Limits:
        """The limits with the calls and window that the headers of an answer announce."""
        found = POLICY.match(headers.get("x-ratelimit-policy", ""))
        if found is None or not int(found[1]) or not int(found[2]):
            return self
        return replace(self, calls=int(found[1]), seconds=float(found[2]))


@dataclass(frozen=True)
class Metadata:
    """Variables of a table: codes and labels of their values, in the source's order. `updated` is when the figures were."""

    table: str
    variables: Mapping[str, tuple[tuple[str, str], ...]]
    updated: str = ""

    def codes(self, variable: str) -> tuple[str, ...]:
        """The codes of a variable."""
        return tuple(c for c, _ in self.variables[variable])

    def refuse_unknown(self, selection: Selection) -> None:
        """Errors: SourceError for every variable or value that the table does not have, and for one of its variables left out."""
        problems = list(self._wrong(selection))
        if problems:
            raise SourceError(problems)

    def _wrong(self, selection: Selection) -> Iterator[Problem]:
        name = f"tabell {self.table}"
        for variable, codes in selection.items():
            if variable not in self.variables:
                known = ", ".join(self.variables)
                yield Problem(name, variable, "tabellen har ikke denne variabelen", "", f"variablene er {known}")
                continue
            known_codes = set(self.codes(variable))
            if lacking := [c for c in codes if c not in known_codes]:
                text = ", ".join(lacking[:SHOWN]) + (" …" if len(lacking) > SHOWN else "")
                yield Problem(name, variable, "tabellen har ikke disse verdiene", text, "se tabellen i Statistikkbanken")
            if not codes:
                yield Problem(name, variable, "ingen verdier er valgt", "", "velg minst én")
        for variable in self.variables.keys() - selection.keys():
            yield Problem(name, variable, "variabelen mangler i spørringen", "", "velg verdier av hver variabel")


def limits_of(data: Any, default: Limits) -> Limits:
    """Limits of an answer to /config. 0 and what is no number count as not stated."""

    def stated(key: str, otherwise: int) -> int:
        value = data.get(key) if isinstance(data, dict) else None
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise

    calls, seconds = stated("maxCallsPerTimeWindow", 0), stated("timeWindow", 0)
    cells = stated("maxDataCells", default.cells)
    return Limits(cells, calls, float(seconds)) if calls and seconds else replace(default, cells=cells)


def metadata_of(table: str, data: Any) -> Metadata:
    """Metadata of a table as JSON-stat 2.0. Errors: SourceError for another shape."""
    name = f"tabell {table}"
    try:
        ids = [str(d) for d in data["id"]]
        variables = {d: tuple(categories(data["dimension"][d])) for d in ids}
        if len(set(ids)) < len(ids) or not ids or not all(variables.values()):
            raise ValueError("id")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SourceError(
            [Problem(name, "dimension", "metadata har en annen form enn JSON-stat 2.0", str(error)[:60], LATER)]
        ) from None
    return Metadata(table, variables, str(data.get("updated", ""))[:30])


def checked(name: str, data: Any, asked: Selection) -> dict[str, Any]:
    """A data set whose dimensions and values are exactly those of the query. Errors: SourceError."""
    if not isinstance(data, dict) or data.get("class") != "dataset" or not {"id", "size", "dimension", "value"} <= data.keys():
        raise SourceError([Problem(name, "", "svaret er ikke JSON-stat 2.0", "", LATER)])
    ids, found = dimensions_of(name, data)
    if set(ids) != set(asked):
        value = ", ".join(ids)
        raise SourceError([Problem(name, "id", "svaret har andre variabler enn det ble spurt om", value, LATER)])
    problems = []
    for variable, pairs in zip(ids, found, strict=True):
        got = [c for c, _ in pairs]
        if sorted(got) != sorted(asked[variable]):
            value = ", ".join(sorted(set(got) ^ set(asked[variable]))[:SHOWN])
            problems.append(Problem(name, variable, "svaret har andre verdier enn det ble spurt om", value, LATER))
    sizes = data["size"] if isinstance(data["size"], list) else []
    if sizes != [len(pairs) for pairs in found]:
        problems.append(Problem(name, "size", "svarets størrelse stemmer ikke med verdiene", str(sizes)[:60], LATER))
    if problems:
        raise SourceError(problems)
    return data


def refusal(place: str, status: int, raw: bytes) -> SourceError:
    """The error of an answer that is no success, with the source's own words."""
    said = _said(raw)
    if status == 404:
        return UnknownTableError(
            [Problem(place, "", "tabellen finnes ikke hos kilden", said, "se om tabellen har fått nytt nummer")]
        )
    words = {
        400: (
            "kilden forstår ikke spørringen",
            "tabellen kan være lagt om; meld fra, eller last ned tallene og bruk --fra-filer",
        ),
        403: ("kilden gir ikke ut så mange tall på en gang", "velg færre verdier"),
    }
    what, hint = words.get(status, (f"kilden svarte {status}", LATER))
    return SourceError([Problem(place, "", what, said, hint)])


def _said(raw: bytes) -> str:
    """Title of a problem answer (RFC 9457); empty where it is something else."""
    try:
        data = json_of("svar", raw[:10_000].decode("utf-8", errors="replace"))
    except SourceError:
        return ""
    return str(data.get("title", ""))[:100] if isinstance(data, dict) else ""


def retry_after(headers: Mapping[str, str], otherwise: float) -> float:
    """Seconds that an answer asks to wait: a number, or a date; `otherwise` without either."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,6}", text):
        return float(text)
    try:
        left = parsedate_to_datetime(text) - dt.datetime.now(dt.UTC)
    except (ValueError, TypeError):
        return otherwise
    return max(left.total_seconds(), 0.0)
