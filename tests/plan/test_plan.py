"""Reading, checking, hashing and editing plans."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ldip import Plan, PlanError, check, read_plan
from ldip.binding.reading import collect
from ldip.errors import SourceError
from ldip.plan.schema.fields import Share
from ldip.plan.schema.jsonschema import dump, file_name, schemas
from ldip.plan.write import copy_folder, digest, set_value, write_text
from ldip.tabular.files import read_bytes

ROOT = Path(__file__).resolve().parents[2]
NORDVIK = ROOT / "examples" / "nordvik"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(NORDVIK, tmp_path / "plan", ignore=shutil.ignore_patterns("resultat"))
    return tmp_path / "plan"


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, (file, old)
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


# Each mistake: file, what is replaced, what it becomes, and what the message must say.
MISTAKES = [
    ("plan.toml", 'navn = "Nordvik"', 'navm = "Nordvik"', ["kommune.navm", "mente du navn?"]),
    ("plan.toml", 'kommunenummer = "9999"', "kommunenummer = 9999", ["kommunenummer", "tekst"]),
    ("forutsetninger.toml", "2028 = 3.0", '2028 = "tre"', ["loennsvekst", "tall", "tre"]),
    (
        "forutsetninger.toml",
        'videre = "siste"\nkilde = "Oppdiktet; inflasjon',
        'kilde = "Oppdiktet; inflasjon',
        ["prisvekst", "regel for årene etter 2027"],
    ),
    ("befolkning/folketall.csv", "k;17;20\n", "", ["mangler kjønn og alder", "k 17"]),
    ("befolkning/flytting.csv", "m;3;0", "x;3;0", ["kjoenn", "'k' eller 'm'"]),
    ("befolkning.toml", "til = 66", "til = 60", ["aldersgrupper", "61"]),
    ("inntekter.toml", "verdi = 88", "verdi = nan", ["skatt_i_prosent_av_landet", "endelig"]),
    (
        "inntekter.toml",
        'priser = "2026-kroner"\nverdi = 12.0',
        'priser = "2020-kroner"\nverdi = 12.0',
        ["eiendomsskatt.priser", "2026-kroner"],
    ),
    ("investeringer.toml", '  "avdrag_i_investering",\n', "", ["avdrag_i_investering", "mangler"]),
    (
        "finans.toml",
        'avdragspolitikk = "minst_minimumsavdrag"',
        'avdragspolitikk = "minst"',
        ["avdragspolitikk", "minst_minimumsavdrag"],
    ),
    ("fond.toml", "tar_rest = true\n", "", ["nøyaktig ett fond"]),
    ("balanse.toml", "kapitalkonto = 253", "kapitalkonto = 250", ["kapitalkonto", "253 000 000"]),
    (
        "handlingsregler.toml",
        "netto_driftsresultat / sum_driftsinntekter",
        "netto_driftsresultt / sum_driftsinntekter",
        ["maaltall.0.uttrykk", "netto_driftsresultt"],
    ),
    ("handlingsregler.toml", "innfasing_aar = 4", "innfasing_aar = 0", ["innfasing_aar", "0"]),
    ("tjenester/skole.toml", "beloep = 160000\n", "", ["enhetskostnad.beloep", "mangler"]),
    ("prosjekter/skole-nord.toml", "2028 = 0.4", "2028 = 0.3", ["framdrift", "summerer ikke til 1", "0.9"]),
    ("prosjekter/vann.toml", 'anleggsklasse = "ledningsnett"', 'anleggsklasse = "ledning"', ["anleggsklasse", "ledningsnett"]),
    ("rammer.csv", "omsorg;overfoeringer;2", "omsrg;overfoeringer;2", ["ukjent tjeneste", "mente du omsorg?"]),
    (
        "laan.csv",
        "kbn-2;KBN fast til 2029;100;mill. kr;20;fast;3,10;2029",
        "kbn-2;KBN fast til 2029;100;mill. kr;20;fast;3,10;",
        ["fast_til", "kbn-2"],
    ),
    (
        "vedtatt.csv",
        "skatt_paa_inntekt_og_formue",
        "skatt_paa_inntekt",
        ["ukjent størrelse", "mente du skatt_paa_inntekt_og_formue?"],
    ),
    ("vedtatt.csv", "loennsutgifter_rammer", "laanegjeld_ub", ["tar ingen linje", "laaneopptak"]),
]


def test_examples_are_in_order(nordvik: Plan, baerum: Plan) -> None:
    assert check(nordvik) == []
    assert check(baerum) == []


@pytest.mark.parametrize(("file", "old", "new", "said"), MISTAKES, ids=[f"{m[0]}-{i}" for i, m in enumerate(MISTAKES)])
def test_each_mistake_is_located(folder: Path, file: str, old: str, new: str, said: list[str]) -> None:
    change(folder, file, old, new)
    _, problems = collect(folder)
    found = [p for p in problems if p.file == file and all(word in str(p) for word in said)]
    assert found, [str(p) for p in problems]
    assert found[0].hint
    if file.endswith(".toml") and "mangler" not in found[0].message:
        line = found[0].line
        assert line > 0, str(found[0])


def test_twenty_different_mistakes_at_once(folder: Path) -> None:
    """Twenty mistakes, twenty located messages, no traceback."""
    chosen = [m for m in MISTAKES if m[1] != 'avdragspolitikk = "minst_minimumsavdrag"' and m[0] != "befolkning/flytting.csv"]
    assert len(chosen) == 20
    for file, old, new, _ in chosen:
        change(folder, file, old, new)
    _, problems = collect(folder)
    text = [str(p) for p in problems]
    # Files that no longer parse hide the checks between files, so count each mistake where its own file still reads.
    direct = [m for m in chosen if any(p.file == m[0] for p in problems)]
    assert len({m[0] for m in direct}) == len({m[0] for m in chosen}), text
    assert len(problems) >= 20, text
    with pytest.raises(PlanError) as error:
        read_plan(folder)
    assert len(error.value.problems) == len(problems)


def test_twenty_mistakes_give_twenty_messages_one_each(folder: Path) -> None:
    """Twenty mistakes that do not hide each other: exactly one message for each."""
    edits = [
        ("plan.toml", "antall_aar = 20 ", "antall_aar = 99 "),
        ("plan.toml", 'enhet = "kommunekasse"', 'enhet = "kommunen"'),
        ("forutsetninger.toml", "verdi = 60", 'verdi = "seksti"'),
        ("forutsetninger.toml", "[nibor_paaslag]\n", "[nibor_paaslag]\nrente = 1\n"),
        ("befolkning.toml", "gutter_per_jente = 1.06", "gutter_per_jente = -1"),
        ("inntekter.toml", "aar = 2026", 'aar = "i år"'),
        ("inntekter.toml", 'kilde = "Oppdiktet: distriktstilskudd og skjønn"', 'kilde = ""'),
        ("investeringer.toml", 'aktivering = "inkl_mva"', 'aktivering = "ja"'),
        ("finans.toml", "loepetid = 30", "loepetid = 0"),
        ("finans.toml", 'kilde = "Husbanken (oppdiktet nivå)"\n', ""),
        ("fond.toml", 'id = "fritt"', 'id = "Fritt fond"'),
        ("balanse.toml", "tomter = 20", "tomter = -20"),
        ("handlingsregler.toml", 'overskudd_til = "fond"', 'overskudd_til = "sparing"'),
        ("handlingsregler.toml", "maal = 40\ngulv = 30\nkrevd", "maal = inf\ngulv = 30\nkrevd"),
        ("usikkerhet.toml", "froe = 2026", "froe = -1"),
        ("tjenester/omsorg.toml", 'telledato = "aarssnitt"', 'telledato = "nyttår"'),
        ("prosjekter/ramme-bygg.toml", 'fase = "kontrakt"', 'fase = "ferdig"'),
        ("prosjekter/skole-nord.toml", 'aapner = "2028-08"', 'aapner = "august 2028"'),
        ("laan.csv", "kbn-1;KBN flytende;200", "kbn-1;KBN flytende;mye"),
        ("bygg.csv", "nordvik-heim;Nordvik sykeheim;omsorg;130;;;ja", "nordvik-heim;Nordvik sykeheim;omsorg;130;;;kanskje"),
    ]
    for file, old, new in edits:
        change(folder, file, old, new)
    _, problems = collect(folder)
    assert len(problems) == 20, [str(p) for p in problems]
    assert sorted(p.file for p in problems) == sorted(e[0] for e in edits)
    for p in problems:
        assert p.message and p.hint and p.line > 0, str(p)


LISTED = """
[[faktor]]
id = "styringsrente"
varighet = 0.8
kilde = "prøve"

