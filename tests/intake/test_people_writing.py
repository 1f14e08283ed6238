"""Writing of imported figures: all files or none, no other file overwritten, every raw file kept, and tables that add to others."""

from __future__ import annotations

import datetime as dt
import gzip
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ldip.errors import PlanError
from ldip.intake import population
from ldip.intake.population import Order, import_population
from ldip.plan import write
from ldip.tabular.terms import UnclearError
from tests.intake.people import plan_of, rows, snapshot, source, totals

EACH = 212.0
DAY = dt.date(2026, 11, 29)
HISTORY = Order("historie", "SSB tabell 07459", today=DAY)


def projection(name: str, *years: int, each: float = 20.0, folder: Path, file: str = "framskriving.csv") -> tuple[Path, Order]:
    """A projection's file and order."""
    return source(folder, rows("4001", years, each), file), Order("framskriving", "SSB", name, today=DAY)


def toml(plan: Path) -> dict[str, Any]:
    return tomllib.loads((plan / "befolkning.toml").read_text(encoding="utf-8"))


def edited(plan: Path, old: str, new: str) -> None:
    path = plan / "befolkning.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("last", ["befolkning/folketall.csv", "notater/kilder/tall.csv", "befolkning.toml"])
def test_a_failed_write_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    plan = plan_of(tmp_path)
    before = snapshot(plan)
    real = write.write_bytes
    failed: list[Path] = []

    def failing(path: Path, content: bytes) -> None:
        if path == plan / last and not failed:
            failed.append(path)
            raise OSError(28, "No space left on device")
        real(path, content)

    monkeypatch.setattr(write, "write_bytes", failing)
    with pytest.raises(PlanError, match="filen kan ikke skrives"):
        import_population(plan, source(tmp_path, rows("4001", [2026])), Order("folketall", "SSB"))
    assert failed and snapshot(plan) == before


