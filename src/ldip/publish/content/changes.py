"""Changed inputs in words: name, what each plan has, unit, source, cause group and effect; the greatest effect first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ldip.compare.changed_input import InputChange, Scalar, Side
from ldip.compare.plans import Bridge
from ldip.glossary import glossary
from ldip.locales import language, tr
from ldip.locales.written import span
from ldip.model.cause_groups import GROUPS, group_label
from ldip.plan.document import Plan
from ldip.plan.inputs import readable_key
from ldip.plan.schema.fields import CURRENT
from ldip.plan.schema.files import ProjectFile, folder_of
from ldip.publish.digits import grouped

PLAIN: Final = ("beloep", "verdi", "boliger", "nye", "personer")  # the only amount of a row needs no name of its own
ADOPTED: Final = "vedtatt.csv"
SPELT: Final = re.compile(r"^[a-z_]*(?:aa|oe|ae|_)[a-z_]*$")  # a word of the schema, spelt with the letters of a key
MOST_DECIMALS: Final = 4
KRONER: Final = {"kr": 1.0, "1000 kr": 1e3, "mill. kr": 1e6}
SIGNS: Final = {
    "prosent": "%",
    "aar": "år",
    "andel": "",
    "årstall": "",
    "indeks": "",
    "antall": "",
    "faktor": "",
    "alder": "år",
    "forhold": "",
}


# Keys whose absence means something of its own; the words are the messages `compare.absent.<file>.<key>`.
MEANT: Final = frozenset(
    {
        *("fond.maal", "fond.tak", "forutsetninger.swap_5aar", "prosjekter.ferdig", "prosjekter.sone", "prosjekter.spredning"),
        *("befolkning.doedelighet_aar", "befolkning.flyttenivaa", "befolkning.aldersgruppering", "inntekter.bunnfradrag_fra"),
        *("selvkost.gebyrinntekt", "tjenester.bruksrate_utvikling"),
    }
)


@dataclass(frozen=True)
class Changed:
    """A changed input as it is read. `effect`: what it does to the number compared, in the engine's unit, where that is known."""

    change: InputChange
    name: str
    before: str
    after: str
    source: str
    anslag: bool
    group: str
    effect: float | None = None


def changed_inputs(bridge: Bridge, effects: Mapping[str, float] | None = None) -> tuple[Changed, ...]:
    """The changed inputs of two plans. `effects`: effect by cause group, which orders them; without it, the groups' own order."""
    return in_words(bridge.inputs, bridge.before.plan, bridge.after.plan, effects or {})


def in_words(changes: Iterable[InputChange], a: Plan, b: Plan, effects: Mapping[str, float]) -> tuple[Changed, ...]:
    """Changes in words, by the effect of their group and then by their amounts; those outside the groups last."""
    found = [_changed(c, a, b) for c in changes]
    order: dict[str, int] = {g: i for i, g in enumerate(GROUPS)}

    def rank(c: Changed) -> tuple[bool, float, int, float]:
        group = c.change.group
        return group not in order, -abs(effects.get(group, 0.0)), order.get(group, len(order)), -_moved(c.change)

    return tuple(sorted(found, key=rank))


def _moved(c: InputChange) -> float:
    """The greatest change of an amount in a year that both plans state, kr; the whole amount where one has none; else 0."""
    sides = [s for s in (c.before, c.after) if s is not None]
    scale = KRONER.get(next((s.unit for s in sides if s.unit), ""), 0.0)
    every: list[Mapping[int, Scalar]] = [s.by_year or {0: s.value} for s in sides]
    amounts = [{k: v for k, v in one.items() if isinstance(v, int | float)} for one in every]
    if len(amounts) == 1:
        return scale * max(map(abs, amounts[0].values()), default=0.0)
    return scale * max((abs(amounts[1][k] - v) for k, v in amounts[0].items() if k in amounts[1]), default=0.0)


def _changed(c: InputChange, a: Plan, b: Plan) -> Changed:
    name, years = _name(c, a, b), c.years
    if c.form == "bane" and years:
        last = years[-1] == max({*(c.after.by_year or ()), *(c.before.by_year or ())}) if c.after and c.before else False
        key = "from" if last and years[0] != years[-1] else "in"
        name = tr(f"compare.change.{key}", name=name, years=years[0] if key == "from" else span(years[0], years[-1]))
    side = c.after if c.after is not None and c.after.source else c.before
    group = group_label(c.group, language()) if c.group in GROUPS else tr(f"compare.aside.{c.group}")
    before, after = _words(c)
    return Changed(c, name, before, after, side.source if side else "", bool(side and side.anslag), group)


