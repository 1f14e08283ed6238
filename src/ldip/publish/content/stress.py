"""A plan under stresses and scenarios as content: the need and what is lacking, the måltall, what breaks first, and sentences."""

from __future__ import annotations

from typing import Final

from ldip.compare.broken import Rule
from ldip.compare.judged import has_level
from ldip.compare.overlaps import Overlap
from ldip.compare.stress import BASE, TOGETHER, Stressed, stress_name
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.stresses import Test, layers_of, story_of, tests_of, title_of
from ldip.publish.content.cells import NOTHING, Cell, Column, Row, Sentence, Table
from ldip.publish.content.demands import amount_cell, capital, demand_name
from ldip.publish.content.factor_words import factor_name
from ldip.publish.content.fetched import identity, millions, prices
from ldip.publish.content.ratios import ratio_format, ratio_short_name
from ldip.simulation.inputs import PLAIN
from ldip.simulation.lasting import Root
from ldip.simulation.needs import LASTING_VIEW
from ldip.simulation.run import Run

WORST: Final = 1  # stresses that the first sentence names


def stress_table(found: Stressed) -> Table:
    """One row a stress: the need solved under it and its change, what is lacking with the plan's own saving kept, and the rule
    that is broken first with that saving and without any."""
    heads = ("need", "change", "lacks", "when", "first", "first_plain")
    kinds = ("number", "number", "number", "words", "words", "words")
    columns = [Column(tr(f"stress.{h}"), k, wraps=True) for h, k in zip(heads, kinds, strict=True)]  # type: ignore[arg-type]
    return Table(
        id="stress",
        title=tr("stress.title", prices=prices(found.run)),
        columns=(Column(tr("stress.name"), "stub", wraps=True), *columns),
        rows=tuple(_row(found, r) for r in found.rows),
        notes=(tr("stress.note"), *(s.text for s in stress_sentences(found)), *left_out(found)),
        run=identity(found.run),
    )


def _row(found: Stressed, row: str) -> Row:
    run, base = found.run, row == BASE
    need = found.need_of(row)
    year, lacks = found.lacking(row)
    change = Cell(text=NOTHING) if base else amount_cell(run, found.need_change(row))
    first, plain = (Cell(text=NOTHING if base else first_words(found, row, v)) for v in (LASTING_VIEW, PLAIN))
    lacking = (amount_cell(run, lacks), Cell(text=f"{year}")) if millions(run).rounded(lacks) else (Cell(text=NOTHING),) * 2
    return Row((Cell(text=stress_name(found, row)), amount_cell(run, need), change, *lacking, first, plain), id=row)


def first_words(found: Stressed, row: str, variant: str) -> str:
    """The rule that a stress breaks first and its year; that it breaks none where the base case breaks no less."""
    broken = found.broken(row, variant)
    return tr("stress.breaks_none") if broken is None else f"{rule_words(found.run, broken[0], broken[1])} ({broken[1]})"


def rule_words(run: Run, rule: Rule, year: int | None = None) -> str:
    """A måltall by its short name, or a demand of the need by its own."""
    if rule.sort == "maaltall":
        return ratio_short_name(next(r for r in run.plan.rules.maaltall if r.id == rule.id))
    if rule.sort == "dom":
        return tr("stress.verdict")
    return demand_name(run, Root(rule.id, "gulv", "rot", None, year, year), short=True)


def ratio_table(found: Stressed, year: int) -> Table:
    """One row a stress and one column a måltall that can be broken, on the plan's own path in one year."""
    ratios, plain = [r for r in found.run.plan.rules.maaltall if has_level(r)], found.paths[PLAIN]
    at = found.run.years.index(year)
    columns = [Column(f"{ratio_short_name(r)} ({r.enhet})", wraps=True, year=year) for r in ratios]
    rows = [
        Row(
            (Cell(text=stress_name(found, row)), *(Cell(float(plain[r.measured][at, i]), format=ratio_format(r)) for r in ratios))
        )
        for i, row in enumerate(found.rows)
    ]
    title = tr("stress.ratios", year=year)
    head = Column(tr("stress.name"), "stub", wraps=True)
    return Table(id="stress_maaltall", title=title, columns=(head, *columns), rows=tuple(rows), run=identity(found.run))


def stress_sentences(found: Stressed) -> tuple[Sentence, ...]:
    """The stress that costs most, and the rules that break first across the stresses."""
    if not found.tried:
        return (Sentence(tr("stress.no_one")),)
    own = amount_cell(found.run, found.need_of(BASE))
    worst = max(found.tried, key=found.need_of)
    most = amount_cell(found.run, found.need_of(worst))
    said = [Sentence(tr("stress.worst", name=stress_name(found, worst), before=own.words, after=most.words), (own, most))]
    for rule, count, year in found.first_across()[:WORST]:
        name = rule_words(found.run, rule, year)
        said.append(Sentence(tr("stress.first_across", rule=capital(name), n=count, of=len(found.tried), year=year)))
    return tuple(said)


def left_out(found: Stressed) -> tuple[str, ...]:
    """Stresses left out with their reasons, what the combined row holds, and layers that overlap."""
    names = ", ".join(stress_name(found, r) for r in found.together)
    both = (tr("stress.together", names=names),) if TOGETHER in found.rows else ()
    out = (tr("stress.left_out", name=title_of(found.tests[i]), why=why) for i, why in found.unfit.items())
    return (*both, *(overlap_words(found, o) for o in found.overlaps), *out)


def overlap_words(found: Stressed, o: Overlap) -> str:
    """Two layers that change the same thing, and how they are put together."""
    names = {"first": title_of(found.tests[o.first]), "second": title_of(found.tests[o.second])}
    if o.kind == "faktor":
        start, end = o.years or (found.run.years[0], found.run.years[-1])
        return tr("stress.overlap.faktor", what=factor_name(o.what), start=start, end=end, **names)
    return tr(f"stress.overlap.{o.kind}", what=tr(f"stress.regel.{o.what}") if o.kind == "regel" else o.what, **names)


def library_table(plan: Plan) -> Table:
    """Every stress and scenario that a plan can be tried against: id, name, reason or story, source."""
    heads = [Column(tr(f"stress.list.{h}"), "words", wraps=True) for h in ("name", "why", "source")]
    every = tests_of(plan)
    rows = [_listed(i, title_of(t), story_of(t), "; ".join(sources_of(t))) for i, t in every.items()]
    return Table(id="stress_liste", title=tr("stress.list"), columns=(Column(kind="stub"), *heads), rows=tuple(rows))


def sources_of(test: Test) -> tuple[str, ...]:
    """The sources of a stress or scenario and of its layers, each once."""
    return tuple(dict.fromkeys((test.kilde, *(layer.kilde for layer in layers_of(test)))))


def _listed(name: str, *words: str) -> Row:
    return Row((Cell(text=name), *(Cell(text=w.strip()) for w in words)), id=name)
