"""The Bærum example of the year before: it reads, runs, says it is an illustration, and holds its own account. No size is asserted."""

from __future__ import annotations

from ldip import Plan, Run, cautions
from ldip.compare.split import Split
from ldip.plan.schema import tables as t
from ldip.publish.content.headline import headline

from ..identities.accounts import breaches, gaps

BANNER = "Illustrasjon – ikke Bærum kommunes tall"


def test_it_is_an_illustration_throughout(baerum_2021: Plan, baerum_2021_run: Run) -> None:
    assert baerum_2021_run.illustration == BANNER
    assert BANNER in "\n".join(headline(baerum_2021_run).texts)
    assert BANNER in (baerum_2021.folder / "README.md").read_text(encoding="utf-8")
    assert all(r.anslag for r in baerum_2021.table("vedtatt.csv", t.AdoptedRow).rows)


def test_it_is_the_plan_before(baerum_2021: Plan, baerum: Plan) -> None:
    before, after = baerum_2021.head.tid, baerum.head.tid
    assert before.foerste_aar == before.prisnivaa == after.foerste_aar - 1
    assert (before.vedtatt_til, after.vedtatt_til) == (2024, 2025) and before.kunnskapsdato < after.kunnskapsdato
    assert set(baerum_2021.services) == set(baerum.services) and set(baerum_2021.projects) == set(baerum.projects)


def test_identities_hold_and_the_need_is_stated(baerum_2021_run: Run) -> None:
    row = baerum_2021_run.row()
    assert not [n for n, g in gaps(row) if abs(g).max() > 1.0]
    assert not [n for n, e in breaches(row) if e.max(initial=0.0) > 1.0]
    found = baerum_2021_run.lasting
    assert found.amount is not None and found.amount > 0.0 and not found.unreachable and not found.one_off
    assert [str(c) for c in cautions(baerum_2021_run) if not c.reason] == []


# What the presentation names as causes, and the budget they are adopted in: each lowers the need.
LOWERS = ("befolkning", "makro", "investeringsvolum", "investeringstid", "tiltak", "effektivisering", "prinsipper", "vedtatt")


def test_each_named_cause_lowers_the_need_and_the_causes_sum(baerum_split: Split) -> None:
    split = baerum_split
    assert set(LOWERS) <= set(split.causes) and abs(split.residual[0]) < 1.0
    assert abs(split.in_order.sum() - split.change[0]) < 1.0 and split.change[0] < 0.0
    for name in LOWERS:
        place = split.causes.index(name)
        assert split.shapley[place, 0] < 0.0 and split.alone[place, 0] < 0.0 and split.in_order[place, 0] < 0.0, name
