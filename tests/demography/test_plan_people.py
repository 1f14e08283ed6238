"""What a plan can say of its population: projections, pins, zones, groups that do not age, dwellings, history."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import ModelError, Plan, Run, simulate
from ldip.demography.moves import as_rates
from tests.demography.plans import changed

POP = "befolkning.toml"
ZEROED = (
    "fruktbarhet_nasjonal_sd",
    "fruktbarhet_lokal_sd",
    "flytting_nasjonal_sd",
    "flytting_nasjonal_varig",
    "flytting_lokal_sd",
    "flytting_lokal_varig",
    "doedelighet_sd",
)


def people(run: Run) -> np.ndarray:
    return run.series("folketall_ub")


def test_projection_in_cells_is_met_and_spread_on_zones(tmp_path: Path) -> None:
    run = simulate(changed(tmp_path, "solvik", (POP, 'framskriving_i_bruk = "egen"', 'framskriving_i_bruk = "lav"')))
    groups = run.series("innbyggere_gruppe_ub")
    given = run.series("framskrevet_gruppe")[:, run.ids("framskriving").index("lav")]
    assert np.abs(groups - given).max() < 1e-9
    zones, own = run.series("innbyggere_sone_ub"), run.series("egen_slutt").sum(axis=(2, 3))
    assert np.abs(zones.sum(axis=1) - given.sum(axis=1)).max() < 1e-9
    assert (np.abs(zones / zones.sum(1)[:, None] - own / own.sum(1)[:, None]) < 0.02).all()
    assert np.abs(run.series("innbyggere_egen_ub") - run.series("innbyggere_ub")).max() > 10.0  # both paths are there


@pytest.mark.parametrize("way", ["grupper", "totalt"])
def test_pinning_to_groups_or_total(tmp_path: Path, way: str) -> None:
    edits = (
        (POP, 'framskriving_i_bruk = "egen"', f'framskriving_i_bruk = "hoey"\nlaasing = "{way}"'),
        (POP, "[bolig]", '[[laast_totalt]]\naar = 2046\npersoner = 5000\nkilde = "prøve"\n\n[bolig]'),
    )
    run = simulate(changed(tmp_path, "solvik", *(edits if way == "totalt" else edits[:1])))
    given = run.series("framskrevet_gruppe")[:, run.ids("framskriving").index("hoey")]
    groups = run.series("innbyggere_gruppe_ub")
    reached = run.series("framskriving_finnes")[:, run.ids("framskriving").index("hoey")] > 0.0
    assert np.abs(groups.sum(1) - given.sum(1))[reached].max() < 1e-9
    assert (np.abs(groups - given).max() < 1e-9) == (way == "grupper")


def test_draws_keep_the_pin_in_the_middle_not_in_every_draw(tmp_path: Path) -> None:
    plan = changed(tmp_path, "solvik", (POP, 'framskriving_i_bruk = "egen"', 'framskriving_i_bruk = "lav"'))
    run = simulate(plan, draws=600)
    spread = run.summary("innbyggere_ub", 2040)
    assert spread["p10"] < 0.97 * spread["basis"] < spread["p50"] < 1.03 * spread["basis"] < spread["p90"]


def test_zones_are_raked_to_the_municipality(tmp_path: Path) -> None:
    def add(folder: Path) -> None:
        rows = "".join(f"{k};{a};{3.0 if 20 <= a < 30 else 0.0}\n" for k in "km" for a in range(106))
        (folder / "befolkning" / "kommune.csv").write_text("kjoenn;alder;personer\n" + rows)

    edit = (POP, "[bolig]\n", '[kommuneflytting]\nfil = "befolkning/kommune.csv"\nkilde = "prøve"\n\n[bolig]\n')
    run = simulate(changed(tmp_path, "solvik", edit, more=add))
    whole = run.series("folketall_importert")
    assert np.abs(people(run).sum(axis=1) - whole).max() < 1e-9
    assert (people(run) >= 0.0).all()


def test_small_zones_are_raked_to_published_stock(tmp_path: Path) -> None:
    def add(folder: Path) -> None:
        rows = "".join(f"{k};{a};{20 + a % 3}\n" for k in "km" for a in range(106))
        (folder / "befolkning" / "hele.csv").write_text("kjoenn;alder;personer\n" + rows)

    edit = (POP, "[bolig]\n", '[folketall_kommunen]\nfil = "befolkning/hele.csv"\nkilde = "prøve"\n\n[bolig]\n')
    run = simulate(changed(tmp_path, "solvik", edit, more=add))
    opening = run.series("folketall_ib")[0].sum(axis=0)
    assert np.abs(opening - np.array([[20 + a % 3 for a in range(106)]] * 2)).max() < 1e-9


def test_special_groups_keep_their_age(solvik: Plan, tmp_path: Path) -> None:
    """Folk school pupils: their number is as given each year, and without them the rest is unchanged elsewhere."""
    run = simulate(solvik)
    special = run.series("saergruppe_ub")
    assert special.sum(axis=(1, 2, 3)).tolist() == [65.0, 70.0, 75.0, *[80.0] * 17]
    assert special[:, :, :, :18].sum() == 0.0 and special[:, :, :, 21:].sum() == 0.0
    more = simulate(changed(tmp_path, "solvik", (POP, "2026 = 60, 2027 = 65", "2026 = 60, 2027 = 165")))
    added = people(more)[0] - people(run)[0]
    assert added.sum() == pytest.approx(100.0)
    left = people(more)[1] - people(run)[1]
    assert abs(left.sum()) < 1e-9  # gone again the year after: they neither bear children, die nor move away


def test_dwellings_move_people_and_half_of_it_reaches_the_total(solvik: Plan, tmp_path: Path) -> None:
    run = simulate(solvik)
    extra, effect = run.series("merinnflytting"), run.series("boligflytting")
    gap = effect.sum(axis=1) - 0.5 * extra.sum(axis=1)
    assert np.abs(gap[..., :95]).max() < 1e-9  # the oldest cells may be empty: nobody there to take
    assert np.abs(gap).sum(axis=(1, 2)).max() < 0.05
    built, waiting = run.series("boliger_ferdige_ub"), run.series("boligkoe_ub")
    planned = run.series("boligprogram") * 0.95
    assert np.abs(built.sum(0) + waiting[-1] - planned.sum(0)).max() < 1e-9
    assert run.value("elever_per_100_boliger", 2026, boligtype="enebolig") == pytest.approx(54.6 * 457 / 902, rel=0.01)
    assert run.value("personer_per_ny_bolig", 2026, boligtype="leilighet") == pytest.approx(1.418)
    assert people(run).min() >= 0.0
    without = simulate(changed(tmp_path / "a", "solvik", (POP, "effekt_paa_totalen = 0.5", "effekt_paa_totalen = 0.0")))
    assert np.abs(without.series("boligflytting").sum(axis=1)[..., :95]).max() < 1e-9
    late = simulate(changed(tmp_path / "b", "solvik", (POP, "frafall = 0.05", "frafall = 0.05\nutsatt_aar = 3.5")))
    assert late.series("boligprogram").sum() == pytest.approx(run.series("boligprogram").sum())
    assert late.series("boligprogram")[4, 1].sum() == pytest.approx(15 * 0.5)


def test_programme_risk_spreads_where_people_live(solvik_run: Run) -> None:
    built = [solvik_run.row(i)["boliger_ferdige_ub"][:5].sum() for i in (1, 2, 3)]
    assert len({round(b, 6) for b in built}) == 3


def test_even_moves_and_year_end_moves_differ_only_at_the_margin(solvik: Plan, tmp_path: Path) -> None:
    end = simulate(changed(tmp_path, "solvik", (POP, 'flyttetidspunkt = "jevn"', 'flyttetidspunkt = "slutt"')))
    even = simulate(solvik)
    assert np.abs(end.series("flytting_start") + end.series("boligutflytting")).max() < 1e-9
    assert even.value("innbyggere_ub", 2045) == pytest.approx(end.value("innbyggere_ub", 2045), rel=0.02)


def test_improvement_and_life_expectancy_add_old_people(solvik: Plan, tmp_path: Path) -> None:
    held = simulate(changed(tmp_path, "solvik", (POP, 'doedelighetsutvikling = "nasjonal" ', 'doedelighetsutvikling = "holdt" ')))
    old = [r.value("innbyggere_gruppe_ub", 2045, aldersgruppe="90-105") for r in (held, simulate(solvik))]
    assert old[1] > 1.1 * old[0]


def baerum_history(tmp_path: Path, data: Path, *edits: tuple[str, str, str]) -> Plan:
    """Solvik's plan with Bærum's real stocks, moves as residuals."""
    from ldip.sources.stocks import read_stocks

    stocks = read_stocks(data / "population" / "baerum_pop_age_sex_2005_2026.csv")

    def add(folder: Path) -> None:
        def rows(years: list[int], dated: bool) -> str:
            return "".join(
                (f"{y};" if dated else "") + f"{'km'[k]};{a};{stocks.cells[0, stocks.years.index(y), k, a]:.0f}\n"
                for y in years
                for k in (0, 1)
                for a in range(106)
            )

        (folder / "befolkning" / "folketall.csv").write_text("kjoenn;alder;personer\n" + rows([2026], False))
        (folder / "befolkning" / "historie.csv").write_text("aar;kjoenn;alder;personer\n" + rows(list(range(2016, 2026)), True))
        text = (folder / POP).read_text()
        for name in ("framskrivinger", "bolig", "boligtyper", "saergrupper", "innflytting", "utflytting"):
            text = without(text, name)
        (folder / POP).write_text(text)
        (folder / "boligprogram.csv").unlink()
        buildings = (folder / "bygg.csv").read_text()
        for zone in ("sentrum", "nord", "soer"):
            buildings = buildings.replace(f";{zone};", ";;")
        (folder / "bygg.csv").write_text(buildings)
        project = folder / "prosjekter" / "skole-nord.toml"
        project.write_text(project.read_text().replace('sone = "nord"\n', ""))
        for name in ("oppdiktet-lav", "oppdiktet-hoey", "innflytting", "utflytting"):
            (folder / "befolkning" / f"{name}.csv").unlink()

    history = '[historie]\nfil = "befolkning/historie.csv"\nkilde = "SSB tabell 07459"\n\n[folketall]\n'
    base = (
        (POP, 'flyttetidspunkt = "jevn" ', 'flyttetidspunkt = "slutt" '),
        (POP, "lokal_fruktbarhetsfaktor = 1.03", 'lokal_fruktbarhetsfaktor = "beregnet"'),
        (POP, "levealder_tillegg = 0.2 ", "levealder_tillegg = 0.0 "),
        (POP, "[folketall]\n", history),
    )
    return changed(tmp_path, "solvik", *base, *edits, more=add)


def without(text: str, table: str) -> str:
    """TOML text without a table or every table of an array."""
    kept, skip = [], False
    for line in text.splitlines(keepends=True):
        if line.startswith("["):
            skip = line.strip() in (f"[{table}]", f"[[{table}]]")
        if not skip:
            kept.append(line)
    return "".join(kept)


def test_baerum_from_real_stocks(tmp_path: Path, data: Path) -> None:
    """Groups of 2026, and 2036 with TFR and mortality held and net moves as counts."""
    held = (POP, 'doedelighetsutvikling = "nasjonal" ', 'negativ_flytting_som = "antall"\ndoedelighetsutvikling = "holdt" ')
    run = simulate(baerum_history(tmp_path, data, held))
    groups = run.series("gruppe_basis")[0]
    assert run.value("innbyggere_basis", 2026) == 133_228
    assert groups.tolist() == [1265, 7393, 16934, 7052, 78341, 15146, 5729, 1368]
    assert run.value("innbyggere_ub", 2035) == pytest.approx(141_500, abs=300)


def test_baerum_with_rates_and_improvement_stays_near(tmp_path: Path, data: Path) -> None:
    run = simulate(baerum_history(tmp_path, data))
    assert run.value("innbyggere_ub", 2035) == pytest.approx(141_700, abs=500)
    rate, arrivals = run.series("utflyttingsrate"), run.series("innflytting_bane")
    assert (rate <= 1.0).all() and (arrivals >= 0.0).all() and not (rate * arrivals).any()


def test_zones_of_a_history_are_drawn_to_their_municipality(tmp_path: Path, data: Path) -> None:
    """Two halves of Bærum with one history each: their moves add up to the municipality's."""
    from ldip.estimates.moves import shrunk

    rng = np.random.default_rng(2)
    net, people = rng.normal(0.0, 2.0, (3, 2, 106)), rng.uniform(5.0, 40.0, (3, 2, 106))
    zones = shrunk(net, people)
    assert np.abs(zones.sum(axis=0) - shrunk(net.sum(0)[None], people.sum(0)[None])[0]).max() < 1e-9
    assert as_rates(zones, people)[0].max() <= 1.0


