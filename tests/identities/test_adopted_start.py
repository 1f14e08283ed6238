"""The adopted budget is where the projection starts: what is adopted in the last year is carried on, one-offs are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ldip import Plan, Run, simulate
from ldip.engine.graph import Array
from ldip.plan.document import Table
from ldip.plan.schema import tables as t

FILE = "vedtatt.csv"
X = 100e6
PLAYED = "uten_innsparing"  # no new saving, which would move the frames
GROWTH = {
    "loennsutgifter_rammer": ("loennsvekst", 1.0),
    "kjoep_av_varer_og_tjenester_rammer": ("prisvekst", 1.0),
    "brukerbetalinger": ("deflator_vekst", 1.0),
    "andre_generelle_driftsinntekter": ("deflator_vekst", 1.0),
    "utbytter": ("deflator_vekst", 1.0),
}


def with_rows(plan: Plan, *rows: dict[str, Any], change: dict[str, float] | None = None) -> Plan:
    """The plan with rows added to vedtatt.csv, and amounts in kroner added to lines of the last adopted year."""
    last, found = plan.head.tid.vedtatt_til, []
    for r in plan.table(FILE, t.AdoptedRow).rows:
        more = (change or {}).get(r.linje, 0.0) if r.aar == last else 0.0
        found.append(r.model_copy(update={"beloep": r.kroner + more, "enhet": "kr"}))
    common = {"element": "", "enhet": "kr", "priser": "løpende", "status": "vedtatt", "anslag": False, "kilde": "prøve"}
    found += [t.AdoptedRow.model_validate({**common, "aar": last, **row}) for row in rows]
    return replace(plan, tables={**plan.tables, FILE: Table(FILE, tuple(found))})


def series(run: Run, name: str) -> Array:
    """All years of a quantity on the path without new saving."""
    return run.series(name, 0, PLAYED)


def after(run: Run) -> int:
    """Place of the first year after the adopted ones."""
    last = run.plan.head.tid.vedtatt_til
    assert last is not None
    return run.years.index(last) + 1


@pytest.mark.parametrize("line", sorted(GROWTH))
def test_more_adopted_is_as_much_more_in_every_later_year(line: str, baerum: Plan, baerum_run: Run) -> None:
    """+x in the last adopted year is +x in the prices of its kind in every projected year."""
    run = simulate(with_rows(baerum, change={line: X}))
    k, (name, _) = after(run), GROWTH[line]
    grown = np.cumprod(np.concatenate([[1.0], 1.0 + series(run, name)[k:]]))
    np.testing.assert_allclose((series(run, line) - series(baerum_run, line))[k - 1 :], X * grown, rtol=1e-9)


def test_a_tax_deviation_is_a_share_of_the_model_and_is_equalised(baerum: Plan, baerum_run: Run) -> None:
    run = simulate(with_rows(baerum, change={"skatt_paa_inntekt_og_formue": X}))
    k = after(run)
    more = (series(run, "skatt_paa_inntekt_og_formue") - series(baerum_run, "skatt_paa_inntekt_og_formue"))[k - 1 :]
    model = series(run, "skatt_etter_forholdstall")[k - 1 :]
    np.testing.assert_allclose(more, X * model / model[0], rtol=1e-9)
    equalised = (series(run, "inntektsutjevning") - series(baerum_run, "inntektsutjevning"))[k - 1 :]
    np.testing.assert_allclose(equalised, -0.60 * more, rtol=1e-9)


def test_a_grant_deviation_follows_the_per_capita_grant(baerum: Plan, baerum_run: Run) -> None:
    run = simulate(with_rows(baerum, change={"rammetilskudd": X}))
    k, grant = after(run), series(run, "innbyggertilskudd")
    more = (series(run, "rammetilskudd") - series(baerum_run, "rammetilskudd"))[k - 1 :]
    np.testing.assert_allclose(more, X * grant[k - 1 :] / grant[k - 1], rtol=1e-9)


def test_a_one_off_is_gone_after_its_year(baerum: Plan, baerum_run: Run) -> None:
    """With and without an adopted one-off, only funds, debt and their interest differ after its year."""
    row = {"linje": "kjoep_av_varer_og_tjenester_rammer", "beloep": 50e6, "varighet": "engangs"}
    run, k = simulate(with_rows(baerum, row)), after(baerum_run)
    assert series(run, "kjoep_av_varer_og_tjenester")[k - 1] - series(baerum_run, "kjoep_av_varer_og_tjenester")[
        k - 1
    ] == pytest.approx(50e6)
    for name in ("kjoep_av_varer_og_tjenester_rammer", "driftsutgifter_rammer", "sum_driftsinntekter", "avskrivninger"):
        np.testing.assert_allclose(series(run, name)[k:], series(baerum_run, name)[k:], rtol=0, atol=1e-3, err_msg=name)


def test_a_line_that_is_one_off_alone_leaves_the_model(baerum: Plan) -> None:
    rows = baerum.table(FILE, t.AdoptedRow).rows
    once = tuple(r.model_copy(update={"varighet": "engangs"}) if r.linje == "utbytter" and r.aar == 2025 else r for r in rows)
    run = simulate(replace(baerum, tables={**baerum.tables, FILE: Table(FILE, once)}))
    assert run.value("utbytter", 2025) == 45e6
    assert run.value("utbytter", 2026) == pytest.approx(run.value("utbytter_oppgitt", 2026))


def test_an_amount_is_run_down_by_equal_parts(baerum: Plan, baerum_run: Run) -> None:
    row = {"linje": "brukerbetalinger", "beloep": 30e6, "uttrapping_aar": 3}
    run = simulate(with_rows(baerum, row))
    more = [run.value("brukerbetalinger", y) - baerum_run.value("brukerbetalinger", y) for y in range(2025, 2030)]
    np.testing.assert_allclose(more, [30e6, 20e6, 10e6, 0.0, 0.0], atol=1e-3)
    rows = baerum.table(FILE, t.AdoptedRow).rows
    alone = tuple(r.model_copy(update={"uttrapping_aar": 3}) if r.linje == "rammetilskudd" and r.aar == 2025 else r for r in rows)
    run = simulate(replace(baerum, tables={**baerum.tables, FILE: Table(FILE, alone)}))
    left = run.row()["avvik_rammetilskudd"][:, 0] / series(run, "innbyggertilskudd")
    np.testing.assert_allclose(left[3:8] / left[3], [1.0, 2 / 3, 1 / 3, 0.0, 0.0], atol=1e-12)


def test_a_services_adopted_frame_starts_its_roll(baerum: Plan, baerum_run: Run) -> None:
    """Spread on types by the frame's own split; a one-off beside it does not roll."""
    frame = baerum_run.value("bevilgning_sum", 2025, tjeneste="omsorg")
    lasting = {"linje": "bevilgning_sum", "element": "omsorg", "beloep": frame + 80e6}
    once = {"linje": "bevilgning_sum", "element": "omsorg", "beloep": 7e6, "varighet": "engangs"}
    run, both = simulate(with_rows(baerum, lasting)), simulate(with_rows(baerum, lasting, once))
    at = run.ids("tjeneste").index("omsorg")
    split = (series(run, "ramme_utgift_ub") - series(baerum_run, "ramme_utgift_ub"))[3, at]
    np.testing.assert_allclose(split, 80e6 * series(run, "artsnoekkel")[3, at], rtol=1e-9)
    rolled = (series(run, "ramme_utgift_ub") - series(baerum_run, "ramme_utgift_ub"))[4, at]
    grown = split * (1.0 + series(run, "prisvekst_utgift")[4])
    assert rolled.sum() == pytest.approx(grown.sum(), rel=1e-9)
    np.testing.assert_allclose(rolled, grown, rtol=1e-3)  # the year's changes are spread by the new split
    assert both.value("bevilgning_sum", 2025, tjeneste="omsorg") == pytest.approx(frame + 87e6)
    np.testing.assert_allclose(series(both, "ramme_utgift_ub"), series(run, "ramme_utgift_ub"), atol=1e-3)
    np.testing.assert_allclose(series(both, "bevilgning_sum")[4:], series(run, "bevilgning_sum")[4:], atol=1e-3)


