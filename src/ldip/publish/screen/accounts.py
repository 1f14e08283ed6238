"""Account files on the terminal: the statements they give, the controls they break, and what has no line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.table import Table

from ldip.locales import tr
from ldip.publish.content.statements import in_words
from ldip.publish.digits import grouped
from ldip.publish.screen.plain import plain_table
from ldip.sources.kostra_accounts import Statements
from ldip.sources.kostra_controls import Finding
from ldip.statements.forms import form


def statement_tables(found: Statements, year: int) -> list[Table]:
    """The lines of §5-6, §5-5 and §5-8 that the files fill, thousand kroner."""
    tables = []
    for name, values in (("5-6", found.drift), ("5-5", found.investering)):
        if not values:
            continue
        texts = {line.nr: in_words(line) for line in form(name).linjer}
        table = plain_table(tr("kostra.form", form=form(name).paragraf), [str(year)])
        for number in sorted(values):
            table.add_row(f"{number} {texts.get(number, '')}", grouped(values[number] / 1e3))
        tables.append(table)
    if found.balanse:
        table = plain_table(tr("kostra.form", form="§ 5-8"), [str(year)])
        for place in sorted(found.balanse):
            table.add_row(place, grouped(found.balanse[place] / 1e3))
        tables.append(table)
    return tables


def notes(found: Statements, controls: Iterable[Finding], replaced: Mapping[tuple[str, int], tuple[int, ...]]) -> list[str]:
    """Controls not met, codes no line was found for, and codes that later lists have replaced."""
    lines = [tr(f"kostra.{c.alvorlighet}", number=c.kontroll, text=c.tekst, amount=grouped(float(c.avvik))) for c in controls]
    lines += [tr("kostra.unmapped", kind=k, code=c, amount=grouped(v / 1e3)) for (k, c), v in sorted(found.unmapped.items())]
    for (kind, code), now in sorted(replaced.items()):
        lines.append(tr("kostra.replaced", kind=kind, code=code, now=", ".join(map(str, now)) or "–"))
    return lines
