"""The worked example of the lasting need: every row of every case, by the model's own finance steps."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from tests.finance.stripped import SOURCE, filled, stripped

from ldip.engine.graph import Array, step
from ldip.engine.schedule import Catalogue
from ldip.simulation.inputs import ModelInputs, no_shocks, run_rows, variant_inputs
from ldip.simulation.lasting import Lasting, lasting, trial_of, waiting

YEARS = tuple(range(2027, 2032))  # 2026 is adopted; its closing balances open the example
N = len(YEARS)
MILL = 1e6
FOUND = tuple[str, str]  # case, line
Table = dict[FOUND, dict[str, str]]


@step(unit="kr", source=SOURCE)
def ndr_uten_nye_laan(
    x: Array, gevinst: Array, bankrente: Array, disposisjonsfond_ib: Array, laanekost: Array, innsparing: Array
) -> Array:
    """Result before the year's own loan: what the example calls X with interest, instalments and saving."""
    return x + gevinst + bankrente * disposisjonsfond_ib[:, 0] - laanekost + innsparing


@step(unit="personer", source=SOURCE)
def innbyggere_ub(innbyggere: Array) -> Array:
    return innbyggere * 1.0


@step(unit="kr", source=SOURCE)
def innsparing(innsparing_ib_prisjustert: Array, innsparing_varig: Array) -> Array:
    return innsparing_ib_prisjustert + innsparing_varig


@step(unit="kr", source=SOURCE)
def laanekost(laanegjeld_ib: Array, rentesats: Array, avdrag_paa_laan: Array, rente_marginal: Array) -> Array:
    return laanegjeld_ib * rentesats - rente_marginal * avdrag_paa_laan + avdrag_paa_laan


@step(unit="kr", source=SOURCE)
def avdrag_paa_laan(laanegjeld_ib: Array, avdragssats: Array) -> Array:
    return laanegjeld_ib * avdragssats


@step(unit="kr", source=SOURCE)
def netto_driftsresultat(ndr_uten_nye_laan: Array, nytt_realisert: Array, rente_marginal: Array, bruk_av_laan: Array) -> Array:
    return ndr_uten_nye_laan + nytt_realisert - rente_marginal * bruk_av_laan


@step(unit="andel", source=SOURCE)
def ek_oppnaadd(egenfinansiering_tellende: Array, investeringer_tellende: Array) -> Array:
    return egenfinansiering_tellende / investeringer_tellende


@step(unit="kr", source=SOURCE)
def samlet_bruk_av_fond(bruk_disposisjonsfond: Array) -> Array:
    return bruk_disposisjonsfond * 1.0


REPLACED = (
    innbyggere_ub,
    ndr_uten_nye_laan,
    innsparing,
    laanekost,
    avdrag_paa_laan,
    netto_driftsresultat,
    ek_oppnaadd,
    samlet_bruk_av_fond,
)
SERIES = (
    "sum_driftsinntekter",
    "investeringer_tellende",
    "egenfinansiering_tellende_annen",
    "egenfinansiering_ikke_tellende",
    "egenfinansiering_alle",
    "overfoering_utenfor_regelen",
    "avsetning_bundne_driftsfond",
    "bruk_bundne_driftsfond",
    "sum_investeringsutgifter",
    "laanetak",
    "rente_marginal",
    "deflator_indeks_ub",
    "deflator_vekst",
    "sum_driftsutgifter",
    "avdrag_i_investering",
    "underskudd_videreutlaan",
    "overfoering_oeremerket",
    "avkastning_over_uttak",
    "avsetning_ubundet_etter_plan",
    "bruk_ubundet_mulig",
    "bortfalt_bruk_i_regelen",
    "kursendring_utenfor",
    "fond_maal",
    "fond_tak",
    "sluttkrav_indeks",
)
OWN_GIVENS = (
    ("x", "kr"),
    ("innbyggere", "personer"),
    ("gevinst", "kr"),
    ("bankrente", "andel"),
    ("rentesats", "andel"),
    ("avdragssats", "andel"),
)
NAMES = {
    "innsparing_loepende": "innsparing_varig",
    "ndr": "netto_driftsresultat",
    "krav_overfoering": "overfoering_krav",
    "over_eller_under_kravet": "over_eller_under_kravet",
    "bruk_av_fond": "bruk_disposisjonsfond",
    "avsatt_til_fond": "avsetning_disposisjonsfond",
    "overfoering": "overfoering_til_investering",
    "bruk_av_laan": "bruk_av_laan",
    "gjeld_ub": "laanegjeld_ub",
    "fond_ub": "disposisjonsfond_sum_ub",
    "engangsbehov": "engangsbehov",
    "ek_oppnaadd": "ek_oppnaadd",
    "gap_faste_2026": "gap_fast",
    "innsparing_faste_2026": "innsparing_realisert",
    "nytt_faste_2026": "nytt_realisert",
    "slippes_fra_neste_aar_faste_2026": "slippes_fra_neste_aar",
}
IN_FIXED = {"innsparing_faste_2026", "nytt_faste_2026", "slippes_fra_neste_aar_faste_2026"}
BINDS = {"sluttkrav": "sluttkrav", "egenkapitalfinansiering maal i vindu": "ek_maal", "egenkapitalfinansiering gulv": "ek_gulv"}


