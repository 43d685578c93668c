"""A list that was translated, put back: known segments exactly, and all else as it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol.errors import ComplementError
from responses_protocol.formats.registry import (
    Opened,
    Options,
    Translation,
    has_ids,
    unique_ids,
)
from responses_protocol.lens.complement import ListRecord
from responses_protocol.lens.pointer import PatchError, apply
from responses_protocol.lens.segments import Mark, align
from responses_protocol.values import Json

Region = tuple[int, int, int | None]  # start and stop in the value, and the number of its segment


@dataclass(frozen=True, eq=False)
class RestoredList:
    """A restored list: its values, the ranges read afresh, and the segments that were not found."""

    values: list[Json]
    fresh: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]


def restore_list(
    values: list[Json], known: ListRecord, translation: Translation, options: Options
) -> RestoredList:
    """Undo the translation of a list, which may have been edited.

    Raises ComplementError where a patch does not fit, and ConversionError where the list has no
    readable shape.
    """
    starts = align(known.marks, known.patches, values)
    regions = _regions(starts, known.marks, len(values))
    restored, fresh_at = _assemble(values, regions, known, translation, options)
    if fresh_at and has_ids(translation.source, options):
        _tell_apart(restored, fresh_at)
    fresh = tuple((start, stop) for start, stop, number in regions if number is None)
    missing = tuple(number for number, start in enumerate(starts) if start is None)
    return RestoredList(restored, fresh if known.marks else (), missing)


def _regions(starts: list[int | None], marks: list[Mark], size: int) -> list[Region]:
    """Return the ranges of the value, in order, with the segment that each is, if it is one."""
    regions: list[Region] = []
    at = 0
    for number, start in enumerate(starts):
        if start is not None:
            if start > at:
                regions.append((at, start, None))
            at = start + marks[number][0]
            regions.append((start, at, number))
    if at < size:
        regions.append((at, size, None))
    return regions


def _assemble(
    values: list[Json],
    regions: list[Region],
    known: ListRecord,
    translation: Translation,
    options: Options,
) -> tuple[list[Json], list[int]]:
    """Read every region back and patch what is known; return also where the fresh values are."""
    restored: list[Json] = []
    fresh_at: list[int] = []
    parts = _parts(values, regions, translation, options)
    for (_, _, number), part in zip(regions, parts, strict=True):
        if number is None:
            fresh_at.extend(range(len(restored), len(restored) + len(part)))
        else:
            try:
                part = apply(known.patches[number], part)
            except PatchError as error:
                raise ComplementError(str(error), f"/segments/{number}/patch") from None
        restored += part
    return restored, fresh_at


def _parts(
    values: list[Json], regions: list[Region], translation: Translation, options: Options
) -> Iterator[list[Json]]:
    """Read the regions back: all at once where they don't depend on each other, else one by one."""
    backward = translation.backward
    whole, cuts = backward(values, options, None)
    ends = {0: 0, **dict(cuts), len(values): len(whole)}
    if all(start in ends and stop in ends for start, stop, _ in regions):
        for start, stop, _ in regions:
            yield whole[ends[start] : ends[stop]]
        return
    opened = Opened(values)
    for start, stop, _ in regions:
        part = backward(values[start:stop], options, opened)[0]
        before = _calls(part)
        yield part  # and get it back with its patch applied, which may rename calls
        after = _calls(part)
        if before != after:
            opened.rename_last(_renamed(before, after))


def _calls(values: list[Json]) -> list[tuple[str, str]]:
    """Return the ids of all calls, by which their outputs name them, behind what they call."""
    found: list[tuple[Json, Json]] = []
    for value in values:
        if isinstance(value, dict):
            if not str(value.get("type")).endswith("_output"):
                found.append((value.get("name") or value.get("type"), value.get("call_id")))
            for call in value.get("tool_calls") or ():
                if isinstance(call, dict):
                    body = call.get(str(call.get("type")))
                    found.append(
                        (body.get("name") if isinstance(body, dict) else None, call.get("id"))
                    )
    return [(str(name)[:16], own) for name, own in found if isinstance(own, str)]


def _renamed(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> dict[str, str]:
    """Return the new ids of calls by those they had; there may be more calls than before."""
    if len(before) == len(after):
        return {own: new for (_, own), (_, new) in zip(before, after, strict=True)}
    rest = iter(after)
    return {own: next((new for other, new in rest if other == name), own) for name, own in before}


def _tell_apart(restored: list[Json], fresh_at: list[int]) -> None:
    """Give fresh values other ids than restored ones have; a reference only names one."""
    fresh = set(fresh_at)
    fixed = {
        value["id"]
        for at, value in enumerate(restored)
        if at not in fresh
        and isinstance(value, dict)
        and isinstance(value.get("id"), str)
        and value.get("type") != "item_reference"
    }
    made = [restored[at] for at in fresh_at]
    for number, new_id in unique_ids(made, fixed).items():
        made[number]["id"] = new_id
