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
# By its length, or by itself where another one has that length: a string, and where it stands.
Places = dict[Any, tuple[str, str]]
USED = ("", "")  # in place of a string that is referred to
Texts = dict[str, str]  # by pointers into the value: the strings that were taken out
Record = dict[str, Json]
Find = Callable[[Json], str]


class _AmbiguousError(Exception):
    """An object of the source looks like what stands for a string."""


def take(values: Json, made: Json) -> tuple[Record, Texts]:
    """Return the record of ``values``, of which ``made`` was made, and what it refers to.

    Both are lists of values, or both objects. Raises TypeError where ``values`` hold what is not
    JSON.
    """
    places: Places = {}
    _note(made, "", places)
    if places:
        texts: Texts = {}
        try:
            template = _taken(values, places, texts)
        except _AmbiguousError:
            return {"values": copied(values)}, {}
        return {"template" if texts else "values": template}, texts
    return {"values": copied(values)}, {}


def _note(value: Json, place: str, places: Places) -> None:
    """Note where long strings stand in what was made."""
    for key, member in value.items() if type(value) is dict else enumerate(value):
        kind = type(member)
        if kind is str:
            size = len(member)
            if size >= LONG:
                at = size if size not in places else member
                if at not in places:
                    name = token(key) if type(key) is str else key
                    places[at] = member, f"{place}/{name}"
        elif (kind is dict or kind is list) and member:
            name = token(key) if type(key) is str else key
            _note(member, f"{place}/{name}", places)


def _taken(value: Json, places: Places, texts: Texts) -> Json:
    """Return a copy in which references stand for strings that were noted; note which ones do."""
    made: Any
    if type(value) is dict:
        made = value.copy()
        for key, member in value.items():
            kind = type(member)
            if kind is str:
                if len(member) >= LONG:
                    made[key] = _referred(member, places, texts)
            elif kind is dict or kind is list:
                made[key] = _taken(member, places, texts)
            elif kind not in LEAVES:
                made[key] = copied(member)
            if type(key) is not str:
                raise TypeError("the names of members must be strings")
        if len(made) == 1 and REFERENCE in made:
            raise _AmbiguousError
        return made
    made = []
    for member in value:
        kind = type(member)
        if kind is dict or kind is list:
            made.append(_taken(member, places, texts))
        elif kind is str and len(member) >= LONG:
            made.append(_referred(member, places, texts))
        else:
            made.append(member if kind in LEAVES else copied(member))
    return made


def _referred(text: str, places: Places, texts: Texts) -> Json:
    """Return the reference to a string that no other one refers to, or the string itself."""
    at: Any = len(text)
    found = places.get(at)
    if found is None:
        return text
    if found[0] != text:
        at = text
        found = places.get(at, USED)
        if found is USED:
            return text
    pointer = found[1]
    if len(pointer) > len(text) or _size(pointer) > len(text):
        return text
    places[at] = USED
    texts[pointer] = text
    return {REFERENCE: pointer}


@lru_cache(maxsize=1024)
def _size(pointer: str) -> float:
    """Return the length of a reference when it is written."""
    try:
        return len(dumps({REFERENCE: pointer}))
    except TypeError:  # a lone surrogate, in the name of a member
        return float("inf")


def filled(value: Json, find: Find) -> Json:
    """Return a copy of a template with strings in place of the references."""
    made: Any
    if type(value) is dict:
        if len(value) == 1 and REFERENCE in value:
            return find(value[REFERENCE])
        made = value.copy()
        for key, member in value.items():
            kind = type(member)
            if kind is dict or kind is list:
                made[key] = filled(member, find)
        return made
    made = []
    for member in value:
        kind = type(member)
        made.append(filled(member, find) if kind is dict or kind is list else member)
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

    It raises LookupError for what is no place of a string, or was found before.
    """
    used: set[str] = set()

    def find(pointer: Json) -> str:
        if type(pointer) is not str or pointer in used:
            raise LookupError(pointer)
        used.add(pointer)
        found = value
        for name, index in _steps(pointer) if len(pointer) <= LONGEST else _split(pointer):
            if type(found) is list and index is not None:
                found = found[index]
            elif type(found) is dict:
                found = found[name]
            else:
                raise LookupError(pointer)
        if type(found) is not str:
            raise LookupError(pointer)
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
