"""Account files as tables, and as the opening files of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.table import Table

from ldip.locales import language, tr
from ldip.publish.tables import plain_table
from ldip.publish.text import grouped
from ldip.sources.kostra_accounts import Frames, Statements
from ldip.sources.kostra_controls import Finding
from ldip.statements.forms import form

BALANCE_FUND = "disposisjonsfond"


def statement_tables(found: Statements, year: int) -> list[Table]:
    """The lines of §5-6, §5-5 and §5-8 that the files fill, thousand kroner."""
    tables = []
    for name, values in (("5-6", found.drift), ("5-5", found.investering)):
        if not values:
            continue
        texts = {line.nr: line.nn if language() == "nn" else line.nb for line in form(name).linjer}
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


def frames_csv(found: Frames, year: int) -> str:
    """rammer.csv from the accounts."""
    out = [f"# Fra KOSTRA-regnskapet {year}.", "tjeneste;art;beloep;enhet;priser;anslag;kilde"]
    for (service, art), kroner in sorted(found.rows.items()):
        amount = _thousand(kroner).replace(".", ",")
        out.append(f"{service};{art};{amount};1000 kr;løpende;nei;KOSTRA-regnskapet {year}")
    return "\n".join(out) + "\n"


def accounts_csv(found: Statements, year: int) -> str:
    """regnskap.csv from the accounts: every line of §5-6 and §5-5 that is no sum, in the sign of its step."""
    out = [f"# Fra KOSTRA-regnskapet {year}.", "linje;aar;kolonne;beloep;enhet;priser;anslag;kilde"]
    for name, values in (("5-6", found.drift), ("5-5", found.investering)):
        for line in form(name).linjer if values else ():
            if not line.sum:
                amount = _thousand(values.get(line.nr, 0.0)).replace(".", ",")
                out.append(f"{line.steg};{year};regnskap;{amount};1000 kr;løpende;nei;KOSTRA-regnskapet {year}")
    return "\n".join(out) + "\n"


def balance_toml(opening: Mapping[str, float], year: int) -> str:
    """balanse.toml from the accounts; disposisjonsfond stands as one fund until it is parted."""
    out = [
        f"# Fra KOSTRA-regnskapet {year}. Tomter og gjeld til videreutlån er oppgitt ved importen.",
        "",
        f'kilde = "KOSTRA-regnskapet {year}"',
        'enhet = "1000 kr"',
    ]
    out += [f"{name} = {_thousand(kroner)}" for name, kroner in opening.items() if name != BALANCE_FUND]
    return "\n".join([*out, "", f"[{BALANCE_FUND}]", f"fritt = {_thousand(opening[BALANCE_FUND])}", ""])


def _thousand(kroner: float) -> str:
    """Thousand kroner with the øre there are: none in KOSTRA's files, two digits of a krone in a ledger."""
    return f"{kroner / 1e3:.5f}".rstrip("0").rstrip(".")
