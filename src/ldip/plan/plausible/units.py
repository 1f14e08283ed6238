"""Amounts in the wrong unit: a whole file against the number of inhabitants, and a row in another unit than its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.parameters.plausible import Rule, Span, rules, spans
from ldip.plan.csvfile import row_of
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, kroner, number, short
from ldip.plan.schema import tables as t
from ldip.plan.schema.csvrow import MoneyRow
from ldip.plan.schema.fields import SCALE, AgeSpan, MoneyUnit
from ldip.plan.schema.files import ProjectFile, ServiceFile, file_of

PER_INHABITANT: Final = "per_innbygger"
MIXED: Final = "enhet"
UNIT_COST: Final = "enhetspris"
FACTORS: Final = (1e3, 1e-3, 1e6, 1e-6)  # between kr, 1000 kr and mill. kr
BALANCE: Final = ("avskrivbare_anleggsmidler", "laanegjeld")


@dataclass(frozen=True)
class Total:
    """Kroner held against the number of inhabitants, with the place to look, and the rule's name of what they are."""

    what: str
    kroner: float
    file: str
    key: str
    place: str
    line: int = 0


def _per_inhabitant(plan: Plan) -> Iterator[Caution]:
    rule = rules()[PER_INHABITANT]
    people = plan.inhabitants
    if people > 0.0:
        for total in (*_frames(plan), *_debts(plan), *_lines(plan), *_measures(plan), *_projects(plan)):
            yield from _judged(rule, total, people)


def _judged(rule: Rule, total: Total, people: float) -> Iterator[Caution]:
    each = abs(total.kroner) / people
    low, high = rule.grenser.get(f"{total.what}_lav", 0.0), rule.grenser[f"{total.what}_hoey"]
    if each == 0.0 or low <= each <= high:
        return
    meant = next((f for f in FACTORS if low <= each * f <= high), 0.0)
    words = (
        ("verdi", kroner(total.kroner)),
        ("hver", short(round(each, 2 if each < 100.0 else 0))),
        ("personer", number(people, 0)),
        ("lav", short(low)),
        ("hoey", short(high)),
        ("ment", kroner(total.kroner * meant)),
    )
    form = "enhet" if meant else "spenn"
    yield Caution(total.file, total.key, PER_INHABITANT, total.place, words, kroner(total.kroner), form, total.line)


def _frames(plan: Plan) -> Iterator[Total]:
    """Expenditure of all frames, at the row that is most of it."""
    rows = [(r.kroner, line) for line, r in plan.table("rammer.csv", t.FrameRow).numbered() if r.art in t.EXPENDITURE]
    if rows:
        yield Total("rammer", sum(k for k, _ in rows), "rammer.csv", "beloep", "rammer.csv: utgifter", max(rows)[1])


def _debts(plan: Plan) -> Iterator[Total]:
    """Loans, assets, and the opening balance."""
    loans = [(r.saldo * SCALE[r.enhet], line) for line, r in plan.table("laan.csv", t.LoanRow).numbered()]
    assets = [(r.bokfoert * SCALE[r.enhet], line) for line, r in plan.table("anlegg.csv", t.AssetRow).numbered()]
    for file, key, rows in (("laan.csv", "saldo", loans), ("anlegg.csv", "bokfoert", assets)):
        if rows:
            yield Total("balanse", sum(k for k, _ in rows), file, key, f"{file}: {key}", max(rows)[1])
    for key in BALANCE:
        held = float(getattr(plan.balance, key)) * SCALE[plan.balance.enhet]
        yield Total("balanse", held, "balanse.toml", key, f"balanse.toml: {key}")


def _lines(plan: Plan) -> Iterator[Total]:
    """Adopted lines, and lines of accounts and budgets before the plan."""
    limits = rules()[PER_INHABITANT].grenser
    for line, a in plan.table("vedtatt.csv", t.AdoptedRow).numbered():
        what = a.linje if f"{a.linje}_hoey" in limits and not (a.element or a.years_left) else "linje"
        yield Total(what, a.kroner, "vedtatt.csv", "beloep", f"vedtatt.csv: {row_of('vedtatt.csv', a)}", line)
    for line, e in plan.table("regnskap.csv", t.EarlierRow).numbered():
        what = e.linje if f"{e.linje}_hoey" in limits else "linje"
        yield Total(what, e.kroner, "regnskap.csv", "beloep", f"regnskap.csv: {row_of('regnskap.csv', e)}", line)


