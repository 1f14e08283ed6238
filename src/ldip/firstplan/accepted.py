"""rimelighet.toml of a first plan: the warnings that follow from what it is built on, each accepted with the reason.

Only rules that a first plan must meet by its nature are accepted; any other warning stays open, for it would be a mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from ldip.binding.reading import NOWHERE
from ldip.errors import PlanError
from ldip.firstplan.town import Town
from ldip.firstplan.writing import head, quoted
from ldip.plan.read import read_contents
from ldip.simulation.plausible import cautions
from ldip.simulation.simulate import simulate

REASONS: Final[Mapping[str, str]] = {
    "folketall": "Folketallet er SSBs eget: så mange flyttet eller ble født det året, og årene er i dagens grenser",
    "plasser": "Førsteplanen kjenner ikke kommunens prosjekter; manglende plasser er priset i hovedtallet. Legg prosjektene inn",
    "beslutning": "Førsteplanen kjenner ikke hva kommunen alt har besluttet. Legg prosjektene inn i mappen prosjekter",
    "resultat": "Resultatet er uten ny innsparing: hva som skal til for å snu det, er det inndekningsbehovet sier",
    "fond": "Fondet er uten ny bruk av handlingsrommet: hvor stort det er, er det inndekningsbehovet sier",
    "kostra": "Kostnadsnøkkelen gir små kommuner høyere behov per innbygger, mest til administrasjon (basiskriteriet)",
}


def accepted(town: Town, files: Mapping[str, str]) -> dict[str, str]:
    """rimelighet.toml for the files of a plan; nothing where they give no warning that is accepted.

    Errors: PlanError when the files cannot be read."""
    reading = read_contents({path: text.encode("utf-8") for path, text in files.items()}, NOWHERE)
    if reading.problems:
        raise PlanError(tuple(reading.problems))
    plan = reading.plan()
    found = [c for c in cautions(simulate(plan)) if c.rule in REASONS]
    if not found:
        return {}
    about = head(
        town.name,
        town.pack,
        "Varsler om rimelighet som følger av hva en første plan er bygd på, hver med grunn.",
        "Fjern et varsel når tallet er byttet ut; slår det ikke lenger til, sier programmet fra.",
    )
    entries = [_entry(c.rule, c.place, plan.head.tid.kunnskapsdato) for c in found]
    return {"rimelighet.toml": about + "\n".join(entries)}


def _entry(rule: str, place: str, date: dt.date) -> str:
    lines = ["[[godtatt]]", f"regel = {quoted(rule)}", f"sted = {quoted(place)}", f"grunn = {quoted(REASONS[rule])}"]
    return "\n".join([*lines, f"dato = {date.isoformat()}"]) + "\n"
