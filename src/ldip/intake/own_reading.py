"""Uploaded files read, and held against each other and the plan; all refusals are collected before anything is used."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from ldip.errors import PlanError, Problem, SourceError
from ldip.intake.ledger_level import unusual_level
from ldip.intake.own_checks import account_problems, told_of
from ldip.intake.own_terms import KINDS, Asked, UnclearUploadsError, Upload
from ldip.intake.people_files import digest
from ldip.intake.population import CODES
from ldip.plan.bounds import MOST_PROBLEMS
from ldip.plan.document import Plan
from ldip.plan.edits import Contents
from ldip.sources import kostra, ledger
from ldip.sources.codes import CodeHistory, read_codes, shipped
from ldip.sources.column_map import parse_map
from ldip.sources.indicators import Indicators, indicators_in
from ldip.sources.kostra import BALANCE, INVESTMENT, OPERATING, KostraFile, Record
from ldip.sources.ledger_map import ColumnMap
from ldip.sources.records import Table, records_of
from ldip.sources.service_map import read_service_map
from ldip.tabular.terms import UnclearError

T = TypeVar("T")
MOST_FILES: Final = 20
MOST_BYTES: Final = 64 * 2**20  # of one upload: Oslo's accounts in full are about a megabyte, a national population table 20
ACCOUNTS: Final = ("kostra", "saldoliste")
LEDGER_HINT: Final = (
    "legg ved kartet (TOML) med året (aargang), kommunenummeret og 00 (region) og enhet, og under [kolonner] hvilke kolonner som "
    "er art og funksjon (eller kapittel) og beloep (eller debet og kredit); docs/method/kostra.md viser et helt kart"
)
PROJECT_HINT: Final = (
    "legg ved kartet (TOML) med enhet og priser, under [kolonner] hvilke kolonner som er prosjekt eller navn, og art eller slag, "
    "koder for utgift og kilde i [slag], og kolonnen for hvert år i [aar]; docs/guide/prosjektlister.md viser et helt kart"
)


@dataclass(frozen=True)
class Given:
    """Contents of the uploads. `accounts` and `balance` name the files of each with their hashes; empty without any."""

    records: tuple[Record, ...] = ()
    accounts: str = ""
    balance: str = ""
    services: dict[int, str] = field(default_factory=dict)
    people: tuple[tuple[Upload, Table], ...] = ()
    key_figures: tuple[tuple[Upload, Indicators], ...] = ()
    told: tuple[str, ...] = ()


def read_uploads(contents: Contents, plan: Plan, uploads: Sequence[Upload]) -> Given:
    """Everything the uploads say of the plan's municipality and year. Errors: PlanError with all that is refused."""
    if wrong := list(file_problems(uploads)):
        raise PlanError(wrong)
    problems: list[Problem] = []
    asked: list[Asked] = []
    files: list[tuple[Upload, KostraFile]] = []
    people: list[tuple[Upload, Table]] = []
    figures: list[tuple[Upload, Indicators]] = []
    services: dict[int, str] = {}
    maps = [u for u in uploads if u.kind == "kart"]
    for i, u in enumerate(uploads):
        try:
            if u.kind in ACCOUNTS:
                files.append((u, _accounts(u, maps)))
                problems += files[-1][1].problems
            elif u.kind == "tjenestekart":
                services |= _read(u, partial(read_service_map, answers=u.answers))
            elif u.kind == "ssb-noekkeltall":
                figures.append((u, indicators_in(u.name, u.raw, u.answers)))
            elif u.kind != "kart":
                people.append((u, records_of(u.name, u.raw, u.answers)))
        except SourceError as error:
            problems += error.problems
            asked += [Asked(i, u.name, q) for q in error.questions] if isinstance(error, UnclearError) else []
    problems += [_unknown_service(u, s, plan) for u in uploads if u.kind == "tjenestekart" for s in _lacking(services, plan)]
    if files:
        problems += account_problems(plan, codes_in(contents), [(u.name, f) for u, f in files])
    if problems:
        raise UnclearUploadsError(problems, asked)
    records = tuple(r for _, f in files for r in f.records)
    told = (*(t for _, f in files for t in f.told), *told_of(records)) if files else ()
    accounts, balance = _source(files, OPERATING | INVESTMENT), _source(files, BALANCE)
    return Given(records, accounts, balance, services, tuple(people), tuple(figures), told)


def codes_in(contents: Contents) -> CodeHistory:
    """Municipality numbers by date: the plan's own file of SSB's classification, else what ships. Errors: SourceError."""
    raw = contents.get(CODES)
    return shipped() if raw is None else _read(Upload(CODES, raw, "kart"), read_codes)


