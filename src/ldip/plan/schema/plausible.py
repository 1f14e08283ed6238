"""Schema of rimelighet.toml: the warnings of plausibility that the plan accepts, each with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from ldip.parameters.plausible import rules
from ldip.plan.messages import nearest
from ldip.plan.schema.about import About
from ldip.plan.schema.fields import Strict, Text

ACCEPTED: Final = "rimelighet.toml"
STALE: Final = "godtatt"  # the rule about acceptances themselves


def known_rule(name: str) -> str:
    """The validated id of a rule. Errors: ValueError, with the nearest one, when there is no such rule to accept."""
    known = [n for n in rules() if n != STALE]
    if name not in known:
        raise ValueError(f"ukjent regel for rimelighet||{nearest(name, known)}")
    return name


class Accepted(Strict):
    """A warning the plan accepts: its rule and place as `ldip check` and `ldip run` print them, the reason, and the date."""

    regel: Annotated[str, AfterValidator(known_rule)]
    sted: Text
    grunn: Text
    dato: dt.date


class PlausibilityFile(Strict):
    """rimelighet.toml"""

    ABOUT = About("kontroll", why="godtar varsler med grunn; ingenting regnes av dem")

    godtatt: list[Accepted] = Field(default_factory=list)
