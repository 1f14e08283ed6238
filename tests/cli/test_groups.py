"""The scheme of commands: one screen of help in every language, words with æøå, and the old names for one release."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.test_cli import FIVE
from tests.sources.test_indicators import NDR
from typer.testing import CliRunner, Result

from ldip.cli.app import COMMAND_GROUPS, app
from ldip.cli.earlier import MOVED, renamed
from ldip.locales import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
WORDS = {name: list(commands) for name, commands in COMMAND_GROUPS.items()}
SCREEN = (25, 80)  # the smallest terminal there is
SHOW_ALL = """
import sys
from typer.testing import CliRunner
from ldip.cli.app import COMMAND_GROUPS, app
for group in ([], *([name] for name in COMMAND_GROUPS)):
    print(CliRunner().invoke(app, [*group, "--help"], prog_name="ldip", terminal_width=80).output, end="\\f")
"""


EARLIER = [
    ("importer PLAN f.json --som folketall", "hent befolkning PLAN f.json --som folketall"),
    ("kostra 0A 0B --ut PLAN", "hent regnskap 0A 0B --ut PLAN"),
    ("oppstilling PLAN 5-4 --faste", "vis oppstillinger PLAN 5-4 --faste"),
    ("maaltall", "vis maaltall"),
    ("maaltall PLAN", "vis maaltall PLAN"),
    ("maaltall PLAN --les f.json", "hent noekkeltall PLAN f.json"),
    ("maaltall --read=f.json PLAN", "hent noekkeltall PLAN f.json"),
    ("grep PLAN --grep x", "sammenlign grep PLAN --grep x"),
    ("stress PLAN --aar 2030", "sammenlign stress PLAN --aar 2030"),
    ("revisor PLAN --ut mappe", "skriv revisorfil PLAN --ut mappe"),
    (f"revisor {__file__}", f"etterproev revisorfil {__file__}"),
    ("tilbakeprov befolkning f.csv", "etterproev befolkning f.csv"),
    ("proev --plan PLAN", "etterproev program --plan PLAN"),
    ("inntektsutjevning f.csv --aar 2025", "landet inntektsutjevning f.csv --aar 2025"),
    ("utgiftsbehov f.csv --aar 2025", "landet utgiftsbehov f.csv --aar 2025"),
    ("reform f.csv --aar 2025 --sett a=1", "landet reform f.csv --aar 2025 --sett a=1"),
    ("lager bruker k@x.no Kari", "brukere ny k@x.no Kari"),
    ("lager rolle Solvik k@x.no leser", "brukere rolle Solvik k@x.no leser"),
]


def ldip(*args: str) -> Result:
    return CliRunner().invoke(app, list(args), prog_name="ldip")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_help_is_one_screen_and_says_everything(code: str) -> None:
    env = {**os.environ, "LDIP_LANG": code, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", SHOW_ALL], env=env, capture_output=True, text=True, check=True)
    pages = done.stdout.split("\f")[:-1]
    assert len(pages) == 1 + len(COMMAND_GROUPS)
    for page in pages:
        lines = page.rstrip("\n").split("\n")
        assert len(lines) <= SCREEN[0] and max(map(len, lines)) <= SCREEN[1], page
        assert "..." not in page.replace("[ARGS]...", ""), "a help text is cut"
    first = pages[0]
    for name in ("new", "check", "run", "explain", "serve", *COMMAND_GROUPS):
        assert f"\n  {name} " in first and catalogue(code)[f"cli.{name}"] in first, name
    for name, page in zip(COMMAND_GROUPS, pages[1:], strict=True):
        assert all(f"\n  {word} " in page for word in WORDS[name])
    assert not [old for old in MOVED if f"\n  {old} " in first]


def test_words_may_be_typed_with_norwegian_letters() -> None:
    shown = ldip("vis", "måltall")
    assert shown.exit_code == 0 and shown.stdout == ldip("vis", "maaltall").stdout
    typed = ldip("etterprøv", "--help")
    assert typed.exit_code == 0 and "revisorfil" in typed.stdout
    assert ldip("vis", "ma\u030altall").exit_code == 0, "å as a letter and its ring, as some keyboards send it"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["hentt"], "Kommandoen «hentt» finnes ikke. Mente du «hent»?"),
        (["vis", "oppstilling"], "Mente du «oppstillinger»?"),
        (["xyz"], "Kommandoen «xyz» finnes ikke."),
        (["--hepl"], "--hepl"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(args: list[str], words: str) -> None:
    done = ldip(*args)
    assert done.exit_code == 2 and words in done.stderr, done.output
    assert "Mente du" in done.stderr or "Mente du" not in words


@pytest.mark.parametrize(("old", "new"), EARLIER)
def test_an_old_name_leads_to_the_new(old: str, new: str) -> None:
    found = renamed(old.split())
    assert found is not None and found.args == new.split()
    assert new.startswith(found.new) and found.new.split()[0] in COMMAND_GROUPS
    assert renamed(found.args) is None, "today's name is no old name"


def test_every_old_name_is_tried_above() -> None:
    assert {old.split()[0] for old, _ in EARLIER} == {*MOVED, "lager"}


@pytest.mark.parametrize("args", [["--help"], [], ["planer", "a", "b"], ["stress", "a"], ["grep", "a", "--grep", "b"]])
def test_todays_comparisons_are_no_old_name(args: list[str]) -> None:
    assert renamed(["sammenlign", *args]) is None


def test_an_old_name_gives_the_same_output_and_code_with_a_note_on_standard_error(tmp_path: Path) -> None:
    table = tmp_path / "kommuner.csv"
    table.write_text(FIVE, encoding="utf-8")
    old, new = (ldip(*words, str(table), "--aar", "2025") for words in (["inntektsutjevning"], ["landet", "inntektsutjevning"]))
    assert old.exit_code == new.exit_code == 0 and old.stdout == new.stdout and old.stdout.startswith("knr,")
    assert (
        old.stderr
        == f"«ldip inntektsutjevning» heter nå «ldip landet inntektsutjevning». Det gamle navnet virker bare i denne utgaven.\n{new.stderr}"
    )
    missing = str(tmp_path / "ingen")
    for words, today in ((["stress"], ["sammenlign", "stress"]), (["revisor"], ["skriv", "revisorfil"])):
        was, now = ldip(*words, missing), ldip(*today, missing)
        assert was.exit_code == now.exit_code == 1 and was.stdout == now.stdout and was.stderr.endswith(now.stderr)
    assert ldip("oppstilling", missing, "5-99").exit_code == ldip("vis", "oppstillinger", missing, "5-99").exit_code == 2
    assert "ldip hent befolkning" in ldip("importer", "--help").stdout


def test_key_figures_need_a_plan(tmp_path: Path) -> None:
    figures = tmp_path / "f.csv"
    figures.write_text(f"region;statistikkvariabel;år;value\n3201 Bærum;{NDR};2024;1,5\n", encoding="utf-8")
    done = ldip("hent", "noekkeltall", str(tmp_path / "ingen"), str(figures))
    assert done.exit_code == 1 and "fant ingen plan her" in done.stderr, done.output
    (tmp_path / "tom").mkdir()
    assert ldip("hent", "noekkeltall", str(tmp_path / "tom"), str(figures)).exit_code == 1
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["f.csv", "tom"], "nothing is written"
