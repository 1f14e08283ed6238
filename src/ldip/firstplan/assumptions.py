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
    """The seed, the counts' noise, and free income by the town's size; the other factors have the shipped numbers."""
    about = head(
        town.name,
        town.pack,
        "Alle usikre faktorer trekkes med tallene i parameters/usikkerhet.toml (ldip vis faktorer). Frie inntekter svinger mer i "
        "små kommuner. En [[faktor]] med egne tall, eller av = true, endrer det.",
    )
    counted = "poisson" if town.small else "normal"
    people = "Tilpasset lanseringer til og med 2018 i tilbakeprøvingen av 350 kommuner; docs/method/demografi.md"
    text = about + toml_table("", [("froe", town.first_year)])
    text += toml_table("[befolkning]", [("kilde", people), ("anslag", True), ("tellestoey", counted)])
    nation, own = income.national_spread(), income.own_spread(town.inhabitants)
    told = f"{nation.name}: {nation.source}; {own.name}: {own.source}"
    text += toml_table("[[faktor]]", [("id", "frie_inntekter"), ("kilde", told), ("anslag", True)]).rstrip("\n") + "\n\n"
    for part, found, size in (("nasjonal", nation, ""), ("kommune", own, "stoerrelse_eksponent = 0.0\n")):
        points = plain(round(100.0 * found.value, 2), 3)
        text += f"[faktor.{part}]\n{size}varighet = {KEPT_OF_INCOME}\n"
        source = quoted(f"{found.name}: {found.source}")
        text += f'standardavvik = {{ enhet = "prosent", verdi = {points}, kilde = {source}, anslag = true }}\n\n'
    return text.rstrip("\n") + "\n"
