"""Investments of a first plan: the nation's level for the years of the first økonomiplan, then down to renewal at today's prices.

What a municipality has decided to build is not open, so the plan has yearly frames. After the first years only renewal is left:
places that are missing are priced beside the plan (headline.md § 4), and would else be counted twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.estimates import finances as f
from ldip.estimates.derivation import Derivation
from ldip.firstplan.size import Size, brief
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, head, plain, source_text, toml_table
from ldip.parameters.finances import choice, example, example_assets, example_source

NONE: Final = (
    "tilskudd_til_andres_investeringer",
    "utlaan_av_egne_midler",
    "avdrag_i_investering",
    "salg_av_varige_driftsmidler",
    "salg_av_finansielle_anleggsmidler",
    "utdeling_fra_selskaper",
    "mottatte_avdrag_egne_utlaan",
    "avsetning_bundne_investeringsfond",
    "planlagt_bruk_bundne_investeringsfond",
    "planlagt_avsetning_ubundet_investeringsfond",
    "planlagt_bruk_ubundet_investeringsfond",
)
SMALLEST: Final = 3  # decimals of mill. kr


@dataclass(frozen=True)
class Frame:
    """A yearly frame: file, name, asset classes, class of depreciation, whether fees pay it."""

    id: str
    name: str
    sector: str
    kinds: tuple[str, ...]
    written_off: str
    by_fees: bool = False


FRAMES: Final = (
    Frame("ramme-bygg-og-veg", "Bygg og veg", "Eiendom", ("formaalsbygg", "institusjon", "veg"), "formaalsbygg"),
    Frame("ramme-utstyr", "Inventar, kjøretøy og IKT", "Felles", ("inventar", "ikt"), "inventar"),
    Frame("ramme-vann-og-avloep", "Vann og avløp", "Teknisk", ("ledningsnett",), "ledningsnett", by_fees=True),
)


def investment_files(place: Town, size: Size) -> dict[str, str]:
    """investeringer.toml and the frames under prosjekter/."""
    level = f.mean_ratio(f.INVESTED, place.number)
    files = {"investeringer.toml": _posts(place, size)}
    for frame in FRAMES:
        files[f"prosjekter/{frame.id}.toml"] = _frame(place, size, level, frame)
    return files


def renewed(place: Town, size: Size) -> Derivation:
    """Yearly renewal at today's prices as a share of the national level of investment."""
    level, assets = f.mean_ratio(f.INVESTED, place.number), f.assets(place.number)
    dearer = f.renewal(size.macro.construction)
    booked = sum(a.bokfoert for a in example_assets())
    worn = f.leaf(
        "avskrivning per bokført krone", sum(a.bokfoert / a.restlevetid for a in example_assets()) / booked, "andel", example_source()
    )
    value = assets.value * worn.value * dearer.value / level.value
    formula = f"{assets.name} · {worn.name} · {dearer.name} / {level.name}"
    return Derivation("fornyelse mot nasjonalt investeringsnivå", value, "andel", "", formula, True, (assets, worn, dearer, level))


def progress(place: Town, size: Size) -> dict[int, float]:
    """Share of the national level by year: all of it, then evenly down to renewal, which goes on."""
    full, down = int(choice("aar_nasjonalt").verdi), int(choice("aar_nedtrapping").verdi)
    last = min(1.0, renewed(place, size).value)
    path = {place.first_year + i: 1.0 for i in range(full)}
    for i in range(1, down + 1):
        path[place.first_year + full + i - 1] = round(1.0 + (last - 1.0) * i / down, 4)
    return path


def share(kinds: tuple[str, ...]) -> float:
    """Part of yearly investment that goes to some asset classes, for the booked values that the example has."""
    growth = f.income_growth().value
    flow = {a.klasse: a.bokfoert / f.left_on_books(f.legal_lifetime(a.klasse), growth) for a in example_assets()}
    return sum(flow[k] for k in kinds) / sum(flow.values())


