"""Figures: each number from its address, readable without colour and in words, and the same bytes each time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from ldip import Run
from ldip.publish.content.cells import Cell, Figure, Trail
from ldip.publish.content.figures import debt_figure, figures_of, need_figure, surplus_figure
from ldip.publish.digits import Format
from ldip.publish.numbers import fetch
from ldip.publish.render.scale import Place, apart, axis_of
from ldip.publish.render.svg import as_svg

RUNS = ("baerum_run", "nordvik_run", "solvik_run")
NAME = "{http://www.w3.org/2000/svg}"


def read(figure: Figure) -> ET.Element:
    return ET.fromstring(as_svg(figure))


def texts(root: ET.Element) -> str:
    return " ".join(t.text or "" for t in root.iter(f"{NAME}text"))


def small(values: list[float | None]) -> Figure:
    cells = tuple(Cell(v, format=Format(decimals=1)) for v in values)
    years = tuple(2026 + i for i in range(len(values)))
    return Figure(id="f", title="T", unit="kr", years=years, trails=(Trail("a", "En & to", cells),))


@pytest.mark.parametrize("which", RUNS)
def test_every_figure_is_fetched_told_in_words_and_the_same_each_time(which: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(which)
    found = list(figures_of(run))
    assert [f.id for f in found[:3]] == ["behov", "gjeld", "overskudd"] and len(found) == 3 + len(run.plan.rules.maaltall)
    assert len({f.id for f in found}) == len(found)
    for figure in found:
        for cell in (c for t in figure.trails for c in t.cells if c.address):
            assert fetch(run, cell.address).value == cell.value
        root = read(figure)
        assert root.get("role") == "img"
        named = {e.get("id"): e.text for e in root.iter() if e.tag in (f"{NAME}title", f"{NAME}desc")}
        assert set((root.get("aria-labelledby") or "").split()) == set(named) and all(named.values())
        said = texts(root)
        assert figure.title in said and figure.unit in said and run.hash[:12] in said and str(run.years[-1]) in said
        assert as_svg(figure) == as_svg(figure)
        assert not re.search(r"@import|@font-face|url\((?!#)|href", as_svg(figure))
        places = [v for e in root.iter() for k in ("x", "y", "cx", "cy", "width", "height", "points") if (v := e.get(k))]
        assert all(re.fullmatch(r"[-0-9., ]+", v) for v in places), "no nan, no infinity"


def test_lines_are_named_with_their_last_digits(baerum_run: Run) -> None:
    figure = debt_figure(baerum_run)
    said = texts(read(figure)).replace("\u00a0", " ")
    for trail in figure.trails:
        assert trail.cells[-1].words.replace("\u00a0", " ") in said
    year = baerum_run.plan.shown_year
    quoted = figure.trails[0].cells[baerum_run.years.index(year)]
    assert f"{year}: {quoted.words}" in texts(read(figure))


def test_with_draws_the_need_stands_in_its_fan(solvik_run: Run) -> None:
    figure = need_figure(solvik_run)
    assert len(figure.bands) == 2
    for band in figure.bands:
        for low, high in zip(band.low, band.high, strict=True):
            assert low.value is not None and high.value is not None and low.value <= high.value
            assert fetch(solvik_run, low.address).value == low.value
    polygons = list(read(figure).iter(f"{NAME}polygon"))
    assert len(polygons) == 2 and "95 av 100" in texts(read(figure))


def test_parts_of_the_stack_sum_to_its_line(baerum_run: Run) -> None:
    figure = surplus_figure(baerum_run)
    parts, (whole,) = [t for t in figure.trails if t.mark == "part"], [t for t in figure.trails if t.mark == "line"]
    for i in range(len(figure.years)):
        assert sum(t.cells[i].value or 0.0 for t in parts) == pytest.approx(whole.cells[i].value, abs=0.01)
    root = read(figure)
    fills = {r.get("fill") for r in root.iter(f"{NAME}rect") if (r.get("fill") or "").startswith("url")}
    assert fills == {f"url(#overskudd-m{i})" for i in range(len(parts))}
    assert {p.get("id") for p in root.iter(f"{NAME}pattern")} == {f"overskudd-m{i}" for i in range(len(parts))}


def test_lines_differ_by_dash_and_not_by_colour_alone(nordvik_run: Run) -> None:
    figure = debt_figure(nordvik_run)
    dashes = [p.get("stroke-dasharray") for p in read(figure).iter(f"{NAME}polyline")]
    assert len(dashes) == len(set(dashes)) == 2


def test_a_line_is_broken_where_a_number_is_missing() -> None:
    root = read(small([1.0, 2.0, None, 3.0]))
    assert len(list(root.iter(f"{NAME}polyline"))) == 1 and len(list(root.iter(f"{NAME}circle"))) == 1
    assert "En & to 3,0" in texts(root)
    assert list(read(small([None, None])).iter(f"{NAME}polyline")) == []
    assert read(small([4.0])) is not None


def test_a_line_is_drawn_where_its_numbers_stand() -> None:
    root = read(small([0.0, 5.0, 10.0]))
    points = [tuple(map(float, p.split(","))) for p in (next(root.iter(f"{NAME}polyline")).get("points") or "").split()]
    (_, bottom), (_, middle), (_, top) = points
    assert top < middle < bottom and middle == pytest.approx((top + bottom) / 2, abs=0.11)
    marks = {t.text: float(t.get("y") or 0) for t in root.iter(f"{NAME}text") if t.get("text-anchor") == "end"}
    assert marks["10"] - 4 == pytest.approx(top, abs=0.11) and marks["0"] - 4 == pytest.approx(bottom, abs=0.11)


@pytest.mark.parametrize(
    ("numbers", "low", "high", "words"),
    [
        ([0.7], 0.0, 0.8, "0,2"),
        ([21_650.0], 0.0, 25_000.0, "5\u00a0000"),
        ([-90.0, 850.0], -200.0, 1000.0, "0"),
        ([], 0.0, 2e-9, ""),
        ([-3.0], -3.0, 1.0, "−2"),
    ],
)
def test_axes_are_round_and_hold_every_number(numbers: list[float], low: float, high: float, words: str) -> None:
    axis = axis_of(numbers)
    assert axis.low <= min([0.0, *numbers]) and axis.high >= max([0.0, *numbers])
    if words:
        assert (axis.low, axis.high) == pytest.approx((low, high)) and axis.words(axis.ticks[1]) == words


def test_names_that_end_together_do_not_write_on_each_other() -> None:
    placed = apart([100.0, 101.0, 99.0, 300.0], 16.0, 310.0)
    assert all(b - a >= 16.0 for a, b in zip(sorted(placed), sorted(placed)[1:], strict=False))
    assert max(apart([300.0, 305.0, 309.0], 16.0, 310.0)) <= 310.0


def test_the_last_year_is_labelled_and_none_stands_too_near_it() -> None:
    place = Place(0.0, 0.0, 100.0, 100.0, tuple(range(2026, 2046)), axis_of([1.0]), False)
    assert place.labelled == [2026, 2030, 2034, 2038, 2042, 2045]
