"""Operation: heartbeats of workers, and the folders plans were imported from.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "arbeiderpuls",
        sa.Column("navn", sa.String(80), nullable=False),
        sa.Column("tid", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("navn", name=op.f("pk_arbeiderpuls")),
    )
    op.create_table(
        "planmappe",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("mappe", sa.String(1000), nullable=False),
        sa.Column("versjon_id", sa.Integer(), nullable=False),
        sa.Column("avtrykk", sa.String(64), nullable=False),
        sa.Column("sett", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_planmappe_plan_id_plan")),
        sa.ForeignKeyConstraint(["versjon_id"], ["versjon.id"], name=op.f("fk_planmappe_versjon_id_versjon")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_planmappe")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("planmappe")
    op.drop_table("arbeiderpuls")
