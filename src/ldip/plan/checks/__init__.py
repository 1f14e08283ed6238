"""Checks within a plan, one file per topic; every check yields Problems with their place."""
