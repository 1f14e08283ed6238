"""Plans that estimate their population in each of the ways there are."""

from __future__ import annotations

from pathlib import Path

from ldip import Plan
from tests.demography.plans import changed
from tests.demography.test_plan_people import without

POP = "befolkning.toml"
HISTORY = '[historie]\nfil = "befolkning/historie.csv"\nkilde = "prøvehistorie"\n\n[folketall]\n'


def stocks(folder: Path) -> dict[tuple[str, str, int], float]:
    """Persons by zone, sex and age of the example."""
    rows = (folder / "befolkning" / "folketall.csv").read_text(encoding="utf-8").splitlines()[2:]
    found = [r.split(";") for r in rows]
    return {(z, s, int(a)): float(n) for z, s, a, n in found}


def with_history(tmp_path: Path, *edits: tuple[str, str, str], zones: bool = True) -> Plan:
    """Solvik with ten years of stocks instead of moves, in its three zones or in one."""

    def add(folder: Path) -> None:
        found = stocks(folder)
        if not zones:
            found = {("kommunen", s, a): sum(n for (_, t, b), n in found.items() if (t, b) == (s, a)) for _, s, a in found}
            rows = "".join(f"{s};{a};{n:.0f}\n" for (_, s, a), n in found.items())
            (folder / "befolkning" / "folketall.csv").write_text("kjoenn;alder;personer\n" + rows, encoding="utf-8")
            unzoned(folder)
        before = (
            (y, z, s, a, n * (1.0 + 0.02 * ((y * 7 + a * 3 + len(z)) % 11 - 6)))
            for y in range(2016, 2026)
            for (z, s, a), n in found.items()
        )
        text = "".join(f"{y};{z};{s};{a};{n:.1f}\n" for y, z, s, a, n in before)
        (folder / "befolkning" / "historie.csv").write_text("aar;sone;kjoenn;alder;personer\n" + text, encoding="utf-8")
        kept = (folder / POP).read_text(encoding="utf-8")
        for name in ("innflytting", "utflytting", *(() if zones else ("bolig", "boligtyper", "saergrupper"))):
            kept = without(kept, name)
        (folder / POP).write_text(kept, encoding="utf-8")
        for name in ("innflytting", "utflytting"):
            (folder / "befolkning" / f"{name}.csv").unlink()

    base = (
        (POP, 'flyttetidspunkt = "jevn" ', 'flyttetidspunkt = "slutt" '),
        (POP, "lokal_fruktbarhetsfaktor = 1.03", 'lokal_fruktbarhetsfaktor = "beregnet"'),
        (POP, "[folketall]\n", HISTORY),
    )
    return changed(tmp_path, "solvik", *base, *edits, more=add)


def unzoned(folder: Path) -> None:
    """Take the zones out of the example's other files."""
    (folder / "boligprogram.csv").unlink()
    buildings = (folder / "bygg.csv").read_text(encoding="utf-8")
    for zone in ("sentrum", "nord", "soer"):
        buildings = buildings.replace(f";{zone};", ";;")
    (folder / "bygg.csv").write_text(buildings, encoding="utf-8")
    project = folder / "prosjekter" / "skole-nord.toml"
    project.write_text(project.read_text(encoding="utf-8").replace('sone = "nord"\n', ""), encoding="utf-8")


def own_projection(tmp_path: Path, *edits: tuple[str, str, str]) -> Plan:
    """Solvik whose zones are raked to the municipality's own path, and its stock to the municipality's own figures."""

    def add(folder: Path) -> None:
        moves = "".join(f"{k};{a};{3.0 if 20 <= a < 30 else 0.0}\n" for k in "km" for a in range(106))
        (folder / "befolkning" / "kommune.csv").write_text("kjoenn;alder;personer\n" + moves, encoding="utf-8")
        people = "".join(f"{k};{a};{20 + a % 3}\n" for k in "km" for a in range(106))
        (folder / "befolkning" / "hele.csv").write_text("kjoenn;alder;personer\n" + people, encoding="utf-8")

    tables = "".join(
        f'[{key}]\nfil = "befolkning/{name}.csv"\nkilde = "prøve"\n\n'
        for key, name in (("kommuneflytting", "kommune"), ("folketall_kommunen", "hele"))
    )
    return changed(tmp_path, "solvik", *edits, (POP, "[bolig]\n", tables + "[bolig]\n"), more=add)
