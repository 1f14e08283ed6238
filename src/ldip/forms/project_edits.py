"""The edits of a project's form: a new file, or the keys of a stored one that differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ldip.forms.asked import Asked
from ldip.forms.project_proposals import in_shares
from ldip.forms.written import id_of, new_file
from ldip.plan.edits import Edit, SetValue
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import ProjectFile, file_of, folder_of

MILLION: Final = SCALE["mill. kr"]
# The field of each key of a project's file.
FIELDS: Final = {
    "navn": "navn",
    "tjeneste": "tjeneste",
    "sektor": "sektor",
    "fase": "fase",
    "anleggsklasse": "anleggsklasse",
    "erstatter": "erstatter",
    "framdrift": "fordeling",
    "ferdig": "aapner",
    "spredning": "usikkerhet",
    "kostnad": "kostnad",
    "kapasitet": "plasser",
    "kapasitet.sone": "sone",
    "kapasitet.aapner": "aapner",
    "kapasitet.plasstype": "plasstype",
    "drift": "drift",
    "drift.m2_netto": "areal",
    "finansiering": "tilskudd",
    "finansiering.mva_kompensasjon_andel": "mva",
    "forutsetter": "bygges_fra",
    "kilde": "kilde",
    "kostnad.kilde": "kilde",
}


def places_of(a: Asked) -> dict[tuple[str, str], str]:
    """The field of each key of the project's file."""
    file = _file(a)
    return {(file, key): name for key, name in FIELDS.items()}


def edits_of(a: Asked, stored: ProjectFile | None) -> Iterator[Edit]:
    """The edits of the form."""
    if stored is None:
        yield new_file(_file(a), _document(a))
        return
    for names, path, value in _settings(a, stored):
        if a.differs(*names):
            yield SetValue(fil=_file(a), noekkel=list(path), verdi=value)


def _file(a: Asked) -> str:
    """The file of what is changed, else of a free id made of the name."""
    folder = folder_of(ProjectFile)
    taken = {n.removeprefix(f"{folder}/").removesuffix(".toml") for n in a.plan.contents}
    return file_of(ProjectFile, a.given.id or id_of(str(a.values["navn"]), taken, "prosjekt"))


def _number(a: Asked, name: str) -> float:
    value = a.values[name]
    return float(value) if isinstance(value, int | float) else 0.0


def _text(a: Asked, name: str) -> str:
    return str(a.values.get(name, ""))


def _by_year(a: Asked) -> dict[int, float]:
    found = a.values["fordeling"]
    return found if isinstance(found, dict) else {}


def _document(a: Asked) -> dict[str, Any]:
    """A new project's file."""
    by_year, source, rough = _by_year(a), _text(a, "kilde"), bool(a.values["anslag"])
    return {
        "navn": _text(a, "navn"),
        "type": "prosjekt",
        "tjeneste": _text(a, "tjeneste"),
        "sektor": _text(a, "sektor"),
        "fase": _text(a, "fase"),
        "anleggsklasse": _text(a, "anleggsklasse"),
        "ferdig": _last(by_year),
        "erstatter": [i for i in _text(a, "erstatter").split(",") if i] or None,
        "framdrift": in_shares(by_year, _number(a, "kostnad")),
        "spredning": _share(a, "usikkerhet") if a.typed("usikkerhet") else None,
        "kilde": source,
        "anslag": rough,
        "kostnad": {
            "beloep": _number(a, "kostnad"),
            "enhet": "mill. kr",
            "priser": a.prices,
            "kilde": source,
            "anslag": rough,
        },
        "finansiering": {
            "mva_kompensasjon_andel": _share(a, "mva"),
            "tilskudd_andel": _share(a, "tilskudd"),
        },
        "kapasitet": _capacity(a),
        "drift": _running(a),
    }


