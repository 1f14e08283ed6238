"""A plan moved to another first year: repriced, with accounts and population brought in, and what must be renewed."""