def test_poisson_and_normal_agree(tmp_path: Path) -> None:
    """Only the noise of counts: mean, variance and 80 % band of total and groups, 200 draws each."""
    zero = "\n".join(f"{k} = 0.0" for k in ZEROED)
    found = {}
    for kind in ("normal", "poisson"):
        edits = (("usikkerhet.toml", 'tellestoey = "normal"', f'tellestoey = "{kind}"\n{zero}'),)
        quiet = ((POP, "ferdigandel_standardavvik = 0.15", "ferdigandel_standardavvik = 0.0"),)
        run = simulate(changed(tmp_path / kind, "solvik", *edits, *quiet), draws=200)
        found[kind] = run.uncertain["innbyggere_gruppe_ub"][[0, 4, 9]]
        total = found[kind].sum(axis=2)
        assert total.mean(axis=1) == pytest.approx(run.series("innbyggere_ub")[[0, 4, 9]], rel=0.006)
    for year in range(3):
        for group in range(8):
            a, b = (found[k][year, :, group] for k in ("normal", "poisson"))
            assert a.mean() == pytest.approx(b.mean(), abs=4.0 * b.std() / np.sqrt(100.0))
            assert a.std() == pytest.approx(b.std(), rel=0.25)
            band = [np.percentile(x, 90) - np.percentile(x, 10) for x in (a, b)]
            assert band[0] == pytest.approx(band[1], rel=0.35)


