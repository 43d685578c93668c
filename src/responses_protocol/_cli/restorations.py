"""The restoration of one record of a file, as its command line wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Any

import click

import responses_protocol as rp
from responses_protocol._checks.reading.entries import Entry
from responses_protocol._cli import endpoints, records
from responses_protocol._cli.complements import ComplementsByKey, open_by_key, take_out
from responses_protocol._cli.parallel import Steps
from responses_protocol._cli.ranges import Range, entries_in
from responses_protocol._cli.reading import read_entries
from responses_protocol._cli.report import Tally, count, count_partial, place
from responses_protocol._cli.running import Stopped
from responses_protocol._cli.undo import Undo, as_text, recall
from responses_protocol._jsontext import dumps, loads
from responses_protocol.errors import ConversionError

Find = Callable[[Any], "tuple[Any, list[Undo]]"]
"""Returns a record without its complement, and how to undo its conversions."""


@dataclass(frozen=True)
class Restorations:
    """The settings of the command line; plain values, so that they pass from process to process.

    ``allow_partial`` accepts values that were edited since their conversion, ``indent`` is
    whether indented records stay indented. ``complement_at`` points to the complement in a record;
    ``key`` to its key, and ``index`` is then the folder with the complements.
    """

    allow_partial: bool
    indent: bool
    complement_at: str | None = None
    key: str | None = None
    index: str | None = None


def restoration_jobs(settings: Restorations, part: Range) -> Iterator[tuple[Entry, Find]]:
    """Yield the records of a range, each with the function that finds its complement.

    Raises ``Stopped`` if there are more records than complements, or fewer.
    """
    if settings.complement_at is not None:
        take = partial(take_out, pointer=settings.complement_at)
        yield from ((entry, take) for entry in entries_in(part))
    elif settings.key is not None and settings.index is not None:
        with open_by_key(settings.index) as complements:
            find = partial(_find_by_key, complements, settings.key)
            yield from ((entry, find) for entry in entries_in(part))
    elif part.beside is not None:
        names = part.file, part.beside.file
        yield from pair_by_position(entries_in(part), entries_in(part.beside), names)


def jobs_in_step(saved_files: Mapping[str, str]) -> Iterator[tuple[Entry, Find]]:
    """Yield the records of files, each with the function that finds its complement.

    The values of ``saved_files`` are the files with the complements. Raises ``Stopped`` if there
    are more records than complements, or fewer.
    """
    if len(set(saved_files.values())) == 1:  # one complement for all
        names = list(saved_files)[-1], next(iter(saved_files.values()))
        yield from pair_by_position(read_entries(saved_files), read_entries(names[1:]), names)
        return
    for file, saved in saved_files.items():
        yield from pair_by_position(read_entries((file,)), read_entries((saved,)), (file, saved))


def pair_by_position(
    entries: Iterable[Entry], saved_entries: Iterable[Entry], names: tuple[str, str]
) -> Iterator[tuple[Entry, Find]]:
    """Yield records, each with the function that returns the complement at the same position.

    ``names`` are those of the files. Raises ``Stopped`` if one of them has more records.
    """
    for entry, saved in zip_longest(entries, saved_entries):
        if entry is None or saved is None:
            lacking = click.format_filename(names[0 if entry is None else 1])
            reason = f"{lacking} has no record in step with this one"
            raise Stopped(place(entry or saved, "") | {"reason": reason})
        yield entry, partial(_recall_beside, saved)


def _find_by_key(complements: ComplementsByKey, key: str, record: Any) -> tuple[Any, list[Undo]]:
    return record, complements.find(record, key)


def _recall_beside(saved: Entry, record: Any) -> tuple[Any, list[Undo]]:
    return record, recall(saved.raw)


def make_restorer(settings: Restorations, tally: Tally) -> Callable[[Entry, Find], tuple[bytes]]:
    """Return a function that restores a record, with a function that finds its complement.

    That raises ``ConversionError`` where the record can't be restored.
    """

    def restore_entry(entry: Entry, find: Find) -> tuple[bytes]:
        record, undos = find(loads(entry.raw))
        done: list[tuple[Undo, rp.Restoration]] = []
        for undo in reversed(undos):
            record, restored = _restore_payload(record, undo, entry.row is not None)
            if not (restored.exact or settings.allow_partial):
                raise ConversionError(_describe_partial(restored), undo.at)
            done.append((undo, restored))
        text = dumps(record, indent=entry.indented and settings.indent)
        for undo, restored in done:
            if not restored.exact:
                count_partial(tally, entry, undo.at, restored)
            count(tally.losses, restored.losses, entry, undo.at)
            tally.items += records.size(restored.value)
        return (text,)

    return restore_entry


STEPS = Steps("restore", restoration_jobs, make_restorer)


def _restore_payload(record: Any, undo: Undo, is_row: bool) -> tuple[Any, rp.Restoration]:
    """Return a record with one payload restored. A list of records is changed in its place."""
    path = records.parse_pointer(record, undo.at)
    if len(path) > 1 and isinstance(record, list) and isinstance(path[0], int):
        index = path[0]
        inner = replace(undo, at=records.pointer(path[1:]))
        with records.located((index,)):
            record[index], restored = _restore_payload(record[index], inner, is_row)
        return record, restored
    value = records.get(record, path)
    with records.located(path):
        if undo.text is not None:
            if not isinstance(value, str):
                raise ConversionError("no JSON text in a string, as it was written")
            value = loads(value.encode())
        elif is_row and isinstance(value, str):  # written without the schema of a table
            value = loads(value.encode())
        restored = rp.restoration(value, undo.complement)
        restored.losses  # noqa: B018 - raises for a value that can't be read back
    result = restored.value
    if undo.text is not None:
        result = undo.text if restored.exact else as_text(result)
    record = records.put(record, path, result, undo.name)
    if undo.url is not None:
        dialects = undo.complement["source"], undo.complement["target"]
        record = endpoints.restore_url(record, undo.url, *dialects)
    return record, restored


def _describe_partial(restored: rp.Restoration) -> str:
    changes: dict[str, Iterable[Any]] = {
        f"{len(restored.fresh)} changed or new": restored.fresh,
        f"{len(restored.missing)} missing": restored.missing,
        f"changed: {', '.join(restored.fresh_members)}": restored.fresh_members,
        f"not certain: {', '.join(restored.uncertain)}": restored.uncertain,
    }
    shown = "; ".join(text for text, places in changes.items() if places)
    return f"not as it was converted ({shown}); --allow-partial accepts that"
