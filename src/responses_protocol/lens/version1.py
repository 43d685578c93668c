"""Complements of version 1: patches from what the way back gives to what the source was.

    {"digest": "...", "count": 2, "patch": [...]}

Such a patch fits what the translators gave that wrote it, and those of today may give something
else. So what is restored is tried: a patch has to change what it changes, and to add what is not
there; and what comes of it has to convert to the value again. Where it does not, it is not certain.
Where the way back gave everything, there are no segments, and no record of a group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.registry import Opened, Options, Translation, has_ids
from responses_protocol.lens.complement import (
    Backward,
    ListRecord,
    Object,
    Restore,
    read_marks,
    read_object,
)
from responses_protocol.lens.groups import is_same, pick
from responses_protocol.lens.patch import Patch
from responses_protocol.lens.pointer import PatchError, apply, changes
from responses_protocol.lens.restored_lists import RestoredList
from responses_protocol.lens.segments import WIDTH, Mark, Places, digest
from responses_protocol.values import Json, token

if TYPE_CHECKING:
    from responses_protocol.formats.frames import Context
    from responses_protocol.formats.wholes import OneWay, Whole

REST = ""  # the record of the members that no group knows


LONG_RUN = 8  # values from which on a segment has a digest for each of them


def _mark(values: list[Json]) -> str:
    if 0 < len(values) < LONG_RUN:
        return digest(values)
    return "".join([digest([value]) for value in values])


def _find(marks: Iterable[Mark], values: list[Json], low: int, high: int) -> Places:
    places: Places = {}
    for one in set(marks):
        count = one[0]
        for at in range(low, high - count + 1) if 0 < count < LONG_RUN else ():
            if digest(values[at : at + count]) == one[1]:
                places.setdefault(one, []).append(at)
    single = [digest([value]) for value in values[low:high]]
    begins: dict[str, list[int]] = {}
    for at, first in enumerate(single):
        begins.setdefault(first, []).append(at)
    for one in {one for one in marks if one[0] >= LONG_RUN}:
        for at in begins.get(one[1][:WIDTH], ()):
            if "".join(single[at : at + one[0]]) == one[1]:
                places.setdefault(one, []).append(low + at)
    return places


def read_segments(form: str, segments: Json, place: str) -> ListRecord:
    """Check the segments of a list."""
    marks = read_marks(segments, place)
    for number, segment in enumerate(segments):
        if type(segment.get("patch", [])) is not list:
            raise ComplementError("a patch must be a list", f"{place}/{number}/patch")
    doubtful: set[int] = set()

    def restore(number: int, run: list[Json], backward: Backward) -> list[Json]:
        patch, values = segments[number].get("patch", []), backward(run)
        try:
            for operation in patch:
                if not changes(operation, values):
                    doubtful.add(number)
                apply([operation], values)
            return values
        except PatchError as error:
            raise ComplementError(str(error), f"{place}/{number}/patch") from None

    def weigh(number: int, run: list[Json]) -> int:
        return len(marks) if segments[number].get("patch") else 1

    return ListRecord(form, marks, restore, weigh, not marks, (_mark, _find), doubtful)


def read_members(complement: Object) -> tuple[Restore, Object]:
    """Check the groups of members; return what restores one, and the members that none knows."""
    members = read_object(complement, "members")
    for name, known in members.items():
        if not isinstance(known, dict) or not isinstance(known.get("patch"), list):
            raise ComplementError("the record of a group is damaged", f"/members/{token(name)}")

    def restore(group: OneWay, read: Object, context: Context) -> Object | None:
        back = group.backward(read, context) if read or not group.optional else {}
        if group.name not in members:
            return back
        condition = [] if group.condition is None else [group.condition(context)]
        if digest([read, back, *condition]) != members[group.name].get("digest"):
            return None
        return _patched(back, members[group.name]["patch"], group.name)

    rest = _patched({}, members[REST]["patch"], REST) if REST in members else {}
    return restore, rest


def _patched(back: Object, patch: Patch, name: str) -> Object:
    try:
        [patched] = apply(patch, [back])
    except (PatchError, ValueError) as error:
        raise ComplementError(str(error), f"/members/{token(name)}/patch") from None
    if not isinstance(patched, dict):
        raise ComplementError("the patch makes no object", f"/members/{token(name)}/patch")
    return patched


def unsure_segments(
    done: RestoredList, known: ListRecord, translation: Translation, options: Options, place: str
) -> Iterator[str]:
    """Point at the segments that do not convert to their values again."""
    ids = has_ids(translation.target, options)  # which may have a number, where two are equal
    for number, run, part in done.known:
        try:
            made = translation.forward(part, options, Opened(done.values))[0]
        except ConversionError:
            made = []
        if number in known.doubtful or not is_same(
            *([_without_id(one) for one in each] if ids else each for each in (made, run))
        ):
            yield f"{place}/{number}"


def _without_id(value: Json) -> Json:
    return {**value, "id": None} if isinstance(value, dict) else value


def unsure_groups(way: Whole, rest: Object, members: Object, context: Context) -> Iterator[str]:
    """Point at the groups that do not convert to their members in the value again.

    ``rest`` are the members of the value, ``members`` those that were restored, with their context.
    """
    for group in way.groups:
        own = pick(members, group.source)
        made = group.forward(own, context) if own or not group.optional else {}
        if not is_same(pick(made, group.target), pick(rest, group.target)):
            yield f"/members/{token(group.name)}"
