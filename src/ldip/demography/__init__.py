"""Stage 2, befolkning: cohort-component projection by zone, sex and single year of age."""

from ldip.demography import adjust, cohorts, groups, housing, noise
from ldip.engine.graph import collect, collect_given

STEPS = collect(housing, cohorts, adjust, noise, groups)
GIVENS = collect_given(housing, cohorts, adjust, noise, groups)
