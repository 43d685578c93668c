"""A list that was translated, put back: known segments exactly, and all else as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.registry import (
    Opened,
    Options,
    Translation,
    has_ids,
    has_outputs,
    ids_of,
    note_open_calls,
    unique_ids,
)
from responses_protocol.lens.complement import ListRecord
from responses_protocol.lens.plain import plain
from responses_protocol.lens.pointer import shifted
from responses_protocol.lens.segments import Mark, align
from responses_protocol.values import Json

Known = tuple[int, list[Json], list[Json]]
Region = tuple[int, int, int | None]  # start and stop in the value, and the number of its segment


class RestoredList(NamedTuple):
    """A restored list: its values, the ranges read afresh, and the segments that were not found.

    ``known`` are the segments that were found: their numbers, their runs, and what they restore to.
    """

    values: list[Json]
    fresh: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    known: list[Known]


@contextmanager
def errors_in(locate: Callable[[str], str]) -> Iterator[None]:
    """Let the errors of a part of a value point into the whole of it."""
    try:
        yield
    except ComplementError:
        raise
    except ConversionError as error:
        raise ConversionError(error.reason, locate(error.pointer)) from None


def restore_list(
    values: list[Json], known: ListRecord, translation: Translation, options: Options
) -> RestoredList:
    """Undo the translation of a list, which may have been edited.

    Raises ComplementError where a record does not fit, and ConversionError where what is read
    afresh has no readable shape.
    """
    if known.unmarked:
        read = translation.backward(plain(values), options, None)[0]
        return RestoredList(read, (), (), [(0, values, read)])
    starts = align(known.marks, values, known.weigh, *known.recognise)
    regions = _regions(starts, known.marks, len(values))
    restored, fresh_at, found = _assemble(values, regions, known, translation, options)
    if fresh_at and has_ids(translation.source, options):
        _tell_apart(restored, fresh_at)
    fresh = tuple((start, stop) for start, stop, number in regions if number is None)
    missing = tuple(number for number, start in enumerate(starts) if start is None)
    return RestoredList(restored, fresh, missing, found)


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
) -> tuple[list[Json], list[int], list[Known]]:
    """Restore what is known and read all else; return also where which values are."""
    restored: list[Json] = []
    fresh_at: list[int] = []
    found: list[Known] = []
    opened = Opened(values)
    noted = 0  # how many of the known segments have left their open calls

    def read(start: int, run: list[Json]) -> list[Json]:
        with errors_in(partial(shifted, by=start)):
            return translation.backward(run, options, Opened(values))[0]

    for start, stop, number in regions:
        run = values[start:stop]
        if number is None:
            if noted < len(found) and has_outputs(run):
                for _, there, here in found[noted:]:
                    note_open_calls(opened, there, here, translation.target, translation.source)
                noted = len(found)
            with errors_in(partial(shifted, by=start)):
                part = translation.backward(plain(run), options, opened)[0]
            fresh_at.extend(range(len(restored), len(restored) + len(part)))
        else:
            part = known.restore(number, run, partial(read, start))
            found.append((number, run, part))
        restored += part
    return restored, fresh_at, found


def _tell_apart(restored: list[Json], fresh_at: list[int]) -> None:
    """Give fresh values other ids than restored ones have."""
    fresh = set(fresh_at)
    fixed = ids_of(value for at, value in enumerate(restored) if at not in fresh)
    made = [restored[at] for at in fresh_at]
    for number, new_id in unique_ids(made, fixed).items():
        made[number]["id"] = new_id
