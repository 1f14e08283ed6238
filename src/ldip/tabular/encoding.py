"""Bytes to text. BOM and strict UTF-8 decide; other bytes are Norwegian in exactly one encoding, or the user chooses."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular.terms import NO_ANSWERS, Answers, Question, UnclearError

QUESTION: Final = "tegnsett"
BOMS: Final = (  # UTF-32 before UTF-16: the one begins with the other
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "cp1252": "Windows-1252",
    "latin-1": "ISO-8859-1",
    "iso8859-15": "ISO-8859-15",
    "mac-roman": "Mac OS Roman",
    "cp850": "DOS 850",
    "cp865": "DOS 865",
}
SINGLE: Final = ("cp1252", "latin-1", "mac-roman", "cp850", "cp865")
NORWEGIAN: Final = frozenset("æøåÆØÅ")
EXPECTED: Final = NORWEGIAN | frozenset("éèêóòôüäöÉÜÄÖ«»–—‘’“”…§°½€×·\u00a0\u202f\u2212µ²³")  # in Norwegian tables
SAMPLE: Final = 64 * 2**10
LINE: Final = 2000  # of a line of the sample, about its first byte outside ASCII
MOST_EXAMPLES: Final = 3
_BEYOND: Final = re.compile(rb"[\x80-\xff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_TWICE: Final = re.compile(  # a Norwegian letter in UTF-8, read as another encoding
    "|".join({re.escape(c.encode().decode(e, "replace")) for c in "æøåÆØÅ" for e in ("cp1252", "latin-1", "mac-roman")})
)
WITHIN: Final = re.compile(r"[^\W\d_][‘“«][^\W\d_]|[a-zæøå][ÆØÅÉÜÄÖ]")  # an opening quote or a capital inside a word


@dataclass(frozen=True)
class Decoded:
    """The text of a file without BOM, the encoding, and a remark where that was not UTF-8."""

    text: str
    encoding: str
    told: tuple[str, ...] = ()


def decode(file: str, raw: bytes, answers: Answers = NO_ANSWERS, hint: str = "") -> Decoded:
    """The text of a file; `hint` is an encoding that the file itself states.

    Errors: UnclearError when more than one encoding is possible, SourceError for bytes that are no text."""
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return _as(file, raw[len(bom) :], encoding)
    if encoding := _two_bytes(raw):
        return _as(file, raw, encoding)
    if (text := _strict(raw, "utf-8")) is not None:
        return _checked(file, text, "utf-8")
    if chosen := answers.get(QUESTION, ""):  # an answer for several files is of those that it is needed for
        return _as(file, raw, _named(file, chosen))
    if hint and (text := _strict(raw, hint)) is not None:
        return _checked(file, text, _named(file, hint))
    return _single(file, raw)


def _as(file: str, raw: bytes, encoding: str) -> Decoded:
    text = _strict(raw, encoding)
    if text is None:
        what = f"filen kan ikke leses som {NAMES.get(encoding, encoding)}"
        raise SourceError([Problem(file, QUESTION, what, _broken(raw, encoding), "lagre filen på nytt som UTF-8")])
    return _checked(file, text.removeprefix("\ufeff"), encoding)


def _checked(file: str, text: str, encoding: str) -> Decoded:
    if "\0" in text:
        raise _no_text(file)
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        what = "tegn gikk tapt da filen ble laget (�)"
        raise SourceError([Problem(file, QUESTION, what, "", "hent filen på nytt fra kilden, eller rett tegnene", line)])
    if found := _TWICE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = "bokstavene er ødelagt: filen er gjort om til UTF-8 to ganger"
        raise SourceError([Problem(file, QUESTION, what, found[0], "hent filen på nytt fra kilden", line)])
    told = () if encoding == "utf-8" else (f"filen er lest som {NAMES.get(encoding, encoding)}",)
    return Decoded(text, encoding, told)


def _no_text(file: str) -> SourceError:
    return SourceError([Problem(file, "", "filen er ikke en tekstfil", "", "velg et regneark, csv, JSON-stat eller px")])


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _broken(raw: bytes, encoding: str) -> str:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1}"
    except LookupError:
        return encoding[:40]
    return ""


def _named(file: str, chosen: str) -> str:
    """The encoding that an answer names, by its codec or by its name in words."""
    words = {name.lower(): codec for codec, name in NAMES.items()}
    named = words.get(chosen.strip().lower(), chosen.strip())
    try:
        codec = codecs.lookup(named)
    except (LookupError, ValueError):
        codec = None
    if codec is None or not codec._is_text_encoding:
        raise SourceError([Problem(file, QUESTION, "er ikke et tegnsett", chosen[:40], f"velg ett av {', '.join(NAMES)}")])
    same = {codecs.lookup(n).name: n for n in NAMES}
    return same.get(codec.name, codec.name)


def _two_bytes(raw: bytes) -> str:
    """UTF-16 without BOM: every other byte of its separators and digits is zero."""
    start = raw[:SAMPLE]
    if len(raw) % 2 or len(start) < 2:
        return ""
    first, second, half = start[0::2].count(0), start[1::2].count(0), len(start) // 2
    if second * 2 > half and first * 20 < half:
        return "utf-16-le"
    return "utf-16-be" if first * 2 > half and second * 20 < half else ""


def _single(file: str, raw: bytes) -> Decoded:
    """The one encoding of a byte per character that gives Norwegian text; the user's choice where there is not one."""
    sample = _sample(raw)
    texts: dict[str, str] = {}  # encodings of one text are one possibility
    if b"\0" in raw:
        raise _no_text(file)
    for encoding in SINGLE:
        found = _strict(sample, encoding)
        if found is not None and not _CONTROL.search(found) and _strict(raw, encoding) is not None:
            texts.setdefault(found, encoding)
    clear = [encoding for text, encoding in texts.items() if _is_norwegian(text, encoding)]
    if len(clear) == 1:
        return _as(file, raw, clear[0])
    if guess := _best_guess(sample, raw):
        texts.setdefault(guess[0], guess[1])
    raise _unclear(file, {encoding: text for text, encoding in texts.items()}, clear)