@pytest.mark.parametrize("inside", [False, True])
def test_a_measure_comes_on_top_of_adopted_lines_unless_they_hold_it(inside: bool, baerum: Plan, baerum_run: Run) -> None:
    measure = t.MeasureRow.model_validate(
        {
            "id": "nytt", "navn": "Nytt", "tjeneste": "omsorg", "type": "varig", "aar": 2024, "beloep": 60e6, "enhet": "kr",
            "priser": "2022-kroner", "innarbeidet": inside, "anslag": False, "kilde": "prøve",
        }
    )  # fmt: skip
    rows = (*baerum.table("tiltak.csv", t.MeasureRow).rows, measure)
    run = simulate(replace(baerum, tables={**baerum.tables, "tiltak.csv": Table("tiltak.csv", rows)}))
    more = series(run, "driftsutgifter_rammer") - series(baerum_run, "driftsutgifter_rammer")
    price = series(run, "deflator_indeks_ub")
    expected = 0.0 if inside else 60e6 * price[2:4]
    np.testing.assert_allclose(more[:2], 0.0, atol=1e-3)
    np.testing.assert_allclose(more[2:4], expected, atol=1e-3)
    if inside:
        np.testing.assert_allclose(more[4:], 0.0, atol=2e5)  # only the growth of its own share of the types
    else:
        assert (more[4:] > 59e6 * price[4:]).all()
