"""Builds the data pack in src/ldip/pack/data from the open data in ../shared/data."""
