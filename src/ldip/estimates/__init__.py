"""Figures estimated from open data, each with its derivation; binding maps, scales and sums them."""
