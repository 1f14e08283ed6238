"""Shielded amounts cannot be computed from what is answered: by linear programs over every number, and by a plan with other amounts
and the same answers. The same programs find the amount where the guards are taken away."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np
import pytest

from ldip.binding.reading import collect_contents
from ldip.plan.edits import DropFile, Edit, SetValue, apply
from ldip.plan.schema.files import ProjectFile
from ldip.publish import protect
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate
from ldip.web import context
from tests.attack.answers import Said, named, requests_of, said, said_in, told_apart
from tests.attack.intervals import all_of, gradients, moved, rows_of, unknowns, widths
from tests.attack.outsiders import Outsiders
from tests.attack.shielded import SECRET, SPENT, TWIN, Amounts, file_of, shielded_files
from tests.web.conftest import plan_files

NARROWEST = 0.3  # of the amount
OUTSIDERS = ("leser", "parti", "administrator")
THOROUGH = os.environ.get("LDIP_KREV_HERDING") == "1"
RATE = {"spaker": {"rente": 1.0}}
DECOYS = {"endringer": [{"slag": "fjern_fil", "fil": file_of(i)} for i in SPENT if i != SECRET]}


def run_of(spent: Amounts, *edits: Edit) -> Run:
    reading, problems = collect_contents(apply(shielded_files(spent), edits), levers=False)
    assert not problems, problems
    return simulate(reading.plan())


class Oracle:
    """How every number of a run follows from the hidden amounts, or some of its numbers from those of some projects."""

    def __init__(self, *edits: Edit, names: tuple[str, ...] = (), movable: tuple[str, ...] = tuple(SPENT)) -> None:
        self.run = run_of(SPENT, *edits)
        asked = names or named(self.run)
        base = all_of(self.run, asked)
        moves = [all_of(run_of(moved(SPENT, i, at), *edits), asked) if i in movable else base for i, at in unknowns(SPENT)]
        kroner = {n: self.run.unit(n).startswith("kr") for n in asked}
        self.found = {n: g for n, g in gradients(base, moves, kroner.__getitem__).items() if g.any()}


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


@pytest.fixture(scope="module")
def twins(outsiders: Outsiders) -> tuple[Outsiders, int, int]:
    """The shielded plan and its twin: a third less for the shielded school, and the same sum of the schools every year."""
    versions = [outsiders.add(name, shielded_files(spent))[1] for name, spent in (("Skjermet", SPENT), ("Tvilling", TWIN))]
    return outsiders, versions[0], versions[1]


@pytest.fixture(scope="module")
def placed(twins: tuple[Outsiders, int, int]) -> tuple[Outsiders, int]:
    return twins[:2]


def asked(oracle: Oracle, browser: Any, version: int, draft: Any) -> dict[str, np.ndarray]:
    """Where a real answer has a number, (year, *axes) by name; empty where it is refused."""
    seen: dict[str, np.ndarray] = {}
    names = list(oracle.found)
    for at in range(0, len(names), 80):
        questions = [{"navn": n, "akser": dict.fromkeys(oracle.run.axes(n), "*")} for n in names[at : at + 80]]
        answer = browser.post(f"/api/versjoner/{version}/tall", {"utkast": draft, "sporringer": questions})
        if answer.status_code == 403:
            return {}
        assert answer.status_code == 200, answer.text
        for s in answer.json()["serier"]:
            known = seen.setdefault(s["navn"], np.zeros(oracle.found[s["navn"]].shape[1:], dtype=bool))
            place = tuple(oracle.run.ids(a).index(s["akser"][a]) for a in oracle.run.axes(s["navn"]))
            known[(slice(None), *place)] |= np.array([v is not None for v in s["verdier"]])
    return seen


def recovered(oracle: Oracle, seen: dict[str, np.ndarray]) -> np.ndarray:
    return rows_of(oracle.found, lambda n: seen.get(n, np.zeros(oracle.found[n].shape[1:], dtype=bool)))


def test_no_amount_is_found_within_thirty_percent(oracle: Oracle, placed: tuple[Outsiders, int]) -> None:
    """Every answer to every role at once, so that every sum and difference of any of them is in it."""
    organisation, version = placed
    found = []
    for role in OUTSIDERS:
        browser = organisation.browser(role)
        found.append(recovered(oracle, asked(oracle, browser, version, {})))
        assert not asked(oracle, browser, version, DECOYS), "utkast som rører prosjekter, besvares ikke"
    seen = np.unique(np.concatenate(found), axis=0)
    assert len(seen) > 3
    narrowest = widths(seen, SPENT)
    assert min(narrowest.values()) >= NARROWEST, narrowest
    inside = recovered(oracle, asked(oracle, organisation.browser("oekonomi"), version, {}))
    assert max(widths(inside, SPENT).values()) < 1e-3, "den med innsyn ser beløpene"


def _old(run: Run, project: str) -> bool:
    """The rule before: the shielded project, and the smallest other one."""
    others = sorted((sum(v), i) for i, v in SPENT.items() if i != SECRET)
    return project in (SECRET, others[0][1])


def test_the_programs_find_the_amount_without_the_guards(
    oracle: Oracle, placed: tuple[Outsiders, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attack that was made: a draft without the other projects, and the difference of two totals."""
    monkeypatch.setattr(context, "permit", lambda *_: None)
    organisation, version = placed
    dropped = (DropFile(fil=e["fil"]) for e in DECOYS["endringer"])
    drafted = Oracle(*dropped, names=("investeringer_varige",), movable=(SECRET,))  # the others are not in the draft
    reader = organisation.browser("leser")
    rows = [recovered(o, asked(o, reader, version, d)) for o, d in ((oracle, {}), (drafted, DECOYS))]
    narrowest = widths(np.concatenate(rows), SPENT)
    assert all(narrowest[f"{SECRET}/{at}"] < 0.01 for at in range(3)), narrowest