def _source(files: Sequence[tuple[Upload, KostraFile]], kinds: frozenset[str]) -> str:
    """The files with records of some account classes, as a source."""
    named = [u for u, f in files if any(r.kontoklasse in kinds for r in f.records)]
    year = max((r.aargang for _, f in files for r in f.records), default=0)
    what = "KOSTRA-regnskapet" if all(u.kind == "kostra" for u in named) else "Regnskapet"
    return f"{what} {year}, {', '.join(f'{u.name} sha256 {digest(u.raw)}' for u in named)}" if named else ""


def file_problems(uploads: Sequence[Upload]) -> Iterator[Problem]:
    """Problems of the files themselves, and of lists without their map, before any is parsed."""
    if not uploads:
        yield Problem("", "", "ingen filer å lese", "", "velg minst én fil")
    if len(uploads) > MOST_FILES:
        yield Problem("", "", f"flere enn {MOST_FILES} filer", str(len(uploads)), "ta dem i flere omganger")
    seen: dict[tuple[str, str, str], str] = {}
    for u in uploads[:MOST_PROBLEMS]:
        if u.kind not in KINDS:
            yield Problem(u.name, "", "ukjent slag fil", u.kind, f"slagene er {', '.join(KINDS)}")
        if not u.raw.strip():
            yield Problem(u.name, "", "filen er tom", "", "last ned filen på nytt")
        elif len(u.raw) > MOST_BYTES:
            yield Problem(
                u.name, "", f"filen er større enn {MOST_BYTES // 2**20} MB", f"{len(u.raw)} byte", "velg et mindre uttrekk"
            )
        else:
            key = (u.kind, u.label, hashlib.sha256(u.raw).hexdigest())
            if key in seen:
                yield Problem(
                    u.name, "", "er den samme filen som er med fra før: innholdet er likt", seen[key], "ta den med én gang"
                )
            seen.setdefault(key, u.name)
    yield from _of_maps(uploads)


def _of_maps(uploads: Sequence[Upload]) -> Iterator[Problem]:
    """Lists without a map, maps without a list, and more of either than can be read together."""
    maps, ledgers, projects = ([u for u in uploads if u.kind == k] for k in ("kart", "saldoliste", "prosjektliste"))
    if ledgers and not maps:
        yield Problem(ledgers[0].name, "", "saldolisten har ikke noe kart", "", LEDGER_HINT)
    if projects and not maps:
        yield Problem(projects[0].name, "", "prosjektlista har ikke noe kart", "", PROJECT_HINT)
    if len(maps) > 1:
        yield Problem(maps[1].name, "", f"flere enn ett kart til {'lista' if projects else 'saldolisten'}", "", "ta med ett kart")
    if maps and not ledgers and not projects:
        hint = "ta med lista som kartet er til, og les filene som saldoliste eller prosjektliste"
        yield Problem(maps[0].name, "", "kartet har ingen saldoliste eller prosjektliste", "", hint)
    if len(projects) > 1:
        yield Problem(projects[1].name, "", "flere enn én prosjektliste", "", "ta dem i hver sin omgang, hver med sitt kart")
    if projects and (others := [u for u in uploads if u.kind not in ("prosjektliste", "kart")]):
        yield Problem(others[0].name, "", "er ikke en del av prosjektlista", others[0].kind, "ta prosjektlista for seg")


def _accounts(u: Upload, maps: Sequence[Upload]) -> KostraFile:
    """Records of an account file. Errors: SourceError."""
    if u.kind == "kostra":
        found = _read(u, kostra.read)
    else:
        mapping = parse_map(maps[0].name, maps[0].raw, ColumnMap)
        found = ledger.read_ledger(u.name, u.raw, mapping, u.answers)
        found = replace(found, told=(*found.told, *unusual_level(found.records, mapping.enhet)))
    problems = tuple(replace(p, file=u.name) for p in found.problems)
    return replace(found, path=u.name, problems=problems)


def _read(u: Upload, reader: Callable[[Path], T]) -> T:
    """The result of a file reader on an upload; its errors name the upload. Errors: SourceError."""
    with _spooled(u) as path:
        try:
            return reader(path)
        except UnclearError as error:
            raise UnclearError((replace(p, file=u.name) for p in error.problems), error.questions) from None
        except PlanError as error:
            raise SourceError(replace(p, file=u.name) for p in error.problems) from None


@contextmanager
def _spooled(u: Upload) -> Iterator[Path]:
    """The upload as a file for the readers that need one, with its ending and no other part of its name."""
    ending = re.fullmatch(r".*(\.[A-Za-z0-9]{1,5})", u.name, re.DOTALL)
    with tempfile.TemporaryDirectory(prefix="ldip-") as folder:
        path = Path(folder) / f"fil{ending[1].lower() if ending else ''}"
        path.write_bytes(u.raw)
        yield path


def _lacking(services: dict[int, str], plan: Plan) -> list[str]:
    return sorted({s for s in services.values() if s not in plan.services})


def _unknown_service(u: Upload, service: str, plan: Plan) -> Problem:
    return Problem(u.name, "tjeneste", "tjenesten finnes ikke i planen", service, f"tjenestene er {', '.join(plan.services)}")
