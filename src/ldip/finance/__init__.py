"""Stage 6, finans: loans, interest, instalments, the need, dispositions, funds and balances."""

from ldip.finance import balance, dispositions, financing, funds, leases, loans, need, result
from ldip.graph import collect, collect_given

STEPS = collect(loans, financing, need, result, dispositions, funds, leases, balance)
GIVENS = collect_given(loans, financing, need, result, dispositions, funds, leases, balance)
