"""Levers of the plan (grep/): their amounts in the new prices, without the years that have passed."""

from __future__ import annotations

from typing import Any, Final

from ldip.plan.csvfile import decode
from ldip.plan.edits import Contents, DropFile
from ldip.plan.schema import files as f
from ldip.plan.tomlfile import loads
from ldip.rolling.prices import INDEX, Path, move_table, tables_in
from ldip.rolling.year import DEFLATOR, Year, number

FOLDER: Final = f.home_of(f.LeverFile)
VOTED: Final = f.home_of(f.AmendmentFile)  # proposals to a budget that is adopted by then


def move_levers(year: Year, contents: Contents) -> None:
    """Every change of every lever."""
    for file, raw in sorted(contents.items()):
        if file.startswith(VOTED):
            year.edits.append(DropFile(fil=file))
        if file.startswith(FOLDER) and file.endswith(".toml"):
            document = loads(decode(raw, file)[0], file)
            if followed := document.get("virkning"):
                year.set(file, ("virkning",), [_effect(year, e) for e in followed])
            for k, change in enumerate(document.get("endringer", [])):
                _change(year, contents, file, k, change)


def _effect(year: Year, effect: dict[str, Any]) -> dict[str, Any]:
    """An effect that is followed up, in the new prices; earlier years stay."""
    if effect.get("priser") != year.labels[0]:
        return effect
    known = [k for k in ("lovet", "vedtatt", "realisert") if k in effect]
    amounts: dict[str, float] = {k: number(effect[k] * year.growth(DEFLATOR)) for k in known}
    return {**effect, **amounts, "priser": year.labels[1]}


def _change(year: Year, contents: Contents, file: str, k: int, change: dict[str, Any]) -> None:
    target = str(change.get("fil", ""))
    home, at = target.partition("/")[0], ("endringer", k)
    if rows := change.get("rader"):
        kept = [r for r in rows if int(r.get("til", r.get("aar", year.first))) >= year.first]
        year.set(file, (*at, "rader"), [_row(year, r) for r in kept])
        return
    for path, table in tables_in(change.get("verdi"), (*at, "verdi")):
        if path != (*at, "verdi") or not str(change.get("noekkel", "")).endswith(".verdier"):
            move_table(year, file, path, table, home)
    _plain(year, contents, file, at, change)


def _row(year: Year, row: dict[str, Any]) -> dict[str, Any]:
    if row.get("priser") != year.labels[0]:
        return row
    return {**row, "priser": year.labels[1], "beloep": number(row["beloep"] * year.growth(DEFLATOR))}


def _plain(year: Year, contents: Contents, file: str, at: Path, change: dict[str, Any]) -> None:
    """A value alone, whose price basis is in the table that it is set in."""
    target, keys, value = str(change.get("fil", "")), str(change.get("noekkel", "")).split("."), change.get("verdi")
    if keys[-1] not in ("verdi", "beloep", "verdier") or target not in contents or not target.endswith(".toml"):
        return
    holder: Any = loads(decode(contents[target], target)[0], target)
    for key in keys[:-1]:
        holder = holder.get(key, {}) if isinstance(holder, dict) else {}
    home, name = target.partition("/")[0], keys[-2] if len(keys) > 1 else ""
    old = isinstance(holder, dict) and holder.get("priser") == year.labels[0]
    factor = year.growth(INDEX.get((home, name), DEFLATOR)) if old else 1.0
    if isinstance(value, dict):
        kept = {y: number(float(v) * factor) for y, v in value.items() if int(y) >= year.first}
        year.set(file, (*at, "verdi"), kept)
    elif old and isinstance(value, int | float):
        year.set(file, (*at, "verdi"), number(value * factor))
