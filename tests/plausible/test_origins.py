"""Warnings of sources that do not fit the mark, and of national levels typed by hand."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ldip import Caution, Plan, cautions, simulate
from ldip.binding.reading import collect
from ldip.cli.common import echo_cautions
from ldip.parameters.income_system import level_known
from ldip.plan.checks.run import check_plan

ROOT = Path(__file__).resolve().parents[2]
GRANT = level_known("landet_innbyggertilskudd", 2026, dt.date(2026, 10, 15)).verdi
Own = Callable[..., Plan]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """A plan of a real municipality's own: Nordvik under another name, its sources cleaned, with texts replaced."""

    def made(*changes: tuple[str, str, str], clean: bool = True) -> Plan:
        folder = tmp_path / "plan"
        shutil.copytree(ROOT / "examples" / "nordvik", folder)
        if clean:
            for file in (f for f in folder.rglob("*") if f.suffix in (".toml", ".csv")):
                text = file.read_text(encoding="utf-8")
                text = text.replace("beloep = 35000", "beloep = 35491")  # the published level of 2026
                file.write_text(text.replace("Oppdiktet", "Anslått").replace("oppdiktet", "anslått"), encoding="utf-8")
        head = (folder / "plan.toml").read_text(encoding="utf-8")
        lines = [line for line in head.splitlines() if not line.startswith("illustrasjon")]
        text = "\n".join(lines).replace('"Nordvik"', '"Lørenskog"').replace('"9999"', '"3222"')
        (folder / "plan.toml").write_text(text + "\n", encoding="utf-8")
        for file, old, new in changes:
            said = (folder / file).read_text(encoding="utf-8")
            assert old in said, old
            (folder / file).write_text(said.replace(old, new, 1), encoding="utf-8")
        return collect(folder)[0].plan()

    return made


def struck(plan: Plan, *rules: str) -> list[Caution]:
    return [c for c in cautions(plan) if c.rule in rules]


def test_a_copy_of_the_skeleton_lists_what_is_still_invented(own: Own) -> None:
    found = struck(own(clean=False), "fremmed")
    by_file = {c.file: c for c in found}
    assert {"rammer.csv", "laan.csv", "balanse.toml", "inntekter.toml", "tjenester/skole.toml"} <= by_file.keys()
    frames = by_file["rammer.csv"]
    assert "19 tall er oppdiktet" in frames.message and "skole, loenn" in frames.message and frames.line == 3
    assert by_file["balanse.toml"].line == 6
    assert len(found) == len(by_file), "one warning for each file"


def test_a_clean_plan_and_a_declared_illustration_have_none(own: Own, nordvik: Plan, solvik: Plan, baerum: Plan) -> None:
    for plan in (own(("inntekter.toml", "beloep = 35491", "beloep = 35700")), nordvik, solvik, baerum):
        assert struck(plan, "fremmed", "ekte", "nasjonalt") == []


SOURCES = [  # source, flag, rule that strikes
    ("Drammen kommune, regnskap 2025", "nei", "fremmed"),
    ("Regnskapet i Lørenskog 2025", "nei", ""),
    ("Pris per plass i Drammen, anslått", "ja", ""),
    ("Lånelisten fra KBN 31.12.2025", "ja", "ekte"),
    ("KOSTRA-regnskapet 2025", "ja", "ekte"),
    ("KOSTRA-regnskapet 2025", "nei", ""),
    ("Årsregnskap 2025 fordelt etter landet", "ja", ""),
    ("Landet 114,2 prosent 2025 (SSB KOSTRA) × driftsinntekter", "ja", ""),
    ("SSB tabell 07459; folketall.json, sha256 0a1b2c3d4e5f, hentet 2026-01-20", "ja", "ekte"),
]


@pytest.mark.parametrize(("source", "flag", "rule"), SOURCES)
def test_a_source_is_held_against_its_mark(own: Own, source: str, flag: str, rule: str) -> None:
    plan = own(("laan.csv", "0,40;ja;Anslått", f"0,40;{flag};{source}"))
    assert [(c.rule, c.file) for c in struck(plan, "fremmed", "ekte")] == ([(rule, "laan.csv")] if rule else [])


def test_a_national_level_that_differs_is_told_and_one_left_out_is_the_table(own: Own) -> None:
    plan = own(("inntekter.toml", "beloep = 35491", "beloep = 39000"))
    (found,) = struck(plan, "nasjonalt")
    assert found.place == "inntekter.toml: nasjonalt.innbyggertilskudd_per_innbygger" and found.line > 0
    assert "39 000" in found.message.replace("\u00a0", " ")
    assert f"{GRANT:.0f}" in found.message.replace("\u00a0", "")


def without_levels(text: str) -> str:
    """inntekter.toml without the three national levels."""
    kept = [part for part in text.split("\n[") if not part.startswith("nasjonalt.") or "_per_innbygger" not in part.split("]")[0]]
    return "\n[".join(kept)


def test_left_out_levels_are_the_shipped_ones(own: Own, tmp_path: Path) -> None:
    own()
    file = tmp_path / "plan" / "inntekter.toml"
    file.write_text(without_levels(file.read_text(encoding="utf-8")), encoding="utf-8")
    plan = collect(tmp_path / "plan")[0].plan()
    assert plan.income.nasjonalt.skatt_per_innbygger is None and list(check_plan(plan)) == []
    run = simulate(plan)
    assert run.value("innbyggertilskudd_per_innbygger_start", 2026) == GRANT
    assert run.value("utgiftsbehov_per_innbygger_start", 2026) == 74663.0
    tax = run.value("skatt_per_innbygger_landet_start", 2026)
    assert 42269.58 < tax < 42269.58 * 1.06, "the settlement of 2025, moved to 2026 by the deflator"
    assert run.value("landet_frie_inntekter_start", 2026) == pytest.approx(tax + GRANT)


def test_levels_that_were_not_known_are_a_located_problem(own: Own, tmp_path: Path) -> None:
    own(("plan.toml", "kunnskapsdato = 2026-10-15", "kunnskapsdato = 2014-10-15"))
    file = tmp_path / "plan" / "inntekter.toml"
    file.write_text(without_levels(file.read_text(encoding="utf-8")), encoding="utf-8")
    found = [p for p in check_plan(collect(tmp_path / "plan")[0].plan()) if p.key.startswith("nasjonalt.")]
    assert len(found) == 3 and all("var ikke kjent 2014-10-15" in p.message for p in found)


def test_what_is_customary_is_said_once_for_each_rule(own: Own, capsys: pytest.CaptureFixture[str]) -> None:
    found = struck(own(clean=False), "fremmed")
    echo_cautions(found)
    said = capsys.readouterr().out
    assert said.count(found[0].about.usual) == 1 and said.count("[regel fremmed") == len(found) > 10
