"""The trail: seals of its rows, and its head.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = (("noekkel_id", 16), ("segl", 64))


def upgrade() -> None:
    """Add the seals, empty for rows from before; the first opening with the key seals them with a baseline."""
    for name, length in COLUMNS:
        op.add_column("revisjonsspor", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.create_table(
        "sporhode",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nr", sa.Integer(), nullable=False),
        sa.Column("noekkel_id", sa.String(16), nullable=False),
        sa.Column("segl", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sporhode")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("sporhode")
    with op.batch_alter_table("revisjonsspor") as batch:
        for name, _ in COLUMNS:
            batch.drop_column(name)
