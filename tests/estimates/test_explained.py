"""An explanation goes on below a bound input, in the tree and over the API, and nodes without a year break neither."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from ldip import Run, simulate
from ldip.publish.numbers import address
from ldip.publish.render.trace import trace_tree
from ldip.simulation.explain import Trace, explain
from ldip.web.traces import TraceOut, trace_out
from tests.estimates.plans import POP, with_history

AT_30 = {"alder": "30"}


def shown(trace: Trace) -> str:
    screen = Console(width=200, force_terminal=False)
    with screen.capture() as caught:
        screen.print(trace_tree(trace))
    return caught.get()


def every(node: TraceOut) -> list[TraceOut]:
    return [node, *(d for part in node.deler for d in every(part))]


def test_fertility_is_explained_down_to_its_sources(solvik_run: Run) -> None:
    trace = explain(solvik_run, "fruktbarhet", 2030, depth=1, **AT_30)
    total, shape, factor = trace.children
    assert trace.value == pytest.approx((total.value or 0.0) * (shape.value or 0.0) * (factor.value or 0.0), rel=1e-12)
    assert trace.formula == f"{total.name} × {shape.name} × {factor.name}" and len(shape.children) == 3
    assert trace.year == 2030 and not trace.derived and all(one.derived for c in trace.children for one in c.walk())
    text = shown(trace)
    assert "UN WPP 2024, Norge 2025–2030" in text and "beregnet" in text and " 0  " not in text.split("\n", 1)[1]
    assert explain(solvik_run, "fruktbarhet", 2030, draw=3, depth=1, **AT_30) == trace


def test_derived_nodes_have_no_address_no_year_and_no_definition_of_another(solvik_run: Run) -> None:
    """A term may have a quantity's name; it is still no quantity."""
    axes = {"kjoenn": "k", "alder": "80"}
    for name, at in (("overlevelse", axes), ("folketall_importert", axes), ("fruktbarhet", AT_30)):
        answer = trace_out(solvik_run, explain(solvik_run, name, 2030, depth=2, **at), internal=False)
        assert answer.adresse == address(name, 2030, "basis", **at) and answer.aar == 2030
        for node in every(answer)[1:]:
            assert (node.aar, node.adresse, node.fast, node.definisjon) == (0, "", None, ""), node.navn
            assert node.etikett == node.navn and node.verdi is not None and (node.kilde or node.deler)
            assert node.opphav in ("beregnet", "data", "parameter")


def test_the_depth_asked_for_holds_below_a_sum(solvik_run: Run) -> None:
    axes = {"sone": "nord", "kjoenn": "k", "alder": "30"}
    for depth in (1, 2, 3):
        trace = explain(solvik_run, "overlevende", 2030, depth=depth, **axes)

        def deepest(node: Trace) -> int:
            return 1 + max((deepest(c) for c in node.children), default=-1)

        assert deepest(trace) <= depth


def test_a_draw_that_moves_otherwise_shows_the_base_case_beside(tmp_path: Path) -> None:
    """Net out-moves given as counts become rates in a draw; the derivation is that of the count."""
    plan = with_history(tmp_path, (POP, "aldersgruppering =", 'negativ_flytting_som = "antall"\naldersgruppering ='))
    run = simulate(plan, draws=2)
    leaving = int(run.series("innflytting_bane")[4, 0, 0].argmin())
    axes = {"sone": "sentrum", "kjoenn": "k", "alder": str(leaving)}
    base, drawn = (explain(run, "innflytting_bane", 2030, draw=d, depth=1, **axes) for d in (0, 2))
    assert base.value is not None and base.value < 0.0 and drawn.value == 0.0
    assert base.note == "" and any(one.name == "rest 2016" for one in base.walk())
    assert drawn.note == "Utledningen gjelder basisforløpet"
    assert [c.value for c in drawn.children] == [pytest.approx(base.value)] and drawn.children[0].children == base.children
