"""A split tells nobody a shielded amount: it is refused where a shielded project is part of the change, and given where it is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ldip.binding.reading import plan_of_contents
from ldip.compare.parts import Part
from ldip.publish.protect_split import parts_shown, split_tells
from tests.attack.outsiders import Outsiders
from tests.attack.shielded import SECRET, file_of, school, shielded_files

PATH = "/api/sammenligning/aarsaker"
OTHER = {**shielded_files(), file_of(SECRET): school(SECRET, (14e6, 60e6, 56e6), True)}


@pytest.fixture(scope="module")
def pair(outsiders: Outsiders) -> Iterator[tuple[Outsiders, int, int]]:
    """Two plans that differ in the amount of a shielded project alone."""
    yield outsiders, outsiders.add("En", shielded_files())[1], outsiders.add("To", OTHER)[1]


def test_a_shielded_amount_is_told_by_no_share(pair: tuple[Outsiders, int, int]) -> None:
    outsiders, one, two = pair
    reader, insider = outsiders.browser("leser"), outsiders.browser("oekonomi")
    ask = {"fra": one, "til": two, "navn": "laanegjeld_ub"}
    refused = reader.post(PATH, ask)
    assert refused.status_code == 403 and "skjult for deg" in refused.json()["melding"]
    found = insider.post(PATH, ask).json()
    assert {p["gruppe"] for p in found["deler"]} <= {"investeringsvolum", "investeringstid"} and found["inndata"]
    alone = {"fra": one, "til": one, "utkast_til": {"spaker": {"rente": 1.0}}, "navn": "laanegjeld_ub"}
    assert reader.post(PATH, alone).status_code == 200
    assert reader.post(PATH, alone).json()["deler"] == insider.post(PATH, alone).json()["deler"]


def test_what_is_part_of_a_change_decides() -> None:
    plan, other = plan_of_contents(shielded_files()), plan_of_contents(OTHER)
    assert split_tells(plan, other) and split_tells(other, plan) and not split_tells(plan, plan)
    assert parts_shown((plan,), [Part("forutsetninger.toml", "styringsrente"), Part("tiltak.csv", "id")])
    assert not parts_shown((plan,), [Part("prosjekter/vann.toml")]) and not parts_shown((plan,), [Part(file_of(SECRET))])
