"""Uprisede behov as content: the second number, its parts, the services it is of, what it leaves out, and the sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.fetched import millions, price_basis, prices
from ldip.publish.digits import grouped
from ldip.publish.protect import is_hidden
from ldip.simulation.run import Run
from ldip.simulation.unpriced import HALF, Shortage, Unpriced, unpriced


@dataclass(frozen=True)
class UnpricedNeed:
    """The need without and with what the plan leaves out, and the parts in the order they are added.

    `first`: the plan has the second number as its headline. `names` are the services of `found` as people read them. The cells
    have no address, since they are numbers of other runs than the plan's own."""

    first: bool
    base: Cell
    amount: Cell
    parts: Mapping[str, Cell]
    found: Unpriced
    names: Mapping[str, str]
    sentences: tuple[Sentence, ...]

    @property
    def texts(self) -> list[str]:
        """The sentences as they are printed."""
        return [s.text for s in self.sentences]


def unpriced_need(run: Run, internal: bool = False) -> UnpricedNeed:
    """Unpriced need of a run. Services with counts too small to be shown are left out of public output, and named."""
    whole = unpriced(run)
    hidden = () if internal else tuple(i for i in {**whole.shortages, **whole.idle} if _hidden(run, whole, i))
    found = replace(
        whole,
        shortages={i: s for i, s in whole.shortages.items() if i not in hidden},
        idle={i: n for i, n in whole.idle.items() if i not in hidden},
    )
    base, amount = (_amount(run, v) for v in (found.base.amount, found.amount))
    parts = {p.id: _amount(run, p.amount) for p in found.parts}
    names = {i: run.plan.services[i].navn for i in (*whole.shortages, *whole.idle)}
    sentences = (
        *_need(run, found, base, amount, parts, names),
        *_left_out(found, names),
        *_list("idle", ((names[i], n, None) for i, n in found.idle.items()), year=found.year),
        *((Sentence(tr("unpriced.hidden", places=", ".join(names[i] for i in hidden))),) if hidden else ()),
    )
    return UnpricedNeed(found.first, base, amount, parts, found, names, sentences)


def _hidden(run: Run, found: Unpriced, service: str) -> bool:
    """Whether a service's places would give small counts away in a year that is quoted."""
    s = found.shortages.get(service)
    years = {found.year, *((s.first, s.peak, s.unmet_in, s.rented_in) if s else ())}
    return any(is_hidden(run, "plassmangel", y, {"tjeneste": service}) for y in years)


def _amount(run: Run, value: float | None) -> Cell:
    return Cell(value, format=millions(run), unit="kr_fast", prices=price_basis(run, "kr_fast"))


def _need(
    run: Run, found: Unpriced, base: Cell, amount: Cell, parts: Mapping[str, Cell], names: Mapping[str, str]
) -> tuple[Sentence, ...]:
    if found.amount is None or found.base.amount is None:
        return (Sentence(tr("unpriced.none")),)
    lasting = found.places
    what = tr("unpriced.kept")
    if lasting:
        listed = _listed((names[i], n, None) for i, n in lasting.items())
        rents = any(found.shortages[i].rented >= HALF for i in lasting)
        key = "unpriced.places.rented" if rents else "unpriced.places"
        what = tr(key, n=grouped(sum(lasting.values())), places=listed) + what
    key = "unpriced.first" if found.first else "unpriced.need"
    words = {"total": amount.words, "base": base.words, "prices": prices(run), "what": what}
    added = {i: ("+" if c.value is not None and c.value >= 0.0 else "") + c.words for i, c in parts.items()}
    rounded = "" if _adds_up(base, parts.values(), amount) else f" {tr('forklar.avrunding')}"
    shared = Sentence(tr("unpriced.parts", **added) + rounded, tuple(parts.values()))
    return (Sentence(tr(key, **words), (amount, base)), shared)


def _adds_up(base: Cell, parts: Iterable[Cell], amount: Cell) -> bool:
    """Whether the printed numbers add up; the numbers themselves do."""
    printed = [c.figure for c in (base, *parts) if c.figure is not None]
    return amount.figure == sum(printed, Decimal(0))


def _left_out(found: Unpriced, names: Mapping[str, str]) -> tuple[Sentence, ...]:
    """Sentences on what the number leaves out, each by name."""
    late = {i: s for i, s in found.shortages.items() if s.priced and s.late >= HALF}
    hired = {i: s for i, s in found.shortages.items() if s.rented >= HALF}
    return (
        *_list("rented", ((names[i], s.rented, s.rented_in) for i, s in hired.items())),
        *_list("lacking", (_peak(names[i], found.shortages[i]) for i in found.lacking)),
        *_list("late", ((names[i], s.late, None) for i, s in late.items()), year=found.year),
        *_list("passing", ((names[i], s.unmet, s.unmet_in) for i, s in found.passing.items())),
        *(Sentence(tr(f"unpriced.unstated.{p.id}")) for p in found.parts if not p.stated),
    )


def _peak(name: str, s: Shortage) -> tuple[str, float, int]:
    return name, s.most, s.peak


def _list(key: str, items: Iterable[tuple[str, float, int | None]], **words: object) -> tuple[Sentence, ...]:
    listed = _listed(items)
    return (Sentence(tr(f"unpriced.{key}", places=listed, **words)),) if listed else ()


def _listed(items: Iterable[tuple[str, float, int | None]]) -> str:
    """Services with their places, and the year where one is given."""
    texts = (tr("unpriced.item" if y is None else "unpriced.item.year", name=name, n=grouped(n), year=y) for name, n, y in items)
    return ", ".join(texts)
