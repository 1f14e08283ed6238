"""One file for each service of a first plan: users, unit cost, what is fixed, and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ldip.estimates.net_costs import OTHER
from ldip.estimates.use_rates import Span, used
from ldip.firstplan.costs import Costs
from ldip.firstplan.place_prices import place_table
from ldip.firstplan.town import Town
from ldip.firstplan.users import Users
from ldip.firstplan.writing import Cell, head, plain, source_text, sourced, toml_table
from ldip.parameters.service_estimates import table

NAMES: Final = {
    "grunnskole": "Grunnskole og SFO",
    "barnehage": "Barnehage",
    "institusjon": "Institusjon",
    "hjemmetjeneste": "Hjemmetjenester og bolig",
    "helse": "Kommunehelse",
    "sosial": "Sosiale tjenester",
    "barnevern": "Barnevern",
    "kultur": "Kultur og idrett",
    "administrasjon": "Administrasjon",
    OTHER: "Teknisk og annet",
}
KOSTRA: Final = {
    "grunnskole": "grunnskole",
    "barnehage": "barnehage",
    "institusjon": "pleie-og-omsorg",
    "hjemmetjeneste": "pleie-og-omsorg",
    "helse": "kommunehelse",
    "sosial": "sosial",
    "barnevern": "barnevern",
    "kultur": "kultur",
    "administrasjon": "administrasjon",
}
AT_YEAR_END: Final = ("grunnskole", "barnehage")
COVERAGE: Final = {
    "grunnskole": (6, 15, "elevplasser per innbygger 6–15 år"),
    "barnehage": (1, 5, "barnehageplasser per barn 1–5 år, kommunale og private"),
    "institusjon": (80, 105, "institusjonsplasser per innbygger 80 år og eldre"),
}
NORMS: Final = {
    "grunnskole": """
klasser = [{ fra_alder = 6, til_alder = 12, elever = 28 }, { fra_alder = 13, til_alder = 15, elever = 30 }]
normer = [{ fra_alder = 6, til_alder = 9, per_aarsverk = 15 }, { fra_alder = 10, til_alder = 15, per_aarsverk = 20 }]
""",
    "barnehage": """
