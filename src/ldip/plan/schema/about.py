"""Declaration of a plan field, made once on the field: cause group, nature, unit, and the model inputs it feeds.

The declaration is given in `Annotated` on the field or as ABOUT on its table, and is inherited inwards: a whole file declares
its group once. Ranges are pydantic's own bounds in the same annotation, and price bases are types (fields.py). The check, the
binding, the alignment, the JSON schema and docs/method/felter.md read this one declaration. Nothing is computed here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from math import inf
from typing import Any, Final, Literal, get_args

from annotated_types import Ge, Gt, Le, Lt

from ldip.engine.graph import Nature
from ldip.plan.schema.ranges import Within

# Cause groups, to which a change of the result is attributed; the glossary has label and content as `gruppe_<id>`.
Group = Literal[
    "befolkning",
    "tjenester",
    "inntektssystem",
    "makro",
    "investeringsvolum",
    "investeringstid",
    "tiltak",
    "effektivisering",
    "prinsipper",
    "finans",
    "foretak",
    "vedtatt",
    "aapningsbalanse",
    "usikkerhet",
]
# Fields outside the groups: those that shape the arrays, text for readers, control figures, and edits of other fields.
Aside = Literal["struktur", "tekst", "kontroll", "grep"]
GREATEST: Final = 1e13  # no number of a plan is greater; kroner, persons, square metres
WHOLE_FILE: Final = "*"  # a field that affects every input that the file's other fields feed
WHOLE_TABLE: Final = "[*]"  # likewise for the other fields of its table
OWN_UNIT: Final = "kr i tabellens enhet"  # an amount whose unit is the key `enhet` of its table
RATIO_UNIT: Final = "måltallets enhet"  # a level of a måltall; the unit is the key `enhet` of its table


@dataclass(frozen=True)
class Input:
    """An input or opening that is the field's own value, bound without code of its own.

    `absent` is the value for a plan or an element without the field; with `word` the input is 1 where the field has that choice.
    """

    name: str
    absent: float = 0.0
    word: str = ""


@dataclass(frozen=True)
class About:
    """A field's declaration; empty parts are inherited from the enclosing table."""

    group: Group | Aside | None = None
    nature: Nature | None = None
    unit: str = ""
    to: tuple[str, ...] = ()  # inputs and openings that code in binding/ computes from the field
    inputs: tuple[Input, ...] = ()  # inputs and openings that are the field's value
    axis: str = ""  # axis whose elements are listed in a list, a table of own names, a folder or a csv file
    why: str = ""  # reason why a field is outside the groups

    @property
    def goes_to(self) -> tuple[str, ...]:
        """Names of all inputs and openings that the field affects."""
        return tuple(dict.fromkeys([*(i.name for i in self.inputs), *self.to]))


def feeds(*to: str, group: Group | None = None, nature: Nature | None = None, unit: str = "") -> About:
    """A field that code in binding/ turns into inputs, alone or together with others."""
    return About(group, nature, unit, to)


def gives(
    *names: str,
    also: tuple[str, ...] = (),
    group: Group | None = None,
    nature: Nature | None = None,
    unit: str = "",
    absent: float = 0.0,
    axis: str = "",
    **flags: str,
) -> About:
    """A field whose value is an input, and part of others (`also`); `flags` names the input that is 1 for each choice."""
    found = (*(Input(n, absent) for n in names), *(Input(n, absent, word) for n, word in flags.items()))
    return About(group, nature, unit, also, found, axis)


TEXT: Final = About("tekst", why="leses av folk, inngår ikke i noen beregning")
KEY: Final = About("struktur", why="id-en bestemmer aksen; et nytt element er en annen plan")
COMPARED: Final = About("kontroll", why="sammenliknes med resultatet, endrer det ikke")


def inside(outer: About, own: About) -> About:
    """A field's declaration completed by the enclosing one: its own parts win, the others are inherited, except its inputs."""
    kept = replace(outer, why=outer.why if own.group is None else "")
    if own.to or own.inputs or own.group in get_args(Aside):
        kept = replace(kept, to=(), inputs=())
    return replace(kept, **_stated(own))


def merged(metadata: list[Any]) -> About:
    """The declarations of an annotation merged; a later one wins over one inside an alias."""
    found = About()
    for one in metadata:
        if isinstance(one, About):
            found = replace(found, **_stated(one))
    return found


def _stated(one: About) -> dict[str, Any]:
    """The parts of a declaration that are not empty."""
    return {f.name: v for f in fields(one) if (v := getattr(one, f.name))}


def bounds(metadata: list[Any], per_cent: bool = False) -> tuple[str, str]:
    """Lowest and highest value an annotation allows, as readable text; empty where it sets none. Of vectors also in per cent."""
    low = next((f"{m.ge:g}" for m in metadata if isinstance(m, Ge) and m.ge != -GREATEST), "")
    low = next((f"over {m.gt:g}" for m in metadata if isinstance(m, Gt)), low)
    high = next((f"{m.le:g}" for m in metadata if isinstance(m, Le) and m.le != GREATEST), "")
    high = next((f"under {m.lt:g}" for m in metadata if isinstance(m, Lt)), high)
    for m in metadata:
        if isinstance(m, Within):
            low, high = ((f"{100.0 * v:g} %" if per_cent else f"{v:g}") if abs(v) < inf else "" for v in (m.low, m.high))
    return low, high
