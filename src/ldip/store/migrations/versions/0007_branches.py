"""Alternatives: the party that owns one, and names that are unique among the published ones and for each owner.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNIQUE = (
    ("publisert", ("plan_id", "navn"), "publisert"),
    ("eget", ("plan_id", "eier_id", "navn"), "NOT publisert AND parti = ''"),
    ("partiets", ("plan_id", "parti"), "NOT publisert AND parti <> ''"),
)
# A branch with the name of a party is its own where it is published, or where its owner is of the party: until now the name
# alone decided, and another's private alternative of that name must not be handed over.
OWNED = """
UPDATE gren SET parti = navn WHERE EXISTS (
    SELECT 1 FROM medlemskap m WHERE m.plan_id = gren.plan_id AND m.rolle = 'parti' AND m.omfang = gren.navn
    AND (gren.publisert OR m.bruker_id = gren.eier_id))
"""
# Names were unique in a plan before; of those that share one, all but the first get their number added.
RENAMED = """
UPDATE gren SET navn = substr(navn, 1, 180) || ' (' || CAST(id AS VARCHAR(12)) || ')' WHERE EXISTS (
    SELECT 1 FROM gren g WHERE g.plan_id = gren.plan_id AND g.navn = gren.navn AND g.id <> gren.id
    AND ((g.publisert AND NOT gren.publisert) OR (g.publisert = gren.publisert AND g.id < gren.id)))
"""


def upgrade() -> None:
    """Add the party, and replace the one unique name by three that each cover a kind of branch."""
    with op.batch_alter_table("gren") as table:
        table.add_column(sa.Column("parti", sa.String(200), nullable=False, server_default=""))
        table.drop_constraint(op.f("uq_gren_plan_id"), type_="unique")
    op.execute(OWNED)
    for name, columns, where in UNIQUE:
        covered = sa.text(where)
        op.create_index(f"uq_gren_{name}", "gren", columns, unique=True, sqlite_where=covered, postgresql_where=covered)


def downgrade() -> None:
    """One unique name in a plan again; private alternatives that share a name with another are renamed."""
    for name, _, _ in UNIQUE:
        op.drop_index(f"uq_gren_{name}", "gren")
    op.execute(RENAMED)
    with op.batch_alter_table("gren") as table:
        table.create_unique_constraint(op.f("uq_gren_plan_id"), ["plan_id", "navn"])
        table.drop_column("parti")
