"""Loans and terms: the debt spread as the example's loans, at the rates the plan itself expects."""

from __future__ import annotations

from ldip.firstplan.balance import PLACES, opening
from ldip.firstplan.size import Size
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, csv_text, head, toml_table
from ldip.parameters.finances import ExampleLoan, choice, example_loans, example_source, terms

SLOW = "landets avdrag er nær minimumsavdraget (finans.toml: nye_laan)"
NONE_KNOWN = "Ikke åpne tall for kommunen; null til det føres inn"


def loan_files(place: Town, size: Size) -> dict[str, str]:
    """laan.csv and finans.toml."""
    return {"laan.csv": _loans(place, size), "finans.toml": _finance(place)}


def _loans(place: Town, size: Size) -> str:
    about = (
        f"Lån ved inngangen til {place.first_year}. Rente og margin i prosent. Fordelingen på lån, løpetidene og marginene er "
        "Bærum-eksemplets; bytt dem ut med kommunens egen låneportefølje."
    )
    debt, loans = opening(place, size).debt, example_loans()
    whole, left, rows = sum(loan.saldo for loan in loans), round(debt, PLACES), []
    for i, loan in enumerate(loans):
        owed = round(left, PLACES) if i == len(loans) - 1 else round(debt * loan.saldo / whole, PLACES)
        left -= owed
        rows.append(_row(place, size, loan, owed))
    columns = (
        "id",
        "navn",
        "saldo",
        "enhet",
        "restloepetid",
        "type",
        "rentetype",
        "fast_rente",
        "fast_til",
        "margin",
        "anslag",
        "kilde",
    )
    return csv_text(head(place.name, place.pack, about), columns, rows)


def _row(place: Town, size: Size, loan: ExampleLoan, owed: float) -> list[Cell]:
    """A loan; a fixed rate is what the plan expects NIBOR to be over the time it is fixed, and the loan's margin."""
    start: list[Cell] = [loan.id, loan.navn, owed, "mill. kr", loan.restloepetid, "annuitet"]
    split = f"Anslått gjeld fordelt som i {example_source()}; annuitet: {SLOW}"
    if not loan.bundet_aar:
        return [*start, "flytende", None, None, loan.margin, True, split]
    rate = 100.0 * size.macro.loan_rate(place.first_year, loan.bundet_aar) + loan.margin
    last = place.first_year + loan.bundet_aar - 1
    priced = "renten er snittet av planens NIBOR i bindingstiden og marginen"
    return [*start, "fast", round(rate, 2), last, loan.margin, True, f"{split}; {priced}"]


def _finance(place: Town) -> str:
    about = (
        "Lån, renter og avkastning. Vilkårene er Bærum-eksemplets. Kommunens utbytte, kapitalforvaltning og rentekompensasjon er "
        "ikke åpne tall og står som null eller mangler; de føres inn her."
    )
    from_example: list[tuple[str, Cell]] = [("kilde", example_source()), ("anslag", True)]

    def margin(name: str, value: float) -> str:
        return toml_table(f"[{name}]", [("enhet", "prosent"), ("verdi", value), *from_example])

    slow: list[tuple[str, Cell]] = [("kilde", f"{example_source()}; type: {choice('avdrag').kilde}"), ("anslag", True)]
    half: list[tuple[str, Cell]] = [
        ("enhet", "prosent"),
        ("verdi", 50.0),
        ("kilde", "Lånene tas opp jevnt gjennom året"),
        ("anslag", True),
    ]
    none: list[tuple[str, Cell]] = [("kilde", NONE_KNOWN), ("anslag", True)]
    prices: tuple[str, Cell] = ("priser", f"{place.first_year}-kroner")
    return (
        head(place.name, place.pack, about)
        + toml_table("", [("avdragspolitikk", "minst_minimumsavdrag")])
        + toml_table("[rente_andel_av_aarets_opptak]", half)
        + toml_table("[nye_laan]", [("type", "minimum"), ("loepetid", terms("loepetid")), *slow])
        + margin("nye_laan.margin", terms("margin"))
        + toml_table("[videreutlaan]", from_example)
        + margin("videreutlaan.margin", terms("videreutlaan_margin"))
        + margin("videreutlaan.utlaansmargin", terms("utlaansmargin"))
        + margin("innskuddsmargin", terms("innskuddsmargin"))
        + margin("trekkmargin", terms("trekkmargin"))
        + toml_table("[forventet_avkastning]", [("enhet", "prosent"), ("verdi", 0.0), *none])
        + toml_table("[utbytter]", [("enhet", "mill. kr"), prices, ("verdi", 0.0), *none])
    )
