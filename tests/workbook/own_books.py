"""Foreign workbooks as municipalities make them: projects by sector with sums, frames, loans and population, in two layouts."""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SECTORS = {
    "OPPVEKST": ["Ny skole på Nordbyen", "Rehabilitering Sentrum skole", "Uteområder skoler", "Ny barnehage Øvrebø", "Inventar skoler",
                 "Digitale læremidler", "Svømmehall ved ungdomsskolen", "Solskjerming barnehager", "Ventilasjon Lia skole"],
    "HELSE OG OMSORG": ["Nytt sykehjem 60 plasser", "Omsorgsboliger Tunet", "Velferdsteknologi", "Biler hjemmetjenesten",
                        "Legevakt, ombygging", "Dagsenter demens", "Medisinsk utstyr", "Bofellesskap Åsveien"],
    "TEKNISK": ["Gang- og sykkelveg Fv. 40", "Asfaltering", "Brannstasjon", "Lastebil drift", "Gatelys LED", "Parkeringsanlegg sentrum",
                "Bru over Storelva", "ENØK-tiltak bygg", "Ladeanlegg", "Kaianlegg"],
    "VANN OG AVLØP": ["Fornyelse av ledningsnett", "Renseanlegg Neset", "Høydebasseng Åsen", "Pumpestasjoner", "Vannmålere",
                      "Overføringsledning øst", "Slamavskiller"],
    "KULTUR OG IDRETT": ["Idrettshall Vestre", "Kunstgressbane", "Bibliotek, ombygging", "Kulturskole lokaler", "Skileikanlegg",
                         "Turløyper", "Kirke, tak"],
    "STAB": ["IKT-plattform", "Rådhuset, rehabilitering", "Datasenter", "Sikkerhetskopi", "Møterom utstyr"],
}  # fmt: skip
PEOPLE = {"0 år": 40, "1–5 år": 200, "6–15 år": 400, "16–66 år": 2040, "67–79 år": 520, "80 år og eldre": 1040}


