"""The manifest of the data pack: version, and source, date and licence of each table."""

from __future__ import annotations

from typing import Final, NamedTuple

VERSION: Final = "2026-11"
SSB: Final = "CC BY 4.0 / NLOD"
OPEN: Final = "offentlige tall"


class Table(NamedTuple):
    """What a table holds and where it is from. `date` is when its newest figures were published."""

    content: str
    source: str
    date: str
    licence: str
    reached: str  # the way from the source to us


CSDATA: Final = "github niphr/csdata 5934512"
BAROMETER: Final = "github vegard1104/kommunebarometer 3aa9c7d"
SETTLED: Final = (
    "KDD, løpende inntektsutjevning 2025, sluttavregning (skatt, innbyggere, inntektsutjevning); "
    "Grønt hefte 2025, tabell 2-k (utgiftsutjevning); SSB tabell 12137, A800 (rammetilskudd)"
)
TABLES: Final = {
    "kommuner.csv": Table(
        "357 kommuner: navn, fylke, innbyggere", "SSB Klass 131 og 104, SSB tabell 07459", "2026-03-01", SSB, CSDATA
    ),
    "kommunenummer.csv": Table("Kommunenummer fra 2005 og hva de ble", "SSB Klass 131", "2026-01-01", SSB, CSDATA),
    "folketall.csv.gz": Table(
        "Folkemengde 1. januar etter kommune, kjønn og ettårig alder 2016–2026", "SSB tabell 07459", "2026-03-01", SSB, CSDATA
    ),
    "inntekt.csv": Table(
        "Skatt, inntektsutjevning, utgiftsutjevning og rammetilskudd 2025",
        SETTLED,
        "2026-03-16",
        OPEN + "; SSB CC BY 4.0",
        "github Lippen1995/Project_statsbudsjett 215c016",
    ),
    "behovsindeks.csv": Table(
        "Indeks for beregnet utgiftsbehov 2025 og 2026, 355 kommuner",
        "Grønt hefte 2025 og 2026, tabell A-k",
        "2025-10-15",
        OPEN,
        BAROMETER,
    ),
    "sektorindeks.csv": Table(
        "Sektorindekser 2026 for 35 kommuner, regnet av delnøkler og tabell E-k",
        "Grønt hefte 2026, tabell E-k; regnet av kommunebarometer",
        "2025-10-15",
        OPEN,
        "github vegard1104/kommunebarometer 2da857a",
    ),
    "nasjonaltall.csv": Table(
        "KOSTRA-nøkkeltall for landet og landet uten Oslo 2020–2025 (2025 foreløpige)", "SSB KOSTRA", "2026-03-16", SSB, BAROMETER
    ),
    "bygg.csv": Table(
        "Hva noen kommunale bygg har kostet, løpende kroner",
        "Prosjektsidene som står i kolonnen kilde",
        "2024-01-01",
        OPEN,
        "offentlige sider",
    ),
    "hjemmetjeneste.csv": Table(
        "Timer i uken per bruker av hjemmetjenester etter alder",
        "SSB pleie (arkiv 2010-07-08-07; ssb.no/231294; ssb.no/386290)",
        "2018-07-01",
        SSB,
        "ssb.no",
    ),
    "institusjon.csv": Table(
        "Beboere i institusjon etter alder 1992–2010",
        "SSB pleie, tabell 2011-07-08-02 (2010 foreløpig; brudd i 2007)",
        "2011-07-08",
        SSB,
        "ssb.no",
    ),
    "serier.csv": Table(
        "Lønnsvekst, styringsrente og prisvekst",
        "Nasjonalbudsjettet og frontfagsrammen; Norges Bank, Pengepolitisk rapport 4/2025",
        "2025-12-18",
        OPEN,
        "skrevet for hånd",
    ),
}
# What the parameter files hold already: table, content, where.
ELSEWHERE: Final = (
    ("demografi", "dødelighet, fruktbarhet og flyttemønstre i landet"),
    ("inntektssystem", "inntektssystemets satser, skatt, rammetilskudd og frie inntekter per innbygger i landet"),
    ("kostnadsnoekkel", "kostnadsnøkkelen 2026"),
    ("kostranivaa", "netto driftsutgift per innbygger i landet etter sektor 2020–2025"),
    ("landet", "folketallet i landet etter alder"),
    ("pris", "kommunal deflator"),
)


def manifest(counts: dict[str, int], hashes: dict[str, str]) -> str:
    """pakke.toml: one entry for each table, in order of name."""
    found = [
        "# Datapakken: hva som står i hver tabell, kilde, dato og lisens. Skrives av make datapakke.",
        f'versjon = "{VERSION}"',
    ]
    for name in sorted(counts):
        t = TABLES[name]
        found += ["", "[[tabell]]", f'fil = "{name}"', f'innhold = "{t.content}"', f'kilde = "{t.source}"', f"dato = {t.date}"]
        found += [
            f'lisens = "{t.licence}"',
            f'hentet_gjennom = "{t.reached}"',
            f"rader = {counts[name]}",
            f'sha256 = "{hashes[name]}"',
        ]
    for file, content in ELSEWHERE:
        found += ["", "[[viser_til]]", f'fil = "parameters/{file}.toml"', f'innhold = "{content}"']
    return "\n".join(found) + "\n"
