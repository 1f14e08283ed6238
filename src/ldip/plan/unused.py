"""Files that no key of the plan refers to: which key would use one, instead of a guess at a misspelling."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

from ldip.errors import Problem
from ldip.plan import messages
from ldip.plan.csvlines import header_of
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import FileRef, Strict

HOME = "befolkning.toml"
FOLDER = "befolkning/"
HEAD = 4096  # bytes that hold the comments and the header of a table
NEAR = 0.8


def unknown_file(name: str, raw: bytes, population: Strict | None, known: Sequence[str], absent: Iterable[str]) -> Problem:
    """The problem of a file that the plan does not know. `absent` are files that befolkning.toml refers to and are not there."""
    keys = _keys(name, raw, population) if name.endswith(".csv") else []
    if not keys and not name.startswith(FOLDER):
        return Problem(name, "", "ukjent fil i planen", "", messages.nearest(name, known))
    text = f"filen er ikke i bruk i planen: ingen nøkkel i {HOME} viser til den"
    if meant := difflib.get_close_matches(name, [*absent], n=1, cutoff=NEAR):
        return Problem(name, "", text, "", f"{HOME} viser til {meant[0]}, som ikke finnes; rett navnet ett av stedene")
    if not keys:
        return Problem(name, "", text, "", "slett filen")
    return Problem(name, "", text, "", f'slett filen, eller ta den i bruk med fil = "{name}" under {_either(keys)} i {HOME}')


def references(population: Strict | None) -> Iterator[str]:
    """Files that befolkning.toml refers to."""
    for key in t.REFERENCED:
        found = getattr(population, "__dict__", {}).get(key)
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, FileRef):
                yield one.fil


def _keys(name: str, raw: bytes, population: Strict | None) -> list[str]:
    """Keys whose tables have the file's columns: the one it is named after, else those that the plan has no table of."""
    text = raw[:HEAD].decode("utf-8-sig", "ignore")
    columns = set(header_of(text)[1])
    fits = [k for k, row in t.REFERENCED.items() if _fits(columns, row)]
    stem = name.rpartition("/")[2].removesuffix(".csv").replace("-", "_")
    named = [k for k in fits if stem.startswith(k)]
    if named:
        return [max(named, key=len)]
    return [k for k in fits if not getattr(population, "__dict__", {}).get(k) or k == "framskrivinger"]


def _fits(columns: set[str], row: type[t.Row]) -> bool:
    required = {n for n, f in row.model_fields.items() if f.is_required()}
    return required <= columns <= set(row.model_fields)


def _either(keys: Sequence[str]) -> str:
    places = [f"[[{k}]]" if k == "framskrivinger" else f"[{k}]" for k in keys]
    return " eller ".join(filter(None, (", ".join(places[:-1]), places[-1])))
