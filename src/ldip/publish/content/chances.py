"""The chance that each måltall holds: in each year, in every year it is judged, and all måltall at once."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.binding.rules import phases
from ldip.compare.draw_causes import ALL
from ldip.compare.drawn_rules import DrawnRule, all_at_once, drawn_rules, firsts
from ldip.locales import tr
from ldip.plan.plausible.caution import short
from ldip.publish.content.cells import Cell, Column, Row, RowKind, Sentence, Table
from ldip.publish.content.drawn_words import drawn_note, path_name, share_cell, too_few
from ldip.publish.content.fetched import identity
from ldip.publish.content.ratios import ratio_short_name
from ldip.simulation.run import Run
from ldip.statements.adopted import target_of
from ldip.uncertainty.chances import Chance


@dataclass(frozen=True)
class ChanceRow:
    """The chance of one level of a måltall, or of all at once: by the run's years, empty in years without a chance, and in every
    year it is judged."""

    id: str
    name: str
    yearly: tuple[Cell, ...]
    every: Cell
    first: bool  # the level the verdict holds the måltall to


@dataclass(frozen=True)
class Chances:
    """Chances on the path of a run. `weakest` is the lowest chance in a judged year, with its row and year."""

    path: str
    years: tuple[int, ...]
    rows: tuple[ChanceRow, ...]
    together: ChanceRow | None
    said: tuple[Sentence, ...]
    table: Table | None


def chances(run: Run) -> Chances:
    """The chances of a run with draws; only a sentence where there are too few draws or no måltall with a level."""
    few, rules = too_few(run), drawn_rules(run)
    if few or not rules:
        return Chances(path_name(run), run.years, (), None, (few,) if few else (), None)
    own = {id(r) for r in firsts(rules)}
    rows = tuple(_row(f"{r.ratio.measured}.{r.level}", rule_name(r), r.chance, _asked(run, r), id(r) in own) for r in rules)
    joint, projected = all_at_once(rules), _asked(run)
    together = _row(ALL, tr("usikker.alle_samtidig"), joint, projected, True) if joint else None
    return Chances(path_name(run), run.years, rows, together, _said(run, rules, rows, together), _table(run, rows, together))


def rule_name(rule: DrawnRule) -> str:
    """A måltall with one of its levels, as read."""
    name, fixed = ratio_short_name(rule.ratio), getattr(rule.ratio, rule.level)
    if fixed is None:
        return f"{name} {tr(f'target.{rule.level}_uttrykk')}"
    unit = "%" if rule.ratio.enhet == "prosent" else rule.ratio.enhet
    level = f"{short(fixed)} {unit}".removesuffix(" forhold")
    return tr("usikker.hoeyst" if rule.level == "tak" else "usikker.minst", navn=name, v=level)


def _asked(run: Run, rule: DrawnRule | None = None) -> tuple[bool, ...]:
    """Flags of the run's years that have a chance: the single year of a rule that holds for one, else the projected years.

    What is adopted is the same in every draw, and is judged by the verdict."""
    only = None if rule is None else target_of(rule.ratio).only
    first = phases(run.plan).start or run.years[0]
    return tuple(y == only if only is not None else y >= first for y in run.years)


def _row(name: str, label: str, found: Chance, asked: tuple[bool, ...], first: bool) -> ChanceRow:
    yearly = tuple(share_cell(v, True) if here else Cell() for v, here in zip(found.yearly, asked, strict=True))
    return ChanceRow(name, label, yearly, share_cell(found.every, True), first)


def _said(
    run: Run, rules: tuple[DrawnRule, ...], rows: tuple[ChanceRow, ...], together: ChanceRow | None
) -> tuple[Sentence, ...]:
    said = []
    if together is not None:
        said.append(Sentence(tr("usikker.sjanse.alle", sti=path_name(run), p=together.every.words), (together.every,)))
    found = [
        (row.yearly[run.years.index(y)], row, y) for rule, row in zip(rules, rows, strict=True) if row.first for y in rule.judged
    ]
    worst, row, year = min(found, key=lambda w: w[0].value or 0.0)
    if (worst.value or 0.0) < 1.0:
        said.append(Sentence(tr("usikker.sjanse.svakest", navn=row.name, aar=year, p=worst.words), (worst,)))
    return tuple(said)


def _table(run: Run, rows: tuple[ChanceRow, ...], together: ChanceRow | None) -> Table:
    def line(row: ChanceRow, kind: RowKind = "line") -> Row:
        label = row.name if row.first else f"  {row.name}"
        return Row((Cell(text=label), *row.yearly, row.every), kind, row.id)

    listed = [line(r) for r in rows] + ([line(together, "sum")] if together else [])
    heads = (Column(tr("usikker.kol.maaltall"), "stub", wraps=True), *(Column(str(y), year=y) for y in run.years))
    return Table(
        id=f"sjanser-{run.variant}",
        title=tr("usikker.sjanse.tittel", sti=path_name(run)),
        columns=(*heads, Column(tr("usikker.kol.alle_aar"))),
        rows=tuple(listed),
        notes=(tr("usikker.sjanse.note"), drawn_note(run)),
        run=identity(run),
    )
