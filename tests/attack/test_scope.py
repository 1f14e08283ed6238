"""A contributor's change is judged by what it did: rows of others stand unchanged, byte for byte and in order, however it was made."""

from __future__ import annotations

import random
from typing import Any

import pytest
from pydantic import TypeAdapter

from ldip.errors import PlanError
from ldip.plan.csvfile import read_rows
from ldip.plan.edits import Edit, apply
from ldip.plan.schema.tables import TABLES
from ldip.web.scope import outside, scope_of
from tests.web.conftest import plan_files

EDITS: TypeAdapter[list[Edit]] = TypeAdapter(list[Edit])
PLAN = plan_files("solvik")
FRAMES, MEASURES, HOUSES = "rammer.csv", "tiltak.csv", "bygg.csv"
OWN = "omsorg"
LINES = PLAN[FRAMES].decode().splitlines()
FIRST_OWN = next(i for i, line in enumerate(LINES, 1) if line.startswith(f"{OWN};"))
LAST_OWN = max(i for i, line in enumerate(LINES, 1) if line.startswith(f"{OWN};"))
SICKHOME = "prosjekter/sykeheim-2.toml"
SCHOOL = "prosjekter/skole-nord.toml"


def judged(after: dict[str, bytes], *names: str, projects: bool = False, applied: tuple[str, ...] = ()) -> str:
    return outside(scope_of(PLAN, names or (OWN,), projects), PLAN, after, applied)


def made(*edits: dict[str, Any]) -> dict[str, bytes]:
    return apply(PLAN, EDITS.validate_python(edits))


def told(file: str, old: str, new: str) -> dict[str, bytes]:
    text = PLAN[file].decode()
    assert old in text
    return {**PLAN, file: text.replace(old, new, 1).encode()}


def cell(row: int, column: str, value: str, file: str = FRAMES) -> dict[str, Any]:
    return {"slag": "celle", "fil": file, "rad": row, "kolonne": column, "verdi": value}


def drop(row: int, file: str = FRAMES) -> dict[str, Any]:
    return {"slag": "fjern_rad", "fil": file, "rad": row}


def row(file: str = FRAMES, **cells: str) -> dict[str, Any]:
    return {"slag": "ny_rad", "fil": file, "celler": cells}


FRAME = {"art": "salg", "beloep": "1", "enhet": "mill. kr", "priser": "løpende", "anslag": "ja", "kilde": "x"}
MEASURE = {
    "id": "nytt",
    "navn": "Nytt",
    "tjeneste": OWN,
    "type": "varig",
    "aar": "2028",
    "beloep": "1",
    "enhet": "mill. kr",
    "priser": "2026-kroner",
    "anslag": "ja",
    "kilde": "x",
}
HOUSE = {"id": "nytt", "navn": "Nytt", "tjeneste": OWN, "plasser": "4", "anslag": "ja", "kilde": "x"}
TOP = "tjeneste;art;beloep;enhet;priser;anslag;kilde"
OTHER = "skole;loenn;54,400;mill. kr;løpende;ja;Oppdiktet regnskap 2025"
NEXT = "skole;sosiale;14,800;mill. kr;løpende;ja;Oppdiktet regnskap 2025"
AFTER_OWN = LINES[LAST_OWN]  # the first row after the own ones