rett = [{ fra_alder = 1, til_alder = 1, prosent = 91.67 }, { fra_alder = 2, til_alder = 5, prosent = 100 }]
normer = [{ fra_alder = 1, til_alder = 2, per_aarsverk = 3 }, { fra_alder = 3, til_alder = 5, per_aarsverk = 6 }]
pedagognormer = [{ fra_alder = 1, til_alder = 2, per_aarsverk = 7 }, { fra_alder = 3, til_alder = 5, per_aarsverk = 14 }]
""",
}
SPAN: Final = "{{ fra_alder = {0}, til_alder = {1}, {2} = {3} }}"
PER: Final = 10_000.0  # inhabitants that KOSTRA counts posts for
LEAST: Final = 0.005  # a smaller fixed share is left out


def service_file(service: str, town: Town, costs: Costs, found: Users) -> str:
    """tjenester/<service>.toml."""
    unit = costs.unit(service, found.count)
    staff = _staff(service, costs)
    top: list[tuple[str, Cell | Sequence[Cell]]] = [
        ("navn", NAMES[service]),
        ("kostra", [KOSTRA[service]] if service in KOSTRA else None),
        ("bemanning_foelger", "befolkning"),
        ("telledato", "aarsslutt" if service in AT_YEAR_END else "aarssnitt"),
        ("aarsverk_per_bruker", round(staff, 4) if staff else None),
        *sourced(found.source),
    ]
    cost: list[tuple[str, Cell | Sequence[Cell]]] = [
        ("beloep", round(unit.value)),
        ("enhet", "kr"),
        ("priser", f"{town.first_year}-kroner"),
        *sourced(unit),
    ]
    return (
        head(town.name, town.pack, f"{NAMES[service]}: brukere, enhetskostnad og plasser.")
        + toml_table("", top).rstrip("\n")
        + "\n"
        + NORMS.get(service, "\n").lstrip("\n")
        + _spans("bruksrate", found.rates, "prosent")
        + _spans("vekter", found.weights, "vekt")
        + "\n"
        + toml_table("[enhetskostnad]", cost)
        + _shape(service, town, costs)
        + place_table(service, town.first_year)
        + _coverage(service)
    ).rstrip("\n") + "\n"


def written_off_file(town: Town, costs: Costs) -> str:
    """tjenester/avskrivninger.toml: what takes depreciation out of the frames."""
    about = (
        "Motpost til avskrivningene: KOSTRAs netto driftsutgift har avskrivninger på hver tjeneste, og rammene er satt lik den. "
        "De trekkes fra samlet her, som på funksjon 860, for planen regner dem for seg. "
        "Tjenesten skal bort når rammene er kommunens egne."
    )
    top: list[tuple[str, Cell | Sequence[Cell]]] = [
        ("navn", "Motpost avskrivninger"),
        ("bemanning_foelger", "kapasitet"),
        ("telledato", "aarssnitt"),
        ("innsparingsvekt", 0.0),
        *sourced(costs.written_off),
    ]
    cost: list[tuple[str, Cell | Sequence[Cell]]] = [
        ("beloep", 0.0),
        ("enhet", "kr"),
        ("priser", f"{town.first_year}-kroner"),
        ("kilde", "Følger ikke brukere"),
    ]
    text = toml_table("", top).rstrip("\n") + "\nbruksrate = []\n\n" + toml_table("[enhetskostnad]", cost)
    return head(town.name, town.pack, about) + text.rstrip("\n") + "\n"


def _spans(key: str, values: Mapping[Span, float], unit: str) -> str:
    if not values:
        return ""
    rows = [SPAN.format(first, last, unit, plain(v, 4)) for (first, last), v in values.items()]
    return f"{key} = [\n" + "".join(f"  {r},\n" for r in rows) + "]\n"


def _coverage(service: str) -> str:
    if service not in COVERAGE:
        return ""
    first, last, text = COVERAGE[service]
    rows: list[tuple[str, Cell | Sequence[Cell]]] = [
        ("definisjon", "egen"),
        ("fra_alder", first),
        ("til_alder", last),
        ("tekst", text),
    ]
    return toml_table("[dekning]", rows)


def _shape(service: str, town: Town, costs: Costs) -> str:
    """Share of the cost that is fixed, and in a small municipality the share that follows whole classes, groups and posts."""
    fixed = costs.fixed.get(service)
    share = fixed.value if fixed is not None and fixed.value >= LEAST else 0.0
    unit = _whole_unit(service, costs) if town.small else None
    if not share and unit is None:
        return ""
    told = [source_text(fixed)] if fixed is not None and share else []
    rows: list[tuple[str, Cell | Sequence[Cell]]] = [("fast_andel", round(share, 3) if share else None)]
    if unit is not None:
        stepped = float(str(table("trinn")["andel"])) * (1.0 - round(share, 3))
        rows += [("trinn_andel", round(stepped, 3)), ("brukere_per_enhet", round(unit[0], 2) or None)]
        told.append(f"trinn: {table('trinn')['kilde']}; {unit[1]}")
    return toml_table("[kostnadsform]", [*rows, ("kilde", "; ".join(told)), ("anslag", True)])


def _whole_unit(service: str, costs: Costs) -> tuple[float, str] | None:
    """Weighted users of a class (0, they are counted), a group or a post, and the source; None where no open table tells."""
    steps = table("trinn")
    if service == "grunnskole":
        return 0.0, str(steps["klasse_kilde"])
    if service == "barnehage":
        return float(str(steps["barn_per_gruppe"])), str(steps["gruppe_kilde"])
    staff = _staff(service, costs)
    return (1.0 / staff, f"en stilling er {1.0 / staff:.1f} brukere (KOSTRA: årsverk)".replace(".", ",", 1)) if staff else None


def _staff(service: str, costs: Costs) -> float:
    """FTE per weighted user, where KOSTRA tells; 0 where it does not."""
    own, place = costs.place.own, costs.place
    if service == "barnehage":
        return used("kommunal_barnehage", own).value / 100.0 / used("barn_per_aarsverk", own).value
    if service in ("institusjon", "hjemmetjeneste"):
        return used("omsorg_aarsverk_per_bruker", own).value
    if service == "helse":
        doctors = used("legeaarsverk", own).value + used("fysioterapeutaarsverk", own).value
        young = place.persons(0, 20) / place.persons(0, 105)
        return (doctors + used("helsestasjonsaarsverk", own).value * young) / PER
    return 0.0
