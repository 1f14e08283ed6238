"""Stage 6, finans: loans, interest, instalments, the need, dispositions, funds and balances."""

from ldip.engine.graph import Given, Opening, Step, collect
from ldip.finance import (
    appropriations,
    balance,
    capital,
    closing,
    deficits,
    deposits,
    dispositions,
    enterprise_lines,
    enterprises,
    exposure,
    financing,
    fund_levels,
    funds,
    leases,
    liquidity,
    loans,
    need,
    planned_loans,
    policy,
    purposes,
    result,
    saving,
    shortfalls,
    surplus,
)

MODULES = (
    loans,
    planned_loans,
    deposits,
    exposure,
    financing,
    fund_levels,
    need,
    policy,
    saving,
    shortfalls,
    result,
    appropriations,
    capital,
    dispositions,
    closing,
    deficits,
    funds,
    purposes,
    leases,
    balance,
    liquidity,
    surplus,
    enterprise_lines,
    enterprises,
)
STEPS = collect(Step, *MODULES)
GIVENS = collect(Given, *MODULES)
OPENINGS = collect(Opening, *MODULES)
