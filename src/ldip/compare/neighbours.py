"""Figures of chosen neighbours, the KOSTRA group, the county and the nation beside a plan's own: what others have, never a rank.

Source: docs/method/oppstillinger.md#andre-kommuner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.pack.areas import Kind, area_name, current_number, kind_of
from ldip.pack.municipalities import municipality
from ldip.pack.nation import by_year
from ldip.pack.nation import names as national_names
from ldip.parameters.plausible import national_level
from ldip.parameters.ratios import library
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.rules import MOST_NEIGHBOURS

NATION: Final = "EAK"
WITHOUT_OSLO: Final = "EAKUO"


@dataclass(frozen=True)
class Peer:
    """An area that the plan is seen beside."""

    code: str
    name: str

    @property
    def kind(self) -> Kind:
        """Kind of the area."""
        return kind_of(self.code)


@dataclass(frozen=True)
class Known:
    """A published figure in its reading unit, with year and source; `anslag` is whether it is preliminary."""

    value: float
    year: int
    source: str
    anslag: bool = False


def peers(plan: Plan) -> tuple[Peer, ...]:
    """The plan's own municipality when kostra.csv has it, neighbours in the order they are named, group, county and nation.

    The county and the nation without Oslo are among them when kostra.csv has figures of them; the nation always."""
    held = {r.kommune: r.navn for r in plan.table("kostra.csv", t.KostraRow).rows}
    own = _today(plan)
    group = plan.rules.kostragruppe
    codes = [
        *([own] if own in held else []),
        *plan.rules.naboer,
        *([group] if group else []),
        *(c for c in (f"EKA{own[:2]}", WITHOUT_OSLO) if c in held),
        NATION,
    ]
    return tuple(Peer(c, _name(plan, c, held)) for c in dict.fromkeys(codes))


def beside(plan: Plan, names: Sequence[str]) -> Plan:
    """A plan seen beside municipalities by number or name instead of the ones it names; unchanged without any.

    Errors: SourceError for those that do not exist, with what is alike."""
    if not names:
        return plan
    problems: list[Problem] = []
    numbers: list[str] = []
    for name in names:
        try:
            numbers.append(municipality(name).number)
        except SourceError as error:
            problems += error.problems
    if len(names) > MOST_NEIGHBOURS:
        problems.append(Problem("", "nabo", f"flere enn {MOST_NEIGHBOURS} naboer", str(len(names)), "velg færre"))
    if problems:
        raise SourceError(problems)
    rules = plan.rules.model_copy(update={"naboer": list(dict.fromkeys(numbers))})
    return replace(plan, single=dict(plan.single) | {"handlingsregler.toml": rules})


def known(plan: Plan, name: str, library_name: str, peer: Peer) -> Mapping[int, Known]:
    """Figures of a måltall or unit cost by year: of kostra.csv by the plan's own id, then the library's; else, for the nation,
    the data pack's."""
    rows = [r for r in plan.table("kostra.csv", t.KostraRow).rows if r.kommune == peer.code]
    for wanted in dict.fromkeys((name, library_name)):
        if found := {r.aar: Known(r.verdi, r.aar, r.kilde) for r in rows if r.maaltall == wanted}:
            return found
    return _of_pack(library_name) if peer.code == NATION else {}


def shown_year(found: Sequence[Mapping[int, Known]], before: int) -> int | None:
    """The newest year that most of the peers have a figure of, of those before the plan where there is one; None without any."""
    years = {y for each in found for y in each}
    chosen = {y for y in years if y < before} or years
    return max(chosen, key=lambda y: (sum(y in each for each in found), y), default=None)


def in_year(found: Mapping[int, Known], year: int | None) -> Known | None:
    """The figure of a year, else of the year nearest to it; None without any."""
    return None if not found or year is None else found[min(found, key=lambda y: (abs(y - year), -y))]


def sector_level(sectors: Sequence[str], year: int) -> Known:
    """The nation's net spending per inhabitant in some sectors together, of the year nearest to `year`."""
    levels = [national_level(s, year) for s in sectors]
    sources = ", ".join(dict.fromkeys(v.kilde for v in levels))
    return Known(sum(v.verdi for v in levels), levels[0].gjelder_fra, sources, any(v.anslag for v in levels))


def _of_pack(name: str) -> dict[int, Known]:
    definition = library().get(name)
    pack_name = definition.landet if definition else name
    if not pack_name or pack_name not in national_names():
        return {}
    return {y: Known(f.value, y, f.source, f.anslag) for y, f in by_year(pack_name).items()}


def _today(plan: Plan) -> str:
    """Today's number of the plan's municipality: a plan of an earlier year has the number of that time."""
    number = plan.head.kommune.kommunenummer
    return current_number(number, plan.head.tid.foerste_aar) or number


def _name(plan: Plan, code: str, held: Mapping[str, str]) -> str:
    if code == _today(plan):
        return plan.head.kommune.navn
    return held.get(code) or area_name(code)
