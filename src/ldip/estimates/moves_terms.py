"""The derivation of moves: residuals of the base period, shrinkage towards similar municipalities, and the plan's level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ldip.demography import moves as formulas
from ldip.engine.graph import Array, divide
from ldip.estimates.derivation import Derivation
from ldip.estimates.moves import LEAST_PRESENT, base_years, flows, residuals, shrinkage
from ldip.estimates.national_rates import national_survival, reference_moves, turnover
from ldip.estimates.people import cells, history
from ldip.estimates.terms import cell_of, given, leaf, node, parameter, who
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan
from ldip.plan.incremental import Incremental
from ldip.plan.schema.fields import FileRef
from ldip.plan.vectors import expand

METHOD = "steget-ett-år"
_stocks = Incremental(history)
_residuals = Incremental(residuals)


def arrivals_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """Arrivals of a cell in a year; None where they are the plan's own figures without a level."""
    p, place = plan.population, (plan.zones.index(at["sone"]), *cell_of(at))
    if p.flytting is not None or p.innflytting is not None:
        if p.flyttenivaa is None:
            return None
        key, table = ("flytting", p.flytting) if p.flytting is not None else ("innflytting", p.innflytting)
        assert table is not None
        value = cells(plan, key, plan.zones)[place]
        return _at_level(plan, year, given(f"innflytting {who(*place[1:])}", value, "personer", table, key))
    net = net_terms(plan, place)
    if p.negativ_flytting_som == "antall":
        return _at_level(plan, year, net)
    value = flows(plan, plan.zones)[1][place]
    if p.negativ_flytting_som == "brutto":
        rate, present = _gross_rate(plan, place, net), _present(plan, place)
        found = node(
            "innflytting", value, "personer", "maks({0} + {1} × {2}; 0)", net, rate, present, method="netto-eller-brutto"
        )
        return _at_level(plan, year, found)
    return _at_level(plan, year, node("innflytting", value, "personer", "maks({0}; 0)", net, method=METHOD))


def leaving_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """Out-rate of a cell in a year; None where it is the plan's own figure without a level, or none at all."""
    p, place = plan.population, (plan.zones.index(at["sone"]), *cell_of(at))
    if p.utflytting is not None:
        if p.flyttenivaa is None:
            return None
        value = cells(plan, "utflytting", plan.zones, "andel")[place]
        rate = given(f"utflytting {who(*place[1:])}", value, "andel", p.utflytting, "utflytting")
        return _at_level(plan, year, rate, most=True)
    if p.flytting is not None or p.negativ_flytting_som == "antall":
        return None
    net = net_terms(plan, place)
    if p.negativ_flytting_som == "brutto":
        return _at_level(plan, year, _gross_rate(plan, place, net), most=True)
    value, formula = flows(plan, plan.zones)[0][place], "min(maks(0 − {0}; 0) / {1}; 1)"
    rate = node("utflytting", value, "andel", formula, net, _present(plan, place), method=METHOD)
    return _at_level(plan, year, rate, most=True)


def _present(plan: Plan, place: tuple[int, int, int]) -> Derivation:
    """The people of a cell that out-moves are a rate of."""
    here = float(np.maximum(_residuals(plan).present, LEAST_PRESENT)[place])
    return given("personer til stede", here, "personer", _table(plan), "historie")


def _gross_rate(plan: Plan, place: tuple[int, int, int], net: Derivation) -> Derivation:
    """Out-rate where those who leave follow how many there are: half the turnover, and at least what the net moves demand."""
    value, age = flows(plan, plan.zones)[0][place], place[2]
    if age == 0:
        return leaf("utflytting", 0.0, "andel", "metode: demografi#netto-eller-brutto – nyfødte har ingen egen flytting")
    seen = replace(net, source="den netto flyttingen utledes ved innflyttingen", formula="", terms=())
    half = parameter(f"omsetning {age} år", turnover()[age], "andel", "omsetning")
    formula = "min(maks({0} / 2; (0 − {1}) / {2}); 1)"
    return node("utflytting", value, "andel", formula, half, seen, _present(plan, place), method="netto-eller-brutto")


def _at_level(plan: Plan, year: int, found: Derivation, most: bool = False) -> Derivation:
    """Moves at the plan's level of the year; a rate is at most 1."""
    level = plan.population.flyttenivaa
    if level is None:
        return found
    at = expand(level, [year])[0]
    term, value = given(f"flyttenivå {year}", at, "indeks", level, "flyttenivaa"), at * found.value
    formula, value = ("min({0} × {1}; 1)", min(value, 1.0)) if most else ("{0} × {1}", value)
    return node("flytting", value, found.unit, formula, term, found, method=METHOD)


@dataclass(frozen=True)
class _Area:
    """Moves and people of an area, (kjoenn, alder), and the moves per person that its pattern is drawn towards."""

    net: Array
    present: Array
    reference: Array


def net_terms(plan: Plan, place: tuple[int, int, int]) -> Derivation:
    """Net moves of a cell (zone, sex, age) a year."""
    found, (zone, *cell) = _residuals(plan), place
    if not plan.population.krymping:
        return residual_terms(plan, zone, (cell[0], cell[1]), "netto flytting")
    if len(found.net) == 1:
        return _municipal(plan, (cell[0], cell[1]))
    return _zone(plan, place)


