"""Changes of a workbook in a TOML file as edits, upon the file as it is now: what others have changed since is kept."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import tomlkit

from ldip.plan.edits import DropFile, Edit, NewFile, SetValue
from ldip.workbook.cells import is_absent, words
from ldip.workbook.seen import Added, Gone, Seen, Touch
from ldip.workbook.terms import Keys
from ldip.workbook.walk import path_text

ABSENT: Final = object()
CONFLICT: Final = "er endret i planen siden boken ble laget"
REMEDY: Final = "hent en ny bok (ldip excel ut) og gjør endringen der, eller sett cellen tilbake"
Document = dict[str, Any]


def toml_edits(file: str, base: Document, now: Document | None, seen: Seen) -> list[Edit]:
    """The edits of one file; conflicts become problems of `seen`. `now` is None for a file that the plan lacks."""
    touches = [t for t in seen.touches if t.file == file]
    added = [a for a in seen.added if a.file == file]
    gone = [g for g in seen.gone if g.file == file]
    if whole := [g for g in gone if not g.path]:
        return _drop(whole[0], base, now, seen)
    if now is None:
        return _new_file(file, touches, added, gone, seen)
    after = copy.deepcopy(now)
    for t in touches:
        _touch(t, base, now, after, seen)
    for a in (a for a in added if not a.item):
        _key_row(a, after, seen)
    edits = list(_differences(file, (), now, after))
    return edits + _items(file, base, after, added, gone, seen)


def _drop(gone: Gone, base: Document, now: Document | None, seen: Seen) -> list[Edit]:
    if now is None:
        return []
    if now != base:
        seen.wrong(gone.where, "", f"{gone.file} {CONFLICT}", "", "hent en ny bok, og ta filen bort der")
        return []
    return [DropFile(fil=gone.file)]


def _new_file(file: str, touches: Sequence[Touch], added: Sequence[Added], gone: Sequence[Gone], seen: Seen) -> list[Edit]:
    for where, path in [*((t.where, t.path) for t in touches), *((g.where, g.path) for g in gone)]:
        seen.wrong(where, path_text(path), f"{file} er tatt bort av planen siden boken ble laget", "", REMEDY)
    document: Document = {}
    for a in added:
        if a.item:
            held = get(document, a.path)
            put(document, a.path, [*(held if isinstance(held, list) else []), nested(a)])
        else:
            _key_row(a, document, seen)
    return [NewFile(fil=file, tekst=tomlkit.dumps(document))] if document and not touches and not gone else []


def _touch(t: Touch, base: Document, now: Document, after: Document, seen: Seen) -> None:
    """Set one value, unless somebody has changed it since."""
    current = get(now, t.path)
    if _plain(current) == _plain(t.after):
        return
    if _plain(current) != _plain(t.before) or _lists_differ(t.path, base, now):
        seen.wrong(t.where, path_text(t.path), CONFLICT, words(_plain(current)), REMEDY)
        return
    if not put(after, t.path, t.after):
        seen.wrong(t.where, path_text(t.path), "kan ikke settes inn i filen", words(t.after), "rett filen for hånd")


def _plain(value: Any) -> Any:
    """A value, None where there is none; an empty text is as good as none."""
    return None if value is ABSENT or is_absent(value) else value


def _lists_differ(path: Keys, base: Document, now: Document) -> bool:
    """Whether a list on the way has another length than it had, so that its elements may be others."""
    for n, key in enumerate(path):
        if isinstance(key, int):
            was, has = get(base, path[:n]), get(now, path[:n])
            if not isinstance(was, list) or not isinstance(has, list) or len(was) != len(has):
                return True
    return False


def _key_row(a: Added, after: Document, seen: Seen) -> None:
    """Set the values of a new row of keys."""
    for inner, value in a.values.items():
        path = (*a.path, *inner)
        if get(after, path) not in (ABSENT, value):
            seen.wrong(
                a.places[inner], path_text(path), "nøkkelen finnes i planen fra før", words(value), "endre den på sin egen rad"
            )
        elif not put(after, path, value):
            seen.wrong(a.places[inner], path_text(path), "kan ikke settes inn i filen", words(value), "rett nøkkelen")


def _items(file: str, base: Document, after: Document, added: Sequence[Added], gone: Sequence[Gone], seen: Seen) -> list[Edit]:
    """Elements removed from lists, the last first, and elements added at the end."""
    edits: list[Edit] = []
    lists = dict.fromkeys([*(g.path[:-1] for g in gone), *(a.path for a in added if a.item)])
    for path in lists:
        was, has = get(base, path), get(after, path)
        length = len(has) if isinstance(has, list) else 0
        drops = sorted({int(g.path[-1]) for g in gone if g.path[:-1] == path}, reverse=True)
        if drops and (not isinstance(was, list) or length != len(was)):
            for g in (g for g in gone if g.path[:-1] == path):
                seen.wrong(g.where, path_text(path), f"listen {CONFLICT}", g.name, "hent en ny bok, og ta raden bort der")
            continue
        items = [nested(a) for a in added if a.item and a.path == path]
        if length == len(drops):  # nothing is left of the list
            edits += [SetValue(fil=file, noekkel=list(path))] if length else []
            edits += [SetValue(fil=file, noekkel=list(path), verdi=items)] if items else []
            continue
        edits += [SetValue(fil=file, noekkel=[*path, i]) for i in drops]
        left = length - len(drops)
        edits += [SetValue(fil=file, noekkel=[*path, left + i], verdi=item) for i, item in enumerate(items)]
    return edits


def nested(a: Added) -> Document:
    """The values of a new row as a table."""
    found: Document = {}
    for path, value in a.values.items():
        put(found, path, value)
    return found


def get(data: Any, path: Sequence[str | int]) -> Any:
    """The value at a path; ABSENT where there is none."""
    for key in path:
        held = isinstance(key, int) and key < len(data) if isinstance(data, list) else isinstance(data, Mapping) and key in data
        if not held:
            return ABSENT
        data = data[key]
    return data


def put(data: Document, path: Keys, value: Any) -> bool:
    """Set the value at a path, with tables on the way; None removes it, and tables it leaves empty. Returns whether it could."""
    holders: list[tuple[Any, str | int]] = []
    node: Any = data
    for key in path[:-1]:
        if isinstance(node, dict) and key not in node:
            if value is None:
                return True
            node[key] = {}
        elif not isinstance(node, dict | list) or (isinstance(node, list) and not (isinstance(key, int) and key < len(node))):
            return False
        holders.append((node, key))
        node = node[key]
    if not isinstance(node, dict):
        return False
    if value is not None:
        node[path[-1]] = value
        return True
    node.pop(path[-1], None)
    for holder, key in reversed(holders):
        if holder[key] != {} or isinstance(holder, list):
            break
        del holder[key]
    return True


def _differences(file: str, path: Keys, before: Any, after: Any) -> Iterator[Edit]:
    """The edits that make one table another."""
    keys: Sequence[Any] = range(len(after)) if isinstance(after, list) else list(dict.fromkeys((*before, *after)))
    for key in keys:
        was = before[key] if isinstance(before, list) or key in before else ABSENT
        will = after[key] if isinstance(after, list) or key in after else ABSENT
        if type(was) is type(will) and was == will:
            continue
        place = (*path, key)
        if (isinstance(was, dict) and isinstance(will, dict)) or _alike(was, will):
            yield from _differences(file, place, was, will)
        else:
            yield SetValue(fil=file, noekkel=list(place), verdi=None if will is ABSENT else will)


def _alike(was: Any, will: Any) -> bool:
    """Whether two lists have the same length, so that they are edited element by element and keep their layout."""
    return isinstance(was, list) and isinstance(will, list) and len(was) == len(will)
