"""People: idle sessions and where they were opened, one-time codes, a second factor and its recovery codes.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TOTP = (("totp_hemmelighet", sa.String(500)), ("totp_bekreftet", MOMENT), ("totp_teller", sa.Integer()))


def upgrade() -> None:
    """Add the columns and tables. Sessions from before have no time of last use, and end: their users log in once more."""
    for name, kind in TOTP:
        op.add_column("legitimasjon", sa.Column(name, kind, nullable=True))
    _sessions(
        sa.Column("sist_brukt", MOMENT, nullable=False),
        sa.Column("laget_paa", sa.String(200), nullable=False),
        sa.Column("maate", sa.String(20), nullable=False),
    )
    op.create_table(
        "engangskode",
        sa.Column("bruker_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("laget", MOMENT, nullable=False),
        sa.Column("utloeper", MOMENT, nullable=False),
        sa.Column("uten_tofaktor", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bruker_id"], ["bruker.id"], name=op.f("fk_engangskode_bruker_id_bruker")),
        sa.PrimaryKeyConstraint("bruker_id", name=op.f("pk_engangskode")),
        sa.UniqueConstraint("hash", name=op.f("uq_engangskode_hash")),
    )
    op.create_table(
        "gjenopprettingskode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bruker_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["bruker_id"], ["bruker.id"], name=op.f("fk_gjenopprettingskode_bruker_id_bruker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gjenopprettingskode")),
        sa.UniqueConstraint("hash", name=op.f("uq_gjenopprettingskode_hash")),
    )
    op.create_index(op.f("ix_gjenopprettingskode_bruker_id"), "gjenopprettingskode", ["bruker_id"])


def _sessions(*more: sa.Column[object]) -> None:
    """The table of sessions made anew, with more columns."""
    op.drop_index(op.f("ix_sesjon_bruker_id"), "sesjon")
    op.drop_table("sesjon")
    op.create_table(
        "sesjon",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("bruker_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("opprettet", MOMENT, nullable=False),
        sa.Column("utloeper", MOMENT, nullable=False),
        *more,
        sa.ForeignKeyConstraint(["bruker_id"], ["bruker.id"], name=op.f("fk_sesjon_bruker_id_bruker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sesjon")),
    )
    op.create_index(op.f("ix_sesjon_bruker_id"), "sesjon", ["bruker_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_gjenopprettingskode_bruker_id"), "gjenopprettingskode")
    for table in ("gjenopprettingskode", "engangskode"):
        op.drop_table(table)
    _sessions()
    for name, _ in TOTP:
        op.drop_column("legitimasjon", name)
