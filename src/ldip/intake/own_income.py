"""Income outside the services from own accounts: property tax, other taxes, other general income and dividends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.glossary import label
from ldip.intake.own_reading import Given
from ldip.intake.own_terms import Part, Row
from ldip.locales import language, tr
from ldip.locales.written import millions, separated
from ldip.parameters import kostra
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetValue
from ldip.plan.schema.fields import SCALE, FixedAmount
from ldip.sources.kostra import OPERATING
from ldip.sources.kostra_accounts import ART_OF_LINE, FINANCE_FROM, THOUSAND, statements

INCOME, FINANCE = "inntekter.toml", "finans.toml"
PROPERTY_TAX, OTHER_TAX, DIVIDENDS = 3, 4, 18  # lines of §5-6
INTEGRATION: Final = 850  # function of the integration grant, which `integrering` computes
GENERAL: Final = "andre_generelle_driftsinntekter"


def replaced(plan: Plan, given: Given, factor: float, refunds: int) -> Part:
    """Estimates of income outside the services as last year's own amounts in the plan's prices; the plan's own figures stay.

    `factor` is the growth of prices from the accounts to the plan's price year."""
    if not any(r.kontoklasse in OPERATING for r in given.records):
        return Part()
    edits: list[Edit] = []
    rows: list[Row] = []
    told: list[str] = []
    for file, key, field, kroner in _amounts(plan, given, refunds):
        if not field.anslag or field.verdi is None:
            if field.anslag:
                told.append(tr("own.byyear", name=label(key, language()), amount=millions(kroner)))
            continue
        value = round(kroner * factor / SCALE[field.enhet], {"kr": 0, "1000 kr": 1, "mill. kr": 4}[field.enhet])
        price = f" × {separated(f'{factor:.4f}')} (deflator til {field.priser})" if factor != 1.0 else ""
        source = f"{given.accounts}{price}"
        for part, said in (("verdi", value), ("kilde", source), ("anslag", False)):
            edits.append(SetValue(fil=file, noekkel=[key, part], verdi=said))
        rows.append(
            Row(file, label(key, language()), field.verdi * SCALE[field.enhet] / 1e6, kroner * factor / 1e6, "mill. kr", source)
        )
    return Part(tuple(edits), tuple(rows), told=tuple(told))


def _amounts(plan: Plan, given: Given, refunds: int) -> Iterator[tuple[str, str, FixedAmount, float]]:
    """(file, key, the plan's field, kroner of the accounts)."""
    lines, income = statements(given.records, refunds).drift, plan.income
    if not income.eiendom:  # kinds of property with rates are computed, and the amount is not used
        yield INCOME, "eiendomsskatt", income.eiendomsskatt, lines.get(PROPERTY_TAX, 0.0)
    yield INCOME, "andre_skatteinntekter", income.andre_skatteinntekter, lines.get(OTHER_TAX, 0.0)
    yield INCOME, GENERAL, income.andre_generelle_driftsinntekter, _general(plan, given, refunds)
    yield FINANCE, "utbytter", plan.finance.utbytter, lines.get(DIVIDENDS, 0.0)


def _general(plan: Plan, given: Given, refunds: int) -> float:
    """Income less expenditure on the functions of finance, which no frame has; without the grant that the plan computes."""
    total = 0.0
    for r in given.records:
        line = kostra.line(int(r.art), operating=True, refunds=refunds)
        computed = plan.income.integrering is not None and r.kode == INTEGRATION
        if r.kontoklasse in OPERATING and r.kode >= FINANCE_FROM and line in ART_OF_LINE and not computed:
            total -= r.beloep * THOUSAND  # income is negative in the records
    return total
