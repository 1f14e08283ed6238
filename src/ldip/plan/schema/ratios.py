"""Måltall in handlingsregler.toml: written in full, or taken from the library by id, one by one or as a set."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from ldip.parameters.ratios import Definition, library, ratio_sets
from ldip.plan.messages import nearest
from ldip.plan.schema.about import RATIO_UNIT, TEXT, About
from ldip.plan.schema.fields import Number, Sourced, Text, Year

SHOWN = "«ldip vis maaltall» viser alle"
FROM_LIBRARY = ("navn", "kortnavn", "uttrykk", "enhet", "desimaler")
LEVELS: Final = ("maal", "gulv", "tak")
# What the model computes beside a måltall: margin in kroner, mean over years, signed shortfall, distance to what breaks the rule.
MARGIN: Final = "_margin"
MEAN: Final = "_snitt"
SHORT: Final = "_brist"
DISTANCE: Final = "_avstand"
DERIVED: Final = (MARGIN, MEAN, *(f"_{n}{end}" for n in LEVELS for end in ("", MEAN)), SHORT, DISTANCE)
PERCENTS: Final = (-1000.0, 10000.0)  # of levels in per cent


def _short_form(schema: dict[str, Any]) -> None:
    """Fill a row from the library definition it names."""
    schema["anyOf"] = [{"required": schema.pop("required")}, {"required": ["bibliotek"]}]


class Ratio(Sourced):
    """A måltall: an expression over steps with target, floor or cap.

    `bibliotek` takes name, expression, unit and source from the library; `snitt` measures the mean of the last years. A level is
    a number, or an expression in the engine's unit that follows the state (`maal_uttrykk` and the like); `innstillinger` are
    numbers that the expressions name. With `krav` the need is measured against it.
    """

    model_config = ConfigDict(json_schema_extra=_short_form)

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=80)]
    bibliotek: str | None = None
    navn: Text
    kortnavn: Annotated[Text | None, TEXT] = None
    uttrykk: Text
    enhet: Literal["prosent", "mill. kr", "kr", "kr per innbygger", "forhold", "aar"]
    regnskapsenhet: Literal["kommunekasse", "samlet", "konsern"] = "kommunekasse"
    maal: Annotated[Number | None, About(unit=RATIO_UNIT)] = None
    gulv: Annotated[Number | None, About(unit=RATIO_UNIT)] = None
    tak: Annotated[Number | None, About(unit=RATIO_UNIT)] = None
    maal_uttrykk: Text | None = None
    gulv_uttrykk: Text | None = None
    tak_uttrykk: Text | None = None
    innstillinger: Annotated[dict[str, Number], About(unit="tall i uttrykkene")] = Field(default_factory=dict)
    krav: bool = False
    gjelder: Literal["hvert_aar", "siste_aar"] = "hvert_aar"
    siste_aar: Year | None = None
    snitt: Annotated[int, Field(ge=1, le=20), About(unit="år")] = 1
    desimaler: Annotated[int, Field(ge=0, le=3), About(unit="desimaler")] = 1

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, row: Any) -> Any:
        if not isinstance(row, dict) or not isinstance(row.get("bibliotek"), str):
            return row
        found = library().get(row["bibliotek"])
        if found is None:
            hint = nearest(row["bibliotek"], list(library()))
            raise ValueError(f"biblioteket har ikke måltallet {row['bibliotek']!r}||{hint} {SHOWN}")
        taken = {name: getattr(found, name) for name in FROM_LIBRARY}
        if isinstance(row.get("navn"), str) and row["navn"] != found.navn:
            taken["kortnavn"] = row["navn"]  # the plan's own name is no longer the library's short one
        taken |= _levels(found, row)
        own = row.get("kilde", found.kilde)
        same = own == found.kilde or not isinstance(own, str)  # a value that is not text is left to the schema's own message
        settings = {"innstillinger": taken["innstillinger"]} if "innstillinger" in taken and "uttrykk" not in row else {}
        return {"id": found.id, **taken, **row, **settings, "kilde": own if same else f"{own}; {found.kilde}"}

    @model_validator(mode="after")
    def _one_level(self) -> Self:
        for name in LEVELS:
            level = getattr(self, name)
            if level is not None and getattr(self, f"{name}_uttrykk") is not None:
                raise ValueError(f"{name} er både et tall og et uttrykk||oppgi {name} eller {name}_uttrykk")
            if level is not None and self.enhet == "prosent" and not PERCENTS[0] <= level <= PERCENTS[1]:
                raise ValueError(
                    f"{name} {level:g} prosent er utenfor {PERCENTS[0]:g} til {PERCENTS[1]:g}||skriv prosent, ikke kroner"
                )
        if self.krav and not self.has_low and not self.has("tak"):
            raise ValueError("krav uten nivå||oppgi maal, gulv eller tak, eller fjern krav")
        return self

    def __hash__(self) -> int:
        own = (getattr(self, n) for n in type(self).model_fields)
        return hash(tuple(tuple(v.items()) if isinstance(v, dict) else v for v in own))

    def has(self, level: str) -> bool:
        """Whether it has a level, as a number or as an expression."""
        return getattr(self, level) is not None or getattr(self, f"{level}_uttrykk") is not None

    @property
    def has_low(self) -> bool:
        """Whether it has a target or a floor."""
        return self.has("maal") or self.has("gulv")

    @property
    def follows_state(self) -> tuple[str, ...]:
        """The levels that are expressions."""
        return tuple(n for n in LEVELS if getattr(self, f"{n}_uttrykk") is not None)

    @property
    def measured(self) -> str:
        """Name of the quantity that target, floor and cap apply to."""
        return self.id + MEAN if self.snitt > 1 else self.id


def _levels(found: Definition, row: dict[str, Any]) -> dict[str, Any]:
    """The library's levels that follow the state, where the row has none of its own, and its settings under the row's.

    Errors: ValueError for a setting the definition does not have."""
    own = row.get("innstillinger", {})
    names = own if isinstance(own, dict) and "uttrykk" not in row else {}
    for name in names:
        if name not in found.innstillinger:
            known = nearest(name, list(found.innstillinger)) if found.innstillinger else "måltallet har ingen innstillinger"
            raise ValueError(f"ukjent innstilling {name!r}||{known}")
    given = {f"{n}_uttrykk": getattr(found, f"{n}_uttrykk") for n in LEVELS if row.get(n) is None}
    return given | ({"innstillinger": {**found.innstillinger, **names}} if isinstance(own, dict) else {})


def with_sets(data: Any) -> Any:
    """The file's content with the måltall of the adopted sets after its own; its own row wins over a set's."""
    names = data.get("maaltall_sett") if isinstance(data, dict) else None
    own = data.get("maaltall", []) if isinstance(data, dict) else []
    if not isinstance(names, list) or not isinstance(own, list):
        return data
    seen = {str(row.get("id", row.get("bibliotek"))) for row in own if isinstance(row, dict)}
    rows = list(own)
    for adopted in (ratio_sets()[n] for n in map(str, names) if n in ratio_sets()):
        rows += [{"kilde": adopted.kilde, **row} for row in adopted.maaltall if row["bibliotek"] not in seen]
        seen |= {row["bibliotek"] for row in adopted.maaltall}
    return data | {"maaltall": rows}


def known_set(name: str) -> str:
    """The validated name of a set. Errors: ValueError, with the nearest name, when the library has no such set."""
    if name not in ratio_sets():
        raise ValueError(f"ukjent sett av måltall||{nearest(name, list(ratio_sets()))} {SHOWN}")
    return name
