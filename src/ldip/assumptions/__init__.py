"""Stage 1, forutsetninger: growth rates, price indices and interest rates."""

from ldip.assumptions import macro
from ldip.engine.graph import Given, Opening, Step, collect

STEPS = collect(Step, macro)
GIVENS = collect(Given, macro)
OPENINGS = collect(Opening, macro)