def _capacity(a: Asked) -> dict[str, Any]:
    """Places and the month they open."""
    return {
        "plasser": _number(a, "plasser"),
        "sone": _text(a, "sone") or None,
        "plasstype": _text(a, "plasstype") or None,
        "aapner": f"{_number(a, 'aapner'):.0f}-{_text(a, 'maaned')}",
    }


def _running(a: Asked) -> dict[str, Any] | None:
    """Area and its yearly cost."""
    area = _number(a, "areal")
    if not area:
        return None
    each = round(_number(a, "drift") * MILLION / area, 2)
    source = {"kilde": _text(a, "kilde"), "anslag": bool(a.values["anslag"])}
    return {"m2_netto": area, "fdv_per_m2": {"beloep": each, "enhet": "kr", "priser": a.prices, **source} if each else None}


def _share(a: Asked, name: str) -> float:
    return round(_number(a, name) / 100.0, 8)


def _last(by_year: dict[int, float]) -> int:
    return max((y for y, v in by_year.items() if v), default=max(by_year, default=0))


def _settings(a: Asked, p: ProjectFile) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Any]]:
    """(fields, path, value) of a stored project: the path is set when any of the fields differs from what is stored."""
    for name in ("navn", "tjeneste", "sektor", "fase", "anleggsklasse", "kilde", "anslag"):
        if name in a.values:
            yield (name,), (name,), a.values[name]
    yield ("kostnad",), ("kostnad", "beloep"), round(_number(a, "kostnad") * MILLION / SCALE[p.kostnad.enhet], 6)
    by_year = {y - p.utsettes_aar: v for y, v in _by_year(a).items()}
    moved = p.progress(sorted(_by_year(a))) if not a.typed("fordeling") else []
    kept = bool(moved) and len(moved) == len(p.framdrift) and all(moved)  # shares of the cost, which may have another sum
    whole = _number(a, "kostnad")
    if not kept and p.type == "prosjekt":
        yield ("fordeling",), ("framdrift",), in_shares(by_year, whole)
        yield ("fordeling",), ("ferdig",), _last(by_year)
    elif not kept and whole:
        yield ("fordeling",), ("framdrift",), {str(y): round(v / whole, 12) for y, v in by_year.items()}
    for name, key in (("tilskudd", "tilskudd_andel"), ("mva", "mva_kompensasjon_andel")):
        yield (name,), ("finansiering", key), _share(a, name)
    if a.typed("usikkerhet"):
        yield ("usikkerhet",), ("spredning",), _share(a, "usikkerhet")
    if p.type == "prosjekt":
        yield from _opened(a, p)


def _opened(a: Asked, p: ProjectFile) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Any]]:
    """The same of places, opening and operation; a table that the file lacks is set whole."""
    yield ("erstatter",), ("erstatter",), [i for i in _text(a, "erstatter").split(",") if i]
    opens = f"{_number(a, 'aapner') - p.utsettes_aar:.0f}-{_text(a, 'maaned')}"
    if p.kapasitet is None:
        whole = {k: v for k, v in _capacity(a).items() if v is not None}
        yield ("plasser", "sone", "plasstype", "erstatter", "drift"), ("kapasitet",), {**whole, "aapner": opens}
    else:
        yield ("plasser",), ("kapasitet", "plasser"), _number(a, "plasser")
        yield ("plasstype",), ("kapasitet", "plasstype"), _text(a, "plasstype")
        yield ("aapner", "maaned"), ("kapasitet", "aapner"), opens
        if "sone" in a.values:
            yield ("sone",), ("kapasitet", "sone"), _text(a, "sone") or None
    run = _running(a) or {"m2_netto": 0.0}
    if p.drift is None:
        yield ("areal", "drift"), ("drift",), {k: v for k, v in run.items() if v is not None}
    else:
        yield ("areal",), ("drift", "m2_netto"), run["m2_netto"]
        yield ("drift", "areal"), ("drift", "fdv_per_m2"), run.get("fdv_per_m2")
