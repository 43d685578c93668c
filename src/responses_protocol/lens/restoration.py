"""``restore``: the way back, with what the complement knows put in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.registry import LISTS, unique_ids
from responses_protocol.formats.turns import Opened
from responses_protocol.lens.complement import Complement, read
from responses_protocol.lens.conversion import convert
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.plain import depth_error, plain
from responses_protocol.lens.pointer import PatchError, apply
from responses_protocol.lens.segments import Mark, align
from responses_protocol.values import Json

Region = tuple[int, int, int | None]  # start and stop in the value, and the number of its segment


@dataclass(frozen=True, eq=False)
class Restoration:
    """What ``restoration`` gives: the source, and how much of it the complement knew.

    ``fresh`` holds the ranges ``(start, stop)`` of the value that no recorded segment matched,
    and that were read without one; ``missing`` the numbers of segments that were not found.
    """

    value: Json
    fresh: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    _complement: Complement = field(repr=False)
    _read: list[Json] = field(repr=False)

    @property
    def exact(self) -> bool:
        """Whether the value is what ``convert`` gave, so that the source is too."""
        return not self.fresh and not self.missing

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What the fresh parts say that the source dialect can't; pointers are into the value.

        A complement without segments can't tell what is fresh, so then the whole value is looked
        at: what ``convert`` gave has no losses on the way back, if it had none on the way there.
        """
        ranges = self.fresh
        if not self._complement.marks and self._read:
            ranges = ((0, len(self._read)),)
        return tuple(loss for start, stop in ranges for loss in self._losses_of(start, stop))

    def _losses_of(self, start: int, stop: int) -> Iterator[Loss]:
        known = self._complement
        whole = known.kind in LISTS
        back = convert(
            self._read[start:stop] if whole else self._read[start],
            known.source,
            source=known.target,
            kind=known.kind,
            options=known.options,
        )
        for loss in back.losses:
            yield _shifted(loss, start) if whole else loss


def _shifted(loss: Loss, by: int) -> Loss:
    first, *rest = loss.pointer[1:].split("/")
    pointer = "/".join(("", str(int(first) + by), *rest)) if first else ""
    return Loss(loss.code, loss.severity, pointer, loss.message)


def restore(value: Json, complement: Json) -> Json:
    """Return the source that ``convert`` made ``value`` of, exactly.

    The value may have been edited: what stands untouched comes back exactly, and the rest is read
    as it is. Raises ComplementError where the complement is damaged or belongs to another value,
    and ConversionError where the value has no readable shape.
    """
    return restoration(value, complement).value


def restoration(value: Json, complement: Json) -> Restoration:
    """Do what ``restore`` does, and say which parts were restored and which were read afresh."""
    known = read(complement)
    try:
        try:
            return _restoration(value, known)
        except (ConversionError, TypeError, AttributeError) as error:
            if isinstance(error, ComplementError):
                raise
            return _restoration(plain(value), known)
    except RecursionError:
        raise depth_error(value) from None


def _restoration(value: Json, known: Complement) -> Restoration:
    values = value if known.kind in LISTS else [] if value is None else [value]
    if not isinstance(values, list):
        raise ConversionError(f"a {known.kind} must be a list")
    starts = align(known.marks, values)
    if values and known.marks and all(start is None for start in starts):
        raise ComplementError("it belongs to another value: no part of this one is known to it")
    regions = _regions(starts, known.marks, len(values))
    restored, fresh_at = _assemble(values, regions, known)
    if fresh_at and known.translation.mints_ids == "backward":
        _tell_apart(restored, fresh_at)
    fresh = tuple((start, stop) for start, stop, number in regions if number is None)
    missing = tuple(number for number, start in enumerate(starts) if start is None)
    return Restoration(
        _unwrapped(restored, known),
        fresh if known.marks else (),
        missing,
        known,
        values,
    )


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
    values: list[Json], regions: list[Region], known: Complement
) -> tuple[list[Json], list[int]]:
    """Read every region back and patch what is known; return also where the fresh values are."""
    restored: list[Json] = []
    fresh_at: list[int] = []
    for (_, _, number), part in zip(regions, _parts(values, regions, known), strict=True):
        if number is None:
            fresh_at.extend(range(len(restored), len(restored) + len(part)))
        else:
            try:
                part = apply(known.patches[number], part)
            except PatchError as error:
                raise ComplementError(str(error), f"/segments/{number}/patch") from None
        restored += part
    return restored, fresh_at


def _parts(values: list[Json], regions: list[Region], known: Complement) -> Iterator[list[Json]]:
    """Read the regions back: all at once where they don't depend on each other, else one by one."""
    backward, options = known.translation.backward, known.options
    whole, cuts = backward(values, options, None)
    ends = {0: 0, **dict(cuts), len(values): len(whole)}
    if all(start in ends and stop in ends for start, stop, _ in regions):
        for start, stop, _ in regions:
            yield whole[ends[start] : ends[stop]]
        return
    opened: Opened = {}
    for start, stop, _ in regions:
        yield backward(values[start:stop], options, opened)[0]


def _tell_apart(restored: list[Json], fresh_at: list[int]) -> None:
    """Give fresh items other ids than restored ones have."""
    fresh = set(fresh_at)
    fixed = {
        value["id"]
        for at, value in enumerate(restored)
        if at not in fresh and isinstance(value, dict) and isinstance(value.get("id"), str)
    }
    made = [restored[at] for at in fresh_at]
    for number, new_id in unique_ids(made, fixed).items():
        made[number]["id"] = new_id


def _unwrapped(values: list[Json], known: Complement) -> Json:
    if known.one_string and len(values) == 1:
        message = values[0]
        if message.get("role") == "user" and isinstance(message.get("content"), str):
            return message["content"]
    if known.kind in LISTS:
        return values
    return values[0] if values else None
