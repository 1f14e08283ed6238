"""Tables of the store. Versions and their files are immutable; mutable values (branch heads) use compare-and-set."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ldip.store.schema_base import MOST_ID as MOST_ID
from ldip.store.schema_base import Base as Base
from ldip.store.schema_base import Document
from ldip.store.schema_login import Credential as Credential
from ldip.store.schema_login import LoginAttempt as LoginAttempt
from ldip.store.schema_login import OneTimeCode as OneTimeCode
from ldip.store.schema_login import RecoveryCode as RecoveryCode
from ldip.store.schema_login import SessionRow as SessionRow

# Unique names of branches in a plan: index, columns beside the plan, and the rows it covers.
UNIQUE_NAMES: Final = (
    ("publisert", ("navn",), "publisert"),
    ("eget", ("eier_id", "navn"), "NOT publisert AND parti = ''"),
    ("partiets", ("parti",), "NOT publisert AND parti <> ''"),
)


class User(Base):
    """A person who can act; credentials are in their own table."""

    __tablename__ = "bruker"
    id: Mapped[int] = mapped_column(primary_key=True)
    navn: Mapped[str] = mapped_column(String(200))
    epost: Mapped[str] = mapped_column(String(320), unique=True)
    aktiv: Mapped[bool] = mapped_column(Boolean, default=True)


class StoredPlan(Base):
    """A plan, the parent of its versions."""

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    navn: Mapped[str] = mapped_column(String(200), unique=True)
    opprettet: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class Membership(Base):
    """A user's role in a plan; `omfang` is the sector or the alternative the role is limited to."""

    __tablename__ = "medlemskap"
    __table_args__ = (UniqueConstraint("plan_id", "bruker_id", "rolle", "omfang"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    bruker_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"), index=True)
    rolle: Mapped[str] = mapped_column(String(40))
    omfang: Mapped[str] = mapped_column(String(200), default="")


class Blob(Base):
    """The bytes of a file, stored once for all versions."""

    __tablename__ = "innhold"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


class Version(Base):
    """An immutable version. `hash` covers parent, files, author, message and time, so that no ancestor can be changed."""

    __tablename__ = "versjon"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    forelder_id: Mapped[int | None] = mapped_column(ForeignKey("versjon.id"), index=True)
    slag: Mapped[str] = mapped_column(String(40), default="plan")
    forfatter_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"))
    melding: Mapped[str] = mapped_column(Text)
    tid: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    filhash: Mapped[str] = mapped_column(String(64))
    innholdshash: Mapped[str] = mapped_column(String(64), default="")
    feil: Mapped[int] = mapped_column(Integer, default=0)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class VersionFile(Base):
    """A file of a version."""

    __tablename__ = "versjonsfil"
    versjon_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"), primary_key=True)
    sti: Mapped[str] = mapped_column(String(400), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("innhold.sha256"))


class Branch(Base):
    """The main line or an alternative: a name that points to its newest version. `eier_id` is set for a private alternative,
    `parti` for a party's own. Published names are unique in a plan; private ones for their owner or party only, so that a
    taken name tells nothing of what others keep private."""

    __tablename__ = "gren"
    __table_args__ = tuple(
        Index(f"uq_gren_{name}", "plan_id", *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))
        for name, columns, where in UNIQUE_NAMES
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    navn: Mapped[str] = mapped_column(String(200))
    hode_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"))
    eier_id: Mapped[int | None] = mapped_column(ForeignKey("bruker.id"))
    publisert: Mapped[bool] = mapped_column(Boolean, default=True)
    parti: Mapped[str] = mapped_column(String(200), default="", server_default="")


class Lock(Base):
    """The status of a version: kommunedirektørens forslag, formannskapets innstilling, vedtatt. Signed."""

    __tablename__ = "laas"
    __table_args__ = (UniqueConstraint("versjon_id", "slag"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    versjon_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"), index=True)
    slag: Mapped[str] = mapped_column(String(40))
    bruker_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"))
    tid: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    signatur: Mapped[str] = mapped_column(String(64))


class BudgetLine(Base):
    """A changed line of a budget revision: original, revised, forecast and accounts, in kroner."""

    __tablename__ = "budsjettlinje"
    id: Mapped[int] = mapped_column(primary_key=True)
    versjon_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"), index=True)
    linje: Mapped[str] = mapped_column(String(120))
    aar: Mapped[int] = mapped_column(Integer)
    element: Mapped[str] = mapped_column(String(120), default="")
    opprinnelig: Mapped[float | None] = mapped_column(Float)
    revidert: Mapped[float] = mapped_column(Float)
    prognose: Mapped[float | None] = mapped_column(Float)
    regnskap: Mapped[float | None] = mapped_column(Float)
    begrunnelse: Mapped[str] = mapped_column(Text, default="")


class Comment(Base):
    """A comment on a line (file and key) or a number (address) of a version."""

    __tablename__ = "kommentar"
    id: Mapped[int] = mapped_column(primary_key=True)
    versjon_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"), index=True)
    sted: Mapped[str] = mapped_column(String(500), index=True)
    tekst: Mapped[str] = mapped_column(Text)
    bruker_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"))
    tid: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    svar_paa_id: Mapped[int | None] = mapped_column(ForeignKey("kommentar.id"))
    loest: Mapped[bool] = mapped_column(Boolean, default=False)


class RunRow(Base):
    """A run of a version: queued, taken by a worker, done, failed or stopped; the summary is stored, the draws are not."""

    __tablename__ = "kjoering"
    id: Mapped[int] = mapped_column(primary_key=True)
    versjon_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"), index=True)
    bestilt_av: Mapped[int] = mapped_column(ForeignKey("bruker.id"), index=True)
    bestilt: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    trekninger: Mapped[int] = mapped_column(Integer)
    froe: Mapped[int | None] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20), index=True)
    framdrift: Mapped[float] = mapped_column(Float, default=0.0)
    arbeider: Mapped[str] = mapped_column(String(80), default="")
    hjerteslag: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    forsoek: Mapped[int] = mapped_column(Integer, default=0)
    avbrytes: Mapped[bool] = mapped_column(Boolean, default=False)
    ferdig: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    kjoeringshash: Mapped[str] = mapped_column(String(64), default="", index=True)
    sammendrag: Mapped[dict[str, Any] | None] = mapped_column(Document)
    feil: Mapped[str] = mapped_column(Text, default="")


class AuditRow(Base):
    """An action in the audit chain: each row's hash covers the one before it, and `segl` is its HMAC under a key kept apart.

    `detaljer.rader` holds the digests of the rows that the action changed."""

    __tablename__ = "revisjonsspor"
    nr: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tid: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    bruker_id: Mapped[int | None] = mapped_column(ForeignKey("bruker.id"))
    handling: Mapped[str] = mapped_column(String(80), index=True)
    gjelder: Mapped[str] = mapped_column(String(200), index=True)
    detaljer: Mapped[dict[str, Any]] = mapped_column(Document)
    forrige: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    noekkel_id: Mapped[str] = mapped_column(String(16), default="")
    segl: Mapped[str] = mapped_column(String(64), default="")


class TrailHead(Base):
    """The number of the newest row of the audit chain, sealed, so that a cut of the end is noticed."""

    __tablename__ = "sporhode"
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    nr: Mapped[int] = mapped_column(Integer)
    noekkel_id: Mapped[str] = mapped_column(String(16))
    segl: Mapped[str] = mapped_column(String(64))


class Share(Base):
    """A read-only link to a version with the levers a visitor may move; `token` is the hash of the token in the link."""

    __tablename__ = "deling"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    versjon_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"), index=True)
    spaker: Mapped[dict[str, Any]] = mapped_column(Document)
    tittel: Mapped[str] = mapped_column(String(200))
    laget_av: Mapped[int] = mapped_column(ForeignKey("bruker.id"))
    tid: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    utloeper: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    trukket: Mapped[bool] = mapped_column(Boolean, default=False)


class WorkerPulse(Base):
    """The last heartbeat of a worker that waits for runs."""

    __tablename__ = "arbeiderpuls"
    navn: Mapped[str] = mapped_column(String(80), primary_key=True)
    tid: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class PlanFolder(Base):
    """The folder a plan was imported from on this machine; `avtrykk` is the hash of its files then, `sett` of changes ignored."""

    __tablename__ = "planmappe"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    mappe: Mapped[str] = mapped_column(String(1000))
    versjon_id: Mapped[int] = mapped_column(ForeignKey("versjon.id"))
    avtrykk: Mapped[str] = mapped_column(String(64))
    sett: Mapped[str] = mapped_column(String(64), default="")
