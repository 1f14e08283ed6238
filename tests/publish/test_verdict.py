"""The one verdict: a sentence for each state of the need, sums that close in printed digits, and no second wording anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from ldip import Plan, Run, simulate
from ldip.glossary import glossary
from ldip.locales import LANGUAGES, catalogue, speaking
from ldip.locales.written import span, spans
from ldip.model.catalogue import FACTORS
from ldip.publish.content.cells import Cell
from ldip.publish.content.closing import Sum, closing_sum
from ldip.publish.content.demands import demand_name, roots_table, waiting_table
from ldip.publish.content.headline import headline, need_line, need_terms
from ldip.publish.content.need_card import Demanded, Need, State, need_of
from ldip.publish.content.need_words import card_sentences, main_sentence
from ldip.publish.content.unpriced import unpriced_need
from ldip.publish.content.verdict import Law, held, law_sentences, unlawful, verdict
from ldip.publish.digits import Format
from ldip.publish.numbers import fetch
from ldip.simulation.cases import Case, Index
from ldip.simulation.demands import OWN
from ldip.simulation.run_cases import run_cases

MILL = Format("mill. kr", -6, 0)
RUNS = ("nordvik_run", "solvik_run", "baerum_run")
KINDS = ("vindu", "gulv", "slutt", "tak", "lov")


def mill(value: float | None) -> Cell:
    return Cell(text="–") if value is None else Cell(value * 1e6, format=MILL, unit="kr_fast")


def demand(kind: str = "vindu", state: str = "rot", when: str = "2029–2032", last: int | None = 2032) -> Demanded:
    return Demanded("ek_maal", kind, state, "50 % egenkapital, snitt over 4 år", "50 % egenkapital", when, mill(100.0), last)


def need(
    amount: float | None, state: State, demands: Sequence[Demanded] = (), one_off: Sequence[float] = (0.0, 0.0, 0.0)
) -> Need:
    size = "–" if amount is None else MILL.words(MILL.rounded(abs(amount) * 1e6))
    return Need(
        state=state,
        amount=mill(amount),
        size=size,
        step=mill(None if amount is None else amount / 4),
        share=mill(0.0),
        person=mill(0.0),
        prices=2022,
        start=None if state == "ingen_aar" else 2026,
        full=None if state == "ingen_aar" else 2029,
        end=None if state == "ingen_aar" else 2041,
        demands=tuple(demands),
        binding=next((d for d in demands if d.state == "rot"), None),
        one_off=tuple(replace(mill(v), year=2026 + i) for i, v in enumerate(one_off)),
        one_off_sum=mill(sum(one_off)),
        funds=(mill(450.0), mill(140.0)),
        below=(),
        yearly=(),
    )


def said(found: Need, closed: Sum | None = None) -> str:
    return " ".join(s.text for s in card_sentences(found, closed))


def test_a_saving_names_what_binds_and_when() -> None:
    text = said(need(100.0, "innsparing", [demand()]))
    assert "hvert år fra 2029" in text and "50 % egenkapital, snitt over 4 år, i 2029–2032" in text
    assert "fra 450 til 140 mill." in text, "funds carry the phase-in, and it is said what that costs"


def test_a_cap_of_a_maaltall_is_not_the_debt_cap() -> None:
    """A demanded måltall may have a cap of its own; the sentence is of that måltall, and of the debt where the debt binds."""
    own = replace(demand("tak", when="2034"), id="maaltall.renter_og_avdrag", name="renter og avdrag maks. 10")
    debt = replace(own, id="gjeldstak", name="gjeld høyst 90 % av inntektene")
    assert "Det som binder, er taket i 2034: renter og avdrag maks. 10." in said(need(100.0, "innsparing", [own]))
    assert "Det som binder, er taket i 2034: gjeld høyst 90 % av inntektene." in said(need(100.0, "innsparing", [debt]))
    for code in LANGUAGES:
        with speaking(code):
            text = said(need(100.0, "innsparing", [own]))
        assert own.name in text and not re.search(r"gjeld|debt", text), text


def test_the_phase_in_is_of_the_years_there_are(nordvik: Plan) -> None:
    """Two projected years give a phase-in of two years, also where the number with unpriced needs comes first."""
    head = nordvik.head.model_copy(update={"tid": nordvik.head.tid.model_copy(update={"vedtatt_til": nordvik.years[-3]})})
    rules = nordvik.rules.model_copy(update={"mangel_prises": True})
    assert rules.innfasing_aar > 2
    plan = replace(nordvik, single={**nordvik.single, "plan.toml": head, "handlingsregler.toml": rules})
    found = verdict(simulate(plan))
    first, last = nordvik.years[-2:]
    assert f"trappes opp over 2 år fra {first}, regnet til og med {last}" in need_terms(found)
    assert need_terms(found) in need_line(found).text


def test_room_is_never_nothing() -> None:
    found = need(-46.0, "handlingsrom", [demand()])
    assert "46 mill. 2022-kr i handlingsrom per år fra 2029" in said(found) and found.amount.words == "−46"
    assert "Engangsbehovet" not in said(found)


@pytest.mark.parametrize(
    ("base", "whole", "words"),
    [
        (34.0, 136.0, "Driften må være 136 mill. kr lavere hvert år fra 2029. 102 mill. av dem er behov planen ikke har priset"),
        (
            -92.0,
            30.0,
            "30 mill. kr lavere hvert år fra 2029: 122 mill. er behov planen ikke har priset, og uten dem er det 92 mill.",
        ),
        (-92.0, -5.0, "5 mill. kr i handlingsrom per år fra 2029, når 87 mill. i behov planen ikke har priset, er trukket fra"),
    ],
)
def test_what_is_unpriced_is_part_of_a_need_or_taken_from_room(nordvik_run: Run, base: float, whole: float, words: str) -> None:
    """No operation must be «−5 mill. lower», and no part of a number is greater than the number."""
    second = replace(unpriced_need(nordvik_run, True), base=mill(base), amount=mill(whole))
    found = need(base, "innsparing" if base > 0 else "handlingsrom", [demand()])
    text = main_sentence(found, demand(), second).text
    assert words in text and "−" not in text


def test_a_one_off_stands_beside_the_number() -> None:
    assert "I tillegg trengs 340 mill. kr én gang i 2026–2028" in said(need(121.0, "innsparing", [demand()], (0.0, 210.0, 130.0)))


def test_a_demand_out_of_reach_is_named_with_its_years() -> None:
    cap = replace(demand("tak", "uoppnaaelig", "2026–2033", 2033), name="gjeld høyst 90 % av inntektene")
    text = said(need(45.0, "innsparing", [demand(), cap]))
    assert "Gjeld høyst 90 % av inntektene kan ikke holdes før 2034, uansett innsparing" in text
    forever = said(need(45.0, "innsparing", [demand(), replace(cap, when="2034–2041", last=2041)]))
    assert "kan ikke holdes i 2034–2041" in forever


def test_a_demand_that_is_not_monotone_is_told() -> None:
    most = replace(demand("tak", "ikke_entydig", "–", None), name="fond høyst 300 mill.")
    assert "Kravet «fond høyst 300 mill.» blir vanskeligere å holde jo mer vi sparer" in said(
        need(78.0, "innsparing", [demand(), most])
    )


def test_no_projected_year_is_a_dash() -> None:
    found = need(None, "ingen_aar", one_off=())
    assert "Alle årene i planen er vedtatt" in said(found) and found.amount.words == "–"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_each_kind_has_its_own_sentence_whose_sum_closes(kind: str, sign: float, code: str) -> None:
    parts = [replace(mill(v * sign), settled=int(v * sign)) for v in (400.0, 372.0, 28.0)]
    state: State = "innsparing" if sign > 0 else "handlingsrom"
    with speaking(code):
        _, text, *_ = card_sentences(need(100.0 * sign, state, [demand(kind)]), Sum(parts[0], parts[1], parts[2], (2029, 2032)))
    assert [w for w in re.findall(r"\d+", text.text) if len(w) < 4] == ["400", "372", "28"], text.text


@pytest.mark.parametrize("which", RUNS)
def test_the_sum_behind_the_need_closes(which: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(which)
    root = run.lasting.binding
    assert root is not None
    found = closing_sum(run, root)
    assert found is not None
    lacks, saved, itself = (c.figure for c in (found.lacks, found.saved, found.itself))
    assert isinstance(lacks, Decimal) and saved is not None and itself is not None and lacks == saved + itself
    assert (found.lacks.value or 0.0) == pytest.approx((found.saved.value or 0.0) + (found.itself.value or 0.0))
    assert (found.lacks.value or 0.0) * (run.lasting.amount or 0.0) > 0.0


@pytest.mark.parametrize("which", RUNS)
def test_the_verdict_is_of_the_run(which: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(which)
    found = verdict(run)
    broken = unlawful(run.problems)
    assert found.law.before == (broken[0] if broken else None) and found.law.lawful == len(run.years) - len(broken)
    amount = found.need.amount
    assert amount.value == run.lasting.amount and fetch(run, amount.address).value == pytest.approx(amount.value)
    n, of = held(found.rulings)
    assert of and f"{n} av {of} måltall" in " ".join(t.text for t in found.tags)
    for r in found.rulings:
        assert r.before.worst.address == "" or fetch(run, r.before.worst.address).value == r.before.worst.value
        assert (r.before.below == "") == r.before.held
    assert len(roots_table(run).rows) == len(run.lasting.roots) and len(waiting_table(run).rows) == 4
    for text in found.texts:
        assert text in "\n".join(headline(run).texts)


def test_saving_makes_a_plan_lawful(solvik_run: Run) -> None:
    found = verdict(solvik_run)
    n, of = held(found.rulings)
    for law, told, fails in (
        (Law(2034, None, 13, 20), "og da er planen lovlig i alle år", False),
        (Law(2034, 2036, 13, 20), "men også da er planen ulovlig fra 2036", True),
    ):
        text = " ".join(s.text for s in law_sentences(law, found.rulings, found.need))
        assert f"ulovlig fra 2034 og holder {n} av {of} måltall" in text and told in text
        assert replace(found, law=law, missed=()).fails is fails
    assert replace(found, law=Law(2026, None, 19, 20), missed=()).fails, "an adopted year is unlawful, and no saving mends it"


def test_a_plan_whose_years_are_all_adopted_has_no_lasting_need(nordvik: Plan) -> None:
    span_of = nordvik.head.tid.model_copy(update={"vedtatt_til": nordvik.years[-1]})
    head = nordvik.head.model_copy(update={"tid": span_of})
    found = verdict(simulate(replace(nordvik, single={**nordvik.single, "plan.toml": head})))
    assert found.need.state == "ingen_aar" and found.need.amount.words == "–"
    assert "Budsjettet er lovlig og holder" in found.texts[0] and all(r.after is None for r in found.rulings)


def test_a_maaltall_over_years_breaks_in_a_span(solvik_run: Run) -> None:
    ruling = next(r for r in verdict(solvik_run).rulings if r.id == "korrigert_resultatgrad_snitt")
    assert re.fullmatch(r"\d{4}–\d{2}", ruling.before.when) and re.fullmatch(r"\d{4}–\d{2}", ruling.before.below)


def test_the_view_does_not_move_the_verdict(nordvik: Plan) -> None:
    own, seen = (need_of(simulate(nordvik, variant=v)) for v in ("", "aar_for_aar"))
    assert own.amount.value == pytest.approx(seen.amount.value)


def test_every_demand_has_a_name(nordvik_run: Run) -> None:
    names = {r.id: demand_name(nordvik_run, r) for r in nordvik_run.lasting.roots}
    assert len(set(names.values())) == len(names) and all("{" not in n for n in names.values())
    for code in LANGUAGES:
        assert {f"krav.{d.id}" for d in OWN} <= set(catalogue(code)) and {f"faktor_{f}" for f in FACTORS} <= set(glossary())


def test_spans_are_read_as_years() -> None:
    assert (span(2034, 2034), span(2029, 2032), span(2029, 2032, short=True)) == ("2034", "2029–2032", "2029–32")
    assert spans((2029, 2030, 2033, 2031)) == "2029–2031, 2033"


def test_no_page_has_its_own_wording() -> None:
    """What the verdict says is said by nobody else: the old wordings are gone from catalogue, pages and program."""
    root = Path(__file__).resolve().parents[2]
    gone = re.compile(r"i balanse alle år|går i hop|Planen går i balanse|run\.lawful|ui\.lovlig|ui\.i_balanse|sandkasse\.balanse")
    files = [*(root / "src/ldip/locales").glob("*.json"), *(root / "frontend/src").rglob("*.ts*")]
    files += [p for part in ("publish", "web", "cli") for p in (root / "src/ldip" / part).rglob("*.py")]
    assert not [p for p in files if gone.search(p.read_text(encoding="utf-8"))]


def test_rows_in_one_batch_are_those_computed_alone(nordvik: Plan) -> None:
    """The need year by year beside the run, and the rows with and without the saving together, have the bits of single rows."""
    run = simulate(nordvik)
    assert run.lasting.amount is not None and "aar_for_aar" in run.views
    for variant in ("uten_innsparing", "varig", "aar_for_aar"):
        alone = run_cases(run.results.cases.only(Index.of([Case(variant=variant)])), run.all_names).values
        together = run.row(0, variant)
        assert not [n for n in alone if not np.array_equal(alone[n], together[n], equal_nan=True)]
        kept = run.views.get(variant, {})
        assert not [n for n in kept if not np.array_equal(alone[n], kept[n], equal_nan=True)]
