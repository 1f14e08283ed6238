"""A plan with a shielded project: Nordvik with two more schools that count alike in every total, so that the shield holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.web.conftest import plan_files

SECRET: Final = "skole-nord"
YEARS: Final = (2026, 2027, 2028)
Amounts = Mapping[str, tuple[float, ...]]  # kroner by project and year of YEARS
SPENT: Final[Amounts] = {
    SECRET: (14e6, 70e6, 56e6),
    "skole-vest": (22e6, 44e6, 44e6),
    "skole-oest": (13e6, 42e6, 35e6),
}
# The same sums by year, and other amounts: nothing that is answered may differ.
TWIN: Final[Amounts] = {
    SECRET: (24e6, 40e6, 30e6),
    "skole-vest": (17e6, 59e6, 55e6),
    "skole-oest": (8e6, 57e6, 50e6),
}
MARK: Final = "skjermet = true\n"


def file_of(project: str) -> str:
    return f"prosjekter/{project}.toml"


def school(project: str, spent: tuple[float, ...], shield: bool = False) -> bytes:
    """Nordvik's school with other amounts, in kroner by year."""
    text, cost = plan_files()[file_of(SECRET)].decode(), sum(spent)
    shares = ", ".join(f"{y} = {v / cost!r}" for y, v in zip(YEARS, spent, strict=True))
    text = text.replace("Ny skole på Nordbyen", project).replace("2026 = 0.1, 2027 = 0.5, 2028 = 0.4", shares)
    return (
        text.replace("beloep = 140\n", f"beloep = {cost / 1e6!r}\n").replace("sektor =", MARK * shield + "sektor =", 1).encode()
    )


def shielded_files(spent: Amounts = SPENT, secret: str = SECRET) -> dict[str, bytes]:
    """The plan's files with the given amounts; each project's cost is uncertain."""
    files = plan_files()
    return {**files, **{file_of(i): school(i, v, i == secret) for i, v in spent.items()}}
