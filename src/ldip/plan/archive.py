"""A plan folder as a zip, byte for byte. Uploaded zips are limited in size, number, paths and kinds of files."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.plan.bounds import PLAN_BYTES, PLAN_FILES, plan_problems
from ldip.plan.paths import all_allowed, allowed

MOST_ENTRIES: Final = 3 * PLAN_FILES  # a zip may hold results and other files that are left out
STAMP: Final = (1980, 1, 1, 0, 0, 0)  # fixed time stamp: the same files give the same bytes
KINDS: Final = (".toml", ".csv", ".md", ".txt")
LEFT_OUT: Final = ("resultat", "__MACOSX")
READ: Final = 2**16
UNREADABLE: Final = (  # what zipfile and the unpackers raise on a broken zip: the last two where a header's fields do not agree
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
    LookupError,
)


def packed(contents: Mapping[str, bytes]) -> bytes:
    """The files as a zip; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def unpacked(raw: bytes) -> dict[str, bytes]:
    """The plan's files of a zip, by path under the folder that has plan.toml. Results and hidden files are left out.

    Errors: SourceError when it is no zip, is too large, or contains no plan or a path or kind of file not allowed in a plan."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = [i for i in archive.infolist() if not i.is_dir()]
            if len(entries) > MOST_ENTRIES:
                raise _wrong("har for mange filer", f"en plan har høyst {PLAN_FILES} filer")
            found = _chosen(_read(archive, entries))
    except UNREADABLE:
        raise _wrong("er ikke en zip-fil som kan leses", "pakk planmappen som zip og prøv igjen") from None
    if large := plan_problems({n: len(content) for n, content in found.items()}):
        raise SourceError(large)
    return found


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Files by path. The size is counted while unpacking, since the size a zip declares need not be true."""
    found: dict[str, bytes] = {}
    left = PLAN_BYTES
    for entry in entries:
        parts: list[bytes] = []
        with archive.open(entry) as file:
            while part := file.read(min(READ, left + 1)):
                left -= len(part)
                if left < 0:
                    raise _wrong("er for stor", f"en plan er høyst {PLAN_BYTES // 2**20} MB utpakket")
                parts.append(part)
        found[entry.filename] = b"".join(parts)
    return found


def _chosen(files: Mapping[str, bytes]) -> dict[str, bytes]:
    tops = [n.removesuffix("plan.toml") for n in files if n == "plan.toml" or n.endswith("/plan.toml")]
    if not tops:
        raise _wrong("har ingen plan.toml", "pakk mappen som har plan.toml")
    top = min(tops, key=len)
    found: dict[str, bytes] = {}
    for name, content in files.items():
        path = name.removeprefix(top)
        parts = path.split("/")
        if not name.startswith(top) or parts[0] in LEFT_OUT or any(p.startswith(".") for p in parts if p not in (".", "..")):
            continue
        allowed(path)
        if path.endswith(KINDS):
            found[path] = content
    all_allowed(found)
    return found


def _wrong(what: str, remedy: str, value: str = "") -> SourceError:
    return SourceError([Problem("opplasting", "", f"filen {what}", value, remedy)])
