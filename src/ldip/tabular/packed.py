"""A packed workbook seen through before any library parses it: its size unpacked, its parts, and texts no cell can hold."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, Final

from ldip.errors import Problem, SourceError
from ldip.tabular.files import too_large

MOST_UNPACKED: Final = 256 * 2**20  # a table of five million cells
MOST_PARTS: Final = 10_000
PART: Final = 2**20
AGAIN: Final = "åpne regnearket og lagre det på nytt"


def check_packed(file: str, raw: bytes) -> None:
    """Errors: SourceError for a workbook that unpacks to too much, has a part twice, a document type, or a cell of megabytes.

    Sizes that the archive itself states are checked first, and no part is unpacked beyond them."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise too_large(file, "deler", MOST_PARTS)
            if len({p.filename.casefold() for p in parts}) < len(parts):  # libraries differ in which of them they read
                raise SourceError([Problem(file, "", "regnearket har samme del to ganger", "", AGAIN)])
            texts = [p for p in parts if p.filename.endswith((".xml", ".rels", ".bin"))]
            if sum(p.file_size for p in texts) > MOST_UNPACKED:
                raise too_large(file, "byte når det pakkes ut", MOST_UNPACKED)
            for part in texts:
                with archive.open(part) as source:
                    _check(file, source, part.filename.endswith(".xml"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise SourceError([Problem(file, "", "regnearket kan ikke leses", "", AGAIN)]) from error


def _check(file: str, source: IO[bytes], is_xml: bool) -> None:
    kept = b""
    while chunk := source.read(PART):
        if is_xml and b"<!DOCTYPE" in kept + chunk:
            raise SourceError([Problem(file, "", "regnearket har en dokumenttype (DOCTYPE)", "", AGAIN)])
        if is_xml and len(chunk) == PART and b"<" not in chunk:
            raise SourceError([Problem(file, "", "en celle har mer tekst enn et regneark kan ha", "", "slett den lange teksten")])
        kept = chunk[-10:]
