"""An explanation as cards on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from ldip.locales import tr
from ldip.publish.method import readable_source

if TYPE_CHECKING:
    from ldip.publish.explain.cards import Card, Term
    from ldip.publish.explain.rows import Place


def card_lines(card: Card, step: int, of: int) -> Iterator[Text]:
    """A card as lines: number, sentence, sum, terms, law and source."""
    yield Text(f"{step}/{of}  {card.title}", style="bold cyan")
    yield Text(" ".join(filter(None, (card.digits, card.unit))), style="bold")
    yield Text(card.sentence)
    for line in card.sums:
        yield Text(f"  {line}")
    for term in card.terms:
        yield Text(f"  {_term(term)}", style="dim")
    for fact in card.facts:
        place = f" ({where(fact.place)})" if fact.place else ""
        yield Text(f"  {tr(f'ui.fakta.{fact.kind}')}: {readable_source(fact.text)}{place}", style="dim")
    yield Text()


def _term(term: Term) -> str:
    place = f"  ({where(term.place)})" if term.place else ""
    return f"{term.sign} {term.label}: {term.digits}{place}".strip()


def where(place: Place) -> str:
    """A row as people find it: the file with its line, or with the path of the value."""
    if place.line:
        return f"{place.file}:{place.line}"
    path = ".".join(str(p + 1) if isinstance(p, int) else p for p in place.path)
    return f"{place.file}: {path}" if path else place.file
