"""Whole and parts, sexes and ages, versions and copies in one file: never added up, but reported and chosen by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip.errors import PlanError, SourceError
from ldip.intake.population import Order, import_population
from ldip.sources.records import read_records
from ldip.tabular.terms import UnclearError
from tests.intake.people import AGES, HEAD, SEXES, plan_of, rows, snapshot, source, totals

STOCK = Order("folketall", "prøve")
ZONES = Order("folketall", "prøve", soner=True)
EACH = 212.0


def chosen(order: Order, **answers: str) -> Order:
    """An order with answers; `__` in a name is a full stop."""
    return Order(
        order.what, order.kilde, order.navn, soner=order.soner, svar={k.replace("__", "."): v for k, v in answers.items()}
    )


DISTRICTS = rows("030101 Gamle Oslo", [2026], 60) + rows("030102 Sør-Øst", [2026], 40)


def test_a_municipality_beside_its_districts(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "0301", "Oslo")
    file = source(tmp_path, rows("0301 Oslo", [2026], 100) + DISTRICTS + rows("0 Landet", [2026], 900))
    assert import_population(plan, file, STOCK).persons == 100 * EACH
    done = import_population(plan, file, ZONES)
    assert totals(plan, done.file) == {"gamle-oslo": 60 * EACH, "soer-oest": 40 * EACH}
    assert any("0301 Oslo" in line for line in done.told)


def test_zones_of_other_municipalities_are_left_out(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "0301", "Oslo")
    done = import_population(plan, source(tmp_path, DISTRICTS + rows("460101 Arna", [2026], 7)), ZONES)
    assert done.persons == 100 * EACH and any("1 andre områder" in line for line in done.told)


def test_zones_within_zones_are_asked(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "0301", "Oslo")
    inner = rows("03010101 Kampen", [2026], 25) + rows("03010102 Tøyen", [2026], 35)
    file = source(tmp_path, DISTRICTS + inner)
    with pytest.raises(UnclearError) as caught:
        import_population(plan, file, ZONES)
    (question,) = caught.value.questions
    assert question.key == "velg.nivaa" and [k for k, _ in question.choices] == ["6", "8"]
    assert import_population(plan, file, chosen(ZONES, velg__nivaa="6")).persons == 100 * EACH
    assert import_population(plan, file, chosen(ZONES, velg__nivaa="8")).persons == 60 * EACH


def test_municipalities_are_no_zones(tmp_path: Path) -> None:
    file = source(tmp_path, rows("0301 Oslo", [2026]) + rows("3201 Bærum", [2026]))
    with pytest.raises(PlanError, match="ingen soner i kommunen"):
        import_population(plan_of(tmp_path, "0301", "Oslo"), file, ZONES)


def test_zones_alone_are_no_municipality_without_the_option(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="bruk --soner"):
        import_population(plan_of(tmp_path, "0301", "Oslo"), source(tmp_path, DISTRICTS), STOCK)


def test_two_zones_of_one_name_are_refused(tmp_path: Path) -> None:
    file = source(tmp_path, rows("030101 Sentrum", [2026]) + rows("030102 Sentrum", [2026]))
    with pytest.raises(PlanError, match="to soner får samme navn i planen: 030101 Sentrum og 030102 Sentrum"):
        import_population(plan_of(tmp_path, "0301", "Oslo"), file, ZONES)


KRETS_HEAD = "kommunenr;krets;kjønn;alder;år;personer\n"


def _kretser(*parts: tuple[str, float], number: str = "4001") -> str:
    return "".join(f"{number};{line}\n" for name, each in parts for line in rows(name, [2026], each).splitlines())


def test_a_column_of_zones_beside_the_municipality(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    parts = source(tmp_path, _kretser(("Nord", 30), ("Sør", 70)), head=KRETS_HEAD)
    done = import_population(plan, parts, STOCK)
    assert done.persons == 100 * EACH and any("summen av 2 soner" in line for line in done.told)
    both = source(tmp_path, _kretser(("Nord", 30), ("Sør", 70), ("Hele kommunen", 100)), "begge.csv", KRETS_HEAD)
    done = import_population(plan, both, STOCK)
    assert done.persons == 100 * EACH and any("2 soner er deler" in line for line in done.told)
    done = import_population(plan, both, ZONES)
    assert totals(plan, done.file) == {"nord": 30 * EACH, "soer": 70 * EACH}


@pytest.mark.parametrize("order", [STOCK, ZONES])
def test_zones_of_two_municipalities_in_columns(tmp_path: Path, order: Order) -> None:
    text = _kretser(("Nord", 30), ("Sør", 70)) + _kretser(("Nord", 9), number="0301")
    done = import_population(plan_of(tmp_path), source(tmp_path, text, head=KRETS_HEAD), order)
    assert done.persons == 100 * EACH


def _with_sums(lines: str) -> str:
    """Rows for all ages, both sexes and both of all, beside single ages."""
    men = sum(1 for line in lines.splitlines() if "Menn" in line)
    more = "".join(f"4001;Begge kjønn;{a};2026;200\n" for a in AGES)
    more += "".join(f"4001;{s};Alle aldre;2026;{100 * men}\n" for s in SEXES)
    return lines + more + f"4001;Begge kjønn;Alle aldre;2026;{200 * men}\n"


def test_sums_over_sexes_and_ages_are_left_out(tmp_path: Path) -> None:
    done = import_population(plan_of(tmp_path), source(tmp_path, _with_sums(rows("4001", [2026], 100))), STOCK)
    assert done.persons == 100 * EACH and done.sums_left_out == 109


def test_groups_beside_single_ages_are_left_out(tmp_path: Path) -> None:
    groups = "".join(f"4001;{s};{a}-{b};2026;{100 * (b - a + 1)}\n" for s in SEXES for a, b in ((0, 5), (6, 15), (0, 15)))
    done = import_population(plan_of(tmp_path), source(tmp_path, rows("4001", [2026], 100) + groups), STOCK)
    assert done.persons == 100 * EACH and done.sums_left_out == 6


def test_a_sum_that_differs_from_its_parts_is_reported(tmp_path: Path) -> None:
    text = rows("4001", [2026], 100) + "4001;Menn;0-5;2026;700\n"
    done = import_population(plan_of(tmp_path), source(tmp_path, text), STOCK)
    assert done.persons == 100 * EACH and any("er 700" in line and "er 600" in line for line in done.told)


@pytest.mark.parametrize(
    ("first", "second"),
    [("0-5", "5-15"), ("80+", "90+"), ("16-66", "18-66")],
)
def test_ages_that_overlap_are_refused(tmp_path: Path, first: str, second: str) -> None:
    path = tmp_path / "tall.csv"
    path.write_text(f"region;kjønn;alder;år;personer\n4001;k;{first};2030;4\n4001;k;{second};2030;3\n", encoding="utf-8")
    with pytest.raises(SourceError, match="aldre eller kjønn overlapper"):
        read_records(path)


def test_one_sex_beside_both_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tall.csv"
    path.write_text("region;kjønn;alder;år;personer\n4001;begge kjønn;7;2030;9\n4001;menn;7;2030;4\n", encoding="utf-8")
    with pytest.raises(SourceError, match="aldre eller kjønn overlapper"):
        read_records(path)


def test_years_by_sex_and_years_of_both_do_not_mix(tmp_path: Path) -> None:
    """Both sexes of one year are no sums of the sexes of another."""
    path = tmp_path / "tall.csv"
    path.write_text("alder;kjønn;år;personer\n7;k;2030;4\n7;m;2030;5\n7;begge kjønn;2031;8\n", encoding="utf-8")
    assert [(r.year, r.sex, r.value) for r in read_records(path).records] == [(2030, "k", 4.0), (2030, "m", 5.0), (2031, "", 8.0)]


@pytest.mark.parametrize("same", [100, 90])
def test_the_same_file_twice_is_refused(tmp_path: Path, same: float) -> None:
    plan = plan_of(tmp_path)
    before = snapshot(plan)
    with pytest.raises(PlanError, match="samme celle står to ganger") as caught:
        import_population(plan, source(tmp_path, rows("4001", [2026], 100) + rows("4001", [2026], same)), STOCK)
    assert ("likt" in str(caught.value)) == (same == 100) and "207 celler til" in str(caught.value)
    assert snapshot(plan) == before


def test_two_versions_by_a_column_of_their_own_are_asked(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    head = HEAD.replace("personer\n", "personer;Versjon\n")
    text = rows("4001", [2026], 100, ";Foreløpig") + rows("4001", [2026], 90, ";Endelig")
    file = source(tmp_path, text, head=head)
    with pytest.raises(UnclearError, match="flere utgaver") as caught:
        import_population(plan, file, STOCK)
    (question,) = caught.value.questions
    assert question.key == "velg.Versjon" and [k for k, _ in question.choices] == ["Foreløpig", "Endelig"]
    assert import_population(plan, file, chosen(STOCK, velg__Versjon="Endelig")).persons == 90 * EACH
    assert import_population(plan, file, chosen(STOCK, velg__versjon="foreløpig")).persons == 100 * EACH
    for wrong in ({"velg__Versjon": "Ny"}, {"velg__Utgave": "Ny"}):
        with pytest.raises(SourceError):
            import_population(plan, file, chosen(STOCK, **wrong))


def test_a_dimension_that_nobody_asked_for_is_asked(tmp_path: Path) -> None:
    """Persons by marital status: the same cell once for each."""
    path = tmp_path / "tall.csv"
    lines = ["region;kjønn;alder;sivilstand;2026\n"]
    lines += [f"4001;{s};{a};{c};{v}\n" for s in SEXES for a in AGES for c, v in (("Gift", 30), ("Ugift", 70))]
    path.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(UnclearError) as caught:
        import_population(plan_of(tmp_path), path, STOCK)
    assert caught.value.questions[0].key == "velg.sivilstand"


def test_alternatives_are_chosen_by_option_or_answer(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    head = HEAD.replace("personer\n", "personer;alternativ\n")
    file = source(tmp_path, rows("4001", [2030], 10, ";Hoved (MMMM)") + rows("4001", [2030], 8, ";Lav (LLML)"), head=head)
    with pytest.raises(UnclearError, match="flere alternativer") as caught:
        import_population(plan, file, Order("framskriving", "prøve", "SSB"))
    assert caught.value.questions[0].key == "velg.alternativ"
    answered = Order("framskriving", "prøve", "Lav", svar={"velg.alternativ": "Lav (LLML)"})
    assert import_population(plan, file, answered).persons == 8 * EACH
    assert import_population(plan, file, Order("framskriving", "prøve", "Hoved", "Hoved (MMMM)")).persons == 10 * EACH