def _is_norwegian(text: str, encoding: str) -> bool:
    """Whether every letter outside ASCII is one that Norwegian tables have, where it can be; Windows-1252 is most usual."""
    beyond = {c for c in text if c > "\x7f"}
    if not beyond <= EXPECTED or WITHIN.search(text):
        return False
    return encoding in ("cp1252", "latin-1") or bool(beyond & NORWEGIAN)


def _sample(raw: bytes) -> bytes:
    """The lines with bytes outside ASCII, up to a limit, and every such byte of the file once."""
    found = bytearray()
    at = 0
    while len(found) <= SAMPLE and (byte := _BEYOND.search(raw, at)):  # the line of each, without looking twice at any byte
        start, end = raw.rfind(b"\n", at, byte.start()) + 1 or at, raw.find(b"\n", byte.start())
        at = end if end >= 0 else len(raw)
        found += raw[max(start, byte.start() - LINE // 2) : min(at, byte.start() + LINE // 2)] + b"\n"
    rest = set(re.sub(rb"[\x00-\x7f]+", b"", raw)) - set(found)
    return bytes(found) + b"\n".join(bytes([b]) for b in sorted(rest))


def _best_guess(sample: bytes, raw: bytes) -> tuple[str, str] | None:
    """The text and encoding that charset-normalizer finds most likely."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample).best()
    if (
        best is None
        or best.encoding.startswith("utf")
        or (text := _strict(sample, best.encoding)) is None
        or _strict(raw, best.encoding) is None
    ):
        return None
    return text, best.encoding


def _unclear(file: str, texts: dict[str, str], clear: list[str]) -> SourceError:
    if not texts:
        return SourceError([Problem(file, QUESTION, "tegnsettet er ukjent", "", "lagre filen på nytt som UTF-8")])
    order = sorted(texts, key=lambda e: (e not in clear, list(texts).index(e)))
    shown = {e: ", ".join(_examples(texts[e])) for e in order}
    what = "filen er ikke i UTF-8, og flere tegnsett er mulige"
    choices = tuple((e, f"{NAMES.get(e, e)}: {shown[e]}") for e in order)
    value = f"{shown[order[0]]} ({NAMES.get(order[0], order[0])})"
    hint = f"svar med --svar {QUESTION}={order[0]}, eller lagre filen på nytt som UTF-8"
    question = Question(QUESTION, "Hvordan er bokstavene skrevet i filen?", choices)
    return UnclearError([Problem(file, QUESTION, what, value[:120], hint)], (question,))


def _examples(text: str) -> Iterator[str]:
    """Some words with letters outside ASCII."""
    words = dict.fromkeys(re.findall(r"[\x20-\x7e]{0,12}[^\x00-\x7f]+[^\s;,\t|]{0,12}", text))
    yield from (re.split(r"[;,\t|\"]", w.strip())[-1].strip() or w.strip() for w in list(words)[:MOST_EXAMPLES])