@dataclass(frozen=True)
class Case:
    """One case of the file: which inputs it takes, its view, and how it departs from them."""

    data: str
    view: str
    tak: float | None = None
    sluttkrav: bool = True
    uten_fond: bool = False
    vindu: int | None = None
    innfasing: int | None = None
    fall: float = 0.0


CASES = {
    "enkel_varig": Case("enkel", "varig"),
    "enkel_varig_tak42": Case("enkel", "varig", tak=42.0),
    "enkel_varig_uten_sluttkrav": Case("enkel", "varig", sluttkrav=False),
    "enkel_varig_uten_fond_vindu2": Case("enkel", "varig", uten_fond=True),
    "enkel_varig_uten_fond_vindu1_innfasing1": Case("enkel", "varig", uten_fond=True, vindu=1, innfasing=1),
    "enkel_varig_fall44_i_2027": Case("enkel", "varig", fall=44.0),
    "enkel_varig_fall100_i_2027": Case("enkel", "varig", fall=100.0),
    "full_varig": Case("full", "varig"),
    "full_varig_fall44_i_2027": Case("full", "varig", fall=44.0),
    "enkel_aar_for_aar": Case("enkel", "aar_for_aar"),
    "full_aar_for_aar": Case("full", "aar_for_aar"),
    "enkel_realisert": Case("enkel", "realisert"),
    "enkel_realisert_uten_fond": Case("enkel", "realisert", uten_fond=True),
    "full_realisert": Case("full", "realisert"),
    "full_realisert_uten_fond": Case("full", "realisert", uten_fond=True),
}


def example_catalogue() -> Catalogue:
    """The model's own finance steps; only what the example states from outside is replaced."""
    return stripped(REPLACED, SERIES, OWN_GIVENS)


