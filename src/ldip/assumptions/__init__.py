"""Stage 1, forutsetninger: growth rates, price indices and interest rates."""

from ldip.assumptions import macro
from ldip.engine.graph import collect, collect_given

STEPS = collect(macro)
GIVENS = collect_given(macro)