def _name(c: InputChange, a: Plan, b: Plan) -> str:
    """The input's name: the element it is of, the table, and the key."""
    folder, _, stem = c.file.rpartition("/")
    rows = c.file.endswith(".csv")
    document = b.documents.get(c.file) or a.documents.get(c.file)
    title = str(getattr(document, "navn", "") or "") if folder else ""
    parts = [title] if title else []
    if rows or not (title or c.path):
        parts.append(readable_key(stem.rpartition(".")[0]))
    keys = [(k, n) for k, n in zip(c.path, c.names, strict=True) if not (rows and n == "" and k in PLAIN)]
    parts += [element_names(n, a, b) if rows and n else n or readable_key(k) for k, n in keys]
    return ", ".join([*parts[:1], *(_lower(p) if not n else p for p, n in zip(parts[1:], _named(parts, keys), strict=True))])


def _named(parts: list[str], keys: list[tuple[str, str]]) -> list[str]:
    """For each part but the first, the name of its element; empty for a key."""
    own = [n for _, n in keys]
    return [*([""] * (len(parts) - 1 - len(own))), *own][-(len(parts) - 1) :] if len(parts) > 1 else []


def _lower(text: str) -> str:
    """A label inside a name; an abbreviation keeps its letters."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def element_names(name: str, *plans: Plan) -> str:
    """A row's name with the names of what its cells refer to."""

    def part(text: str) -> str:
        services = [p.services[text].navn for p in plans if text in p.services]
        projects = [p.projects[text].navn for p in plans if text in p.projects]
        return next(
            iter((*services, *projects)), readable_key(text).lower() if text in glossary() or SPELT.search(text) else text
        )

    return ", ".join(part(t) for t in name.split(", "))


def _words(c: InputChange) -> tuple[str, str]:
    """Both sides in words."""
    if c.form == "element":
        return _elements(c)
    assert c.before is not None and c.after is not None
    if c.form == "rader":
        before, after = (
            _side(c, x) if x.unit else tr("compare.change.count", n=_figure(x.value or 0)) for x in (c.before, c.after)
        )
        return before, tr("compare.change.rows", v=after, n=c.rows) if c.rows else after
    if c.form == "bane":
        return _path(c, c.before), _path(c, c.after)
    priced = c.before.prices != c.after.prices
    return _side(c, c.before, priced), _side(c, c.after, priced)


def _elements(c: InputChange) -> tuple[str, str]:
    """An element that only one plan has, with its size."""
    part = c.path and not c.names[-1] and not c.file.endswith(".csv")  # a table that has no name is in use or not
    side = c.before or c.after
    assert side is not None
    size = _side(c, side, True) if side.unit else ""
    if part and not size:
        used, unused = tr("compare.change.used"), tr("compare.change.unused")
        return (used, unused) if c.after is None else (unused, used)
    if c.after is None:
        return size or tr("compare.change.here"), tr("compare.change.out")
    kind = "project" if c.file.startswith(f"{folder_of(ProjectFile)}/") and not c.path else "new"
    new = tr(f"compare.change.{kind}_of", v=size) if size else tr(f"compare.change.{kind}")
    return tr("compare.change.absent"), new


def _path(c: InputChange, side: Side) -> str:
    """The value of the years that differ: one where it is the same in all, else the first and the last."""
    values = side.by_year or {}
    said = {y: _value(c, values.get(y), side) for y in c.years}
    one = dict.fromkeys(said.values())
    if len(one) <= 1:
        return next(iter(one), "")
    first, last = c.years[0], c.years[-1]
    return ", ".join(tr("compare.change.at", v=said[y], year=y) for y in (first, last))


def _side(c: InputChange, side: Side, prices: bool = False) -> str:
    text = _value(c, side.value, side)
    return tr("compare.change.prices", v=text, prices=side.prices) if prices and side.prices not in ("", CURRENT) else text


def _value(c: InputChange, value: Scalar, side: Side) -> str:
    if value is None or value == "":
        return _unstated(c)
    if isinstance(value, bool):
        return tr("compare.change.yes" if value else "compare.change.no")
    if isinstance(value, str):
        return readable_key(value).lower() if value in glossary() or SPELT.search(value) else value
    unit = SIGNS.get(side.unit, side.unit)
    text = str(value) if isinstance(value, int) and value < 10_000 else _figure(value)
    return f"{text}\u00a0{unit}" if unit else text


def _unstated(c: InputChange) -> str:
    """The words for an input that a plan leaves out: what its absence means, or that the plan has none."""
    if c.file == ADOPTED:
        return tr("compare.change.projected")
    home = c.file.partition("/")[0].removesuffix(".toml")
    key = f"{home}.{c.path[-1]}" if c.path else ""
    return tr(f"compare.absent.{key}" if key in MEANT else "compare.change.none")


def _figure(value: float | int | str) -> str:
    """A number with the digits that the file gives, at most four decimals."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value) if abs(value) < 10_000 else grouped(value)
    decimals = len(f"{value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])
    return grouped(value, decimals)
