"""The mapping profile of a municipality's own workbook: a TOML file that names sheets, headings, units and own names.

Tables are found by the text of their headings, never by cell addresses, so that the profile fits next year's workbook too.
"""

from __future__ import annotations

import tomllib
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ldip.errors import Problem, SourceError
from ldip.plan.bounds import toml_problem
from ldip.plan.messages import problems as schema_problems
from ldip.plan.schema.fields import Fraction, Id, MoneyUnit, Prices, Text

DEFAULT_PATH: Final = "notater/excel-profil.toml"
GUIDE: Final = "docs/guide/eget-regneark.md lister nøklene"
Slag = Literal["prosjekter", "rammer", "vedtatt", "laan", "befolkning"]
GO_ON: Final = "ingen"  # the value of `slutt` where lines after the total are part of the table
LeftOut: Final = "utelat"  # the value of a name that is not part of the plan
Short = Annotated[str, Field(max_length=300)]
Patterns = Annotated[tuple[Short, ...], Field(max_length=100)]
Names = Annotated[dict[Short, Short], Field(max_length=1000)]
Phase = Literal["F0", "behov", "konsept", "forprosjekt", "kontrakt"]
Paid = Literal["mva", "tilskudd", "utbyggerbidrag"]
LoanColumn = Literal["saldo", "rente", "margin", "restloepetid", "utloep", "rentetype", "fast_til", "type"]
SUMS: Final = ("sum*", "totalt*", "total *", "total", "i alt*")


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: object) -> object:
        """Convert TOML lists to tuples."""
        return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()} if isinstance(data, dict) else data


class Part(_Strict):
    """A table of the workbook. `navn` is the heading of its column of names, empty where that has none; `etter` is a title above
    it and `slutt` the name of the first row after it. `utelat` are patterns of rows that are not part of the plan."""

    ark: Text
    navn: Short = ""
    etter: Short = ""
    slutt: Short = ""
    overskriftsrader: Annotated[int, Field(ge=1, le=4)] = 1
    utelat: Patterns = ()
    navn_i_planen: Names = Field(default_factory=dict)
    nye: Literal["spør", "ta med", "utelat"] = "spør"


class Yearly(Part):
    """A table with a column for each year. `kolonne` is the heading beside the year where a year has several columns, `summer`
    are patterns of the rows of sums."""

    kolonne: Short = ""
    sumkolonne: Short = ""
    summer: Patterns = SUMS
    fortegn: Literal[1, -1] = 1


class Money(Yearly):
    """A table of amounts by year."""

    enhet: MoneyUnit
    priser: Prices


class NewProject(_Strict):
    """Fields of a project that the plan does not have; one with spending in the adopted years has a phase of its own."""

    fase: Phase = "behov"
    fase_i_vedtatte_aar: Phase = "forprosjekt"
    anleggsklasse: Id = "formaalsbygg"
    mva_kompensasjon_andel: Fraction = 0.0


class Projects(Money):
    """Projects by year. `sektor` is the heading of a sector column; without one the heading rows are sectors. `rammer` are
    patterns of names that are recurring frames. `tidligere` is spent before the first year. Asset class and service go by pattern
    of sector or name."""

    slag: Literal["prosjekter"]
    sektor: Short = ""
    tidligere: Short = ""
    ferdig: Short = ""
    rammer: Patterns = ()
    rammer_videre: Literal["siste", "null"] = "siste"
    finansiering: dict[Paid, Short] = Field(default_factory=dict)
    ny: NewProject = NewProject()
    anleggsklasse: Names = Field(default_factory=dict)
    tjeneste: Names = Field(default_factory=dict)


class Frames(Money):
    """Frames of services by year, gross expenditure or net. Adopted years are written, the others are compared."""

    slag: Literal["rammer"]
    innhold: Literal["brutto utgifter", "netto"] = "brutto utgifter"
    aar: Literal["vedtatte", "alle"] = "vedtatte"


