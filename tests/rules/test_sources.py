"""Every source that points to the method points to a heading that exists there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ldip import read_plan, simulate
from ldip.compare.whatif import levers_of
from ldip.locales import LANGUAGES, speaking
from ldip.model.catalogue import GIVENS, STAGES
from ldip.operations.equalisation import NATIONAL_GIVENS, NATIONAL_STEPS
from ldip.publish.method import pages, read_page, readable_source, section_of, slug

ROOT = Path(__file__).resolve().parents[2]
METHOD = ROOT / "docs" / "method"
# Notes that were read while the model was made; they are not in the project, whose own pages are docs/method.
NOT_SHIPPED = re.compile(r"(?<!/)\b(?:capacity_climate|domain|headline|law_accounting|method|population|revenue_model)\.md\b")
WORD = re.compile(r"\bmetode\b:?\s*(?P<page>[^\s#:;,]*)(?:#(?P<anchor>[^\s:;,.]+))?")
LINK = re.compile(r"\]\((?P<page>[a-z0-9-]+\.md)?#(?P<anchor>[^)]+)\)")
EXAMPLES = ("baerum-2022", "nordvik", "solvik")


def wrong(source: str) -> list[str]:
    """What in a source names the method without reaching a heading of it."""
    found = [m[0] for m in WORD.finditer(source) if not m["anchor"] or section_of(m["page"], m["anchor"]) is None]
    return found + NOT_SHIPPED.findall(source)


def declared() -> Iterator[tuple[str, str]]:
    yield from ((s.name, s.source) for _, stage in STAGES for s in stage)
    yield from ((g.name, g.source) for g in GIVENS)
    yield from ((s.name, s.source) for s in NATIONAL_STEPS)
    yield from ((g.name, g.source) for g in NATIONAL_GIVENS)


def test_every_declared_source_reaches_its_heading() -> None:
    assert {name: found for name, source in declared() if (found := wrong(source))} == {}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_steps_a_plan_adds_reach_their_headings(example: str) -> None:
    """Måltall, lines, residuals and the accounts of other entities."""
    run = simulate(read_plan(ROOT / "examples" / example))
    of_the_plan = {s.name: s.source for versions in run.catalogue.steps.values() for s in versions}
    assert of_the_plan.keys() - {name for name, _ in declared()}
    assert {name: found for name, source in of_the_plan.items() if (found := wrong(source))} == {}


@pytest.mark.parametrize("example", EXAMPLES)
def test_levers_and_project_phases_name_a_source_people_can_open(example: str) -> None:
    plan = read_plan(ROOT / "examples" / example)
    sources = {lever.id: lever.source for lever in levers_of(plan)}
    sources["prosjektfase"] = simulate(plan).binding.origins["kostnadsspredning"].kilde
    assert len(sources) > 10
    assert {name: found for name, source in sources.items() if (found := wrong(source))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "metode: finans",
        "metode: finans, lånebok",
        "metode: finans#laanebok",
        "metode: finnes-ikke#lånebok",
        "kommuneloven § 14-10; metode: inndekningsbehov: Z + A",
        "metode",
        "capacity_climate.md §1.5",
    ],
)
def test_the_resolver_refuses_what_leads_nowhere(source: str) -> None:
    assert wrong(source)


@pytest.mark.parametrize(
    "source", ["metode: finans#lånebok", "Brass 1971; metode: demografi#dødelighet: nivå", "kommuneloven § 14-18"]
)
def test_the_resolver_accepts_what_leads_somewhere(source: str) -> None:
    assert wrong(source) == []


def test_anchors_are_those_of_markdown_readers() -> None:
    assert slug("Steget, ett år") == "steget-ett-år"
    assert slug("For kommunestyret: én side") == "for-kommunestyret-én-side"
    assert slug("«Vi har alltid overskudd»") == "vi-har-alltid-overskudd"
    found = read_page("prøve", "# Tittel\n\n```\n# ikke en overskrift\n```\n\n## Én ting\n\n### En til\n")
    assert (found.title, dict(found.sections)) == ("Tittel", {"én-ting": "Én ting", "en-til": "En til"})


def test_headings_of_a_page_are_plain_and_told_apart() -> None:
    for name, page in pages().items():
        headings = re.findall(r"^##+ (.+)$", re.sub(r"^```.*?^```", "", page.text, flags=re.M | re.S), re.M)
        assert len(headings) == len(page.sections), f"{name}: to like overskrifter"
        assert not [h for h in headings if re.search(r"[`*\[\]]", h)], name


def test_links_between_the_pages_lead_somewhere() -> None:
    for path in sorted(METHOD.glob("*.md")):
        for link in LINK.finditer(path.read_text(encoding="utf-8")):
            page = link["page"].removesuffix(".md") if link["page"] else path.stem
            assert section_of(page, link["anchor"]), f"{path.name}: {link[0]}"


def test_every_page_is_in_the_index() -> None:
    index = (METHOD / "README.md").read_text(encoding="utf-8")
    assert [name for name in pages() if f"({name}.md)" not in index] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_people_read_a_title_and_a_heading(code: str) -> None:
    with speaking(code):
        shown = readable_source("kommuneloven § 14-15; metode: finans#lånebok: serielån")
    assert "#" not in shown and "Finans" in shown and "Lånebok" in shown
    assert shown.startswith("kommuneloven § 14-15; ") and shown.endswith(": serielån")
    assert readable_source("metode: finans#finnes-ikke") == "metode: finans#finnes-ikke"
