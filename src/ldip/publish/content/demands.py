"""The demands on the lasting need in words: what each is called, when it binds, and the table of what each alone would cost."""

from __future__ import annotations

from typing import Final

from ldip.binding.rules import phases
from ldip.locales import tr
from ldip.locales.written import span, spans
from ldip.plan.schema.files import Ratio
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.fetched import identity, millions, money, prices
from ldip.publish.content.ratios import ratio_name, ratio_target
from ldip.publish.digits import Format, grouped
from ldip.publish.numbers import address
from ldip.simulation.lasting import Lasting, Root
from ldip.simulation.run import Run

MOST_DECIMALS: Final = 3
SHORT: Final = ".kort"


def when(root: Root) -> str:
    """The years in which a demand binds, or in which it cannot be met; a dash where there are none."""
    if root.first is None or root.last is None:
        return spans(root.broken) or "–"
    return span(root.first, root.last)


def demand_name(run: Run, root: Root, short: bool = False) -> str:
    """The name of a demand, with its level and window; `short` leaves the window out."""
    key, _, element = root.id.partition(".")
    if key == "maaltall":
        return _of_ratio(run, element)
    if key == "fondsgulv":
        fund = next(f for f in run.plan.funds.disposisjonsfond if f.id == element)
        year = root.last or run.lasting.end or run.years[-1]
        return tr("krav.fondsgulv", name=fund.navn, value=money(run, address("fondsgulv", year, fond=element)))
    if key == "sluttkrav":
        since = "" if run.plan.head.tid.vedtatt_til is not None else ".aapning"
        return tr(f"krav.sluttkrav.{run.plan.rules.sluttkrav}{since}")
    level, years = _level(run, key), _window(run, key)
    if short:
        return tr(f"krav.{key}{SHORT}", v=level)
    return tr(f"krav.{key}.1" if years == 1 and key.endswith("_maal") else f"krav.{key}", v=level, n=years)


def _of_ratio(run: Run, which: str) -> str:
    ratio: Ratio = next(r for r in run.plan.rules.maaltall if r.id == which)
    return tr("krav.maaltall", name=ratio_name(ratio), target=ratio_target(ratio))


def _level(run: Run, key: str) -> str:
    """The level of a rule as read; empty for the law."""
    rules = run.plan.rules
    own = {"ek": rules.egenkapitalfinansiering, "resultat": rules.resultatgrad}
    if key == "gjeldstak":
        return _per_cent(rules.gjeldsgrad.tak if rules.gjeldsgrad else 0.0)
    rule = own.get(key.partition("_")[0])
    if rule is None:
        return ""
    demanded = rule.maal if key.endswith("_maal") and rule.krevd == "maal" else rule.gulv
    return _per_cent(demanded or 0.0)


def _per_cent(level: float) -> str:
    return grouped(level, 0 if float(level).is_integer() else 2)


def _window(run: Run, key: str) -> int:
    own, result = phases(run.plan).windows
    return {"ek_maal": own, "resultat_maal": result}.get(key, 1)


def amount_format(run: Run, amount: float) -> Format:
    """Million kroner with the municipality's decimals, and more where a need that is not zero would read as zero."""
    usual = millions(run)
    for more in range(usual.decimals or 0, MOST_DECIMALS + 1):
        found = Format(usual.unit, usual.shift, more)
        if found.rounded(amount) or not amount:
            return found
    return usual


def amount_cell(run: Run, amount: float | None, where: str = "") -> Cell:
    """An amount in fixed kroner per year as a cell; words for none."""
    if amount is None:
        return Cell(text="–", unit="kr_fast")
    return Cell(amount, format=amount_format(run, amount), unit="kr_fast", address=where)


def roots_table(run: Run) -> Table:
    """The cost of each demand alone, the largest first; the binding one is named."""
    found = run.lasting
    heads = (Column(tr("roots.demand"), "stub", wraps=True), Column(tr("roots.when"), "words"), Column(tr("roots.amount")))
    return Table(
        id="krav",
        title=tr("roots.title", prices=prices(run)),
        columns=(*heads, Column(kind="words")),
        rows=tuple(_row(run, found, r) for r in found.roots),
        notes=(tr("roots.note"),),
        run=identity(run),
    )


def _row(run: Run, found: Lasting, root: Root) -> Row:
    name, binds = demand_name(run, root), found.binding is not None and root.id == found.binding.id
    state = tr("roots.binds") if binds else "" if root.state == "rot" else tr(f"roots.{root.state}")
    words = (Cell(text=capital(name)), Cell(text=when(root)))
    return Row((*words, amount_cell(run, root.amount), Cell(text=state)), "sum" if binds else "line", root.id)


def capital(text: str) -> str:
    """A text with a capital letter first."""
    return text[:1].upper() + text[1:]


def waiting_table(run: Run) -> Table:
    """The need when phasing starts later, with the same demands in the same years."""
    now = run.lasting
    heads = ("waiting.years", "waiting.start", "waiting.full", "waiting.amount", "waiting.more")
    return Table(
        id="vente",
        title=tr("waiting.title", prices=prices(run)),
        columns=tuple(Column(tr(h), "stub" if i == 0 else "number", wraps=True) for i, h in enumerate(heads)),
        rows=tuple(_waited(run, found, now.amount) for found in (now, *run.waiting)),
        run=identity(run),
    )


def _waited(run: Run, found: Lasting, now: float | None) -> Row:
    years = found.waited
    stub = Cell(text=tr("waiting.none") if years == 0 else tr("waiting.n" if years > 1 else "waiting.1", n=years))
    starts = (Cell(text=str(y + years) if y else "–") for y in (found.start, found.full))
    if found.amount is None:
        return Row((stub, *starts, Cell(text=tr("waiting.late")), Cell()), id=str(years))
    more = Cell(text="–") if years == 0 or now is None else Cell(found.amount - now, format=millions(run), unit="kr_fast")
    return Row((stub, *starts, amount_cell(run, found.amount), more), id=str(years))
