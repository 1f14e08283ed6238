"""Warnings of plausibility from the files alone: for each rule a plan that trips it, and the examples that do not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ldip import Caution, Plan, cautions
from ldip.binding.reading import collect
from ldip.locales import LANGUAGES, catalogue
from ldip.parameters.plausible import rules, spans
from ldip.plan.plausible import amounts, page
from ldip.plan.plausible.common import Given, given
from ldip.plan.schema.declared import plan_fields
from tests.plausible.test_slips import NEW_RULES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("nordvik", "solvik", "baerum-2022")
Edited = Callable[..., Plan]

# example, file, old, new, rule, place, a part of the sentence
TRIPS = [
    ("nordvik", "forutsetninger.toml", "2028 = 3.0", "2028 = 0.03", "prosent", "forutsetninger.toml: loennsvekst.verdier.2028", "skulle vært 3 prosent"),
    ("nordvik", "forutsetninger.toml", "verdi = 60", "verdi = 0.6", "prosent", "forutsetninger.toml: deflator_loennsandel.verdi", "skulle vært 60"),
    ("nordvik", "handlingsregler.toml", "maal = 40\ngulv = 30\nkrevd", "maal = 0.4\nkrevd", "prosent", "handlingsregler.toml: egenkapitalfinansiering.maal", "skulle vært 40"),
    ("nordvik", "handlingsregler.toml", "[gjeldsgrad]\ntak = 95", "[gjeldsgrad]\ntak = 0.95", "prosent", "handlingsregler.toml: gjeldsgrad.tak", "skulle vært 95"),
    ("nordvik", "laan.csv", "fast;3,10;", "fast;0,031;", "prosent", "laan.csv: kbn-2", "skulle vært 3,1"),
    ("nordvik", "forutsetninger.toml", "2027 = 3.5", "2027 = 25", "rate", "forutsetninger.toml: loennsvekst.verdier.2027", "utenfor −2–15"),
    ("nordvik", "forutsetninger.toml", "2027 = 2.0", "2027 = -3", "rate", "forutsetninger.toml: prisvekst.verdier.2027", "−3 prosent"),
    ("nordvik", "laan.csv", "fast;3,10;", "fast;16,5;", "rate", "laan.csv: kbn-2", "16,5 prosent"),
    ("nordvik", "rammer.csv", "skole;loenn;58;", "skole;loenn;58000;", "tusen", "rammer.csv: skole, loenn", "58 000 mill. kr"),
    ("nordvik", "rammer.csv", "skole;kjoep;10;mill. kr", "skole;kjoep;10;1000 kr", "tusen", "rammer.csv: skole, kjoep", "10 000 kr"),
    ("solvik", "regnskap.csv", "rammetilskudd;2024;regnskap;159,5;mill. kr", "rammetilskudd;2024;regnskap;159,5;1000 kr", "tusen", "regnskap.csv: rammetilskudd, regnskap, 2024", "resten av rekken"),
    ("baerum-2022", "vedtatt.csv", "skatt_paa_inntekt_og_formue;2023;7699;mill. kr", "skatt_paa_inntekt_og_formue;2023;7699;1000 kr", "tusen", "vedtatt.csv: skatt_paa_inntekt_og_formue, 2023", "7,699 mill. kr"),
    ("baerum-2022", "prosjekter/ballerud-skole.toml", 'enhet = "mill. kr"', 'enhet = "kr"', "tusen", "prosjekter/ballerud-skole.toml: kostnad.beloep", None),
    ("nordvik", "prosjekter/skole-nord.toml", "fdv_per_m2 = { beloep = 900", "fdv_per_m2 = { beloep = 900000", "tusen", "prosjekter/skole-nord.toml: drift.fdv_per_m2.beloep", "900 kr er innenfor"),
    ("nordvik", "prosjekter/skole-nord.toml", 'fase = "forprosjekt"', 'fase = "konsept"\nutsettes_aar = -1', "prosjektstart", "prosjekter/skole-nord.toml: framdrift", "fra 2025, før 2026"),
    ("nordvik", "bygg.csv", "nordvik-skole;Nordvik skole;skole;430;;;", "nordvik-skole;Nordvik skole;skole;430;;2024;", "prosjektstart", "bygg.csv: nordvik-skole", "stengte i 2024"),
]  # fmt: skip


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """A copy of an example with a text replaced in a file."""

    def copy(example: str, file: str, old: str, new: str) -> Plan:
        folder = tmp_path / example
        shutil.copytree(ROOT / "examples" / example, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return collect(folder)[0].plan()

    return copy


def struck(plan: Plan, rule: str) -> list[Caution]:
    return [c for c in cautions(plan) if c.rule == rule]


@pytest.mark.parametrize(("example", "file", "old", "new", "rule", "place", "words"), TRIPS, ids=lambda v: str(v)[:30])
def test_a_mistake_is_warned_of_where_it_is(
    edited: Edited, example: str, file: str, old: str, new: str, rule: str, place: str, words: str | None
) -> None:
    plan = edited(example, file, old, new)
    found = struck(plan, rule)
    assert [c.place for c in found] == [place], [str(c) for c in cautions(plan)]
    assert found[0].file == file and found[0].line > 0 and found[0].value
    assert words is None or words in found[0].message.replace("\u00a0", " ")
    assert found[0].about.usual and found[0].about.kilde and found[0].about.name


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_have_none_from_their_files(example: str) -> None:
    plan = collect(ROOT / "examples" / example)[0].plan()
    assert cautions(plan) == ()


def test_every_rule_of_the_files_is_tried() -> None:
    tried = {rule for *_, rule, _, _ in TRIPS}
    elsewhere = {"folketall", "utgaatt", "overstyrt", "godtatt"}  # in tests below and in tests/plausible/test_overruled.py
    elsewhere |= {"fremmed", "ekte", "nasjonalt"}  # in tests/plausible/test_origins.py
    elsewhere |= NEW_RULES  # in tests/plausible/test_slips.py
    assert {r.id for r in rules().values() if r.krever == "plan"} == tried | elsewhere


def test_fields_with_a_span_exist() -> None:
    known = {(p.file, p.key) for p in plan_fields()}
    for span in (*spans("prosentfelt"), *spans("beloepsfelt")):
        file, _, key = span.felt.partition(":")
        assert (file.removesuffix("/*"), key) in known, span.felt
        assert 0.0 < span.minst < span.hoeyst


def test_a_span_recognises_the_other_unit_only() -> None:
    span = replace(spans("prosentfelt")[0], minst=0.2, hoeyst=15.0)
    assert span.mistaken(0.0, 100.0) == span.mistaken(0.2, 100.0) == span.mistaken(-15.0, 100.0) == 0.0
    assert span.mistaken(0.035, 100.0) == 100.0
    assert span.mistaken(350.0, 0.01) == 0.01
    assert span.mistaken(350.0, 100.0) == span.mistaken(16.0, 0.01) == span.mistaken(0.001, 100.0) == 0.0


def test_population_against_the_year_before(edited: Edited, tmp_path: Path) -> None:
    pointer = "dato = 2026-01-01\n"
    history = '[historie]\nfil = "befolkning/historie.csv"\nkilde = "Oppdiktet"\nanslag = true\n\n'
    plan = edited("nordvik", "befolkning.toml", "[folketall]\n", history + "[folketall]\n")
    assert pointer in plan.text("befolkning.toml")
    rows = "".join(f"2025;{s};{a};kommunen;{{n}}\n" for s in "km" for a in range(106))
    for persons, wanted in ((20, []), (18, ["befolkning/folketall.csv: 2026"])):  # 4 240 people, and 3 816 the year before
        text = "aar;kjoenn;alder;sone;personer\n" + rows.replace("{n}", str(persons))
        (tmp_path / "nordvik" / "befolkning" / "historie.csv").write_text(text, encoding="utf-8")
        found = struck(collect(tmp_path / "nordvik")[0].plan(), "folketall")
        assert [c.place for c in found] == wanted
    assert "4\u00a0240" in found[0].message and "11,1 prosent per år" in found[0].message


def test_keys_that_are_no_longer_used(edited: Edited, tmp_path: Path) -> None:
    """A key that the schema ignores is warned of where it is; one that it demands cannot be left out, and is not."""
    edited("nordvik", "handlingsregler.toml", "\n", "\n")
    file = tmp_path / "nordvik" / "handlingsregler.toml"
    text = file.read_text(encoding="utf-8")
    values = {"variant": '"realisert"', "jevn_fra": "2027", "overskriftsaar": "2035"}
    missing = "".join(f"{k} = {v}\n" for k, v in values.items() if f"\n{k} = " not in text)
    file.write_text(missing + text, encoding="utf-8")
    plan = collect(tmp_path / "nordvik")[0].plan()
    keys = rules()["utgaatt"].noekler
    ignored = [k for k in keys if not type(plan.rules).model_fields[k.partition(":")[2]].is_required()]
    assert {f"{c.file}:{c.key}" for c in struck(plan, "utgaatt")} == set(ignored)
    assert keys == tuple(f"handlingsregler.toml:{k}" for k in values)


def test_a_key_that_may_be_left_out_is_warned_of(monkeypatch: pytest.MonkeyPatch, nordvik: Plan) -> None:
    rule = replace(rules()["utgaatt"], noekler=("plan.toml:beskrivelse", "plan.toml:navn", "finans.toml:utbytter"))
    monkeypatch.setattr("ldip.plan.plausible.dates.rules", lambda: {"utgaatt": rule})
    from ldip.plan.plausible.dates import RULES

    assert [c.place for c in RULES[-1](nordvik)] == ["plan.toml: beskrivelse"]  # navn is demanded, utbytter is not in the file


ACCEPTANCE = """
[[godtatt]]
regel = "{rule}"
sted = "{place}"
grunn = "Avtalt"
dato = 2026-10-15
"""


def test_an_accepted_warning_keeps_its_reason_and_one_that_no_longer_strikes_is_listed(edited: Edited, tmp_path: Path) -> None:
    edited("nordvik", "forutsetninger.toml", "2027 = 3.5", "2027 = 25")
    folder = tmp_path / "nordvik"
    place = "forutsetninger.toml: loennsvekst.verdier.2027"
    (folder / "rimelighet.toml").write_text(ACCEPTANCE.format(rule="rate", place=place), encoding="utf-8")
    reading, problems = collect(folder)
    found = cautions(reading.plan())
    assert problems == () and [(c.rule, c.place, c.reason, c.since) for c in found] == [("rate", place, "Avtalt", "2026-10-15")]
    text = (folder / "forutsetninger.toml").read_text(encoding="utf-8").replace("2027 = 25", "2027 = 3.5")
    (folder / "forutsetninger.toml").write_text(text, encoding="utf-8")
    found = cautions(collect(folder)[0].plan())
    assert [(c.rule, c.file, c.key, c.line, c.reason) for c in found] == [("godtatt", "rimelighet.toml", "godtatt.0", 2, "")]
    assert place in found[0].message and "slår ikke lenger til" in found[0].message


def test_an_acceptance_of_a_run_is_not_missed_by_the_files_alone(nordvik: Plan) -> None:
    assert [a.regel for a in nordvik.accepted.godtatt] == ["fornyelse"] and rules()["fornyelse"].krever == "kjøring"
    assert struck(nordvik, "godtatt") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("fornyelse", "fornyelsen", "ukjent regel for rimelighet"), ('grunn = "', 'grunn = ""#', "kan ikke være tom")],
)
def test_an_acceptance_is_checked(edited: Edited, tmp_path: Path, old: str, new: str, message: str) -> None:  # fmt: skip
    edited("nordvik", "rimelighet.toml", old, new)
    assert any(message in p.message and p.file == "rimelighet.toml" and p.line for p in collect(tmp_path / "nordvik")[1])


def test_a_file_that_cannot_be_read_does_not_stop_the_others(edited: Edited) -> None:
    plan = edited("nordvik", "inntekter.toml", "[nasjonalt", "[[nasjonalt")
    again = replace(plan, contents={**plan.contents})
    assert isinstance(cautions(again), tuple)


def test_a_sector_that_is_not_known_is_an_error(edited: Edited, tmp_path: Path) -> None:
    edited("nordvik", "tjenester/skole.toml", 'kostra = ["grunnskole"]', 'kostra = ["grunskole"]')
    assert [(p.key, p.hint) for p in collect(tmp_path / "nordvik")[1]] == [("kostra.0", "mente du grunnskole?")]


def column(values: list[float]) -> list[Given]:
    return [Given("rammer.csv", "beloep", v, i, str(i)) for i, v in enumerate(values)]


def test_columns_and_series_by_hand() -> None:
    usual = [2e6, 5e6, 9e6, 30e6, 60e6, 80e6]
    assert list(amounts.in_column(column(usual))) == []
    assert [c.line for c in amounts.in_column(column([*usual, 30e9]))] == [6]  # 375 times the largest, 30 mill. inside
    assert [c.line for c in amounts.in_column(column([*usual, 12e3]))] == [6]  # 1/167 of the smallest, 12 mill. inside
    assert list(amounts.in_column(column([*usual, 500e6]))) == []  # large, but 0.5 mill. is not inside
    assert list(amounts.in_column(column([2e6, 5e9]))) == []  # too few to judge
    assert list(amounts.in_series(column([0.0, 5e6, 6e6, 7e6]))) == []
    assert [c.line for c in amounts.in_series(column([5e6, 6e3, 7e6]))] == [1]
    assert [c.line for c in amounts.in_series(column([5e6, 6e9]))] == [1]
    assert list(amounts.in_series(column([5e6, 6e8]))) == []


def test_given_values_are_per_cent_and_kroner(nordvik: Plan) -> None:
    assert [g.value for g in given(nordvik, "forutsetninger.toml:loennsvekst")] == pytest.approx([4.0, 3.5, 3.0])
    assert {g.place: g.value for g in given(nordvik, "tjenester/*:enhetskostnad")}[
        "tjenester/skole.toml: enhetskostnad.beloep"
    ] == 160_000.0
    assert list(given(nordvik, "drift.toml:effektivisering.sats")) == []


def test_the_page_lists_every_rule_span_and_level() -> None:
    """docs/guide/rimelighet.md is written from the parameter files: `make schema`."""
    assert (ROOT / "docs" / "guide" / "rimelighet.md").read_text(encoding="utf-8") == page.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_and_sentences_in_every_language(language: str) -> None:
    """Each rule has a name and a customary value, and each sentence of a rule is a rule's."""
    for rule in rules().values():
        assert rule.navn[language] and rule.vanlig[language] and rule.kilde
    said = {k.split(".")[1] for k in catalogue(language) if k.startswith("plausible.")}
    assert said - {"open", "none", "accepted", "because", "usual", "where"} == set(rules())
