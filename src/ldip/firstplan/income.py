"""inntekter.toml of a first plan: the rules of the income system with the municipality's own tax and need."""

from __future__ import annotations

from typing import Final

from ldip.estimates import income as e
from ldip.estimates.derivation import Derivation
from ldip.estimates.other_income import other_general
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, head, sourced, toml_table

Pairs = list[tuple[str, Cell]]
SMALLEST_PART: Final = 0.0005  # mill. kr; a part that rounds to nothing is left out
KEY_YEAR: Final = 2026
UNKNOWN: Final = (
    (
        "eiendomsskatt",
        "Ikke kjent: datapakken har ikke eiendomsskatt etter kommune. Landets snitt er med i andre_generelle_driftsinntekter",
    ),
    (
        "andre_skatteinntekter",
        "Ikke kjent: datapakken har dem ikke etter kommune. Landets snitt er med i andre_generelle_driftsinntekter",
    ),
)


def income(town: Town) -> dict[str, str]:
    """inntekter.toml."""
    first = town.first_year
    about = (
        "Frie inntekter etter reglene i inntektssystemet. Skatteforholdet er fra avregningen for 2025, det eneste året data"
        "pakken har; det svinger fra år til år, mest der skatten er høy. Behovsindeksen følger egen alder mot landets.",
        "Landets skatt, innbyggertilskudd og utgiftsbehov er nivåer i "
        f"{first}. Landets frie inntekter vokser så mye at de så vidt dekker landets demografi (vekstbane), som staten begrunner "
        "veksten med; det er mindre enn veksten de siste årene og mer enn Perspektivmeldingen 2024 lover på lang sikt.",
        *_county(town),
        "Bytt ut først: eiendomsskatt, integreringstilskudd, utbytte, konsesjonskraft og havbruk er ikke i åpne tall etter "
        "kommune. De står samlet som landets snitt per innbygger i [andre_generelle_driftsinntekter]: sett inn kommunens egne, "
        "hver på sitt sted, og ta dem ut av snittet.",
    )
    parts = [head(town.name, town.pack, *about), _tax(town), _need(town), *_schools(town)]
    parts += [_fixed("andre_rammetilskudd", e.other_grants(town.number), first)]
    parts += [_absent(name, told, first) for name, told in UNKNOWN]
    parts += [_fixed("andre_generelle_driftsinntekter", town.general or other_general(town.inhabitants), first)]
    parts += [_heads(town), _nation(first)]
    return {"inntekter.toml": "".join(parts).rstrip("\n") + "\n"}


def _county(town: Town) -> tuple[str, ...]:
    """The paragraph of a plan for Oslo about the county's tasks."""
    if town.number != e.OSLO:
        return ()
    county = e.county_grant()
    return (
        "Oslo er også fylke. Fylkesskatten, fylkesdelen av rammetilskuddet (anslått til "
        f"{county.value:,.0f} mill. kr i {town.accounts_year})".replace(",", " ")
        + " og fylkets oppgaver (videregående skole, kollektivtrafikk, tannhelse) er ikke med: fylkesskatten er ikke i data"
        "pakken. Legg til inntekt og utgift like stort når de tas inn.",
    )


def _share(key: str, value: float, told: str, anslag: bool) -> str:
    pairs: Pairs = [("enhet", "prosent"), ("verdi", 100.0 * value), ("kilde", told), ("anslag", anslag or None)]
    return toml_table(f"[{key}]", pairs)


def _tax(town: Town) -> str:
    told = f"{town.tax_share.source}. Bare 2025 er i datapakken; holdt i alle år"
    return _share("skatt_i_prosent_av_landet", town.tax_share.value, told, False)


def _need(town: Town) -> str:
    basic = e.basic_criterion(town.number)
    index = toml_table("[behovsindeks]", [("enhet", "indeks"), ("verdi", town.need.value), *sourced(town.need)])
    follows: Pairs = [("indeks_aar", town.first_year), ("noekkel_aar", KEY_YEAR), ("basiskriterium", basic.value)]
    return index + toml_table("[behov]", [*follows, *sourced(basic)])


def _schools(town: Town) -> list[str]:
    """The correction for pupils in private and state schools as a part of the grant; empty where it is nothing."""
    found = e.school_correction(town.number)
    if abs(found.value) < SMALLEST_PART:
        return []
    pairs = [("del", "korreksjon-skoler"), *_amount(found.value, town.first_year), *sourced(found)]
    return [toml_table("[[rammetilskudd]]", pairs)]


def _amount(millions: float, year: int) -> list[tuple[str, Cell]]:
    return [("enhet", "mill. kr"), ("priser", f"{year}-kroner"), ("verdi", round(millions, 4))]


def _fixed(key: str, found: Derivation, year: int) -> str:
    return toml_table(f"[{key}]", [*_amount(found.value, year), *sourced(found)])


def _absent(key: str, told: str, year: int) -> str:
    """An amount that is not known: zero, with a source that states it."""
    return toml_table(f"[{key}]", [*_amount(0.0, year), ("kilde", told), ("anslag", True)])


def _heads(town: Town) -> str:
    found = town.july
    return toml_table("[innbyggere_1_juli_aaret_foer]", [("enhet", "personer"), ("verdi", found.value), *sourced(found)])


def _nation(first: int) -> str:
    """Levels per inhabitant of the first plan year, growth, and that the rules are carried on."""
    tax = e.national_tax()
    base = e.parameter("landet_innbyggertilskudd", first, "innbyggertilskudd")
    need = e.parameter("landet_utgiftsbehov", first, "utgiftsbehov")
    text = toml_table("[nasjonalt]", [("aar", first), ("vekstbane", "demografi")])
    for key, found in (("skatt", tax), ("innbyggertilskudd", base), ("utgiftsbehov", need)):
        level: Pairs = [("beloep", round(found.value, 2)), ("enhet", "kr"), ("priser", "løpende")]
        text += toml_table(f"[nasjonalt.{key}_per_innbygger]", [*level, *sourced(found)])
    growth = e.real_growth()
    told = f"Brukes når vekstbane er «gitt»: {growth.name} per innbygger, {growth.terms[0].source}; parameters/pris.toml"
    text += _share("nasjonalt.realvekst_frie_inntekter", round(growth.value, 5), told, True)
    kept: Pairs = [("videre", "videreføres"), ("kilde", "Reglene som er kjent på kunnskapsdatoen føres videre"), ("anslag", True)]
    return text + toml_table("[nasjonalt.utjevning]", kept)
