"""Opening balance, assets, funds: national ratios of operating income, closed by the identities of § 5-8 and § 5-10."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.estimates import finances as f
from ldip.estimates.derivation import Derivation
from ldip.firstplan.size import Size, brief
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, csv_text, head, plain, toml_table
from ldip.parameters.finances import choice, example, example_assets, example_source

FREE: Final = "fritt"
UNKNOWN: Final = "Ikke åpne tall for kommunen; føres inn fra regnskapet"
PLACES: Final = 3  # decimals of mill. kr: thousands, so that sums close to the krone


@dataclass(frozen=True)
class Opening:
    """The opening balance in mill. kr, rounded to thousands; sums are made of the rounded amounts."""

    debt: float
    on_lending: float
    unused: float
    fund: float
    bound_operating: float
    bound_investment: float
    land: float
    shares: float
    premium: float
    payables: float
    receivables: float
    pension_assets: float
    pension_debt: float
    assets: tuple[tuple[str, float, float], ...]  # class, booked, years left
    sources: dict[str, Derivation]

    @property
    def depreciable(self) -> float:
        """The sum of the asset classes."""
        return round(sum(booked for _, booked, _ in self.assets), PLACES)

    @property
    def working(self) -> float:
        """Working capital: funds and unused loans (§ 5-10 a)."""
        return round(self.fund + self.bound_operating + self.bound_investment + self.unused, PLACES)

    @property
    def capital(self) -> float:
        """Kapitalkonto: fixed assets less long-term debt, and unused loans (§ 5-10 b)."""
        fixed = self.depreciable + self.land + self.shares + self.on_lending
        return round(fixed - self.debt - self.on_lending + self.unused, PLACES)


def opening(place: Town, size: Size) -> Opening:
    """The opening balance of a municipality whose income is known."""
    income = size.accounts_income.value
    found = {name: f.ratio(name, place.number) for name in (f.DEBT, f.FUNDS, f.WORKING)}
    found["anlegg"] = f.assets(place.number)
    debt, fund = found[f.DEBT].value * income, found[f.FUNDS].value * income
    rest = (found[f.WORKING].value - found[f.FUNDS].value) * income
    if rest <= 0.0:  # accrued pension premiums lie outside the ratio; what they carry is a claim
        rest = (f.without_oslo(f.WORKING).value - f.without_oslo(f.FUNDS).value) * income
    premium = max(0.0, fund + rest - found[f.WORKING].value * income)
    # It pays its bills and has its fund (kommuneloven § 14-1), so short-term debt carries what working capital does not.
    claims, working = example("kortsiktige_fordringer") * income / example("driftsinntekter") + premium, fund + rest
    tied = example("bundne_driftsfond") + example("bundne_investeringsfond") + example("ubrukte_laanemidler")
    lent = debt * example("videreutlaan_gjeld") / (example("laanegjeld") + example("videreutlaan_gjeld"))
    booked, of_income = sum(a.bokfoert for a in example_assets()), income / example("driftsinntekter")
    total = found["anlegg"].value * income
    kinds = tuple((a.klasse, _mill(total * a.bokfoert / booked), a.restlevetid) for a in example_assets())
    return Opening(
        debt=_mill(debt) - _mill(lent),
        on_lending=_mill(lent),
        unused=_mill(rest * example("ubrukte_laanemidler") / tied),
        fund=_mill(fund),
        bound_operating=_mill(rest * example("bundne_driftsfond") / tied),
        bound_investment=_mill(rest * example("bundne_investeringsfond") / tied),
        land=_mill(total * example("tomter") / booked),
        shares=_mill(example("aksjer") * of_income),
        premium=_mill(premium),
        payables=_mill(max(example("kortsiktig_gjeld") * of_income, fund + claims - working)),
        receivables=_mill(claims),
        pension_assets=_mill(example("pensjonsmidler") * of_income),
        pension_debt=_mill(example("pensjonsforpliktelse") * of_income),
        assets=kinds,
        sources=found,
    )


def balance_files(place: Town, size: Size) -> dict[str, str]:
    """balanse.toml, anlegg.csv and fond.toml."""
    o = opening(place, size)
    return {"balanse.toml": _balance(place, size, o), "anlegg.csv": _assets(place, o), "fond.toml": _funds(place, size)}


def _balance(place: Town, size: Size, o: Opening) -> str:
    year = place.accounts_year
    about = (
        f"Inngående balanse 31. desember {year}. Ingen åpen tabell har kommunens egen balanse: alt er driftsinntektene ganger "
        "landets forholdstall. Bytt ut med regnskapet (ldip new --kostra eller --regnskap)."
    )
    parts = [brief(o.sources[name]) for name in (f.DEBT, f.FUNDS, f.WORKING, "anlegg")]
    source = (
        f"Driftsinntekter {size.accounts_income.value:.0f} mill. kr ({year}) ganger forholdstall: " + "; ".join(parts) + ". "
        f"Videreutlån, bundne fond, ubrukte lån, aksjer, kortsiktige poster og pensjon: "
        f"{example_source()}. Ubundet investeringsfond, merforbruk og udekket er ikke kjent og står som null"
    )
    rows: list[tuple[str, Cell]] = [
        ("kilde", source),
        ("anslag", True),
        ("enhet", "mill. kr"),
        ("avskrivbare_anleggsmidler", o.depreciable),
        ("tomter", o.land),
        ("aksjer", o.shares),
        ("utlaan", o.on_lending),
        ("laanegjeld", round(o.debt, PLACES)),
        ("videreutlaan_gjeld", o.on_lending),
        ("ubrukte_laanemidler", o.unused),
        ("bundne_driftsfond", o.bound_operating),
        ("ubundet_investeringsfond", 0.0),
        ("bundne_investeringsfond", o.bound_investment),
        ("merforbruk", 0.0),
        ("udekket", 0.0),
        ("arbeidskapital", o.working),
        ("kapitalkonto", o.capital),
        ("kortsiktig_gjeld", o.payables),
        ("kortsiktige_fordringer", o.receivables),
        ("pensjonsmidler", o.pension_assets),
        ("pensjonsforpliktelse", o.pension_debt),
    ]
    return head(place.name, place.pack, about) + toml_table("", rows) + toml_table("[disposisjonsfond]", [(FREE, o.fund)])


def _assets(place: Town, o: Opening) -> str:
    about = f"Bokført verdi per anleggsklasse ved inngangen til {place.first_year}."
    source = f"Anslått samlet verdi {o.depreciable:.0f} mill. kr; klassenes andel og restlevetid: {example_source()}"
    rows = [(kind, booked, "mill. kr", years, True, source) for kind, booked, years in o.assets]
    columns = ("klasse", "bokfoert", "enhet", "restlevetid", "anslag", "kilde")
    return csv_text(head(place.name, place.pack, about), columns, rows)


def _funds(place: Town, size: Size) -> str:
    about = (
        "Disposisjonsfondet (kap. 56) står i én del: hvordan kommunen deler det, er ikke åpne tall. "
        "Målet er nivået ved åpning, i faste priser per innbygger."
    )
    floor, growth = choice("fondsgulv").verdi / 100.0, choice("fondsvekst").verdi / 100.0
    years = range(place.first_year, place.first_year + 20)
    path = {y: round(size.income.value * floor * (1.0 + growth) ** (y - place.first_year), PLACES) for y in years}
    floors = ", ".join(f"{year} = {plain(value, PLACES)}" for year, value in path.items())
    zero: list[tuple[str, Cell]] = [("enhet", "mill. kr"), ("priser", f"{place.first_year}-kroner"), ("verdi", 0.0)]
    zero += [("kilde", "Avsetning og bruk av bundne driftsfond er ikke åpne tall; de regnes like store"), ("anslag", True)]
    name: list[tuple[str, Cell]] = [("id", FREE), ("navn", "Disposisjonsfond"), ("tar_rest", True)]
    gulv: list[tuple[str, Cell]] = [("enhet", "mill. kr"), ("priser", "løpende"), ("videre", "siste")]
    gulv += [("kilde", f"{choice('fondsgulv').kilde}. {choice('fondsvekst').kilde}"), ("anslag", True)]
    return (
        head(place.name, place.pack, about)
        + toml_table("", [("maal_foelger", "innbygger"), ("tak_prosent", 150.0), ("ubundet_markedsforvaltet", False)])
        + toml_table("[bundne_driftsfond.avsetning]", zero)
        + toml_table("[bundne_driftsfond.bruk]", zero)
        + toml_table("[[disposisjonsfond]]", [*name, ("kilde", UNKNOWN), ("anslag", True)])
        + f"[disposisjonsfond.gulv]\nverdier = {{ {floors} }}\n"
        + toml_table("", gulv)
    )


def _mill(value: float) -> float:
    return round(value, PLACES)