def test_the_programs_find_what_is_hidden_with_one_neighbour(
    oracle: Oracle, placed: tuple[Outsiders, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hidden of three: the third is open, and so is the sum of the two, but neither of them. With their shares different, both
    are found: that is why only projects that count alike may hide each other."""
    own = protect._own
    monkeypatch.setattr(protect, "_own", lambda r: protect.Held(frozenset(i for i in SPENT if _old(r, i)), own(r).levels))
    organisation, version = placed
    rows = recovered(oracle, asked(oracle, organisation.browser("leser"), version, {}))
    found = widths(rows, SPENT)
    assert found["skole-vest"] < 0.01 < NARROWEST < found[SECRET]
    unlike = np.vstack([rows, *(np.roll([[1.0, 0, 0, 0, 0, 0, 0.75, 0, 0]], at) for at in range(3))])
    assert max(widths(unlike, SPENT).values()) < 0.01


# -- a plan with the same sums and other amounts ----------------------------------------------------------------


def everything(oracle: Oracle, organisation: Outsiders, role: str, version: int, draft: Any) -> Said:
    names = list(named(oracle.run) if THOROUGH else oracle.found)
    return said(organisation.browser(role), version, requests_of(oracle.run, draft, names, 2027, THOROUGH))


def test_two_plans_with_the_same_sums_are_answered_alike(oracle: Oracle, twins: tuple[Outsiders, int, int]) -> None:
    """Every route, every number and text: what cannot be told apart cannot be found, whatever is computed from it."""
    organisation, version, other = twins
    one, two = (everything(oracle, organisation, "parti", v, {}) for v in (version, other))
    assert len(one) > 20_000 and told_apart(one, two) == []
    refused = {at.split()[1] for at, v in one.items() if v == 403.0}
    drawn = {"usikkerhet", *(f"usikkerhet/{r}" for r in ("spenn", "aarsaker", "forloep"))}
    assert refused == {"tall", "forklaring", *drawn}, "trekningene, og det skjermede tallet"


def test_the_answers_to_those_with_insight_differ(oracle: Oracle, twins: tuple[Outsiders, int, int]) -> None:
    organisation, version, other = twins
    ask = {"sporringer": [{"navn": "investeringsutgift", "akser": {"prosjekt": "*"}}]}
    inside = organisation.browser("oekonomi")
    one, two = (said_in(inside.post(f"/api/versjoner/{v}/tall", ask), "") for v in (version, other))
    assert len(told_apart(one, two)) >= 9


def test_drafts_and_comparisons_are_answered_alike(oracle: Oracle, twins: tuple[Outsiders, int, int]) -> None:
    organisation, version, other = twins
    reader = organisation.browser("administrator")
    rules = {"slag": "sett", "fil": "plan.toml", "noekkel": ["tid", "antall_aar"], "verdi": 18}
    for draft in (RATE, {"endringer": [rules]}):
        ask = {"utkast": draft, "sporringer": [{"navn": n} for n in list(oracle.found)[:80] if not oracle.run.axes(n)]}
        sides = [[{"versjon": v}, {"versjon": v, "utkast": draft}] for v in (version, other)]
        one, two = (
            {
                **said_in(reader.post("/api/sammenligning/alternativer", {"kolonner": side}), "alternativer"),
                **said_in(reader.post(f"/api/versjoner/{v}/tall", ask), "tall"),
                **said_in(reader.post(f"/api/versjoner/{v}/prosjekter", {"utkast": draft}), "prosjekter"),
                **said_in(reader.post("/api/sammenligning", {"fra": v, "til": v, "utkast_til": draft}), "sammenligning"),
            }
            for v, side in zip((version, other), sides, strict=True)
        )
        assert one["tall"] == one["prosjekter"] == one["sammenligning"] == one["alternativer"] == 200.0
        assert told_apart(one, two) == []


def test_visitors_of_a_share_link_are_answered_alike(twins: tuple[Outsiders, int, int]) -> None:
    organisation, *versions = twins
    inside, anybody = organisation.browser("oekonomi"), organisation.browser(None)
    tokens = [
        inside.post(f"/api/versjoner/{v}/delinger", {"tittel": "Prøv", "spaker": ["rente"]}).json()["token"] for v in versions
    ]
    one, two = (said_in(anybody.post(f"/api/delt/{t}/tall", {"spaker": {"rente": 2.0}}), "") for t in tokens)
    assert one[""] == 200.0 and told_apart(one, two) == []


@pytest.mark.skipif(not THOROUGH, reason="make herding")
@pytest.mark.parametrize("example", ["nordvik", "solvik", "baerum-2022"])
def test_every_example_with_a_shield_is_answered_alike(outsiders: Outsiders, example: str) -> None:
    """A project of the example and two copies of it, the first shielded; and the same with other amounts and the same sums."""
    files = plan_files(example)
    first = next(i for i, p in collect_contents(files)[0].plan().projects.items() if _plain(p))
    group = (first, "aa-kopi", "ab-kopi")
    text = files[file_of(first)].decode()
    marked = {i: text.replace("sektor =", "skjermet = true\nsektor =", 1) if i == first else text for i in group}
    (amount,) = re.findall(r"\[kostnad\]\nbeloep = ([0-9.]+)", text)
    cost = float(amount)
    said_by = []
    for factors in ((1.0, 1.0, 1.0), (0.6, 1.4, 1.0)):
        new = [
            SetValue(fil=file_of(i), noekkel=["kostnad", "beloep"], verdi=cost * k) for i, k in zip(group, factors, strict=True)
        ]
        made = apply({**files, **{file_of(i): t.encode() for i, t in marked.items()}}, new)
        _, version = outsiders.add(f"{example} {factors}", made)
        run = simulate(outsiders.service.drafts.plan(version))
        said_by.append(said(outsiders.browser("leser"), version, requests_of(run, {}, named(run), run.years[1], every=True)))
    assert len(said_by[0]) > 20_000 and told_apart(*said_by) == []


def _plain(p: ProjectFile) -> bool:
    bound = (p.alternativ, p.forutsetter, p.erstatter, p.salg, p.selvkost, p.skjermet)
    return p.type == "prosjekt" and not p.settled and not any(bound)
