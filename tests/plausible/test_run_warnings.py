"""Warnings of plausibility that need results: for each rule a run that trips it, and one that does not."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from ldip import Caution, Plan, Run, cautions, read_plan, simulate
from ldip.engine.graph import Array
from ldip.locales.written import spans
from ldip.parameters.plausible import national_level, rules, sectors
from ldip.parameters.read import known_history
from ldip.plan.plausible.caution import kroner, number, short
from ldip.simulation.spending import groups

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("nordvik", "solvik", "baerum-2022")


@dataclass(frozen=True)
class Changed:
    """A run with some of its series replaced, as the warnings read one."""

    run: Run
    by: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return self.run.plan

    @property
    def years(self) -> tuple[int, ...]:
        return self.run.years

    def series(self, name: str) -> Array:
        found = self.run.series(name)
        return self.by[name](found.copy()) if name in self.by else found

    def ids(self, axis: str) -> tuple[str, ...]:
        return self.run.ids(axis)


@pytest.fixture(scope="module")
def run(nordvik: Plan) -> Run:
    return simulate(nordvik)


def struck(found: Run | Changed, rule: str) -> list[Caution]:
    return [c for c in cautions(found) if c.rule == rule]


def set_at(values: Mapping[int, float], first: int) -> Callable[[Array], Array]:
    def changed(array: Array) -> Array:
        for year, value in values.items():
            array[year - first] = value
        return array

    return changed


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_accept_theirs_with_a_reason_or_have_none(example: str) -> None:
    found = cautions(simulate(read_plan(ROOT / "examples" / example)))
    assert [str(c) for c in found if not c.reason] == []
    assert all(len(c.reason) > 40 and c.since for c in found)


def test_a_result_outside_the_usual(run: Run) -> None:
    income, first = run.series("sum_driftsinntekter"), run.years[0]
    usual = {n: lambda a: 0.02 * income for n in ("netto_driftsresultat",)}
    assert struck(Changed(run, usual), "resultat") == []
    high = Changed(run, {"netto_driftsresultat": lambda a: np.where(np.arange(len(a)) < 2, 0.09, 0.0804) * income})
    (found,) = struck(high, "resultat")
    assert found.place == "netto_driftsresultat: hoey" and "2026–27, høyest 9,0 prosent" in found.message  # 8.04 is printed 8.0
    assert (found.file, found.key) == ("vedtatt.csv", "beloep") and found.line > 0  # 2026 is adopted
    low = Changed(run, {"netto_driftsresultat": lambda a: set_at({2030: -0.0307 * income[4]}, first)(0.02 * income)})
    (found,) = struck(low, "resultat")
    assert found.place == "netto_driftsresultat: lav" and "2030, lavest −3,1 prosent" in found.message
    assert (found.file, found.line) == ("kjøring", 0)


def test_investment_under_depreciation_three_years_running(run: Run) -> None:
    worn = run.series("avskrivninger")
    steady = {"investeringer_varige": lambda a: worn * 1.1}
    two = {"investeringer_varige": lambda a: worn * np.where(np.isin(np.arange(len(a)), (3, 4, 7)), 0.5, 1.1)}
    three = {"investeringer_varige": lambda a: worn * np.where(np.isin(np.arange(len(a)), (3, 4, 5, 9)), 0.5, 1.1)}
    assert struck(Changed(run, steady), "fornyelse") == struck(Changed(run, two), "fornyelse") == []
    (found,) = struck(Changed(run, three), "fornyelse")
    assert "i 2029–31: 50 prosent" in found.message
    assert (found.file, found.key, found.line > 0) == ("prosjekter/ramme-bygg.toml", "kostnad.beloep", True)


def test_a_large_fund(run: Run) -> None:
    income = run.series("sum_driftsinntekter")
    fund = run.ids("fond").index("bufferfond")
    assert struck(run, "fond") == []

    def filled(a: Array) -> Array:
        a[-1, fund] = 0.41 * income[-1]
        return a

    (found,) = struck(Changed(run, {"disposisjonsfond_ub": filled}), "fond")
    assert (found.file, found.key, found.place) == ("fond.toml", "disposisjonsfond.1", "bufferfond") and found.line > 0
    assert "2045, høyest 41 prosent" in found.message
    (found,) = struck(Changed(run, {"ubundet_investeringsfond_ub": lambda a: income * 0.5}), "fond")
    assert (found.file, found.key) == ("balanse.toml", "ubundet_investeringsfond") and "2026–45" in found.message


def test_spending_per_inhabitant_against_the_nation(run: Run) -> None:
    """Skole: 86 mill. in expenditure less 9 in income is 77 mill. on 4 240 people, 18 160 kr against 18 710."""
    assert struck(run, "kostra") == []
    for factor, spent, times in ((2.2, "42\u00a0500", "2,27"), (0.5, "8\u00a0019", "0,43")):  # 180.2 and 34 mill. on 4 240 people
        (found,) = struck(Changed(run, {"ramme_utgift_ib": _times("skole", run, factor)}), "kostra")
        assert (found.file, found.key, found.place, found.line > 0) == ("rammer.csv", "beloep", "skole", True)
        assert found.value == f"{spent} kr per innbygger" and f"er {times} ganger landets 18\u00a0710 i 2025" in found.message


def _times(service: str, run: Run, factor: float) -> Callable[[Array], Array]:
    at = run.ids("tjeneste").index(service)

    def changed(a: Array) -> Array:
        a[:, at] *= factor
        return a

    return changed


def test_services_are_compared_in_groups(solvik: Plan) -> None:
    found = dict(groups(solvik))
    assert found["bolig-nedsatt", "hjemmetjeneste", "omsorg"] == ("pleie-og-omsorg",)
    assert found["sfo", "skole"] == ("grunnskole",)
    assert not any("eiendom" in services for services in found)
    linked = {"administrasjon": ["kultur", "administrasjon"]}
    services = {n: s.model_copy(update={"kostra": linked.get(n, s.kostra)}) for n, s in solvik.services.items()}
    plan = replace(solvik, folders={**solvik.folders, "tjenester": services})
    joined = {frozenset(s): set(k) for s, k in groups(plan)}
    assert joined[frozenset(("administrasjon", "idrett", "kultur"))] == {"administrasjon", "kultur"}


def test_the_frame_against_users_and_unit_cost(run: Run) -> None:
    """A unit cost may be net or gross, so both must be outside: skole has 86 and 77 mill. against 400 pupils · 160 000 = 64."""
    assert struck(run, "enhetskostnad") == []
    for factor, times in ((10.0, "0,13"), (0.1, "13,44")):
        at = run.ids("tjeneste").index("skole")
        users = float(run.series("kostnadsbrukere_aapning")[0][at])
        assert users == 400.0
        changed = Changed(run, {"enhetskostnad_fast": _times("skole", run, factor)})
        (found,) = struck(changed, "enhetskostnad")
        assert (found.file, found.key) == ("tjenester/skole.toml", "enhetskostnad.beloep") and found.line > 0
        assert f"{times} ganger" in found.message and "400 egne brukere" in found.message


def test_growth_of_the_population(run: Run) -> None:
    assert struck(run, "folketallsvekst") == []
    grown = Changed(run, {"innbyggere_ub": lambda a: np.where(np.arange(len(a)) < 5, a[0], a[0] * 1.05)})
    (found,) = struck(grown, "folketallsvekst")
    assert "2031, mest 5,0 prosent" in found.message and found.file == "befolkning.toml" and found.line > 0


def test_places_missing_and_the_decision_year(run: Run) -> None:
    at = run.ids("tjeneste").index("skole")
    need = run.series("plassbehov")

    def lacking(share: float) -> Callable[[Array], Array]:
        def changed(a: Array) -> Array:
            a[:] = 0.0
            a[4:6, at] = share * need[4:6, at]
            return a

        return changed

    decided = {y: lambda a, y=y: np.where(np.arange(a.shape[1]) == at, y, 0.0) * np.ones_like(a) for y in (2026.0, 2025.0)}
    assert struck(Changed(run, {"plassmangel": lacking(0.019)}), "plasser") == []
    late = Changed(run, {"plassmangel": lacking(0.1), "beslutningsaar": decided[2026.0]})
    (found,) = struck(late, "plasser")
    assert "Grunnskole: plasser mangler i 2030–31" in found.message and found.file == "tjenester/skole.toml" and found.line > 0
    assert struck(late, "beslutning") == []
    (found,) = struck(Changed(run, {"plassmangel": lacking(0.1), "beslutningsaar": decided[2025.0]}), "beslutning")
    assert "besluttet i 2025, før 2026" in found.message


def test_every_rule_of_a_run_is_tried() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"{r.id}"' in source for r in rules().values() if r.krever == "kjøring")


def test_an_acceptance_that_no_longer_strikes_in_a_run(run: Run) -> None:
    worn = run.series("avskrivninger")
    (found,) = struck(Changed(run, {"investeringer_varige": lambda a: worn * 1.1}), "godtatt")
    assert found.file == "rimelighet.toml" and "fornyelse" in found.message and found.reason == ""


def test_a_warning_is_no_problem(run: Run) -> None:
    assert run.problems == () and cautions(run) != ()
    assert [c.reason != "" for c in cautions(run)] == [True]


def test_a_changed_plan_moves_no_result(tmp_path: Path, run: Run) -> None:
    """Acceptances and sectors are read by the warnings alone."""
    folder = tmp_path / "nordvik"
    shutil.copytree(ROOT / "examples" / "nordvik", folder)
    (folder / "rimelighet.toml").unlink()
    for file in (folder / "tjenester").glob("*.toml"):
        file.write_text(re.sub(r"(?m)^kostra = .*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    other = simulate(read_plan(folder))
    assert all(np.array_equal(other.series(n), run.series(n)) for n in run.all_names)
    assert struck(other, "kostra") == [] and [c.reason for c in struck(other, "fornyelse")] == [""]


def test_national_levels_are_dated_and_sourced() -> None:
    assert set(sectors()) >= {"grunnskole", "barnehage", "pleie-og-omsorg", "kultur", "administrasjon"}
    assert national_level("grunnskole", 2025).verdi == 18_710.0  # SSB 12367, 2025
    assert national_level("grunnskole", 2031).gjelder_fra == 2025 and national_level("grunnskole", 2012).gjelder_fra == 2020
    for sector in sectors():
        levels = known_history("kostranivaa", sector, dt.date.max)
        assert [v.gjelder_fra for v in levels] == list(range(2020, 2026))
        assert all(v.kilde.startswith("SSB, KOSTRA") and v.kjent_fra.year == v.gjelder_fra + 1 for v in levels)


def test_words_of_numbers_and_years() -> None:
    assert spans([2031, 2026, 2027, 2028], short=True) == "2026–28, 2031" and spans([2099, 2100], short=True) == "2099–2100"
    assert (number(-0.04), number(1234.5, 0), number(-3.14)) == ("0,0", "1\u00a0234", "−3,1")
    assert (short(0.035), short(-2.0), short(1200.0)) == ("0,035", "−2", "1\u00a0200")
    assert (kroner(58e9), kroner(54.4), kroner(-2.5e6)) == ("58\u00a0000 mill. kr", "54,4 kr", "−2,5 mill. kr")
