"""Stage 2, befolkning: cohort-component projection by zone, sex and single year of age."""

from ldip.demography import adjust, cohorts, groups, housing, noise
from ldip.engine.graph import Given, Opening, Step, collect

STEPS = collect(Step, housing, cohorts, adjust, noise, groups)
GIVENS = collect(Given, housing, cohorts, adjust, noise, groups)
OPENINGS = collect(Opening, housing, cohorts, adjust, noise, groups)
