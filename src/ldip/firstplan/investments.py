"""Investments of a first plan: the nation's level for the years of the first økonomiplan, then down to renewal at today's prices.

What a municipality has decided to build is not open, so the plan has yearly frames. After the first years only renewal is left:
places that are missing are priced beside the plan (docs/method/uprisede-behov.md), and would else be counted twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.estimates import finances as f
from ldip.estimates.derivation import Derivation
from ldip.firstplan.size import Size, brief
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, head, plain, source_text, toml_table
from ldip.parameters.finances import choice, example, example_assets, example_source
from ldip.plan.schema.files import ProjectFile, file_of

Keys = list[tuple[str, Cell]]
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
LATER: Final = "senere investeringer mot nasjonalt nivå"
YEARS: Final = 20  # the longest first plan
LENT: Final = ("videreutlaan", "avdrag_videreutlaan", "mottatte_avdrag_videreutlaan")
PLACES: Final = 3  # decimals of mill. kr


@dataclass(frozen=True)
class Frame:
    """A yearly frame: file, name, sector, asset classes, class of depreciation, whether fees pay it."""

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
    """investeringer.toml and the frames, each a project."""
    frames = {file_of(ProjectFile, frame.id): _frame(place, size, frame) for frame in FRAMES}
    return {"investeringer.toml": _head(place) + _posts(place, size) + _renewal(place, size), **frames}


def later(place: Town, size: Size) -> Derivation:
    """Investment after the first years, in parts of the national level: what keeps debt at its share of income, never less than
    renewal at today's prices."""
    level, dearer, worn = f.mean_ratio(f.INVESTED, place.number), f.renewal(size.macro.construction), f.worn()
    steady, assets = f.steady(place.number, size.growth), f.assets(place.number)
    renewed = assets.value * worn.value * dearer.value
    if steady.value >= renewed:
        terms: tuple[Derivation, ...] = (steady, level)
        return Derivation(LATER, steady.value / level.value, f.RATIO, "", f"{steady.name} / {level.name}", True, terms)
    formula = f"{assets.name} · {worn.name} · {dearer.name} / {level.name}"
    return Derivation(LATER, renewed / level.value, f.RATIO, "", formula, True, (assets, worn, dearer, level))


def levels(place: Town, size: Size) -> list[float]:
    """Investment by year in parts of the national level: all of it, then evenly to the later level, which follows income."""
    full, down = int(choice("aar_nasjonalt").verdi), int(choice("aar_nedtrapping").verdi)
    settled, grows = later(place, size).value, (1.0 + size.growth.value) / (1.0 + size.macro.construction)
    # In prices of the first year: the share of income is kept as income grows past construction prices.
    goal = [settled * grows**i for i in range(YEARS)]
    part = [min(max((i - full + 1) / (down + 1), 0.0), 1.0) for i in range(YEARS)]
    return [1.0 + p * (g - 1.0) for p, g in zip(part, goal, strict=True)]


def progress(place: Town, size: Size) -> dict[int, float]:
    """Share of a frame's amount by year; the amount is that of the greatest year."""
    path = levels(place, size)
    return {place.first_year + i: round(v / max(path), 4) for i, v in enumerate(path)}


def share(kinds: tuple[str, ...]) -> float:
    """Part of yearly investment that goes to some asset classes, for the booked values that the example has."""
    growth = f.income_growth().value
    flow = {a.klasse: a.bokfoert / f.left_on_books(f.legal_lifetime(a.klasse), growth) for a in example_assets()}
    return sum(flow[k] for k in kinds) / sum(flow.values())


def _frame(place: Town, size: Size, frame: Frame) -> str:
    about = (
        f"Årlig ramme: {frame.name}. Kommunens egne prosjekter er ikke åpne tall. Legg inn de vedtatte prosjektene som egne "
        "filer, og trekk dem fra rammen i de samme årene."
    )
    path = ", ".join(f"{y} = {plain(v, 4)}" for y, v in progress(place, size).items())
    down = f"Deretter: {brief(later(place, size))}"
    rows: Keys = [
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
    vat = 0.0 if frame.by_fees else example("mva_kompensasjon_andel")
    paid: Keys = [("mva_kompensasjon_andel", vat), ("tilskudd_andel", example("tilskudd_andel"))]
    text = head(place.name, place.pack, about) + f"framdrift = {{ {path} }}\n" + toml_table("", rows)
    return text + toml_table("[kostnad]", _cost(place, size, frame)) + toml_table("[finansiering]", paid)


def _cost(place: Town, size: Size, frame: Frame) -> Keys:
    level, part = f.mean_ratio(f.INVESTED, place.number), share(frame.kinds)
    source = (
        f"Investeringer de neste {choice('aar_nasjonalt').verdi:.0f} årene: nasjonalt nivå. Driftsinntekter "
        f"{size.income.value:.0f} mill. kr · {brief(level)} · "
        f"{100.0 * part:.0f} prosent til {', '.join(frame.kinds)} ({example_source()})"
    )
    amount = round(size.income.value * level.value * part * max(levels(place, size)), PLACES)
    return [
        ("beloep", amount),
        ("enhet", "mill. kr"),
        ("priser", f"{place.first_year}-kroner"),
        ("kilde", source),
        ("anslag", True),
    ]


def _head(place: Town) -> str:
    about = (
        "Linjene i bevilgningsoversikt investering (§ 5-5) utenom prosjektene. Salg, tilskudd og bruk av egne "
        "investeringsfond er ikke åpne tall og står under «ingen»."
    )
    return head(place.name, place.pack, about) + toml_table("", [("aktivering", "inkl_mva"), ("ingen", list(NONE))])


def _posts(place: Town, size: Size) -> str:
    income = size.accounts_income.value
    per_debt = f.ratio(f.DEBT, place.number).value * income / (example("laanegjeld") + example("videreutlaan_gjeld"))
    posts = {"aksjer_og_andeler": income / example("driftsinntekter") * example("aksjer_og_andeler")}
    posts |= {name: per_debt * example(name) for name in LENT}
    all_of_it: Keys = [("enhet", "prosent"), ("verdi", 100.0)]
    done: Keys = [*all_of_it, ("kilde", "Det nasjonale nivået er regnskap, altså det som er gjennomført"), ("anslag", True)]
    sold: Keys = [*all_of_it, ("kilde", "Ingen salg i planen")]
    text = toml_table("[gjennomfoeringsgrad]", done) + toml_table("[salg_tomteandel]", sold)
    unit: Keys = [("enhet", "mill. kr"), ("priser", f"{place.first_year}-kroner")]
    source: Keys = [("kilde", f"{example_source()}, nivået fra 2026"), ("anslag", True)]
    for name, amount in posts.items():
        text += toml_table(f"[poster.{name}]", [*unit, ("verdi", round(amount, PLACES)), *source])
    return text


def _renewal(place: Town, size: Size) -> str:
    dearer = f.renewal(size.macro.construction)
    rows: Keys = [
        ("minst", round(100.0 * dearer.value, 1)),
        ("maales_mot", "avskrivninger"),
        ("fra", place.first_year + int(choice("aar_nasjonalt").verdi)),
        ("mva_kompensasjon_andel", example("mva_kompensasjon_andel")),
        ("kilde", f"Fornyelse til gjenanskaffelsespris: {source_text(dearer)}"),
        ("anslag", True),
    ]
    return toml_table("[reinvestering]", rows)
