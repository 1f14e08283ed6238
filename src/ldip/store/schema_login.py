"""Tables of authentication: credentials, sessions, codes and counted attempts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ldip.store.schema_base import Base


class Credential(Base):
    """A user's authentication: argon2id hash, identity provider's subject, or both; `systemansvarlig` may create plans.

    `totp_hemmelighet` is encrypted and counts only after `totp_bekreftet`; `totp_teller` is the last time step used."""

    __tablename__ = "legitimasjon"
    bruker_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"), primary_key=True)
    passord: Mapped[str] = mapped_column(String(200), default="")
    oidc_subjekt: Mapped[str | None] = mapped_column(String(300), unique=True)
    systemansvarlig: Mapped[bool] = mapped_column(Boolean, default=False)
    totp_hemmelighet: Mapped[str | None] = mapped_column(String(500))
    totp_bekreftet: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    totp_teller: Mapped[int | None] = mapped_column(Integer)


class SessionRow(Base):
    """A browser that is logged in; `id` is the hash of the token it holds, `laget_paa` the kind of browser it was opened in."""

    __tablename__ = "sesjon"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    bruker_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    opprettet: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    utloeper: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    sist_brukt: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    laget_paa: Mapped[str] = mapped_column(String(200), default="")
    maate: Mapped[str] = mapped_column(String(20), default="passord")


class OneTimeCode(Base):
    """A code that sets a user's password or links an identity provider's account, once; at most one for each user.

    `uten_tofaktor` also removes the second factor when the code is used."""

    __tablename__ = "engangskode"
    bruker_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    laget: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    utloeper: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    uten_tofaktor: Mapped[bool] = mapped_column(Boolean, default=False)


class RecoveryCode(Base):
    """An unused recovery code of a user's second factor, as a hash."""

    __tablename__ = "gjenopprettingskode"
    id: Mapped[int] = mapped_column(primary_key=True)
    bruker_id: Mapped[int] = mapped_column(ForeignKey("bruker.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LoginAttempt(Base):
    """A login that failed or is being checked; `noekkel` is a hash of the account, address or device, never the text itself."""

    __tablename__ = "innloggingsforsoek"
    id: Mapped[int] = mapped_column(primary_key=True)
    noekkel: Mapped[str] = mapped_column(String(64), index=True)
    tid: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
