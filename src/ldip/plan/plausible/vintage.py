"""Accounts and opening balances of another year than the one before the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution
from ldip.plan.plausible.origins import DERIVED
from ldip.plan.schema import tables as t

RULE: Final = "aargang"
# «regnskap 2024», «årsregnskapet for 2024», «balansen 31.12.2024», «31. desember 2024», «saldoliste 2024»
DATED: Final = re.compile(
    r"(?:regnskap\w*|balanse\w*|saldoliste\w*|hovedbok\w*|lånelist\w*|anleggsregist\w*|31\. ?(?:12\.|desember)) ?"
    r"(?:for |per |pr\.? )?"
    r"(?:31\. ?(?:12\.|desember) ?)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
Sourced = tuple[int, str]  # line, source


def _sources(plan: Plan) -> Iterator[Caution]:
    """Frames, loans, assets and balance by the year that their sources name."""
    frames = ((n, r.kilde) for n, r in plan.table("rammer.csv", t.FrameRow).numbered() if not r.anslag)
    loans = ((n, r.kilde) for n, r in plan.table("laan.csv", t.LoanRow).numbered() if not r.anslag)
    assets = ((n, r.kilde) for n, r in plan.table("anlegg.csv", t.AssetRow).numbered() if not r.anslag)
    for file, rows in (("rammer.csv", frames), ("laan.csv", loans), ("anlegg.csv", assets)):
        yield from _of_another_year(plan, file, rows)
    if not plan.balance.anslag:
        yield from _of_another_year(plan, "balanse.toml", [(0, plan.balance.kilde)])


def _of_another_year(plan: Plan, file: str, rows: Iterable[Sourced]) -> Iterator[Caution]:
    """One warning for a file whose sources name years, and none of them the year before the plan."""
    expected = str(plan.years[0] - 1)
    found = [(row, years) for row in rows if (years := DATED.findall(row[1])) and not DERIVED.search(row[1])]
    wrong = [(row, years) for row, years in found if expected not in years and str(plan.years[0]) not in years]
    if not wrong:
        return
    (line, source), years = wrong[0]
    words = (("aar", years[0]), ("ventet", expected), ("kilde", source), ("antall", str(len(wrong))))
    form = "balanse" if file == "balanse.toml" else "rader"
    yield Caution(file, "kilde", RULE, f"{file}: {years[0]}", words, years[0], form, line)


def _accounts(plan: Plan) -> Iterator[Caution]:
    """The last accounts of regnskap.csv: of the year before the plan, or of the year before that while those are not closed."""
    rows = [(r.aar, line) for line, r in plan.table("regnskap.csv", t.EarlierRow).numbered() if r.kolonne == "regnskap"]
    if not rows:
        return
    last = max(year for year, _ in rows)
    line = min(n for year, n in rows if year == last)
    if last < plan.years[0] - 2:
        words = (("aar", str(last)), ("ventet", str(plan.years[0] - 1)), ("foer", str(plan.years[0] - 2)))
        yield Caution("regnskap.csv", "aar", RULE, f"regnskap.csv: {last}", words, str(last), "regnskap", line)


RULES: Final = (_sources, _accounts)
