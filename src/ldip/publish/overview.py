"""What a reader wants first: six key figures, the måltall with their status, and how sure the need is. Numbers by address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ldip.plan.schema.files import Ratio
from ldip.publish.headline import how, last_need, prices, short, window
from ldip.publish.numbers import ADOPTED, FIXED, Number, address, fetch, value_at
from ldip.publish.protect import is_hidden
from ldip.publish.tables import levels, ratio_name
from ldip.simulation.run import Run
from ldip.statements.adopted import MARGIN, target_of
from ldip.statements.prices import PRICES
from ldip.statements.status import Status, first_broken, status_in, statuses
from ldip.uncertainty.chances import CERTAINTY, Chance, Kept, chance, kept, together

NEED: Final = "inndekningsbehov_fast"
BANDS: Final = (2.5, 10.0, 17.5, 50.0, 80.0, 82.5, 90.0, 95.0, 97.5)
PLACES: Final = 0.5  # half a place is no shortage
LITTLE: Final = 5e4  # kroner; a need that is printed as nothing
ALWAYS: Final = (
    NEED,
    "inndekningsbehov",
    "nytt",
    "laanegjeld_ub",
    "netto_driftsresultat",
    "sum_driftsinntekter",
    "plassmangel",
    "mangelaar",
    "listebrukere",
    "ukonkretisert_innsparing",
    "ukonkretisert_andel",
    *PRICES,
)


@dataclass(frozen=True)
class Figure:
    """A key figure: which, its number (None when there is none), and words beside it."""

    id: str
    number: Number | None
    count: int = 0
    of: int = 0


@dataclass(frozen=True)
class RatioRow:
    """A måltall: name, unit, decimals, levels, status by year, first year broken, kroner to spare, chance to keep."""

    id: str
    name: str
    unit: str
    decimals: int
    levels: Mapping[str, float | None]
    target: str
    statuses: tuple[Status, ...]
    first_broken: int | None
    only: int | None
    margin: str
    source: str
    chance: Chance | None = None


@dataclass(frozen=True)
class Headline:
    """The headline: address, year, variant, window, rule and whether the year is adopted, worded as the command line does."""

    address: str
    year: int
    variant: str
    window: str
    rule: str
    how: str
    short: str
    adopted: bool
    prices: int
    addresses: Mapping[str, str]
    certainty: Mapping[str, float] = field(default_factory=dict)


def strip(run: Run, internal: bool = False) -> list[Figure]:
    """The need where it is highest and the highest debt, each in fixed and in running prices, the lowest resultatgrad, måltall
    kept, services that lack places, and the first year that is not in balance (no number when every year is)."""
    years = projected(run)
    found = [_highest("behov", run, [address(NEED, y) for y in years])]
    found.append(_highest("behov_loepende", run, [address("inndekningsbehov", y) for y in years]))
    degree = next((r.measured for r in run.plan.rules.maaltall if r.id == "resultatgrad"), "")
    if degree:
        low = min(run.years, key=lambda y: run.value(degree, y))
        found.append(Figure("resultatgrad", fetch(run, address(degree, low))))
    found.append(_highest("gjeld", run, [address("laanegjeld_ub", y, FIXED) for y in run.years]))
    found.append(_highest("gjeld_loepende", run, [address("laanegjeld_ub", y) for y in run.years]))
    ruled = [r for r in run.plan.rules.maaltall if has_level(r)]
    held = sum(first_broken(run.years, ratio_statuses(run, r)) is None for r in ruled)
    found.append(Figure("maaltall", None, held, len(ruled)))
    placed = [i for i in run.ids("tjeneste") if run.plan.services[i].plasser is not None]
    short_of = [i for i in placed if any(lacks(run, i, y, internal) for y in run.years)]
    found.append(Figure("plasser", None, len(short_of), len(placed)))
    first = next((y for y in years if run.value(NEED, y) > LITTLE), None)
    found.append(Figure("balanse", None if first is None else fetch(run, address(NEED, first))))
    return found


def _highest(key: str, run: Run, places: Sequence[str]) -> Figure:
    """The highest of the numbers at some addresses; the first of equals."""
    return Figure(key, max((fetch(run, p) for p in places), key=lambda n: n.value))


def lacks(run: Run, service: str, year: int, internal: bool) -> bool:
    """Whether a service lacks places in a year; what is hidden is not counted."""
    at = {"tjeneste": service}
    return (internal or not is_hidden(run, "plassmangel", year, at)) and run.at("plassmangel", year, at) > PLACES


def projected(run: Run) -> tuple[int, ...]:
    """The years after the adopted ones; every year where nothing is adopted or all is."""
    adopted = run.plan.head.tid.vedtatt_til
    return tuple(y for y in run.years if adopted is None or y > adopted) or run.years


def has_level(ratio: Ratio) -> bool:
    """Whether a måltall has a target, floor or cap."""
    return any(v is not None for v in (ratio.maal, ratio.gulv, ratio.tak))


def ratio_statuses(run: Run, ratio: Ratio) -> tuple[Status, ...]:
    """Status of a måltall by year."""
    return statuses(run.years, [run.value(ratio.measured, y) for y in run.years], target_of(ratio))


def ratio_rows(run: Run) -> list[RatioRow]:
    """Every måltall of the plan; with draws, the chance to keep it."""
    return [_ratio(run, r) for r in run.plan.rules.maaltall]


def joint_chance(run: Run) -> Chance | None:
    """The chance that all måltall with a level are kept at once; None without draws or levels."""
    ruled = [r for r in run.plan.rules.maaltall if has_level(r)]
    return together([_kept(run, r) for r in ruled]) if run.draws else None


def _ratio(run: Run, ratio: Ratio) -> RatioRow:
    found, target = ratio_statuses(run, ratio), target_of(ratio)
    given = {"maal": ratio.maal, "gulv": ratio.gulv, "tak": ratio.tak}
    name = ratio.id + MARGIN
    return RatioRow(
        ratio.measured,
        ratio_name(ratio),
        ratio.enhet,
        ratio.desimaler,
        {"maal": target.maal, "gulv": target.gulv, "tak": target.tak},
        ", ".join(levels(given)),
        found,
        first_broken(run.years, found),
        target.only,
        name if name in run.catalogue.steps else "",
        ratio.kilde,
        chance(_kept(run, ratio)) if run.draws and has_level(ratio) else None,
    )


def _kept(run: Run, ratio: Ratio) -> Kept:
    target = target_of(ratio)

    def broken(place: int, value: float) -> bool:
        counts = target.only is None or run.years[place] == target.only
        return counts and status_in(value, target) == "brutt"

    return kept(run.uncertain[ratio.measured], broken)


def certainty(run: Run) -> dict[str, float]:
    """The saving that is enough in 50, 80 and 95 of 100 draws of the quoted year, keyed `p50` …; empty without draws."""
    year = run.plan.rules.overskriftsaar
    return {f"p{p:g}": value_at(run, NEED, year, f"p{p:g}", {}) for p in CERTAINTY} if run.draws else {}


def headline_of(run: Run) -> Headline:
    """The plan's quoted need with what every sentence about it must name (method.md §2)."""
    year = run.plan.rules.overskriftsaar
    beside = ("inndekningsbehov_andel", "inndekningsbehov_per_innbygger", "inndekningsbehov_per_aarsverk")
    addresses = {n: address(n, year) for n in (*beside, "ukonkretisert_innsparing", "ukonkretisert_andel")}
    addresses |= {v: address(NEED, year, variant=v) for v in ("statisk", "realisert", "jevn")}
    return Headline(
        address(NEED, year),
        year,
        run.variant,
        window(run),
        run.binding_rule(last_need(run, year)),
        how(run, year),
        short(run, year),
        fetch(run, address(NEED, year)).source == ADOPTED,
        prices(run),
        addresses,
        certainty(run),
    )
