"""Måltall in handlingsregler.toml: written in full, or taken from the library by id, one by one or as a set."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from ldip.parameters.ratios import library, ratio_sets
from ldip.plan.messages import nearest
from ldip.plan.schema.about import RATIO_UNIT, About
from ldip.plan.schema.fields import Sourced, Text, Year

SHOWN = "«ldip vis maaltall» viser alle"
FROM_LIBRARY = ("navn", "uttrykk", "enhet", "desimaler")


def _short_form(schema: dict[str, Any]) -> None:
    """Fill a row from the library definition it names."""
    schema["anyOf"] = [{"required": schema.pop("required")}, {"required": ["bibliotek"]}]


class Ratio(Sourced):
    """A måltall: an expression over steps with target, floor or cap.

    `bibliotek` takes name, expression, unit and source from the library; `snitt` measures the mean of the last years.
    """

    model_config = ConfigDict(json_schema_extra=_short_form)

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    bibliotek: str | None = None
    navn: Text
    uttrykk: Text
    enhet: Literal["prosent", "mill. kr", "kr", "kr per innbygger", "forhold", "aar"]
    regnskapsenhet: Literal["kommunekasse", "samlet", "konsern"] = "kommunekasse"
    maal: Annotated[float | None, About(unit=RATIO_UNIT)] = None
    gulv: Annotated[float | None, About(unit=RATIO_UNIT)] = None
    tak: Annotated[float | None, About(unit=RATIO_UNIT)] = None
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
        own = row.get("kilde", found.kilde)
        same = own == found.kilde or not isinstance(own, str)  # a value that is not text is left to the schema's own message
        return {"id": found.id, **taken, **row, "kilde": own if same else f"{own}; {found.kilde}"}

    @property
    def measured(self) -> str:
        """Name of the quantity that target, floor and cap apply to."""
        return f"{self.id}_snitt" if self.snitt > 1 else self.id


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
