"""The command line as a user meets it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip.binding.reading import collect
from ldip.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NORDVIK = EXAMPLES / "nordvik"
runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(NORDVIK, tmp_path / "plan", ignore=shutil.ignore_patterns("resultat"))
    return tmp_path / "plan"


def test_check(folder: Path) -> None:
    good = runner.invoke(app, ["check", str(folder)])
    assert good.exit_code == 0 and "ingen feil" in good.output
    text = (folder / "finans.toml").read_text(encoding="utf-8")
    (folder / "finans.toml").write_text(text.replace("loepetid = 30", "loepetd = 30"), encoding="utf-8")
    bad = runner.invoke(app, ["check", str(folder)])
    assert bad.exit_code == 1
    assert "2 feil i planen" in bad.output and "mente du loepetid?" in bad.output and "finans.toml:" in bad.output


def test_run_writes_files_and_prints(folder: Path) -> None:
    result = runner.invoke(app, ["run", str(folder), "--oppstilling", "5-6"])
    assert result.exit_code == 0, result.output
    for word in (
        "Varig inndekningsbehov: 1,5 mill. kr per år, 0,4 uten",
        "Måltall",
        "§ 5-6",
        "oppdiktet",
        "Planen er lovlig i alle år",
    ):
        assert word in result.output
    data = json.loads((folder / "resultat" / "tall.json").read_text(encoding="utf-8"))
    assert data["kjoering"]["kommune"] == "Nordvik"
    assert (folder / "resultat" / "tall.csv").read_text(encoding="utf-8").startswith("# plan: ")
    assert collect(folder)[1] == ()
    other = runner.invoke(app, ["run", str(folder), "--ut", str(folder.parent / "ut"), "--trekninger", "100", "--froe", "3"])
    assert other.exit_code == 0 and "100 trekninger" in other.output
    assert '"froe": "3"' in (folder.parent / "ut" / "tall.json").read_text(encoding="utf-8")
    drawn = sorted(p.name for p in (folder.parent / "ut" / "figurer").iterdir())
    assert {"behov.svg", "gjeld.svg", "overskudd.svg", "resultatgrad.svg"} <= set(drawn) and "figurer" in other.output
    assert "80 av 100 forløp" in (folder.parent / "ut" / "figurer" / "behov.svg").read_text(encoding="utf-8")
    assert not (folder / "resultat" / "figurer").exists()
    assert runner.invoke(app, ["run", str(folder), "--oppstilling", "5-99"]).exit_code == 2
    forms = [x for name in ("5-7", "5-8", "overskudd") for x in ("--oppstilling", name)]
    shown = runner.invoke(app, ["run", str(folder), *forms])
    assert shown.exit_code == 0, shown.output
    for word in ("§ 5-7", "§ 5-8", "Sum eiendeler", "Sum egenkapital og gjeld", "Vi har alltid overskudd"):
        assert word in shown.output


def test_library_of_ratios_is_listed() -> None:
    shown = runner.invoke(app, ["vis", "maaltall"])
    assert shown.exit_code == 0, shown.output
    for word in ("netto_laanegjeld_prosent", "renter_og_avdrag_av_frie_inntekter: maks. 8", "resultatgrad: 1,75, snitt av 4 år"):
        assert word in shown.output


def test_unlawful_plan_is_printed_and_exits_1(folder: Path) -> None:
    """Adopted wages far above income: merforbruk in the adopted year and after, listed with amounts; numbers still written."""
    text = (folder / "vedtatt.csv").read_text(encoding="utf-8")
    (folder / "vedtatt.csv").write_text(
        text.replace("loennsutgifter_rammer;2026;243,0", "loennsutgifter_rammer;2026;323,0"), encoding="utf-8"
    )
    result = runner.invoke(app, ["run", str(folder)])
    assert result.exit_code == 1
    assert "ulovlig fra 2026" in result.output and "merforbruk_ub/2027" in result.output and "mill. kr" in result.output
    assert (folder / "resultat" / "tall.csv").exists()


def test_instalments_below_the_minimum_and_missed_controls(folder: Path) -> None:
    text = (folder / "finans.toml").read_text(encoding="utf-8")
    (folder / "finans.toml").write_text(text.replace('"minst_minimumsavdrag"', '"fast"'), encoding="utf-8")
    (folder / "kontroll.csv").write_text(
        "navn;aar;verdi;enhet;toleranse;element;kilde\ninnbyggere_ub;2026;5000;personer;1;;prøve\ninnbyggere_ub;2025;1;personer;1;;prøve\n",
        encoding="utf-8",
    )
    result = runner.invoke(app, ["run", str(folder)])
    assert result.exit_code == 1
    assert "under minimumsavdraget (kommuneloven § 14-18)" in result.output
    assert "kontroll.csv:2" in result.output and "4248" in result.output


def test_explain(folder: Path) -> None:
    result = runner.invoke(
        app, ["explain", str(folder), "disposisjonsfond_ub", "2030", "--element", "fond=bufferfond", "--dybde", "2"]
    )
    assert result.exit_code == 0 and "bufferfond" in result.output and "§ 5-8" in result.output
    adopted = runner.invoke(app, ["explain", str(folder), "inndekningsbehov", "2026", "--dybde", "1"])
    assert "innarbeidet i vedtatt plan" in adopted.output
    static = runner.invoke(
        app, ["explain", str(folder), "inndekningsbehov", "2031", "--variant", "aar_for_aar", "--trekning", "2"]
    )
    assert static.exit_code == 0
    wrong = runner.invoke(app, ["explain", str(folder), "inndekningsbehv", "2031"])
    assert wrong.exit_code == 2 and "inndekningsbehov" in wrong.output


def test_new(tmp_path: Path) -> None:
    target = tmp_path / "ny"
    made = runner.invoke(app, ["new", str(target)])
    assert made.exit_code == 0 and "ldip check" in made.output
    assert "#" in (target / "plan.toml").read_text(encoding="utf-8")
    assert collect(target)[1] == ()
    assert not (target / "notater").exists()
    again = runner.invoke(app, ["new", str(target)])
    assert again.exit_code == 1 and "ikke tom" in again.output


def test_errors_without_traceback(tmp_path: Path) -> None:
    for command in (["run", str(tmp_path)], ["explain", str(tmp_path), "x", "2030"], ["check", str(tmp_path)]):
        result = runner.invoke(app, command)
        assert result.exit_code == 1
        assert "fant ingen plan her" in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)


def test_model_errors_are_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ldip.simulation.simulate
    from ldip import ModelError

    def broken(*_: object, **__: object) -> None:
        raise ModelError("steget x gir et tall som ikke er endelig i 2030")

    monkeypatch.setattr(ldip.simulation.simulate, "simulate", broken)
    result = runner.invoke(app, ["run", str(folder)])
    assert result.exit_code == 2 and "ikke er endelig i 2030" in result.output


@pytest.mark.parametrize(
    ("lang", "words"), [("nb_NO.UTF-8", ["Bruk:", "Grupper", "avslutt"]), ("en_US.UTF-8", ["Usage:", "Groups", "exit"])]
)
def test_help_follows_the_locale(lang: str, words: list[str]) -> None:
    env = {**os.environ, "LANG": lang, "PYTHONPATH": str(ROOT / "src")}
    env = {k: v for k, v in env.items() if k not in ("LC_ALL", "LC_MESSAGES", "LDIP_LANG")}
    shown = subprocess.run([sys.executable, "-m", "ldip", "--help"], env=env, capture_output=True, text=True, check=True).stdout
    for word in words:
        assert word in shown
    version = subprocess.run([sys.executable, "-m", "ldip", "--version"], env=env, capture_output=True, text=True, check=True)
    assert version.stdout.strip() == "0.1.0"


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, ldip.cli.app; print([m for m in ('numpy', 'pydantic', 'numba', 'tree_sitter', 'ldip.simulation.simulate') if m in sys.modules])"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    shown = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_public_names() -> None:
    import ldip

    assert sorted(ldip.__all__) == ldip.__all__
    for name in ldip.__all__:
        assert getattr(ldip, name) is not None
    with pytest.raises(AttributeError):
        _ = ldip.noe_annet


def made_country(folder: Path) -> Path:
    """A stock file of two small municipalities, 2005–2026."""
    path = folder / "land.csv"
    years = range(2005, 2027)
    rows = ["kommunenr,sex,age," + ",".join(map(str, years))]
    for who, level in (("9001", 8.0), ("9002", 40.0)):
        for sex in "FM":
            rows += [f"{who},{sex},{a}," + ",".join(f"{level * (1 - a / 110) + (y % 3):.0f}" for y in years) for a in range(106)]
    path.write_text("\n".join(rows) + "\n")
    return path


def test_backtest_prints_errors_bands_and_writes_csv(tmp_path: Path) -> None:
    out = tmp_path / "ut.csv"
    args = ["etterproev", "befolkning", str(made_country(tmp_path)), "--lanseringer", "2016-2020", "--trekninger", "50"]
    done = runner.invoke(app, [*args, "--tilpass-til", "2018", "--ut", str(out)])
    assert done.exit_code == 0, done.output
    assert "2 kommuner, lanseringer 2016–2020" in done.output and "80 %-båndet" in done.output and "× 0,9" in done.output
    text = out.read_text()
    assert "feil;kohort;;5;alle;total;10;" in text and "baand;;2016–2018;1–5;alle;total;30;" in text


def test_backtest_tells_what_the_file_allows(tmp_path: Path) -> None:
    file = made_country(tmp_path)
    for span in ("2014-2020", "2016-2026", "i fjor"):
        done = runner.invoke(app, ["etterproev", "befolkning", str(file), "--lanseringer", span])
        assert done.exit_code == 1 and "fra 2015 til 2025" in done.output
    done = runner.invoke(app, ["etterproev", "befolkning", str(file), "--utelat", "9001,9002", "--trekninger", "0"])
    assert done.exit_code == 1 and "sammenhengende år" in done.output
    done = runner.invoke(app, ["etterproev", "befolkning", str(tmp_path / "nei.csv")])
    assert done.exit_code == 1 and "kan ikke leses" in done.output


def test_import_from_the_command_line(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    assert runner.invoke(app, ["new", str(plan)]).exit_code == 0
    file = tmp_path / "07459.csv"
    rows = "".join(
        f"9999 Nordvik;{k};{a};2026;{n}\n" for k, n in (("Kvinner", 12), ("Menn", 11), ("Begge kjønn", 23)) for a in range(106)
    )
    file.write_text("region;kjønn;alder;år;Personer\n" + rows, encoding="utf-8")
    done = runner.invoke(app, ["hent", "befolkning", str(plan), str(file), "--som", "folketall", "--kilde", "SSB tabell 07459"])
    assert done.exit_code == 0, done.output
    assert "2 438 personer 1. januar 2026" in done.output.replace("\u00a0", " ") and "106 rader var summer" in done.output
    assert runner.invoke(app, ["check", str(plan)]).exit_code == 0
    wrong = runner.invoke(app, ["hent", "befolkning", str(plan), str(file), "--som", "historie", "--kilde", "x"])
    assert wrong.exit_code == 1 and "ingen år før folketallets dato" in wrong.output
    assert runner.invoke(app, ["hent", "befolkning", str(plan), str(file), "--som", "folk", "--kilde", "x"]).exit_code == 2


def test_population_tables(tmp_path: Path) -> None:
    args = ["run", str(EXAMPLES / "solvik"), "--oppstilling", "befolkning", "--trekninger", "20", "--ut", str(tmp_path)]
    done = runner.invoke(app, args)
    assert done.exit_code == 0, done.output
    for words in (
        "Forsørgerbyrde",
        "Framskrivinger side om side",
        "Lav vekst (oppdiktet)",
        "elever per 100 boliger",
        "soer",
        "80 %-bånd",
    ):
        assert words in done.output
    file = tmp_path / "fil"
    file.write_text("")
    assert runner.invoke(app, ["run", str(EXAMPLES / "solvik"), "--ut", str(file)]).exit_code == 2


def municipal(folder: Path, text: str) -> Path:
    path = folder / "kommuner.csv"
    path.write_text(text, encoding="utf-8")
    return path


FIVE = "knr,innbyggere,skatt_kr\n3201,132358,8666259985\n5612,2852,81800562\n"


def test_equalisation_prints_csv_in_the_files_own_form(tmp_path: Path) -> None:
    given = ["--landssnitt", "42269.576967", "--finansiering", "378.138244"]
    done = runner.invoke(app, ["landet", "inntektsutjevning", str(municipal(tmp_path, FIVE)), "--aar", "2025", *given])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "knr,inntektsutjevning_per_innb_kr,inntektsutjevning_kr"
    assert float(lines[1].split(",")[1]) == pytest.approx(-14_766.0623, abs=1e-3)
    assert float(lines[2].split(",")[1]) == pytest.approx(11_322.5470, abs=1e-3)
    other = municipal(tmp_path, FIVE.replace(",", ";"))
    done = runner.invoke(app, ["landet", "inntektsutjevning", str(other), "--aar", "2025"])
    values = [line.split(";") for line in done.stdout.splitlines()[1:]]
    assert sum(float(v[2].replace(",", ".")) for v in values) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize(
    ("text", "args", "words"),
    [
        (FIVE, ["--aar", "2031"], ["--aar 2031", "ingen regel"]),
        (FIVE, ["--aar", "2005"], ["--aar 2005"]),
        (FIVE, ["--aar", "2025", "--kunnskapsdato", "i går"], ["--aar 2025"]),
        (FIVE, ["--aar", "2025", "--landssnitt", "40000"], ["både --landssnitt og --finansiering"]),
        ("knr,innbyggere\n3201,5\n", ["--aar", "2025"], ["skatt_kr", "mangler kolonnen"]),
        ("knr,innbyggere,skatt_kr\n3201,-5,10\n", ["--aar", "2025"], [":2", "null eller mer"]),
        ("knr,innbyggere,skatt_kr\n3201,0,10\n", ["--aar", "2025"], [":2", "ingen innbyggere"]),
        ("knr,innbyggere,skatt_kr\n3201,5,10\n3201,6,11\n", ["--aar", "2025"], [":3", "står to ganger"]),
        ("knr,innbyggere,skatt_kr\n32011,5,ti\n", ["--aar", "2025"], [":2", "for mange sifre", "ikke et tall"]),
        ("knr,innbyggere,skatt_kr\n", ["--aar", "2025"], ["ingen rader"]),
    ],
)
def test_equalisation_tells_what_is_wrong(tmp_path: Path, text: str, args: list[str], words: list[str]) -> None:
    done = runner.invoke(app, ["landet", "inntektsutjevning", str(municipal(tmp_path, text)), *args])
    assert done.exit_code == 1 and done.stdout == ""
    for word in words:
        assert word in done.output, done.output


def test_need_from_sectors_and_from_an_index(tmp_path: Path) -> None:
    sectors = "grunnskole,barnehage,pleie_omsorg,kommunehelse,barnevern,sosialhjelp,administrasjon_landbruk"
    file = municipal(tmp_path, f"knr,innbyggere,{sectors}\n3201,132800,1.0876,1.1090,.9674,.9441,.8235,.9098,.8719\n")
    done = runner.invoke(app, ["landet", "utgiftsbehov", str(file), "--aar", "2026", "--per-innbygger", "73300"])
    assert done.exit_code == 0, done.output
    row = done.stdout.splitlines()[1].split(",")
    assert float(row[1]) == pytest.approx(0.9985, abs=4e-4)
    assert float(row[3]) == pytest.approx((float(row[1]) - 1.0) * 73_300 * 132_800)
    file = municipal(tmp_path, "knr,innbyggere,behovsindeks\n3201,132800,0.9987\n")
    done = runner.invoke(app, ["landet", "utgiftsbehov", str(file), "--aar", "2025"])
    assert done.exit_code == 0 and "Anslag: landet_utgiftsbehov = 73249" in done.stderr
    file = municipal(tmp_path, "knr,innbyggere\n3201,132800\n")
    for year, words in (("2025", "kostnadsnøkkelen for 2025 er ikke kjent"), ("2026", "alle sektorindeksene")):
        done = runner.invoke(app, ["landet", "utgiftsbehov", str(file), "--aar", year])
        assert done.exit_code == 1 and words in done.output


def test_need_from_every_criterion(tmp_path: Path) -> None:
    from ldip.national.expenditure_need import columns_of

    criteria = columns_of(2026)[2]
    file = municipal(tmp_path, f"knr,innbyggere,{','.join(criteria)}\n3201,1000,{','.join(['1.1'] * len(criteria))}\n")
    done = runner.invoke(app, ["landet", "utgiftsbehov", str(file), "--aar", "2026", "--per-innbygger", "70000"])
    assert float(done.stdout.splitlines()[1].split(",")[1]) == pytest.approx(1.1, abs=2e-4)


def test_reform_tells_who_gains_and_writes_all(tmp_path: Path) -> None:
    out = tmp_path / "ut.csv"
    args = [
        "landet",
        "reform",
        str(municipal(tmp_path, FIVE)),
        "--aar",
        "2025",
        "--sett",
        "utjevning_symmetrisk=0,70",
        "--ut",
        str(out),
    ]
    done = runner.invoke(app, args)
    assert done.exit_code == 0, done.output
    assert "2 kommuner, 1 tjener og 1 taper" in done.output and len(out.read_text().splitlines()) == 3
    wrong = runner.invoke(app, [*args[:5], "--sett", "skatt=2"])
    assert wrong.exit_code == 1 and "ukjent parameter" in wrong.output


TABLES = {
    "inntekter": (
        "Distriktstilskudd",
        "INGAR",
        "oppgavekorrigert",
        "Demografikostnad",
        "Igjen av én krone mer i skatt",
        "Konsesjonskraft",
    ),
    "behov": (
        "For sent – mangler fra 2027. Fristen var 2022, og nye plasser kan tidligst åpne i 2031",
        "Grunnskole mangler 11 plasser i Nordbyen fra 2026 til 2027. Ledige plasser i andre soner hjelper ikke",
        "Plasser i prosent av behovet",
        "κ = 0,25",
        "Færre brukere av bedre helse",
        "Ledige plasser",
        "Planen kan ikke bemannes fra",
    ),
    "drift": (
        "Ramme i fjor",
        "Demografikostnad",
        "Endring i internhusleie",
        "Velferdsteknologi (varig, Helse og omsorg, Flere bor hjemme lenger)",
        "Toppfinansiering",
        "Akkumulert premieavvik",
    ),
    "prosjekter": ("Ny barnehage i sentrum", "Vedlikeholdsetterslep"),
    "selvkost": ("Gebyr per abonnent", "Fornyelsestakt (%)"),
}


@pytest.mark.parametrize("form", TABLES)
def test_tables_of_the_chain(form: str, tmp_path: Path) -> None:
    done = runner.invoke(app, ["run", str(EXAMPLES / "solvik"), "--oppstilling", form, "--ut", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for words in TABLES[form]:
        assert words in " ".join(done.output.split()), words  # a sentence may be folded anywhere


def test_levers_alone_in_order_and_shared(tmp_path: Path) -> None:
    plan = str(EXAMPLES / "baerum-2022")
    done = runner.invoke(app, ["sammenlign", "grep", plan, "--grep", "flere-friske-aar", "--grep", "samlebevilgninger"])
    assert done.exit_code == 0, done.output
    for words in (
        "Hvert grep for seg",
        "Grepene i rekkefølge",
        "Shapley",
        "Planen uten grep",
        "3 Flere friske år",
        "Planen med alle",
    ):
        assert words in done.output, words
    wrong = runner.invoke(app, ["sammenlign", "grep", plan, "--grep", "finnes-ikke"])
    assert wrong.exit_code == 1 and "ukjent grep" in wrong.output
    none = runner.invoke(app, ["sammenlign", "grep", str(EXAMPLES / "nordvik")])
    assert none.exit_code == 0 and "Planen har ingen grep" in none.output


def test_a_run_with_a_lever_on(tmp_path: Path) -> None:
    plan = str(EXAMPLES / "baerum-2022")
    done = runner.invoke(app, ["run", plan, "--grep", "samlebevilgninger", "--ut", str(tmp_path / "med")])
    assert done.exit_code == 0, done.output
    plain = runner.invoke(app, ["run", plan, "--ut", str(tmp_path / "uten")])
    wrong = runner.invoke(app, ["run", plan, "--grep", "finnes-ikke"])
    assert wrong.exit_code == 1 and "ukjent grep" in wrong.output
    need = [next(t for t in r.output.splitlines() if t.startswith("Varig inndekningsbehov")) for r in (done, plain)]
    assert need[0] != need[1]


def test_how_sure_what_a_draw_is_and_whether_a_beats_b(folder: Path) -> None:
    sure = runner.invoke(app, ["vis", "usikkerhet", str(folder), "--trekninger", "100"])
    assert sure.exit_code == 0, sure.output
    for words in ("er nok i 50 av 100", "Alle samtidig", "betyr mest hver for seg", "Med ", "har et varig behov på"):
        assert words in sure.output, words
    few = runner.invoke(app, ["vis", "usikkerhet", str(folder), "--trekninger", "20"])
    assert few.exit_code == 0 and "20 trekninger er for få" in few.output and "av 100" not in few.output
    one = runner.invoke(app, ["vis", "forloep", str(folder), "3", "--trekninger", "5"])
    assert one.exit_code == 0 and "Forløp 3 har et varig behov" in one.output
    assert runner.invoke(app, ["vis", "forloep", str(folder), "6", "--trekninger", "5"]).exit_code == 2
    assert runner.invoke(app, ["vis", "forloep", str(folder), "--trekninger", "5"]).exit_code == 2
    against = runner.invoke(app, ["sammenlign", "sjanse", str(folder), str(folder), "--trekninger", "100"])
    assert against.exit_code == 0 and "(A)" in against.output and "0 av 100 beregnede forløp" in against.output
