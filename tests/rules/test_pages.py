"""The pages of the application: one entry in pages.json, one file, and texts in every language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ldip.locales import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "frontend" / "src"
PAGES: list[dict[str, Any]] = json.loads((SOURCES / "pages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p["id"])
def test_a_page_has_a_file_and_texts(page: dict[str, Any]) -> None:
    assert "export default function" in (SOURCES / "pages" / f"{page['id']}.tsx").read_text(encoding="utf-8")
    for code in LANGUAGES:
        texts = json.loads((ROOT / "src" / "ldip" / "locales" / f"{code}.json").read_text(encoding="utf-8"))
        wanted = [f"ui.side.{page['id']}", f"ui.spor.{page['id']}", *([f"ui.meny.{page['group']}"] if "group" in page else [])]
        assert not [w for w in wanted if not texts.get(w)], code


def test_keys_and_names_are_used_once() -> None:
    for what in ("id", "key"):
        found = [p[what] for p in PAGES if what in p]
        assert len(found) == len(set(found)), what
