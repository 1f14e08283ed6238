"""A draft taken apart: every edit is told of once, and each part can be taken back alone."""

from __future__ import annotations

import pytest

from ldip import Plan
from ldip.binding.reading import plan_of_contents
from ldip.compare.drafted import parts_of, without
from ldip.compare.plans import input_changes
from ldip.plan.edits import DropRow, Edit, NewFile, NewRow, SetCell, SetValue, apply

RATE = "forutsetninger.toml"


def measure(name: str) -> NewRow:
    cells = {"id": name, "navn": name, "tjeneste": "skole", "type": "varig", "aar": "2028", "beloep": "1,5", "enhet": "mill. kr"}
    return NewRow(fil="tiltak.csv", celler={**cells, "priser": "2026-kroner", "anslag": "ja", "kilde": "x"})


@pytest.fixture(scope="module")
def edits(solvik: Plan) -> list[Edit]:
    text = solvik.contents["prosjekter/skole-nord.toml"].decode().replace('navn = "', 'navn = "Ny ', 1)
    return [
        SetValue(fil=RATE, noekkel=["styringsrente", "verdier", "2029"], verdi=3.5),
        measure("ny-en"),
        SetValue(fil=RATE, noekkel=["styringsrente", "verdier", "2030"], verdi=3.5),
        measure("ny-to"),
        SetValue(fil="prosjekter/skole-nord.toml", noekkel=["utsettes_aar"], verdi=2),
        NewFile(fil="prosjekter/ny.toml", tekst=text),
    ]


def test_every_edit_is_in_one_part_and_every_change_is_told_of_once(solvik: Plan, edits: list[Edit]) -> None:
    after = plan_of_contents(apply(solvik.contents, edits))
    parts = parts_of(solvik, after, edits)
    assert [p.edits for p in parts] == [(0, 2), (1,), (3,), (4,), (5,)]
    assert sum(len(p.changes) for p in parts) == len(list(input_changes(solvik, after)))
    assert all(p.changes for p in parts)


def test_each_part_is_taken_back_alone(solvik: Plan, edits: list[Edit]) -> None:
    parts = parts_of(solvik, plan_of_contents(apply(solvik.contents, edits)), edits)
    for part in parts:
        rest = without(edits, part.edits)
        left = plan_of_contents(apply(solvik.contents, rest))
        told = [c for p in parts_of(solvik, left, rest) for c in p.changes]
        assert {(c.file, c.path) for c in told} == {(c.file, c.path) for p in parts if p is not part for c in p.changes}


def test_numbered_rows_are_taken_back_together(solvik: Plan) -> None:
    rows = [n for n, r in solvik.table("tiltak.csv", type(solvik.tables["tiltak.csv"].rows[0])).numbered()]
    edits: list[Edit] = [
        SetCell(fil="tiltak.csv", rad=rows[1], kolonne="beloep", verdi="-2"),
        measure("ny"),
        DropRow(fil="tiltak.csv", rad=rows[2]),
    ]
    after = plan_of_contents(apply(solvik.contents, edits))
    assert [p.edits for p in parts_of(solvik, after, edits)] == [(0, 1, 2)]