def test_a_broken_toml_stops_the_import_before_anything_is_written(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    edited(plan, "[folketall]", "[folketall")
    before = snapshot(plan)
    with pytest.raises(PlanError):
        import_population(plan, source(tmp_path, rows("4001", [2026])), Order("folketall", "SSB"))
    assert snapshot(plan) == before


def test_a_projection_named_as_another_table_does_not_overwrite_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    import_population(plan, source(tmp_path, rows("4001", range(2016, 2026), 19)), HISTORY)
    kept = {name: raw for name, raw in snapshot(plan).items() if name.startswith("befolkning/")}
    files = set()
    for name in ("Historie", "Folketall", "Dødelighet", "flytting"):
        done = import_population(plan, *projection(name, 2027, 2028, folder=tmp_path))
        files.add(done.file)
    after = snapshot(plan)
    assert all(after[name] == raw for name, raw in kept.items()) and len(files) == 4 and not files & kept.keys()
    assert {f["id"] for f in toml(plan)["framskrivinger"]} >= {"historie", "folketall", "doedelighet", "flytting"}


def test_a_history_does_not_overwrite_the_projection_of_that_name(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    done = import_population(plan, *projection("Historie", 2027, folder=tmp_path))
    before = (plan / done.file).read_bytes()
    history = import_population(plan, source(tmp_path, rows("4001", range(2016, 2026), 19)), HISTORY)
    assert history.file != done.file and (plan / done.file).read_bytes() == before


def test_a_loose_file_of_the_plan_is_not_overwritten(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    (plan / "befolkning" / "ssb-hoved.csv").write_text("egne notater\n", encoding="utf-8")
    done = import_population(plan, *projection("SSB hoved", 2027, folder=tmp_path))
    assert done.file == "befolkning/ssb-hoved-2.csv"
    assert (plan / "befolkning" / "ssb-hoved.csv").read_text(encoding="utf-8") == "egne notater\n"


@pytest.mark.parametrize("other", ["SSB høy!", "ssb hoey", "SSB – Høy"])
def test_two_names_with_one_id_are_refused(tmp_path: Path, other: str) -> None:
    plan = plan_of(tmp_path)
    import_population(plan, *projection("SSB høy", 2027, folder=tmp_path))
    before = snapshot(plan)
    with pytest.raises(PlanError, match="samme id"):
        import_population(plan, *projection(other, 2027, each=9, folder=tmp_path))
    assert snapshot(plan) == before


def test_a_file_that_two_keys_share_is_not_overwritten_for_one(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    shared = toml(plan)["folketall"]["fil"]
    edited(plan, "[folketall]", f'[folketall_kommunen]\nfil = "{shared}"\nkilde = "x"\n\n[folketall]')
    before = (plan / shared).read_bytes()
    done = import_population(plan, source(tmp_path, rows("4001", [2026], 100)), Order("folketall", "SSB"))
    assert done.file != shared and (plan / shared).read_bytes() == before and toml(plan)["folketall"]["fil"] == done.file


def test_raw_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    order = Order("folketall", "SSB", today=DAY)
    one = source(tmp_path / "a", rows("4001", [2026], 100))
    two = source(tmp_path / "b", rows("4001", [2026], 90))
    first = import_population(plan, one, order)
    second = import_population(plan, two, order)
    assert first.raw == "notater/kilder/tall.csv" and second.raw.startswith("notater/kilder/tall-")
    assert (plan / first.raw).read_bytes() == one.read_bytes() and (plan / second.raw).read_bytes() == two.read_bytes()
    again = import_population(plan, one, order)
    copy = import_population(plan, source(tmp_path / "c", rows("4001", [2026], 100), "kopi.csv"), order)
    assert again.raw == copy.raw == first.raw and len(list((plan / "notater" / "kilder").iterdir())) == 2


def test_a_raw_file_never_replaces_the_index_of_fetched_answers(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    index = plan / "notater" / "kilder" / "SSB.toml"
    index.parent.mkdir(parents=True, exist_ok=True)
    index.write_text("# svar\n", encoding="utf-8")
    done = import_population(plan, source(tmp_path, rows("4001", [2026]), "ssb.toml"), Order("folketall", "SSB"))
    assert index.read_text(encoding="utf-8") == "# svar\n" and done.raw != "notater/kilder/ssb.toml"


def test_real_figures_are_no_estimate(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert toml(plan)["folketall"]["anslag"] is True
    import_population(plan, source(tmp_path, rows("4001", [2026])), Order("folketall", "SSB"))
    assert toml(plan)["folketall"]["anslag"] is False


def _with_history(tmp_path: Path, *years: int, each: float = 19.0) -> Path:
    plan = plan_of(tmp_path)
    import_population(plan, source(tmp_path / "a", rows("4001", years, each), "foer.csv"), HISTORY)
    return plan


def test_a_second_history_adds_its_years(tmp_path: Path) -> None:
    plan = _with_history(tmp_path, *range(2024, 2026))
    numbers = rows("0805", range(2010, 2020), 17) + rows("3806", range(2020, 2024), 18)
    done = import_population(plan, source(tmp_path / "b", numbers, "naa.csv"), HISTORY)
    expected = {str(y): (17.0 if y < 2020 else 18.0 if y < 2024 else 19.0) * EACH for y in range(2010, 2026)}
    assert totals(plan, done.file) == expected
    kilde = toml(plan)["historie"]["kilde"]
    assert "foer.csv, sha256" in kilde and "naa.csv, sha256" in kilde and any("2024–2025" in line for line in done.told)
    again = import_population(plan, source(tmp_path / "b", numbers, "naa.csv"), HISTORY)
    assert totals(plan, again.file) == expected and toml(plan)["historie"]["kilde"] == kilde


def test_overlapping_years_that_agree_are_no_matter(tmp_path: Path) -> None:
    plan = _with_history(tmp_path, 2024)
    done = import_population(plan, source(tmp_path / "b", rows("4001", [2024, 2025], 19), "naa.csv"), HISTORY)
    assert totals(plan, done.file) == {"2024": 19 * EACH, "2025": 19 * EACH}
    assert "foer.csv" not in toml(plan)["historie"]["kilde"]  # every year of it is in the new file


def test_overlapping_years_that_differ_are_asked(tmp_path: Path) -> None:
    plan = _with_history(tmp_path, 2024)
    before = snapshot(plan)
    file = source(tmp_path / "b", rows("4001", [2024, 2025], 21), "naa.csv")
    with pytest.raises(UnclearError, match="ulike i 2024") as caught:
        import_population(plan, file, HISTORY)
    assert caught.value.questions[0].key == "velg.overlapp" and snapshot(plan) == before
    for answer, old in (("planen", 19), ("ny", 21)):
        done = import_population(plan, file, Order("historie", "SSB", svar={"velg.overlapp": answer}))
        assert totals(plan, done.file) == {"2024": old * EACH, "2025": 21 * EACH}


def test_an_estimated_history_is_replaced_and_never_mixed(tmp_path: Path) -> None:
    plan = _with_history(tmp_path, 2024)
    place = (plan / "befolkning.toml").read_text(encoding="utf-8")
    (plan / "befolkning.toml").write_text(place.replace("[historie]", "[historie]\nanslag = true"), encoding="utf-8")
    done = import_population(plan, source(tmp_path / "b", rows("4001", [2025], 21), "naa.csv"), HISTORY)
    assert totals(plan, done.file) == {"2025": 21 * EACH} and toml(plan)["historie"]["anslag"] is False


def test_a_projection_adds_years_and_is_replaced_whole_by_other_figures(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    import_population(plan, *projection("SSB", 2027, 2028, folder=tmp_path, file="a.csv"))
    done = import_population(plan, *projection("SSB", 2029, 2030, folder=tmp_path, file="b.csv"))
    assert sorted(totals(plan, done.file)) == ["2027", "2028", "2029", "2030"]
    (entry,) = (f for f in toml(plan)["framskrivinger"] if f["id"] == "ssb")
    assert "a.csv" in entry["kilde"] and "b.csv" in entry["kilde"]
    done = import_population(plan, *projection("SSB", 2028, 2029, each=25, folder=tmp_path, file="c.csv"))
    assert totals(plan, done.file) == {"2028": 25 * EACH, "2029": 25 * EACH} and any("erstattet" in line for line in done.told)
    (entry,) = (f for f in toml(plan)["framskrivinger"] if f["id"] == "ssb")
    assert "a.csv" not in entry["kilde"] and "c.csv" in entry["kilde"]


def test_a_history_that_is_still_short_is_written_and_reported(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    done = import_population(plan, source(tmp_path, rows("4001", [2024, 2025], 19)), HISTORY)
    assert any("historien dekker ikke 10 år" in line for line in done.told)


def test_a_raw_file_larger_than_a_plan_keeps_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(population, "NOTE_BYTES", 4000)
    plan = plan_of(tmp_path)
    path = source(tmp_path, rows("4001", [2026], 100))
    done = import_population(plan, path, Order("folketall", "SSB"))
    assert done.raw.endswith("tall.csv.gz") and gzip.decompress((plan / done.raw).read_bytes()) == path.read_bytes()
