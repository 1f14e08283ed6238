"""A municipality's own workbook by its profile: totals equal, next year's version, defects by sheet and cell, another layout."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ldip.binding.reading import collect_contents, plan_of_contents
from ldip.errors import SourceError
from ldip.plan.edits import apply
from ldip.plan.folder import read_all
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.simulation.simulate import simulate
from ldip.workbook.own_import import OwnImport, own_import, sheets_of_book
from ldip.workbook.own_profile import DEFAULT_PATH, Profile, parse_profile, profile_text
from ldip.workbook.own_suggest import own_suggest
from ldip.workbook.own_words import OLDEST, ages_in
from tests.workbook.own_books import Made, error_value, model, other, wrong_sum

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "nordvik"
ANSWERS = {"rammer.navn.Fellesutgifter": "annet", "befolkning.i_bruk": "ja"}
Contents = dict[str, bytes]


@pytest.fixture(scope="module")
def plan() -> Contents:
    """Nordvik with adopted years to 2029."""
    found = dict(read_all(EXAMPLE))
    found["plan.toml"] = found["plan.toml"].replace(b"vedtatt_til = 2026", b"vedtatt_til = 2029")
    return found


@pytest.fixture(scope="module")
def made() -> Made:
    return model()


@pytest.fixture(scope="module")
def profile(plan: Contents, made: Made) -> Profile:
    """The proposed profile, as it is saved and read again."""
    found = own_suggest(plan_of_contents(plan), sheets_of_book("modell.xlsx", made.saved(), {}), "modell.xlsx", ANSWERS)
    assert found.profile is not None
    return parse_profile(profile_text(found.profile).encode())


@pytest.fixture(scope="module")
def taken(plan: Contents, made: Made, profile: Profile) -> OwnImport:
    found = own_import(plan, "modell.xlsx", made.saved(), profile)
    assert not found.problems
    return found


def test_projects_have_the_workbooks_amounts_to_the_krone(plan: Contents, made: Made, taken: OwnImport) -> None:
    after = plan_of_contents(apply(plan, taken.edits))
    by_name = {p.navn: p for p in after.projects.values()}
    by_name["Ny skole på Nordbyen"] = after.projects["skole-nord"]
    by_name["Fornyelse av ledningsnett"] = after.projects["vann"]
    assert len(made.projects) == 46 and len(after.projects) == 47  # and the plan's own frame, which the workbook lacks
    for name, amounts in made.projects.items():
        p = by_name[name]
        for year, kroner in amounts.items():
            ours = p.kostnad.kroner * p.framdrift.get(str(year), 0.0)
            assert ours == pytest.approx(kroner, abs=0.005), (name, year)
        if p.type == "prosjekt":
            assert p.kostnad.kroner == pytest.approx(math.fsum(amounts.values()) + made.before[name], abs=0.005)
        assert not p.anslag and not p.kostnad.anslag
        assert p.kostnad.priser == "2026-kroner" and p.kostnad.kilde == "Kommunens regneark, modell.xlsx"


def test_the_run_gives_the_sum_rows_of_the_workbook(plan: Contents, made: Made, taken: OwnImport) -> None:
    after = apply(plan, taken.edits)
    run = simulate(plan_of_contents(after))
    ids = [i for i, p in run.plan.projects.items() if p.kostnad.kilde.startswith("Kommunens")]
    for year in range(2026, 2036):
        ours = math.fsum(run.at("planlagt_utgift_fast", year, {"prosjekt": i}) for i in ids)
        assert ours == pytest.approx(math.fsum(v[year] for v in made.projects.values()), abs=0.01)
    for year in range(2026, 2030):
        for name, service in (("Skole og SFO", "skole"), ("Pleie og omsorg", "omsorg"), ("Fellesutgifter", "annet")):
            rows = [
                r
                for r in run.plan.table("vedtatt.csv", t.AdoptedRow).rows
                if (r.linje, r.aar, r.element) == ("bevilgning_sum", year, service)
            ]
            assert [r.kroner for r in rows] == [pytest.approx(made.frames[name][year], abs=0.005)]
    loans = run.plan.table("laan.csv", t.LoanRow).rows
    assert {r.navn: r.saldo * SCALE[r.enhet] for r in loans} == pytest.approx(made.loans, abs=0.005)
    assert run.at("laanegjeld_ib", 2026, {}) == pytest.approx(sum(made.loans.values()), abs=0.01)
    for year in range(2027, 2034):
        assert run.at("innbyggere_ub", year - 1, {}) == pytest.approx(sum(v[year] for v in made.people.values()), abs=1e-6)


def test_loans_keep_their_terms(plan: Contents, taken: OwnImport) -> None:
    rows = {r.navn: r for r in plan_of_contents(apply(plan, taken.edits)).table("laan.csv", t.LoanRow).rows}
    fixed, floating = rows["KBN 20180456"], rows["Kommunekreditt 77"]
    assert (fixed.rentetype, fixed.fast_rente, fixed.fast_til, fixed.restloepetid) == ("fast", 2.95, 2031, 22)
    assert (floating.rentetype, floating.margin, floating.restloepetid, floating.anslag) == ("flytende", 0.4, 18, False)


def test_every_sum_row_is_met_and_every_difference_explained(taken: OwnImport) -> None:
    assert len(taken.sums) == 10 and "Investeringer 2026-2035: Totalt investeringer" in taken.sums
    assert {d.key for d in taken.differences} == {"prosjekter", "rammer", "laan", "befolkning"}
    for d in taken.differences:
        assert d.theirs is not None and d.after is not None
        assert d.left == pytest.approx(math.fsum(c.amount for c in d.causes), abs=1e-6), d
    debt = next(d for d in taken.differences if d.key == "laan" and d.year)
    assert (debt.theirs, debt.before, debt.after) == pytest.approx((290_083_333.88, 300e6, 290_083_333.88))


def test_a_plan_with_the_workbook_is_a_valid_plan(plan: Contents, taken: OwnImport) -> None:
    after = apply(plan, taken.edits)
    assert not collect_contents(after)[1]
    assert parse_profile(after[DEFAULT_PATH]) == taken.profile


def test_the_same_workbook_again_changes_nothing(plan: Contents, made: Made, taken: OwnImport) -> None:
    after = apply(plan, taken.edits)
    again = own_import(after, "modell.xlsx", made.saved(), taken.profile)
    assert not again.problems and apply(after, again.edits) == after


def test_next_years_workbook_is_read_by_the_same_profile(plan: Contents, taken: OwnImport) -> None:
    after = apply(plan, taken.edits)
    new = model(2027, ("Ny barnehage Sørlia",))
    found = own_import(after, "modell-2027.xlsx", new.saved(), taken.profile)
    assert not found.problems
    assert any("(1): «Ny barnehage Sørlia»" in line for line in found.told)
    projects = plan_of_contents(apply(after, found.edits)).projects
    fresh = projects["ny-barnehage-soerlia"]
    assert fresh.kostnad.kroner == pytest.approx(
        math.fsum(new.projects["Ny barnehage Sørlia"].values()) + new.before["Ny barnehage Sørlia"]
    )
    school = projects["skole-nord"]
    for year in range(2027, 2037):
        ours = school.kostnad.kroner * school.framdrift.get(str(year), 0.0)
        assert ours == pytest.approx(new.projects["Ny skole på Nordbyen"][year], abs=0.005)


def test_a_new_name_is_asked_and_the_answer_is_learnt(plan: Contents, profile: Profile) -> None:
    asking = profile.model_copy(update={"deler": tuple(p.model_copy(update={"nye": "spør"}) for p in profile.deler[:1])})
    new = model(2026, ("Ny barnehage Sørlia",))
    found = own_import(plan, "modell.xlsx", new.saved(), asking)
    keys = {q.key for q in found.questions}
    assert "prosjekter.navn.Ny barnehage Sørlia" in keys and not found.edits
    answers = dict.fromkeys(keys, "utelat") | {"prosjekter.navn.Ny barnehage Sørlia": "ny"}
    answered = own_import(plan, "modell.xlsx", new.saved(), asking, answers)
    assert answered.profile.deler[0].navn_i_planen["Ny barnehage Sørlia"] == "ny-barnehage-soerlia"
    assert "prosjekter/ny-barnehage-soerlia.toml" in apply(plan, answered.edits)


def _formula(sheet: Worksheet) -> None:
    sheet["G8"] = "=SUM(G6:G7)"


def _words(sheet: Worksheet) -> None:
    sheet["H6"] = "ca. 500"


@pytest.mark.parametrize(
    ("defect", "cell", "message"),
    [
        (error_value, "F7", "cellen har en feilverdi"),
        (_formula, "G8", "formelen er ikke regnet ut"),
        (wrong_sum, "E15", "sumraden «Sum oppvekst» stemmer ikke: E6:E14 gir"),
        (_words, "H6", "er ikke et tall"),
    ],
)
def test_a_defect_is_refused_with_its_cell(
    plan: Contents, profile: Profile, defect: Callable[[Worksheet], None], cell: str, message: str
) -> None:
    broken = model()
    defect(broken.book.worksheets[0])
    found = own_import(plan, "modell.xlsx", broken.saved(), profile)
    assert not found.edits
    assert [p.key for p in found.problems] == [f"Investeringer 2026-2035!{cell}"]
    assert message in found.problems[0].message


def test_a_text_that_may_be_two_numbers_is_asked(plan: Contents, profile: Profile) -> None:
    made = model()
    for row, text in ((4, "181.000"), (5, "343.000"), (6, "312.000"), (7, "836.000")):
        made.book["Driftsrammer"].cell(row=row, column=3).value = text
    found = own_import(plan, "modell.xlsx", made.saved(), profile)
    assert [q.key for q in found.questions] == ["desimal.Ramme 2026"] and not found.edits
    read = own_import(plan, "modell.xlsx", made.saved(), profile, {"desimal.Ramme 2026": "punktum"})
    assert not read.questions


def test_hidden_rows_are_reported(plan: Contents, profile: Profile) -> None:
    made = model()
    made.book.worksheets[0].row_dimensions[7].hidden = True
    found = own_import(plan, "modell.xlsx", made.saved(), profile)
    assert any("1 skjulte rader" in line and line.endswith(": 7") for line in found.told)


def test_numbers_that_are_formulas_are_counted(plan: Contents, profile: Profile, taken: OwnImport) -> None:
    """The figures are the same as without the formulas."""
    made = model()
    stored = {}
    for sheet, place in (("Driftsrammer", "C4"), ("Driftsrammer", "D5"), ("Låneportefølje", "C5")):
        cell = made.book[sheet][place]
        stored[f"<f>{len(stored)}+1</f><v></v>"] = f"<f>1+1</f><v>{cell.value}</v>"
        cell.value = f"={len(stored) - 1}+1"
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(made.saved())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for before, after in stored.items():
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    found = own_import(plan, "modell.xlsx", out.getvalue(), profile)
    assert (found.problems, found.edits) == ((), taken.edits)
    lines = [line for line in found.told if "formler" in line]
    assert [line.partition(",")[0] for line in lines] == ["Driftsrammer: 2 tall er formler", "Låneportefølje: 1 tall er formler"]
    assert [line[line.index("(") :] for line in lines] == ["(den første er C4)", "(den første er C5)"]
    assert not any("formler" in line for line in taken.told)


def test_another_layout_comes_in_with_totals_equal(plan: Contents) -> None:
    made = other()
    raw = made.saved()
    found = own_suggest(plan_of_contents(plan), sheets_of_book("annen.xlsx", raw, {}), "annen.xlsx", {})
    assert found.profile is not None
    project, loans = found.profile.deler
    assert (project.overskriftsrader, project.kolonne, project.enhet, project.priser) == (2, "Utgift", "kr", "løpende")
    assert (loans.retning, loans.rente_enhet, loans.hele_listen) == ("kolonner", "andel", True)
    taken = own_import(plan, "annen.xlsx", raw, found.profile)
    assert not taken.problems and set(taken.sums) == {"Plan: Skole samlet", "Plan: Vei samlet", "Gjeld: Sum"}
    run = simulate(plan_of_contents(apply(plan, taken.edits)))
    ids = {p.navn: i for i, p in run.plan.projects.items()}
    for name, amounts in made.projects.items():
        for year, kroner in amounts.items():
            axes = {"prosjekt": ids[name]}
            nominal = run.at("planlagt_utgift_fast", year, axes) * run.at("byggekostnad_indeks_ub", year, {})
            assert nominal == pytest.approx(kroner, abs=0.005)
    rows = {r.navn: r for r in run.plan.table("laan.csv", t.LoanRow).rows}
    assert rows["Lån B"].fast_rente == 3.1 and rows["Lån B"].fast_til == 2030
    assert rows["Lån A"].restloepetid == pytest.approx(20.0, abs=0.01) and sum(r.saldo for r in rows.values()) == 350_000_000


def test_a_missing_frame_is_not_zero(plan: Contents, profile: Profile) -> None:
    made = model()
    made.book["Driftsrammer"]["D5"] = None
    found = own_import(plan, "modell.xlsx", made.saved(), profile)
    assert "Driftsrammer!D5" in {p.key for p in found.problems}


def test_a_wrong_profile_is_refused_with_every_key() -> None:
    text = 'versjon = 1\nkilde = "x"\n[[deler]]\nslag = "rammer"\nark = "A"\nenhett = "kr"\npriser = "2026"\n'
    with pytest.raises(SourceError) as error:
        parse_profile(text.encode())
    assert len(error.value.problems) == 3


def test_what_is_not_sure_is_a_choice(plan: Contents, made: Made) -> None:
    found = own_suggest(plan_of_contents(plan), sheets_of_book("modell.xlsx", made.saved(), {}), "modell.xlsx", {})
    unsure = {c.key: c.value for c in found.unanswered({})}
    assert unsure == {"rammer.navn.Skole og SFO": "skole", "rammer.navn.Fellesutgifter": "", "laan.hele_listen": "ja"}


@pytest.mark.parametrize(("scale", "unit"), [(1_000_000.0, "kr"), (1000.0, "1000 kr"), (1.0, "mill. kr")])
def test_loans_without_a_unit_are_proposed_by_the_plans_debt(plan: Contents, scale: float, unit: str) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Lån"
    for row in (
        ["Lånenummer", "Restgjeld", "Rente %", "Type", "Løpetid"],
        ["1", 180 * scale, 4.6, "Flytende", 24],
        ["2", 120 * scale, 3.1, "Flytende", 20],
    ):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    read = plan_of_contents(plan), sheets_of_book("modell.xlsx", out.getvalue(), {}), "modell.xlsx"
    choice = next(c for c in own_suggest(*read, {}).choices if c.key == "laan.enhet")
    assert (choice.value, choice.sure, choice.basis) == (
        unit, "usikker", "det største beløpet blir da 180,0 mill. kr; planens gjeld er 300,0 mill. kr"
    )  # fmt: skip
    answered = next(c for c in own_suggest(*read, {"laan.enhet": "kr"}).choices if c.key == "laan.enhet")
    assert (answered.value, answered.sure, answered.basis) == ("kr", "sikker", "svaret ditt")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"laan.enhet": "hundre"}, "laan.enhet: svaret er ikke et av valgene (verdi: hundre) → bruk kr, 1000 kr, mill. kr"),
        ({"laan.enhett": "kr"}, "laan.enhett: svaret gjelder ikke noe valg (verdi: kr)"),
        ({"prosjekter.priser": "i fjor"}, "prosjekter.priser: kan ikke brukes (verdi: i fjor)"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_key(plan: Contents, made: Made, answers: dict[str, str], said: str) -> None:
    with pytest.raises(SourceError, match=re.escape(said)):
        own_suggest(plan_of_contents(plan), sheets_of_book("modell.xlsx", made.saved(), {}), "modell.xlsx", answers)


def loan_list(heads: list[str], *rows: list[object]) -> bytes:
    """A workbook with a list of loans."""
    book, out = Workbook(), BytesIO()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Lån"
    for row in (["Lånenummer", "Restgjeld, kr", "Rente %", "Type rente", "Løpetid (år)", *heads], *rows):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def loans_in(plan: Contents, raw: bytes) -> OwnImport:
    found = own_suggest(plan_of_contents(plan), sheets_of_book("laan.xlsx", raw, {}), "laan.xlsx", {})
    assert found.profile is not None
    return own_import(plan, "laan.xlsx", raw, found.profile)


@pytest.mark.parametrize(
    "head", ["Utløp fastrente", "Fastrente utløper", "Forfall på fastrenten", "Rentebinding til", "Fast til"]
)
def test_the_end_of_a_fixed_rate_is_not_the_end_of_the_loan(plan: Contents, head: str) -> None:
    found = loans_in(plan, loan_list([head], ["1", 300e6, 3.1, "Fast", 20, 2029]))
    [loan] = plan_of_contents(apply(plan, found.edits)).table("laan.csv", t.LoanRow).rows
    assert (loan.fast_til, loan.restloepetid) == (2029, 20)


def test_a_fixed_rate_without_an_end_is_told(plan: Contents) -> None:
    found = loans_in(plan, loan_list([], ["1", 300e6, 3.1, "Fast", 20]))
    assert any("«1» (2045)" in line for line in found.told)


def test_a_term_that_is_not_to_the_end_is_refused(plan: Contents) -> None:
    found = loans_in(plan, loan_list(["Forfall"], ["1", 300e6, 4.6, "Flytende", 20, 2031], ["2", 1e6, 4.6, "Flytende", 20, 2045]))
    [problem] = found.problems
    assert (problem.file, problem.key) == ("laan.xlsx", "Lån!F2")
    assert "løpetid 20 år, men utløp om 6 år" in str(problem)


def test_faults_and_texts_of_a_table_are_refused_together(plan: Contents, profile: Profile) -> None:
    made = model()
    sheet = made.book.worksheets[0]
    rows = [r for r in range(1, 60) if isinstance(sheet.cell(row=r, column=6).value, float)][:2]
    sheet.cell(row=rows[0], column=6).value = "#REF!"
    sheet.cell(row=rows[1], column=6).value = "ca 60 mill"
    found = own_import(plan, "modell.xlsx", made.saved(), profile)
    assert {p.value for p in found.problems} == {"#REF!", "ca 60 mill"}


@pytest.mark.parametrize("name", ["80 år og eldre", "80 år +", "80+", "80 + år", "80 år eller eldre", "80 og over"])
def test_an_open_age_group_is_known_in_each_spelling(name: str) -> None:
    assert ages_in(name) == (80, OLDEST)


def test_financing_under_the_total_is_asked_about_and_never_taken_as_projects(plan: Contents, profile: Profile) -> None:
    made = model()
    sheet = made.book.worksheets[0]
    last = next(r for r in range(1, 200) if sheet.cell(row=r, column=2).value == "Totalt investeringer")
    for k, name in enumerate(("Låneopptak", "Mva-kompensasjon")):
        sheet.cell(row=last + 1 + k, column=2).value = name
        for column in range(5, 15):
            sheet.cell(row=last + 1 + k, column=column).value = 1000.0
    found = own_import(plan, "modell.xlsx", made.saved(), profile)
    assert [q.key for q in found.questions] == ["prosjekter.slutt"] and not found.edits
    assert found.problems[0].key.endswith(f"!A{last + 1}")
    stopped = own_import(plan, "modell.xlsx", made.saved(), profile, {"prosjekter.slutt": "Låneopptak"})
    assert "prosjekter/laaneopptak.toml" not in apply(plan, stopped.edits) and not stopped.questions
    assert stopped.profile.deler[0].slutt == "Låneopptak"  # remembered for next year


def test_two_rows_for_one_project_are_refused(plan: Contents, made: Made, profile: Profile) -> None:
    first = profile.deler[0]
    names = {**first.navn_i_planen, "Brannstasjon": "skole-nord"}
    twice = profile.model_copy(update={"deler": (first.model_copy(update={"navn_i_planen": names}),)})
    found = own_import(plan, "modell.xlsx", made.saved(), twice)
    assert not found.edits and "er prosjektet skole-nord i planen" in found.problems[0].message


def test_prices_newer_than_the_plan_are_refused_once(plan: Contents, made: Made, profile: Profile) -> None:
    newer = profile.model_copy(update={"deler": (profile.deler[0].model_copy(update={"priser": "2027-kroner"}),)})
    found = own_import(plan, "modell.xlsx", made.saved(), newer)
    assert [p.message for p in found.problems] == ["prisnivået er nyere enn planens"]


def test_a_column_with_amounts_that_is_not_read_is_reported(plan: Contents, profile: Profile) -> None:
    made = model()
    sheet = made.book.worksheets[0]
    sheet["R4"], sheet["R6"] = "Senere", 5000.0
    found = own_import(plan, "modell.xlsx", made.saved(), profile)
    assert any("«Senere»" in line for line in found.told if line.startswith("Kolonner som ikke er lest"))
