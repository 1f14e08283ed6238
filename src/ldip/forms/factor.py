"""The form of an uncertain factor: how far it may deviate, or that it is left out of the draws, with the reason as source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ldip.forms.asked import Asked
from ldip.forms.terms import Choice, Made, Proposal, Spec, Values
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.model.catalogue import FACTORS, factor_of
from ldip.parameters.uncertain import shipped_numbers
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, NewFile, SetValue
from ldip.plan.schema.uncertainty import Factor
from ldip.plan.tomlfile import loads

FILE: Final = "usikkerhet.toml"
LIST: Final = "faktor"
SPREAD: Final = "standardavvik"
PARTS: Final = ("nasjonal", "kommune")


def files(name: str) -> tuple[str, ...]:
    """The file of the factors."""
    return (FILE,)


def names(factors: Iterable[str]) -> dict[str, str]:
    """Factors with the names people read."""
    return {n: label(f"faktor_{n}", language()) for n in factors}


def choices(factors: Iterable[str]) -> list[Choice]:
    """Factors to choose from, by name."""
    return sorted((Choice(n, text) for n, text in names(factors).items()), key=lambda c: c.name)


def load(plan: Plan, name: str) -> Values | None:
    """The values that hold for a factor: the plan's own, else the shipped ones."""
    if name not in FACTORS:
        return None
    own = _own(plan, name)
    stored: dict[str, Any] = {"faktor": name, "av": own.av if own else False}
    stored |= {key: v for key, path in _spreads(name).items() if (v := _spread(own, name, path)) is not None}
    return stored | ({"kilde": own.kilde, "anslag": own.anslag} if own else {})


def draw(a: Asked) -> Made:
    """The fields, and the edits they give."""
    every = [a.given.id] if a.given.id else list(FACTORS)
    factor = a.choice(Spec("faktor"), choices(every), Proposal("styringsrente", tr("skjema.faktor.foerste")))
    own = _own(a.plan, factor)
    off = a.yes(Spec("av"), Proposal(own.av if own else False, tr("skjema.faktor.av")))
    unit = "%" if not factor_of(FACTORS[factor]).points else tr("skjema.prosentpoeng")
    spreads: dict[str, float] = {}
    for key, path in _spreads(factor).items() if not off else ():
        now = _spread(own, factor, path)
        proposal = Proposal(0.0 if now is None else now, tr("skjema.faktor.egen" if own else "skjema.faktor.fulgte_med"))
        spreads[key] = a.number(Spec(key, unit=unit, low=0.0, high=100.0), proposal)
        a.help(key, tr("skjema.faktor.spredning"))
    a.source(tr("skjema.laan.enhet"))
    if off and not a.typed("kilde"):
        a.help("kilde", tr("skjema.faktor.grunn"))
        if own is None or not own.av:
            a.lack("kilde")
    changed = any(a.typed(k) for k in spreads) or off != bool(own and own.av)
    edits = tuple(_edits(a, factor, off, spreads)) if changed or (off and a.typed("kilde")) else ()
    notes = () if _spreads(factor) else (tr("skjema.faktor.per_prosjekt"),)
    return Made(edits, _places(a.plan, factor), notes)


def _spreads(factor: str) -> dict[str, tuple[str, ...]]:
    """The fields of spread with their paths: one, or one for each part of the factor; none where each project has its own."""
    numbers = shipped_numbers(factor)
    if factor_of(FACTORS[factor]).score:
        return {}
    parts: dict[str, tuple[str, ...]] = {f"{SPREAD}_{p}": (p, SPREAD) for p in PARTS if isinstance(numbers.get(p), Mapping)}
    return parts or {SPREAD: (SPREAD,)}


def _spread(own: Factor | None, factor: str, path: tuple[str, ...]) -> float | None:
    """The spread in per cent or points: the plan's, else the shipped one of the first year."""
    found: Any = own
    for key in path:
        found = getattr(found, key, None)
    if found is not None:
        value = found.verdi if found.verdi is not None else next(iter(found.by_year.values()))
        return round(100.0 * float(value) * float(found.factor), 6)
    shipped: Any = shipped_numbers(factor)
    for key in path:
        shipped = shipped.get(key) if isinstance(shipped, Mapping) else None
    if isinstance(shipped, Mapping):
        shipped = next(iter(shipped.values()), None)
    return round(100.0 * float(shipped), 6) if isinstance(shipped, int | float) else None


def _own(plan: Plan, name: str) -> Factor | None:
    return next((f for f in plan.uncertainty.faktor if f.id == name), None)


def _rows(plan: Plan) -> list[Mapping[str, Any]]:
    raw = plan.contents.get(FILE)
    rows = loads(raw.decode("utf-8-sig")).get(LIST, []) if raw is not None else []
    return [r for r in rows if isinstance(r, Mapping)]


def _index(plan: Plan, name: str) -> int:
    rows = _rows(plan)
    return next((i for i, r in enumerate(rows) if r.get("id") == name), len(rows))


def _places(plan: Plan, name: str) -> dict[tuple[str, str], str]:
    above, spreads = f"{LIST}.{_index(plan, name)}", _spreads(name)
    fields = {f"{above}.{'.'.join(path)}": key for key, path in spreads.items()}
    return {
        (FILE, k): n for k, n in {**fields, f"{above}.av": "av", f"{above}.kilde": "kilde", above: "faktor", "": "faktor"}.items()
    }


def _edits(a: Asked, factor: str, off: bool, spreads: Mapping[str, float]) -> Iterator[Edit]:
    said: dict[str, Any] = {"kilde": str(a.values["kilde"]), "anslag": bool(a.values["anslag"])}
    rows, at = _rows(a.plan), _index(a.plan, factor)
    paths = _spreads(factor)
    typed = {k: {"enhet": "prosent", "verdi": v, **said} for k, v in spreads.items() if a.typed(k)}
    if at < len(rows):
        for key, table in typed.items():
            path = paths[key]
            if len(path) > 1 and path[0] not in rows[at]:
                yield SetValue(fil=FILE, noekkel=[LIST, at, path[0]], verdi={SPREAD: table})
            else:
                yield SetValue(fil=FILE, noekkel=[LIST, at, *path], verdi=table)
        for key, value in {"av": off, **said}.items():
            if value != rows[at].get(key, False):
                yield SetValue(fil=FILE, noekkel=[LIST, at, key], verdi=value)
        return
    row: dict[str, Any] = {"id": factor, **({"av": True} if off else {}), **said}
    for key, table in typed.items():
        path = paths[key]
        row |= {path[0]: {SPREAD: table}} if len(path) > 1 else {SPREAD: table}
    if FILE not in a.plan.contents:
        yield NewFile(fil=FILE, tekst="froe = 1\n")
    yield SetValue(fil=FILE, noekkel=[LIST], verdi=[row]) if not rows else SetValue(fil=FILE, noekkel=[LIST, at], verdi=row)
