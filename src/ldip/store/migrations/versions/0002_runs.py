"""Runs of versions: a queue with progress, heartbeat and summary.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = ("kjoeringshash", "status", "versjon_id")


def upgrade() -> None:
    """Create the queue."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "kjoering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("versjon_id", sa.Integer(), nullable=False),
        sa.Column("bestilt_av", sa.Integer(), nullable=False),
        sa.Column("bestilt", moment, nullable=False),
        sa.Column("trekninger", sa.Integer(), nullable=False),
        sa.Column("froe", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("framdrift", sa.Float(), nullable=False),
        sa.Column("arbeider", sa.String(80), nullable=False),
        sa.Column("hjerteslag", moment, nullable=True),
        sa.Column("forsoek", sa.Integer(), nullable=False),
        sa.Column("avbrytes", sa.Boolean(), nullable=False),
        sa.Column("ferdig", moment, nullable=True),
        sa.Column("kjoeringshash", sa.String(64), nullable=False),
        sa.Column("sammendrag", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("feil", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["versjon_id"], ["versjon.id"], name=op.f("fk_kjoering_versjon_id_versjon")),
        sa.ForeignKeyConstraint(["bestilt_av"], ["bruker.id"], name=op.f("fk_kjoering_bestilt_av_bruker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kjoering")),
    )
    for column in INDEXES:
        op.create_index(op.f(f"ix_kjoering_{column}"), "kjoering", [column])


def downgrade() -> None:
    """Drop it."""
    for column in INDEXES:
        op.drop_index(op.f(f"ix_kjoering_{column}"), "kjoering")
    op.drop_table("kjoering")
