"""Account files held against each other and the plan: year, municipality, form, quarter, duplicates and SSB's controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ldip.errors import Problem
from ldip.locales import tr
from ldip.locales.written import MINUS, separated
from ldip.plan.bounds import first
from ldip.plan.document import Plan
from ldip.sources import kostra
from ldip.sources.codes import CodeHistory
from ldip.sources.kostra import KostraFile, Record
from ldip.sources.kostra_accounts import in_year, statements
from ldip.sources.kostra_controls import Finding, controls

FORMS: Final = {"kommunekasse": ("0A", "0B"), "samlet": ("0M", "0N"), "konsern": ("0M", "0N")}
ENTITY: Final = {"kommunekasse": "kommunekassen", "samlet": "samlet regnskap", "konsern": "samlet regnskap"}
# Controls that say the sums cannot be right: operations, investment, balance and memorandum close; the sides have their signs.
STOPPING: Final = frozenset({"095", "110", "115", "120", "125", "190", "016"})
SHOWN: Final = 5  # duplicates that are listed
Named = tuple[str, KostraFile]


def account_problems(plan: Plan, codes: CodeHistory, files: Sequence[Named]) -> Iterator[Problem]:
    """Everything that keeps account files out of a plan. `codes` are the municipality's numbers by date."""
    for name, file in files:
        if not file.records and not file.problems:
            yield Problem(name, "", "filen har ingen regnskapsposter", "", "last ned filen på nytt")
        yield from _year(plan, name, file)
        yield from _form(plan, name, file)
        yield from _quarter(name, file)
    yield from _municipality(plan, codes, files)
    yield from _duplicates(files)
    if all(not f.problems for _, f in files):  # a file with lines that cannot be read does not close
        yield from _controls(files)


def told_of(records: Sequence[Record]) -> Iterator[str]:
    """Points to look at: controls that do not stop, codes without a line, codes that are replaced."""
    for c in controls(records):
        if c.kontroll not in STOPPING:
            yield tr(f"kostra.{c.alvorlighet}", number=c.kontroll, text=c.tekst, amount=thousand(c.avvik))
    for (kind, code), kroner in sorted(statements(records).unmapped.items()):
        yield tr("kostra.unmapped", kind=kind, code=code, amount=thousand(kroner / 1e3))
    year = max((r.aargang for r in records), default=0)
    for (what, number), now in sorted(in_year(records, year + 1).items()):
        yield tr("kostra.replaced", kind=what, code=number, now=", ".join(map(str, now)) or "–")


def thousand(amount: float) -> str:
    """Whole thousand kroner as people read them."""
    return f"{separated(f'{amount:,.0f}').replace('-', MINUS)} tusen kr"


def accounts_year(plan: Plan) -> int:
    """The year of the accounts that a plan starts from: the one before its first."""
    return plan.years[0] - 1


def _year(plan: Plan, name: str, file: KostraFile) -> Iterator[Problem]:
    wanted = accounts_year(plan)
    for year in sorted({r.aargang for r in file.records} - {wanted}):
        line = next(n for n, r in zip(file.lines, file.records, strict=True) if r.aargang == year)
        hint = f"planen begynner i {wanted + 1} og står på regnskapet for {wanted}; ta med filene for {wanted}"
        yield Problem(name, "aargang", "er regnskapet for et annet år enn planens", str(year), hint, line)


def _form(plan: Plan, name: str, file: KostraFile) -> Iterator[Problem]:
    entity = plan.head.kommune.enhet
    wanted = FORMS[entity]
    for form in sorted({r.skjema for r in file.records} - set(wanted)):
        hint = f"planen gjelder {ENTITY[entity]}: bruk skjema {wanted[0]} (drift og investering) og {wanted[1]} (balanse)"
        yield Problem(name, "skjema", "er et annet regnskap enn planens", form, hint)


def _quarter(name: str, file: KostraFile) -> Iterator[Problem]:
    for quarter in sorted({r.kvartal for r in file.records} - {""}):
        yield Problem(
            name, "kvartal", "er kvartalstall, ikke årsregnskapet", quarter, "ta med filen for hele året (kvartal er blankt)"
        )


def _municipality(plan: Plan, codes: CodeHistory, files: Sequence[Named]) -> Iterator[Problem]:
    number, year = plan.head.kommune.kommunenummer, accounts_year(plan)
    own = {f.number for f in codes.on(number, year)}
    found: dict[str, str] = {}
    for name, file in files:
        for region in sorted({r.region[:4] for r in file.records}):
            found.setdefault(region, name)
    if len(found) > 1:
        value = ", ".join(f"{n} ({name})" for n, name in sorted(found.items()))
        yield Problem(files[0][0], "region", "filene er fra flere kommuner", value, "ta med filene fra én kommune")
    for region, name in sorted(found.items()):
        if region not in own:
            hint = f"planen gjelder {plan.head.kommune.navn}, som hadde nummer {', '.join(sorted(own))} i {year}"
            yield Problem(name, "region", "er en annen kommune enn planens", region, hint)


def _duplicates(files: Sequence[Named]) -> Iterator[Problem]:
    """SSB's control 015: the same key twice, in a file or across files."""
    seen: dict[tuple[object, ...], tuple[str, int]] = {}
    twice: list[Problem] = []
    for name, file in files:
        for line, r in zip(file.lines, file.records, strict=True):
            key = (r.skjema, r.aargang, r.kvartal, r.region, r.orgnr, r.foretaksnr, r.kontoklasse, r.kode, r.art)
            place = seen.setdefault(key, (name, line))
            if place != (name, line):
                what = "kapittel {0} sektor {1}" if r.skjema in kostra.BALANCES else "funksjon {0} art {1}"
                where = f"linje {place[1]}" + (f" i {place[0]}" if place[0] != name else "")
                text = f"posten står to ganger (SSBs kontroll 015): {what.format(r.kode, r.art)}, kontoklasse {r.kontoklasse}"
                twice.append(
                    Problem(name, "", text, f"{r.beloep:.0f}", f"står også på {where}; fjern eller summer den ene", line)
                )
    yield from first(twice, SHOWN)
    if len(twice) > SHOWN:
        yield Problem(twice[SHOWN].file, "", f"og {len(twice) - SHOWN} poster til står to ganger", "", "be om en ny fil")


def _controls(files: Sequence[Named]) -> Iterator[Problem]:
    for form in sorted({r.skjema for _, f in files for r in f.records}):
        names = ", ".join(dict.fromkeys(n for n, f in files if any(r.skjema == form for r in f.records)))
        for found in controls(r for _, f in files for r in f.records if r.skjema == form):
            if found.kontroll in STOPPING:
                yield _not_met(names, form, found)


def _not_met(names: str, form: str, found: Finding) -> Problem:
    hint = "regnskapet går ikke opp; be om filen på nytt, eller se etter en del som mangler"
    text = f"kontroll {found.kontroll} er ikke oppfylt i skjema {form}: {found.tekst}"
    return Problem(names, "", text, f"avvik {thousand(found.avvik)}", hint)
