"""Every estimate of the population: the derivation's value is the bound one, and each formula gives its node from its terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip import Plan
from ldip.binding.bind import axes_of
from ldip.binding.bound import Binding
from ldip.binding.population import bind_population
from ldip.estimates.derivation import Derivation
from ldip.estimates.fertility import local_factor
from ldip.model.catalogue import catalogue
from tests.demography.plans import changed
from tests.estimates.closing import computed, faults
from tests.estimates.plans import POP, own_projection, with_history

AGES = ("0", "1", "19", "30", "80", "104", "105")
EVERY = {"kjoenn": ("k", "m"), "alder": AGES}


def bound(plan: Plan) -> Binding:
    b = Binding(tuple(plan.years), axes_of(plan))
    bind_population(plan, b)
    return b


def bound_value(b: Binding, name: str, year: int, at: dict[str, str]) -> float:
    axes = catalogue().axes_of(name)
    index = tuple(b.ids[a].index(at[a]) for a in axes)
    if name.endswith("_ib"):
        return float(b.openings[name][(0, *index)])
    return float(b.values[name][(b.years.index(year), 0, *index)])


def places(b: Binding, name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{}]
    for axis in catalogue().axes_of(name):
        found = [{**f, axis: e} for f in found for e in EVERY.get(axis, b.ids[axis])]
    return found


def check(plan: Plan, name: str, *years: int) -> list[Derivation]:
    """The derivations of a name's elements, each equal to the bound value and closing all the way down."""
    b, made = bound(plan), []
    for year in years:
        for at in places(b, name):
            found = b.derivations[name](plan, year, at)
            if found is None:
                continue
            assert found.value == pytest.approx(bound_value(b, name, year, at), rel=1e-9, abs=1e-9), (name, year, at)
            assert faults(found) == [], (name, year, at)
            made.append(found)
    return made


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    level = 'flyttenivaa = { enhet = "indeks", verdi = 0.9, kilde = "prøve" }\n'
    return with_history(tmp_path_factory.mktemp("soner"), (POP, "aldersgruppering =", level + "aldersgruppering ="))


def test_moves_of_a_history_go_down_to_the_stocks_of_the_base_period(history: Plan, tmp_path: Path) -> None:
    zones = [d for n in ("innflytting_bane", "utflyttingsrate") for d in check(history, n, 2026)]
    assert len(zones) == 2 * 3 * 2 * len(AGES)
    names = {one.name for d in zones for one in d.walk()}
    assert {"vekt", "mønster", "rest mot kommunen", "krympingskonstant k", "flyttenivå 2026", "rest 2016", "rest 2025"} <= names
    assert any(
        "personer til stede" in one.formula and one.value > 0.0 for d in zones for one in d.walk() if one.name == "utflytting"
    )
    whole = with_history(tmp_path / "en", zones=False)
    alone = [d for n in ("innflytting_bane", "utflyttingsrate") for d in check(whole, n, 2026)]
    weight = next(one for d in alone for one in d.walk() if one.name == "vekt")
    people, k = weight.terms
    assert weight.value == pytest.approx(people.value / (people.value + 5000.0)) and k.kind == "parameter"
    assert "lignende kommuner" in " ".join(one.name for d in alone for one in d.walk())
    plain = with_history(
        tmp_path / "rest", (POP, "aldersgruppering =", 'krymping = false\nnegativ_flytting_som = "antall"\naldersgruppering =')
    )
    rest = check(plain, "innflytting_bane", 2026)
    assert {d.name for d in rest} == {"netto flytting"} and check(plain, "utflyttingsrate", 2026) == []
    assert min(d.value for d in rest) < 0.0


def test_gross_moves_of_a_history_go_on_to_the_turnover(tmp_path: Path) -> None:
    plan = with_history(tmp_path, (POP, "aldersgruppering =", 'negativ_flytting_som = "brutto"\naldersgruppering ='))
    rates, arrivals = check(plan, "utflyttingsrate", 2026), check(plan, "innflytting_bane", 2026)
    assert len(rates) == len(arrivals) == 3 * 2 * len(AGES)
    assert all("omsetning" in d.formula for d in rates if d.value) and any(
        d.value > 0.5 * d.terms[0].value for d in rates if d.terms
    )


def test_fertility_goes_on_to_the_pattern_the_factor_and_the_births(history: Plan) -> None:
    found = check(history, "fruktbarhet", 2026, 2030)
    at_30 = next(d for d in found if d.value > 0.0 and "30 år" in d.formula)
    total, shape, factor = at_30.terms
    assert total.value == 1.4 and "UN WPP 2024" in shape.leaves[0].source and factor.value == local_factor(history)
    born, expected = factor.terms
    assert factor.formula == "(født siste fem år + 50) / (ventet med landets rater + 50)"
    assert [t.name for t in born.terms] == [f"født {y}" for y in range(2021, 2026)]
    assert factor.value == pytest.approx((born.value + 50.0) / (expected.value + 50.0)) and factor.value != 1.0
    assert any("prøvehistorie" in leaf.source for leaf in factor.leaves)


