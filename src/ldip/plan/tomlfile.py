"""TOML text to plain tables, held to the limits of `plan.bounds` before it is parsed."""

from __future__ import annotations

import tomllib
from typing import Any, Final

from ldip.errors import Problem
from ldip.plan.bounds import TOML_DEPTH, TOML_ITEMS, toml_problem

DEEPEST: Final = TOML_DEPTH
TOO_DEEP: Final = f"flere enn {DEEPEST} nivåer i hverandre"


class BoundError(tomllib.TOMLDecodeError):
    """A text that exceeds a limit; `problem` names it, with the line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.message} (at line {problem.line or 1}, column 1)")
        self.problem = problem


def loads(text: str, file: str = "") -> dict[str, Any]:
    """The tables of a text. Errors: BoundError where it exceeds a limit, else TOMLDecodeError where it is not TOML."""
    problem = toml_problem(text.encode("utf-8", "surrogatepass"), file)
    if problem is not None:
        raise BoundError(problem)
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError(TOO_DEEP) from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # an impossible date
        raise tomllib.TOMLDecodeError(str(error)) from None
    level: list[Any] = [data]
    for _ in range(DEEPEST + 1):  # headings and keys add up
        if longest := max((len(held) for held in level if len(held) > TOML_ITEMS), default=0):
            what, hint = f"flere enn {TOML_ITEMS} ledd i én liste eller tabell", "del opp eller ta bort det planen ikke bruker"
            raise BoundError(Problem(file, "", what, str(longest), hint))
        level = [v for held in level for v in (held.values() if isinstance(held, dict) else held) if isinstance(v, dict | list)]
    if level:
        raise tomllib.TOMLDecodeError(TOO_DEEP)
    return data
