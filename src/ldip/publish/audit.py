"""The auditor's file: one zip of a plan version with inputs, parameters, statements, controls and results.

The zip is the same bytes for the same plan, parameters and program, so its hash names the version.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ldip.binding.reading import read_plan
from ldip.errors import LdipError, Problem, SourceError
from ldip.parameters.shipped import shipped_files
from ldip.publish.content.statements import KASSE, View, entities_of, entity_name, statement
from ldip.publish.controls import Control, controls
from ldip.publish.numbers import as_csv, as_json, comma, exact_csv, header, published
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate
from ldip.statements.entities import CONSOLIDATED
from ldip.statements.forms import FORMS, form

MANIFEST: Final = "innhold.json"
INPUTS: Final = "inndata"
NUMBERS: Final = "resultat/tall.csv"
LEFT_OUT: Final = ("resultat", "notater")
LARGEST: Final = 200 * 2**20


def audit_files(run: Run, inputs: Mapping[str, bytes] | None = None, about: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """Every file of the zip by name; internal figures included, since the auditor sees all.

    `inputs` are the plan's files where they do not lie in its folder (a stored version); `about` is added to the manifest."""
    checked = tuple(controls(run))
    texts = {
        "LESMEG.txt": _readme(run, checked),
        "kontroller.csv": _controls(checked),
        **_statements(run),
        NUMBERS: as_csv(run, numbers := published(run, internal=True)),
        "resultat/tall.json": as_json(run, numbers, [str(p) for p in run.problems]),
    }
    found = {n: t.encode("utf-8") for n, t in texts.items()}
    found |= {f"parametre/{n}": b for n, b in shipped_files().items()}
    given = _inputs(run.plan.folder) if inputs is None else {f"{INPUTS}/{n}": b for n, b in inputs.items()}
    found |= given
    found[MANIFEST] = _manifest(run, found, about or {})
    return dict(sorted(found.items()))


def file_name(run: Run) -> str:
    """Name of the zip: municipality and the beginning of the plan's hash."""
    return f"revisor-{run.plan.head.kommune.kommunenummer}-{run.plan.content_hash[:12]}.zip"


def verify(path: Path) -> list[str]:
    """Faults of an auditor's file: changed files, and results that this program does not give. Empty when there are none.

    Errors: SourceError when it is not such a file."""
    files = _opened(path)
    listed = _listed(files[MANIFEST], path)
    known = listed["filer"]
    wrong = [f"{n}: står ikke i {MANIFEST}" for n in files if n != MANIFEST and n not in known]
    wrong += [f"{n}: mangler" for n in known if n not in files]
    wrong += [f"{n}: innholdet er endret" for n, digest in known.items() if n in files and _digest(files[n]) != digest]
    return wrong or _recomputed(files, listed)


