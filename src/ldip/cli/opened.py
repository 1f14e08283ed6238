"""A store opened for one command: a transaction, or the store itself; closed afterwards, and its errors printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ldip.cli.common import exit_on_error

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ldip.errors import SourceError
    from ldip.store.database import Store


@contextmanager
def opened(url: str, migrate: bool = True) -> Iterator[Store]:
    """A store, closed at the end. An error is printed and ends the command with 1."""
    from sqlalchemy.exc import SQLAlchemyError

    from ldip.store.database import open_store

    with exit_on_error():
        store = open_store(url, migrate)
        try:
            yield store
        except (SQLAlchemyError, OverflowError) as error:  # gone or full, or a number it cannot hold
            raise _no_answer(error) from error
        finally:
            store.close()


@contextmanager
def transaction(url: str) -> Iterator[Session]:
    """A transaction in a store; an error is printed and rolls everything back."""
    with opened(url) as store, store.session() as session:
        yield session


def _no_answer(error: Exception) -> SourceError:
    from ldip.errors import Problem, SourceError

    hint = "se at databasen er oppe og har plass, og gjør det på nytt; ingenting er lagret"
    return SourceError([Problem("lager", "", "lageret svarte ikke", type(error).__name__, hint)])
