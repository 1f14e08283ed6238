"""The mapping of an ERP export: a TOML file that names columns, units and own codes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ldip.sources.column_map import Part, Place, Span, places, read_map

Column = Literal["kontoklasse", "art", "funksjon", "kapittel", "sektor", "aar", "beloep", "debet", "kredit"]
AccountClass = Literal["drift", "investering", "balanse"]
PADDED: Final = ("art", "kapittel", "kontoklasse")  # codes that may begin with a zero


class ColumnMap(Part):
    """Mapping of an export. `fortegn` is -1 where income is positive; `utelat` are patterns of rows to skip (Sum*).

    The account class is the whole file's (`kontoklasse`), the first digit's of the account (`kontoklasse_siffer`), or a
    column's by the words of `kontoklasser`. `velg` is the one value to keep of a column."""

    aargang: Annotated[int, Field(ge=2020, le=2100)]
    regnskap: Literal["kommunekasse", "foretak", "konsolidert"] = "kommunekasse"
    region: Annotated[str, Field(pattern=r"^\d{6}$")]
    orgnr: Annotated[str, Field(pattern=r"^(\d{9})?$")] = ""
    enhet: Literal["kr", "1000 kr", "mill. kr"] = "kr"
    fortegn: Literal[1, -1] = 1
    ark: str = ""
    utelat: tuple[str, ...] = ()
    velg: dict[str, str] = Field(default_factory=dict)
    kontoklasse: AccountClass | None = None
    kontoklasse_siffer: dict[Annotated[str, Field(pattern=r"^\d$")], AccountClass] = Field(default_factory=dict)
    kolonner: dict[Column, Place]
    kontoklasser: dict[str, AccountClass] = Field(default_factory=dict)
    arter: tuple[Span, ...] = ()
    funksjoner: tuple[Span, ...] = ()
    kapitler: tuple[Span, ...] = ()

    @property
    def columns(self) -> dict[str, Place]:
        """The place in the file by content."""
        return {str(k): v for k, v in self.kolonner.items()}

    def own(self, kind: str) -> tuple[Span, ...]:
        """Spans of own codes of a kind: art, funksjon or kapittel."""
        return {"art": self.arter, "funksjon": self.funksjoner, "kapittel": self.kapitler}.get(kind, ())

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: object) -> object:
        return places(data)

    @model_validator(mode="after")
    def _amount_and_code(self) -> ColumnMap:
        have = set(self.kolonner)
        if not ({"beloep"} <= have or {"debet", "kredit"} <= have):
            raise ValueError("kolonner mangler beloep, eller debet og kredit")
        if not ({"art", "funksjon"} <= have or {"kapittel"} <= have):
            raise ValueError("kolonner mangler art og funksjon, eller kapittel")
        return self

    @model_validator(mode="after")
    def _one_class(self) -> ColumnMap:
        ways = [self.kontoklasse is not None, bool(self.kontoklasse_siffer), "kontoklasse" in self.kolonner]
        if sum(ways) > 1:
            raise ValueError("kontoklassen er oppgitt på flere måter: velg kontoklasse, kontoklasse_siffer eller en kolonne")
        return self

    @model_validator(mode="after")
    def _lengths(self) -> ColumnMap:
        for name, place in self.columns.items():
            if place.siffer and place.lengde is None and name in PADDED:
                raise ValueError(f"{name} med siffer trenger lengde: uten den er 2300 og 02300 det samme i et regneark")
        account = self.columns.get("art") or self.columns["kapittel"]
        if self.kontoklasse_siffer and account.lengde is None:
            raise ValueError("kontoklasse_siffer trenger lengde på kontoen: uten den er 2300 og 02300 det samme i et regneark")
        return self


def read_mapping(path: Path) -> ColumnMap:
    """Read a mapping. Errors: SourceError with every key that is wrong."""
    return read_map(path, ColumnMap)
