"""RFC 6902 patches from what the way back gives to what the source was.

A patch goes from one list of values to another, in this order, so that every path but those of
removals names a place of the *final* list: removals from the end, additions and moves from the
front, and changes inside values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator

from responses_protocol.formats.registry import Identity
from responses_protocol.values import LEAVES, Json, copied, token

Operation = dict[str, Json]
Patch = list[Operation]
Label = Callable[[Json], Hashable]

MANY = 1000  # from so many values on, those out of order are written anew rather than moved
MISSING = object()
# members whose names need no escape in a pointer, most of those that there are
PLAIN = frozenset(("id", "status", "content", "text", "logprobs", "annotations", "type", "phase"))
MANY_PLACES = 64
PLACES = tuple(f"/{at}/" for at in range(MANY_PLACES))  # of the members of the first values


def diff(old: list[Json], new: list[Json], identity: Identity) -> Patch:
    """Return the patch from ``old`` to ``new``. ``identity`` only steers: any patch is exact.

    Values in the same order, with new ones between them, are paired in one pass; all else, where
    something was removed or moved, is left to ``_restructure``.
    """
    patch: Patch = []
    kind_key, keys = identity.kind_key, identity.keys
    done, count = 0, len(old)
    same_size = count == len(new)
    at = -1
    for after in new:
        at += 1
        if same_size or (
            done < count and old[done][kind_key] == (after.get(kind_key) or identity.default_kind)
        ):
            place = PLACES[at] if at < MANY_PLACES else f"/{at}/"
            if not _change_members(old[done], after, place, patch, keys):
                break
            done += 1
        else:
            patch.append({"op": "add", "path": f"/{at}", "value": copied(after)})
    if done < count:
        patch = []
        partners: list[int | None] = [None] * len(new)
        for label in identity.labels:
            _pair(old, new, label, partners)
        for at, done in _restructure(old, new, "", partners, patch):
            _change(old[done], new[at], f"/{at}", patch)
    return patch


def _part_id(value: Json) -> Hashable:
    """Label content parts, tool calls and choices that have an id or a number, of any kind."""
    own = value.get("id", value.get("index")) if isinstance(value, dict) else None
    return own if isinstance(own, (str, int)) else MISSING


def _called(value: Json) -> Hashable:
    """Label calls, and their outputs, by the id that they have in common, whatever their kinds."""
    own, kind = (value.get("call_id"), _part_kind(value)) if isinstance(value, dict) else (None, "")
    return (own, str(kind).endswith("_output")) if isinstance(own, str) else MISSING


def _tool(value: Json) -> Hashable:
    """Label calls by what they call: some ids of calls are made anew."""
    own = value.get("name") if isinstance(value, dict) and "call_id" in value else None
    return own if isinstance(own, str) else MISSING


def _part_kind(value: Json) -> Hashable:
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else None


def _change_list(old: Json, new: Json, path: str, patch: Patch) -> None:
    """Write the changes from one list inside a value to another."""
    partners: list[int | None] = [None] * len(new)
    _pair(old, new, _part_id, partners)
    _pair(old, new, _called, partners)
    _pair(old, new, _tool, partners)
    _pair_by_text(old, new, partners)
    _pair(old, new, _part_kind, partners)
    for at, done in _restructure(old, new, path, partners, patch):
        _change(old[done], new[at], f"{path}/{at}", patch)


def _restructure(
    old: list[Json],
    new: list[Json],
    path: str,
    partners: list[int | None],
    patch: Patch,
) -> list[tuple[int, int]]:
    """Write removals, additions and moves; return the pairs (new, old) left to compare.

    ``partners`` has, for each new value, the old one that is the same thing, if there is one.
    """
    kept = [partner for partner in partners if partner is not None]
    order = sorted(kept)
    if order != kept and len(order) > MANY:
        stay = increasing(kept)
        partners = [partner if partner in stay else None for partner in partners]
        order = sorted(stay)
    staying = set(order)
    for at in range(len(old) - 1, -1, -1):
        if at not in staying:
            patch.append({"op": "remove", "path": f"{path}/{at}"})
    pairs = []
    done = 0  # how many of `order` are in place
    for at, partner in enumerate(partners):
        if partner is None:
            patch.append({"op": "add", "path": f"{path}/{at}", "value": copied(new[at])})
            continue
        distance = order.index(partner, done) - done
        if distance:
            order.insert(done, order.pop(done + distance))
            move = {"op": "move", "from": f"{path}/{at + distance}", "path": f"{path}/{at}"}
            patch.append(move)
        done += 1
        pairs.append((at, partner))
    return pairs


def _pair(old: list[Json], new: list[Json], label: Label, partners: list[int | None]) -> None:
    """Give each new value without a partner the first old one with its label that has none."""
    taken = set(partners)
    places: dict[Hashable, list[int]] = {}
    for at in range(len(old) - 1, -1, -1):
        if at not in taken and (told := label(old[at])) is not MISSING:
            places.setdefault(told, []).append(at)
    for at, value in enumerate(new):
        found = places.get(label(value)) if places and partners[at] is None else None
        if found:
            partners[at] = found.pop()


ALIKE = frozenset(
    ("id", "phase", "role", "status", "type")
)  # members that say nothing by themselves


def _pair_by_text(old: list[Json], new: list[Json], partners: list[int | None]) -> None:
    """Pair values of a kind by what they say: the longest string of an old one is in the new one.

    So, of two images, the one that could be said is paired with itself, wherever it stands.
    """
    taken = set(partners)
    places: dict[Hashable, list[int]] = {}
    for at in range(len(new) - 1, -1, -1):
        if partners[at] is None:
            kind = _part_kind(new[at])
            for text in _texts(new[at]):
                places.setdefault((kind, text), []).append(at)
    for at, value in enumerate(old):
        if at not in taken:
            text = max(sorted(_texts(value)), key=len, default="")
            found = places.get((_part_kind(value), text), [])
            while found and partners[found[-1]] is not None:
                found.pop()
            if found:
                partners[found.pop()] = at


def _texts(value: Json) -> set[str]:
    """Return the strings in a value, but for those that others of the kind have as well."""
    found = _strings(value, "")
    return {text for path, text in found if path.rpartition("/")[2] not in ALIKE}


def increasing(numbers: list[int]) -> set[int]:
    """Return a longest increasing subsequence of different numbers, as a set."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(tails, number)
        before[number] = tails[place - 1] if place else None
        tails[place : place + 1] = [number]
    chain: set[int] = set()
    last = tails[-1] if tails else None
    while last is not None:
        chain.add(last)
        last = before[last]
    return chain


