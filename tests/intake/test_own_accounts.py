"""Own accounts in place of estimates: frames, lines, balance, loans, assets and unit costs equal the files, and refusals in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldip.binding.reading import plan_of_contents
from ldip.intake.accounts import account_lines, accounts_csv
from ldip.intake.own_figures import Proposal, proposed
from ldip.intake.own_terms import Choices, Upload
from ldip.plan.document import Plan
from ldip.plan.edits import apply
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.simulation.simulate import simulate
from ldip.sources.kostra import Record
from ldip.sources.kostra_accounts import statements
from ldip.statements.forms import form
from tests.intake.files import BALANCE, LEDGER_MAP, ROOT, YEAR, balance, operating, plan_files, record, upload

BOTH = (upload("0A.dat", operating()), upload("0B.dat", balance()))


@pytest.fixture(scope="module")
def made() -> Proposal:
    found = proposed(plan_files(), BOTH)
    assert not found.problems, found.problems
    return found


@pytest.fixture(scope="module")
def plan(made: Proposal) -> Plan:
    return plan_of_contents(apply(plan_files(), made.edits))


def net(plan: Plan, service: str) -> float:
    rows = [r for r in plan.table("rammer.csv", t.FrameRow).rows if r.tjeneste == service]
    return sum(r.kroner if r.art in t.EXPENDITURE else -r.kroner for r in rows)


def test_frames_are_the_accounts_of_every_function(plan: Plan) -> None:
    """Grunnskole 202 and 222 without depreciation, omsorg 253 and 257; all else in «annet», which takes what no service has."""
    thousand = {s: net(plan, s) / 1e3 for s in plan.services}
    assert thousand == {"skole": 94_000, "omsorg": 158_000 - 7_000, "annet": 93_200}
    services = [r for r in operating() if r.kontoklasse == "1" and r.kode < 800 and r.art != "590"]
    assert sum(thousand.values()) == sum(r.beloep for r in services)
    rows = plan.table("rammer.csv", t.FrameRow).rows
    assert {r.anslag for r in rows} == {False}
    assert all(r.kilde.startswith(f"KOSTRA-regnskapet {YEAR}, 0A.dat sha256 ") for r in rows)


def test_the_opening_is_the_file_and_closes(plan: Plan) -> None:
    b = plan.balance
    assert not b.anslag and "0B.dat sha256" in b.kilde
    amounts = (b.avskrivbare_anleggsmidler, b.aksjer, b.utlaan, b.laanegjeld, b.videreutlaan_gjeld, b.ubrukte_laanemidler)
    land, lent = 600 * 20 / 540, 45 * 42 / 40  # the proportions of the plan's estimates: land to property, the debt to the loans
    assert amounts == pytest.approx((600 - land, 20, 45, 320 - lent, lent, 7), abs=0.001)
    assert sum(b.disposisjonsfond.values()) == pytest.approx(36)
    bank = float(simulate(plan).series("bankinnskudd_ib")[0])
    assert bank == pytest.approx(BALANCE[10] * 1e3)  # what is left when all else is the file's own
    assert sum(r.bokfoert * SCALE[r.enhet] for r in plan.table("anlegg.csv", t.AssetRow).rows) == pytest.approx(
        (600 - land) * 1e6, abs=1000.0
    )


def test_loans_add_up_to_the_debt_and_repay_what_the_accounts_did(plan: Plan) -> None:
    rows = plan.table("laan.csv", t.LoanRow).rows
    assert sum(r.saldo * SCALE[r.enhet] for r in rows) == pytest.approx((320 - 45 * 42 / 40) * 1e6, abs=1.0)
    certificate = next(r for r in rows if r.sertifikat)
    assert (certificate.saldo, certificate.type, certificate.forfaller) == (40, "avdragsfritt", 2026)
    paid = sum(r.saldo / r.restloepetid for r in rows if not r.sertifikat)
    assert paid == pytest.approx(12.5, rel=0.005)  # 870.510 of the accounts; terms are rounded to a tenth of a year
    assert all(r.anslag for r in rows)  # the terms are still estimates


def test_annuities_repay_what_the_accounts_did_as_well() -> None:
    files = plan_files()
    rows = [
        line + (";type" if i == 1 else ";annuitet" if i > 1 else "")
        for i, line in enumerate(files["laan.csv"].decode().splitlines())
    ]
    files["laan.csv"] = ("\n".join(rows) + "\n").encode()
    closing = [
        *BOTH[:1],
        upload("0B.dat", [r for r in balance() if r.kode not in (431, 453)] + [record("0B", "2", 453, 0, -320_000)]),
    ]
    after = plan_of_contents(apply(files, proposed(files, closing).edits))
    paid = float(simulate(after, keep=("laan_avdrag_planlagt",)).series("laan_avdrag_planlagt")[0].sum())
    assert paid == pytest.approx(12.5e6, rel=0.01)


def test_equipment_has_its_own_chapter(plan: Plan) -> None:
    booked = {r.klasse: r.bokfoert for r in plan.table("anlegg.csv", t.AssetRow).rows}
    assert booked["utstyr"] == 40
    assert booked["bygg"] / booked["ledningsnett"] == pytest.approx(420 / 70, rel=1e-4)


def test_the_unit_cost_is_the_frame_over_the_users(plan: Plan) -> None:
    run = simulate(plan, keep=("kostnadsbrukere_aapning", "deflator_vekst"))
    growth = 1.0 + float(run.series("deflator_vekst")[0])
    users = dict(zip(run.ids("tjeneste"), run.series("kostnadsbrukere_aapning")[0], strict=True))
    for service in ("skole", "omsorg"):
        expected = net(plan, service) * growth / users[service]
        assert plan.services[service].enhetskostnad.kroner == pytest.approx(expected, abs=0.5)
    assert "÷ 400 brukere" in plan.services["skole"].enhetskostnad.kilde


def test_income_outside_the_services_is_the_accounts_in_the_plans_prices(plan: Plan) -> None:
    """Property tax 9,0, the integration grant 12,0 and dividends 1,5 million, times the deflator of 2026."""
    growth = 1.0 + float(simulate(plan, keep=("deflator_vekst",)).series("deflator_vekst")[0])
    income, finance = plan.income, plan.finance
    found = [income.eiendomsskatt, income.andre_skatteinntekter, income.andre_generelle_driftsinntekter, finance.utbytter]
    assert [f.at(2026) for f in found] == pytest.approx([9e6 * growth, 0.0, 12e6 * growth, 1.5e6 * growth], abs=100)
    assert not any(f.anslag for f in found) and "× 1,0340 (deflator til 2026-kroner)" in income.eiendomsskatt.kilde


def test_real_figures_of_the_plan_stay() -> None:
    files = plan_files()
    service, income = files["tjenester/skole.toml"].decode(), files["inntekter.toml"].decode()
    at = service.index("[enhetskostnad]")
    files["tjenester/skole.toml"] = (service[:at] + service[at:].replace("anslag = true", "anslag = false", 1)).encode()
    at = income.index("[eiendomsskatt]")
    files["inntekter.toml"] = (income[:at] + income[at:].replace("anslag = true", "anslag = false", 1)).encode()
    after = plan_of_contents(apply(files, proposed(files, BOTH).edits))
    before = plan_of_contents(files)
    assert after.services["skole"].enhetskostnad == before.services["skole"].enhetskostnad
    assert after.services["omsorg"].enhetskostnad != before.services["omsorg"].enhetskostnad
    assert after.income.eiendomsskatt == before.income.eiendomsskatt


def test_real_loans_and_assets_stay_and_must_fit() -> None:
    files = plan_files()
    files["laan.csv"] = files["laan.csv"].replace(b"0,40;ja", b"0,40;nei")  # KBN flytende, 200 million
    rows = plan_of_contents(apply(files, proposed(files, BOTH).edits)).table("laan.csv", t.LoanRow).rows
    assert [(r.id, round(r.saldo, 3)) for r in rows] == [("kbn-1", 200.0), ("kbn-2", 32.75), ("sertifikatlaan", 40.0)]
    files["laan.csv"] = files["laan.csv"].replace(
        b"kbn-2;KBN fast til 2029;100;mill. kr;20;fast;3,10;2029;0,45;ja;Oppdiktet\n", b""
    )
    rows = plan_of_contents(apply(files, proposed(files, BOTH).edits)).table("laan.csv", t.LoanRow).rows
    rest = next(r for r in rows if r.id == "rest-mot-balansen")
    assert rest.saldo == 32.75 and rest.anslag
    files["laan.csv"] = files["laan.csv"].replace(b";200;mill. kr", b";300;mill. kr")
    wrong = proposed(files, BOTH)
    assert not wrong.edits and "radene som ikke er anslag, stemmer ikke med balansen" in str(wrong.problems[0])


def test_a_service_that_was_only_a_frame_goes_with_it() -> None:
    """A first plan takes depreciation out by a service of its own; own accounts have none of it (function 860)."""
    files = plan_files()
    files["tjenester/avskrivninger.toml"] = (
        'navn = "Motpost avskrivninger"\nbemanning_foelger = "kapasitet"\ntelledato = "aarssnitt"\nkilde = "Anslått"\nanslag = true\n'
        'bruksrate = []\n[enhetskostnad]\nbeloep = 0\nenhet = "kr"\npriser = "2026-kroner"\nkilde = "Ingen brukere"\n'
    ).encode()
    files["rammer.csv"] += "avskrivninger;kjoep;-6;mill. kr;løpende;ja;Anslått\n".encode()
    found = proposed(files, BOTH)
    after = apply(files, found.edits)
    assert "tjenester/avskrivninger.toml" not in after and b"avskrivninger" not in after["rammer.csv"]
    assert any("Motpost avskrivninger" in x for x in found.told)
    held = files | {"tiltak.csv": files["tiltak.csv"] + b"x;Navn;avskrivninger;varig;2027;nei;0;mill. kr;2026-kroner;ja;Antatt\n"}
    assert plan_of_contents(held) and "tjenester/avskrivninger.toml" in apply(held, proposed(held, BOTH).edits)


def test_last_years_lines_are_written_once_each(plan: Plan) -> None:
    rows = plan.table("regnskap.csv", t.EarlierRow).rows
    assert len({r.linje for r in rows}) == len(rows)
    forms = {line.steg for name in ("5-6", "5-5") for line in form(name).linjer if not line.sum}
    assert {r.linje for r in rows} == forms
    kroner = {r.linje: r.kroner for r in rows}
    assert (kroner["overfoering_til_investering"], kroner["avdrag_paa_laan"], kroner["bruk_av_laan"]) == (2.5e6, 12.5e6, 37.5e6)


def test_a_transfer_that_the_two_statements_disagree_on_is_told() -> None:
    """570 in operations and 970 in investment are one line (§§ 5-5 and 5-6)."""
    rows = [record("0A", "1", 880, 570, 4_100), record("0A", "0", 880, 970, -3_900)]
    lines, unequal = account_lines(statements(rows))
    assert lines["overfoering_til_investering"] == 4_100e3
    assert [(u.line, u.first, u.second) for u in unequal] == [("overfoering_til_investering", 4_100e3, 3_900e3)]
    assert accounts_csv(statements(rows), YEAR).count("\noverfoering_til_investering;") == 1
    within = [rows[0], replace(rows[1], beloep=-4_080)]
    assert account_lines(statements(within))[1] == ()  # the tolerance of control 140 is 30
    told = proposed(plan_files(), (upload("0A.dat", [*operating(), *_moved(700)]),)).told
    assert any("Overføring til investering" in t and "3\u00a0200" in t and "2\u00a0500" in t for t in told)


def _moved(amount: int) -> list[Record]:
    """More transferred from operations than investment says, against the fund, so that each account still closes."""
    return [record("0A", "1", 899, 570, amount), record("0A", "1", 899, 940, -amount)]


def test_comments_and_other_years_stay() -> None:
    files = plan_files() | {
        "regnskap.csv": (
            "# Egne ord\nlinje;aar;kolonne;beloep;enhet;priser;anslag;kilde\n"
            "rammetilskudd;2024;regnskap;150;mill. kr;løpende;nei;Årsregnskapet\n"
            "rammetilskudd;2025;budsjett;155;mill. kr;løpende;nei;Budsjettet\n"
            "rammetilskudd;2025;regnskap;159;mill. kr;løpende;ja;Gjettet\n"
        ).encode()
    }
    found = proposed(files, BOTH)
    after = apply(files, found.edits)
    text = after["regnskap.csv"].decode()
    assert text.startswith("# Egne ord\n") and ";2024;regnskap;150;" in text and ";2025;budsjett;155;" in text
    assert "rammetilskudd;2025;regnskap;160;mill. kr;løpende;nei;KOSTRA-regnskapet 2025" in text
    assert "det som ikke er fordringer, premieavvik" in after["balanse.toml"].decode()
    again = proposed(after, BOTH)
    assert apply(after, again.edits) == after  # the same files once more change nothing


def test_what_kostra_does_not_set_apart_is_asked_or_kept() -> None:
    asked = proposed(plan_files(), BOTH, Choices(land=35.0, on_lending=44.5))
    b = plan_of_contents(apply(plan_files(), asked.edits)).balance
    assert (b.tomter, b.videreutlaan_gjeld, b.laanegjeld, b.avskrivbare_anleggsmidler) == (35, 44.5, 275.5, 565)
    assert "oppgitt" in b.kilde and not any("Tomter" in x for x in asked.told)
    rough = proposed(plan_files(), BOTH).told
    assert any(x.startswith("Tomter") and "som anslag: 22,222 mill. kr" in x for x in rough)
    files = plan_files()
    files["balanse.toml"] = files["balanse.toml"].replace(b"anslag = true", b"anslag = false")
    real = proposed(files, BOTH)
    assert any(x.startswith("Tomter") and "20,000 mill. kr er beholdt" in x for x in real.told)
    assert plan_of_contents(apply(files, real.edits)).balance.videreutlaan_gjeld == 42
    wrong = proposed(plan_files(), BOTH, Choices(land=700.0)).problems
    assert [p.key for p in wrong] == ["avskrivbare_anleggsmidler"] and "oppgi tomter" in wrong[0].hint


def test_accounts_alone_leave_the_balance() -> None:
    found = proposed(plan_files(), BOTH[:1])
    income = {"inntekter.toml", "finans.toml"}
    assert {e.fil for e in found.edits} == {
        "rammer.csv",
        "regnskap.csv",
        "tjenester/skole.toml",
        "tjenester/omsorg.toml",
    } | income
    assert any("ikke balanse" in x for x in found.told)
    only = proposed(plan_files(), BOTH[1:])
    assert {e.fil for e in only.edits} == {"balanse.toml", "laan.csv", "anlegg.csv"}


SPLIT = ROOT / "examples" / "solvik"


def test_a_sector_of_several_services_is_shared_and_stays_an_estimate() -> None:
    """Solvik splits care in three; 257 goes to home services, 253 to institutions, and the housing that no function is for goes."""
    files = plan_files(SPLIT)
    found = proposed(files, BOTH[:1])
    assert not found.problems, found.problems
    plan = plan_of_contents(apply(files, found.edits))
    assert (net(plan, "hjemmetjeneste"), net(plan, "omsorg")) == (70e6, 81e6)
    assert any("Bolig" in x and "tatt ut" in x for x in found.told)
    services = [r for r in operating() if r.kontoklasse == "1" and r.kode < 800 and r.art != "590"]
    private = 20e6  # grants to private kindergartens, which the plan computes
    assert sum(net(plan, s) for s in plan.services) == pytest.approx(sum(r.beloep for r in services) * 1e3 - private)


def test_shares_by_the_frames_that_are_there() -> None:
    files = plan_files()
    files["tjenester/omsorg-b.toml"] = files["tjenester/omsorg.toml"].replace(b"Pleie og omsorg", b"Omsorg B")
    files["tjenester/omsorg-a.toml"] = files.pop("tjenester/omsorg.toml")
    for name in [n for n, raw in files.items() if b"omsorg" in raw and n != "rammer.csv"]:
        files[name] = files[name].replace(b'"omsorg"', b'"omsorg-a"').replace(b";omsorg;", b";omsorg-a;")
    files["rammer.csv"] = (
        files["rammer.csv"].replace(b"omsorg;", b"omsorg-a;") + "omsorg-b;loenn;330;mill. kr;løpende;ja;Anslått\n".encode()
    )
    found = proposed(files, BOTH[:1])
    assert not found.problems, found.problems
    rows = {(r.tjeneste, r.art): r for r in plan_of_contents(apply(files, found.edits)).table("rammer.csv", t.FrameRow).rows}
    assert (rows["omsorg-a", "loenn"].kroner, rows["omsorg-b", "loenn"].kroner) == (30e6, 90e6)  # 110 to 330
    assert rows["omsorg-a", "loenn"].anslag and "delt mellom tjenestene" in rows["omsorg-a", "loenn"].kilde
    assert any("Omsorg B" in x and "anslag" in x for x in found.told)


def test_an_own_map_and_functions_without_a_service() -> None:
    own = Upload("kart.csv", b"funksjon;tjeneste\n345;skole\n", "tjenestekart")
    after = plan_of_contents(apply(plan_files(), proposed(plan_files(), (*BOTH, own)).edits))
    assert net(after, "skole") == 94e6 - 5e6
    unknown = Upload("kart.csv", b"funksjon;tjeneste\n345;vann\n", "tjenestekart")
    assert "kart.csv: tjeneste: tjenesten finnes ikke i planen (verdi: vann)" in refused(*BOTH, unknown)
    files = {n: raw.replace(b"annet", b"resten") for n, raw in plan_files().items()}
    files["tjenester/resten.toml"] = files.pop("tjenester/annet.toml")
    found = proposed(files, BOTH)
    assert not found.edits
    assert any(p.key == "funksjon 120" and p.value == "38,000 mill. kr" and p.file == "0A.dat" for p in found.problems)


def test_grants_to_private_kindergartens_are_computed_and_left_out() -> None:
    files = plan_files(SPLIT)
    service = files["tjenester/barnehage.toml"].decode()
    assert "[privat]" in service
    found = proposed(files, BOTH[:1])
    plan = plan_of_contents(apply(files, found.edits))
    rows = [r for r in plan.table("rammer.csv", t.FrameRow).rows if r.tjeneste == "barnehage"]
    assert {r.art for r in rows} == {"loenn", "sosiale", "brukerbetalinger"}
    assert any("private barnehager" in x and "20,000 mill. kr" in x for x in found.told)


def test_a_ledger_is_the_same_as_the_file_of_kostra(plan: Plan) -> None:
    kinds = {"1": "D", "0": "I"}
    lines = [f"{kinds[r.kontoklasse]};{r.art};{r.kode};{r.beloep * 1000:.2f}".replace(".", ",") for r in operating()]
    text = "\n".join(["Klasse;Art;Funksjon;Beløp", *lines, "Sum;;;0", ""])
    ledger, columns = Upload("saldo.csv", text.encode(), "saldoliste"), Upload("kart.toml", LEDGER_MAP.encode(), "kart")
    found = proposed(plan_files(), (ledger, columns, BOTH[1]))
    assert not found.problems, found.problems
    after = plan_of_contents(apply(plan_files(), found.edits))
    assert {s: net(after, s) for s in after.services} == {s: net(plan, s) for s in plan.services}
    assert after.table("rammer.csv", t.FrameRow).rows[0].kilde.startswith("Regnskapet 2025, saldo.csv sha256 ")
    later = Upload("kart.toml", LEDGER_MAP.replace("2025", "2023").encode(), "kart")
    assert "et annet år enn planens (verdi: 2023)" in refused(ledger, later)


def refused(*uploads: Upload) -> str:
    files = plan_files()
    found = proposed(files, uploads)
    assert found.problems and not found.edits and not found.rows
    return "\n".join(str(p) for p in found.problems)


YEARS = upload("0A.dat", operating(), aargang=2024)
TOWNS = upload("0B.dat", balance(), region="320300")
REFUSED = [
    ((YEARS,), ["et annet år", "2024", "planen begynner i 2026 og står på regnskapet for 2025"]),
    ((BOTH[0], TOWNS), ["flere kommuner", "3203 (0B.dat), 3222 (0A.dat)"]),
    ((TOWNS,), ["en annen kommune", "3203", "hadde nummer 3222 i 2025"]),
    ((BOTH[0], Upload("kopi.dat", BOTH[0].raw, "kostra")), ["kopi.dat", "er den samme filen", "0A.dat"]),
    ((upload("0A.dat", [*operating(), operating()[0]]),), ["kontroll 015", "funksjon 202 art 010", "linje 1"]),
    ((BOTH[1], upload("b2.dat", [*balance()[:1]])), ["kapittel 27 sektor 000", "linje 1 i 0B.dat"]),
    ((upload("0A.dat", operating(), kvartal="3"),), ["kvartalstall", "3"]),
    ((upload("0M.dat", operating(), skjema="0M", kontoklasse="3"),), ["0M", "planen gjelder kommunekassen: bruk skjema 0A"]),
    ((upload("0A.dat", operating()[1:]),), ["kontroll 110", "driftsregnskapet går i null", "avvik −60\u00a0000 tusen kr"]),
    ((upload("0B.dat", balance()[1:]),), ["kontroll 125", "balansen går i null"]),
    ((Upload("0A.dat", b"", "kostra"),), ["filen er tom"]),
    ((Upload("0A.dat", b"tull\n", "kostra"),), ["er 4 tegn, skal være 48"]),
    ((Upload("saldo.csv", b"Konto;Beloep\n1;2\n", "saldoliste"),), ["har ikke noe kart"]),
    ((), ["ingen filer"]),
]


@pytest.mark.parametrize(("uploads", "words"), REFUSED, ids=[w[0][:30] for _, w in REFUSED])
def test_refusals_in_words(uploads: tuple[Upload, ...], words: list[str]) -> None:
    text = refused(*uploads)
    for word in words:
        assert word in text, text


def test_every_refusal_at_once() -> None:
    text = refused(YEARS, TOWNS, Upload("tom.dat", b" ", "kostra"))
    assert "filen er tom" in text
    text = refused(YEARS, TOWNS)
    assert "et annet år" in text and "flere kommuner" in text
