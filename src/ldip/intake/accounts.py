"""Account files as the opening files of a plan: frames, last accounts and opening balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ldip.sources.kostra_accounts import THOUSAND, Frames, Statements
from ldip.sources.kostra_controls import WIDE
from ldip.statements.forms import form

BALANCE_FUND = "disposisjonsfond"


def frames_csv(found: Frames, year: int) -> str:
    """rammer.csv from the accounts."""
    out = [f"# Fra KOSTRA-regnskapet {year}.", "tjeneste;art;beloep;enhet;priser;anslag;kilde"]
    for (service, art), kroner in sorted(found.rows.items()):
        amount = _thousand(kroner).replace(".", ",")
        out.append(f"{service};{art};{amount};1000 kr;løpende;nei;KOSTRA-regnskapet {year}")
    return "\n".join(out) + "\n"


@dataclass(frozen=True)
class Twice:
    """A line that two forms print, with different amounts in kroner: «overføring til investering» (570) and «fra drift» (970)."""

    line: str
    first: float
    second: float


def account_lines(found: Statements) -> tuple[dict[str, float], tuple[Twice, ...]]:
    """Kroner of every line of §5-6 and §5-5 that is no sum, by its step and in the step's sign, each line once.

    A line that both forms print has the amount of §5-6; `Twice` are those where §5-5 differs by more than the tolerance of
    SSB's control 140 (30 thousand kroner)."""
    lines: dict[str, float] = {}
    unequal: list[Twice] = []
    for name, values in (("5-6", found.drift), ("5-5", found.investering)):
        for line in form(name).linjer if values else ():
            if line.sum:
                continue
            amount = values.get(line.nr, 0.0)
            first = lines.setdefault(line.steg, amount)
            if abs(first - amount) > WIDE * THOUSAND:
                unequal.append(Twice(line.steg, first, amount))
    return lines, tuple(unequal)


def accounts_csv(found: Statements, year: int) -> str:
    """regnskap.csv from the accounts: the lines of `account_lines`."""
    out = [f"# Fra KOSTRA-regnskapet {year}.", "linje;aar;kolonne;beloep;enhet;priser;anslag;kilde"]
    for line, kroner in account_lines(found)[0].items():
        amount = _thousand(kroner).replace(".", ",")
        out.append(f"{line};{year};regnskap;{amount};1000 kr;løpende;nei;KOSTRA-regnskapet {year}")
    return "\n".join(out) + "\n"


def balance_toml(opening: Mapping[str, float], year: int) -> str:
    """balanse.toml from the accounts; disposisjonsfond is one fund until it is split."""
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
