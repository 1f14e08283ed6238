"""The rule of shielding: which projects are hidden together, what is refused with a reason, and the limits of the rule."""

from __future__ import annotations

import pytest

from ldip.binding.reading import collect_contents
from ldip.model.catalogue import catalogue
from ldip.plan.document import Plan
from ldip.plan.shield import LEAST, MOST_SHARE, Shield, alike, shield_of
from ldip.publish.protect import HIDDEN, PUBLIC, is_hidden, sum_shown
from ldip.publish.screen import projects
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate
from tests.attack.shielded import SECRET, SPENT, Amounts, file_of, school, shielded_files
from tests.publish.printed import text_of

# Sums over projects of amounts or of what follows from them: each weighs a project by the fields in `alike`, and by nothing else.
# A new one is added here when `alike` has the fields it weighs by.
SUMS = {
    *("investeringer_varige", "investeringer_rammer", "investeringer_rentable", "egne_prosjekter_fast", "uprisede_fornyelse"),
    *("mva_kompensasjon_investering", "mva_kompensasjon_tellende", "tilskudd_fra_andre", "tilskudd_tellende", "tomtekjoep"),
    *("salg_av_varige_driftsmidler", "anlegg_under_utfoerelse_ub", "avskrivninger", "fornyelseskrav"),
    *("vedlikehold_i_investering", "nett_fornyet_km", "selvkost_avskrivning_ny", "selvkost_investert", "prosjektutslipp"),
}
AMOUNTS = {"kostnad", "framdrift", "bevilget_ib", "kostnadsramme_fast", "prosjektsalg_fast"}


def plan_of(files: dict[str, bytes]) -> tuple[Plan, list[str]]:
    """The plan, and its problems as people read them."""
    reading, problems = collect_contents(files)
    return reading.plan(), [str(p) for p in problems]


def shield(spent: Amounts = SPENT, *edits: tuple[str, str, str]) -> tuple[Shield, list[str]]:
    files = shielded_files(spent)
    for project, old, new in edits:
        text = files[file_of(project)].decode()
        assert old in text, old
        files[file_of(project)] = text.replace(old, new, 1).encode()
    plan, problems = plan_of(files)
    return shield_of(plan), problems


def test_three_that_count_alike_hide_each_other() -> None:
    found, problems = shield()
    assert problems == [] and found == Shield(frozenset(SPENT), frozenset(SPENT), {})


def test_two_are_refused_with_place_reason_and_remedy() -> None:
    found, problems = shield({i: SPENT[i] for i in (SECRET, "skole-vest")})
    assert found.refused.keys() == {SECRET} and len(problems) == 1
    assert problems[0].startswith(f"{file_of(SECRET)}:4:1: skjermet: beløpet kan regnes ut av summene: bare 2 prosjekt")
    assert f"det må være minst {LEAST}" in problems[0] and "eller fjern skjermet" in problems[0]


@pytest.mark.parametrize(("share", "held"), [(MOST_SHARE - 1e-6, True), (MOST_SHARE + 1e-3, False)])
@pytest.mark.parametrize("who", list(SPENT))
def test_none_is_above_the_share_of_the_sum_in_any_year(share: float, held: bool, who: str) -> None:
    rest = 30e6 * (1.0 - share) / 2.0
    spent = {i: (v[0], v[1], 30e6 * share if i == who else rest) for i, v in SPENT.items()}
    found, problems = shield(spent)
    assert (problems == []) == held and (SECRET in found.refused) != held
    assert held or "70 prosent" in problems[0] or "de samme årene" in problems[0]


def test_decoys_of_one_krone_hide_nothing() -> None:
    decoys = {f"lokkedue-{n}": (1.0, 1.0, 1.0) for n in range(8)}
    found, problems = shield({SECRET: SPENT[SECRET], **decoys})
    assert SECRET in found.refused and "mer enn 70 prosent av utgiften i 2026" in problems[0]
    with_decoys, none = shield({**SPENT, **decoys})
    assert none == [] and with_decoys.hidden == {*SPENT}, "naboene velges etter beløp i de samme årene"


