"""Projects a year on: what was spent becomes assets, what was put off is appropriated again, and what is finished leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from ldip.plan.edits import DropFile, NewFile, NewRow
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.rolling.year import BUILDING, Year, in_unit, number, text

ASSETS: Final = "anlegg.csv"
BALANCE: Final = "balanse.toml"
CLOSED: Final = 0.005  # a finished project with a smaller share of its cost left is closed
SMALLEST: Final = 0.5  # kroner


def move_projects(year: Year) -> None:
    """Projects: progress after the year, and the accounts of each project's appropriations."""
    for name, p in sorted(year.plan.projects.items()):
        if not p.in_use:
            year.told.append(
                f"{f.file_of(f.ProjectFile, name)} er et alternativ som ikke er valgt, og er bare ført til nye priser"
            )
        elif p.type == "ramme":
            _frame(year, name, p)
        else:
            _project(year, name, p)


def _cost(year: Year, name: str) -> float:
    """Cost in kroner of the old price year."""
    return year.closed("kostnad", prosjekt=name) * year.closed("kostnad_omregning", prosjekt=name)


def _project(year: Year, name: str, p: f.ProjectFile) -> None:
    """Spending put off moves from the year that has passed to the next; a finished one with nothing left is closed."""
    file, cost = f.file_of(f.ProjectFile, name), _cost(year, name)
    put_off = year.closed("utgift_utsatt_ub", prosjekt=name) / cost if cost else 0.0
    given = {int(y) + p.utsettes_aar: v for y, v in p.framdrift.items()}
    left = put_off + sum(v for y, v in given.items() if y >= year.first)
    if left < CLOSED and max(given) <= year.past:
        _close(year, name, p)
        return
    if put_off:
        past = [y for y in given if y <= year.past]
        coming = year.first - p.utsettes_aar
        _take(year, file, {y - p.utsettes_aar: given[y] for y in sorted(past, reverse=True)}, put_off)
        year.set(file, ("framdrift", str(coming)), number(given.get(year.first, 0.0) + put_off))
        if p.ferdig is not None and p.ferdig < coming:
            year.set(file, ("ferdig",), coming)
    _appropriated(year, name, p)


def _take(year: Year, file: str, spent: dict[int, float], put_off: float) -> None:
    """Take a share from the latest years first."""
    for y, share in spent.items():
        part = min(share, put_off)
        put_off -= part
        if part:
            year.set(file, ("framdrift", str(y)), number(share - part) if share > part else None)


def _appropriated(year: Year, name: str, p: f.ProjectFile) -> None:
    """Appropriated before the plan, in the new prices; what was put off is appropriated again."""
    if p.tidligere_bevilget is None and p.kostnadsramme is None:
        return
    total = year.closed("bevilget_ub", prosjekt=name) - year.closed("utgift_utsatt_ub", prosjekt=name)
    amount = {
        "beloep": number(in_unit(total * year.growth(BUILDING), "mill. kr")),
        "enhet": "mill. kr",
        "priser": year.labels[1],
        "kilde": year.source,
        "anslag": True,
    }
    year.set(f.file_of(f.ProjectFile, name), ("tidligere_bevilget",), amount)


def _close(year: Year, name: str, p: f.ProjectFile) -> None:
    """A finished project leaves; its places become a building, and the buildings it replaced close."""
    year.edits.append(DropFile(fil=f.file_of(f.ProjectFile, name)))
    year.told.append(f"{f.file_of(f.ProjectFile, name)} er ferdig og ligger nå i anlegg.csv")
    if p.kapasitet is None or p.tjeneste is None or not p.kapasitet.plasser:
        return
    opened = f"{p.opening[0]}-{p.opening[1]:02d}"
    cells = {"id": name, "navn": p.navn, "tjeneste": p.tjeneste, "plasser": text(p.kapasitet.plasser), "aapner": opened}
    more = {"sone": p.kapasitet.sone or ""}
    row = {**cells, **{k: v for k, v in more.items() if v}, "anslag": "ja" if p.anslag else "nei", "kilde": p.kilde}
    year.edits.append(NewRow(fil="bygg.csv", celler=row))
    for line, building in year.plan.table("bygg.csv", t.BuildingRow).numbered():
        if building.id in p.erstatter and not building.stenger:
            year.cell("bygg.csv", line, "stenger", opened)


