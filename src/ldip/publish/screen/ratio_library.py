"""The library of måltall as tables: definitions, and the sets a plan can adopt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from ldip.locales import tr
from ldip.parameters.ratios import library, ratio_sets
from ldip.publish.content.ratios import definition_name, levels
from ldip.publish.render.terminal import framed


def ratio_library() -> list[Table]:
    """Every definition with unit, expression, usual level and source; then every set with its levels."""
    table = _table("ratios.title", "id", "name", "unit", "formula", "level", "source")
    for d in library().values():
        table.add_row(d.id, definition_name(d), d.enhet, d.uttrykk, d.nivaa, d.kilde)
    sets = _table("ratios.sets", "id", "name", "members", "source")
    for s in ratio_sets().values():
        sets.add_row(s.id, s.navn, "\n".join(_member(m) for m in s.maaltall), s.kilde)
    return [table, sets]


def _table(title: str, *heads: str) -> Table:
    table = framed(tr(title), show_lines=True)
    for head in heads:
        table.add_column(tr(f"ratios.{head}"), no_wrap=head == "id", overflow="fold")
    return table


def _member(row: Mapping[str, Any]) -> str:
    limits = levels({k: row.get(k) for k in ("maal", "gulv", "tak")})
    limits += [tr("ratio.mean", n=row["snitt"])] if "snitt" in row else []
    return f"{row['bibliotek']}: {', '.join(limits)}" if limits else str(row["bibliotek"])