def inputs_of(table: Table, case: Case) -> ModelInputs:
    """Inputs of a case, in kroner."""

    def row(name: str, scale: float = MILL) -> Array:
        found = table[f"{case.data}_inndata", name]
        return np.array([float(found[str(y)]) for y in YEARS]).reshape(N, 1) * scale

    def one(name: str, scale: float = 1.0) -> float:
        return float(table[f"{case.data}_inndata", name][""]) * scale

    def opened(name: str) -> float:
        return float(table[f"{case.data}_inndata", name]["2026"])

    def same(value: float) -> Array:
        return np.full((N, 1), value)

    years = np.array(YEARS)
    phase = case.innfasing or int(one("innfasing_aar"))
    full = 2027 + phase - 1
    x, fund = row("X"), opened("fond_ub") * MILL
    floor, target = row("fond_gulv"), row("fond_maal")
    ceiling = same(1e15) if case.tak is None else same(case.tak * MILL)
    ek_floor = one("ek_gulv", 0.01)
    if case.uten_fond:
        floor = target = ceiling = same(fund)
        ek_floor = one("ek_maal", 0.01) if case.view == "realisert" else ek_floor
    share = np.clip((years - 2026.0) / phase, 0.0, 1.0).reshape(N, 1)
    gain = row("gevinst") - np.where(years == 2027, case.fall * MILL, 0.0).reshape(N, 1)
    r, sigma = one("laanerente", 0.01), one("rente_andel_av_opptak", 0.01)
    deflator = row("deflator_2026", 1.0)
    growth = np.ones((N, 1)) * one("prisvekst", 0.01)
    values = {
        "x": x,
        "gevinst": gain,
        "bankrente": same(one("bankrente", 0.01)),
        "rentesats": same(r),
        "avdragssats": same(one("avdrag_av_gjeld_ib", 0.01)),
        "rente_marginal": same(r * sigma),
        "sum_driftsinntekter": row("B"),
        "sum_driftsutgifter": row("B"),
        "investeringer_tellende": row("C"),
        "sum_investeringsutgifter": row("C"),
        "egenfinansiering_tellende_annen": row("E"),
        "egenfinansiering_alle": row("E"),
        "laanetak": row("C"),
        "deflator_indeks_ub": deflator,
        "deflator_vekst": growth,
        "innbyggere": row("innbyggere", 1.0),
        "krav_ek_andel": same(one("ek_maal", 0.01)),
        "krav_ek_gulv_andel": same(ek_floor),
        "har_krav_ek": same(1.0),
        "vindu_ek": same(float(case.vindu or one("vindu"))),
        "vindu_resultat": same(1.0),
        "framskrevet_aar": (years > 2026).reshape(N, 1) * 1.0,
        "siste_vedtatte_aar": (years == 2026).reshape(N, 1) * 1.0,
        "siste_maalte_aar": (years == 2031).reshape(N, 1) * 1.0,
        "innfasing_andel": share,
        "foer_full_innfasing": ((years > 2026) & (years < full)).reshape(N, 1) * 1.0,
        "krav_maales": (years >= full).reshape(N, 1) * 1.0,
        "sluttkrav_gjelder": same(float(case.sluttkrav)),
        "sluttkrav_indeks": deflator * row("innbyggere", 1.0) / 100.0,
        "gjenoppbygging_aar": same(one("gjenoppbygging_aar")),
        "slippes_etter_aar": same(one("slippes_etter_aar")),
        "inndekning_over_aar": same(1.0),
    }
    if case.uten_fond:
        values["sluttkrav_indeks"] = same(1.0)
    part = {"fondsgulv": floor, "fond_maal": target, "fond_tak": ceiling, "fond_tar_rest": same(1.0)}
    values |= {n: v[:, :, None] for n, v in part.items()} | {"fond_ved_aapning": np.full((N, 1, 1), fund)}
    opened_at = {"laanegjeld_ib": opened("gjeld_ub") * MILL, "disposisjonsfond_ib": np.full((1, 1), fund)}
    return filled(example_catalogue(), YEARS, values, opened_at)


@pytest.fixture(scope="module")
def table(data: Path) -> Table:
    rows: Table = {}
    with (data / "example" / "varig_worked_example.csv").open(encoding="utf-8") as file:
        for r in csv.DictReader(line for line in file if not line.startswith("#")):
            rows.setdefault((r["variant"], r["linje"]), {})[r["aar"]] = r["verdi"]
    return rows


def played(table: Table, case: Case) -> tuple[ModelInputs, Lasting | None, dict[str, Array]]:
    """Inputs, need and rows of a case."""
    steps, inputs = example_catalogue(), inputs_of(table, case)
    found = lasting(trial_of(steps, inputs)) if case.view == "varig" else None
    level = found.amount if found and found.amount is not None else 0.0
    extra = no_shocks(N, inputs.ids) | variant_inputs([case.view], N, [level])
    return inputs, found, run_rows(steps, inputs, {*NAMES.values(), "deflator_indeks_ub"}, extra, 1)


