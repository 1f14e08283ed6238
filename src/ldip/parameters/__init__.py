"""Dated national parameters, each value with source."""
