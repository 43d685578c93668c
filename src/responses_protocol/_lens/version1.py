"""Read complements of version 1: patches from the reverse translation to the source.

    {"digest": "...", "count": 2, "patch": [...]}

Such a patch fits the result of the translators that wrote it; today's may return another one. So
a restored segment is certain only where it converts to the value again, and where nothing depended
on the translators: everything in it, except for types and roles, is in the value or in the patch,
and everything in the value is in it. The digest of a group includes the result of the reverse
translation, so a recognised group is certain. Where that translation returned everything, there are
no segments, and the group has no record.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

from responses_protocol._formats.registry import OpenTurn, Options, Translation, has_ids
from responses_protocol._jsontext import digest
from responses_protocol._lens.complement import (
    Backward,
    ListRecord,
    Restore,
    read_marks,
    read_object,
)
from responses_protocol._lens.groups import is_same, pick
from responses_protocol._lens.patch import Patch
from responses_protocol._lens.pointer import PatchError, apply_patch
from responses_protocol._lens.restored_lists import RestoredList
from responses_protocol._lens.segments import WIDTH, Mark, Positions
from responses_protocol._values import Json, Object, escape_token
from responses_protocol.errors import ComplementError, ConversionError

if TYPE_CHECKING:
    from responses_protocol._formats.bodies import BodyTranslation, MemberTranslation
    from responses_protocol._formats.body_layouts import Context

REST = ""  # the name of the record for the members of no group


LONG_RUN = 8  # segments of at least so many values have a digest for each value


def _is_marked(values: list[Json], expected: str) -> bool:
    if 0 < len(values) < LONG_RUN:
        return digest(values) == expected
    return "".join([digest([value]) for value in values]) == expected


def _find(marks: Iterable[Mark], values: list[Json], low: int, high: int) -> Positions:
    positions: Positions = {mark: [] for mark in marks if 0 < mark[0] < LONG_RUN}
    for count in {mark[0] for mark in positions}:
        for index in range(low, high - count + 1):
            starts = positions.get((count, digest(values[index : index + count])))
            if starts is not None:
                starts.append(index)
    single = [digest([value]) for value in values[low:high]]
    begins: dict[str, list[int]] = {}
    for index, first in enumerate(single):
        begins.setdefault(first, []).append(index)
    for long_mark in {mark for mark in marks if mark[0] >= LONG_RUN}:
        for index in begins.get(long_mark[1][:WIDTH], ()):
            if "".join(single[index : index + long_mark[0]]) == long_mark[1]:
                positions.setdefault(long_mark, []).append(low + index)
    return positions


def read_segments(form: str, segments: Json, pointer: str) -> ListRecord:
    """Return the checked segments of a list."""
    marks = read_marks(segments, pointer)
    for number, segment in enumerate(segments):
        if type(segment.get("patch", [])) is not list:
            raise ComplementError("a patch must be a list", f"{pointer}/{number}/patch")
    doubtful: set[int] = set()

    def restore(number: int, run: list[Json], backward: Backward) -> list[Json]:
        patch = segments[number].get("patch", [])
        try:
            values = apply_patch(patch, backward(run))
        except PatchError as error:
            raise ComplementError(str(error), f"{pointer}/{number}/patch") from None
        if not _is_independent(values, run, patch):
            doubtful.add(number)
        return values

    def weigh(number: int, run: list[Json]) -> int:
        return len(marks) if segments[number].get("patch") else 1

    return ListRecord(form, marks, restore, weigh, not marks, (_is_marked, _find), doubtful)


def _leaves(value: Json) -> set[Hashable]:
    """Return the leaves of a value, except for types and roles."""
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


def _is_independent(values: Json, run: Json, patch: Patch | None = None) -> bool:
    """Return whether a translator has neither added nor dropped anything."""
    restored, read = _leaves(values), _leaves(run)
    return read <= restored and restored <= read | _leaves(patch or [])


def read_members(complement: Object) -> tuple[Restore, Object, Collection[str]]:
    """Return the function that restores a group, the members of no group, and the recorded names.

    Raises ComplementError where one is damaged.
    """
    members = read_object(complement, "members")
    for name, known in members.items():
        if not isinstance(known, dict) or not isinstance(known.get("patch"), list):
            raise ComplementError(
                "the record of a group is damaged", f"/members/{escape_token(name)}"
            )

    def restore(group: MemberTranslation, read: Object, context: Context) -> Object | None:
        reverse = group.backward(read, context) if read or not group.optional else {}
        if group.name not in members:
            return reverse
        condition = [] if group.condition is None else [group.condition(context)]
        if digest([read, reverse, *condition]) != members[group.name].get("digest"):
            return None
        return _apply_to_object(reverse, members[group.name]["patch"], group.name)

    rest = _apply_to_object({}, members[REST]["patch"], REST) if REST in members else {}
    return restore, rest, members.keys()


def _apply_to_object(value: Object, patch: Patch, name: str) -> Object:
    try:
        [patched] = apply_patch(patch, [value])
    except (PatchError, ValueError) as error:
        raise ComplementError(str(error), f"/members/{escape_token(name)}/patch") from None
    if not isinstance(patched, dict):
        raise ComplementError(
            "the result of the patch must be an object", f"/members/{escape_token(name)}/patch"
        )
    return patched


def unsure_segments(
    restored: RestoredList,
    record: ListRecord,
    translation: Translation,
    options: Options,
    pointer: str,
) -> Iterator[str]:
    """Yield pointers to the segments that do not convert to their values again."""
    ids = has_ids(translation.target, options)  # ids may have a suffix where two are equal
    for number, run, part in restored.known:
        try:
            results = translation.forward(part, options, OpenTurn(restored.values))[0]
        except ConversionError:
            results = []
        sides = ([_without_id(value) for value in side] if ids else side for side in (results, run))
        depends = record.unmarked and not _is_independent(part, run)
        if depends or number in record.doubtful or not is_same(*sides):
            yield f"{pointer}/{number}"


def _without_id(value: Json) -> Json:
    return {**value, "id": None} if isinstance(value, dict) else value


def unsure_groups(
    translation: BodyTranslation,
    rest: Object,
    members: Object,
    context: Context,
    recorded: Collection[str],
) -> Iterator[str]:
    """Yield pointers to the uncertain groups without a record.

    ``rest`` are the members of the value, ``members`` the restored ones, with their context.
    """
    for group in translation.groups:
        source_members, read = pick(members, group.source), pick(rest, group.target)
        if group.name in recorded or not (source_members or read):
            continue
        result = (
            group.forward(source_members, context) if source_members or not group.optional else {}
        )
        if not (
            _is_independent(source_members, read) and is_same(pick(result, group.target), read)
        ):
            yield f"/members/{escape_token(group.name)}"
