"""Key figures from Statistikkbanken: long csv, wide csv and JSON-stat give the same; other areas and names are reported."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.pack.municipalities import all_municipalities
from ldip.parameters.ratios import by_label, library, plain
from ldip.sources.indicators import Indicator, read_indicators

SOLVIK = Path(__file__).resolve().parents[2] / "examples" / "solvik"
NDR = "Netto driftsresultat i prosent av brutto driftsinntekter (prosent)"
DEBT = "Netto lånegjeld i prosent av brutto driftsinntekter (prosent)"
WANTED = {
    Indicator("resultatgrad", 2024, "3201", 1.5),
    Indicator("resultatgrad", 2025, "3201", -0.4),
    Indicator("netto_laanegjeld_prosent", 2025, "4601", 88.0),
}


def written(folder: Path, text: str) -> Path:
    (folder / "fil").write_text(text, encoding="utf-8")
    return folder / "fil"


def test_long_csv(tmp_path: Path) -> None:
    text = f"region;statistikkvariabel;år;value\n3201 Bærum;{NDR};2024;1,5\n3201 Bærum;{NDR};2025;-0,4\nK-4601 Bergen;{DEBT};2025;88\n"
    text += f"EAK Landet;{NDR};2025;2,2\n4601 Bergen;{NDR};2025;..\n3201 Bærum;Noe annet (antall);2025;1\n"
    found = read_indicators(written(tmp_path, text))
    assert set(found.figures) == WANTED
    assert found.other_areas == 1 and found.unknown == ("Noe annet (antall)",)


def test_wide_csv(tmp_path: Path) -> None:
    text = f'"region","{NDR} 2024","{NDR} 2025","{DEBT} 2025"\n"3201 Bærum",1.5,-0.4,.\n"4601 Bergen",..,:,88.0\n'
    assert set(read_indicators(written(tmp_path, text)).figures) == WANTED


def test_jsonstat(tmp_path: Path) -> None:
    data = {
        "class": "dataset",
        "id": ["KOKkommuneregion0000", "Region", "ContentsCode", "Tid"][1:],
        "size": [3, 2, 2],
        "dimension": {
            "Region": {"category": {"index": ["3201", "4601", "EAK"], "label": {"3201": "Bærum"}}},
            "ContentsCode": {"category": {"index": {"A": 0, "B": 1}, "label": {"A": NDR, "B": DEBT}}},
            "Tid": {"category": {"index": ["2024", "2025"]}},
        },
        "value": [1.5, -0.4, None, None, None, None, None, 88.0, 2.0, 2.0, None, None],
    }
    found = read_indicators(written(tmp_path, json.dumps(data)))
    assert set(found.figures) == WANTED and found.other_areas == 2
    sparse = data | {"value": {"0": 1.5, "1": -0.4, "7": 88.0}}
    assert set(read_indicators(written(tmp_path, json.dumps(sparse))).figures) == WANTED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "ikke gyldig JSON"),
        (
            '{"class": "dataset", "size": [1], "id": ["Tid"], "dimension": {"Tid": {"category": {"index": ["2025"]}}}, "value": [1]}',
            "mangler kolonnen.*region",
        ),
        ("a;b\n1;2\n", "fant ingen rad med kolonnene.*region, år"),
        ("region;statistikkvariabel;år;value\nEAK Landet;x;2025;1\n", "ingen nøkkeltall for kommuner"),
        (f"region;statistikkvariabel;år;value\n3201;{NDR};2025;en\n3201;{NDR};2024;to\n", "(?s):2.*:3"),
        (f"region;statistikkvariabel;år;value\n3201;{NDR};2025;1\n3201;{NDR};;2\n", ":3:.*tall, men ikke år"),
        (f"region;statistikkvariabel;år;value\n3201;{NDR};2025;1\n4601;{NDR};2025;2\n;{NDR};2025;2\n", "region"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said):
        read_indicators(written(tmp_path, text))


def test_names_are_spelled_one_way() -> None:
    assert plain("  Netto  driftsresultat i % av brutto driftsinntekter (%) ") == plain(NDR)
    assert by_label()[plain("Arbeidskapital ex premieavvik i prosent av brutto driftsinntekter")] == "arbeidskapital_prosent"
    assert len(by_label()) == sum(len(d.ssb) for d in library().values()), "no name is two måltall"


def test_the_names_in_a_real_extract_are_known(data: Path) -> None:
    """The financial key figures of SSB's KOSTRA extract that have a måltall are found by name."""
    with (data / "services" / "kostra_2020_2025_lorenskog_landet.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(x for x in file if not x.startswith("#")))
    names = {r["indicator"] for r in rows if r["sheet"] == "Økonomi"}
    unknown = {n for n in names if plain(n) not in by_label()}
    assert unknown <= {"Årets merforbruk i % av brutto driftsinntekter (%)"}


def test_from_file_to_table_on_the_command_line(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    shutil.copytree(SOLVIK, plan, ignore=shutil.ignore_patterns("resultat", "kostra.csv"))
    lines = [f"{m.number} {m.name};{NDR};2025;{i / 10}".replace(".", ",") for i, m in enumerate(all_municipalities()[:30])]
    path = written(tmp_path, "\n".join(["region;statistikkvariabel;år;value", *lines, f"EAK;{NDR};2025;2", "3201;Ukjent;2025;1"]))
    done = CliRunner().invoke(app, ["hent", "noekkeltall", str(plan), str(path)])
    assert done.exit_code == 0, done.output
    for words in (
        "Lest 30 nøkkeltall",
        "1 for grupper, fylker og landet",
        "heter «Ukjent»",
        "2025, 30 kommuner",
        "ikke om det er godt nok",
    ):
        assert words in done.output, words
    assert (plan / "kostra.csv").read_text(encoding="utf-8").count("resultatgrad;2025") == 31
    (plan / "kostra.csv").unlink()
    none = CliRunner().invoke(app, ["vis", "maaltall", str(plan)])
    assert none.exit_code == 0 and "Planen har ingen kostra.csv" in none.output
    wrong = CliRunner().invoke(app, ["hent", "noekkeltall", str(plan), str(tmp_path / "x")])
    assert wrong.exit_code == 1 and "kan ikke leses" in wrong.output
