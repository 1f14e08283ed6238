"""List of figures to renew in a moved plan: figures of years that have passed, carried amounts and old estimates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ldip.parameters import read as parameters
from ldip.plan.checks.common import dated
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Sourced, YearVector

OLD: Final = 2  # years after which an estimate is looked at again
YEARS: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
COMPUTED: Final = "Regnet av planen"
MACRO: Final = ("loennsvekst", "prisvekst", "byggekostnadsvekst", "styringsrente")


@dataclass(frozen=True, order=True)
class Renewal:
    """A place in the plan and the reason that its figure must be renewed, in words."""

    file: str
    key: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.why}" if self.key else f"{self.file}: {self.why}"


def renewals(plan: Plan) -> Iterator[Renewal]:
    """Everything that must be renewed, by file; what comes first is what every plan needs each year."""
    first = plan.years[0]
    if plan.head.tid.vedtatt_til is None:
        yield Renewal("plan.toml", "tid.vedtatt_til", f"oppgi siste år i vedtatt budsjett og økonomiplan fra {first}")
    if plan.balance.kilde.startswith(COMPUTED):
        yield Renewal("balanse.toml", "", f"bytt med balansen 31.12.{first - 1} i årsregnskapet")
    for file, what in (("rammer.csv", "regnskapet"), ("laan.csv", "låneoversikten"), ("anlegg.csv", "anleggsregisteret")):
        rows: Sequence[Any] = plan.table(file, t.TABLES[file]).rows
        if count := sum(r.kilde.startswith(COMPUTED) for r in rows):
            yield Renewal(file, "", f"{count} rader er regnet av den gamle planen; bytt med {what} {first - 1}")
    if plan.population.folketall.kilde.startswith(COMPUTED):
        yield Renewal("befolkning.toml", "folketall", f"bytt med SSBs folketall 1. januar {first} (tabell 07459)")
    for row in plan.table("vedtatt.csv", t.AdoptedRow).rows:
        if row.status == "korreksjon" and row.aar == first:
            yield Renewal("vedtatt.csv", row.linje, f"er ført videre fra vedtaket før; bytt med vedtatt budsjett {first}")
    yield from _national(plan)
    yield from _old(plan)


def _national(plan: Plan) -> Iterator[Renewal]:
    """National levels and paths, with the figure of the year where the parameters have one."""
    first, known = plan.years[0], plan.head.tid.kunnskapsdato
    level = plan.income.nasjonalt
    given = {v.gjelder_fra: v.verdi for v in parameters.known_history("inntektssystem", "landssnitt_skatt", known)}
    more = f"; kjent for {max(given)}: {given[max(given)]:,.0f} kr".replace(",", " ") if given else ""
    yield Renewal("inntekter.toml", "nasjonalt", f"nivåene er fra {level.aar}; se statsbudsjettet for {first}{more}")
    for key in MACRO:
        yield Renewal("forutsetninger.toml", key, f"banen er den gamle planens; se nasjonalbudsjettet for {first} og Norges Bank")
    newest = max((r.aar for r in plan.table("kostra.csv", t.KostraRow).rows), default=None)
    if newest is not None and newest < first - 1:
        yield Renewal("kostra.csv", "", f"nyeste år er {newest}; les KOSTRA for {first - 1} når tallene kommer")


def _old(plan: Plan) -> Iterator[Renewal]:
    """Estimates whose source names no year within the last two."""
    first = plan.years[0]
    seen: set[tuple[str, str]] = set()
    for file, document in plan.documents.items():
        for key, node in dated(document):
            if isinstance(node, Sourced | YearVector) and node.anslag and (years := YEARS.findall(node.kilde)):
                newest = max(map(int, years))
                if newest < first - OLD and not node.kilde.startswith(COMPUTED) and (file, key) not in seen:
                    seen.add((file, key))
                    yield Renewal(file, key, f"anslaget er fra {newest}")


def noted(plan: Plan, told: Sequence[str], found: Sequence[Renewal]) -> str:
    """A note in the plan: what the move did, and the list to work through."""
    first = plan.years[0]
    lines = [f"# Planen er ført til {first}", "", "## Må fornyes", "", *(f"- [ ] {r}" for r in found)]
    return "\n".join([*lines, "", "## Gjort", "", *(f"- {line}" for line in told or ("Bare årene og prisene er flyttet.",)), ""])
