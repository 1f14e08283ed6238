"""Files changed at random from a fixed seed: plans, zips and sources that were sound before. The same seed gives the same bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from typing import Final

Files = dict[str, bytes]
Change = Callable[[bytes, random.Random], bytes]

NUMBER: Final = re.compile(rb"(?<![\w.\"-])-?\d[\d_]*(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
WORD: Final = re.compile(rb"[A-Za-z_][\w-]{2,}")
EXTREMES: Final = (
    b"0",
    b"-0.0",
    b"-1",
    b"1e308",
    b"-1e308",
    b"1e-320",
    b"1e15",
    b"nan",
    b"inf",
    b"-inf",
    b"9223372036854775808",
    b"9" * 400,
    b"0x7fffffff",
    b"1_000",
    b"0.1e",
    b"1.",
    b".5",
    b"2021",
    b"9999",
    b"99999999",
    b"1,5",
    b"1 000",
    "−5".encode(),
)
TYPES: Final = (
    b'"x"',
    b'""',
    b"[]",
    b"[1, 2]",
    b"{}",
    b"{ a = 1 }",
    b"true",
    b"",
    b"[[1]]",
    b"1979-05-27",
    b"07:32:00",
    b"0001-01-01T00:00:00Z",
    b"9999-12-31",
    b"2026-02-30",
    b'"""\n\n"""',
    b"'''a'''",
)
MARKS: Final = ("\u202e", "\u200b", "\ufeff", "\u2028", "\x85", "\x0b", "\x1c", "å", "a\u030a", "𝟙", "٣", "²", "ﬀ", "\U000e0001")
BROKEN: Final = (b"\xed\xa0\x80", b"\xff", b"\x00", b"\xc0\x80", b"\x1b[2J", b"\r", b"\t")
ODD: Final = (*(c.encode() for c in MARKS), *BROKEN)
DIGITS: Final = ("²", "٣", "𝟙", "１", "O", "l")  # what looks like a digit, or is one elsewhere
ENCODINGS: Final = ("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig", "utf-7", "cp500")
ELSEWHERE: Final = (
    "nytt.toml",
    "x.csv",
    "prosjekter/æ.toml",
    "prosjekter/a.b.toml",
    "tjenester/ny.toml",
    "grep/g.toml",
    "foretak/f.toml",
    "befolkning/x.csv",
    "a/b/c/d/e/f.toml",
    "notater/n.toml",
    "plan.toml/x.csv",
)


def _spot(raw: bytes, rng: random.Random) -> int:
    return rng.randrange(len(raw) + 1)


def _flipped(raw: bytes, rng: random.Random) -> bytes:
    at, put = _spot(raw, rng), bytes(rng.randrange(256) for _ in range(rng.randint(1, 4)))
    return raw[:at] + put + raw[at + rng.randint(0, 4) :]


def _bit(raw: bytes, rng: random.Random) -> bytes:
    if not raw:
        return raw
    at = rng.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << rng.randrange(8))]) + raw[at + 1 :]


def _one_of(raw: bytes, pattern: re.Pattern[bytes], rng: random.Random, put: Callable[[bytes], bytes]) -> bytes:
    found = list(pattern.finditer(raw))
    if not found:
        return raw
    chosen = rng.choice(found)
    return raw[: chosen.start()] + put(chosen[0]) + raw[chosen.end() :]


def _scaled(raw: bytes, rng: random.Random) -> bytes:
    """A number times a factor, so that many of the changed plans are still taken and run."""
    factor = rng.choice((0.0, -1.0, 0.5, 0.9, 1.1, 2.0, 10.0, 1e3, 1e-3, 1e6, 1e9))

    def put(text: bytes) -> bytes:
        try:
            value = float(text.replace(b"_", b"").replace(b",", b".")) * factor
        except ValueError:
            return b"0"
        plain = (f"{value:.0f}" if value == int(value) else f"{value:.6f}") if abs(value) < 1e15 else repr(value)
        return (plain.replace(".", ",") if b"," in text else plain).encode()

    return _one_of(raw, NUMBER, rng, put)


def _near(raw: bytes, rng: random.Random) -> bytes:
    """A whole number moved a little: years, ages, ids and terms."""
    return _one_of(
        raw,
        re.compile(rb"(?<![\w.,-])\d{1,4}(?![\w.,])"),
        rng,
        lambda t: str(int(t) + rng.choice((-30, -5, -1, 1, 5, 30))).encode(),
    )


def _extreme(raw: bytes, rng: random.Random) -> bytes:
    return _one_of(raw, NUMBER, rng, lambda _: rng.choice(EXTREMES))


def _other_number(raw: bytes, rng: random.Random) -> bytes:
    found = NUMBER.findall(raw)
    return _one_of(raw, NUMBER, rng, lambda _: rng.choice(found)) if found else raw


def _retyped(raw: bytes, rng: random.Random) -> bytes:
    return _one_of(raw, re.compile(rb"(?<== )[^\n#]+"), rng, lambda _: rng.choice(TYPES))


def _other_word(raw: bytes, rng: random.Random) -> bytes:
    found = WORD.findall(raw)
    return _one_of(raw, WORD, rng, lambda _: rng.choice(found)) if found else raw


def _renamed(raw: bytes, rng: random.Random) -> bytes:
    ways = (
        lambda w: w[:-1],
        lambda w: w + b"x",
        lambda w: w.upper(),
        lambda w: w.replace(b"_", b"-"),
        lambda w: w + b"." + w,
        lambda w: b'"' + w + b'"',
        lambda w: w.replace(b"a", "а".encode()),  # a letter that looks the same
    )
    return _one_of(raw, WORD, rng, rng.choice(ways))


def _odd(raw: bytes, rng: random.Random) -> bytes:
    at = _spot(raw, rng)
    return raw[:at] + rng.choice(ODD) + raw[at:]


def _digit(raw: bytes, rng: random.Random) -> bytes:
    return _one_of(raw, re.compile(rb"[0-9]"), rng, lambda _: rng.choice(DIGITS).encode())


def _lines(raw: bytes, rng: random.Random) -> bytes:
    """Lines dropped, said twice, moved, cut or joined."""
    lines = raw.splitlines(keepends=True)
    if not lines:
        return raw
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    way = rng.randrange(7)
    if way == 0:
        del lines[at : at + rng.randint(1, 3)]
    elif way == 1:
        lines[at:at] = [lines[other]] * rng.randint(1, 3)
    elif way == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif way == 3:
        lines[at] = lines[at].rstrip(b"\n")
    elif way == 4:
        lines[at] = lines[at][: _spot(lines[at], rng)]
    elif way == 5:
        del lines[at:]
    else:
        rng.shuffle(lines)
    return b"".join(lines)


def _ends(raw: bytes, rng: random.Random) -> bytes:
    return raw.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\x85", b"")))


def _encoded(raw: bytes, rng: random.Random) -> bytes:
    return raw.decode("utf-8", errors="replace").encode(rng.choice(ENCODINGS), errors="replace")


def _delimited(raw: bytes, rng: random.Random) -> bytes:
    return raw.replace(b";", rng.choice((b",", b";;", b"\t", b'"', b"\0", b"|", b"")), rng.choice((1, 3, -1)))


def _cell(raw: bytes, rng: random.Random) -> bytes:
    """A cell of a table emptied, doubled, moved, quoted or given another's value."""
    lines = raw.splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if b";" in line]
    if not rows:
        return raw
    at = rng.choice(rows)
    cells = lines[at].rstrip(b"\n").split(b";")
    put = rng.randrange(len(cells))
    other = lines[rng.choice(rows)].rstrip(b"\n").split(b";")
    ways = (b"", cells[put] * 2, other[put % len(other)], rng.choice(other), b'"' + cells[put], b'"' + cells[put] + b'"', b" ")
    cells[put] = rng.choice((*ways, *EXTREMES[:8], b"nei", b"=1+1", b"#"))
    if rng.random() < 0.15:
        cells = cells[: put + 1] if rng.random() < 0.5 else [*cells, b"1"]
    lines[at] = b";".join(cells) + b"\n"
    return b"".join(lines)


