"""handlingsregler.toml of a first plan: rules and måltall by size and the nation's levels, as proposals nobody adopted."""

from __future__ import annotations

from typing import Final

import numpy as np

from ldip.estimates import finances
from ldip.estimates.derivation import Derivation
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, comment, head, plain, toml_table
from ldip.pack import nation
from ldip.parameters.shipped import shipped

Pairs = list[tuple[str, Cell]]
PROPOSED: Final = "Forslag, ikke vedtatt"
OWN_FINANCING: Final = "egenfinansiering_andel"
DEBT: Final = "langsiktig_gjeld_andel"
COUNTED: Final = ("mva", "tilskudd", "salg", "bundne_fond", "ubundet_fond")
YEARS: Final = 5  # of the nation's own financing in a target; the floor is the lowest of all years


def rules(town: Town) -> dict[str, str]:
    """handlingsregler.toml."""
    about = head(
        town.name,
        town.pack,
        "Regler og måltall. Alle er forslag: kommunestyret har ikke vedtatt dem. Inndekningsbehovet regnes mot [resultatgrad] og "
        "[egenkapitalfinansiering], og mot fondet i fond.toml; de andre måltallene vises. Bytt dem ut med egne vedtak, "
        "og skriv saken som kilde.",
    )
    text = about + comment("Hvordan det varige inndekningsbehovet måles (docs/method/inndekningsbehov.md).") + _choices()
    text += _own_financing() + _result() + _ratios(town)
    return {"handlingsregler.toml": text.rstrip("\n") + "\n"}


def _choices() -> str:
    return toml_table(
        "",
        [
            ("innfasing_aar", 4),
            ("sluttkrav", "innbygger"),
            ("overskudd_til", "fond"),
            ("gjenoppbygging_aar", 8),
            ("slippes_etter_aar", 4),
            ("mangel_prises", True),
        ],
    )


def own_financing() -> tuple[float, float, str]:
    """Target and floor of own financing in whole per cent, and their source: the nation's mean and lowest year."""
    held = sorted(nation.by_year(OWN_FINANCING).items())
    last = [f.value for _, f in held][-YEARS:]
    low = min(held, key=lambda pair: pair[1].value)
    target, floor = np.floor(np.mean(last)), np.floor(low[1].value)
    first, end = held[-len(last)][0], held[-1][0]
    mean = plain(float(np.mean(last)), 1).replace(".", ",")
    least = plain(low[1].value, 1).replace(".", ",")
    told = f"landets egenfinansiering i snitt {first}–{end} er {mean} prosent, lavest {least} i {low[0]} ({held[-1][1].source})"
    return float(target), float(floor), told


def _own_financing() -> str:
    target, floor, told = own_financing()
    pairs: Pairs = [("maal", target), ("gulv", floor), ("krevd", "maal"), ("vindu", 4)]
    text = toml_table("[egenkapitalfinansiering]", pairs).rstrip("\n")
    counted = ", ".join(f'"{n}"' for n in COUNTED)
    rest: Pairs = [("kilde", f"{PROPOSED}: {told}"), ("anslag", True)]
    return f"{text}\nteller = [{counted}]\n{toml_table('', rest)}"


def _result() -> str:
    norm = shipped("foersteplan")["resultatgrad"]
    pairs: Pairs = [("maal", norm["prosent"]), ("krevd", "maal"), ("vindu", 4), ("maales", "regnskap")]
    return toml_table("[resultatgrad]", [*pairs, ("kilde", f"{PROPOSED}: {norm['kilde']}"), ("anslag", True)])


def fund_target(inhabitants: float) -> float:
    """Disposisjonsfond in per cent of operating income by size; the smallest keep the most."""
    table = shipped("foersteplan")["disposisjonsfond"]
    place = int(np.searchsorted(table["fra_innbyggere"], inhabitants, side="right")) - 1
    return float(table["prosent"][place])


def debt_cap(town: Town) -> tuple[float, Derivation]:
    """Cap on long-term debt in per cent of income, rounded up to the step that councils use, and the level it is set by: the
    municipality's own where it is open, else the nation's without Oslo, as in the opening balance."""
    level = finances.ratio(DEBT, town.number)
    step = float(shipped("foersteplan")["avrunding"]["prosent"])
    return float(np.ceil(100.0 * level.value / step) * step), level


def _ratios(town: Town) -> str:
    target, floor, told = own_financing()
    norm = shipped("foersteplan")["resultatgrad"]
    fund = shipped("foersteplan")["disposisjonsfond"]
    cap, level = debt_cap(town)
    shown = plain(100.0 * level.value, 1).replace(".", ",")
    text = _ratio("resultatgrad", [("maal", norm["prosent"]), ("snitt", 4)], norm["kilde"])
    text += _ratio("egenkapitalfinansiering", [("maal", target), ("gulv", floor), ("snitt", 4)], told)
    text += _ratio(
        "langsiktig_gjeld_prosent",
        [("tak", cap)],
        f"{level.name} er {shown} prosent ({level.source or level.leaves[0].source}), rundet opp",
    )
    text += _ratio("disposisjonsfond_prosent", [("maal", fund_target(town.inhabitants))], fund["kilde"])
    law: Pairs = [("bibliotek", "avdrag_mot_minimum"), ("gulv", 100), ("kilde", "Lov: kommuneloven § 14-18")]
    return text + toml_table("[[maaltall]]", law)


def _ratio(name: str, levels: Pairs, told: str) -> str:
    pairs: Pairs = [("bibliotek", name), *levels, ("kilde", f"{PROPOSED}: {told}"), ("anslag", True)]
    return toml_table("[[maaltall]]", pairs)
