"""The commands that README, the guide, the method pages and the examples show, and a desk where they can be run for real."""

from __future__ import annotations

import json
import math
import random
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
from tests.cli.test_cli import FIVE, made_country
from tests.sources.test_indicators import NDR
from tests.sources.test_kostra import accounts, balance
from tests.workbook.own_books import model
from typer.main import get_command
from typer.testing import CliRunner, Result

from ldip.cli.app import app
from ldip.pack.municipalities import all_municipalities
from ldip.sources.kostra import Record, text_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "guide").glob("*.md")),
    *sorted((ROOT / "docs" / "method").glob("*.md")),
    *sorted(EXAMPLES.glob("*/README.md")),
]
COMMAND = re.compile(r"^(?:\.venv/bin/)?ldip(?: |$)")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
PAGES_BUILT = (ROOT / "src" / "ldip" / "web" / "static" / "index.html").is_file()
DRAWS = 20  # as many as a test needs, whatever the page asks for
PASSWORD = "et passord som er langt nok"
PROJECTS = (
    "versjon;prosjekt;navn;art;2026;2027\nA;1;Skole;230;1;2\nB;1;Skole;230;3000000;4000000\nB;1;Skole;910;-3000000;-4000000\n"
)
PROJECT_MAP = '[kolonner]\nprosjekt = "prosjekt"\nnavn = "navn"\nart = "art"\n[velg]\nversjon = "B"\n'
# What a page's placeholders stand for; FIL depends on the command.
WORDS = {
    "PLAN": "min-kommune",
    "FØR": "examples/baerum-2021",
    "ETTER": "examples/baerum-2022",
    "NAVN": "netto_driftsresultat",
    "VERSJON": "1",
    "ID": "boersfall",
    "FIL.zip": "revisor.zip",
    "BOK.xlsx": "bok.xlsx",
}
FILES: dict[tuple[str, ...], str] = {
    ("hent", "regnskap"): "0A.dat",
    ("hent", "egne"): "0A.dat",
    ("hent", "noekkeltall"): "noekkeltall.csv",
    ("etterproev", "befolkning"): "folketall.csv",
    ("etterproev", "plan"): "regnskapet.csv",
    ("landet", "inntektsutjevning"): "kommuner.csv",
    ("landet", "utgiftsbehov"): "behov.csv",
    ("landet", "reform"): "kommuner.csv",
}
# Commands that need something to be there, where the page itself has not made it.
BEFORE: dict[tuple[str, ...], tuple[str, list[str]]] = {
    ("lager", "revisor"): ("ldip-lager.db", ["lager ny Solvik min-kommune", "lager laas 1 vedtatt"]),
    ("brukere", "innsyn"): ("ldip-lager.db", ["brukere ny kari@kommunen.no Kari"]),
    ("excel", "inn"): ("bok.xlsx", ["excel ut min-kommune bok.xlsx"]),
    ("excel", "hent"): (
        "min-kommune/notater/excel-profil.toml",
        ["excel profil oekonomimodell.xlsx min-kommune --svar rammer.navn.Fellesutgifter=annet --godta"],
    ),
    ("etterproev", "revisorfil"): ("revisor.zip", ["skriv revisorfil min-kommune --ut revisor.zip"]),
}


def shown(page: str) -> list[str]:
    """Every command a page shows, in blocks of code and inside sentences, in order."""
    found: list[tuple[int, str]] = []
    for block in FENCE.finditer(page):
        at = block.start()
        for line in block.group().splitlines(keepends=True):
            found.append((at, line.strip()))
            at += len(line)
    outside = FENCE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), page)
    found += [(m.start(), " ".join(m.group(1).split())) for m in SPAN.finditer(outside)]
    return [text for _, text in sorted(found) if COMMAND.match(text)]


