"""Records: values of the source, without the strings that stand in the value as well.

    {"values": [{"role": "user", "content": "Hello"}]}
    {"template": [{"type": "message", "role": "user", "content": {"": "/0/content"}}]}

In a template, an object whose only member is named ``""`` stands for a string: its JSON Pointer
leads into the segment of the value, or into the members of the value that a group has. Each string
of the value is referred to once at most, so that what a template makes is never longer than the
template and the value together. Where the source has such objects itself, it is written as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from orjson import dumps

from responses_protocol.values import LEAVES, Json, copied, token, tokens

LONG = 32  # characters from which on a string is referred to rather than repeated
REFERENCE = ""  # the name of the only member of what stands for a string
BRACES = 7  # characters of a reference without its pointer
Path = tuple[Any, ...]  # () for the whole, else the path to the owner, and the last step
# By its length, or by itself where another one has that length: a string, and its path.
Places = dict[Any, tuple[str, Path]]
USED: tuple[str, Path] = ("", ())  # in place of a string that is referred to
Texts = dict[str, str]  # by pointers into the value: the strings that were taken out
Long = list[tuple[Any, Any, str]]  # long strings of a copy: what they are in, by which name
Record = dict[str, Json]
Find = Callable[[Json], str]
# From a copy of the source and the value: what texts stand in, by which name, and their pointers.
UsualTexts = Callable[[Any, Any], "list[tuple[dict[str, Json], str, str]] | None"]


def take(values: Json, made: Json, usual: UsualTexts | None = None) -> tuple[str, Json, Texts]:
    """Return the member that records ``values``, of which ``made`` was made.

    That is its name, what it is, and what it refers to. Both are lists of values, or both objects.
    ``usual`` knows where texts stand, where they need not be looked for.
    Raises TypeError where ``values`` hold what is not JSON.
    """
    long: Long = []
    copy = _copy_list(values, long) if type(values) is list else _copy_object(values, long)
    texts: Texts = {}
    if not long or long[0][1] == REFERENCE:  # something looks like a reference
        return "values", copy, texts
    known = usual(copy, made) if usual else None
    if known is None:
        _refer(long, made, texts)
    else:
        for owner, name, pointer in known:
            text = owner[name]
            if type(text) is str and len(text) >= LONG and len(text) >= len(pointer) + BRACES:
                texts[pointer] = text
                owner[name] = {REFERENCE: pointer}
    return "template" if texts else "values", copy, texts


def _refer(long: Long, made: Json, texts: Texts) -> None:
    """Look for long strings of a copy in ``made``, and put references in place of them."""
    places: Places = {}
    _note(made, (), places)
    for owner, name, text in long if places else ():
        at: Any = len(text)
        found = places.get(at)
        if found is None:
            continue
        if found[0] is not text and found[0] != text:
            at = text
            found = places.get(at, USED)
            if found is USED:
                continue
        try:
            pointer, size = _pointer(found[1])
        except OverflowError:
            continue
        if size <= len(text):
            places[at] = USED
            texts[pointer] = text
            owner[name] = {REFERENCE: pointer}


def _copy_list(values: list[Json], long: Long) -> list[Json]:
    """Return a copy that shares no list or object, and add its long strings to ``long``."""
    made: list[Json] = []
    for value in values:
        kind = type(value)
        if kind is dict:
            made.append(_copy_object(value, long))
        elif kind is list:
            made.append(_copy_list(value, long) if value else [])
        else:
            if kind is str and len(value) >= LONG:
                long.append((made, len(made), value))
            made.append(value if kind in LEAVES else copied(value))
    return made


def _copy_object(value: dict[str, Json], long: Long) -> dict[str, Json]:
    made = value.copy()
    for name, member in value.items():
        kind = type(member)
        if kind is str:
            if len(member) >= LONG:
                long.append((made, name, member))
        elif kind is list:
            made[name] = _copy_list(member, long) if member else []
        elif kind is dict:
            made[name] = _copy_object(member, long)
        elif kind not in LEAVES:
            made[name] = copied(member)
        if type(name) is not str:
            raise TypeError("the names of members must be strings")
    if REFERENCE in value:
        long.insert(0, (made, REFERENCE, ""))
    return made


def _note(value: Json, path: Path, places: Places) -> None:
    """Note where long strings stand in what was made."""
    for step, member in value.items() if type(value) is dict else enumerate(value):
        kind = type(member)
        if kind is str:
            size = len(member)
            if size >= LONG:
                places.setdefault(member if size in places else size, (member, (path, step)))
        elif member and (kind is dict or kind is list):
            _note(member, (path, step), places)


@lru_cache(maxsize=1024)
def _pointer(path: Path) -> tuple[str, float]:
    """Return the pointer, and the length of a reference to it when it is written.

    Raises OverflowError where the pointer is too long to be remembered.
    """
    steps = []
    while path:
        path, step = path
        steps.append(f"/{token(str(step))}")
    pointer = "".join(reversed(steps))
    if len(pointer) > LONGEST:
        raise OverflowError(pointer)
    try:
        return pointer, len(dumps({REFERENCE: pointer}))
    except TypeError:  # a lone surrogate, in the name of a member
        return pointer, float("inf")


def filled(template: Json, find: Find) -> Json:
    """Return a copy of a template with strings in place of the references."""
    made = template.copy()
    for step, member in template.items() if type(template) is dict else enumerate(template):
        kind = type(member)
        if kind is dict:
            refers = len(member) == 1 and REFERENCE in member
            made[step] = find(member[REFERENCE]) if refers else filled(member, find)
        elif kind is list:
            made[step] = filled(member, find) if member else []
    return made


def strings(record: Record) -> set[str]:
    """Return the strings that a record has itself, wherever they stand."""
    found: set[str] = set()
    _add_strings(record.get("template", record.get("values")), found)
    return found


def _add_strings(value: Json, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, list):
        for member in value:
            _add_strings(member, found)
    elif isinstance(value, dict) and not (len(value) == 1 and REFERENCE in value):
        for member in value.values():
            _add_strings(member, found)


def refill(record: Record, find: Find) -> Json:
    """Return the values that a record was taken from; raise LookupError where it is damaged."""
    if "template" in record:
        return filled(record["template"], find)
    return copied(record["values"])


def finder(value: Json) -> Find:
    """Return what finds the strings in ``value`` that a template refers to.

    It raises LookupError for what is no place of a string, or was found before, and TypeError for
    what is no pointer at all.
    """
    used: set[str] = set()

    def find(pointer: str) -> str:
        found = value
        for name, index in _steps(pointer) if len(pointer) <= LONGEST else _split(pointer):
            if type(found) is dict:
                found = found[name]
            elif type(found) is list and index is not None:
                found = found[index]
            else:
                raise LookupError(pointer)
        if type(found) is not str or pointer in used:
            raise LookupError(pointer)
        used.add(pointer)
        return found

    return find


def _split(pointer: str) -> tuple[tuple[str, int | None], ...]:
    """Return the names on the way to a place, each with the index that it is, if it is one."""
    try:
        return tuple((name, _index(name)) for name in tokens(pointer))
    except ValueError:
        raise LookupError(pointer) from None


LONGEST = 256  # characters of a pointer that is remembered
_steps = lru_cache(maxsize=1024)(_split)  # the same few come up in all records


def _index(name: str) -> int | None:
    """Return the index; there is one way to write it, so that no place has two pointers."""
    if not (name.isascii() and name.isdecimal()) or (name[0] == "0" and name != "0"):
        return None
    return int(name) if len(name) < 16 else None
