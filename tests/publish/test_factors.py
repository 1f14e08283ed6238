"""The list of drawn factors is made of the declarations and the plan's numbers, and the check refuses numbers that cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ldip import Plan, Run, simulate
from ldip.binding.reading import collect
from ldip.locales import speaking
from ldip.model.catalogue import FACTORS
from ldip.publish.content.factor_words import factor_name
from ldip.publish.content.factors import drawn_table, factor_tables, spread_words, undrawn_table
from ldip.publish.content.verdict import undrawn
from ldip.uncertainty.factors import factor_settings
from ldip.uncertainty.paths import interval


def with_factors(plan: Plan, *factors: dict[str, object]) -> Plan:
    own = {**plan.uncertainty.model_dump(exclude_none=True), "faktor": [{"kilde": "prøvd lokalt", **f} for f in factors]}
    return replace(plan, single={**plan.single, "usikkerhet.toml": type(plan.uncertainty).model_validate(own)})


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_factor_is_in_one_of_the_lists(baerum_run: Run, solvik_run: Run, language: str) -> None:
    with speaking(language):
        for run in (baerum_run, solvik_run):
            drawn, left = ({r.id for r in t(run).rows} for t in (drawn_table, undrawn_table))
            assert drawn == set(run.factors) and drawn | left == set(FACTORS) and not drawn & left
            for table in factor_tables(run):
                assert table.rows and all(len(r.cells) == len(table.columns) for r in table.rows)
                assert all(c.text and "{" not in c.text for r in table.rows for c in r.cells)
        assert {r.id for r in undrawn_table(baerum_run).rows} == {"ferdigandel"}
        assert not undrawn_table(solvik_run).rows


def test_the_list_follows_the_plan(baerum: Plan) -> None:
    percent = {"enhet": "prosent", "verdi": 3.0, "kilde": "prøvd lokalt"}
    run = simulate(with_factors(baerum, {"id": "bruksrate", "av": True}, {"id": "loennsvekst", "standardavvik": percent}))
    left = {r.id: r.cells[-1].text for r in undrawn_table(run).rows}
    assert left["bruksrate"] == "Planen holder den utenfor: prøvd lokalt" and "boligprogram.csv" in left["ferdigandel"]
    assert undrawn(run) == ("bruksrate",)
    wages = next(r for r in drawn_table(run).rows if r.id == "loennsvekst")
    assert wages.cells[-1].text == "prøvd lokalt (planens egne tall)" and wages.cells[0].text == factor_name("loennsvekst")
    assert wages.cells[3].text.startswith("± 3,8 prosentpoeng etter 1 år")
    low, high = interval(factor_settings(baerum)["styringsrente"], 1)
    words = spread_words(factor_settings(baerum)["styringsrente"], 1e4, 20)
    assert words.startswith(f"−{-100.0 * low:.1f} til {100.0 * high:.1f} prosentpoeng".replace(".", ","))


BAD = [
    ('id = "skatteandel"\nfelles = 0.5', "faktor.0.felles: tallet gjelder ikke denne faktoren"),
    ('id = "skatteandel"', "faktor.0: faktoren endrer ingenting"),
    ('id = "prosjektkostnad"\nvarighet = 0.5', "prosjektkostnad har felles"),
    ('id = "loennsvekst"\nvarighet = 1.5', "varighet"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_numbers_that_a_factor_does_not_have(tmp_path: Path, text: str, words: str) -> None:
    problems = _problems(tmp_path, f'\n[[faktor]]\nkilde = "x"\n{text}\n')
    assert any(words in p for p in problems), problems


def test_correlations_that_cannot_hold_together(tmp_path: Path) -> None:
    pair = '\n[[korrelasjon]]\nkilde = "x"\nmellom = ["{}", "{}"]\nverdi = {}\n'
    assert not _problems(tmp_path / "a", pair.format("loennsvekst", "prisvekst", 0.8))
    bad = _problems(tmp_path / "b", pair.format("loennsvekst", "prisvekst", 0.9) + pair.format("loennsvekst", "realvekst", 0.9))
    assert any("kan ikke gjelde samtidig" in p and "minste egenverdi" in p for p in bad), bad
    other = _problems(tmp_path / "c", pair.format("loennsvekst", "fruktbarhet", 0.3))
    assert any("to ulike faktorer i samme gruppe" in p and "styringsrente" in p for p in other), other


def _problems(folder: Path, added: str) -> list[str]:
    import shutil

    shutil.copytree(Path(__file__).resolve().parents[2] / "examples" / "nordvik", folder, dirs_exist_ok=True)
    path = folder / "usikkerhet.toml"
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    return [str(p) for p in collect(folder)[1]]
