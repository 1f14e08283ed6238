"""The data pack as it is read: municipalities and their numbers, population, income and national figures."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

import ldip.pack
from ldip.errors import SourceError
from ldip.pack import figures, income, nation, need, people
from ldip.pack.municipalities import all_municipalities, municipality, search
from ldip.parameters.read import names as parameter_names

FOLDER = Path(ldip.pack.__file__).parent / "data"


def refused(number: str) -> str:
    with pytest.raises(SourceError) as caught:
        municipality(number)
    return str(caught.value)


def test_manifest_is_complete() -> None:
    present = {p.name: p for p in FOLDER.iterdir()}
    assert set(figures.tables()) | {"pakke.toml"} == set(present)
    assert figures.pack_version() == "2026-11"
    for name, table in figures.tables().items():
        raw = present[name].read_bytes()
        assert hashlib.sha256(raw).hexdigest() == table.sha256, f"{name}: kjør make datapakke"
        assert figures.text(name).count("\n") - 1 == table.rader, name
        assert all((table.innhold, table.kilde, table.lisens, table.hentet_gjennom)), name
    assert sum(p.stat().st_size for p in present.values()) <= 4_000_000
    for other in figures.manifest()["viser_til"]:
        assert (FOLDER.parents[1] / other["fil"]).is_file(), other


def test_a_quantity_stands_in_one_place() -> None:
    carried = {(r["navn"], r["omraade"]) for r in figures.records("nasjonaltall.csv")}
    assert not carried & {(n, "Landet") for n in nation.names_elsewhere()}
    assert "landssnitt_skatt" in parameter_names("inntektssystem")
    assert nation.figure("skatt_per_innbygger", 2025).value == 42269.576967
    assert nation.figure("netto_drift_pleie_og_omsorg", 2025).value == 27759.0


def test_every_municipality_once() -> None:
    found = all_municipalities()
    assert len({m.number for m in found}) == 357
    assert [m.name for m in found if "-" in m.name or " " in m.name or "(" in m.name] == [
        *(
            "Indre Østfold",
            "Nordre Follo",
            "Aurskog-Høland",
            "Øvre Eiker",
            "Nore og Uvdal",
            "Nord-Odal",
            "Sør-Odal",
            "Stor-Elvdal",
        ),
        *("Nord-Fron", "Sør-Fron", "Østre Toten", "Vestre Toten", "Søndre Land", "Nordre Land", "Sør-Aurdal", "Nord-Aurdal"),
        *("Vestre Slidre", "Øystre Slidre", "Midt-Telemark", "Evje og Hornnes", "Midtre Gauldal", "Indre Fosen", "Sør-Varanger"),
    ]
    oslo, kautokeino = municipality("0301"), municipality("5612")
    assert (oslo.name, oslo.county, oslo.inhabitants) == ("Oslo", "Oslo", 728714)
    assert (kautokeino.name, kautokeino.others, kautokeino.county) == ("Kautokeino", ("Guovdageaidnu",), "Finnmark")
    assert [f.number for f in kautokeino.formers] == ["2011", "5430"]
    assert municipality("lørenskog").number == "3222"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0219", ["0219 var Bærum til 2019; kommunen har nummer 3201 i dag", "bruk 3201"]),
        ("3024", ["3024 var Bærum til 2023; kommunen har nummer 3201 i dag"]),
        ("0627", ["0627 gikk inn i Asker etter 2019", "3203"]),
        ("1507", ["er delt mellom 1508 Ålesund og 1580 Haram"]),
        ("5012", ["5055 Heim, 5056 Hitra og 5059 Orkland"]),
        ("9999", ["9999 er ikke nummeret til noen kommune", "søk opp"]),
        ("3223", ["3223 er ikke nummeret", "mente du"]),
        ("32", ["fylket Akershus; fylkeskommuner er utenfor"]),
        ("3200", ["fylket Akershus; fylkeskommuner er utenfor"]),
        ("2111", ["Longyearbyen"]),
        ("Herøy", ["flere kommuner heter Herøy", "1515", "1818"]),
        ("Lørnskog", ["ingen kommune heter", "3222 Lørenskog"]),
        ("", ["mangler"]),
        ("x" * 5000, ["ingen kommune heter"]),
    ],
)
def test_refused_in_words(number: str, said: list[str]) -> None:
    message = refused(number)
    assert all(s in message for s in said), message
    assert len(message) < 400


def test_every_earlier_number_is_refused_with_the_number_of_today() -> None:
    earlier = {f.number: m for m in all_municipalities() for f in m.formers}
    assert len(earlier) > 400
    for number, found in earlier.items():
        assert found.number in refused(number), number


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("bærum", "3201"),
        ("baerum", "3201"),
        ("0219", "3201"),
        ("guovda", "5612"),
        ("karasjok", "5610"),
        ("heroy", "1515"),
        ("follo", "3207"),
        ("Lørnskog", "3222"),
        ("oslove", "0301"),
        ("tromso", "5501"),
    ],
)
def test_search(text: str, first: str) -> None:
    assert search(text)[0].number == first


def test_search_is_bounded_and_instant() -> None:
    search("oslo")
    begun = time.perf_counter()
    assert search("") == () == search("  ")
    assert len(search("a", 7)) == 7
    assert search("q" * 100_000) == ()
    assert [m.number for m in search("oslo")] == ["0301"]
    assert time.perf_counter() - begun < 0.1


def test_population_adds_up_to_the_nation() -> None:
    begun = time.perf_counter()
    total = sum(people.stocks(m.number).cells[0] for m in all_municipalities())
    assert time.perf_counter() - begun < 3.0  # all 357; a third of a second on a free machine
    assert people.years() == tuple(range(2016, 2027))
    assert total[-1].sum() == 5627400 and total[-2].sum() == 5594340  # SSB 07459: 2026; the settlement's population: 2025
    baerum = people.stocks("3201")
    assert (baerum.cells[0, -1, 0, 0], baerum.cells[0, 0, 0, 2]) == (626, 763)
    with pytest.raises(ValueError, match="read-only"):
        baerum.cells[0, 0, 0, 0] = 1.0


@pytest.mark.parametrize("number", [m.number for m in all_municipalities()][::40])
def test_settlement_agrees_with_itself(number: str) -> None:
    tax = income.tax_per_inhabitant(number)
    assert tax.value / income.tax_share(number).value == pytest.approx(42269.576967, rel=1e-6)
    assert income.inhabitants(number).value == float(figures.by_municipality("inntekt.csv")[number]["innbyggere"])
    share, average = income.tax_share(number).value, 42269.576967
    extra = max(0.0, 0.35 * (0.9 - share))
    expected = average * (0.62 * (1.0 - share) + extra) - 378.138244
    assert income.equalisation(number).value == pytest.approx(expected, abs=0.01)
    assert number in tax.source and tax.known.year == 2026


def test_need_is_published_or_derived() -> None:
    assert (need.need_index("3201").value, need.need_index("3201", 2025).value) == (0.9985, 0.9987)
    assert not need.need_index("3201").anslag
    derived = {m.number for m in all_municipalities() if need.need_index(m.number).anslag}
    assert derived == {"1151", "4629"}
    utsira, modalen = (need.need_index(n) for n in ("1151", "4629"))
    assert (round(utsira.value, 3), round(modalen.value, 3)) == (2.404, 2.084)
    assert "0,007 i median og høyst 0,022 i ni av ti, 0,042 i de 50 minste" in utsira.formula
    assert utsira.terms[1].value == pytest.approx(74663, rel=0.01)  # KOSTRA's sum of the seven sectors 2024, which 2026 rests on
    assert need.fit(2025).slope == pytest.approx(73249, rel=0.01)  # and of 2023, which 2025 rests on
    with pytest.raises(SourceError, match="har ikke året"):
        need.need_index("3201", 2024)


def test_sector_indices_only_where_they_are_known() -> None:
    assert income.sector_indices("0301") == {}
    known = [m.number for m in all_municipalities() if income.sector_indices(m.number)]
    assert len(known) == 35
    assert all(f.anslag for f in income.sector_indices(known[0]).values())


def test_national_figures_by_year_and_area() -> None:
    assert nation.figure("grunnskole_per_6_15").value == 163131.4
    assert nation.figure("grunnskole_per_6_15").anslag  # preliminary
    assert nation.figure("grunnskole_per_6_15", 2024).anslag is False
    assert nation.figure("langsiktig_gjeld_andel", 2024, "Landet u/Oslo").value == 115.4
    assert len(nation.names()) > 65
    for name in nation.names():
        assert nation.figure(name).source and nation.figure(name).unit, name
    for wrong in (("grunnskole",), ("grunnskole_per_6_15", 2019), ("grunnskole_per_6_15", 2025, "Norge")):
        with pytest.raises(SourceError, match="har ikke"):
            nation.figure(*wrong)
    with pytest.raises(SourceError, match="mente du grunnskole_per_6_15"):
        nation.figure("grunnskole_per_6_16")


def test_series_keep_what_is_not_known_out() -> None:
    assert {y: f.value for y, f in nation.series("loennsvekst").items()} == {
        2022: 3.7,
        2023: 5.2,
        2024: 5.2,
        2025: 4.4,
        2026: 4.0,
    }
    assert 2025 not in nation.series("styringsrente")  # a yearly average is not given
    deflator = nation.series("deflator")
    assert deflator[2026].value / deflator[2025].value == pytest.approx(1.035)
    assert deflator[2026].anslag and 2027 not in deflator


def test_buildings_and_age_tables() -> None:
    anchors = {b.name: b for b in nation.unit_costs()}
    assert len(anchors) == 8
    assert anchors["Carpe Diem demenslandsby"].per_place == pytest.approx(4.655, abs=0.001)
    assert anchors["Gullhaugveien omsorgsboliger"].per_place is None
    assert nation.by_age("hjemmetjeneste")["80-89"]["om_lag_2017"].value == 4.3
    assert nation.by_age("institusjon")["90+"]["2010"].value == 11945.0