REFUSED = {
    "the row that moves into the place of a removed one": made(drop(LAST_OWN), cell(LAST_OWN, "beloep", "999")),
    "the same, by two removals": made(drop(FIRST_OWN), drop(FIRST_OWN), drop(FIRST_OWN + 4)),
    "another's row directly": made(cell(4, "beloep", "999")),
    "another's row taken": made(cell(4, "tjeneste", OWN)),
    "an own row given away": made(cell(FIRST_OWN, "tjeneste", "skole")),
    "a row for another": made(row(tjeneste="skole", **FRAME)),
    "another's row removed": made(drop(4)),
    "another's row twice": told(FRAMES, OTHER, f"{OTHER}\n{OTHER}"),
    "rows of others in another order": told(FRAMES, f"{OTHER}\n{NEXT}", f"{NEXT}\n{OTHER}"),
    "a column renamed": told(FRAMES, "tjeneste;art", "tjeneste2;art"),
    "two columns that change place": told(FRAMES, TOP, TOP.replace("art;beloep", "beloep;art")),
    "a column twice": told(FRAMES, TOP, f"{TOP};beloep"),
    "an unknown column": told(FRAMES, TOP, f"{TOP};sektor"),
    "a comment of another's row": told(FRAMES, OTHER, f"#{OTHER}"),
    "a comment removed": told(FRAMES, LINES[1] + "\n", ""),
    "a comment added": told(FRAMES, OTHER, f"# mitt\n{OTHER}"),
    "an own row as a comment": told(FRAMES, LINES[FIRST_OWN - 1], f"#{LINES[FIRST_OWN - 1]}"),
    "an own row that begins a quote": told(FRAMES, f"{LINES[LAST_OWN - 1]}\n{AFTER_OWN}", f'{OWN};"loenn\n{AFTER_OWN}"'),
    "another's row joined to an own": told(FRAMES, f"{LINES[LAST_OWN - 1]}\n", LINES[LAST_OWN - 1]),
    "another's row quoted": told(FRAMES, OTHER, f'"skole"{OTHER.removeprefix("skole")}'),
    "another's spaces": told(FRAMES, OTHER, f" {OTHER}"),
    "line endings of others": {**PLAN, FRAMES: PLAN[FRAMES].replace(b"\n", b"\r\n")},
    "a mark of byte order inside": {**PLAN, FRAMES: b"\xef\xbb\xbf\xef\xbb\xbf" + PLAN[FRAMES]},
    "another encoding": {**PLAN, FRAMES: PLAN[FRAMES].decode().encode("cp1252")},
    "another delimiter": {**PLAN, FRAMES: PLAN[FRAMES].replace(b",", b".").replace(b";", b",")},
    "a file replaced": made({"slag": "ny_fil", "fil": FRAMES, "tekst": f"{TOP}\n{OWN};loenn;1;mill. kr;løpende;ja;x\n"}),
    "a file removed": made({"slag": "fjern_fil", "fil": FRAMES}),
    "a file removed and added": made(
        {"slag": "fjern_fil", "fil": FRAMES}, {"slag": "ny_fil", "fil": FRAMES, "tekst": PLAN[FRAMES].decode() + OTHER + "\n"}
    ),
    "a file added": made({"slag": "ny_fil", "fil": "notater/min.md", "tekst": "x"}),
    "another's service": told("tjenester/skole.toml", "kilde", "kilde "),
    "a common saving put on others": told(
        "tjenester/omsorg.toml", "aarsverk_per_bruker", "innsparingsvekt = 0.0\naarsverk_per_bruker"
    ),
    "common assumptions": told("forutsetninger.toml", "=", " ="),
    "another's measure by its id": made(row(MEASURES, **{**MEASURE, "id": "jubileum"})),
    "another's building by its id": made(row(HOUSES, **{**HOUSE, "id": "hallen"})),
    "a measure on another's service under an own name": made(row(MEASURES, **{**MEASURE, "tjeneste": "skole", "sektor": OWN})),
    "a measure in another's sector": made(row(MEASURES, **{**MEASURE, "sektor": "Oppvekst"})),
    "another's project": told(SCHOOL, "ferdig = 2028", "ferdig = 2029"),
    "another's project taken": told(SCHOOL, 'tjeneste = "skole"', f'tjeneste = "{OWN}"'),
    "an own project given away": told(SICKHOME, f'tjeneste = "{OWN}"', 'tjeneste = "skole"'),
    "an own project in another's sector": told(SICKHOME, 'sektor = "Helse og omsorg"', 'sektor = "Oppvekst"'),
    "another's building closed": told(SICKHOME, "ferdig =", 'erstatter = ["hallen"]\nferdig ='),
    "cost on a fee area": told(SICKHOME, "ferdig =", 'selvkost = "vann"\nferdig ='),
    "another's project removed": made({"slag": "fjern_fil", "fil": SCHOOL}),
    "a project that cannot be read": {**PLAN, SICKHOME: b"tjeneste ="},
    "a lever removed": made({"slag": "fjern_fil", "fil": "grep/boersfall.toml"}),
}


@pytest.mark.parametrize("attack", sorted(REFUSED))
def test_what_reaches_others_is_refused_and_the_file_is_named(attack: str) -> None:
    after = REFUSED[attack]
    changed = {f for f in {*PLAN, *after} if PLAN.get(f) != after.get(f)}
    assert judged(after) in changed, attack


