"""The files about money of a first plan, of a municipality whose income and level are known."""

from __future__ import annotations

from ldip.firstplan.balance import balance_files
from ldip.firstplan.investments import investment_files
from ldip.firstplan.loans import loan_files
from ldip.firstplan.size import Size
from ldip.firstplan.town import Town


def money_files(place: Town, size: Size) -> dict[str, str]:
    """Balance, assets, loans, funds, finance, investments and frames."""
    return {**balance_files(place, size), **loan_files(place, size), **investment_files(place, size)}