def _recomputed(files: dict[str, bytes], listed: Mapping[str, Any]) -> list[str]:
    """Run the inputs again and compare every number."""
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            if name.startswith(f"{INPUTS}/"):
                target = Path(place, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        try:
            run = simulate(read_plan(Path(place, INPUTS)), int(listed["trekninger"]), int(listed["froe"]))
        except LdipError as error:
            return [f"{INPUTS}: {error}"]
        again = as_csv(run, published(run, internal=True)).encode("utf-8")
    if again == files[NUMBERS]:
        return []
    now = header(run)
    return [
        f"{NUMBERS}: en ny kjøring gir andre tall",
        *(
            f"{key}: {listed[key]} i filen, {now[key]} nå"
            for key in ("versjon", "parameterhash", "planhash")
            if listed[key] != now[key]
        ),
    ]


def _opened(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(i.file_size for i in archive.infolist()) > LARGEST:
                raise SourceError([Problem(str(path), "", "filen er for stor", "", "be om en ny revisorfil")])
            files = {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError):  # also a locked or unknown kind of zip
        raise SourceError(
            [Problem(str(path), "", "er ikke en zip-fil som kan leses", "", "oppgi en fil fra «ldip skriv revisorfil»")]
        ) from None
    if MANIFEST not in files or NUMBERS not in files or any(".." in n.split("/") or n.startswith("/") for n in files):
        raise SourceError([Problem(str(path), MANIFEST, "er ikke en revisorfil", "", "oppgi en fil fra «ldip skriv revisorfil»")])
    return files


def _listed(content: bytes, path: Path) -> dict[str, Any]:
    """The manifest. Errors: SourceError when it is not one."""
    try:
        listed = json.loads(content)
    except (ValueError, RecursionError):
        listed = None
    wanted = ("filer", "trekninger", "froe", "versjon", "parameterhash", "planhash")
    if not isinstance(listed, dict) or any(key not in listed for key in wanted) or not isinstance(listed["filer"], dict):
        raise SourceError([Problem(str(path), MANIFEST, "kan ikke leses", "", "be om en ny fra «ldip skriv revisorfil»")])
    return listed


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _manifest(run: Run, files: dict[str, bytes], about: Mapping[str, Any]) -> bytes:
    content = {**header(run), **about, "filer": {n: _digest(b) for n, b in sorted(files.items())}}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _inputs(folder: Path) -> dict[str, bytes]:
    found = (p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).parts[0] not in LEFT_OUT)
    visible = (p for p in found if p.suffix in (".toml", ".csv", ".md") and not p.name.startswith("."))
    return {f"{INPUTS}/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in visible}


def _statements(run: Run) -> dict[str, str]:
    """A csv a form and accounting entity: full kroner, every year, current prices."""
    chosen = {e: FORMS if e == KASSE else CONSOLIDATED for e in entities_of(run)}
    return {f"oppstillinger/{e}/{name}.csv": _form(run, name, e) for e, names in chosen.items() for name in names}


def _form(run: Run, name: str, entity: str) -> str:
    shown = statement(run, name, View(every_year=True, entity=entity))
    heads = [f"{c.source} {c.year}" for c in shown.columns if c.kind == "number"]
    rows = [
        [line.nr, line.nb, line.steg, line.sum, *("" if (v := c.signed) is None else comma(v) for c in row.cells[-len(heads) :])]
        for line, row in zip(form(name).linjer, shown.rows, strict=True)
    ]
    top = [f"{form(name).paragraf} {form(name).nb} – {entity_name(run, entity)}, kr i løpende priser"]
    return exact_csv(top, ["nr", "linje", "steg", "sum_av", *heads], rows)


def _controls(checked: Sequence[Control]) -> str:
    rows = [[c.entity, c.name, c.year, comma(c.value), c.unit, c.demand, "ja" if c.met else "NEI", c.source] for c in checked]
    return exact_csv([], ["enhet", "kontroll", "aar", "verdi", "maaleenhet", "krav", "oppfylt", "kilde"], rows)


def _readme(run: Run, checked: Sequence[Control]) -> str:
    broken = sum(not c.met for c in checked)
    lines = [
        "Revisorfil fra LDIP",
        "",
        *(f"{key}: {value}" for key, value in header(run).items()),
        "",
        f"{INPUTS}/         planens filer slik de lå da filen ble laget",
        "parametre/       nasjonale parametre kjøringen brukte",
        "oppstillinger/   §§ 5-4 til 5-9 for hver regnskapsenhet, alle år, hele kroner med alle sifre",
        "kontroller.csv   hver kontroll for hvert år, med tall, krav og utfall",
        "resultat/        alle tall med opphav og kilde, også det som er skjermet i offentlige filer",
        f"{MANIFEST}     sha256 av hver fil",
        "",
        f"Kontroller som ikke er oppfylt: {broken}",
        "Etterprøv med «ldip etterproev revisorfil FIL.zip»: filene holdes mot summene, og planen regnes på nytt.",
    ]
    return "\n".join(lines) + "\n"