ACCEPTED = {
    "an own cell": made(cell(FIRST_OWN, "beloep", "60")),
    "every own row changed, one removed, one added": made(
        cell(LAST_OWN, "beloep", "1"), drop(FIRST_OWN), cell(FIRST_OWN, "beloep", "2"), row(tjeneste=OWN, **FRAME)
    ),
    "an own measure": made(row(MEASURES, **MEASURE)),
    "an own measure in a sector the service has": made(row(MEASURES, **{**MEASURE, "sektor": "Helse og omsorg"})),
    "an own building, with a column that others leave empty": made(row(HOUSES, **{**HOUSE, "bemanning": "1000"})),
    "the own service": told("tjenester/omsorg.toml", "kilde", "kilde "),
    "an own project": told(SICKHOME, "ferdig = 2034", "ferdig = 2035"),
    "an own building closed by an own project": told(SICKHOME, "ferdig =", 'erstatter = ["fjordtun"]\nferdig ='),
    "an own project removed": made({"slag": "fjern_fil", "fil": SICKHOME}),
    "own rows in another order": told(
        FRAMES, "\n".join(LINES[FIRST_OWN - 1 : FIRST_OWN + 1]), "\n".join(reversed(LINES[FIRST_OWN - 1 : FIRST_OWN + 1]))
    ),
    "nothing": dict(PLAN),
    "the mark of byte order": {**PLAN, FRAMES: b"\xef\xbb\xbf" + PLAN[FRAMES]},
}


@pytest.mark.parametrize("change", sorted(ACCEPTED))
def test_what_is_ones_own_is_accepted(change: str) -> None:
    assert judged(ACCEPTED[change]) == ""


def test_the_edge_of_a_file_without_a_last_line_ending() -> None:
    bare = {**PLAN, FRAMES: PLAN[FRAMES].rstrip(b"\n")}
    scope = scope_of(bare, (OWN,), projects=False)
    new = row(tjeneste=OWN, **FRAME)
    assert outside(scope, bare, apply(bare, EDITS.validate_python([new]))) == ""
    assert outside(scope, bare, {**bare, FRAMES: bare[FRAMES] + b"x"}) == FRAMES
    absent = {f: b for f, b in PLAN.items() if f != MEASURES}
    edit = EDITS.validate_python([row(MEASURES, **MEASURE)])
    assert outside(scope_of(absent, (OWN,), False), absent, apply(absent, edit)) == ""
    stranger = EDITS.validate_python([row(MEASURES, **{**MEASURE, "tjeneste": "skole"})])
    assert outside(scope_of(absent, (OWN,), False), absent, apply(absent, stranger)) == MEASURES


def test_a_cell_beyond_the_header_is_not_put_under_a_new_column() -> None:
    wide = {**PLAN, HOUSES: PLAN[HOUSES].replace(b"Oppdiktet, liten og slitt", b"Oppdiktet;900")}
    edit = EDITS.validate_python([row(HOUSES, **{**HOUSE, "bemanning": "1000"})])
    assert outside(scope_of(wide, (OWN,), False), wide, apply(wide, edit)) == HOUSES


def test_a_sector_owns_what_the_plan_ties_to_it() -> None:
    sector = "Helse og omsorg"
    line = next(i for i, t in enumerate(PLAN[MEASURES].decode().splitlines(), 1) if sector in t)
    assert judged(made(cell(line, "beloep", "-2", MEASURES)), sector) == ""
    tied = {**MEASURE, "tjeneste": "hjemmetjeneste", "sektor": sector}
    assert judged(made(row(MEASURES, **tied)), sector) == ""
    assert judged(made(row(MEASURES, **{**tied, "tjeneste": "skole"})), sector) == MEASURES
    assert judged(ACCEPTED["an own project"], sector) == ""
    assert judged(REFUSED["another's project"], sector) == SCHOOL


def test_the_role_of_projects_changes_their_files_and_no_other() -> None:
    for change in ("another's project", "another's project taken", "another's building by its id", "another's project removed"):
        assert judged(REFUSED[change], "", projects=True) == ""
    for change in ("another's row directly", "common assumptions", "another's service", "another's measure by its id"):
        assert judged(REFUSED[change], "", projects=True) != ""
    for file in ("prosjekter.toml", "prosjekter/x.md", "bygg.csv.md", "anlegg.csv/x.toml", "investeringer.toml/x.csv"):
        assert judged({**PLAN, file: b"x"}, "", projects=True) == file


