"""Complements of version 1: patches from what the way back gives to what the source was.

    {"digest": "...", "count": 2, "patch": [...]}

Such a patch fits what the translators gave that wrote it, and those of today may give something
else. So what is restored is certain only where it converts to the value again, and where nothing
was left to the translators: everything in it, but for types and roles, stands in the value or in
the patch, and everything in the value stands in it. The digest of a group is of what the way back
gave as well, so that what it recognises is certain. Where the way back gave everything, there are
no segments, and no record of a group.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.registry import OpenTurn, Options, Translation, has_ids
from responses_protocol.jsontext import digest
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
from responses_protocol.lens.pointer import PatchError, apply
from responses_protocol.lens.restored_lists import RestoredList
from responses_protocol.lens.segments import WIDTH, Mark, Places
from responses_protocol.values import Json, token

if TYPE_CHECKING:
    from responses_protocol.formats.bodies import BodyTranslation, MemberTranslation
    from responses_protocol.formats.body_layouts import Context

REST = ""  # the record of the members that no group knows


LONG_RUN = 8  # values from which on a segment has a digest for each of them


def _is_marked(values: list[Json], expected: str) -> bool:
    if 0 < len(values) < LONG_RUN:
        return digest(values) == expected
    return "".join([digest([value]) for value in values]) == expected


def _find(marks: Iterable[Mark], values: list[Json], low: int, high: int) -> Places:
    places: Places = {one: [] for one in marks if 0 < one[0] < LONG_RUN}
    for count in {one[0] for one in places}:
        for at in range(low, high - count + 1):
            found = places.get((count, digest(values[at : at + count])))
            if found is not None:
                found.append(at)
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
        patch = segments[number].get("patch", [])
        try:
            values = apply(patch, backward(run))
        except PatchError as error:
            raise ComplementError(str(error), f"{place}/{number}/patch") from None
        if not _is_told(values, run, patch):
            doubtful.add(number)
        return values

    def weigh(number: int, run: list[Json]) -> int:
        return len(marks) if segments[number].get("patch") else 1

    return ListRecord(form, marks, restore, weigh, not marks, (_is_marked, _find), doubtful)


def _leaves(value: Json) -> set[Hashable]:
    """Return what stands in a value, but for what says of which kind it is."""
    if not isinstance(value, (dict, list)):
        return {(type(value), value)}
    if not value:
        return {type(value)}
    members = (
        value
        if isinstance(value, list)
        else [member for name, member in value.items() if name not in ("type", "role")]
    )
    return {leaf for member in members for leaf in _leaves(member)}


def _is_told(values: Json, run: Json, patch: Patch | None = None) -> bool:
    """Tell whether a translator has neither supplied nor dropped anything."""
    restored, read = _leaves(values), _leaves(run)
    return read <= restored and restored <= read | _leaves(patch or [])


def read_members(complement: Object) -> tuple[Restore, Object, Collection[str]]:
    """Check the groups of members.

    Returns what restores one, the members that none knows, and which ones are recorded.
    """
    members = read_object(complement, "members")
    for name, known in members.items():
        if not isinstance(known, dict) or not isinstance(known.get("patch"), list):
            raise ComplementError("the record of a group is damaged", f"/members/{token(name)}")

    def restore(group: MemberTranslation, read: Object, context: Context) -> Object | None:
        back = group.backward(read, context) if read or not group.optional else {}
        if group.name not in members:
            return back
        condition = [] if group.condition is None else [group.condition(context)]
        if digest([read, back, *condition]) != members[group.name].get("digest"):
            return None
        return _patched(back, members[group.name]["patch"], group.name)

    rest = _patched({}, members[REST]["patch"], REST) if REST in members else {}
    return restore, rest, members.keys()


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
            made = translation.forward(part, options, OpenTurn(done.values))[0]
        except ConversionError:
            made = []
        both = ([_without_id(one) for one in each] if ids else each for each in (made, run))
        supplied = known.unmarked and not _is_told(part, run)
        if supplied or number in known.doubtful or not is_same(*both):
            yield f"{place}/{number}"


def _without_id(value: Json) -> Json:
    return {**value, "id": None} if isinstance(value, dict) else value


def unsure_groups(
    way: BodyTranslation, rest: Object, members: Object, context: Context, recorded: Collection[str]
) -> Iterator[str]:
    """Point at the groups that are not certain, of those that are not recorded.

    ``rest`` are the members of the value, ``members`` those that were restored, with their context.
    """
    for group in way.groups:
        own, read = pick(members, group.source), pick(rest, group.target)
        if group.name in recorded or not (own or read):
            continue
        made = group.forward(own, context) if own or not group.optional else {}
        if not (_is_told(own, read) and is_same(pick(made, group.target), read)):
            yield f"/members/{token(group.name)}"
