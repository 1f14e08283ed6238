"""The first version's worked example: three views, every row, by the settings that give that version.

Its funds are never used, so floor, target and ceiling are equal; each year is judged alone, and nothing is phased in or released.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.finance.stripped import SOURCE, filled, stripped

from ldip.engine.graph import Array, step
from ldip.engine.schedule import Catalogue
from ldip.simulation.inputs import ModelInputs, no_shocks, run_rows, variant_inputs
from ldip.simulation.lasting import levels_of, trial_of
from ldip.simulation.needs import CANDIDATES

YEARS = (2026, 2027, 2028, 2029)
MILL = 1e6
VIEWS = {"statisk": "uten_innsparing", "realisert": "realisert", "jevn": "varig"}
NAMES = {
    "gjeld_ib": "laanegjeld_ib",
    "renter": "renteutgifter_foer_nye_laan",
    "avdrag": "avdrag_paa_laan",
    "innsparing_ib_prisjustert": "innsparing_ib_prisjustert",
    "ndr_foer": "ndr_foer",
    "krav_egenkapitalfinansiering": "krav_egenkapitalfinansiering",
    "krav_laanetak": "krav_laanetak",
    "krav_gjeldsgrad": "krav_gjeldsgrad",
    "krav_resultatgrad": "krav_resultatgrad",
    "krav_balanse": "krav_balanse",
    "ndr_krav": "ndr_krav",
    "nytt": "behov_uten_innsparing",
    "innsparing_ub": "innsparing_vist",
    "ndr": "netto_driftsresultat",
    "avsatt_fondsgulv": "avsatt_fondsgulv",
    "overfoering": "overfoering_til_investering",
    "bruk_av_laan": "bruk_av_laan",
    "gjeld_ub": "laanegjeld_ub",
    "ek_oppnaadd": "ek_oppnaadd",
    "resultatgrad": "resultatgrad_vist",
    "gjeldsgrad": "gjeldsgrad_vist",
    "inndekningsbehov": "inndekningsbehov",
    "inndekningsbehov_faste_2025": "inndekningsbehov_fast",
}
PERCENT = {"ek_oppnaadd", "resultatgrad_vist", "gjeldsgrad_vist"}


@step(unit="kr", source=SOURCE)
def driftsutgifter_rammer(x: Array, sum_driftsinntekter: Array, innsparing_ib_prisjustert: Array) -> Array:
    return sum_driftsinntekter - x - innsparing_ib_prisjustert


@step(unit="kr", source=SOURCE)
def renteutgifter_foer_nye_laan(laanegjeld_ib: Array, rentesats: Array) -> Array:
    return laanegjeld_ib * rentesats


@step(unit="kr", source=SOURCE)
def avdrag_paa_laan(laanegjeld_ib: Array) -> Array:
    return laanegjeld_ib * 0.04


@step(unit="kr", source=SOURCE)
def netto_driftsresultat(ndr_foer: Array, nytt_realisert: Array) -> Array:
    return ndr_foer + nytt_realisert


@step(unit="kr", source=SOURCE)
def netto_driftsresultat_sigma(ndr_uten_nye_laan: Array, rente_marginal: Array, bruk_av_laan: Array) -> Array:
    return ndr_uten_nye_laan - rente_marginal * bruk_av_laan


@step(unit="kr", source=SOURCE)
def innsparing_vist(innsparing_realisert: Array, innsparing_varig: Array) -> Array:
    return innsparing_realisert + innsparing_varig


@step(unit="andel", source=SOURCE)
def ek_oppnaadd(
    overfoering_til_investering: Array,
    overfoering_utenfor_regelen: Array,
    egenfinansiering_tellende_annen: Array,
    investeringer_tellende: Array,
) -> Array:
    own = egenfinansiering_tellende_annen + overfoering_til_investering - overfoering_utenfor_regelen
    return own / investeringer_tellende


@step(unit="andel", source=SOURCE)
def resultatgrad_vist(netto_driftsresultat: Array, sum_driftsinntekter: Array) -> Array:
    return netto_driftsresultat / sum_driftsinntekter


@step(unit="andel", source=SOURCE)
def gjeldsgrad_vist(laanegjeld_ub: Array, sum_driftsinntekter: Array) -> Array:
    return laanegjeld_ub / sum_driftsinntekter


REPLACED = (
    driftsutgifter_rammer,
    renteutgifter_foer_nye_laan,
    avdrag_paa_laan,
    netto_driftsresultat,
    innsparing_vist,
    ek_oppnaadd,
    resultatgrad_vist,
    gjeldsgrad_vist,
)
SERIES = (
    "sum_driftsinntekter",
    "investeringer_tellende",
    "egenfinansiering_tellende_annen",
    "egenfinansiering_ikke_tellende",
    "egenfinansiering_alle",
    "overfoering_utenfor_regelen",
    "planlagte_avsetninger",
    "fondsgulv_tillegg_sum",
    "sum_investeringsutgifter",
    "laanetak",
    "rente_marginal",
    "renteinntekter",
    "utbytter",
    "gevinst_og_tap_finansielle_omloepsmidler",
    "avdrag_i_investering",
    "underskudd_videreutlaan",
    "avsetning_bundne_driftsfond",
    "bruk_bundne_driftsfond",
    "bruk_etter_plan_sum",
    "avsetning_etter_plan_sum",
    "overfoering_oeremerket",
    "avkastning_over_uttak",
    "avsetning_ubundet_etter_plan",
    "bruk_ubundet_mulig",
    "kursendring_utenfor",
    "sum_driftsutgifter",
    "fond_maal",
    "fond_tak",
    "sluttkrav",
    "bortfalt_bruk_i_regelen",
)


def example_catalogue() -> Catalogue:
    """The model's own finance steps; only what the example states from outside is replaced."""
    return stripped(REPLACED, SERIES, (("x", "kr"), ("rentesats", "andel")))


