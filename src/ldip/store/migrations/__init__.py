"""Alembic migrations, run by `database.upgrade`."""
