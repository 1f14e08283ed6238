"""Texts that people name things with and write: no characters that hide, turn or end what is shown beside them.

Sources: Unicode 15 chapter 23 (controls, format characters), Unicode TR 36 and CVE-2021-42574 (bidirectional overrides).
"""

from __future__ import annotations

import re
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.locales import tr

# C0 and C1 controls, soft hyphen, bidirectional marks and overrides, zero-width characters, line separators, tags, half
# characters and noncharacters. A text of several lines may have line breaks, tabs, and the joiners that make up some signs.
_ALWAYS: Final = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f"
)
IN_NAME: Final = re.compile(f"[{_ALWAYS}\t\n\r\u200c\u200d]")
IN_TEXT: Final = re.compile(f"[{_ALWAYS}]")
_REMEDY: Final = "skriv teksten på nytt uten usynlige tegn og styretegn"


def fault_of_name(text: str) -> str:
    """The fault of a name, a title or another text of one line; empty for none."""
    return _fault(IN_NAME, text)


def fault_of_text(text: str) -> str:
    """The fault of a text that may have several lines; empty for none."""
    return _fault(IN_TEXT, text)


def named(text: str) -> str:
    """A text of one line. Errors: ValueError, in the reader's language, for a character that is not shown."""
    if fault := fault_of_name(text):
        raise ValueError(fault)
    return text


def written(text: str) -> str:
    """A text of several lines. Errors: ValueError, in the reader's language, for a character that is not shown."""
    if fault := fault_of_text(text):
        raise ValueError(fault)
    return text


def clean_name(text: str, key: str) -> str:
    """A name that is stored. Errors: SourceError naming the key and the character."""
    if fault := fault_of_name(text):
        raise SourceError([Problem("lager", key, fault, "", _REMEDY)])
    return text


def clean_text(text: str, key: str) -> str:
    """A text of several lines that is stored. Errors: SourceError naming the key and the character."""
    if fault := fault_of_text(text):
        raise SourceError([Problem("lager", key, fault, "", _REMEDY)])
    return text


def _fault(wrong: re.Pattern[str], text: str) -> str:
    found = wrong.search(text)
    return tr("tekst.tegn", tegn=f"U+{ord(found[0]):04X}", plass=found.start() + 1) if found else ""