def walk(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command of the program with its words; groups have `commands`."""
    command = command or get_command(app)
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))


KNOWN = dict(walk())


@dataclass
class Desk:
    """A folder with two plans of one's own, the examples, and the files others have made."""

    place: Path
    tried: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name in ("baerum-2021", "baerum-2022", "nordvik", "solvik"):
            self._copy(name, f"examples/{name}")
        self._copy("solvik", "min-kommune")
        self._copy("solvik", "naboen")
        rules = self.place / "naboen" / "finans.toml"
        rules.write_text(rules.read_text(encoding="utf-8").replace("loepetid = 30", "loepetid = 25", 1), encoding="utf-8")
        notes = EXAMPLES / "solvik" / "notater"
        for name, source in (("saldoliste.csv", "saldoliste-2025.csv"), ("kart.toml", "kolonner.toml")):
            shutil.copy(notes / source, self.place / name)
        write_sources(self.place)

    def _copy(self, example: str, name: str) -> None:
        shutil.rmtree(self.place / name, ignore_errors=True)
        shutil.copytree(EXAMPLES / example, self.place / name, ignore=shutil.ignore_patterns("resultat", ".*"))

    def run(self, line: str) -> None:
        """Run a command as a page shows it; an unknown command or option and an exit code other than 0 fail."""
        words = shlex.split(COMMAND.sub("", line), comments=True)
        path = next(p for n in (2, 1, 0) if (p := tuple(words[:n])) in KNOWN)
        args = [word_for(path, w) for w in words[len(path) :]]
        command = KNOWN[path]
        if not args and (hasattr(command, "commands") or any(p.required for p in command.params)):
            args = ["--help"]  # the page only mentions the command
        if path == ("serve",) or (path == ("etterproev", "program") and not PAGES_BUILT):
            command.make_context(path[-1], args)  # it would never end, or has nothing to show; mistakes in its words raise
            return
        if path == ("hent", "ssb") and not {"--fra-filer", "--help"} & set(args):
            command.make_context(path[-1], args)  # it would ask the real source
            return
        if path == ("rull",) and "--regnskap" in args:
            command.make_context(path[-1], args)  # it wants the accounts of a year that no example has closed
            return
        args = few(args)
        key = (*path, *(a.replace("examples/solvik", "min-kommune") for a in args))  # the same plan
        if path[:1] not in (("lager",), ("rull",)) and key in self.tried:
            return
        self._prepare(path, args)
        done = self.invoke([*path, *args])
        assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"
        assert "heter nå" not in done.stderr, f"{line}: et gammelt navn"
        if path[:1] in (("hent",), ("new",)) or (path == ("excel", "hent") and "--vis" not in args):
            self._copy("solvik", "min-kommune")  # filled out, and as it was
        self.tried.add(key)

    def invoke(self, args: list[str]) -> Result:
        return CliRunner().invoke(app, args, prog_name="ldip", input=f"{PASSWORD}\n{PASSWORD}\n")

    def _prepare(self, path: tuple[str, ...], args: list[str]) -> None:
        if path == ("rull",):
            shutil.rmtree(self.place / "min-kommune-2027", ignore_errors=True)
        if path == ("new",):
            shutil.rmtree(self.place / args[0], ignore_errors=True)
        if path in (("hent", "befolkning"), ("hent", "ssb"), ("excel", "profil")):
            self._copy("nordvik", "min-kommune")  # a plan without zones
        if path == ("hent", "egne"):
            head = self.place / "min-kommune" / "plan.toml"
            head.write_text(head.read_text(encoding="utf-8").replace('"9998"', '"3020"'), encoding="utf-8")  # as in the files
        if path == ("lager", "lagre") and "--help" not in args:
            file = self.place / args[1] / "finans.toml"
            file.write_text(file.read_text(encoding="utf-8").replace("loepetid = 30", "loepetid = 28", 1), encoding="utf-8")
        made, steps = BEFORE.get(path, ("", []))
        if "--help" not in args and not (self.place / made).exists():
            for step in steps:
                assert self.invoke(step.split()).exit_code == 0, step


def word_for(path: tuple[str, ...], word: str) -> str:
    """What a page's word stands for."""
    if word in ("FIL", "FIL…"):
        return FILES[path]
    if word == "ÅR":
        return "2025" if path[0] == "landet" else "2030"
    return WORDS.get(word, word)


def few(args: list[str]) -> list[str]:
    """The arguments with few draws."""
    return [str(min(int(a), DRAWS)) if before == "--trekninger" else a for before, a in zip(["", *args], args, strict=False)]


def write_sources(place: Path) -> None:
    """Small valid files of the kinds a municipality downloads or exports."""
    made_country(place).rename(place / "folketall.csv")
    (place / "0A.dat").write_text(text_of(summed(accounts(random.Random(5)))), encoding="ascii")
    (place / "0B.dat").write_text(text_of(balance()), encoding="ascii")
    for name in ("0A", "0B"):
        shutil.copy(place / f"{name}.dat", place / f"{name}-2026.dat")
    (place / "tjenester.csv").write_text("funksjon;tjeneste\n202;skole\n222;skole\n", encoding="utf-8")
    lines = [f"{m.number} {m.name};{NDR};2025;{i / 10}".replace(".", ",") for i, m in enumerate(all_municipalities()[:30])]
    (place / "noekkeltall.csv").write_text("\n".join(["region;statistikkvariabel;år;value", *lines]), encoding="utf-8")
    head = "linje;aar;kolonne;beloep;enhet;priser;anslag;kilde\n"
    (place / "regnskapet.csv").write_text(head + "renteutgifter;2026;regnskap;15;mill. kr;løpende;ja;test\n", encoding="utf-8")
    (place / "prosjektliste.csv").write_text(PROJECTS, encoding="utf-8")
    (place / "prosjektkart.toml").write_text(PROJECT_MAP, encoding="utf-8")
    (place / "kommuner.csv").write_text(FIVE, encoding="utf-8")
    (place / "behov.csv").write_text("knr,innbyggere,behovsindeks\n3201,132800,0.9987\n", encoding="utf-8")
    (place / "oekonomimodell.xlsx").write_bytes(model().saved())
    (place / "07459.csv").write_text(cells(range(2016, 2027)), encoding="utf-8")
    (place / "bydeler.csv").write_text(cells([2026], "999901 Nord", "999902 Sør"), encoding="utf-8")
    (place / "07459.json").write_text(jsonstat([2026]), encoding="utf-8")
    (place / "07459.px").write_text(px(2026), encoding="latin-1")
    workbook(2025, 2026).save(place / "folketall.xlsx")
    (place / "svar").mkdir()
    (place / "svar" / "07459.json").write_text(jsonstat([2026]), encoding="utf-8")
    (place / "14746.json").write_text(jsonstat(range(2026, 2031)), encoding="utf-8")


def summed(records: Iterable[Record]) -> list[Record]:
    """Records with each account, function and art once, as a file to KOSTRA must have them."""
    found: dict[tuple[str, int, str], Record] = {}
    for r in records:
        key = (r.kontoklasse, r.kode, r.art)
        found[key] = replace(r, beloep=r.beloep + (found[key].beloep if key in found else 0))
    return list(found.values())


def cells(years: Iterable[int], *regions: str) -> str:
    """Persons by sex and age as csv."""
    rows = [
        f"{r};{k};{a};{y};20"
        for r in regions or ("9999 Nordvik",)
        for k in ("Kvinner", "Menn")
        for a in range(106)
        for y in years
    ]
    return "\n".join(["region;kjønn;alder;år;personer", *rows]) + "\n"


def workbook(*years: int) -> openpyxl.Workbook:
    """Persons by sex and age, a sheet a year."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for year in years:
        sheet = book.create_sheet(f"Folketall {year}")
        for line in cells([year]).splitlines():
            sheet.append([int(c) if c.isdecimal() else c for c in line.split(";")])
    return book


def px(year: int) -> str:
    """Persons by sex and age as PC-Axis."""
    axes = {
        "region": ["9999 Nordvik"],
        "kjønn": ["Kvinner", "Menn"],
        "alder": [f"{a} år" for a in range(106)],
        "tid": [str(year)],
    }
    quoted = {name: ",".join(f'"{v}"' for v in values) for name, values in axes.items()}
    values = "".join(f'VALUES("{name}")={texts};\n' for name, texts in quoted.items())
    head = 'CHARSET="ANSI";\nCODEPAGE="iso-8859-1";\nSTUB="region","kjønn","alder";\nHEADING="tid";\n'
    return f"{head}{values}DATA=\n{'20 ' * (2 * 106)};\n"


def jsonstat(years: Iterable[int]) -> str:
    """Persons by sex and age as JSON-stat2."""
    axes = {
        "Region": {"9999": "Nordvik"},
        "Kjonn": {"2": "Kvinner", "1": "Menn"},
        "Alder": {f"{a:03}": f"{a} år" for a in range(106)},
        "Tid": {str(y): str(y) for y in years},
    }
    size = [len(a) for a in axes.values()]
    dimension = {n: {"label": n.lower(), "category": {"index": list(a), "label": a}} for n, a in axes.items()}
    values = [20] * math.prod(size)
    return json.dumps(
        {"version": "2.0", "class": "dataset", "id": list(axes), "size": size, "dimension": dimension, "value": values}
    )
