"""A list that was translated, put back: known segments exactly, and all else as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.registry import (
    OpenTurn,
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
from responses_protocol.lens.segments import align
from responses_protocol.values import Json

Known = tuple[int, list[Json], list[Json]]


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
    missing = tuple([number for number, start in enumerate(starts) if start is None])
    restored, fresh, fresh_at, found = _assemble(values, starts, known, translation, options)
    if fresh_at and has_ids(translation.source, options):
        _tell_apart(restored, fresh_at)
    return RestoredList(restored, tuple(fresh), missing, found)


def _assemble(
    values: list[Json],
    starts: list[int | None],
    known: ListRecord,
    translation: Translation,
    options: Options,
) -> tuple[list[Json], list[tuple[int, int]], list[int], list[Known]]:
    """Restore what is known and read all else.

    Returns the values, which ranges of the given ones were read, where what was read stands, and
    what was known.
    """
    restored: list[Json] = []
    fresh: list[tuple[int, int]] = []
    fresh_at: list[int] = []
    found: list[Known] = []
    opened: OpenTurn | None = None
    noted = at = 0  # how many known segments have left their open calls, and where the last ends

    def read(start: int, run: list[Json]) -> list[Json]:
        with errors_in(partial(shifted, by=start)):
            return translation.backward(run, options, OpenTurn(values))[0]

    def read_to(stop: int) -> None:
        nonlocal noted, opened
        opened = opened or OpenTurn(values)
        run = values[at:stop]
        if noted < len(found) and has_outputs(run, translation.target):
            for _, there, here in found[noted:]:
                note_open_calls(opened, there, here, translation.target, translation.source)
            noted = len(found)
        with errors_in(partial(shifted, by=at)):
            part = translation.backward(plain(run), options, opened)[0]
        fresh.append((at, stop))
        fresh_at.extend(range(len(restored), len(restored) + len(part)))
        restored.extend(part)

    for number, start in enumerate(starts):
        if start is None:
            continue
        if start > at:
            read_to(start)
        at = start + known.marks[number][0]
        run = values[start:at]
        part = known.restore(number, run, partial(read, start))
        found.append((number, run, part))
        restored += part
    if at < len(values):
        read_to(len(values))
    return restored, fresh, fresh_at, found


def _tell_apart(restored: list[Json], fresh_at: list[int]) -> None:
    """Give fresh values other ids than restored ones have."""
    fresh = set(fresh_at)
    fixed = ids_of(value for at, value in enumerate(restored) if at not in fresh)
    made = [restored[at] for at in fresh_at]
    for number, new_id in unique_ids(made, fixed).items():
        made[number]["id"] = new_id
