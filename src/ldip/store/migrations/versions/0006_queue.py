"""The queue of runs by user: the order of the queue looks up each user's runs.

Revision ID: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX = "ix_kjoering_bestilt_av"


def upgrade() -> None:
    """Index the runs by user."""
    op.create_index(op.f(INDEX), "kjoering", ["bestilt_av"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(op.f(INDEX), table_name="kjoering")
