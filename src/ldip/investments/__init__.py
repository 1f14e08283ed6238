"""Stage 3, investeringer: projects, their financing sources, the asset register, renewal and backlog."""

from ldip.engine.graph import collect, collect_given
from ldip.investments import assets, openings, portfolio, posts, projects, upkeep

STEPS = collect(projects, portfolio, posts, assets, openings, upkeep)
GIVENS = collect_given(projects, portfolio, posts, assets, openings, upkeep)
