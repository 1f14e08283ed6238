"""A laboratory for reforms of the income system: change any parameter and compute the effect on every municipality."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ldip.engine.graph import Array
from ldip.national.equalisation import Municipalities, Rules, settle

PARTS = (
    "kommune_inntektsutjevning",
    "kommune_utgiftsutjevning",
    "kommune_ingar",
    "kommune_innbyggertilskudd",
    "kommune_rammetilskudd",
)


@dataclass(frozen=True)
class Reform:
    """Effects of changed rules: kroner by part, (kommune,), reform less today's rules."""

    ids: tuple[str, ...]
    innbyggere: Array
    before: Mapping[str, Array]
    after: Mapping[str, Array]

    def effect(self, part: str = "kommune_rammetilskudd") -> Array:
        """Change in kroner, (kommune,)."""
        return np.asarray(self.after[part] - self.before[part])

    def rows(self) -> list[tuple[str, float, float, float, float]]:
        """knr, before, after, change in kroner, change per inhabitant; the greatest loss first."""
        change = self.effect()
        order = np.argsort(change / np.maximum(self.innbyggere, 1.0), kind="stable")
        whole = "kommune_rammetilskudd"
        return [
            (
                self.ids[k],
                float(self.before[whole][k]),
                float(self.after[whole][k]),
                float(change[k]),
                float(change[k] / max(self.innbyggere[k], 1.0)),
            )
            for k in order
        ]

    def as_csv(self) -> str:
        """Every municipality, decimal comma."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow(["knr", "foer_kr", "etter_kr", "endring_kr", "endring_per_innb_kr"])
        for row in self.rows():
            writer.writerow([row[0], *(repr(v).replace(".", ",") for v in row[1:])])
        return out.getvalue()


def compare(m: Municipalities, rules: Rules, changes: Mapping[str, float]) -> Reform:
    """Today's rules and the changed ones as two rows of one batch. Errors: ModelError for an unknown parameter."""
    found = settle(m, [rules, rules.changed(changes)], PARTS)
    before = {n: found[n][0, 0] for n in PARTS}
    return Reform(m.ids, np.asarray(m.innbyggere), before, {n: found[n][0, -1] for n in PARTS})
