"""The debt of a plan's balance when the municipality's own list of loans is taken in."""

from __future__ import annotations

from typing import Final

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetValue
from ldip.plan.schema.fields import SCALE

BALANCE: Final = "balanse.toml"


def with_debt(plan: Plan, owed: float) -> tuple[list[Edit], list[str]]:
    """The debt of an estimated balance is that of the list. Errors: SourceError where the balance is no estimate."""
    b = plan.balance
    change = owed / SCALE[b.enhet] - b.laanegjeld
    if abs(change) * SCALE[b.enhet] < 1.0:
        return [], []
    if not b.anslag:
        what = f"lånene er {owed / 1e6:.3f} mill. kr, og balansen har {b.laanegjeld * SCALE[b.enhet] / 1e6:.3f} mill. kr"
        hint = "ta med alle lånene i regnearket, sett hele_listen, eller rett laanegjeld i balansen"
        raise SourceError([Problem(BALANCE, "laanegjeld", what.replace(".", ","), "", hint)])
    edits: list[Edit] = [
        SetValue(fil=BALANCE, noekkel=[k], verdi=float(f"{v:.15g}"))
        for k, v in (("laanegjeld", b.laanegjeld + change), ("kapitalkonto", b.kapitalkonto - change))
    ]
    return edits, [tr("own_workbook.balance", amount=f"{owed / 1e6:.1f}".replace(".", ","))]
