"""Stage 2, befolkning: cohort-component projection by zone, sex and single year of age."""

from ldip.demography import cohorts, groups
from ldip.graph import collect, collect_given

STEPS = collect(cohorts, groups)
GIVENS = collect_given(cohorts, groups)
