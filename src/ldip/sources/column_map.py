"""Parts of a map that names the columns of a municipality's own file: columns, digit positions, spans of own codes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError, unreadable
from ldip.tabular.files import MOST_PROBLEMS, read_bytes, too_large

MOST_BYTES: Final = 256 * 2**10
DIGITS: Final = re.compile(r"^([1-9]|1[0-8])(-([1-9]|1[0-8]))?$")


class CodeError(Exception):
    """The reason a code cannot be read, the remedy, and the column and value where they are known."""

    def __init__(self, what: str, hint: str, key: str = "", value: str = "") -> None:
        super().__init__(what)
        self.what, self.hint, self.key, self.value = what, hint, key, value


class Part(BaseModel):
    """A part of a map, strictly typed. `guide` is the page that shows a whole map."""

    guide: ClassVar[str] = "docs/method/kostra.md"
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


M = TypeVar("M", bound=Part)


class Span(Part):
    """The municipality's own codes from `fra` to `til`, both included, that map to one KOSTRA code."""

    fra: int
    til: int
    blir: int


class Place(Part):
    """A column, or a part of it.

    `del` is which piece of a text that `skille` divides (from 1). `siffer` are positions in the code ("2-4", from 1), and
    `lengde` its digits: a code that a spreadsheet has stripped of its zeros gets them back, so that positions hold.
    """

    kolonne: Annotated[str, Field(min_length=1)]
    piece: Annotated[int | None, Field(ge=1, le=50, alias="del")] = None
    skille: Annotated[str, Field(max_length=3)] = ""
    siffer: Annotated[str, Field(pattern=DIGITS.pattern)] = ""
    lengde: Annotated[int | None, Field(ge=1, le=18)] = None

    @model_validator(mode="after")
    def _positions(self) -> Place:
        if (self.piece is None) != (not self.skille):
            raise ValueError('del og skille hører sammen: { kolonne = "Kontostreng", del = 1, skille = "-" }')
        if self.siffer and (self.first > self.last or (self.lengde is not None and self.last > self.lengde)):
            raise ValueError("siffer går fra lavt til høyt, og ikke ut over lengde")
        return self

    @property
    def first(self) -> int:
        """The first position, from 1."""
        return int(self.siffer.split("-")[0])

    @property
    def last(self) -> int:
        """The last position, from 1."""
        return int(self.siffer.split("-")[-1])

    def code(self, text: str) -> str:
        """The whole code of a cell: its piece, without a name after it, with lost zeros. Errors: CodeError."""
        piece = text
        if self.piece is not None:
            pieces = text.split(self.skille)
            if len(pieces) < self.piece:
                raise self.error(f"har ingen del {self.piece} skilt med «{self.skille}»", "rett del og skille i kartet", text)
            piece = pieces[self.piece - 1]
        found = piece.split(maxsplit=1)[0] if piece.strip() else ""
        if self.lengde is None or not is_digits(found):
            return found
        if len(found) > self.lengde:
            raise self.error(f"har flere enn {self.lengde} sifre", "rett lengde i kartet, eller før raden opp i utelat", text)
        return found.rjust(self.lengde, "0")

    def cut(self, text: str) -> str:
        """The digits at the positions of a cell's whole code; all of it without positions. Errors: CodeError."""
        code = self.code(text)
        if not self.siffer:
            return code
        if len(code) < self.last:
            raise self.error(f"har færre enn {self.last} sifre", "rett siffer og lengde i kartet", text)
        return code[self.first - 1 : self.last]

    def error(self, what: str, hint: str, text: str) -> CodeError:
        """The error of a cell in the column."""
        return CodeError(what, hint, self.kolonne, text)


def places(data: object) -> object:
    """Column names as `Place` tables, and lists as tuples, before a map is checked."""
    if not isinstance(data, dict):
        return data
    found: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    columns = found.get("kolonner")
    if isinstance(columns, dict):
        found["kolonner"] = {k: {"kolonne": v} if isinstance(v, str) else v for k, v in columns.items()}
    return found


def wanted_names(columns: Mapping[str, Place]) -> dict[str, str]:
    """Heading by the first of the map's names for it: a column that holds several codes is read once."""
    found: dict[str, str] = {}
    for name, place in columns.items():
        if place.kolonne not in found.values():
            found[name] = place.kolonne
    return found


def read_map(path: Path, model: type[M]) -> M:
    """Read a map on disk. Errors: SourceError with every key that is wrong."""
    return parse_map(str(path), read_bytes(path, MOST_BYTES), model)


def parse_map(name: str, raw: bytes, model: type[M]) -> M:
    """A map from its bytes. Errors: SourceError with every key that is wrong."""
    if len(raw) > MOST_BYTES:
        raise too_large(name, "byte", MOST_BYTES)
    try:
        return model.model_validate(tomllib.loads(raw.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise unreadable(name) from error
    except ValidationError as error:
        raise SourceError([_problem(name, e, model.guide) for e in error.errors()[:MOST_PROBLEMS]]) from None
    except (ValueError, RecursionError) as error:  # also a number with too many digits
        raise SourceError([Problem(name, "", "ikke gyldig TOML", str(error)[:200], "rett linjen")]) from error


def _problem(file: str, error: ErrorDetails, guide: str) -> Problem:
    key = ".".join(str(k) for k in error["loc"])
    given = error["input"]
    value = "" if isinstance(given, dict | list | tuple | BaseModel) else str(given)
    said = {
        "missing": "mangler",
        "extra_forbidden": "ukjent nøkkel",
        "value_error": error["msg"].removeprefix("Value error, "),
    }
    what = said.get(error["type"], "har feil type eller verdi")
    return Problem(file, key, what, value, f"se {guide} for et eksempel")
