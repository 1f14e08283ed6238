"""The map of a municipality's list of projects: columns, years, kinds of use and source, services and asset classes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import Field, model_validator

from ldip.sources.column_map import Part, Place, places, read_map

Use = Literal["varige_driftsmidler", "tilskudd_til_andre", "aksjer", "utlaan", "avdrag", "avsetning", "dekning_av_udekket"]
Funding = Literal[
    "mva_kompensasjon",
    "tilskudd",
    "salg",
    "salg_finansielle",
    "utbytte",
    "mottatte_avdrag",
    "laan",
    "overfoering_fra_drift",
    "bruk_av_fond",
    "framfoert_udekket",
]
Kind = Literal[Use, Funding]
Column = Literal["prosjekt", "navn", "slag", "art", "funksjon", "tjeneste", "sektor"]
Phase = Literal["F0", "behov", "konsept", "forprosjekt", "kontrakt"]
Year = Annotated[str, Field(pattern=r"^20\d\d$")]
MOST_PATTERNS: Final = 1000  # each is tried on every row
USES: Final[tuple[Use, ...]] = get_args(Use)
FUNDING: Final[tuple[Funding, ...]] = get_args(Funding)
# Kind by line of §5-5, for accounts that are KOSTRA's arts.
OF_LINE: Final[dict[int, Kind]] = {
    1: "varige_driftsmidler",
    2: "tilskudd_til_andre",
    3: "aksjer",
    4: "utlaan",
    5: "avdrag",
    7: "mva_kompensasjon",
    8: "tilskudd",
    9: "salg",
    10: "salg_finansielle",
    11: "utbytte",
    12: "mottatte_avdrag",
    13: "laan",
    20: "overfoering_fra_drift",
    21: "avsetning",
    22: "bruk_av_fond",
    23: "avsetning",
    24: "bruk_av_fond",
    25: "dekning_av_udekket",
    27: "framfoert_udekket",
}


class ProjectMap(Part):
    """Mapping of a list of projects. `fortegn` is -1 where uses are negative.

    `aar` is the amount column of each year; without it every column with a year in its heading, accounts excepted. The keys of
    `slag`, `tjenester`, `selvkost` and `anleggsklasser` are patterns (fnmatch), the first that fits: of the column `slag`, of
    the column `tjeneste` or the function, and of the project, the column `tjeneste` or the function.
    A key of `slag` with a slash is of a project and its code. `uten_prosjekt` are project codes of lines that belong to no
    project, and `rammer` projects that are a frame each year.
    `fordel` are sources without a project that are shared by the projects' cost; VAT compensation not by those of fees.
    """

    guide: ClassVar[str] = "docs/guide/prosjektlister.md"
    enhet: Literal["kr", "1000 kr", "mill. kr"] = "kr"
    fortegn: Literal[1, -1] = 1
    priser: Annotated[int | None, Field(ge=2000, le=2100)] = None
    ark: str = ""
    utelat: tuple[str, ...] = ()
    velg: dict[str, str] = Field(default_factory=dict)
    fase: Phase = "forprosjekt"
    uten_prosjekt: tuple[str, ...] = ()
    rammer: tuple[str, ...] = ()
    fordel: tuple[Literal["mva_kompensasjon", "tilskudd"], ...] = ()
    kolonner: dict[Column, Place]
    aar: dict[Year, str] = Field(default_factory=dict)
    slag: dict[str, Kind] = Field(default_factory=dict, max_length=MOST_PATTERNS)
    tjenester: dict[str, str] = Field(default_factory=dict, max_length=MOST_PATTERNS)
    selvkost: dict[str, str] = Field(default_factory=dict, max_length=MOST_PATTERNS)
    anleggsklasser: dict[str, str] = Field(default_factory=dict, max_length=MOST_PATTERNS)

    @property
    def columns(self) -> dict[str, Place]:
        """The place in the file by content."""
        return {str(k): v for k, v in self.kolonner.items()}

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: object) -> object:
        return places(data)

    @model_validator(mode="after")
    def _kinds(self) -> ProjectMap:
        have = set(self.kolonner)
        if not {"prosjekt", "navn"} & have:
            raise ValueError("kolonner mangler prosjekt eller navn")
        if "art" not in have and not ("slag" in have and self.slag):
            raise ValueError(
                "kartet sier ikke hva beløpene er: oppgi kolonnen art (KOSTRA), eller kolonnen slag og tabellen [slag]"
            )
        art = self.columns.get("art")
        if art is not None and art.siffer and art.lengde is None:
            raise ValueError("art med siffer trenger lengde: uten den er 2300 og 02300 det samme i et regneark")
        return self


def read_project_map(path: Path) -> ProjectMap:
    """Read a map on disk. Errors: SourceError with every key that is wrong."""
    return read_map(path, ProjectMap)
