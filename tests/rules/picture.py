"""Draw docs/guide/bilder/arkitektur.svg: the folders of src/ldip from left to right, and what flows between them.

Run with `python -m tests.rules.picture`. A test holds the file, the folders and their order against the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).resolve().parents[2] / "docs" / "guide" / "bilder" / "arkitektur.svg"
WIDTH, HEIGHT = 1180, 790
LEFT, TOP = 28, 120
BOX, PITCH = 134, 196  # the width of a box, and from one column to the next
TALL, ROW = 72, 104  # the height of a box, and from one row to the next
INK, SOFT, LINE = "#1d2733", "#4a5866", "#6b7a88"
FILES, PLAN, MODEL, RUN, OUT = "#e9edf1", "#fdf0c8", "#dcefe0", "#dbe8fa", "#f0e1f5"
STAGES: Final = ("assumptions", "demography", "investments", "services", "operations", "finance")


@dataclass(frozen=True)
class Box:
    """A folder: its place, and what it does in a few words."""

    name: str
    column: int
    row: int
    colour: str
    lines: tuple[str, ...]
    rows: int = 1

    @property
    def x(self) -> int:
        return LEFT + self.column * PITCH

    @property
    def right(self) -> int:
        return self.x + BOX

    @property
    def centre(self) -> int:
        return self.x + BOX // 2

    @property
    def y(self) -> int:
        return TOP + self.row * ROW

    @property
    def height(self) -> int:
        return TALL + (self.rows - 1) * ROW

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> int:
        return self.y + TALL // 2


STEPS: Final = Box("", 1, 0, MODEL, (), 2)  # holds the six stages
BOXES: Final = {
    b.name: b
    for b in (
        Box("engine", 0, 0, MODEL, ("kjører steg, kjenner", "ingen kommune")),
        Box("tabular", 0, 1, FILES, ("andres filer blir", "tabeller med typer")),
        Box("parameters", 0, 2, FILES, ("satser og kodelister", "for hvert år")),
        Box("plan", 0, 3, PLAN, ("skjema, kontroller", "og endringer")),
        Box("sources", 0, 4, FILES, ("leser SSB, KOSTRA", "og regneark")),
        Box("pack", 0, 5, FILES, ("åpne tall for landet", "og alle kommuner")),
        Box("estimates", 1, 5, MODEL, ("anslag, hvert med", "sin utledning")),
        Box("workbook", 3, 4, PLAN, ("planen som regneark,", "ut og inn")),
        Box("rolling", 3, 5, PLAN, ("planen flyttet", "til neste år")),
        Box("firstplan", 4, 5, PLAN, ("en første plan", "for en kommune")),
        Box("model", 2, 0, MODEL, ("alle steg, i", "rekkefølge")),
        Box("statements", 2, 1, MODEL, ("oppstillinger", "og måltall")),
        Box("binding", 2, 2, PLAN, ("planen og satsene", "som tallrekker")),
        Box(
            "simulation",
            3,
            0,
            RUN,
            ("kjører planen år", "for år, alle tilfeller", "samtidig", "", "forklarer hvert tall", "ned til planlinjen"),
            3,
        ),
        Box("uncertainty", 3, 3, RUN, ("trekninger, sjanser,", "etterprøving")),
        Box("national", 4, 0, RUN, ("inntektssystemet", "for alle kommuner")),
        Box("compare", 4, 1, RUN, ("to planer, grep", "og stress")),
        Box("intake", 4, 4, PLAN, ("andres tall, klare", "for planen")),
        Box("forms", 5, 0, PLAN, ("skjemaer som blir", "endringer av planen")),
        Box("publish", 5, 1, OUT, ("tabeller, figurer", "og filer")),
        Box("web", 5, 2, OUT, ("programmet i nett-", "leseren, og API")),
        Box("store", 5, 3, OUT, ("versjoner, låser", "og roller")),
        Box("cli", 5, 4, OUT, ("kommandoene",)),
    )
}


def places() -> dict[str, int]:
    """Where each folder stands from the left."""
    return {**{n: b.x for n, b in BOXES.items()}, **dict.fromkeys(STAGES, STEPS.x), "locales": 0}


def text(x: int, y: int, words: str, kind: str = "d", anchor: str = "middle") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'


def drawn(box: Box) -> list[str]:
    """A box with its name and its words."""
    parts = [f'<rect x="{box.x}" y="{box.y}" width="{BOX}" height="{box.height}" rx="8" fill="{box.colour}"/>']
    if box.name:
        parts.append(text(box.centre, box.y + 25, box.name, "n"))
    return parts + [text(box.centre, box.y + 45 + 17 * i, words) for i, words in enumerate(box.lines) if words]


def arrow(*points: tuple[int, int]) -> str:
    path = " L".join(f"{x} {y}" for x, y in points)
    return f'<path class="l" d="M{path}" marker-end="url(#a)"/>'


def between(left: Box, right: Box, words: str, y: int) -> list[str]:
    """A straight arrow from one box to the next, with what flows along it."""
    return [arrow((left.right + 3, y), (right.x - 4, y)), text((left.right + right.x) // 2, y - 7, words, "f")]


def flows() -> list[str]:
    """What flows between the folders."""
    b = BOXES
    plan, binding, run, publish, web, intake = (b[n] for n in ("plan", "binding", "simulation", "publish", "web", "intake"))
    gap, over = plan.bottom + 22, TOP - 24
    side = publish.right + 20
    low, turn = web.middle, publish.x - 26
    return [
        *between(b["engine"], STEPS, "regler", b["engine"].middle),
        *between(STEPS, b["model"], "steg", b["model"].middle),
        *between(b["model"], run, "steg", b["model"].middle),
        *between(b["pack"], b["estimates"], "tall", b["pack"].middle),
        *between(b["statements"], run, "linjer", b["statements"].middle),
        *between(b["parameters"], binding, "satser", binding.middle),
        *between(binding, run, "inndata", binding.middle),
        arrow((plan.right + 3, plan.middle), (binding.centre, plan.middle), (binding.centre, binding.bottom + 5)),
        text(plan.right + 31, plan.middle - 7, "planen", "f"),
        arrow((run.centre, b["uncertainty"].y - 3), (run.centre, run.bottom + 5)),
        text(run.centre + 9, run.bottom + 21, "trekninger", "f", "start"),
        *between(run, b["compare"], "kjøring", b["compare"].middle),
        *between(b["compare"], publish, "virkning", b["compare"].middle),
        arrow((run.right + 3, low), (turn, low), (turn, publish.bottom - 14), (publish.x - 4, publish.bottom - 14)),
        text(run.right + 31, low - 7, "alle tall", "f"),
        arrow(
            (b["engine"].centre, TOP - 3),
            (b["engine"].centre, over),
            (b["national"].centre, over),
            (b["national"].centre, TOP - 5),
        ),
        text(STEPS.centre, over - 7, "de samme stegene", "f"),
        f'<path class="l" d="M{publish.right + 3} {publish.middle} L{side} {publish.middle} L{side} {b["cli"].middle}"/>',
        arrow((side, web.middle), (web.right + 4, web.middle)),
        arrow((side, b["cli"].middle), (b["cli"].right + 4, b["cli"].middle)),
        arrow((b["store"].centre, b["store"].y - 3), (b["store"].centre, web.bottom + 5)),
        text(web.centre + 9, web.bottom + 21, "versjoner", "f", "start"),
        *between(b["sources"], intake, "", intake.middle),
        text(plan.right + 31, intake.middle - 7, "filer", "f"),
        arrow((intake.centre, intake.y - 3), (intake.centre, gap), (plan.centre, gap), (plan.centre, plan.bottom + 5)),
        text(STEPS.centre, gap - 6, "endringer av planen", "f"),
    ]


def picture() -> str:
    """The whole picture."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">',
        "<title>Mappene i src/ldip, og det som går mellom dem</title>",
        f'<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{LINE}"/></marker></defs>',
        "<style>text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}"
        f".t{{font-size:19px;font-weight:600;fill:{INK}}}.n{{font-size:16px;font-weight:600;fill:{INK}}}"
        f".d{{font-size:13px;fill:{SOFT}}}.f{{font-size:13px;font-style:italic;fill:{SOFT}}}"
        f".l{{fill:none;stroke:{LINE};stroke-width:1.6}}</style>",
        f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="14" fill="#ffffff" stroke="#d5dbe1"/>',
        text(LEFT, 38, "src/ldip: hva mappene gjør, og hva som går mellom dem", "t", "start"),
        text(LEFT, 62, "En mappe importerer bare det som står til venstre for den, eller i samme spalte.", "d", "start"),
    ]
    for box in (STEPS, *BOXES.values()):
        parts += drawn(box)
    parts += [text(STEPS.centre, STEPS.y + 25 + 27 * i, name, "n") for i, name in enumerate(STAGES)]
    parts += [text(STEPS.centre, STEPS.bottom + 18, "bare numpy og engine")]
    bar = TOP + 5 * ROW - 8
    parts += [*flows(), f'<rect x="{LEFT}" y="{bar}" width="{WIDTH - 2 * LEFT - 10}" height="40" rx="8" fill="{FILES}"/>']
    parts += [text(LEFT + 14, bar + 26, "locales", "n", "start")]
    parts += [
        text(
            LEFT + 84,
            bar + 26,
            "ord på bokmål, nynorsk og engelsk. Alle mapper bruker dem, og errors, glossary og version.",
            "d",
            "start",
        )
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(picture(), encoding="utf-8")
