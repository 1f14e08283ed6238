"""forutsetninger.toml and usikkerhet.toml of a first plan: forecasts, then long-run levels; wider bands where few live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ldip.estimates import income, prices
from ldip.estimates.derivation import Derivation
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, head, plain, quoted, toml_table

Pairs = list[tuple[str, Cell]]
LONG_RUN: Final = ("langsiktig_loennsvekst", "langsiktig_prisvekst")
# Yearly spread in percentage points and how much of a year's deviation is left the year after.
RATES: Final = (
    ("styringsrente", 0.6, 0.8, "Om lag ett prosentpoeng over fem år: rentene har svingt 0–4,5 prosent de siste ti årene"),
    ("loennsvekst", 0.5, 0.3, "Frontfagsrammen har ligget 2,4–5,2 prosent de siste ti årene"),
)
KEPT_OF_INCOME: Final = 0.3  # correlation of a year's deviation from trend with the next, 2017–2025


def assumptions(town: Town) -> dict[str, str]:
    """forutsetninger.toml and usikkerhet.toml."""
    return {"forutsetninger.toml": _macro(town), "usikkerhet.toml": _uncertainty(town)}


def _macro(town: Town) -> str:
    first = town.first_year
    about = head(
        town.name,
        town.pack,
        "Lønn, priser og rente: offentlige anslag så langt de går, så et langsiktig nivå. Siste verdi holdes. Kommunal deflator "
        "er lønn og priser etter lønnsandelen.",
        "Bytt ut når nye anslag kommer (nasjonalbudsjettet, Pengepolitisk rapport), ikke med ønsket vekst.",
    )
    wages = prices.path("loennsvekst", LONG_RUN[0], first)
    inflation = prices.path("kpi_jae", LONG_RUN[1], first)
    rates = prices.path("styringsrente", "langsiktig_styringsrente", first)
    share, margin = prices.long_run("deflator_loennsandel"), prices.long_run("nibor_paaslag")
    building = _long_deflator(share)
    text = about + _path("loennsvekst", wages) + _path("prisvekst", inflation)
    text += _single("byggekostnadsvekst", building.value, "Settes lik kommunal deflator på lang sikt")
    text += _single("deflator_loennsandel", share.value, share.source, share.anslag)
    return text + _path("styringsrente", rates) + _single("nibor_paaslag", margin.value, margin.source).rstrip("\n") + "\n"


def _long_deflator(share: Derivation) -> Derivation:
    wages, inflation = (prices.long_run(n) for n in LONG_RUN)
    value = 0.01 * (share.value * wages.value + (100.0 - share.value) * inflation.value)
    return Derivation("deflator på lang sikt", value, "prosent", "", "lønn og priser", True, (share, wages, inflation))


def _path(key: str, found: Mapping[int, Derivation]) -> str:
    """A path by year with each year's source."""
    values = ", ".join(f"{y} = {plain(d.value, 3)}" for y, d in found.items())
    told = "; ".join(f"{y}: {d.formula or d.source}" for y, d in found.items())
    lines = [f"[{key}]", 'enhet = "prosent"', f"verdier = {{ {values} }}", 'videre = "siste"', f"kilde = {quoted(told)}"]
    return "\n".join([*lines, "anslag = true"]) + "\n\n"


def _single(key: str, value: float, told: str, anslag: bool = True) -> str:
    pairs: Pairs = [("enhet", "prosent"), ("verdi", value), ("kilde", told), ("anslag", anslag or None)]
    return toml_table(f"[{key}]", pairs)


def _uncertainty(town: Town) -> str:
    """The factors; the population's spread and that of free income are wider where few people live."""
    about = head(
        town.name,
        town.pack,
        "Usikre faktorer. Standardavviket er for ett år; varighet er hvor mye som henger igjen til neste år. Befolkningens "
        "spredning følger størrelsen av seg selv; frie inntekter svinger mer i små kommuner.",
    )
    spread = income.spread(town.inhabitants)
    counted = "poisson" if town.small else "normal"
    people = "Tilpasset lanseringer til og med 2018 i tilbakeprøvingen av 350 kommuner; docs/method/demografi.md"
    text = about + toml_table("", [("froe", town.first_year)])
    text += toml_table("[befolkning]", [("kilde", people), ("anslag", True), ("tellestoey", counted)])
    for name, points, kept, told in RATES:
        text += _factor(name, points, kept, told)
    per_cent = plain(100.0 * spread.value, 1).replace(".", ",")
    told = f"{spread.formula}: {per_cent} prosent ({'; '.join(d.source for d in spread.leaves)})"
    return text + _factor("frie_inntekter", round(100.0 * spread.value, 2), KEPT_OF_INCOME, told).rstrip("\n") + "\n"


def _factor(name: str, points: float, kept: float, told: str) -> str:
    text = toml_table("[[faktor]]", [("id", name), ("varighet", kept), ("kilde", told), ("anslag", True)]).rstrip("\n")
    inner = f'{{ enhet = "prosent", verdi = {plain(points, 3)}, kilde = {quoted(told)}, anslag = true }}'
    return f"{text}\nstandardavvik = {inner}\n\n"
