"""The table of the plan's fields, docs/method/felter.md: written from the declarations by `make schema`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ldip.model.cause_groups import GROUPS, group_content, group_label
from ldip.plan.schema.declared import PlanField, plan_fields

HEAD = """# Felter i planen

Tabellene er laget av deklarasjonene i `src/ldip/plan/schema/` med `make schema`. Rett dem der, ikke her.

Et felt sier fem ting om seg selv. Årsaksgruppen er det en endring i resultatet føres tilbake til.
Arten sier hva feltet er når planer legges ved siden av hverandre:

- en mengde er null der elementet mangler
- en egenskap hentes fra planen som har elementet
- en flyt er en mengde som er null også utenfor planens år
- et forløp er en egenskap som er null utenfor planens år
- en kalender teller videre med årene

Enhet og priser sier hva tallet måles i. Grensene er de kontrollen bruker.
«Går til» er inndata og åpningsbalanser i modellen.

Noen felt står utenfor gruppene. Struktur former årene, prisnivået og aksene, og er lik for alle grupper.
Tekst leses bare av folk. Kontroll sammenliknes med resultatet. Et grep endrer andre felt.

## Årsaksgrupper

| Gruppe | Navn | Innhold |
|---|---|---|
"""
COLUMNS = "| Felt | Gruppe | Art | Enhet | Priser | Fra | Til | Går til |\n|---|---|---|---|---|---|---|---|\n"


def text() -> str:
    """The whole page."""
    groups = "".join(f"| `{g}` | {group_label(g)} | {group_content(g)} |\n" for g in GROUPS)
    return HEAD + groups + "".join(_file(file, list(fields)) for file, fields in groupby(plan_fields(), lambda p: p.home))


def _file(file: str, fields: list[PlanField]) -> str:
    return f"\n## {file}\n\n{COLUMNS}" + "".join(f"| {' | '.join(_row(p))} |\n" for p in fields)


def _row(p: PlanField) -> Iterator[str]:
    yield f"`{p.key}`"
    yield p.group
    yield "" if p.outside else p.about.nature or "egenskap"
    yield p.about.unit or p.kind
    yield p.prices
    yield p.low
    yield p.high
    yield p.about.why if p.outside else ", ".join(f"`{n}`" for n in p.about.goes_to)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