def _frame(year: Year, name: str, p: f.ProjectFile) -> None:
    """A recurring frame goes on; what was put off is a project of its own in the first year."""
    file, given = f.file_of(f.ProjectFile, name), {int(y): v for y, v in p.framdrift.items()}
    shares = dict(zip(year.plan.years[1:], p.progress(year.plan.years[1:]), strict=True))
    if not p.utsettes_aar:
        if year.first not in given:
            year.set(file, ("framdrift", str(year.first)), number(shares[year.first]))
        for y in sorted(y for y in given if y < year.first):
            year.set(file, ("framdrift", str(y)), None)
    _appropriated(year, name, p)
    put_off = year.closed("utgift_utsatt_ub", prosjekt=name) * year.growth(BUILDING)
    if put_off >= SMALLEST:
        year.edits.append(NewFile(fil=f.file_of(f.ProjectFile, f"{name}-rebevilget-{year.past}"), tekst=_again(year, p, put_off)))


def _again(year: Year, p: f.ProjectFile, put_off: float) -> str:
    """The text of a project with what a frame put off."""
    paid = p.finansiering.model_dump(exclude_defaults=True)
    lines = [
        f'navn = "{p.navn}: rebevilget fra {year.past}"',
        'type = "prosjekt"',
        *([f'tjeneste = "{p.tjeneste}"'] if p.tjeneste else []),
        f'sektor = "{p.sektor}"',
        f'fase = "{p.fase}"',
        f'anleggsklasse = "{p.anleggsklasse}"',
        *(["rentabel = true"] if p.rentabel else []),
        *([f'selvkost = "{p.selvkost}"'] if p.selvkost else []),
        *([f"spredning = {number(p.spredning)}"] if p.spredning is not None else ["spredning = 0.0"]),
        *([f"vedlikeholdsandel = {number(p.vedlikeholdsandel)}"] if p.vedlikeholdsandel else []),
        f"ferdig = {year.first}",
        f"framdrift = {{ {year.first} = 1.0 }}",
        f'kilde = "{year.source}: gjennomføringsgraden lar dette stå igjen av bevilgningen"',
        "anslag = true",
        "",
        "[kostnad]",
        f"beloep = {number(in_unit(put_off, 'mill. kr'))}",
        'enhet = "mill. kr"',
        f'priser = "{year.labels[1]}"',
        f'kilde = "{year.source}"',
        "anslag = true",
    ]
    if p.nettpris_per_km is not None:
        price = number(p.nettpris_per_km.kroner * year.growth(BUILDING))
        lines += ["", "[nettpris_per_km]", f"beloep = {price}", 'enhet = "kr"', f'priser = "{year.labels[1]}"']
        lines += [f'kilde = "{p.nettpris_per_km.kilde}"', f"anslag = {str(p.nettpris_per_km.anslag).lower()}"]
    if paid:
        lines += ["", "[finansiering]", *(f"{k} = {_toml(v)}" for k, v in paid.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, int | float) else f'"{value}"'


@dataclass(frozen=True)
class _Asset:
    """Assets of one class from the projects of a year; `ready` is the year depreciation begins when it is not the next."""

    book: float
    life: float
    ready: int


def move_assets(year: Year) -> None:
    """anlegg.csv: the register a year older, and what the projects added; under construction until the project is finished."""
    new = _added(year)
    rows = year.plan.table(ASSETS, t.AssetRow).numbered()
    left = {r.klasse: year.closed("bokfoert_eksisterende_ub", anleggsklasse=r.klasse) for _, r in rows}
    book = year.closed("avskrivbare_anleggsmidler_ub") - sum(a.book for a in new.values())
    scale = book / sum(left.values()) if sum(left.values()) else 1.0  # sales, and depreciation that was adopted
    for line, row in year.plan.table(ASSETS, t.AssetRow).numbered():
        _older(year, line, row, left[row.klasse], scale)
    for name, asset in new.items():
        _enter(year, name, asset)
    _construction(year, new)


def _older(year: Year, line: int, row: t.AssetRow, left: float, scale: float) -> None:
    paid = year.coming("avskrivning_eksisterende", anleggsklasse=row.klasse)
    year.cell(ASSETS, line, "bokfoert", text(in_unit(left * scale, row.enhet)))
    if row.under_utfoerelse and row.omlevetid_fra > year.first:
        return
    if paid:
        year.cell(ASSETS, line, "restlevetid", text(left / paid))
    if row.omlevetid_fra and row.omlevetid_fra <= year.first:
        used = [("omlevetid_fra", "0"), ("ny_restlevetid", "0")] + ([("under_utfoerelse", "nei")] if row.under_utfoerelse else [])
        for column, value in used:
            year.cell(ASSETS, line, column, value)
    year.cell(ASSETS, line, "anslag", "ja")
    year.cell(ASSETS, line, "kilde", year.source)


def _added(year: Year) -> dict[str, _Asset]:
    """New assets of the year by id: class and year, and the year they are finished where that is later."""
    found: dict[str, _Asset] = {}
    for name, p in year.plan.projects.items():
        if not p.in_use:
            continue
        made, gone = (year.closed(n, prosjekt=name) for n in ("aktivert", "avskrivning_prosjekt"))
        if made - gone < SMALLEST:
            continue
        ready = (p.ferdig or 0) + p.utsettes_aar if p.type == "prosjekt" else 0
        same_year = year.closed("avskrives_fra_ferdigaaret") > 0.0
        ready = ready + (0 if same_year else 1) if ready > year.past else 0
        life = year.closed("levetid", prosjekt=name) - (1.0 if gone else 0.0)
        key = f"{p.anleggsklasse}-{year.past}" + (f"-i-bruk-{ready}" if ready > year.first else "")
        before = found.get(key, _Asset(0.0, life, ready))
        found[key] = _Asset(before.book + made - gone, life, ready)
    return found


def _enter(year: Year, name: str, asset: _Asset) -> None:
    cells = {
        "klasse": name,
        "bokfoert": text(in_unit(asset.book, "mill. kr")),
        "enhet": "mill. kr",
        "restlevetid": text(asset.life),
        "anslag": "ja",
        "kilde": f"{year.source}: aktivert {year.past}",
    }
    if asset.ready > year.first:
        cells |= {"ny_restlevetid": text(asset.life), "omlevetid_fra": str(asset.ready), "under_utfoerelse": "ja"}
    year.edits.append(NewRow(fil=ASSETS, celler=cells))


def _construction(year: Year, new: dict[str, _Asset]) -> None:
    """balanse.toml: assets under construction by the year they are finished; what was finished in the year leaves."""
    balance = year.plan.balance
    waiting = {y: v for y, v in balance.finished if y >= year.first}
    shift = 0 if year.closed("avskrives_fra_ferdigaaret") > 0.0 else 1
    for asset in new.values():
        if asset.ready > year.past + shift:
            y = asset.ready - shift
            waiting[y] = waiting.get(y, 0.0) + in_unit(asset.book, balance.enhet)
    total = math.fsum(waiting.values())
    if total or balance.anlegg_under_utfoerelse:
        year.set(BALANCE, ("anlegg_under_utfoerelse",), number(total))
        year.set(BALANCE, ("under_utfoerelse_ferdig",), {str(y): number(v) for y, v in sorted(waiting.items())})