def test_poisson_is_for_small_runs(tmp_path: Path) -> None:
    plan = changed(tmp_path, "solvik", ("usikkerhet.toml", 'tellestoey = "normal"', 'tellestoey = "poisson"'))
    with pytest.raises(ModelError, match="høyst 200"):
        simulate(plan, draws=201)


def test_no_noise_leaves_the_shared_paths(tmp_path: Path) -> None:
    plan = changed(tmp_path, "solvik", ("usikkerhet.toml", 'tellestoey = "normal"', 'tellestoey = "ingen"'))
    run = simulate(plan, draws=3)
    assert not run.row(2)["tellestoey"].any() and run.row(2)["sjokkflytting"].any()


def test_children_are_the_widest(solvik: Plan) -> None:
    run = simulate(solvik, draws=1000)
    width = {
        g: np.ptp([run.summary("innbyggere_gruppe_ub", 2040, aldersgruppe=g)[p] for p in ("p10", "p90")])
        / run.value("innbyggere_gruppe_ub", 2040, aldersgruppe=g)
        for g in ("1-5", "20-66", "67-79")
    }
    assert width["1-5"] > 1.5 * width["20-66"] and width["1-5"] > 2.0 * width["67-79"]


def test_shipped_groupings_are_counted(solvik_run: Run) -> None:
    chosen = {g: solvik_run.value("innbyggere_utvalg_ub", 2030, aldersutvalg=g) for g in solvik_run.ids("aldersutvalg")}
    for name in ("presentasjonen", "funksjonelle", "inntektssystemet"):
        total = sum(v for g, v in chosen.items() if g.startswith(name))
        assert total == pytest.approx(solvik_run.value("innbyggere_ub", 2030))
    pupils = sum(v for g, v in chosen.items() if g.startswith("skoletrinn"))
    assert pupils == pytest.approx(chosen["presentasjonen-6-15"])