def _deep(raw: bytes, rng: random.Random) -> bytes:
    """Keys, lists and tables inside each other, and much of the same."""
    deep = rng.choice((5, 40, 900))
    put = rng.choice(
        (
            b".".join([b"a"] * deep) + b" = 1\n",
            b"x = " + b"[" * deep + b"]" * deep + b"\n",
            b"y = " + b"{ a = " * deep + b"1" + b" }" * deep + b"\n",
            b"[" + b".".join([b"t"] * deep) + b"]\n",
            b"[[t]]\n" * deep,
            b'"' + b"k" * deep * 20 + b'" = 1\n',
            b";" * deep + b"\n",
        )
    )
    return put + raw if rng.random() < 0.5 else raw + put


SEMANTIC: Final[tuple[Change, ...]] = (_scaled, _scaled, _near, _other_number, _other_word, _cell, _lines)
TEXTUAL: Final[tuple[Change, ...]] = (
    _flipped,
    _bit,
    _extreme,
    _retyped,
    _renamed,
    _odd,
    _digit,
    _lines,
    _ends,
    _encoded,
    _delimited,
    _cell,
    _deep,
)


def changed(raw: bytes, rng: random.Random) -> bytes:
    """One file changed in one way."""
    return rng.choice(SEMANTIC if rng.random() < 0.6 else TEXTUAL)(raw, rng)


def mutated_plan(files: Mapping[str, bytes], others: Mapping[str, bytes], rng: random.Random) -> Files:
    """A plan with one to four changes: of a file's contents, or of which files there are. `others` is another plan."""
    after = dict(files)
    names = sorted(n for n in after if n.endswith((".toml", ".csv")) and not n.startswith("notater/"))
    gentle = rng.random() < 0.5  # half of the plans have changed values alone, so that many of them run
    for _ in range(rng.randint(1, 2) if gentle else rng.randint(1, 4)):
        name = rng.choice(names)
        if name not in after:
            continue
        if gentle:
            after[name] = rng.choice(SEMANTIC)(after[name], rng)
        elif rng.random() < 0.85:
            after[name] = changed(after[name], rng)
        else:
            _refiled(after, others, name, rng)
    return after


def _refiled(after: Files, others: Mapping[str, bytes], name: str, rng: random.Random) -> None:
    """A file dropped, emptied, moved, copied, swapped with another, or another plan's."""
    way, other = rng.randrange(6), rng.choice(sorted(after))
    if way == 0 and len(after) > 1:
        del after[name]
    elif way == 1:
        after[name] = rng.choice((b"", b"\n", b"\xef\xbb\xbf", b"#", b"\0" * 100))
    elif way == 2:
        after[rng.choice(ELSEWHERE)] = after.pop(name)
    elif way == 3:
        after[rng.choice((*ELSEWHERE, name.replace(".", "-2.")))] = after[name]
    elif way == 4:
        after[name], after[other] = after[other], after[name]
    else:
        taken = rng.choice(sorted(others))
        after[taken] = others[taken]
