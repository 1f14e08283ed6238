"""Ordinary slips of a keyboard: each is refused or warned of with its place, its value and what is usual, and no sound plan is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from ldip.binding.reading import collect_contents
from ldip.firstplan.build import build
from ldip.plan.folder import read_all
from ldip.plan.plausible.run import plan_cautions
from ldip.plan.write import edited

ROOT: Final = Path(__file__).resolve().parents[2]
Files = dict[str, bytes]
Slip = Callable[[Files], None]
NEW_RULES: Final = {
    "per_innbygger",
    "enhet",
    "enhetspris",
    "loennsrad",
    "fortegn",
    "negativ",
    "kommunetall",
    "kjoenn",
    "alder",
    "aargang",
}
# Sizes, counties and kinds: the largest, the smallest, those without a published index of need, and the far north.
TWENTY: Final = ("0301", "1101", "1103", "1151", "1144", "1508", "1825", "1835", "3201", "3222", "3430", "3450", "4001")
TWENTY_MORE: Final = ("4026", "4224", "4601", "4629", "5001", "5510", "5610", "5636")


@cache
def _files(name: str) -> tuple[tuple[str, bytes], ...]:
    if name.isdigit():
        return tuple((n, text.encode()) for n, text in build(name).items())
    return tuple(read_all(ROOT / "examples" / name).items())


def said(name: str, slip: Slip) -> list[str]:
    """Every problem and open warning of a plan with a slip, with ordinary spaces."""
    files = dict(_files(name))
    slip(files)
    reading, problems = collect_contents(files, levers=False)
    open_ones = [c for c in plan_cautions(reading.plan()) if not c.reason]
    return [re.sub("[\u00a0\u202f]", " ", str(x)) for x in (*problems, *open_ones)]


def text(file: str, old: str, new: str, count: int = -1) -> Slip:
    """Replace a text in a file."""

    def slip(files: Files) -> None:
        before = files[file].decode()
        assert old in before, (file, old)
        files[file] = before.replace(old, new, count).encode()

    return slip


def both(*slips: Slip) -> Slip:
    def slip(files: Files) -> None:
        for one in slips:
            one(files)

    return slip


def value(file: str, path: tuple[str | int, ...], new: object) -> Slip:
    """Set a value of a TOML file."""

    def slip(files: Files) -> None:
        files[file] = edited(files[file].decode(), path, new, file).encode()

    return slip


def row(file: str, line: str, head: str = "") -> Slip:
    """Add a row to a csv file."""

    def slip(files: Files) -> None:
        before = files.get(file, head.encode()).decode()
        files[file] = (before.rstrip("\n") + f"\n{line}\n").encode()

    return slip


def matching(file: str, pattern: str, new: str, count: int = 0) -> Slip:
    """Replace what a pattern matches in a file."""

    def slip(files: Files) -> None:
        after, found = re.subn(pattern, new, files[file].decode(), count=count, flags=re.MULTILINE)
        assert found, (file, pattern)
        files[file] = after.encode()

    return slip


def swapped(files: Files) -> None:
    """Women for men."""
    file = "befolkning/folketall.csv"
    files[file] = re.sub(
        r"(?m)(^|;)([km]);(?=\d+;)", lambda m: f"{m[1]}{'m' if m[2] == 'k' else 'k'};", files[file].decode()
    ).encode()


def thousands(file: str) -> Slip:
    """Every amount in mill. kr in 1000 kr, so that one of them can be written in kr."""

    def slip(files: Files) -> None:
        amounts = re.compile(r";(-?[\d,]+);mill\. kr;")

        def moved(m: re.Match[str]) -> str:
            return f";{float(m[1].replace(',', '.')) * 1000:.0f};1000 kr;"

        files[file] = amounts.sub(moved, files[file].decode()).encode()

    return slip


def tenfold(file: str, only: str = "") -> Slip:
    return matching(file, rf"^({only or '.*'};)(\d+)$", r"\g<1>\g<2>0")


LEVER: Final = """navn = "Kutt i kultur"
rekkefoelge = 9
kilde = "Forslag"
anslag = true
[[endringer]]
fil = "tiltak.csv"
rader = [{ id = "kutt", navn = "Kutt i kultur", tjeneste = "annet", type = "varig", aar = 2027, beloep = 2.5, enhet = "mill. kr", priser = "2026-kroner", anslag = true, kilde = "Forslag" }]
"""


def lever(files: Files) -> None:
    files["grep/kultur.toml"] = LEVER.encode()


FRAMES, TAX = "rammer.csv", "skatt_paa_inntekt_og_formue;2026;161,0;mill. kr"
PEOPLE: Final = "befolkning/folketall.csv"
ADOPTED: Final = "linje;aar;beloep;enhet;priser;status;anslag;kilde"
MEASURES: Final = "id;navn;tjeneste;type;aar;beloep;enhet;priser;anslag;kilde"
OWN: Final = "løpende;nei;Regnskap 2023"

# slip, plan, what was typed, what the message holds: place, value, what is usual
SLIPS: list[tuple[str, str, Slip, tuple[str, ...]]] = [
    ("hele filen i feil enhet", "nordvik", text(FRAMES, "mill. kr", "kr"), ("rammer.csv:9", "394 kr", "30 000–500 000", "87 000")),
    ("hele filen i feil enhet", "solvik", text(FRAMES, "mill. kr", "1000 kr"), ("rammer.csv:", "0,364 mill. kr", "30 000–500 000")),
    ("hele filen i feil enhet", "4601", text(FRAMES, "mill. kr", "1000 kr"), ("rammer.csv:", "mill. kr er", "30 000–500 000")),
    ("hele filen i feil enhet", "4601", text("balanse.toml", '"mill. kr"', '"kr"', 1), ("balanse.toml", "31 838,1 kr", "500–2 000 000")),
    ("én rad i kr", "nordvik", both(thousands(FRAMES), text(FRAMES, "skole;kjoep;10000;1000 kr", "skole;kjoep;10000;kr")), ("rammer.csv:5", "10 000 kr", "1000 kr")),
    ("én rad i kr", "solvik", both(thousands(FRAMES), text(FRAMES, "skole;kjoep;8800;1000 kr", "skole;kjoep;8800;kr")), ("rammer.csv:6", "8 800 kr", "1000 kr")),
    ("én rad i kr", "solvik", text("regnskap.csv", "rammetilskudd;2024;regnskap;159,5;mill. kr", "rammetilskudd;2024;regnskap;159,5;kr"), ("regnskap.csv:4", "159,5 kr", "100–300 000")),
    ("37.788", "nordvik", text(FRAMES, "skole;loenn;58;", "skole;loenn;37.788;"), ("rammer.csv:3:3", "37.788", "37 788 og som 37,788")),
    ("37.788", "nordvik", text(PEOPLE, "k;0;20", "k;0;37.788"), (PEOPLE, "37.788", "37 788 og som 37,788")),
    ("37.788", "4601", text("laan.csv", ";14063,457;", ";37.788;"), ("balanse.toml:13", "55 562 648 000 kr", "31838105000")),
    ("37.788", "solvik", text(FRAMES, "skole;loenn;54,400;", "skole;loenn;37.788;"), ("rammer.csv:4", "37 788 mill. kr")),
    ("lønnsraden mangler", "nordvik", matching(FRAMES, r"^skole;loenn;.*\n", ""), ("rammer.csv:3", "skole", "28 mill. kr", "prosent av utgiften")),
    ("lønnsraden mangler", "solvik", matching(FRAMES, r"^hjemmetjeneste;loenn;.*\n", ""), ("rammer.csv", "hjemmetjeneste", "prosent av utgiften")),
    ("lønnsraden mangler", "4601", matching(FRAMES, r"^barnehage;loenn;.*\n", ""), ("rammer.csv", "barnehage", "prosent av utgiften")),
    ("prosent som andel", "nordvik", text("forutsetninger.toml", "2027 = 3.5", "2027 = 0.025"), ("forutsetninger.toml:6", "0,025 prosent", "0,2–15", "2,5")),
    ("prosent som andel", "solvik", value("forutsetninger.toml", ("loennsvekst", "verdier", "2028"), 0.025), ("forutsetninger.toml", "0,025 prosent", "0,2–15")),
    ("prosent som andel", "4601", text("laan.csv", ";fast;4,25;", ";fast;0,0425;"), ("laan.csv", "0,0425 prosent", "0,2–15", "4,25")),
    ("prosent ganget med 100", "nordvik", text("forutsetninger.toml", "2027 = 3.5", "2027 = 250"), ("forutsetninger.toml:4", "250 prosent", "fra -30 til 50", "2.5")),
    ("prosent ganget med 100", "solvik", text("laan.csv", ";fast;3,10;", ";fast;310;", 1), ("laan.csv:4", "310", "30")),
    ("prosent ganget med 100", "4601", text("forutsetninger.toml", "2027 = 2.4", "2027 = 240"), ("forutsetninger.toml", "240 prosent", "mente du 2.4")),
    ("enhetskostnad × 1000", "nordvik", value("tjenester/skole.toml", ("enhetskostnad", "beloep"), 160e6), ("tjenester/skole.toml", "160 mill. kr", "10 mill. kr")),
    ("enhetskostnad × 1000", "solvik", value("tjenester/skole.toml", ("enhetskostnad", "beloep"), 160), ("tjenester/skole.toml", "160 kr", "500 kr")),
    ("enhetskostnad × 1000", "4601", value("tjenester/helse.toml", ("enhetskostnad", "beloep"), 5_000_000), ("tjenester/helse.toml", "5 mill. kr", "ganger rammen")),
    ("folketallet × 10", "nordvik", tenfold(PEOPLE), ("rammer.csv", "42 400 innbyggere", "30 000–500 000")),
    ("folketallet × 10", "nordvik", text(PEOPLE, "k;40;20", "k;40;200"), (f"{PEOPLE}:42", "200 kvinner på 40 år", "20 og 20")),
    ("folketallet × 10", "1151", tenfold(PEOPLE), (PEOPLE, "ganger Utsiras 219")),
    ("folketallet × 10", "4601", tenfold(PEOPLE), ("befolkning.toml", "2025", "prosent per år", "3,6")),
    ("kjønnene byttet", "4601", swapped, (PEOPLE, "menn mot", "62 prosent kvinner")),
    ("kjønnene byttet", "solvik", swapped, (PEOPLE, "menn mot", "62 prosent kvinner")),
    ("kjønnene byttet", "1144", swapped, (PEOPLE, "12 menn og 14 kvinner", "Kvitsøy er det 14 og 12")),
    ("ukjent nummer", "4601", text("plan.toml", '"4601"', '"4699"'), ("plan.toml:12", "4699", "4649 Stad")),
    ("ukjent nummer", "4601", text("plan.toml", '"4601"', '"9999"'), ("plan.toml:12", "9999")),
    ("ukjent nummer", "0301", text("plan.toml", '"0301"', '"301"'), ("plan.toml:12", "301", "0301")),
    ("behovsindeks 115.98", "nordvik", value("inntekter.toml", ("behovsindeks", "verdi"), 115.98), ("inntekter.toml:9", "115.98 indeks", "fra 0 til 10", "1.1598")),
    ("behovsindeks 115.98", "4601", value("inntekter.toml", ("behovsindeks", "verdi"), 95.06), ("inntekter.toml", "95.06 indeks", "0.9506")),
    ("behovsindeks 115.98", "4601", value("inntekter.toml", ("behovsindeks", "verdi"), 9.506), ("inntekter.toml", "9,506", "Bergen har 0,9506", "landet er 1")),
    ("vedtatt skatt × 1000", "nordvik", text("vedtatt.csv", "161,0", "161000,0"), ("vedtatt.csv:3", "161 000 mill. kr", "10 000–300 000")),
    ("vedtatt skatt × 1000", "solvik", text("vedtatt.csv", TAX, TAX.replace("161,0", "161000,0")), ("vedtatt.csv:3", "161 000 mill. kr", "10 000–300 000")),
    ("vedtatt skatt × 1000", "4601", row("vedtatt.csv", "skatt_paa_inntekt_og_formue;2026;14500;kr;løpende;vedtatt;nei;B-sak 1", ADOPTED), ("vedtatt.csv:2", "14 500 kr", "10 000–300 000")),
    ("kutt med galt fortegn", "nordvik", text("tiltak.csv", "2026;ja;-1,0;", "2026;ja;1,0;"), ("tiltak.csv:5", "1 mill. kr", "−1 mill. kr", "negativt beløp")),
    ("kutt med galt fortegn", "solvik", both(text("tiltak.csv", ";Velferdsteknologi;", ";Reduksjon i vikarbruk;"), text("tiltak.csv", ";-0,8;", ";0,8;")), ("tiltak.csv:4", "0,8 mill. kr", "−0,8 mill. kr")),
    ("kutt med galt fortegn", "4601", row("tiltak.csv", "kutt;Effektivisering av kulturskolen;kultur;varig;2027;2;mill. kr;2026-kroner;ja;Forslag", MEASURES), ("tiltak.csv:2", "2 mill. kr", "−2 mill. kr")),
    ("kutt med galt fortegn", "solvik", text("drift.toml", "2027 = 0.5", "2027 = -0.5"), ("drift.toml:4", "−0,5 prosent", "0,5 prosent")),
    ("kutt med galt fortegn", "solvik", text("vedtatt.csv", "ekstra vikarer i innføringen", "innsparing i innføringen"), ("vedtatt.csv:5", "0,4 mill. kr", "−0,4 mill. kr")),
    ("kutt med galt fortegn", "solvik", lever, ("grep/kultur.toml", "2,5 mill. kr", "−2,5 mill. kr")),
    ("regnskap fra et annet år", "solvik", text("regnskap.csv", ";2024;regnskap", ";2022;regnskap"), ("regnskap.csv:4", "2022", "2025, eller 2024")),
    ("regnskap fra et annet år", "4601", matching(FRAMES, r'løpende;ja;".*"$', OWN), ("rammer.csv:6", "2023", "2025")),
    ("regnskap fra et annet år", "nordvik", both(value("balanse.toml", ("kilde",), "Balansen 31.12.2023"), value("balanse.toml", ("anslag",), False)), ("balanse.toml:3", "2023", "31. desember 2025")),
    ("negativ lønn", "nordvik", text("forutsetninger.toml", "2027 = 3.5", "2027 = -1.5"), ("forutsetninger.toml:6", "−1,5 prosent", "3,7–5,2 prosent")),
    ("negativ lønn", "solvik", text(FRAMES, "skole;loenn;54,400;", "skole;loenn;-54,400;"), ("rammer.csv:4", "−54,4 mill. kr", "54,4 mill. kr", "positive beløp")),
    ("negativ lønn", "4601", matching(FRAMES, "^(barnehage;brukerbetalinger;)", r"\g<1>-"), ("rammer.csv", "−431,33 mill. kr", "positive")),
    ("negativ lønn", "nordvik", text("vedtatt.csv", "2026;243,0", "2026;-243,0"), ("vedtatt.csv:4", "−243 mill. kr", "243 mill. kr")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "plan", "slip", "parts"), SLIPS, ids=[f"{n} {p} {i}" for i, (n, p, *_) in enumerate(SLIPS)])
def test_a_slip_is_told_with_its_place_value_and_what_is_usual(name: str, plan: str, slip: Slip, parts: tuple[str, ...]) -> None:
    found = said(plan, slip)
    assert [line for line in found if all(p in line for p in parts)], (name, parts, found)


def test_each_slip_is_tried_three_times() -> None:
    names = [name for name, *_ in SLIPS]
    assert all(names.count(n) >= 3 for n in names)


@pytest.mark.parametrize("number", [*TWENTY, *TWENTY_MORE])
def test_a_first_plan_has_none_of_the_warnings(number: str) -> None:
    reading, problems = collect_contents(dict(_files(number)), levers=False)
    assert not problems and not [str(c) for c in plan_cautions(reading.plan()) if c.rule in NEW_RULES]


@pytest.mark.parametrize(
    ("measure", "amount"),
    [
        ("Reversering av kutt i skolen", "3"),
        ("Reduserte inntekter fra billetter", "1,5"),
        ("Mindre kutt enn vedtatt", "1"),
        ("Sparebankstiftelsen bidrar", "-2"),
        ("Nye stillinger dekket av tilskudd", "-1"),
        ("Kutt i vikarbruk", "-4"),
        ("Styrking av barnevernet", "2"),
    ],
)
def test_a_sign_that_fits_its_words_is_not_warned_of(measure: str, amount: str) -> None:
    line = f"x;{measure};kultur;varig;2027;{amount};mill. kr;2026-kroner;ja;Forslag"
    assert not [w for w in said("4601", row("tiltak.csv", line, MEASURES)) if "fortegn" in w]


def test_a_broken_value_of_one_rule_does_not_hide_the_others() -> None:
    slip = both(text("tiltak.csv", "2026;ja;-1,0;", "2026;ja;1,0;"), text(FRAMES, "skole;loenn;58;", "skole;loenn;37.788;"))
    found = said("nordvik", slip)
    assert any("37.788" in w for w in found) and any("regel fortegn" in w for w in found)