@dataclass
class Made:
    """A workbook and what it holds: project amounts in kroner by name and year, frames, loans and persons."""

    raw: bytes = b""
    projects: dict[str, dict[int, float]] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    frames: dict[str, dict[int, float]] = field(default_factory=dict)
    loans: dict[str, float] = field(default_factory=dict)
    people: dict[str, dict[int, float]] = field(default_factory=dict)
    book: Workbook = field(default_factory=Workbook)

    def saved(self) -> bytes:
        """The workbook's bytes, after changes to its cells."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def model(first: int = 2026, more: tuple[str, ...] = (), seed: int = 7) -> Made:
    """A model as an økonomiavdeling keeps it: title rows, sector groups with sums, 1000 kr beside mill. kr and kr."""
    made = Made()
    made.book.remove(made.book.active)
    _projects(made, first, more, random.Random(seed))
    _frames(made, first)
    _loans(made, first)
    _people(made, first)
    return made


def _projects(made: Made, first: int, more: tuple[str, ...], rng: random.Random) -> None:
    sheet = made.book.create_sheet(f"Investeringer {first}-{first + 9}")
    years = range(first, first + 10)
    sheet["A1"] = f"Nordvik kommune – investeringsprogram {first}–{first + 9}"
    sheet["A2"] = "Tall i 1000 kr, prisnivå 2026"
    heads = ["Nr", "Prosjekt", "Ansvar", f"Tidligere bevilget t.o.m. {first - 1}", f"Budsjett {first}", f"ØP {first + 1}"]
    heads += [*(str(y) for y in years[2:4]), *years[4:], f"Sum {first}-{first + 9}", "Mva-kompensasjon", "Tilskudd"]
    row, number, totals = 5, 100, [0.0] * 11
    _write(sheet, 4, heads)
    for sector, names in SECTORS.items():
        _write(sheet, row, [None, sector])
        row, start = row + 1, [0.0] * 11
        for name in [*names, *(m for m in more if sector == "OPPVEKST")]:
            number += 1
            values = [float(rng.randrange(0, 400) * 25) if rng.random() < 0.45 else 0.0 for _ in years]
            values[rng.randrange(0, 9)] += 500.0
            earlier = float(rng.randrange(0, 3) * 1000)
            total = sum(values)
            grant = 0.1 * (total + earlier) if "skole" in name else 0.0
            vat = 0.0 if sector == "VANN OG AVLØP" else 0.2 * (total + earlier)
            cells = [number, name, "KD", earlier or None, *(v or None for v in values), total, vat, grant or None]
            _write(sheet, row, cells)
            made.projects[name] = {y: v * 1e3 for y, v in zip(years, values, strict=True)}
            made.before[name] = earlier * 1e3
            start = [a + b for a, b in zip(start, [*values, total], strict=True)]
            row += 1
        _write(sheet, row, [None, f"Sum {sector.lower()}", None, None, *start])
        totals = [a + b for a, b in zip(totals, start, strict=True)]
        row += 2
    _write(sheet, row, [None, "Totalt investeringer", None, None, *totals])
    _write(sheet, row + 2, ["* Beløp er inkl. mva."])


def _frames(made: Made, first: int) -> None:
    sheet = made.book.create_sheet("Driftsrammer")
    sheet["A1"] = "Driftsrammer, brutto utgifter. Mill. kr, løpende priser"
    years = range(first - 1, first + 4)
    _write(sheet, 3, ["Tjenesteområde", f"Budsjett {first - 1}", *(f"Ramme {y}" for y in years[1:])])
    growth = 1.0 + 0.03 * (first - 2026)
    bases = {"Skole og SFO": 88.0, "Pleie og omsorg": 166.5, "Fellesutgifter": 151.25}
    rows = {n: [round(b * growth * (1 + 0.03 * k), 2) for k in range(5)] for n, b in bases.items()}
    for i, (name, values) in enumerate(rows.items()):
        _write(sheet, 4 + i, [name, *values])
        made.frames[name] = {y: v * 1e6 for y, v in zip(years, values, strict=True)}
    _write(sheet, 7, ["Sum rammer", *(round(sum(v), 2) for v in zip(*rows.values(), strict=True))])


def _loans(made: Made, first: int) -> None:
    sheet = made.book.create_sheet("Låneportefølje")
    sheet["B1"] = f"Lån per 31.12.{first - 1}, kroner"
    _write(
        sheet,
        3,
        [None, "Långiver og nummer", f"Restgjeld 31.12.{first - 1}", "Rente", "Type rente", "Rentebinding til", "Løpetid (år)"],
    )
    rows = [
        ("KBN 20150123", 120_500_000.55, 4.62, "Flytende", None, 25),
        ("KBN 20180456", 95_250_000.0, 2.95, "Fast", dt.date(2031, 6, 1), 22),
        ("Husbanken 14-22", 33_333_333.33, 3.1, "Fast", dt.date(2029, 3, 1), 12.5),
        ("Kommunekreditt 77", 41_000_000.0, 4.7, "P.t.-vilkår", None, 18),
    ]
    for i, values in enumerate(rows):
        _write(sheet, 4 + i, [None, *values])
        made.loans[values[0]] = values[1]
    _write(sheet, 8, [None, "Sum lån", sum(r[1] for r in rows)])


def _people(made: Made, first: int) -> None:
    sheet = made.book.create_sheet("Folketall")
    sheet["A1"] = "Befolkning 1. januar etter alder (SSB hovedalternativet)"
    years = range(first, first + 8)
    _write(sheet, 3, ["Alder", *years])
    for i, (name, base) in enumerate(PEOPLE.items()):
        values = [base + k * (i - 2) for k in range(first - 2026, first - 2026 + 8)]
        _write(sheet, 4 + i, [name, *values])
        made.people[name] = dict(zip(years, map(float, values), strict=True))
    _write(sheet, 4 + len(PEOPLE), ["I alt", *(sum(v[y] for v in made.people.values()) for y in years)])


def error_value(sheet: Worksheet) -> None:
    """Put an error in F7 of the projects, an amount of a year."""
    sheet["F7"] = "#REF!"
    sheet["F7"].data_type = "e"


def wrong_sum(sheet: Worksheet) -> None:
    """Change E15 of the projects, the sum of the first sector, by the last digit it is typed with."""
    sheet["E15"] = sheet["E15"].value + 1


def other(first: int = 2026) -> Made:
    """Another municipality's: kroner, years in two header rows with expenditure and grants, sums above the groups, a column of
    areas, and a list of loans with a loan in each column."""
    made = Made()
    sheet = made.book.active
    sheet.title = "Plan"
    years = range(first, first + 6)
    sheet["C2"] = "Alle beløp i hele kroner, løpende priser"
    _write(sheet, 4, [None, None, None, *(c for y in years for c in (f"År {y}", None))])
    _write(sheet, 5, ["Id", "Tiltak", "Område", *(["Utgift", "Tilskudd"] * 6)])
    for k in range(6):
        sheet.merge_cells(start_row=4, end_row=4, start_column=4 + 2 * k, end_column=5 + 2 * k)
    row, rng = 6, random.Random(3)
    for area, names in {"Skole": ["Ny skole på Nordbyen", "Lekeplasser"], "Vei": ["Tunnel", "Asfalt", "Rundkjøring"]}.items():
        at, sums, row = row, [0.0] * 6, row + 1
        for name in names:
            values = [float(rng.randrange(1, 9_999_999)) + 0.25 for _ in years]
            _write(sheet, row, [None, name, area, *(c for v in values for c in (v, 0))])
            made.projects[name] = dict(zip(years, values, strict=True))
            sums = [a + b for a, b in zip(sums, values, strict=True)]
            row += 1
        _write(sheet, at, [None, f"{area} samlet", area, *(c for v in sums for c in (v, 0))])
    loans = made.book.create_sheet("Gjeld")
    made.loans = {"Lån A": 200_000_000.0, "Lån B": 150_000_000.0}
    rows = [
        ["Navn på lån", "Lån A", "Lån B", "Sum"],
        ["Saldo (kr)", 200_000_000.0, 150_000_000.0, 350_000_000.0],
        ["Effektiv rente", 0.0455, 0.031],
        ["Forfall", dt.date(first + 20, 1, 1), dt.date(first + 10, 1, 1)],
        ["Fast/flytende", "flytende", "fast"],
        ["Binding utløper", None, 2030],
    ]
    for i, cells in enumerate(rows):
        _write(loans, 2 + i, cells)
    return made


def _write(sheet: Worksheet, row: int, cells: list[object]) -> None:
    for column, value in enumerate(cells, 1):
        if value is not None:
            sheet.cell(row=row, column=column, value=value)