class AdoptedLines(Money):
    """Lines of the budget by year, each mapped to a quantity."""

    slag: Literal["vedtatt"]
    aar: Literal["vedtatte", "alle"] = "vedtatte"


class Loans(Part):
    """Loans, one a row, or one a column (`retning`). With `hele_listen`, loans of the plan that it lacks are removed."""

    slag: Literal["laan"]
    retning: Literal["rader", "kolonner"] = "rader"
    kolonner: dict[LoanColumn, Short]
    enhet: MoneyUnit
    rente_enhet: Literal["prosent", "andel"]
    margin: Annotated[float, Field(ge=-10.0, le=10.0)] = 0.0
    summer: Patterns = SUMS
    hele_listen: bool = False

    @model_validator(mode="after")
    def _needed(self) -> Loans:
        have = set(self.kolonner)
        if "saldo" not in have or not have & {"restloepetid", "utloep"}:
            raise ValueError("kolonner mangler saldo, eller restloepetid og utloep||oppgi overskriftene i regnearket")
        return self


class People(Yearly):
    """Persons 1 January by age group and year, as a projection of the plan."""

    slag: Literal["befolkning"]
    id: Id = "eget-regneark"
    tittel: Text = "Kommunens eget regneark"
    i_bruk: bool = False


AnyPart = Annotated[Projects | Frames | AdoptedLines | Loans | People, Field(discriminator="slag")]


class Profile(_Strict):
    """A mapping profile. `kilde` becomes the source of every figure."""

    versjon: Literal[1] = 1
    kilde: Text
    deler: Annotated[tuple[AnyPart, ...], Field(min_length=1, max_length=20)]

    @property
    def keyed(self) -> tuple[tuple[str, AnyPart], ...]:
        """The parts with the keys that questions and messages use: the kind, and a number from the second of a kind on."""
        seen: dict[str, int] = {}
        found: list[tuple[str, AnyPart]] = []
        for part in self.deler:
            seen[part.slag] = seen.get(part.slag, 0) + 1
            found.append((part.slag if seen[part.slag] == 1 else f"{part.slag}-{seen[part.slag]}", part))
        return tuple(found)


def parse_profile(raw: bytes, file: str = DEFAULT_PATH) -> Profile:
    """A profile from its bytes. Errors: SourceError with every key that is wrong."""
    if large := toml_problem(raw, file):
        raise SourceError([large])
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
        return Profile.model_validate(data)
    except UnicodeDecodeError:
        raise SourceError([Problem(file, "", "filen er ikke UTF-8", "", "lagre filen på nytt som UTF-8")]) from None
    except ValidationError as error:
        found = list(schema_problems(error, file, Profile))
        inside = [p for path, p in found if len(path) > 1]  # a wrong part makes the list of parts wrong as well
        raise SourceError(inside or [p for _, p in found]) from None
    except (ValueError, RecursionError) as error:
        raise SourceError([Problem(file, "", "ikke gyldig TOML", str(error)[:200], GUIDE)]) from None


def profile_text(profile: Profile) -> str:
    """The profile as TOML, defaults left out."""
    import tomlkit

    top = tomlkit.document()
    top.add(tomlkit.comment("Hvordan kommunens eget regneark leses inn i planen. Laget av «ldip excel profil»."))
    top.add(tomlkit.comment("Tabellene finnes på overskriftene sine, så profilen passer neste års utgave også."))
    top["versjon"], top["kilde"] = profile.versjon, profile.kilde
    deler = tomlkit.aot()
    for part in profile.deler:
        deler.append(_table(part))
    top["deler"] = deler
    return tomlkit.dumps(top)


def _table(part: AnyPart) -> Any:
    import tomlkit

    table = tomlkit.table()
    plain: dict[str, Any] = {"slag": part.slag, **part.model_dump(exclude_defaults=True)}
    for key, value in sorted(plain.items(), key=lambda kv: isinstance(kv[1], dict)):
        table[key] = list(value) if isinstance(value, tuple) else value
    return table
