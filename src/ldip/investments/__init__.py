"""Stage 3, investeringer: projects, their financing sources and the asset register."""

from ldip.graph import collect, collect_given
from ldip.investments import assets, posts, projects

STEPS = collect(projects, posts, assets)
GIVENS = collect_given(projects, posts, assets)