def test_others_in_other_years_hide_nothing() -> None:
    late = {i: ((0.0, 0.0, sum(v)) if i != SECRET else v) for i, v in SPENT.items()}
    assert SECRET in shield(late)[0].refused


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mva_kompensasjon_andel = 0.20", "mva_kompensasjon_andel = 0.18"),
        ("tilskudd_andel = 0.05", "tilskudd_andel = 0.06"),
        ("tilskudd_sannsynlighet = 0.8", "tilskudd_sannsynlighet = 0.7"),
        ("tilskudd_andel = 0.05", "tilskudd_andel = 0.05\nutbyggerbidrag_andel = 0.01"),
        ("tilskudd_andel = 0.05", "tilskudd_andel = 0.05\ntomteandel = 0.1"),
        ('anleggsklasse = "formaalsbygg"', 'anleggsklasse = "institusjon"'),
        ("ferdig = 2028", "ferdig = 2029"),
        ("ferdig = 2028", "ferdig = 2028\nutsettes_aar = 1"),
        ("ferdig = 2028", "ferdig = 2028\nrentabel = true"),
        ("ferdig = 2028", "ferdig = 2028\nvedlikeholdsandel = 0.1"),
        ('fase = "forprosjekt"', 'fase = "kontrakt"'),
    ],
)
def test_a_project_that_counts_otherwise_hides_nothing(old: str, new: str) -> None:
    """Its share of a total is another, or a contract has made its amount known."""
    found, problems = shield(SPENT, ("skole-oest", old, new))
    assert found.refused.keys() == {SECRET} and "bare 2 prosjekt" in problems[0]


def test_a_sale_alone_in_its_year_is_refused() -> None:
    sale = '[salg]\nbeloep = 4\nenhet = "mill. kr"\npriser = "2026-kroner"\naar = 2031\nkilde = "x"\nanslag = true\n\n[drift]'
    found, problems = shield(SPENT, (SECRET, "[drift]", sale))
    assert SECRET in found.refused and "70 prosent av salget i 2031" in problems[0]
    assert shield(SPENT, *((i, "[drift]", sale) for i in SPENT))[1] == []


def test_the_shield_ends_with_the_contract_and_what_is_not_chosen_stands_alone() -> None:
    signed, problems = shield(SPENT, (SECRET, 'fase = "forprosjekt"', 'fase = "kontrakt"'))
    assert problems == [] and signed == Shield(frozenset(), frozenset(), {})
    chosen = {"a": "true", SECRET: "false"}
    files = shielded_files({SECRET: SPENT[SECRET], "a": SPENT["skole-vest"]})
    for i, yes in chosen.items():
        line = f'alternativ = {{ gruppe = "skole", valgt = {yes} }}\nsektor ='
        files[file_of(i)] = files[file_of(i)].replace(b"sektor =", line.encode(), 1)
    plan, problems = plan_of(files)
    assert problems == [] and shield_of(plan) == Shield(frozenset({SECRET}), frozenset(), {})


def test_the_fewest_are_hidden_and_the_same_every_time() -> None:
    more = {**SPENT, "skole-soer": (1e6, 2e6, 2e6), "skole-aas": (1e6, 2e6, 2e6)}
    found = [shield(dict(order))[0].hidden for order in (more.items(), reversed(more.items()))]
    assert found[0] == found[1] == {*SPENT}


def test_every_sum_over_projects_is_known() -> None:
    """A step that sums projects by a weight of its own would tell them apart."""
    steps, givens = catalogue().steps, catalogue().givens
    wide = {n for n, v in steps.items() if "prosjekt" in v[0].axes} | {n for n, g in givens.items() if "prosjekt" in g.axes}

    def read(name: str) -> set[str]:
        return {i for s in steps[name] for i in (*s.inputs, *(i.removesuffix("_ib") + "_ub" for i in s.inputs))}

    follows = set(AMOUNTS)
    while more := {n for n in wide & steps.keys() if read(n) & follows} - follows:
        follows |= more
    assert {n for n in steps.keys() - wide if read(n) & follows} == SUMS
    assert not follows & PUBLIC


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(plan_of(shielded_files())[0])


def test_everything_of_a_hidden_project_is_hidden_but_what_is_public(run: Run) -> None:
    for name in run.all_names:
        if run.axes(name) == ("prosjekt",):
            assert is_hidden(run, name, 2027, {"prosjekt": "skole-vest"}) == (name not in PUBLIC), name
            assert not is_hidden(run, name, 2027, {"prosjekt": "ramme-bygg"})


def test_sums_by_sector_are_shown_only_of_whole_groups(run: Run) -> None:
    assert sum_shown(run, {*SPENT, "ramme-bygg"}) and sum_shown(run, {"ramme-bygg"})
    assert not sum_shown(run, {SECRET, "ramme-bygg"})
    files = shielded_files()
    files[file_of("skole-oest")] = files[file_of("skole-oest")].replace(b'sektor = "Oppvekst"', b'sektor = "Eiendom"')
    other = simulate(plan_of(files)[0])

    def hidden(of: Run, sector: str) -> bool:
        lines = text_of(projects.spending_table(of)).splitlines()
        return HIDDEN in next(t for t in lines if t.strip().startswith(sector))

    assert hidden(other, "Oppvekst") and hidden(other, "Eiendom") and not hidden(other, "Teknisk")
    assert not hidden(run, "Oppvekst")


def test_likeness_is_of_fields_that_weigh() -> None:
    plan = plan_of(shielded_files())[0]
    assert len({alike(plan.projects[i]) for i in SPENT}) == 1
    assert school("x", (1e6, 1e6, 1e6)).count(b"skjermet") == 0
