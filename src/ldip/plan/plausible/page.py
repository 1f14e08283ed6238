"""The page of all rules and customary spans, docs/guide/rimelighet.md: written from the parameter files by `make schema`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ldip.parameters.plausible import LEVELS, Rule, Span, rules, sectors, spans
from ldip.parameters.read import known_history
from ldip.plan.plausible.caution import short

HEAD: Final = """# Rimelighet

Et rimelighetsvarsel er det en erfaren økonom ville spurt om: «Er dette riktig?» Det er ingen feil. Planen kan regnes,
lagres og vedtas med varsler, og `ldip check` og `ldip run` slutter med samme kode som uten dem.

Varslene står for seg: etter feilene i `ldip check`, etter tabellene i `ldip run`, i Forutsetninger og Oversikt i
nettleseren, som `varsler` i tall.json og JSON-API-et, og som `cautions(plan)` og `cautions(run)` i Python. Hvert
varsel har fil, linje, verdi, det som er vanlig, og kilden. `ldip check` har dem som leses av filene alene. `ldip run`
har alle.

## Godta et varsel

Er varselet forstått, godtas det med grunn i filen `rimelighet.toml` i planmappen. Regel og sted står sist i varselet.

```toml
[[godtatt]]
regel = "plasser"
sted = "barnehage"
grunn = "To år med 12 plasser for lite før den nye barnehagen åpner i august 2030; de private tar dem imens"
dato = 2026-10-15
```

Et godtatt varsel vises fortsatt, for seg, med grunnen. Slår det ikke lenger til, sier programmet fra, så listen ikke
blir stående.

## Reglene

Grensene står i `src/ldip/parameters/rimelighet.toml`. De er programmets egne valg der kilden ikke sier annet.
Tabellen er laget av filen med `make schema`; rett den der, ikke her.

| Regel | Varsler om | Grenser | Vanlig | Kilde | Trenger |
|---|---|---|---|---|---|
"""
SPANS: Final = """
## Vanlige spenn

`prosent` varsler når en verdi ligger utenfor spennet, men i det når den ganges med 100, eller deles med 100 der
enheten er andel. Felt merket «ja» prøves også mot `rate`. `tusen` prøver enkeltbeløpene mot sitt spenn på samme måte
med 1 000 og en million.

| Felt | Fra | Til | Enhet | Vekst eller rente |
|---|---|---|---|---|
"""
NATION: Final = """
## Landets nivå

Netto driftsutgift per innbygger i hele landet, kroner, SSB KOSTRA (CC BY 4.0), i
`src/ldip/parameters/kostranivaa.toml`. En tjeneste sier selv hva den sammenliknes med: `kostra = ["grunnskole"]`.
Tjenester som deler en sektor, legges sammen. Rammene er årets før planen, netto, med tilskuddet til private; nivået
er det året, eller det nærmeste som finnes. Ingen tall i en plan regnes av nivåene.

"""


def text() -> str:
    """The whole page."""
    listed = "".join(f"| {' | '.join(_rule(r))} |\n" for r in rules().values())
    kinds = ((s, unit) for kind, unit in (("prosentfelt", "prosent"), ("beloepsfelt", "kr")) for s in spans(kind))
    return HEAD + listed + SPANS + "".join(f"| {' | '.join(_span(s, unit))} |\n" for s, unit in kinds) + NATION + _nation()


def _rule(r: Rule) -> Iterator[str]:
    yield f"`{r.id}`"
    yield r.navn["nb"]
    yield ", ".join(f"{name} {short(v)}" for name, v in r.grenser.items()) + (f" ({r.enhet})" if r.grenser else "")
    yield r.vanlig["nb"]
    yield r.kilde
    yield "filene" if r.krever == "plan" else "kjøringen"


def _span(s: Span, unit: str) -> Iterator[str]:
    yield f"`{s.felt}`"
    yield short(s.minst)
    yield short(s.hoeyst)
    yield unit
    yield "ja" if s.rate else ""


def _nation() -> str:
    levels = {i: known_history(LEVELS, i, dt.date.max) for i in sectors()}
    years = [v.gjelder_fra for v in next(iter(levels.values()))]
    rows = (f"| `{i}` | {sectors()[i]} | {' | '.join(short(v.verdi) for v in found)} |\n" for i, found in levels.items())
    return f"| Sektor | Navn | {' | '.join(map(str, years))} |\n|---|---|{'---|' * len(years)}\n" + "".join(rows)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
