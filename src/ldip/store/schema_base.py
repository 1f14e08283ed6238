"""Common parts of the tables of the store: names of constraints, the type of documents, and the largest id."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from ldip.store.limits import MOST_ID as MOST_ID

NAMING: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Document = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Declarative base with stated constraint names, so that migrations can drop them on both engines."""

    metadata = MetaData(naming_convention=NAMING)
