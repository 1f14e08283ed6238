"""The pages of the method, their sections by anchor, and a step's source as people read it.

A source names a section as `metode: page#anchor`. The anchor is the heading's slug as Markdown readers
make it, so the same link works in the repository and in the application.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ldip.locales import tr

REFERENCE: Final = re.compile(r"metode: ([a-z0-9-]+)#([^\s:;,.]+)")
HEADING: Final = re.compile(r"^(#{1,6}) (.+?)\s*$", re.MULTILINE)
CODE_BLOCK: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class MethodText:
    """A page: its Markdown and the headings below the title, by anchor, in reading order."""

    name: str
    title: str
    text: str
    sections: Mapping[str, str]


def slug(heading: str) -> str:
    """The anchor of a heading: lower case, hyphens for spaces, letters and digits only."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def read_page(name: str, text: str) -> MethodText:
    """A page from its Markdown. A page without a title is called by its name."""
    found = [(len(level), heading) for level, heading in HEADING.findall(CODE_BLOCK.sub("", text))]
    title = next((heading for level, heading in found if level == 1), name)
    return MethodText(name, title, text, {slug(heading): heading for level, heading in found if level > 1})


@cache
def pages() -> Mapping[str, MethodText]:
    """All pages by name, without the index: those in the package, or those of the working copy."""
    inside = Path(__file__).parents[1] / "method"
    folder = inside if inside.is_dir() else Path(__file__).parents[3] / "docs" / "method"
    return {p.stem: read_page(p.stem, p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.md")) if p.stem != "README"}


def section_of(page: str, anchor: str) -> str | None:
    """The heading a reference points to; None where there is no such page or heading."""
    found = pages().get(page)
    return found.sections.get(anchor) if found else None


def readable_source(source: str) -> str:
    """A source with its references written as page title and heading, in the reader's language."""

    def written(match: re.Match[str]) -> str:
        heading = section_of(match[1], match[2])
        return tr("source.method", page=pages()[match[1]].title, section=heading) if heading else match[0]

    return REFERENCE.sub(written, source)