def _measures(plan: Plan) -> Iterator[Total]:
    for line, r in plan.table("tiltak.csv", t.MeasureRow).numbered():
        yield Total("tiltak", r.kroner, "tiltak.csv", "beloep", f"tiltak.csv: {row_of('tiltak.csv', r)}", line)


def _projects(plan: Plan) -> Iterator[Total]:
    for name, project in plan.projects.items():
        file = file_of(ProjectFile, name)
        yield Total("prosjekt", project.kostnad.kroner, file, "kostnad.beloep", f"{file}: kostnad.beloep")


def _mixed(plan: Plan) -> Iterator[Caution]:
    """Rows in another unit than nearly all rows of their file, where the digits fit the others' and the amount does not."""
    for file, model in t.TABLES.items():
        if issubclass(model, MoneyRow):
            money = plan.table(file, model).numbered()
            yield from _in_another_unit(file, [(line, row_of(file, r), r.beloep, r.enhet) for line, r in money if r.beloep])
    loans, assets = plan.table("laan.csv", t.LoanRow).numbered(), plan.table("anlegg.csv", t.AssetRow).numbered()
    yield from _in_another_unit("laan.csv", [(line, r.id, r.saldo, r.enhet) for line, r in loans if r.saldo])
    yield from _in_another_unit("anlegg.csv", [(line, r.klasse, r.bokfoert, r.enhet) for line, r in assets if r.bokfoert])


def _in_another_unit(file: str, rows: list[tuple[int, str, float, MoneyUnit]]) -> Iterator[Caution]:
    rule = rules()[MIXED]
    if len(rows) < rule.grenser["rader"]:
        return
    unit, count = Counter(unit for *_, unit in rows).most_common(1)[0]
    if count < rule.grenser["rader"] or count == len(rows):
        return
    sizes = [abs(v) for *_, v, u in rows if u == unit]
    low, high = min(sizes), max(sizes)
    for line, row, value, own in rows:
        size = abs(value) * SCALE[own] / SCALE[unit]
        if own != unit and low <= abs(value) <= high and not low <= size <= high:
            words = (
                ("verdi", f"{short(value)} {own}"),
                ("enhet", unit),
                ("antall", str(count)),
                ("spenn", f"{short(low)} – {short(high)}"),
            )
            yield Caution(file, "enhet", MIXED, f"{file}: {row}", words, f"{short(value)} {own}", "", line)


def _unit_costs(plan: Plan) -> Iterator[Caution]:
    """The unit cost of each service times its users, by the use rates, against the expenditure of its frames."""
    rule, usual, spent = rules()[UNIT_COST], _span("tjenester/*:enhetskostnad"), _spent(plan)
    for name, service in plan.services.items():
        cost, frame = service.enhetskostnad.kroner, spent.get(name, 0.0)
        users = sum(_aged(plan, u) * u.prosent / 100.0 for u in service.bruksrate)
        if cost <= 0.0 or frame <= 0.0 or users <= 0.0 or not usual.minst <= cost <= usual.hoeyst:
            continue  # outside the span is another warning
        times = users * cost / frame
        if rule.low <= times <= rule.high:
            continue
        file = file_of(ServiceFile, name)
        words = (
            ("verdi", kroner(cost)),
            ("brukere", number(users, 0)),
            ("ramme", kroner(frame)),
            ("ganger", short(round(times, 4 if times < 1.0 else 0))),
            ("ment", kroner(cost * (1e-3 if times > 1.0 else 1e3))),
        )
        yield Caution(file, "enhetskostnad.beloep", UNIT_COST, f"{file}: enhetskostnad.beloep", words, kroner(cost))


def _spent(plan: Plan) -> dict[str, float]:
    """Expenditure of the frames by service."""
    found: dict[str, float] = {}
    for r in plan.table("rammer.csv", t.FrameRow).rows:
        if r.art in t.EXPENDITURE:
            found[r.tjeneste] = found.get(r.tjeneste, 0.0) + r.kroner
    return found


def _aged(plan: Plan, ages: AgeSpan) -> float:
    """Persons of an age span."""
    rows = plan.referenced("folketall", t.StockRow).rows
    return sum(r.personer for r in rows if ages.fra_alder <= r.alder <= ages.til_alder)


def _span(field: str) -> Span:
    return next(s for s in spans("beloepsfelt") if s.felt == field)


RULES: Final = (_per_inhabitant, _mixed, _unit_costs)