def _municipal(plan: Plan, cell: tuple[int, int]) -> Derivation:
    """The whole municipality's moves drawn towards municipalities of its size."""
    found, everyone = _residuals(plan), _residuals(plan).present.sum(axis=0)
    size = float(everyone.sum())
    reference = np.broadcast_to(reference_moves(size), everyone.shape)
    said = f"kommuner av samme størrelse som {size:.0f} innbyggere"
    term = parameter("flytting per person i lignende kommuner", reference[cell], "andel", "flyttemoenster", said)
    area = _Area(found.raw.sum(axis=0), everyone, reference)
    return _shrunk(plan, area, residual_terms(plan, None, cell, "egen rest"), term, cell)


def _zone(plan: Plan, place: tuple[int, int, int]) -> Derivation:
    """A zone's moves drawn towards the municipality's, and its share of what the zones then lack."""
    found, (zone, *_), cell = _residuals(plan), place, place[1:]
    everyone, k = found.present.sum(axis=0), shrinkage()
    reference = divide(found.municipal, everyone, 0.0)
    whole = _municipal(plan, cell)
    people = given("personer i kommunen", everyone[cell], "personer", _table(plan), "historie")
    term = leaf("flytting per person i kommunen", 0.0, "andel", "ingen personer i kommunen")
    if people.value:
        term = node("flytting per person i kommunen", reference[cell], "andel", "{0} / {1}", whole, people, method=METHOD)
    area = _Area(found.raw[zone], found.present[zone], reference)
    own = _shrunk(plan, area, residual_terms(plan, zone, cell, "egen rest"), term, cell)
    zones = formulas.shrink(found.raw, found.present, reference, k)
    gap = found.municipal[cell] - zones[:, cell[0], cell[1]].sum()
    share = found.present[place] / everyone[cell] if everyone[cell] else 0.0
    terms = (
        replace(own, name="sonens flytting"),
        leaf("rest mot kommunen", gap, "personer", "kommunens flytting mindre summen av sonenes"),
        leaf("sonens andel", share, "andel", f"personer til stede i sonen mot kommunen; {_table(plan).kilde}"),
    )
    return node("netto flytting", found.net[place], "personer", "{0} + {1} × {2}", *terms, method=METHOD)


def _shrunk(plan: Plan, area: _Area, own: Derivation, reference: Derivation, cell: tuple[int, int]) -> Derivation:
    """weight × own + (1 − weight) × reference pattern, which has the area's own total."""
    inhabitants, k = float(area.present.sum()), shrinkage()
    expected = area.reference * area.present
    spread = np.maximum(np.abs(area.reference), formulas.LEAST_SPREAD) * area.present
    table, gap = _table(plan), float(area.net.sum() - expected.sum())
    size = given("innbyggere til stede", inhabitants, "personer", table, "historie")
    constant = parameter("krympingskonstant k", k, "personer", "flyttemoenster", "krymping_k")
    weight = node("vekt", inhabitants / (inhabitants + k), "andel", "{0} / ({0} + {1})", size, constant)
    here = given("personer til stede", area.present[cell], "personer", table, "historie")
    missing = leaf("avvik i sum", gap, "personer", "egen sum mindre det mønsteret gir: områdets egen sum holdes")
    part = leaf("andel av avviket", spread[cell] / spread.sum() if spread.sum() else 0.0, "andel", "spres der folk flytter mest")
    value = expected[cell] + gap * part.value
    pattern = node("mønster", value, "personer", "{0} × {1} + {2} × {3}", reference, here, missing, part, method=METHOD)
    value = weight.value * own.value + (1.0 - weight.value) * pattern.value
    return node("netto flytting", value, "personer", "{0} × {1} + (1 − {0}) × {2}", weight, own, pattern, method=METHOD)


def residual_terms(plan: Plan, zone: int | None, cell: tuple[int, int], name: str) -> Derivation:
    """The mean residual of the base period in a zone, or in the whole municipality where `zone` is None."""
    stocks, years = _stocks(plan), base_years(plan)
    own, rates = stocks.sum(axis=0) if zone is None else stocks[zone], national_survival(years)
    if cell[1] == 0:
        return leaf(name, 0.0, "personer", "metode: demografi#fruktbarhet – nyfødte tilpasses med lokal fruktbarhetsfaktor")
    terms = [_residual(plan, int(y), own[i : i + 2], float(rates[i][cell]), cell) for i, y in enumerate(years)]
    formula = f"({' + '.join(t.name for t in terms)}) / {len(terms)}"
    return node(name, sum(t.value for t in terms) / len(terms), "personer", formula, *terms, method=METHOD)


def _residual(plan: Plan, year: int, stocks: Array, survival: float, cell: tuple[int, int]) -> Derivation:
    """One year's residual: those of the age at its end, less the survivors of the year before."""
    (sex, age), last = cell, year + 1 == plan.population.dato.year
    after = plan.population.folketall if last else _table(plan)
    terms = [given(f"{who(sex, age)} 1. januar {year + 1}", stocks[1][cell], "personer", after, "historie")]
    ages = [age - 1, age] if age == AGES - 1 else [age - 1]
    terms += [given(f"{who(sex, a)} 1. januar {year}", stocks[0, sex, a], "personer", _table(plan), "historie") for a in ages]
    terms.append(parameter(f"overlevelse til {age} år", survival, "andel", "doedelighet", f"landets i {year}"))
    formula = f"{terms[0].name} − ({' + '.join(t.name for t in terms[1:-1])}) × {terms[-1].name}"
    value = terms[0].value - sum(t.value for t in terms[1:-1]) * survival
    return node(f"rest {year}", value, "personer", formula, *terms, method=METHOD)


def _table(plan: Plan) -> FileRef:
    """The history, which every residual rests on."""
    found = plan.population.historie
    assert found is not None, "sjekket i plan/checks/moves"
    return found
