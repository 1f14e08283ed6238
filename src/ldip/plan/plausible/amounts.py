"""Amounts a factor 1 000 from their neighbours: of the same series over years, the same column, or the field's customary span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from ldip.parameters.plausible import rules, spans
from ldip.plan.checks.common import dated
from ldip.plan.csvfile import row_of
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, kroner, number
from ldip.plan.plausible.common import Given, given, vector_values
from ldip.plan.schema import tables as t
from ldip.plan.schema.csvrow import MoneyRow
from ldip.plan.schema.fields import SCALE, Amount
from ldip.plan.schema.files import ProjectFile, file_of

RULE: Final = "tusen"
STEPS: Final = (1e3, 1e6)  # between kr, 1000 kr and mill. kr


def _vectors(plan: Plan) -> Iterator[Caution]:
    """Amounts by year of a TOML file."""
    for file, document in plan.documents.items():
        for key, node in dated(document):
            if isinstance(node, Amount):
                yield from in_series(tuple(vector_values(file, key, node)))


def _lines(plan: Plan) -> Iterator[Caution]:
    """Lines of accounts, budget and adopted years: one series for each line and element.

    An amount that does not last comes beside the line it is added to and is no part of its series."""
    series: dict[tuple[str, str], list[Given]] = defaultdict(list)
    for line, e in plan.table("regnskap.csv", t.EarlierRow).numbered():
        row = row_of("regnskap.csv", e)
        series[e.linje, ""].append(Given("regnskap.csv", "beloep", e.kroner, line, row, e.aar))
    for line, a in plan.table("vedtatt.csv", t.AdoptedRow).numbered():
        if a.years_left:
            continue
        row = row_of("vedtatt.csv", a)
        series[a.linje, a.element].append(Given("vedtatt.csv", "beloep", a.kroner, line, row, a.aar))
    for found in series.values():
        yield from in_series(sorted(found, key=lambda g: g.year))


def _columns(plan: Plan) -> Iterator[Caution]:
    """The column of amounts of each csv file."""
    for file, model in t.TABLES.items():
        if issubclass(model, MoneyRow):
            rows = plan.table(file, model).numbered()
            yield from in_column([Given(file, "beloep", r.kroner, line, row_of(file, r)) for line, r in rows])
    loans, assets = plan.table("laan.csv", t.LoanRow).numbered(), plan.table("anlegg.csv", t.AssetRow).numbered()
    yield from in_column([Given("laan.csv", "saldo", r.saldo * SCALE[r.enhet], line, r.id) for line, r in loans])
    yield from in_column([Given("anlegg.csv", "bokfoert", r.bokfoert * SCALE[r.enhet], line, r.klasse) for line, r in assets])


def _projects(plan: Plan) -> Iterator[Caution]:
    """The cost of the projects beside each other."""
    costs = ((file_of(ProjectFile, i), p.kostnad) for i, p in plan.projects.items())
    yield from in_column([Given(file, "kostnad.beloep", cost.kroner) for file, cost in costs])


def _single(plan: Plan) -> Iterator[Caution]:
    """Single amounts against the customary span of their field."""
    for span in spans("beloepsfelt"):
        for found in given(plan, span.felt):
            if factor := span.mistaken(found.value, *STEPS, *(1.0 / s for s in STEPS)):
                yield _caution(found, found.value * factor, "felt", f"{kroner(span.minst)} – {kroner(span.hoeyst)}")


def in_series(found: Sequence[Given]) -> Iterator[Caution]:
    """Values of one series that are about a factor 1 000, or a million, from the median of the others; the last one of two."""
    rule, values = rules()[RULE], [g for g in found if g.value != 0.0]
    first = 0 if len(values) > 2 else 1
    for i, one in enumerate(values[first:], start=first):
        middle = median(abs(g.value) for j, g in enumerate(values) if j != i)
        ratio = abs(one.value) / middle
        apart = max(ratio, 1.0 / ratio)
        if any(rule.low <= apart * STEPS[0] / s <= rule.high for s in STEPS):
            yield _caution(one, middle, "rekke", number(apart, 0))


def in_column(found: Sequence[Given]) -> Iterator[Caution]:
    """Values far outside a column that are inside it in another unit; columns with few values are not judged."""
    limits, values = rules()[RULE].grenser, [g for g in found if g.value != 0.0]
    if len(values) <= limits["naboer"]:
        return
    ordered = sorted(abs(g.value) for g in values)
    for one in values:
        size = abs(one.value)
        low = ordered[1] if size == ordered[0] else ordered[0]
        high = ordered[-2] if size == ordered[-1] else ordered[-1]
        too_high = size > limits["over"] * high and any(low <= size / s <= high for s in STEPS)
        too_low = size < low / limits["under"] and any(low <= size * s <= high for s in STEPS)
        if too_high or too_low:
            yield _caution(one, high if too_high else low, "kolonne", f"{kroner(low)} – {kroner(high)}")


def _caution(found: Given, near: float, form: str, span: str) -> Caution:
    words = (("felt", found.key), ("verdi", kroner(found.value)), ("naer", kroner(near)), ("spenn", span))
    return Caution(found.file, found.key, RULE, found.place, words, kroner(found.value), form, found.line)


RULES: Final = (_vectors, _lines, _columns, _projects, _single)
