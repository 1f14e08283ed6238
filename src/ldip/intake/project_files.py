"""A project of a list as a file of the plan: a new one, or new amounts in one that an earlier list made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import tomlkit

from ldip.intake.project_sums import CENTRAL, sale
from ldip.intake.project_terms import Listed
from ldip.plan.edits import Edit, NewFile, SetValue
from ldip.plan.paths import no_device
from ldip.plan.schema.files import ProjectFile, file_of

FROM_LIST: Final = re.compile(r"^Prosjektliste .*, prosjekt (.+)$")
LONGEST: Final = 60  # characters of an id
DECIMALS: Final = 12  # of a share: to the øre of a project of 100 mill. kr, to the krone of one of 100 bn


@dataclass(frozen=True)
class Placement:
    """The place of a project in the plan, and the basis of its amounts. `frame`: the amount is per year."""

    service: str | None
    asset_class: str
    fee: str | None
    sector: str
    phase: str
    prices: str
    source: str
    frame: bool


def id_of(p: Listed) -> str:
    """The project's id: its code and name."""
    code, name = slug(p.code), slug(p.name)
    whole = code if name in ("", code) or code.startswith(CENTRAL) else f"{code}-{name}" if code else name
    return no_device(whole[:LONGEST].strip("-") or "prosjekt")


def slug(text: str) -> str:
    """Small letters a–z, digits and hyphens."""
    plain = text.lower()
    for letter, two in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ö", "oe"), ("ä", "ae"), ("é", "e"), ("ü", "u")):
        plain = plain.replace(letter, two)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def source_of(source: str, p: Listed) -> str:
    """The source a project's file names; `FROM_LIST` finds the code in it."""
    return f"{source}, prosjekt {p.code}"


def new_file(p: Listed, at: Placement) -> NewFile:
    """The project's file."""
    fields = values(p, at)
    document = tomlkit.document()
    head: dict[str, Any] = {
        "navn": " ".join(p.title.split()),
        "type": "ramme" if at.frame else "prosjekt",
        "tjeneste": at.service,
        "sektor": at.sector,
        "fase": at.phase,
        "anleggsklasse": at.asset_class,
        "selvkost": at.fee,
        "ferdig": fields.get("ferdig"),
        "videre": "siste" if at.frame else None,
        "framdrift": _inline(fields["framdrift"]),
        "kilde": fields["kilde"],
    }
    for key, value in head.items():
        if value is not None:
            document.add(key, value)
    for name in ("kostnad", "finansiering", "salg"):
        if fields.get(name):
            table = tomlkit.table()
            table.update(fields[name])
            document.add(name, table)
    return NewFile(fil=file_of(ProjectFile, id_of(p)), tekst=tomlkit.dumps(document))


def values(p: Listed, at: Placement) -> dict[str, Any]:
    """The keys a list decides: cost, progress, financing and source."""
    source = source_of(at.source, p)
    base = max(p.cost.values()) if at.frame else p.total
    shares = _shares(p.cost, base, whole=not at.frame)
    found: dict[str, Any] = {
        "kostnad": {"beloep": round(base, 2), "enhet": "kr", "priser": at.prices, "kilde": source},
        "framdrift": {str(y): v for y, v in shares.items()},
        "kilde": source,
    }
    if not at.frame:
        found["ferdig"] = max(p.cost)
    if funding := _funding(p):
        found["finansiering"] = funding
    if len(sold := sale(p)) == 1:
        year, kroner = next(iter(sold.items()))
        found["salg"] = {"beloep": round(kroner, 2), "enhet": "kr", "priser": at.prices, "kilde": source, "aar": year}
    return found


def renewed(file: str, before: ProjectFile, p: Listed, at: Placement) -> Iterator[Edit]:
    """Edits that give a project the list's amounts; capacity, operation and everything else is as it was."""
    new = values(p, at)
    for key in ("kostnad", "finansiering", "salg"):
        old = getattr(before, key)
        if key not in new:
            continue
        if old is None or (key == "finansiering" and not before.finansiering.model_fields_set):
            yield SetValue(fil=file, noekkel=[key], verdi=new[key])
            continue
        for name, value in new[key].items():
            if getattr(old, name) != value:
                yield SetValue(fil=file, noekkel=[key, name], verdi=value)
    for key in ("framdrift", "ferdig", "kilde"):
        if key in new and getattr(before, key) != new[key]:
            yield SetValue(fil=file, noekkel=[key], verdi=new[key])


def _funding(p: Listed) -> dict[str, float]:
    """Shares of the cost; what is more than the whole cost is left out, see the notes."""
    shares = {
        "mva_kompensasjon_andel": p.funding.get("mva_kompensasjon", 0.0) / p.total,
        "tilskudd_andel": p.funding.get("tilskudd", 0.0) / p.total,
    }
    return {k: min(round(v, DECIMALS), 1.0) for k, v in shares.items() if v > 0.0}


def _shares(cost: Mapping[int, float], base: float, whole: bool) -> dict[int, float]:
    """Share of the cost by year; those of a whole project sum to one."""
    shares = {y: round(v / base, DECIMALS) for y, v in sorted(cost.items())}
    if whole:
        most = max(shares, key=lambda y: shares[y])
        shares[most] = round(1.0 - sum(v for y, v in shares.items() if y != most), DECIMALS)
    return shares


def _inline(values: Mapping[str, float]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table
