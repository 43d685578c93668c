"""Records: values of the source, without the strings that the result contains as well.

    {"values": [{"role": "user", "content": "Hello"}]}
    {"template": [{"type": "message", "role": "user", "content": {"": "/0/content"}}]}

In a template, an object whose only member is named ``""`` represents a string: its JSON Pointer
leads into the segment of the result, or into the members of the result that belong to a group. A
template refers to each string of the result at most once, so its expansion is never longer than
template and result together. Where the source contains such objects itself, the record repeats it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from orjson import dumps

from responses_protocol._values import LEAVES, Json, copy_json, escape_token, split_pointer

LONG = 32  # a record refers to strings of at least so many characters
REFERENCE = ""  # the name of the only member of an object that represents a string
BRACES = 7  # characters of a reference without its pointer
Path = tuple[Any, ...]  # () for the root, else the path to the owner, and the last step
# A string and its path, by its length, or by itself where another one has that length.
StringPaths = dict[Any, tuple[str, Path]]
USED: tuple[str, Path] = ("", ())  # replaces a string that has its reference
Texts = dict[str, str]  # strings that references replace, by pointers into the result
Long = list[tuple[Any, Any, str]]  # long strings of a copy: owner, name, string
Record = dict[str, Json]
Find = Callable[[Json], str]
# From a copy of the source and the result: the owners of texts, their names, and pointers.
UsualTexts = Callable[[Any, Any], "list[tuple[dict[str, Json], str, str]] | None"]


def make_record(
    values: Json, result: Json, find_usual: UsualTexts | None = None
) -> tuple[str, Json, Texts]:
    """Return the record of ``values``, which were translated to ``result``.

    It consists of the name of its member, the record, and the strings that it refers to. Both
    arguments are lists of values, or both are objects. ``find_usual`` finds texts without a search,
    or returns None. Raises TypeError where ``values`` contain a value that is not JSON.
    """
    long_strings: Long = []
    copy = (
        _copy_list(values, long_strings)
        if type(values) is list
        else _copy_object(values, long_strings)
    )
    texts: Texts = {}
    if not long_strings or long_strings[0][1] == REFERENCE:  # an object looks like a reference
        return "values", copy, texts
    usual_texts = find_usual(copy, result) if find_usual else None
    if usual_texts is None:
        _refer(long_strings, result, texts)
    else:
        for owner, name, pointer in usual_texts:
            text = owner[name]
            if type(text) is str and len(text) >= LONG and len(text) >= len(pointer) + BRACES:
                texts[pointer] = text
                owner[name] = {REFERENCE: pointer}
    return "template" if texts else "values", copy, texts


def _refer(long_strings: Long, result: Json, texts: Texts) -> None:
    """Replace long strings of a copy that ``result`` contains by references."""
    paths: StringPaths = {}
    _add_paths(result, (), paths)
    for owner, name, text in long_strings if paths else ():
        key: Any = len(text)
        match = paths.get(key)
        if match is None:
            continue
        if match[0] != text:
            key = text
            match = paths.get(key, USED)
            if match is USED:
                continue
        try:
            pointer, size = _pointer(match[1])
        except OverflowError:
            continue
        if size <= len(text):
            paths[key] = USED
            texts[pointer] = text
            owner[name] = {REFERENCE: pointer}


def _copy_list(values: list[Json], long_strings: Long) -> list[Json]:
    """Return a copy that shares no list or object, and add its long strings to ``long_strings``."""
    result: list[Json] = []
    for value in values:
        kind = type(value)
        if kind is dict:
            result.append(_copy_object(value, long_strings))
        elif kind is list:
            result.append(_copy_list(value, long_strings) if value else [])
        else:
            if kind is str and len(value) >= LONG:
                long_strings.append((result, len(result), value))
            result.append(value if kind in LEAVES else copy_json(value))
    return result


def _copy_object(value: dict[str, Json], long_strings: Long) -> dict[str, Json]:
    result = value.copy()
    for name, member in value.items():
        kind = type(member)
        if kind is str:
            if len(member) >= LONG:
                long_strings.append((result, name, member))
        elif kind is list:
            result[name] = _copy_list(member, long_strings) if member else []
        elif kind is dict:
            result[name] = _copy_object(member, long_strings)
        elif kind not in LEAVES:
            result[name] = copy_json(member)
        if type(name) is not str:
            raise TypeError("the names of members must be strings")
    if REFERENCE in value:
        long_strings.insert(0, (result, REFERENCE, ""))
    return result


def _add_paths(value: Json, path: Path, paths: StringPaths) -> None:
    """Record the paths of long strings."""
    for step, member in value.items() if type(value) is dict else enumerate(value):
        kind = type(member)
        if kind is str:
            size = len(member)
            if size >= LONG:
                paths.setdefault(member if size in paths else size, (member, (path, step)))
        elif member and (kind is dict or kind is list):
            _add_paths(member, (path, step), paths)


@lru_cache(maxsize=1024)
def _pointer(path: Path) -> tuple[str, float]:
    """Return the pointer, and the length of a written reference to it.

    Raises OverflowError where the pointer is too long for the cache.
    """
    steps = []
    while path:
        path, step = path
        steps.append(f"/{escape_token(str(step))}")
    pointer = "".join(reversed(steps))
    if len(pointer) > LONGEST:
        raise OverflowError(pointer)
    try:
        return pointer, len(dumps({REFERENCE: pointer}))
    except TypeError:  # a lone surrogate, in the name of a member
        return pointer, float("inf")


def expand_template(template: Json, find: Find) -> Json:
    """Return a copy of a template with strings in place of the references."""
    result = template.copy()
    for step, member in template.items() if type(template) is dict else enumerate(template):
        kind = type(member)
        if kind is dict:
            is_reference = len(member) == 1 and REFERENCE in member
            result[step] = (
                find(member[REFERENCE]) if is_reference else expand_template(member, find)
            )
        elif kind is list:
            result[step] = expand_template(member, find) if member else []
    return result


def strings(record: Record) -> set[str]:
    """Return all strings that a record contains itself."""
    texts: set[str] = set()
    _add_strings(record.get("template", record.get("values")), texts)
    return texts


def _add_strings(value: Json, texts: set[str]) -> None:
    if isinstance(value, str):
        texts.add(value)
    elif isinstance(value, list):
        for member in value:
            _add_strings(member, texts)
    elif isinstance(value, dict) and not (len(value) == 1 and REFERENCE in value):
        for member in value.values():
            _add_strings(member, texts)


def restore_record(record: Record, find: Find) -> Json:
    """Return the recorded values; raise LookupError where the record is damaged."""
    if "template" in record:
        return expand_template(record["template"], find)
    return copy_json(record["values"])


def string_finder(value: Json) -> Find:
    """Return a function that finds the strings of ``value`` by the pointers of a template.

    The function raises LookupError for a pointer to no string, or to one that was found before, and
    TypeError for a value that is no pointer.
    """
    used: set[str] = set()

    def find(pointer: str) -> str:
        node = value
        for name, index in _steps(pointer) if len(pointer) <= LONGEST else _split(pointer):
            if type(node) is dict:
                node = node[name]
            elif type(node) is list and index is not None:
                node = node[index]
            else:
                raise LookupError(pointer)
        if type(node) is not str or pointer in used:
            raise LookupError(pointer)
        used.add(pointer)
        return node

    return find


def _split(pointer: str) -> tuple[tuple[str, int | None], ...]:
    """Return the names of a pointer, each with its index if it is one."""
    try:
        return tuple((name, _index(name)) for name in split_pointer(pointer))
    except ValueError:
        raise LookupError(pointer) from None


LONGEST = 256  # characters of a pointer in the cache
_steps = lru_cache(maxsize=1024)(_split)  # all records have the same few pointers


def _index(name: str) -> int | None:
    """Return the index; leading zeros are not accepted, so no value has two pointers."""
    if not (name.isascii() and name.isdecimal()) or (name[0] == "0" and name != "0"):
        return None
    return int(name) if len(name) < 16 else None
