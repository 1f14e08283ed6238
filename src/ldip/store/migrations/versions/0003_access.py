"""Access: credentials, sessions, failed logins, share links.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = (("sesjon", "bruker_id"), ("innloggingsforsoek", "noekkel"), ("deling", "versjon_id"))


def upgrade() -> None:
    """Create the access tables."""
    _people()
    _links()
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _people() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "legitimasjon",
        sa.Column("bruker_id", sa.Integer(), nullable=False),
        sa.Column("passord", sa.String(200), nullable=False),
        sa.Column("oidc_subjekt", sa.String(300), nullable=True),
        sa.Column("systemansvarlig", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bruker_id"], ["bruker.id"], name=op.f("fk_legitimasjon_bruker_id_bruker")),
        sa.PrimaryKeyConstraint("bruker_id", name=op.f("pk_legitimasjon")),
        sa.UniqueConstraint("oidc_subjekt", name=op.f("uq_legitimasjon_oidc_subjekt")),
    )
    op.create_table(
        "sesjon",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("bruker_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("opprettet", moment, nullable=False),
        sa.Column("utloeper", moment, nullable=False),
        sa.ForeignKeyConstraint(["bruker_id"], ["bruker.id"], name=op.f("fk_sesjon_bruker_id_bruker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sesjon")),
    )


def _links() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "innloggingsforsoek",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noekkel", sa.String(64), nullable=False),
        sa.Column("tid", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innloggingsforsoek")),
    )
    op.create_table(
        "deling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("versjon_id", sa.Integer(), nullable=False),
        sa.Column("spaker", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("tittel", sa.String(200), nullable=False),
        sa.Column("laget_av", sa.Integer(), nullable=False),
        sa.Column("tid", moment, nullable=False),
        sa.Column("utloeper", moment, nullable=False),
        sa.Column("trukket", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["versjon_id"], ["versjon.id"], name=op.f("fk_deling_versjon_id_versjon")),
        sa.ForeignKeyConstraint(["laget_av"], ["bruker.id"], name=op.f("fk_deling_laget_av_bruker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deling")),
        sa.UniqueConstraint("token", name=op.f("uq_deling_token")),
    )


def downgrade() -> None:
    """Drop them."""
    for table, column in INDEXES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    for table in ("deling", "innloggingsforsoek", "sesjon", "legitimasjon"):
        op.drop_table(table)
