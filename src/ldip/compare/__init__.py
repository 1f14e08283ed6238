"""Comparison: what levers do to a plan, alone, in order and by Shapley shares."""
