"""Around the versions: signed locks, budget revisions, roles and comments."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from ldip.errors import SourceError
from ldip.plan.schema import tables as t
from ldip.store import audit, keys
from ldip.store.budget import Revision, lines_of, revise
from ldip.store.database import Store
from ldip.store.locks import holds, lock, locks_of
from ldip.store.members import add_user, comment, comments_of, grant, resolve, revoke, roles_of
from ldip.store.schema import Membership, User
from ldip.store.versions import (
    StaleEditError,
    branch_of,
    changes_between,
    commit,
    contents_of,
    create_plan,
    folder_contents,
    plan_of,
)

NORDVIK = folder_contents(Path(__file__).resolve().parents[2] / "examples" / "nordvik")


@pytest.fixture
def first(store: Store, kari: int) -> tuple[int, int]:
    """Nordvik: plan and first version."""
    with store.session() as s:
        made = create_plan(s, "Nordvik", NORDVIK, kari, "start").version
        return made.plan_id, made.id


def test_a_lock_is_signed_and_shows_what_is_changed(store: Store, kari: int, first: tuple[int, int]) -> None:
    with store.session() as s:
        made = lock(s, first[1], "kommunedirektoerens_forslag", kari)
        lock(s, first[1], "vedtatt", kari)
        assert [x.slag for x in locks_of(s, first[1])] == ["kommunedirektoerens_forslag", "vedtatt"]
        assert holds(s, made)
        own, s.info[audit.RING] = s.info[audit.RING], keys.new_ring(None)
        assert not holds(s, made), "the key of another store"
        s.info[audit.RING] = own
        with pytest.raises(SourceError, match="alt låst slik"):
            lock(s, first[1], "vedtatt", kari)
    with store.session() as s:
        s.execute(text("UPDATE laas SET bruker_id = bruker_id, slag = 'formannskapets_innstilling' WHERE slag = 'vedtatt'"))
    with store.session() as s:
        assert [holds(s, x) for x in locks_of(s, first[1])] == [True, False]
        s.execute(
            text("UPDATE innhold SET bytes = :b WHERE sha256 IN (SELECT sha256 FROM versjonsfil WHERE sti = 'plan.toml')"),
            {"b": b"x"},
        )
    with store.session() as s:
        assert not holds(s, locks_of(s, first[1])[0]), "the content is no longer what was signed"


def test_a_version_with_problems_cannot_be_locked(store: Store, kari: int, first: tuple[int, int]) -> None:
    with store.session() as s:
        branch = branch_of(s, first[0])
        broken = commit(s, branch, first[1], {"laan.csv": None}, kari, "uten lån").version
        assert broken.feil > 0
        with pytest.raises(SourceError, match=rf"{broken.feil} feil"):
            lock(s, broken.id, "vedtatt", kari)


def test_a_budget_revision_changes_the_lines_and_nothing_else(store: Store, kari: int, first: tuple[int, int]) -> None:
    with store.session() as s:
        branch = branch_of(s, first[0])
        lines = [
            Revision("loennsutgifter_rammer", 2026, 245.5e6, prognose=246.1e6, regnskap=80.2e6, begrunnelse="Lønnsoppgjøret"),
            Revision("utbytter", 2026, 2.25e6, begrunnelse="Kraftselskapet; vedtak i juni"),
        ]
        done = revise(s, branch, first[1], lines, kari, "1. økonomimelding")
        assert done.version.slag == "budsjettendring" and done.version.feil == 0
        assert changes_between(s, first[1], done.version.id) == {"vedtatt.csv": "endret"}
        kept = lines_of(s, done.version.id)
        assert [(x.linje, x.opprinnelig, x.revidert, x.prognose, x.regnskap) for x in kept] == [
            ("loennsutgifter_rammer", 243e6, 245.5e6, 246.1e6, 80.2e6),
            ("utbytter", None, 2.25e6, None, None),
        ]
        rows = {r.linje: r for r in plan_of(s, done.version.id).table("vedtatt.csv", t.AdoptedRow).rows}
        assert rows["loennsutgifter_rammer"].kroner == pytest.approx(245.5e6)
        assert rows["utbytter"].kroner == pytest.approx(2.25e6) and rows["utbytter"].kilde == "Kraftselskapet; vedtak i juni"
        before = NORDVIK["vedtatt.csv"].decode().splitlines()
        after = contents_of(s, done.version.id)["vedtatt.csv"].decode().splitlines()
        assert [a for a in after if a not in before] == [
            x for x in after if x.startswith(("loennsutgifter_rammer;2026", "utbytter;"))
        ]
        assert len(after) == len(before) + 1
        again = revise(s, branch, done.version.id, [Revision("utbytter", 2026, 3e6)], kari, "2. økonomimelding")
        assert lines_of(s, again.version.id)[0].opprinnelig == pytest.approx(2.25e6)


def test_a_revision_keeps_the_files_own_form(store: Store, kari: int) -> None:
    """Comma as delimiter, decimal points, an element column, and the line endings of Windows."""
    head = "linje,aar,beloep,enhet,priser,element,status,anslag,kilde"
    rows = "utbytter,2026,1.5,mill. kr,løpende,,vedtatt,ja,k\r\nloennsutgifter_rammer,2026,243,mill. kr,løpende,,vedtatt,ja,k\r\n"
    with store.session() as s:
        made = create_plan(s, "P", NORDVIK | {"vedtatt.csv": f"# topp\r\n{head}\r\n{rows}".encode()}, kari, "start").version
        change = [Revision("utbytter", 2026, 1.75e6), Revision("utbytter", 2027, 5.0)]
        done = revise(s, branch_of(s, made.plan_id), made.id, change, kari, "m")
        got = contents_of(s, done.version.id)["vedtatt.csv"].decode().split("\n")
    assert got[2] == "utbytter,2026,1.75,mill. kr,løpende,,vedtatt,ja,k\r"
    assert got[4] == "utbytter,2027,5,kr,løpende,,vedtatt,nei,Budsjettendring\r" and got[5] == ""


def test_the_amount_before_a_revision_is_read_with_its_column(store: Store, kari: int) -> None:
    """12.345 beside 1.234,5 is thousands."""
    head = "linje;aar;beloep;enhet;priser;status;anslag;kilde"
    rows = (
        "utbytter;2026;12.345;1000 kr;løpende;vedtatt;ja;k\nloennsutgifter_rammer;2026;243.000,5;1000 kr;løpende;vedtatt;ja;k\n"
    )
    with store.session() as s:
        made = create_plan(s, "P", NORDVIK | {"vedtatt.csv": f"{head}\n{rows}".encode()}, kari, "start").version
        done = revise(s, branch_of(s, made.plan_id), made.id, [Revision("utbytter", 2026, 13e6)], kari, "m")
        assert lines_of(s, done.version.id)[0].opprinnelig == 12_345_000
        alone = {"vedtatt.csv": f"{head}\n{rows.splitlines()[0]}\n".encode()}
        other = create_plan(s, "Q", NORDVIK | alone, kari, "start").version
        with pytest.raises(SourceError, match="kan leses som"):
            revise(s, branch_of(s, other.plan_id), other.id, [Revision("utbytter", 2026, 13e6)], kari, "m")


@pytest.mark.parametrize(
    "reason", ["Vedtak i juni\nmed to linjer", 'Sa «nei»; så "ja"', "# kommentar", "=1+1", 'åpent "', "a\r\nb;c\n\nd"]
)
def test_the_reason_of_a_revision_is_kept_as_written(reason: str, store: Store, kari: int, first: tuple[int, int]) -> None:
    with store.session() as s:
        done = revise(s, branch_of(s, first[0]), first[1], [Revision("utbytter", 2026, 1e6, begrunnelse=reason)], kari, "m")
        assert done.version.feil == 0
        rows = plan_of(s, done.version.id).table("vedtatt.csv", t.AdoptedRow).rows
        assert {r.kilde for r in rows if r.linje == "utbytter"} == {reason.replace("\r\n", "\n")}
        assert len(rows) == len(plan_of(s, first[1]).table("vedtatt.csv", t.AdoptedRow).rows) + 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Revision("utbyter", 2026, 1e6), "ukjent størrelse .*utbytter"),
        (Revision("loennsutgifter_rammer", 1999, 1e6), "utenfor planårene"),
        (Revision("loennsutgifter_rammer", 2026, 1e6, element="skole"), "vedtatt.csv"),
        (Revision("loennsutgifter_rammer", 2026, 245e6, begrunnelse="Kutt i vikarbruk"), "Kutt i vikarbruk.*243.mill. kr.*245"),
        (Revision("loennsutgifter_rammer", 2026, 240e6, begrunnelse="Styrking av skolen"), "Styrking"),
    ],
    ids=lambda v: v.linje if isinstance(v, Revision) else "",
)
def test_a_revision_with_errors_is_not_saved(line: Revision, words: str, store: Store, kari: int, first: tuple[int, int]) -> None:
    with store.session() as s:
        branch = branch_of(s, first[0])
        with pytest.raises(SourceError, match=words):
            revise(s, branch, first[1], [Revision("utbytter", 2026, 1e6), line], kari, "m")
        assert branch.hode_id == first[1] and lines_of(s, branch.hode_id) == []


def test_what_is_wrong_with_a_revision_is_told(store: Store, kari: int, first: tuple[int, int]) -> None:
    line = Revision("utbytter", 2026, 1.0)
    with store.session() as s:
        branch = branch_of(s, first[0])
        for lines in ([], [line, line]):
            with pytest.raises(SourceError, match="står to ganger"):
                revise(s, branch, first[1], lines, kari, "m")
        other = create_plan(s, "Uten", {"x": b""}, kari, "start").version
        with pytest.raises(SourceError, match="ingen vedtatte linjer"):
            revise(s, branch_of(s, other.plan_id), other.id, [line], kari, "m")
        poor = create_plan(s, "Fattig", {"vedtatt.csv": b"linje;aar\n"}, kari, "start").version
        with pytest.raises(SourceError, match="beloep, enhet"):
            revise(s, branch_of(s, poor.plan_id), poor.id, [line], kari, "m")
        commit(s, branch, first[1], {"vedtatt.csv": NORDVIK["vedtatt.csv"] + b"# x\n"}, kari, "annen")
        with pytest.raises(StaleEditError):
            revise(s, branch, first[1], [line], kari, "m")


def test_roles_are_given_for_a_plan_and_a_part_of_it(store: Store, kari: int, first: tuple[int, int]) -> None:
    plan = first[0]
    with store.session() as s:
        ola = add_user(s, "Ola", " OLA@kommune.no ").id
        with pytest.raises(SourceError, match="adressen er i bruk"):
            add_user(s, "Ola igjen", "ola@kommune.no")
        grant(s, plan, ola, "bidragsyter", kari, "skole")
        mine = grant(s, plan, ola, "leser", kari)
        assert grant(s, plan, ola, "leser", kari).id == mine.id
        assert roles_of(s, plan, ola) == [("bidragsyter", "skole"), ("leser", "")]
        for role, scope, said in (
            ("bidragsyter", "", "sektoren"),
            ("parti", "", "alternativet"),
            ("leser", "skole", "hele planen"),
        ):
            with pytest.raises(SourceError, match=said):
                grant(s, plan, ola, role, kari, scope)
        revoke(s, mine, kari)
        assert roles_of(s, plan, ola) == [("bidragsyter", "skole")] and s.query(Membership).count() == 1
        user = s.get(User, ola)
        assert user is not None
        user.aktiv = False
        s.flush()
        assert roles_of(s, plan, ola) == []
        assert audit.broken(s) is None


def test_comments_follow_the_versions(store: Store, kari: int, first: tuple[int, int]) -> None:
    with store.session() as s:
        asked = comment(s, first[1], "laan.csv: kbn-1", "Er marginen riktig?", kari)
        later = commit(s, branch_of(s, first[0]), first[1], {"README.md": b"ny"}, kari, "tekst").version
        answer = comment(s, later.id, "laan.csv: kbn-1", "Ja, etter avtalen.", kari, answer_to=asked.id)
        comment(s, later.id, "netto_driftsresultat/2030/basis", "Lavt", kari)
        assert [c.tekst for c in comments_of(s, later.id, "laan.csv: kbn-1")] == ["Er marginen riktig?", "Ja, etter avtalen."]
        assert [c.tekst for c in comments_of(s, first[1])] == ["Er marginen riktig?"], (
            "an old version does not see later comments"
        )
        assert len(comments_of(s, later.id)) == 3 and answer.svar_paa_id == asked.id
        resolve(s, asked, kari)
        assert comments_of(s, first[1])[0].loest
        for place, said in (("", "x"), ("laan.csv", "  ")):
            with pytest.raises(SourceError, match="er tom"):
                comment(s, later.id, place, said, kari)