def test_an_applied_lever_that_no_longer_fits_is_removed_with_what_it_did() -> None:
    gone = REFUSED["a lever removed"]
    assert judged(gone, applied=("boersfall",)) == ""
    assert judged({**gone, "finans.toml": b"x"}, applied=("boersfall",)) == "finans.toml"
    assert judged({**PLAN, "grep/boersfall.toml": b"x"}, applied=("boersfall",)) == "grep/boersfall.toml"


def _random_edit(rng: random.Random) -> dict[str, Any]:
    file = rng.choice((FRAMES, MEASURES, HOUSES, "behovsliste.csv"))
    lines = PLAN[file].decode().splitlines()
    columns = list(TABLES[file].model_fields)
    value = rng.choice((OWN, "skole", "hjemmetjeneste", "1", "", "#", '"', "a;b", "x\ny", "2028", "loenn", "jubileum", "hallen"))
    kind = rng.choice(("celle", "celle", "fjern_rad", "ny_rad", "ny_fil"))
    if kind == "ny_fil":
        at = rng.randrange(len(lines))
        mixed = [*lines[:at], *rng.choice(((), (f"{OWN};x",), (lines[at][::-1],), ("#" + lines[at],))), *lines[at + 1 :]]
        return {"slag": kind, "fil": file, "tekst": rng.choice(("", "\ufeff")) + "\n".join(mixed) + rng.choice(("", "\n"))}
    if kind == "ny_rad":
        start = {"id": "ny", "tjeneste": OWN} if "id" in columns else {"tjeneste": OWN}
        return {"slag": kind, "fil": file, "celler": {**start, rng.choice(columns): value}}
    own = [i for i, line in enumerate(lines, 1) if OWN in line.split(";")]
    place = rng.choice(own) + rng.choice((0, 0, 0, 1, -1)) if own and rng.random() < 0.8 else rng.randint(1, len(lines) + 1)
    more = {} if kind == "fjern_rad" else {"kolonne": rng.choice(columns), "verdi": value}
    return {"slag": kind, "fil": file, "rad": place, **more}


def _others(file: str, raw: bytes) -> list[Any]:
    """Rows of others, read as the plan reads them."""
    rows, _, _ = read_rows(raw, file, TABLES[file])
    return [r for r in rows if getattr(r, "tjeneste", "") != OWN]


def test_whatever_the_edits_are_an_accepted_result_leaves_the_rows_of_others() -> None:
    rng, accepted, refused = random.Random(9), 0, 0
    scope = scope_of(PLAN, (OWN,), projects=False)
    for _ in range(2500):
        edits = [_random_edit(rng) for _ in range(rng.randint(1, 5))]
        try:
            after = apply(PLAN, EDITS.validate_python(edits))
        except PlanError:
            continue
        changed = [f for f in after if after[f] != PLAN[f]]
        if outside(scope, PLAN, after):
            refused += 1
            continue
        accepted += bool(changed)
        for file in changed:
            assert _others(file, after[file]) == _others(file, PLAN[file]), (edits, file)
            raw = [line for line in PLAN[file].splitlines() if OWN.encode() not in line.split(b";")]
            kept = iter(after[file].decode("utf-8-sig").encode().splitlines())
            top = raw.index(next(line for line in raw if not line.startswith(b"#")))
            assert all(line in kept for line in (*raw[:top], *raw[top + 1 :])), (edits, file)
    assert accepted > 150 and refused > 300, (accepted, refused)


def test_a_row_that_is_not_filled_in_yet_belongs_to_the_row_above_it() -> None:
    """One of separators alone, as a page leaves it: kept with one's own rows, and neither put among those of others nor an error."""
    scope, lines = scope_of(PLAN, (OWN,), projects=False), PLAN[FRAMES].decode().splitlines()
    blank = ";" * next(line for line in lines if line.startswith("tjeneste;")).count(";")
    own = max(i for i, line in enumerate(lines) if line.startswith(f"{OWN};"))
    other = next(i for i, line in enumerate(lines) if line.startswith("skole;"))

    def after(place: int) -> dict[str, bytes]:
        return {**PLAN, FRAMES: "\n".join([*lines[: place + 1], blank, *lines[place + 1 :], ""]).encode()}

    assert not outside(scope, PLAN, after(own)) and outside(scope, PLAN, after(other))
    assert not outside(scope, after(other), after(other)) and not outside(scope, after(own), PLAN)