[[faktor]]
id = "loennsvekst"
kilde = "prøve"
standardavvik = { enhet = "prosent", verdi = 0.5, kilde = "prøve" }
"""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("loennsvekts", "faktor.1.id: ukjent usikker faktor (verdi: loennsvekts) → mente du loennsvekst?"),
        (
            "prosjektkostnad",
            "faktor.1.standardavvik: tallet gjelder ikke denne faktoren (verdi: prosjektkostnad) → prosjektkostnad har felles",
        ),
        ("styringsrente", "faktor.1.id: faktoren står to ganger (verdi: styringsrente) → la én stå"),
    ],
)
def test_uncertain_factors_are_those_the_model_declares(folder: Path, said: str, words: str) -> None:
    path = folder / "usikkerhet.toml"
    path.write_text(path.read_text(encoding="utf-8") + LISTED.replace("loennsvekst", said), encoding="utf-8")
    problem = collect(folder)[1][0]
    assert words in str(problem) and problem.line > 0


PAIR = '\n[[korrelasjon]]\nmellom = ["{}", "{}"]\nverdi = {}\nkilde = "prøve"\n'


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("loennsvekst", "prisvekst", 0.5), ("prisvekst", "loennsvekst", 0.1)], "korrelasjonen er gitt to ganger"),
        ([("loennsvekst", "loennsvekst", 0.5)], "mellom to ulike faktorer"),
        ([("loennsvekst", "prisvekst", 1.0)], "må være høyst 0.99"),
        ([("loennsvekst", "prisvekst", "nan")], "endelig tall"),
        (
            [("loennsvekst", "prisvekst", 0.9), ("prisvekst", "styringsrente", 0.9), ("loennsvekst", "styringsrente", -0.9)],
            "kan ikke gjelde samtidig",
        ),
    ],
)
def test_correlations_that_cannot_be(folder: Path, pairs: list[tuple[str, str, object]], words: str) -> None:
    path = folder / "usikkerhet.toml"
    path.write_text(path.read_text(encoding="utf-8") + "".join(PAIR.format(*p) for p in pairs), encoding="utf-8")
    assert words in str(collect(folder)[1][0])


def test_files_missing_unknown_or_broken(folder: Path, tmp_path: Path) -> None:
    (folder / "fond.toml").unlink()
    (folder / "rammer.csv").unlink()
    (folder / "laaan.csv").write_text("id\n", encoding="utf-8")
    (folder / "inntekter.toml").write_text('aar = "\n', encoding="utf-8")
    (folder / "bygg.csv").write_bytes("id;navn\nå;ø\n".encode("cp1252"))
    (folder / "anlegg.csv").write_text("\n", encoding="utf-8")
    (folder / "befolkning" / "flytting.csv").unlink()
    (folder / "prosjekter" / "Vann Øst.toml").write_text("", encoding="utf-8")
    text = "\n".join(str(p) for p in collect(folder)[1])
    for said in (
        "fond.toml: filen mangler",
        "rammer.csv: filen mangler",
        "laaan.csv: ukjent fil i planen → mente du laan.csv?",
        "inntekter.toml:1",
        "ikke gyldig TOML",
        "bygg.csv:2: filen er ikke UTF-8 (ser ut som cp1252) → lagre filen på nytt som «CSV UTF-8»",
        "anlegg.csv: filen er tom",
        "flytting.fil: filen finnes ikke (verdi: befolkning/flytting.csv)",
        "filnavnet er ikke en gyldig id",
    ):
        assert said in text, text
    assert "fant ingen plan her" in str(collect(tmp_path / "ingenting")[1][0])


def test_csv_headers_and_decimals(folder: Path) -> None:
    change(folder, "bygg.csv", "plasser", "plaser")
    change(folder, "laan.csv", "200;mill. kr", "200\u00a0000,0;1000 kr")
    text = "\n".join(str(p) for p in collect(folder)[1])
    assert "ukjent kolonne" in text
    assert "mente du plasser?" in text
    assert "kolonnen mangler → legg til kolonnen plasser" in text
    assert "laan.csv" not in text
    comma = (folder / "anlegg.csv").read_text(encoding="utf-8").replace(";", ",")
    (folder / "anlegg.csv").write_text("\ufeff" + comma, encoding="utf-8")
    assert not [p for p in collect(folder)[1] if p.file == "anlegg.csv"]


def test_content_hash_ignores_comments_and_layout(folder: Path) -> None:
    before = read_plan(folder).content_hash
    text = (folder / "fond.toml").read_text(encoding="utf-8")
    (folder / "fond.toml").write_text("# ny kommentar\n\n" + text.replace(" = ", "   =   "), encoding="utf-8")
    assert read_plan(folder).content_hash == before
    change(folder, "fond.toml", "verdi   =   2.0", "verdi   =   2.5")
    assert read_plan(folder).content_hash != before


def test_edit_keeps_comments_and_writes_all_or_nothing(folder: Path) -> None:
    file = folder / "finans.toml"
    before = file.read_text(encoding="utf-8")
    set_value(folder, "finans.toml", ("nye_laan", "loepetid"), 25, seen=digest(file))
    after = file.read_text(encoding="utf-8")
    assert after == before.replace("loepetid = 30", "loepetid = 25")
    assert read_plan(folder).finance.nye_laan.loepetid == 25
    set_value(folder, "handlingsregler.toml", ("maaltall", 0, "maal"), 2.0)
    assert read_plan(folder).rules.maaltall[0].maal == 2.0
    with pytest.raises(PlanError, match="endret av noen andre"):
        set_value(folder, "finans.toml", ("nye_laan", "loepetid"), 20, seen="0" * 64)
    with pytest.raises(PlanError, match="nøkkelen finnes ikke"):
        set_value(folder, "finans.toml", ("gamle_laan", "loepetid"), 20)
    with pytest.raises((PlanError, ValueError)):
        set_value(folder, "finans.toml", ("nye_laan", "loepetid"), object())
    assert file.read_text(encoding="utf-8") == after
    assert not list(folder.glob(".*"))
    (folder / "balanse.toml").write_bytes('kilde = "å"'.encode("cp1252"))
    with pytest.raises(PlanError, match="UTF-8"):
        set_value(folder, "balanse.toml", ("kilde",), "x")


def test_failed_write_leaves_no_trace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "finans.toml"
    before = file.read_bytes()

    def broken(self: Path, target: Path) -> Path:
        raise OSError("disken er full")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="full"):
        write_text(file, "x = 1\n")
    assert file.read_bytes() == before
    assert not list(folder.glob(".*"))


def test_new_files_can_be_read_by_others_as_any_file(tmp_path: Path) -> None:
    plain, ours = tmp_path / "vanlig", tmp_path / "vår"
    plain.touch()
    write_text(ours, "x")
    assert ours.stat().st_mode == plain.stat().st_mode


def test_folders_are_copied_byte_for_byte(folder: Path, tmp_path: Path) -> None:
    copy_folder(folder, tmp_path / "kopi")
    for file in folder.rglob("*"):
        if file.is_file():
            assert (tmp_path / "kopi" / file.relative_to(folder)).read_bytes() == file.read_bytes()
    with pytest.raises(PlanError, match="ikke tom"):
        copy_folder(folder, tmp_path / "kopi")


@pytest.mark.parametrize("name", sorted(schemas()))
def test_json_schema_files_are_current(name: str) -> None:
    path = ROOT / "docs" / "schema" / file_name(name)
    assert path.read_text(encoding="utf-8") == dump(schemas()[name]), "kjør make schema"
    assert json.loads(dump(schemas()[name]))["additionalProperties"] is False


def test_a_vector_says_which_years_it_speaks_of() -> None:
    def vector(**said: object) -> Share:
        return Share.model_validate({"enhet": "prosent", "kilde": "prøve", **said})

    assert vector(verdi=5.0).said(2030) == 5.0 and vector(verdi=5.0).at(2030) == 0.05
    last, none, silent = (vector(verdier={"2026": 1.0, "2028": 3.0}, videre=v) for v in ("siste", "null", None))
    assert [last.said(y) for y in (2025, 2026, 2027, 2028, 2029)] == [None, 1.0, None, 3.0, 3.0]
    assert none.said(2029) == 0.0 and none.at(2029) == 0.0
    assert silent.said(2029) is None and silent.at(2028) == 0.03


def test_a_file_that_is_no_plain_file_is_located(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        read_bytes(tmp_path)
    assert [(p.file, p.message) for p in raised.value.problems] == [(str(tmp_path), "filen kan ikke leses")]