@pytest.mark.parametrize("way", ["nasjonal", "holdt"])
def test_survival_goes_on_to_the_nation_and_the_local_ratio(solvik: Plan, tmp_path: Path, way: str) -> None:
    plan = solvik
    if way == "holdt":
        edits = ((POP, 'utvikling = "nasjonal"', 'utvikling = "holdt"'), (POP, "tillegg = 0.2", "tillegg = 0.0"))
        plan = changed(tmp_path, "solvik", *edits)
    found = check(plan, "overlevelse", 2026, 2040)
    names = {one.name for d in found for one in d.walk()}
    assert ({"landets utvikling", "lokalt forhold", "nivå", "indeks 2040"} <= names) == (way == "nasjonal")
    assert len(found) == 2 * 2 * len(AGES)


@pytest.mark.parametrize("way", ["celler", "grupper", "totalt"])
def test_projections_go_on_to_the_file_and_its_graduation(tmp_path: Path, way: str) -> None:
    pins = '[[laast_totalt]]\naar = 2046\npersoner = 5000\nkilde = "prøve"\n\n[bolig]' if way == "totalt" else "[bolig]"
    edit = (POP, 'framskriving_i_bruk = "egen"', f'framskriving_i_bruk = "hoey"\nlaasing = "{way}"')
    plan = changed(tmp_path, "solvik", edit, (POP, "[bolig]", pins))
    years = (2026, 2030, 2033, 2044)
    cells = check(plan, "folketall_importert", *years)
    assert bool(cells) == (way == "celler") == any("gruppens forhold" in d.formula for d in cells)
    assert bool(check(plan, "gruppe_laast", *years)) == (way == "grupper")
    assert bool(check(plan, "folketall_laast", *years)) == (way == "totalt")
    beside = check(plan, "framskrevet_gruppe", *years)
    assert {bool(d.terms) for d in beside} == {True, False}  # published years are data, those between are graduated


def test_the_example_with_a_projection_and_pins(baerum: Plan) -> None:
    for name, years in (("folketall_ib", (2022,)), ("folketall_egen_ib", (2022,)), ("folketall_importert", (2023, 2028))):
        assert len(check(baerum, name, *years)) == 2 * len(AGES) * len(years)
    assert [d.terms[1].value for d in check(baerum, "folketall_laast", 2033, 2038)] == [158000.0, 158000.0]


def test_an_own_projection_and_raked_zones(tmp_path: Path) -> None:
    plan = own_projection(tmp_path)
    assert len(check(plan, "folketall_importert", 2026, 2040)) == 2 * 2 * len(AGES)
    raked = check(plan, "folketall_ib", 2026)
    assert len(raked) == 3 * 2 * len(AGES) and all("kommunens tall" in d.formula for d in raked)
    assert len(check(plan, "soneandel", 2026)) == 3 and len(check(plan, "flyttbarhet", 2026)) == 2 * len(AGES)


def test_persons_in_a_new_dwelling_are_spread_as_the_people_are(solvik: Plan) -> None:
    found = check(solvik, "personer_per_bolig", 2026)
    assert len(found) == 3 * 2 * len(AGES) and all(d.anslag for d in found)
    assert sum(d.value for d in found) > 0.0


def test_a_stock_is_rolled_on_from_its_date_with_moves_through_the_year(tmp_path: Path) -> None:
    """Half the moves before the year's deaths: Solvik's stock of a year earlier, and a projection that starts at the plan."""
    edits = (
        (POP, "dato = 2026-01-01", "dato = 2025-01-01"),
        (POP, 'framskriving_i_bruk = "egen"', 'framskriving_i_bruk = "lav"'),
    )
    plan = changed(tmp_path, "solvik", *edits)
    own, opening = check(plan, "folketall_egen_ib", 2026), check(plan, "folketall_ib", 2026)
    assert len(own) == len(opening) == 3 * 2 * len(AGES)
    assert {"før dødsfall" in d.formula for d in own} == {True, False}
    assert all("sonens andel" in d.formula for d in opening)


def test_the_closing_finds_a_formula_that_does_not_give_its_value() -> None:
    two = Derivation("to", 2.0, "antall", "prøve")
    good, wrong = (Derivation("sum", v, "antall", "prøve", "2 × to + eksp(0) − maks(to; 1)", terms=(two,)) for v in (3.0, 4.0))
    assert computed(good) == 3.0 and faults(good) == [] and len(faults(wrong)) == 1
    assert len(faults(Derivation("x", 1.0, "antall", ""))) == 1
