"""Stage 6, finans: loans, interest, instalments, the need, dispositions, funds and balances."""

from ldip.finance import (
    balance,
    closing,
    deficits,
    dispositions,
    exposure,
    financing,
    funds,
    leases,
    loans,
    need,
    result,
    surplus,
)
from ldip.graph import collect, collect_given

STEPS = collect(loans, exposure, financing, need, result, dispositions, closing, deficits, funds, leases, balance, surplus)
GIVENS = collect_given(loans, exposure, financing, need, result, dispositions, closing, deficits, funds, leases, balance, surplus)