@pytest.mark.parametrize("name", CASES)
def test_every_row(name: str, table: Table) -> None:
    case = CASES[name]
    inputs, _, got = played(table, case)
    compared = 0
    for (row_case, line), cells in table.items():
        if row_case != name or line in ("s_faste_2026", "binder", "binder_aar"):
            continue
        scale = 0.01 if line == "ek_oppnaadd" else MILL
        values = np.broadcast_to(got[NAMES[line]], (N, 1))[:, 0] / scale
        if line in IN_FIXED:
            values = values / inputs.values["deflator_indeks_ub"][:, 0]
        for year, value in cells.items():
            assert values[YEARS.index(int(year))] == pytest.approx(float(value), abs=1e-6), (line, year)
            compared += 1
    assert compared == sum(len(v) for (c, n), v in table.items() if c == name and n[:2] != "s_" and n[:6] != "binder")


@pytest.mark.parametrize("name", [n for n, c in CASES.items() if c.view == "varig"])
def test_need_and_what_binds(name: str, table: Table) -> None:
    _, found, _ = played(table, CASES[name])
    assert found is not None and found.amount is not None and found.binding is not None
    assert found.amount / MILL == pytest.approx(float(table[name, "s_faste_2026"][""]), abs=1e-6)
    assert found.binding.id == BINDS[table[name, "binder"][""]]
    assert found.binding.last == int(table[name, "binder_aar"][""])


def test_every_case_of_the_file_is_played(table: Table) -> None:
    assert {c for c, _ in table if not c.endswith("_inndata")} == set(CASES)


WAITED = (1, 2, 4)
BY_HAND = {
    0: {"sluttkrav": 14.0, "ek_maal": 13.6, "ek_gulv": 6.4},
    1: {"sluttkrav": 14.5, "ek_maal": 68.0 / 3.0, "ek_gulv": 32.0 / 3.0},
    2: {"sluttkrav": 14.5, "ek_maal": 68.0, "ek_gulv": 32.0},
    4: {"sluttkrav": 42.0, "ek_maal": None, "ek_gulv": None},
}


def test_the_cost_of_waiting_by_hand(table: Table) -> None:
    """The case enkel (fund 40, floor 10, target 40, no ceiling) when phasing starts 0, 1, 2 and 4 years later.

    Year for year the demand lacks 8, 8, 48, 8 and −9, and half of s is saved in the first year. The floor of own financing is
    40 per cent, so the transfer may fall by 18 in 2029 and 10 in other years. A surplus stays in the fund, which has no ceiling,
    so a year with a lowered transfer breaks its window.

    Own financing holds while the fund above its floor carries 2029. Started at once the fund is 40 − (8 − s/2) − (8 − s) =
    24 + 1.5s before 2029, and 2029 lacks 48 − s: 24 + 1.5s − 10 = 48 − s gives s = 13.6. One year later 24 + 0.5s − 10 = 48 − s
    gives 68/3; two years later 24 − 10 = 48 − 0.5s gives 68. With the floor the transfer carries 18 of it: 34 − 18 = 16 in place
    of 34 gives 6.4, 32/3 and 32. Four years later 2029 is past, and no saving helps: too late.

    End condition: the fund is 40 again in 2031. Started at once Σ gaps 63 = 4.5s, s = 14. Later the fund is emptied to its floor
    in 2029, the rest is borrowed, and it is refilled from 10 by (s − 8) + (s + 9) = 30: s = 14.5, whether 1 or 2 years later.
    Four years later 2030 lacks 8, which is borrowed too, and 2031 alone refills it: s/2 + 9 = 30, s = 42."""
    trial = trial_of(example_catalogue(), inputs_of(table, CASES["enkel_varig"]))
    now = lasting(trial)
    for found in (now, *waiting(trial, now, WAITED)):
        roots = {r.id: r for r in found.roots}
        for demand, level in BY_HAND[found.waited].items():
            amount = roots[demand].amount
            assert (amount is None) == (level is None), demand
            if level is not None and amount is not None:
                assert amount / MILL == pytest.approx(level, abs=1e-6), (found.waited, demand)
        most = [v for v in BY_HAND[found.waited].values() if v is not None]
        assert set(found.late) >= {d for d, v in BY_HAND[found.waited].items() if v is None}
        if found.amount is None:
            assert found.late and found.waited == 4
        else:
            assert found.amount / MILL == pytest.approx(max(most), abs=1e-6)
    needs = [w.amount for w in (now, *waiting(trial, now, (1, 2, 3)))]
    assert needs[3] is None and needs[:3] == sorted(v for v in needs[:3] if v is not None)
