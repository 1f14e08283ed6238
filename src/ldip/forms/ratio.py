"""The form of a måltall: one of the library or of the plan, its levels, and whether the need is measured against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ldip.forms.asked import Asked
from ldip.forms.terms import Choice, Made, Proposal, Spec, Values
from ldip.locales import language, tr
from ldip.parameters.ratios import Definition, library
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetValue
from ldip.plan.schema.ratios import LEVELS
from ldip.plan.tomlfile import loads

FILE: Final = "handlingsregler.toml"
LIST: Final = "maaltall"
WIDEST: Final = 1e6


def files(name: str) -> tuple[str, ...]:
    """The file of the rules."""
    return (FILE,)


def load(plan: Plan, name: str) -> Values | None:
    """The stored values of a måltall of the plan."""
    found = next((r for r in plan.rules.maaltall if r.id == name), None)
    if found is None:
        return None
    levels = {k: v for k in LEVELS if (v := getattr(found, k)) is not None}
    return {"maaltall": found.id, "krav": found.krav, "kilde": found.kilde, "anslag": found.anslag, **levels}


def draw(a: Asked) -> Made:
    """The fields, and the edits they give."""
    own = a.choice(Spec("maaltall", required=True), _choices(a))
    found = next((r for r in a.plan.rules.maaltall if r.id == own), None)
    shipped = library().get(own)
    unit = found.enhet if found is not None else shipped.enhet if shipped is not None else ""
    levels = {k: _level(a, k, unit) for k in LEVELS}
    customary = shipped.nivaa if shipped is not None else ""
    a.help("maal", tr("skjema.maaltall.vanlig", nivaa=customary) if customary else tr("skjema.maaltall.nivaa"))
    demanded = a.yes(Spec("krav", "vilkaar"), Proposal(False, tr("skjema.maaltall.krav")))
    a.source(tr("skjema.laan.enhet"))
    if own and not any(v is not None for v in levels.values()) and not _by_state(found, shipped):
        if demanded:
            a.wrong("krav", tr("skjema.maaltall.krav_uten"))
        elif a.new:
            a.lack("maal")
    edits = tuple(_edits(a, own, levels)) if own else ()
    named = {(f"{LIST}.{_index(a.plan, own)}.{k}"): k for k in (*LEVELS, "krav", "kilde")}
    places = {(FILE, k): n for k, n in named.items()} | {
        (FILE, f"{LIST}.{_index(a.plan, own)}"): "maaltall",
        (FILE, LIST): "maaltall",
    }
    return Made(edits, places, (tr("skjema.maaltall.paa_krav"),) if demanded else ())


def _level(a: Asked, name: str, unit: str) -> float | None:
    """A level in the måltall's own unit; None for an empty field."""
    shown = {"prosent": "%"}.get(unit, unit)
    value = a.number(Spec(name, unit=shown, low=-WIDEST, high=WIDEST, clearable=True, rare=name == "tak"), Proposal(""))
    return None if a.empty(name) else value


def _choices(a: Asked) -> list[Choice]:
    """The måltall of the library that the plan lacks; of one that is changed, itself."""
    if not a.new:
        return [Choice(r.id, r.navn) for r in a.plan.rules.maaltall if r.id == a.given.id]
    taken = {r.id for r in a.plan.rules.maaltall}
    found = [Choice(d.id, d.nn if language() == "nn" else d.navn) for d in library().values() if d.id not in taken]
    return [Choice("", tr("skjema.velg")), *sorted(found, key=lambda c: c.name)]


def _by_state(found: Any, shipped: Definition | None) -> bool:
    """Whether a level follows the state of the municipality, so that none needs to be typed."""
    return any(getattr(x, f"{k}_uttrykk", None) for x in (found, shipped) for k in LEVELS)


def _rows(plan: Plan) -> list[Mapping[str, Any]]:
    """The plan's own rows as written, without those of adopted sets."""
    rows = loads(plan.contents[FILE].decode("utf-8-sig")).get(LIST, [])
    return [r for r in rows if isinstance(r, Mapping)]


def _index(plan: Plan, own: str) -> int:
    """The place of a måltall in the file; after the last for one that is not there."""
    rows = _rows(plan)
    return next((i for i, r in enumerate(rows) if own in (r.get("id"), r.get("bibliotek"))), len(rows))


def _edits(a: Asked, own: str, levels: Mapping[str, float | None]) -> Iterator[Edit]:
    rows, at = _rows(a.plan), _index(a.plan, own)
    said: dict[str, Any] = {"krav": bool(a.values["krav"]), "kilde": str(a.values["kilde"]), "anslag": bool(a.values["anslag"])}
    if at == len(rows):
        row = {"bibliotek": own, **{k: v for k, v in levels.items() if v is not None}, **said}
        yield SetValue(fil=FILE, noekkel=[LIST], verdi=[row]) if not rows else SetValue(fil=FILE, noekkel=[LIST, at], verdi=row)
        return
    stored = rows[at]
    for key, value in {**levels, **said}.items():
        if value is None and key in stored:
            yield SetValue(fil=FILE, noekkel=[LIST, at, key])
        elif value is not None and value != a.stored.get(key, False if key in ("krav", "anslag") else None):
            yield SetValue(fil=FILE, noekkel=[LIST, at, key], verdi=value)
