"""Restore a translated list: known segments exactly, and all other values by translation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from responses_protocol._formats.registry import (
    OpenTurn,
    Options,
    Translation,
    find_ids,
    has_ids,
    has_outputs,
    note_open_calls,
    number_repeated_ids,
)
from responses_protocol._lens.complement import ListRecord
from responses_protocol._lens.plain import to_plain
from responses_protocol._lens.pointer import shift_pointer
from responses_protocol._lens.segments import align
from responses_protocol._values import Json
from responses_protocol.errors import ComplementError, ConversionError

Known = tuple[int, list[Json], list[Json]]


class RestoredList(NamedTuple):
    """A restored list: its values, the ranges translated afresh, and the missing segments.

    ``known`` are the segments that were found: their numbers, their runs, and their sources.
    """

    values: list[Json]
    fresh: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    known: list[Known]


@contextmanager
def relocated_errors(locate: Callable[[str], str]) -> Iterator[None]:
    """Turn the pointers of errors about a part of a value into pointers into the whole value."""
    try:
        yield
    except ComplementError:
        raise
    except ConversionError as error:
        raise ConversionError(error.reason, locate(error.pointer)) from None


def restore_list(
    values: list[Json], record: ListRecord, translation: Translation, options: Options
) -> RestoredList:
    """Undo the translation of a list, which may have been edited.

    Raises ComplementError where a record does not fit, and ConversionError where a fresh value has
    no readable shape.
    """
    if record.unmarked:
        reverse = translation.backward(to_plain(values), options, None)[0]
        return RestoredList(reverse, (), (), [(0, values, reverse)])
    starts = align(record.marks, values, record.weigh, *record.recognise)
    missing = tuple([number for number, start in enumerate(starts) if start is None])
    restored, fresh, fresh_at, known = _assemble(values, starts, record, translation, options)
    if fresh_at and has_ids(translation.source, options):
        _make_ids_unique(restored, fresh_at)
    return RestoredList(restored, tuple(fresh), missing, known)


def _assemble(
    values: list[Json],
    starts: list[int | None],
    record: ListRecord,
    translation: Translation,
    options: Options,
) -> tuple[list[Json], list[tuple[int, int]], list[int], list[Known]]:
    """Restore known segments and translate all other values.

    Returns the values, the fresh ranges of ``values``, the indexes of fresh results, and the known
    segments.
    """
    restored: list[Json] = []
    fresh: list[tuple[int, int]] = []
    fresh_at: list[int] = []
    known: list[Known] = []
    opened: OpenTurn | None = None
    noted = position = 0  # the number of known segments whose open calls are noted; their end

    def translate_back(start: int, values_of_run: list[Json]) -> list[Json]:
        with relocated_errors(partial(shift_pointer, by=start)):
            return translation.backward(values_of_run, options, OpenTurn(values))[0]

    def translate_to(stop: int) -> None:
        nonlocal noted, opened
        opened = opened or OpenTurn(values)
        run = values[position:stop]
        if noted < len(known) and has_outputs(run, translation.target):
            for _, known_run, known_source in known[noted:]:
                note_open_calls(
                    opened, known_run, known_source, translation.target, translation.source
                )
            noted = len(known)
        with relocated_errors(partial(shift_pointer, by=position)):
            part = translation.backward(to_plain(run), options, opened)[0]
        fresh.append((position, stop))
        fresh_at.extend(range(len(restored), len(restored) + len(part)))
        restored.extend(part)

    for number, start in enumerate(starts):
        if start is None:
            continue
        if start > position:
            translate_to(start)
        position = start + record.marks[number][0]
        run = values[start:position]
        part = record.restore(number, run, partial(translate_back, start))
        known.append((number, run, part))
        restored += part
    if position < len(values):
        translate_to(len(values))
    return restored, fresh, fresh_at, known


def _make_ids_unique(restored: list[Json], fresh_at: list[int]) -> None:
    """Give fresh values other ids than those of restored values."""
    fresh = set(fresh_at)
    used_ids = find_ids(value for index, value in enumerate(restored) if index not in fresh)
    fresh_values = [restored[index] for index in fresh_at]
    for number, new_id in number_repeated_ids(fresh_values, used_ids).items():
        fresh_values[number]["id"] = new_id
