"""The chance that plan A beats plan B on the same futures: a table, and the sentence that is computed from it."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.compare.beats import Beats, RuleBeats, Share
from ldip.compare.draw_causes import ALL
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.drawn_words import drawn_note, share_cell, too_few
from ldip.publish.content.fetched import identity, millions, price_basis, prices
from ldip.publish.content.ratios import ratio_short_name


@dataclass(frozen=True)
class BeatsShown:
    """A against B: `lower` is the share of draws in which A has the lower need, with its standard error in words."""

    lower: Cell
    error: str
    saved: tuple[Cell, ...]
    said: tuple[Sentence, ...]
    table: Table | None


def beats_content(found: Beats, a: str, b: str) -> BeatsShown:
    """The comparison of two plans by their names; only a sentence where there are too few draws."""
    run = found.a
    if few := too_few(run):
        return BeatsShown(Cell(), "", (), (few,), None)
    lower, error = share_cell(found.lower.share), _error(found.lower)
    saved = tuple(Cell(p.value, format=millions(run), unit="kr_fast", prices=price_basis(run, "kr_fast")) for p in found.saved)
    low, mid, high = saved
    first = Sentence(tr("usikker.slaar", a=a, b=b, p=lower.words, feil=error), (lower,))
    words = {"low": low.words, "mid": mid.words, "high": high.words, "prices": prices(run)}
    second = Sentence(tr("usikker.slaar.spenn", a=a, b=b, **words), saved)
    said = [first, second]
    if (whole := found.everything) is not None:
        ours, theirs = share_cell(whole.in_a.share), share_cell(whole.in_b.share)
        said.append(Sentence(tr("usikker.slaar.alle", a=a, b=b, p=ours.words, q=theirs.words), (ours, theirs)))
    return BeatsShown(lower, error, saved, tuple(said), _table(found, a, b, lower))


def _error(share: Share) -> str:
    """The standard error in whole hundredths, at least one."""
    return str(max(1, round(100.0 * share.error)))


def _table(found: Beats, a: str, b: str, lower: Cell) -> Table:
    run = found.a
    names = {r.measured: ratio_short_name(r) for r in run.plan.rules.maaltall}
    higher = share_cell(1.0 - found.lower.share - found.equal.share)
    need = Row((Cell(text=tr("usikker.slaar.behov")), lower, higher, Cell(), Cell()), id="behov")
    rules = (*found.rules, *((found.everything,) if found.everything else ()))
    heads = (Column(kind="stub", wraps=True), *(Column(tr(f"usikker.slaar.kol.{k}", a=a, b=b), wraps=True) for k in ("a", "b")))
    only = (Column(tr(f"usikker.slaar.kol.{k}", a=a, b=b), wraps=True) for k in ("bare_a", "bare_b"))
    return Table(
        id="sjanse",
        title=tr("usikker.slaar.tittel", a=a, b=b),
        columns=(*heads, *only),
        rows=(need, *(_rule(r, names) for r in rules)),
        notes=(tr("usikker.slaar.note"), drawn_note(run)),
        run=identity(run),
    )


def _rule(r: RuleBeats, names: dict[str, str]) -> Row:
    cells = (share_cell(s.share) for s in (r.in_a, r.in_b, r.only_a, r.only_b))
    name = tr("usikker.alle_samtidig") if r.id == ALL else tr("usikker.slaar.holder", navn=names[r.id])
    return Row((Cell(text=name), *cells), "sum" if r.id == ALL else "line", r.id)
