"""Reverse stress: verified by runs at the found sizes, for several factors, rules and years, with and without saving."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from ldip import Plan
from ldip.cli.app import app
from ldip.compare.broken import VERDICT, judged_names, rules_of, short_of
from ldip.compare.reverse import GRID, Reverse, directions, reverse
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS
from ldip.publish.content.reverse import reverse_sentences, reverse_table, rule_table, sentence
from ldip.publish.render.terminal import on_screen
from ldip.simulation.cases import Case, Cases
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run_cases import run_cases
from tests.publish.printed import text_of

NAMES = ("rente", "frie_inntekter", "byggekostnad")
# Factors without a direction of their own: scores, shares and events of projects and dwellings, and what is in another direction.
WITHOUT = {
    "prisvekst",
    "ferdigandel",
    "doedelighet",
    "fruktbarhet",
    "prosjektkostnad",
    "gjennomfoering",
    "tilskudd",
    "forsinkelse",
}


@pytest.fixture(scope="module")
def found(baerum: Plan) -> Reverse:
    return reverse(baerum, NAMES)


def test_every_distance_is_verified_by_running_at_it(baerum: Plan, found: Reverse) -> None:
    tried = [d for d in found.distances if d.state == "brytes"]
    assert len(tried) > 12
    sizes = [(d, x) for d in tried for x in (d.size or 0.0, d.holds or 0.0)]
    rows = [Case(variant=found.variant, shock=(found.directions[d.direction].shock(baerum, x),)) for d, x in sizes]
    results = run_cases(Cases.of([baerum], rows), judged_names(baerum))
    rules = {r.id: r for r in rules_of(baerum, found.variant, results.values, short_of(results, results.values))}
    for row, (d, x) in enumerate(sizes):
        assert rules[d.rule].first(tuple(baerum.years), row) == (d.year if x == d.size else None), d
        assert 0.0 < (d.size or 0.0) - (d.holds or 0.0) <= found.directions[d.direction].bound / GRID / 60.0


def test_the_rule_that_the_saving_is_worked_out_to_meet_bears_nothing(found: Reverse) -> None:
    assert "resultat_gulv" in found.at_the_limit()
    assert all(found.of(d, "resultat_gulv").state == "grense" for d in NAMES)
    near = found.nearest("rente")
    assert near is not None and near.rule not in found.at_the_limit()
    others = [
        d.size or 0.0 for d in found.distances if d.direction == "rente" and d.state == "brytes" and found.rules[d.rule].counts
    ]
    assert near.size == min(others)
    assert found.of("rente", VERDICT).state == "grense", "the plan as a whole breaks with its tightest rule"


def test_a_bound_that_is_not_reached_says_so(found: Reverse) -> None:
    d = found.of("rente", "bufferfond")
    assert d.state == "taaler" and d.size == d.holds == found.directions["rente"].bound
    assert "minst 10,0 prosentpoeng" in sentence(found, d).text


def test_a_named_year_without_new_saving(baerum: Plan) -> None:
    named = reverse(baerum, ["rente"], ["resultatgrad"], year=2031, variant=PLAIN)
    (d,) = named.distances
    assert d.state == "brytes" and d.year == 2031 and d.monotone
    results = run_cases(
        Cases.of([baerum], [Case(shock=(named.directions["rente"].shock(baerum, x),)) for x in (d.holds or 0.0, d.size or 0.0)]),
        ("resultatgrad",),
    )
    below, above = (results.value("resultatgrad", 2031, i) for i in range(2))
    assert above < 0.03 <= below
    text = sentence(named, d).text
    assert text.startswith("Renten kan stige ") and text.endswith(" prosentpoeng før Resultatgrad < 3 % i 2031.")
    broken = reverse(baerum, ["rente"], ["resultatgrad"], variant=PLAIN).distances[0]
    assert broken.state == "brutt" and broken.year is not None and broken.year > 2031


def test_the_table_prints_sizes_that_hold(baerum: Plan, found: Reverse) -> None:
    table = reverse_table(found)
    assert [r.id for r in table.rows] == list(NAMES)
    for row in table.rows:
        near = found.nearest(row.id)
        assert near is not None and float(row.cells[1].figure or 0) <= (near.holds or 0.0)
    assert "Akkurat oppfylt" in text_of(on_screen(table))
    said = reverse_sentences(found)
    assert len(said) == len(NAMES) and all(s.cells[0].words in s.text for s in said)
    assert len(rule_table(found, "likviditetsreserve").rows) == len(NAMES)


def test_every_factor_has_a_direction_or_a_reason() -> None:
    used = {d.entry.faktor for d in directions().values()}
    assert used | WITHOUT == set(FACTORS) and not used & WITHOUT
    assert all(
        d.bound > 0.0 and d.sign in (1, -1) and "{x}" in d.pattern[code] for d in directions().values() for code in d.pattern
    )


def test_what_is_unknown_is_refused(nordvik: Plan) -> None:
    with pytest.raises(ModelError, match="mente du rente"):
        reverse(nordvik, ["renta"])
    with pytest.raises(ModelError, match="ukjent regel"):
        reverse(nordvik, ["rente"], ["resultatgraden"])
    with pytest.raises(ModelError, match="ikke i planen"):
        reverse(nordvik, ["rente"], year=2090)


def test_the_command(nordvik: Plan) -> None:
    done = CliRunner().invoke(app, ["sammenlign", "omvendt", str(nordvik.folder), "--endring", "rente"])
    assert done.exit_code == 0 and "Renten kan stige" in done.output
    wrong = CliRunner().invoke(app, ["sammenlign", "omvendt", str(nordvik.folder), "--regel", "x"])
    assert wrong.exit_code == 1 and "ukjent regel" in wrong.output
