"""The mapping of an ERP export: a TOML file that names columns, units and own codes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ldip.errors import Problem, SourceError, unreadable
from ldip.tabular.files import MOST_PROBLEMS, read_bytes

Column = Literal["kontoklasse", "art", "funksjon", "kapittel", "sektor", "beloep", "debet", "kredit"]


MOST_BYTES: Final = 256 * 2**10


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Span(_Strict):
    """The municipality's own codes from `fra` to `til`, both included, that map to one KOSTRA code."""

    fra: int
    til: int
    blir: int


class ColumnMap(_Strict):
    """Mapping of an export. `fortegn` is -1 where income is positive; `utelat` are patterns of rows to skip (Sum*)."""

    aargang: Annotated[int, Field(ge=2020, le=2100)]
    regnskap: Literal["kommunekasse", "foretak", "konsolidert"] = "kommunekasse"
    region: Annotated[str, Field(pattern=r"^\d{6}$")]
    orgnr: Annotated[str, Field(pattern=r"^(\d{9})?$")] = ""
    enhet: Literal["kr", "1000 kr"] = "kr"
    fortegn: Literal[1, -1] = 1
    ark: str = ""
    utelat: tuple[str, ...] = ()
    kolonner: dict[Column, str]
    kontoklasser: dict[str, Literal["drift", "investering", "balanse"]] = Field(default_factory=dict)
    arter: tuple[Span, ...] = ()
    funksjoner: tuple[Span, ...] = ()
    kapitler: tuple[Span, ...] = ()

    @property
    def columns(self) -> dict[str, str]:
        """The file's column name by content."""
        return {str(k): v for k, v in self.kolonner.items()}

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: object) -> object:
        """Convert TOML lists to tuples."""
        if not isinstance(data, dict):
            return data
        return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}

    @model_validator(mode="after")
    def _amount_and_code(self) -> ColumnMap:
        have = set(self.kolonner)
        if not ({"beloep"} <= have or {"debet", "kredit"} <= have):
            raise ValueError("kolonner mangler beloep, eller debet og kredit")
        if not ({"art", "funksjon"} <= have or {"kapittel"} <= have):
            raise ValueError("kolonner mangler art og funksjon, eller kapittel")
        return self


def read_mapping(path: Path) -> ColumnMap:
    """Read a mapping. Errors: SourceError with every key that is wrong."""
    try:
        data = tomllib.loads(read_bytes(path, MOST_BYTES).decode("utf-8"))
        return ColumnMap.model_validate(data)
    except UnicodeDecodeError as error:
        raise unreadable(path) from error
    except ValidationError as error:
        raise SourceError([_problem(str(path), e) for e in error.errors()[:MOST_PROBLEMS]]) from None
    except (ValueError, RecursionError) as error:  # also a number with too many digits
        raise SourceError([Problem(str(path), "", "ikke gyldig TOML", str(error)[:200], "rett linjen")]) from error


def _problem(file: str, error: object) -> Problem:
    found = dict(error) if isinstance(error, dict) else {}
    key = ".".join(str(k) for k in found["loc"])
    given = found["input"]
    value = "" if isinstance(given, dict | list | tuple) else str(given)
    said = {
        "missing": "mangler",
        "extra_forbidden": "ukjent nøkkel",
        "value_error": str(found["msg"]).removeprefix("Value error, "),
    }
    what = said.get(str(found["type"]), "har feil type eller verdi")
    return Problem(file, key, what, value, "se docs/method/kostra.md for et eksempel")