def example_batch(table: dict[tuple[str, str], list[float]]) -> ModelInputs:
    def row(name: str) -> Array:
        return np.array(table["felles_inndata", name]).reshape(4, 1) * MILL

    def same(value: float) -> Array:
        return np.full((4, 1), value)

    b, c, e, z, a = (row(n) for n in "BCEZA")
    values = {
        "x": row("X"),
        "rentesats": same(0.03),
        "sum_driftsinntekter": b,
        "sum_driftsutgifter": b,
        "investeringer_tellende": c,
        "egenfinansiering_tellende_annen": e,
        "egenfinansiering_ikke_tellende": same(0.0),
        "egenfinansiering_alle": e,
        "overfoering_utenfor_regelen": z,
        "planlagte_avsetninger": a,
        "avsetning_bundne_driftsfond": a,
        "fondsgulv_tillegg_sum": row("fondsgulv"),
        "sum_investeringsutgifter": c + z,
        "laanetak": c - row("mva"),
        "krav_ek_andel": same(0.5),
        "krav_resultat_andel": same(0.04),
        "krav_gjeld_andel": same(0.98),
        "har_krav_gjeld": same(1.0),
        "krav_ek_gulv_andel": same(0.5),
        "har_krav_ek": same(1.0),
        "har_krav_resultat": same(1.0),
        "vindu_ek": same(1.0),
        "vindu_resultat": same(1.0),
        "innfasing_andel": same(1.0),
        "krav_maales": same(1.0),
        "gjenoppbygging_aar": same(1.0),
        "framskrevet_aar": same(1.0),
        "etter_prisaar": same(1.0),
        "loennsvekst_bane": same(0.025),
        "prisvekst_bane": same(0.025),
        "deflator_loennsandel": same(0.6),
        "inndekning_over_aar": same(1.0),
    }
    floor = np.maximum.accumulate(row("fondsgulv"))[:, :, None]
    values |= {"fondsgulv": floor, "fond_maal": floor, "fond_tak": floor, "fond_tar_rest": np.ones((4, 1, 1))}
    return filled(example_catalogue(), YEARS, values, {"laanegjeld_ib": 12400 * MILL, "deflator_indeks_ib": 1.0})


