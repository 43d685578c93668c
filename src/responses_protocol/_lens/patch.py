"""Make RFC 6902 patches from the reverse translation to the source.

A patch leads from one list of values to another, in this order, so that each path except those of
removals is a pointer into the *final* list: removals from the end, additions and moves from the
front, and changes inside values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator

from responses_protocol._formats.registry import Identity
from responses_protocol._values import LEAVES, Json, copy_json, escape_token

Operation = dict[str, Json]
Patch = list[Operation]
Label = Callable[[Json], Hashable]

MANY = 1000  # with more values than this, those out of order are written anew, not moved
MISSING = object()
# most names of members, none of which needs an escape in a pointer
PLAIN = frozenset(("id", "status", "content", "text", "logprobs", "annotations", "type", "phase"))
MANY_PREFIXES = 64
PREFIXES = tuple(f"/{index}/" for index in range(MANY_PREFIXES))  # of paths of members


def diff(old: list[Json], new: list[Json], identity: Identity) -> Patch:
    """Return the patch from ``old`` to ``new``.

    ``identity`` only guides the search: any patch is exact. Values in the same order, with new ones
    between them, are paired in one pass; ``_restructure`` handles removed and moved values.
    """
    patch: Patch = []
    kind_key, keys = identity.kind_key, identity.keys
    old_index, count = 0, len(old)
    same_size = count == len(new)
    index = -1
    for value in new:
        index += 1
        if same_size or (
            old_index < count
            and old[old_index][kind_key] == (value.get(kind_key) or identity.default_kind)
        ):
            prefix = PREFIXES[index] if index < MANY_PREFIXES else f"/{index}/"
            if not _change_members(old[old_index], value, prefix, patch, keys):
                break
            old_index += 1
        else:
            patch.append({"op": "add", "path": f"/{index}", "value": copy_json(value)})
    if old_index < count:
        patch = []
        partners: list[int | None] = [None] * len(new)
        for label in identity.labels:
            _pair(old, new, label, partners)
        for index, old_index in _restructure(old, new, "", partners, patch):
            _change(old[old_index], new[index], f"/{index}", patch)
    return patch


def _id_label(value: Json) -> Hashable:
    """Label content parts, tool calls and choices of any kind by their id or number."""
    label = value.get("id", value.get("index")) if isinstance(value, dict) else None
    return label if isinstance(label, (str, int)) else MISSING


def _call_label(value: Json) -> Hashable:
    """Label calls and their outputs of all kinds by the id that they share."""
    call_id, kind = (
        (value.get("call_id"), _kind_label(value)) if isinstance(value, dict) else (None, "")
    )
    return (call_id, str(kind).endswith("_output")) if isinstance(call_id, str) else MISSING


def _tool_label(value: Json) -> Hashable:
    """Label calls by their tool, since some of their ids are made anew."""
    name = value.get("name") if isinstance(value, dict) and "call_id" in value else None
    return name if isinstance(name, str) else MISSING


def _kind_label(value: Json) -> Hashable:
    """Label values by their type; servers leave out that of tool calls, whose body has its name."""
    if not isinstance(value, dict):
        return None
    kind = value.get("type", "function" if "function" in value else None)
    return kind if isinstance(kind, str) else None


def _change_list(old: Json, new: Json, path: str, patch: Patch) -> None:
    """Write the changes from one list inside a value to another."""
    partners: list[int | None] = [None] * len(new)
    _pair(old, new, _id_label, partners)
    _pair(old, new, _call_label, partners)
    _pair(old, new, _tool_label, partners)
    _pair_by_text(old, new, partners)
    _pair(old, new, _kind_label, partners)
    for index, old_index in _restructure(old, new, path, partners, patch):
        _change(old[old_index], new[index], f"{path}/{index}", patch)


def _restructure(
    old: list[Json],
    new: list[Json],
    path: str,
    partners: list[int | None],
    patch: Patch,
) -> list[tuple[int, int]]:
    """Write removals, additions and moves; return the pairs (new, old) left to compare.

    ``partners`` has the index of the corresponding old value for each new value, or None.
    """
    matched = [partner for partner in partners if partner is not None]
    order = sorted(matched)
    if order != matched and len(order) > MANY:
        unmoved = longest_increasing(matched)
        partners = [partner if partner in unmoved else None for partner in partners]
        order = sorted(unmoved)
    remaining = set(order)
    for index in range(len(old) - 1, -1, -1):
        if index not in remaining:
            patch.append({"op": "remove", "path": f"{path}/{index}"})
    pairs = []
    placed = 0  # how many of ``order`` are in place
    for index, partner in enumerate(partners):
        if partner is None:
            patch.append({"op": "add", "path": f"{path}/{index}", "value": copy_json(new[index])})
            continue
        distance = order.index(partner, placed) - placed
        if distance:
            order.insert(placed, order.pop(placed + distance))
            move = {"op": "move", "from": f"{path}/{index + distance}", "path": f"{path}/{index}"}
            patch.append(move)
        placed += 1
        pairs.append((index, partner))
    return pairs


def _pair(old: list[Json], new: list[Json], label: Label, partners: list[int | None]) -> None:
    """Give each new value without a partner the first free old one with its label."""
    used = set(partners)
    indexes: dict[Hashable, list[int]] = {}
    for index in range(len(old) - 1, -1, -1):
        if index not in used and (key := label(old[index])) is not MISSING:
            indexes.setdefault(key, []).append(index)
    for index, value in enumerate(new):
        matches = indexes.get(label(value)) if indexes and partners[index] is None else None
        if matches:
            partners[index] = matches.pop()


# members whose strings do not identify a value
COMMON_MEMBERS = frozenset(("id", "phase", "role", "status", "type"))


def _pair_by_text(old: list[Json], new: list[Json], partners: list[int | None]) -> None:
    """Pair values of a kind by content: the new one contains the longest string of the old one.

    So, of two images, the translated one is paired with itself, whatever its position.
    """
    used = set(partners)
    indexes: dict[Hashable, list[int]] = {}
    for index in range(len(new) - 1, -1, -1):
        if partners[index] is None:
            kind = _kind_label(new[index])
            for text in _texts(new[index]):
                indexes.setdefault((kind, text), []).append(index)
    for index, value in enumerate(old):
        if index not in used:
            text = max(sorted(_texts(value)), key=len, default="")
            matches = indexes.get((_kind_label(value), text), [])
            while matches and partners[matches[-1]] is not None:
                matches.pop()
            if matches:
                partners[matches.pop()] = index


def _texts(value: Json) -> set[str]:
    """Return the strings in a value, except for those that others of its kind have as well."""
    strings = _strings(value, "")
    return {text for path, text in strings if path.rpartition("/")[2] not in COMMON_MEMBERS}


def longest_increasing(numbers: list[int]) -> set[int]:
    """Return a longest increasing subsequence of different numbers, as a set."""
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        index = bisect_left(tails, number)
        previous[number] = tails[index - 1] if index else None
        tails[index : index + 1] = [number]
    chain: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        chain.add(last)
        last = previous[last]
    return chain


def _change(old: Json, new: Json, path: str, patch: Patch) -> None:
    """Write the changes inside one value."""
    if type(old) is list and type(new) is list:
        _change_list(old, new, path, patch)
    elif type(old) is dict and type(new) is dict:
        _change_members(old, new, f"{path}/", patch)
    elif old != new:
        patch.append({"op": "replace", "path": path, "value": copy_json(new)})


def _change_members(
    old: Json, new: Json, path: str, patch: Patch, keys: frozenset[str] = frozenset()
) -> bool:
    """Write the changes of members, or return False where one of ``keys`` differs.

    ``path`` ends with the slash before the name of a member.
    """
    if type(old) is not dict or type(new) is not dict:
        _change(old, new, path[:-1], patch)
        return True
    if old == new:
        return True
    added = 0
    for key, new_value in new.items():
        old_value = old.get(key, MISSING)
        if old_value is new_value:
            continue
        if old_value is MISSING:
            added += 1
            name = key if key in PLAIN else escape_token(key)
            copy = new_value if type(new_value) in LEAVES else copy_json(new_value)
            patch.append({"op": "add", "path": path + name, "value": copy})
        elif old_value != new_value:
            if key in keys:
                return False
            name = key if key in PLAIN else escape_token(key)
            if type(new_value) is type(old_value) is str:
                patch.append({"op": "replace", "path": path + name, "value": new_value})
            elif (
                type(new_value) is type(old_value) is list and len(new_value) == len(old_value) == 1
            ):
                _change_members(old_value[0], new_value[0], f"{path}{name}/0/", patch)
            else:
                _change(old_value, new_value, path + name, patch)
    if len(new) - added < len(old):
        for key in old:
            if key not in new:
                if key in keys and key != "type":
                    return False
                patch.append({"op": "remove", "path": path + escape_token(key)})
    return True


def _strings(value: Json, path: str) -> Iterator[tuple[str, str]]:
    """Return all strings in a value, each with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _strings(member, f"{path}/{escape_token(key)}")
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from _strings(element, f"{path}/{index}")
