"""Plans, versions, alternatives, locks, budget lines, comments, memberships, audit.

Revision ID: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ORDER = (
    "bruker",
    "innhold",
    "plan",
    "medlemskap",
    "revisjonsspor",
    "versjon",
    "budsjettlinje",
    "gren",
    "kommentar",
    "laas",
    "versjonsfil",
)
INDEXES = {
    "medlemskap": ("bruker_id", "plan_id"),
    "revisjonsspor": ("gjelder", "handling"),
    "versjon": ("forelder_id", "plan_id"),
    "budsjettlinje": ("versjon_id",),
    "gren": ("plan_id",),
    "kommentar": ("sted", "versjon_id"),
    "laas": ("versjon_id",),
}


def col(name: str, kind: Any, null: bool = False) -> Any:
    """A column, not null by default."""
    return sa.Column(name, kind, nullable=null)


def whole(name: str, null: bool = False) -> Any:
    """An integer column."""
    return col(name, sa.Integer(), null)


def text(name: str, length: int) -> Any:
    """A text column with a maximum length."""
    return col(name, sa.String(length))


def time(name: str = "tid") -> Any:
    """A time column."""
    return col(name, sa.DateTime(timezone=True))


def to(table: str, name: str, target: str, key: str = "id") -> Any:
    """A foreign key with the name the tables use."""
    return sa.ForeignKeyConstraint([name], [f"{target}.{key}"], name=op.f(f"fk_{table}_{name}_{target}"))


def own(table: str, *names: str) -> Any:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*(names or ("id",)), name=op.f(f"pk_{table}"))


def once(table: str, *names: str) -> Any:
    """A unique constraint."""
    return sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{names[0]}"))


def upgrade() -> None:
    """Create the tables, targets of foreign keys first."""
    tables = {**_people(), **_versions(), **_files(), **_around(), **_comments()}
    for name in ORDER:
        op.create_table(name, *tables[name])
        for column in INDEXES.get(name, ()):
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def downgrade() -> None:
    """Drop the tables, the last first."""
    for name in reversed(ORDER):
        for column in INDEXES.get(name, ()):
            op.drop_index(op.f(f"ix_{name}_{column}"), name)
        op.drop_table(name)


def _people() -> dict[str, tuple[Any, ...]]:
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    return {
        "bruker": (
            whole("id"),
            text("navn", 200),
            text("epost", 320),
            col("aktiv", sa.Boolean()),
            own("bruker"),
            once("bruker", "epost"),
        ),
        "medlemskap": (
            whole("id"),
            whole("plan_id"),
            whole("bruker_id"),
            text("rolle", 40),
            text("omfang", 200),
            to("medlemskap", "plan_id", "plan"),
            to("medlemskap", "bruker_id", "bruker"),
            own("medlemskap"),
            once("medlemskap", "plan_id", "bruker_id", "rolle", "omfang"),
        ),
        "revisjonsspor": (
            sa.Column("nr", sa.Integer(), autoincrement=False, nullable=False),
            time(),
            whole("bruker_id", null=True),
            text("handling", 80),
            text("gjelder", 200),
            col("detaljer", document),
            text("forrige", 64),
            text("hash", 64),
            to("revisjonsspor", "bruker_id", "bruker"),
            own("revisjonsspor", "nr"),
            once("revisjonsspor", "hash"),
        ),
    }


def _versions() -> dict[str, tuple[Any, ...]]:
    return {
        "innhold": (text("sha256", 64), col("bytes", sa.LargeBinary()), own("innhold", "sha256")),
        "plan": (whole("id"), text("navn", 200), time("opprettet"), own("plan"), once("plan", "navn")),
        "versjon": (
            whole("id"),
            whole("plan_id"),
            whole("forelder_id", null=True),
            text("slag", 40),
            whole("forfatter_id"),
            col("melding", sa.Text()),
            time(),
            text("filhash", 64),
            text("innholdshash", 64),
            whole("feil"),
            text("hash", 64),
            to("versjon", "plan_id", "plan"),
            to("versjon", "forelder_id", "versjon"),
            to("versjon", "forfatter_id", "bruker"),
            own("versjon"),
            once("versjon", "hash"),
        ),
    }


def _files() -> dict[str, tuple[Any, ...]]:
    return {
        "versjonsfil": (
            whole("versjon_id"),
            text("sti", 400),
            text("sha256", 64),
            to("versjonsfil", "versjon_id", "versjon"),
            to("versjonsfil", "sha256", "innhold", "sha256"),
            own("versjonsfil", "versjon_id", "sti"),
        ),
        "gren": (
            whole("id"),
            whole("plan_id"),
            text("navn", 200),
            whole("hode_id"),
            whole("eier_id", null=True),
            col("publisert", sa.Boolean()),
            to("gren", "plan_id", "plan"),
            to("gren", "hode_id", "versjon"),
            to("gren", "eier_id", "bruker"),
            own("gren"),
            once("gren", "plan_id", "navn"),
        ),
    }


def _around() -> dict[str, tuple[Any, ...]]:
    amounts = [col(n, sa.Float(), null=n != "revidert") for n in ("opprinnelig", "revidert", "prognose", "regnskap")]
    return {
        "laas": (
            whole("id"),
            whole("versjon_id"),
            text("slag", 40),
            whole("bruker_id"),
            time(),
            text("signatur", 64),
            to("laas", "versjon_id", "versjon"),
            to("laas", "bruker_id", "bruker"),
            own("laas"),
            once("laas", "versjon_id", "slag"),
        ),
        "budsjettlinje": (
            whole("id"),
            whole("versjon_id"),
            text("linje", 120),
            whole("aar"),
            text("element", 120),
            *amounts,
            col("begrunnelse", sa.Text()),
            to("budsjettlinje", "versjon_id", "versjon"),
            own("budsjettlinje"),
        ),
    }


def _comments() -> dict[str, tuple[Any, ...]]:
    return {
        "kommentar": (
            whole("id"),
            whole("versjon_id"),
            text("sted", 500),
            col("tekst", sa.Text()),
            whole("bruker_id"),
            time(),
            whole("svar_paa_id", null=True),
            col("loest", sa.Boolean()),
            to("kommentar", "versjon_id", "versjon"),
            to("kommentar", "bruker_id", "bruker"),
            to("kommentar", "svar_paa_id", "kommentar"),
            own("kommentar"),
        ),
    }
