"""plan.toml and the population of a first plan: own people and moves, the nation's mortality and pattern of fertility."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.estimates.national_rates import national_death_table, national_totals
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, comment, csv_text, head, toml_table
from ldip.parameters.demography import shipped_demography, source

YEARS: Final = 20
KNOWN: Final = "{year}-11-01"  # the plan may use what the pack knew
BASE: Final = 10  # years of moves: ten beat five on the same launches (docs/method/demografi.md)
SEXES: Final = ("k", "m")
BOYS: Final = 1.06
GROUPS: Final = (
    ("0", "0-åringer", 0, 0),
    ("1-5", "Barnehage (1–5 år)", 1, 5),
    ("6-15", "Grunnskole (6–15 år)", 6, 15),
    ("16-19", "Videregående (16–19 år)", 16, 19),
    ("20-66", "Voksne (20–66 år)", 20, 66),
    ("67-79", "Eldre (67–79 år)", 67, 79),
    ("80-89", "Eldre (80–89 år)", 80, 89),
    ("90-105", "Eldre (90 år og eldre)", 90, 105),
)
FIVE: Final = 5  # years of an age group of the fertility pattern


def people(town: Town) -> dict[str, str]:
    """plan.toml, befolkning.toml and the four tables it points to."""
    return {
        "plan.toml": plan_head(town),
        "befolkning.toml": population(town),
        "befolkning/folketall.csv": _stock(town),
        "befolkning/historie.csv": _history(town),
        "befolkning/doedelighet.csv": _mortality(town),
        "befolkning/fruktbarhet.csv": _fertility(town),
    }


def plan_head(town: Town) -> str:
    """The municipality, the years, and that the plan is built on national levels."""
    first, last = town.first_year, town.first_year + YEARS - 1
    about = head(
        town.name,
        town.pack,
        "Planens hode. Ingen budsjettår er vedtatt i planen: skriv vedtatte linjer i vedtatt.csv og sett vedtatt_til da.",
    )
    top: list[tuple[str, Cell]] = [
        ("skjemaversjon", 1),
        ("navn", f"Første plan {first}–{last}"),
        ("grunnlag", f"datapakke {town.pack}"),
        (
            "beskrivelse",
            "Bygd på åpne tall: kommunens eget folketall og skatt, landets kostnader, gjeld og priser. "
            "Bytt ut anslagene med kommunens egne tall, det viktigste først.",
        ),
    ]
    place = [("navn", town.name), ("kommunenummer", town.number), ("enhet", "kommunekasse")]
    span = [("foerste_aar", first), ("antall_aar", YEARS), ("prisnivaa", first)]
    known = f"kunnskapsdato = {KNOWN.format(year=first)}\n"
    tables = toml_table("", top) + toml_table("[kommune]", place) + toml_table("[tid]", span).rstrip("\n") + "\n" + known
    return about + tables


def population(town: Town) -> str:
    """befolkning.toml: own stock and history, national mortality and fertility."""
    first = town.first_year
    text = head(
        town.name,
        town.pack,
        f"Folketall 1. januar {first} og veien videre. Banen er vår egen: dødelighet og aldersmønster for fødsler er landets, "
        f"fødselsnivået følger kommunens egne fødsler siste fem år, og flyttingen er det folketallet {first - BASE}–{first} ikke "
        "forklarer med fødsler og dødsfall, dempet mot kommuner av samme størrelse. Utflyttingen følger hvor mange som bor der, "
        "så en kommune verken eksploderer eller dør ut av ti gode eller dårlige år.",
        "Datapakken har ingen offisiell framskriving for kommunen, for den er ikke i de åpne tallene vi har. Legg SSBs "
        "(tabell 14288 eller 14746) ved siden av med «ldip hent befolkning», eller bruk kommunens egen.",
    )
    text += f"dato = {first}-01-01\n" + toml_table("", [("gutter_per_jente", BOYS)]).rstrip("\n")
    text += "\n" + toml_table(
        "",
        [
            ("flyttetidspunkt", "slutt"),
            ("doedelighetsutvikling", "nasjonal"),
            ("lokal_fruktbarhetsfaktor", "beregnet"),
            ("basisperiode", BASE),
            ("negativ_flytting_som", "brutto"),
        ],
    )
    note = f"{town.stocks_note}; anslått av " if town.stocks_note else ""
    text += _file("folketall", "folketall", town.stocks_source)
    text += _file("historie", "historie", note + town.stocks_source, bool(note))
    text += _file("doedelighet", "doedelighet", source("doedelighet"), True)
    text += _file("fruktbarhet", "fruktbarhet", source("fruktbarhet"), True)
    text += _total(first)
    text += comment("Grupper som tjenestene og tabellene bruker.")
    for name, label, low, high in GROUPS:
        text += toml_table("[[aldersgrupper]]", [("id", name), ("navn", label), ("fra", low), ("til", high)])
    return text.rstrip("\n") + "\n"


def _file(key: str, name: str, told: str, anslag: bool = False) -> str:
    values: list[tuple[str, Cell]] = [("fil", f"befolkning/{name}.csv"), ("kilde", told)]
    return toml_table(f"[{key}]", [*values, ("anslag", anslag or None)])


def _total(first: int) -> str:
    """Total fertility: the last observed, held. No recovery by default; newborns were over-projected for a decade."""
    table = shipped_demography()["fruktbarhet"]
    last = int(table["fra_aar"]) + len(table["samlet"]) - 1
    level = float(national_totals(np.array([float(first)]))[0])
    told = (
        f"{source('fruktbarhet')}: landet {last}, siste observerte, holdt i alle år; kommunens eget nivå er lagt til med faktoren"
    )
    return toml_table("[samlet_fruktbarhetstall]", [("enhet", "antall"), ("verdi", level), ("kilde", told), ("anslag", True)])


def _cells(stock: Array) -> Iterator[tuple[str, int, float]]:
    """Sex, age and persons of a stock (kjoenn, alder)."""
    for k, sex in enumerate(SEXES):
        for age, persons in enumerate(stock[k]):
            yield sex, age, round(float(persons), 2)


def _stock(town: Town) -> str:
    about = comment(f"Folketall i {town.name} 1. januar {town.first_year} etter kjønn og alder. {town.stocks_source}.")
    return csv_text(about, ("kjoenn", "alder", "personer"), _cells(town.stocks[town.years.index(town.first_year)]))


def _history(town: Town) -> str:
    about = comment(
        f"Folketall i {town.name} 1. januar de siste {BASE} årene, i dagens grenser. {town.stocks_source}.", town.stocks_note
    )
    rows = (
        (year, *cell)
        for year in range(town.first_year - BASE, town.first_year)
        for cell in _cells(town.stocks[town.years.index(year)])
    )
    return csv_text(about, ("aar", "kjoenn", "alder", "personer"), rows)


def _mortality(town: Town) -> str:
    """Death rates of the nation in the first plan year by age group: a plan's table is spread on single ages when read."""
    rates = national_death_table(np.array([float(town.first_year)]))[0]
    starts = [int(a) for a in shipped_demography()["doedelighet"]["fra_alder"]]
    about = comment(f"Dødsrater i landet {town.first_year} etter alder. {source('doedelighet')}.")
    rows = [(age, float(rates[0, i]), float(rates[1, i])) for i, age in enumerate(starts)]
    return csv_text(about, ("fra_alder", "kvinner", "menn"), rows)


def _fertility(town: Town) -> str:
    """The nation's pattern by the mother's age in the first plan year."""
    table = shipped_demography()["fruktbarhet"]
    middle, shares = np.array(table["midtaar"]), np.array(table["andeler"])
    found = np.array([np.interp(town.first_year + 0.5, middle, shares[:, j]) for j in range(shares.shape[1])])
    found = 100.0 * found / found.sum()
    about = comment(f"Fødsler etter mors alder i landet {town.first_year}, prosent av samlet fruktbarhetstall. {table['kilde']}.")
    rows = [(15 + FIVE * j, 15 + FIVE * j + 4, round(float(v), 4)) for j, v in enumerate(found)]
    return csv_text(about, ("fra_alder", "til_alder", "prosent"), rows)