def _frame(place: Town, size: Size, level: Derivation, frame: Frame) -> str:
    part = share(frame.kinds)
    cost = round(size.income.value * level.value * part, SMALLEST)
    years = progress(place, size)
    down = f"Fornyelse til gjenanskaffelsespris: {brief(renewed(place, size))}"
    source = (
        f"Investeringer de neste {choice('aar_nasjonalt').verdi:.0f} årene: nasjonalt nivå. Driftsinntekter "
        f"{size.income.value:.0f} mill. kr · {brief(level)} · "
        f"{100.0 * part:.0f} prosent til {', '.join(frame.kinds)} ({example_source()})"
    )
    about = (
        f"Årlig ramme: {frame.name}. Kommunens egne prosjekter er ikke åpne tall. Legg inn de vedtatte prosjektene som egne filer, "
        "og trekk dem fra rammen i de samme årene."
    )
    money: list[tuple[str, Cell]] = [("enhet", "mill. kr"), ("priser", f"{place.first_year}-kroner")]
    tax = 0.0 if frame.by_fees else example("mva_kompensasjon_andel")
    path = "framdrift = { " + ", ".join(f"{y} = {plain(v, 4)}" for y, v in years.items()) + " }\n"
    rows: list[tuple[str, Cell]] = [
        ("navn", f"Ramme: {frame.name}"),
        ("type", "ramme"),
        ("sektor", frame.sector),
        ("fase", "kontrakt"),
        ("anleggsklasse", frame.written_off),
        ("rentabel", frame.by_fees),
        ("videre", "siste"),
        ("kilde", f"{choice('aar_nasjonalt').kilde}. {choice('aar_nedtrapping').kilde}. {down}"),
        ("anslag", True),
    ]
    return (
        head(place.name, place.pack, about)
        + path
        + toml_table("", rows)
        + toml_table("[kostnad]", [("beloep", cost), *money, ("kilde", source), ("anslag", True)])
        + toml_table("[finansiering]", [("mva_kompensasjon_andel", tax), ("tilskudd_andel", example("tilskudd_andel"))])
    )


def _posts(place: Town, size: Size) -> str:
    about = (
        "Linjene i bevilgningsoversikt investering (§ 5-5) utenom prosjektene. Salg, tilskudd og bruk av egne investeringsfond er "
        "ikke åpne tall og står under «ingen»."
    )
    of_income = size.accounts_income.value / example("driftsinntekter")
    per_debt = f.ratio(f.DEBT, place.number).value * size.accounts_income.value
    per_debt /= example("laanegjeld") + example("videreutlaan_gjeld")
    source: list[tuple[str, Cell]] = [("kilde", f"{example_source()}, nivået fra 2026"), ("anslag", True)]
    dearer = f.renewal(size.macro.construction)
    posts = {
        "aksjer_og_andeler": of_income * example("aksjer_og_andeler"),
        "videreutlaan": per_debt * example("videreutlaan"),
        "avdrag_videreutlaan": per_debt * example("avdrag_videreutlaan"),
        "mottatte_avdrag_videreutlaan": per_debt * example("mottatte_avdrag_videreutlaan"),
    }
    prices = ("priser", f"{place.first_year}-kroner")
    unit: list[tuple[str, Cell]] = [("enhet", "prosent"), ("verdi", 100.0)]
    text = head(place.name, place.pack, about) + toml_table("", [("aktivering", "inkl_mva"), ("ingen", list(NONE))])
    national = [("kilde", "Det nasjonale nivået er regnskap, altså det som er gjennomført"), ("anslag", True)]
    text += toml_table("[gjennomfoeringsgrad]", [*unit, *national])
    text += toml_table("[salg_tomteandel]", [*unit, ("kilde", "Ingen salg i planen")])
    for name, amount in posts.items():
        text += toml_table(f"[poster.{name}]", [("enhet", "mill. kr"), prices, ("verdi", round(amount, SMALLEST)), *source])
    rows: list[tuple[str, Cell]] = [
        ("minst", round(100.0 * dearer.value, 1)),
        ("maales_mot", "avskrivninger"),
        ("fra", int(place.first_year + choice("aar_nasjonalt").verdi)),
        ("mva_kompensasjon_andel", example("mva_kompensasjon_andel")),
        ("kilde", f"Fornyelse til gjenanskaffelsespris: {source_text(dearer)}"),
        ("anslag", True),
    ]
    return text + toml_table("[reinvestering]", rows)