def _change(old: Json, new: Json, path: str, patch: Patch) -> None:
    """Write the changes inside one value."""
    if type(old) is list and type(new) is list:
        _change_list(old, new, path, patch)
    elif type(old) is dict and type(new) is dict:
        _change_members(old, new, f"{path}/", patch)
    elif old != new:
        patch.append({"op": "replace", "path": path, "value": copied(new)})


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
    for key, after in new.items():
        before = old.get(key, MISSING)
        if before is after:
            continue
        if before is MISSING:
            added += 1
            place = key if key in PLAIN else token(key)
            value = after if type(after) in LEAVES else copied(after)
            patch.append({"op": "add", "path": path + place, "value": value})
        elif before != after:
            if key in keys:
                return False
            place = key if key in PLAIN else token(key)
            if type(after) is type(before) is str:
                patch.append({"op": "replace", "path": path + place, "value": after})
            elif type(after) is type(before) is list and len(after) == len(before) == 1:
                _change_members(before[0], after[0], f"{path}{place}/0/", patch)
            else:
                _change(before, after, path + place, patch)
    if len(new) - added < len(old):
        for key in old:
            if key not in new:
                if key in keys and key != "type":
                    return False
                patch.append({"op": "remove", "path": path + token(key)})
    return True


def _strings(value: Json, path: str) -> Iterator[tuple[str, str]]:
    """Return all strings in a value, each with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _strings(member, f"{path}/{token(key)}")
    elif isinstance(value, list):
        for at, element in enumerate(value):
            yield from _strings(element, f"{path}/{at}")
