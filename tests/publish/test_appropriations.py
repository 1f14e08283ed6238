"""The second table of § 5-4: areas and the lines beside them sum to line 6, as figures and as printed."""

from __future__ import annotations

import re

import pytest
from tests.publish.printed import text_of

from ldip import Run
from ldip.publish.content.appropriations import appropriation_table
from ldip.publish.content.statements import View, statement
from ldip.publish.render.terminal import on_screen


@pytest.mark.parametrize("which", ["baerum_run", "nordvik_run", "solvik_run"])
@pytest.mark.parametrize("view", [View(), View(fixed=True), View(fixed=True, unit="tusen")])
def test_areas_add_up_to_line_six_as_printed(which: str, view: View, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(which)
    rows = [numbers(x) for x in text_of(on_screen(appropriation_table(run, view))).splitlines() if numbers(x)]
    rows = [r for r in rows if len(r) == len(rows[-1])]
    for column in range(len(rows[-1])):
        assert sum(r[column] for r in rows[:-1]) == rows[-1][column], column
    line = next(x for x in text_of(on_screen(statement(run, "5-4", view))).splitlines() if "Sum bevilgninger drift, netto" in x)
    assert rows[-1] == numbers(line)[-len(rows[-1]) :], "a council reads one sum in the two tables"


def numbers(line: str) -> list[int]:
    """The figures at the end of a printed row, in the printed unit."""
    found = re.findall(r"(?<=\s)−?\d{1,3}(?:\u00a0\d{3})*(?:,\d)?(?=\s|$)", line)
    return [int(x.replace("\u00a0", "").replace(",", "").replace("−", "-")) for x in found]


def carried(run: Run, name: str, year: int) -> float:
    """The part of a total that its adopted lines close; none where it has no lines."""
    return run.value(name, year) if name in run.all_names else 0.0


def test_the_residual_is_what_the_council_adopted_beside_the_frames(baerum_run: Run, nordvik_run: Run) -> None:
    for run, year in ((baerum_run, 2022), (baerum_run, 2024), (baerum_run, 2030), (nordvik_run, nordvik_run.years[-1])):
        adopted = 0.0
        for name in ("loennsutgifter", "sosiale_utgifter", "kjoep_av_varer_og_tjenester", "overfoeringer_til_andre"):
            adopted += carried(run, f"avvik_{name}_rammer", year)
        for name in ("overfoeringer_fra_andre", "brukerbetalinger", "salgs_og_leieinntekter", "andre_overfoeringer_fra_staten"):
            adopted -= carried(run, f"avvik_{name}", year)
        assert run.value("netto_bevilgning_utenom", year) == pytest.approx(adopted, abs=1.0)
