"""Names of files that are made of what a file calls things: never a device, never outside the plan, never another's file."""

from __future__ import annotations

import pytest

from ldip.intake import people_rows, project_files
from ldip.intake.project_terms import Listed
from ldip.plan.edits import NewFile
from ldip.workbook import own_words

NASTY = (
    "Con",
    "NUL",
    "aux",
    "com1",
    "LPT9",
    "../../etc/passwd",
    "C:\\x",
    "a" * 59 + "-b",
    "…",
    "\u202etxt",
    "æøå",
    "x\0y",
)


@pytest.mark.parametrize("name", NASTY)
def test_a_name_of_a_file_is_one_that_every_plan_may_hold(name: str) -> None:
    of_list = Listed(name, name, 0, "", "", {}, {}, {}, {})
    for made in (project_files.id_of(of_list), own_words.slug(name), people_rows.slug(name)):
        assert NewFile(fil=f"prosjekter/{made}.toml", tekst="").fil.count("/") == 1
    assert own_words.slug(own_words.slug(name)) == own_words.slug(name)
