"""Uncertain factors and their draws."""