@pytest.fixture(scope="module")
def table(data: Path) -> dict[tuple[str, str], list[float]]:
    rows: dict[tuple[str, str], list[float]] = {}
    with (data / "example" / "inndekningsbehov_worked_example.csv").open(encoding="utf-8") as file:
        for r in csv.DictReader(file):
            if r["enhet"] != "tekst":
                rows.setdefault((r["variant"], r["linje"]), []).append(float(r["verdi"]))
    return rows


@pytest.mark.parametrize("variant", ["statisk", "realisert", "jevn"])
def test_every_row(variant: str, table: dict[tuple[str, str], list[float]]) -> None:
    steps, batch = example_catalogue(), example_batch(table)
    level = levels_of(trial_of(steps, batch))[0] if variant == "jevn" else 0.0
    extra = no_shocks(4, batch.ids) | variant_inputs([VIEWS[variant]], 4, [level])
    got = run_rows(steps, batch, set(NAMES.values()) | set(CANDIDATES), extra, 1)
    tolerance = 1e-5 if variant == "jevn" else 1e-6
    compared = 0
    for (row_variant, line), expected in table.items():
        if row_variant == variant:
            name = NAMES[line]
            scale = 0.01 if name in PERCENT else MILL
            assert got[name][:, 0] / scale == pytest.approx(expected, abs=tolerance), line
            compared += 1
    assert compared == len(NAMES)


def test_binding_rule(data: Path, table: dict[tuple[str, str], list[float]]) -> None:
    steps, batch = example_catalogue(), example_batch(table)
    with (data / "example" / "inndekningsbehov_worked_example.csv").open(encoding="utf-8") as file:
        wanted = [r for r in csv.DictReader(file) if r["linje"] == "bindende" and r["variant"] != "jevn"]
    for variant in ("statisk", "realisert"):
        extra = no_shocks(4, batch.ids) | variant_inputs([VIEWS[variant]], 4)
        got = run_rows(steps, batch, {*CANDIDATES, "behov_uten_innsparing"}, extra, 1)
        for t, row in enumerate(r for r in wanted if r["variant"] == variant):
            label = list(CANDIDATES.values())[int(np.argmax([got[n][t, 0] for n in CANDIDATES]))]
            text = label if got["behov_uten_innsparing"][t, 0] > 0 else f"{label} (oppfylt)"
            assert text == row["verdi"]


def test_interest_on_the_years_own_loan(table: dict[tuple[str, str], list[float]]) -> None:
    """σ = 0,5 in 2026: loan 1 289,909 and result 635,091."""
    batch = example_batch(table)
    sigma = 0.5 * 0.03
    values = dict(batch.values) | {"rente_marginal": np.full((4, 1), sigma)}

    @step(unit="kr", source=SOURCE)
    def renteutgifter_foer_nye_laan(laanegjeld_ib: Array, rentesats: Array, avdrag_paa_laan: Array) -> Array:
        return laanegjeld_ib * rentesats - 0.5 * rentesats * avdrag_paa_laan

    base = example_catalogue()
    steps = [v[0] for n, v in base.steps.items() if n not in ("renteutgifter_foer_nye_laan", "netto_driftsresultat")]
    result = replace(netto_driftsresultat_sigma, name="netto_driftsresultat")
    changed = Catalogue.of([*steps, renteutgifter_foer_nye_laan, result], base.givens.values())
    extra = no_shocks(4, batch.ids) | variant_inputs([VIEWS["statisk"]], 4)
    got = run_rows(changed, replace(batch, values=values), ["bruk_av_laan", "netto_driftsresultat"], extra, 1)
    assert got["bruk_av_laan"][0, 0] / MILL == pytest.approx(1289.909, abs=5e-4)
    assert got["netto_driftsresultat"][0, 0] / MILL == pytest.approx(635.091, abs=5e-4)
