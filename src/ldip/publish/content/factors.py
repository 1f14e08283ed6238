"""Drawn factors and those that are not, from the declarations and the plan's numbers: what, how much, from where, and why not."""

from __future__ import annotations

from typing import Final

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.model.catalogue import FACTORS, GIVENS, catalogue
from ldip.model.cause_groups import group_label
from ldip.model.inputs import declared_inputs
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.factor_words import factor_name
from ldip.publish.content.fetched import identity
from ldip.publish.digits import grouped
from ldip.simulation.draw_inputs import where_of
from ldip.simulation.run import Run
from ldip.uncertainty.factors import correlations, undrawn_factors
from ldip.uncertainty.paths import interval
from ldip.uncertainty.settings import FactorSettings

SHORT: Final = (1, 5)  # years into the plan that a spread is given for, beside its last
SMALL: Final = 0.1  # per cent: below this a spread is printed with two decimals
SOURCES: Final = {g.name: g.source for g in GIVENS}


def factor_tables(run: Run) -> tuple[Table, ...]:
    """Drawn factors, those that are not with the reason, and surprises that come together; empty tables are left out."""
    found = (drawn_table(run), undrawn_table(run), together_table(run))
    return tuple(t for t in found if t.rows)


def drawn_table(run: Run) -> Table:
    """The factors that the plan draws: what each enters, its distribution, spread in words, cause group and source."""
    words = (Column(tr(f"factors.{w}"), "words", wraps=True) for w in ("enters", "shape", "spread", "cause", "source"))
    persons = where_of(run.bound, 0).inhabitants
    rows = tuple(_drawn(s, persons, len(run.years)) for s in run.factors.values())
    columns = (Column(tr("factors.name"), "stub"), *words)
    return Table(
        id="faktorer", title=tr("factors.drawn"), columns=columns, rows=rows, notes=(tr("factors.note"),), run=identity(run)
    )


def _drawn(s: FactorSettings, persons: float, years: int) -> Row:
    source = f"{s.source} ({tr('factors.own' if s.own else 'factors.rough')})" if s.own or s.rough else s.source
    words = (shape_words(s), spread_words(s, persons, years), cause(s.name), source)
    texts = (factor_name(s.name), ", ".join(enters(s.name)), *words)
    return Row(tuple(Cell(text=w, anslag=s.rough) for w in texts), id=s.name)


def undrawn_table(run: Run) -> Table:
    """The factors that the plan does not draw, and why."""
    columns = (Column(tr("factors.name"), "stub"), *(Column(tr(f"factors.{w}"), "words", wraps=True) for w in ("enters", "why")))
    left = undrawn_factors(run.plan, run.binding)
    rows = tuple(
        Row((Cell(text=factor_name(n)), Cell(text=", ".join(enters(n))), Cell(text=_why(run, n, why))), id=n)
        for n, why in left.items()
    )
    return Table(id="faktorer-utelatt", title=tr("factors.undrawn"), columns=columns, rows=rows, notes=(), run=identity(run))


def together_table(run: Run) -> Table:
    """Pairs of drawn factors whose surprises are correlated."""
    rows = []
    for group in correlations(run.plan).values():
        names = [f for f in group.factors if f in run.factors]
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :] if group.between(a, b) != 0.0]
        for a, b in pairs:
            cells = (f"{factor_name(a)} – {factor_name(b).lower()}", grouped(group.between(a, b), 1), group.source)
            rows.append(Row(tuple(Cell(text=c, anslag=group.rough) for c in cells), id=f"{a}-{b}"))
    words = (Column(tr(f"factors.{w}"), "words", wraps=True) for w in ("correlation", "source"))
    columns = (Column(tr("factors.pair"), "stub"), *words)
    return Table(
        id="faktorer-sammen",
        title=tr("factors.together"),
        columns=columns,
        rows=tuple(rows),
        notes=(tr("factors.together.note"),),
        run=identity(run),
    )


def enters(name: str) -> tuple[str, ...]:
    """Labels of the quantities that a factor's input is part of."""
    given, steps = FACTORS[name].name, catalogue().steps
    return tuple(label(n, language()) for n, versions in steps.items() if any(given in s.inputs for s in versions))


def cause(name: str) -> str:
    """The cause group that a factor belongs to."""
    return group_label(declared_inputs()[FACTORS[name].name].group, language())


def shape_words(s: FactorSettings) -> str:
    """The distribution in words, and how long a deviation lasts."""
    shape = tr(f"factors.shape.{s.distribution}", n=grouped(s.freedom) if s.distribution == "student_t" else "")
    main = max((p for p in s.parts if not p.still), key=lambda p: p.persistence, default=None)
    kept = "still" if main is None else "walk" if main.persistence == 1.0 else "fades" if main.persistence else "new"
    left = grouped(100.0 * main.persistence) if main else ""
    return f"{shape}; {tr(f'factors.kept.{kept}', p=left)}"


def spread_words(s: FactorSettings, persons: float, years: int) -> str:
    """The spread in words: the interval that holds 80 of 100, or where each element's own spread is stated."""
    if s.declared.spread_in:
        return tr("factors.spread.element", source=SOURCES[s.declared.spread_in], p=grouped(100.0 * s.common))
    if s.distribution == "bernoulli":
        return tr("factors.spread.chance", p=grouped(100.0 * s.probability))
    if s.distribution == "empirisk":
        pairs = zip(s.outcomes, s.shares, strict=True)
        return "; ".join(tr("factors.spread.outcome", v=grouped(v), p=grouped(100.0 * p)) for v, p in pairs)
    unit = tr("factors.unit.points" if s.declared.points else "factors.unit.percent")
    after = (*SHORT, years)
    texts = [_interval(s, n, persons) for n in after]
    return tr("factors.spread.over", a=texts[0], b=texts[1], c=texts[2], n=years, unit=unit)


def _interval(s: FactorSettings, after: int, persons: float) -> str:
    low, high = interval(s, after, persons)
    digits = 0 if high == 0.0 else 1 if 100.0 * high >= SMALL else 2
    if abs(low + high) < 1e-12:
        return f"± {grouped(100.0 * high, digits)}"
    return tr("factors.spread.ends", low=grouped(100.0 * low, digits), high=grouped(100.0 * high, digits))


def _why(run: Run, name: str, why: str) -> str:
    declared = FACTORS[name].factor
    assert declared is not None
    if why == "av":
        own = next(f for f in run.plan.uncertainty.faktor if f.id == name)
        return tr("factors.why.off", source=own.kilde)
    if why == "null":
        return tr("factors.why.zero")
    reads = declared.needs or declared.spread_in
    return tr("factors.why.nothing", what=SOURCES.get(reads, declared.axis))
