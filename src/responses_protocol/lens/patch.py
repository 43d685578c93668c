"""RFC 6902 patches from what the way back gives to what the source was.

A patch goes from one list of values to another, in this order, so that every path but those of
removals names a place of the *final* list: copies of long strings into a stash behind the list,
removals from the end, additions and moves from the front, changes inside values, and the stashed
strings to their places. Long strings are never written twice: a text that only changed its place
costs a few bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator

from responses_protocol.values import Json, copied, token

Operation = dict[str, Json]
Patch = list[Operation]
Label = Callable[[Json], Hashable]

LONG = 64  # characters from which on a string is moved rather than repeated
MANY = 1000  # from so many values on, those out of order are written anew rather than moved
MISSING = object()


def diff(old: list[Json], new: list[Json], label: Label) -> Patch:
    """Return the patch from ``old`` to ``new``; values with equal labels are held to be the same.

    Labels only steer: whatever they say, the patch is exact.
    """
    patch: Patch = []
    gone: list[tuple[str, Json]] = []
    _change_list(old, new, "", "", label, patch, gone)
    return _stashed(patch, gone, len(new)) if gone else patch


def part_label(value: Json) -> Hashable:
    """Label what lists inside a value hold: content parts, tool calls, annotations."""
    return (value.get("type"), value.get("id")) if isinstance(value, dict) else None


def _change_list(
    old: list[Json],
    new: list[Json],
    path: str,
    was: str,
    label: Label,
    patch: Patch,
    gone: list[tuple[str, Json]],
) -> None:
    """Write the changes from one list to another; ``was``: where the old stood before the patch."""
    if len(old) == len(new) and (
        len(old) == 1 or all(label(a) == label(b) for a, b in zip(old, new, strict=True))
    ):
        pairs = [(at, at) for at in range(len(old))]
    else:
        pairs = _restructure(old, new, path, was, label, patch, gone)
    for at, partner in pairs:
        before, after = old[partner], new[at]
        if before is not after and before != after:
            _change(before, after, f"{path}/{at}", f"{was}/{partner}", patch, gone)


def _restructure(
    old: list[Json],
    new: list[Json],
    path: str,
    was: str,
    label: Label,
    patch: Patch,
    gone: list[tuple[str, Json]],
) -> list[tuple[int, int]]:
    """Write removals, additions and moves; return the pairs (new, old) left to compare."""
    places: dict[Hashable, list[int]] = {}
    for at in range(len(old) - 1, -1, -1):
        places.setdefault(label(old[at]), []).append(at)
    partners: list[int | None] = []
    for value in new:
        found = places.get(label(value))
        partners.append(found.pop() if found else None)
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
            gone.append((f"{was}/{at}", old[at]))
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


def _change(
    old: Json, new: Json, path: str, was: str, patch: Patch, gone: list[tuple[str, Json]]
) -> None:
    """Write the changes inside one value; ``was`` is where the old one stood before the patch."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, after in new.items():
            before = old.get(key, MISSING)
            if before is after:
                continue
            if before is MISSING:
                value = copied(after)
                patch.append({"op": "add", "path": f"{path}/{token(key)}", "value": value})
            elif before != after:
                key = token(key)
                _change(before, after, f"{path}/{key}", f"{was}/{key}", patch, gone)
        if len(old) != len(new) or old.keys() != new.keys():
            for key in old:
                if key not in new:
                    patch.append({"op": "remove", "path": f"{path}/{token(key)}"})
                    gone.append((f"{was}/{token(key)}", old[key]))
    elif isinstance(old, list) and isinstance(new, list):
        _change_list(old, new, path, was, part_label, patch, gone)
    else:
        patch.append({"op": "replace", "path": path, "value": copied(new)})
        gone.append((was, old))


def _stashed(patch: Patch, gone: list[tuple[str, Json]], size: int) -> Patch:
    """Write long strings that only changed their place as copies of where they stood."""
    known: dict[str, str] = {}
    for was, value in gone:
        for place, text in _long_strings(value, was):
            known.setdefault(text, place)
    if not known:
        return patch
    sources: list[str] = []
    targets: list[str] = []
    for operation in patch:
        if "value" not in operation:
            continue
        value, path = operation["value"], operation["path"]
        if isinstance(value, str):
            # a move to a place in a list would insert, not replace
            if value in known and not path[path.rindex("/") + 1 :].isdigit():
                sources.append(known[value])
                targets.append(path)
                operation["value"] = ""
        else:
            _take_long_strings(value, path, known, sources, targets)
    copies: Patch = [{"op": "copy", "from": source, "path": "/-"} for source in sources]
    moves: Patch = [
        {"op": "move", "from": f"/{size + at}", "path": targets[at]}
        for at in range(len(targets) - 1, -1, -1)
    ]
    return copies + patch + moves


def _long_strings(value: Json, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if len(value) >= LONG:
            yield path, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _long_strings(member, f"{path}/{token(key)}")
    elif isinstance(value, list):
        for at, element in enumerate(value):
            yield from _long_strings(element, f"{path}/{at}")


def _take_long_strings(
    value: Json, path: str, known: dict[str, str], sources: list[str], targets: list[str]
) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            place = f"{path}/{token(key)}"
            if isinstance(member, str):
                if member in known:
                    sources.append(known[member])
                    targets.append(place)
                    value[key] = ""
            else:
                _take_long_strings(member, place, known, sources, targets)
    elif isinstance(value, list):
        for at, element in enumerate(value):
            _take_long_strings(element, f"{path}/{at}", known, sources, targets)
