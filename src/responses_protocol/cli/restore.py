"""``responses-protocol restore``: undo a conversion, with the complement it left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click

import responses_protocol as rp
from responses_protocol.checks.reading.entries import Entry
from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.cli import endpoints, records
from responses_protocol.cli.complements import ByKey, by_key, take_out
from responses_protocol.cli.folders import input_files, is_folder, refuse_one_place
from responses_protocol.cli.reading import read_entries
from responses_protocol.cli.report import Tally, count, count_partial, describe, place
from responses_protocol.cli.running import (
    Stopped,
    process,
    refuse_clashes,
    refuse_pointers,
    report_flag,
    reported,
)
from responses_protocol.cli.undo import Undo, as_text, recall
from responses_protocol.errors import ConversionError
from responses_protocol.jsontext import dumps, loads

Find = Callable[[Any], "tuple[Any, list[Undo]]"]  # a record without its complement, and that


@click.command()
@click.argument("name", metavar="FILE")
@click.option(
    "--complement",
    metavar="FILE",
    help="What `convert --complement` wrote: a file, or a folder with one for each in FILE.",
)
@click.option(
    "--key",
    metavar="POINTER",
    help="JSON Pointer to what identifies a record, as for `convert --key`: complements are found "
    "by it, in any order.",
)
@click.option(
    "--complement-at",
    metavar="POINTER",
    help="Take the complement out of each record, where `convert --complement-at` wrote it.",
)
@click.option(
    "-o",
    "out",
    metavar="FILE",
    default=STANDARD,
    help="The output; .gz and .zst are compressed. A folder gets an output for each file in FILE. "
    "[default: standard output]",
)
@click.option(
    "--allow-partial",
    is_flag=True,
    help="Accept records that were changed since they were converted: what changed is read "
    "afresh, the rest is restored exactly. Without it such a record is a failure.",
)
@click.option(
    "--rejects",
    metavar="FILE",
    help="Set records that can't be restored aside, here, as `convert` does.",
)
@report_flag
def restore(
    name: str,
    complement: str | None,
    key: str | None,
    complement_at: str | None,
    out: str,
    allow_partial: bool,
    rejects: str | None,
    report: str,
) -> None:
    """Restore the records that `convert` was given from its output FILE and its complement.

    FILE is a file, as it is or compressed, a folder, a pattern, or "-" for standard input. Output
    and complement are read line by line, in step, unless --key or --complement-at is given.
    Nothing is written unless all of it can be.
    """
    refuse_pointers({"--key": key, "--complement-at": complement_at})
    if (complement is None) == (complement_at is None):
        raise click.UsageError("one of --complement and --complement-at is needed")
    if key is not None and (complement is None or is_folder(complement)):
        raise click.UsageError("--key goes with --complement FILE")
    files = input_files((name,))
    saved_files = {} if complement is None else dict.fromkeys(files, complement)
    if complement is not None and is_folder(complement):
        saved_files = {file: str(Path(complement, place)) for file, place in files.items()}
    alone = len(files) == 1 or is_folder(out)
    if is_folder(out):
        refuse_one_place(files)
    reads = {"FILE": tuple(files), "--complement": tuple(dict.fromkeys(saved_files.values()))}
    refuse_clashes({"-o": out, "--rejects": rejects}, reads)
    tally = Tally("restore")

    def one(record: Any, undo: Undo, is_row: bool) -> tuple[Any, rp.Restoration]:
        path = records.parse_pointer(record, undo.at)
        value = records.get(record, path)
        with records.located(path):
            if undo.text is not None:
                if not isinstance(value, str):
                    raise ConversionError("no JSON text in a string, as it was written")
                value = loads(value.encode())
            elif is_row and isinstance(value, str):  # written by what keeps no marks of a schema
                value = loads(value.encode())
            restored = rp.restoration(value, undo.complement)
            restored.losses  # noqa: B018 - what can't be read back is refused here
        if not (restored.exact or allow_partial):
            raise ConversionError(_partial(restored), undo.at)
        result = restored.value
        if undo.text is not None:
            result = undo.text if restored.exact else as_text(result)
        record = records.put(record, path, result, undo.name)
        if undo.url is not None:
            dialects = undo.complement["source"], undo.complement["target"]
            record = endpoints.moved_back(record, undo.url, *dialects)
        return record, restored

    def work(entry: Entry, find: Find) -> tuple[bytes]:
        record, undos = find(loads(entry.raw))
        done: list[tuple[Undo, rp.Restoration]] = []
        for undo in reversed(undos):
            record, restored = one(record, undo, entry.row is not None)
            done.append((undo, restored))
        text = dumps(record, indent=entry.indented and alone)
        for undo, restored in done:
            if not restored.exact:
                count_partial(tally, entry, undo.at, restored)
            count(tally.losses, restored.losses, entry, undo.at)
            tally.items += records.size(restored.value)
        return (text,)

    with reported(tally, report, lambda: _hints(tally)), ExitStack() as opened:
        pairs: Iterable[tuple[Entry, Find]]
        if complement_at is not None:
            take = partial(take_out, pointer=complement_at)
            pairs = ((entry, take) for entry in read_entries(files))
        elif key is not None:
            known = opened.enter_context(by_key(str(complement)))
            take = partial(_found, known, key)
            pairs = ((entry, take) for entry in read_entries(files))
        else:
            pairs = (
                (entry, partial(_beside, saved)) for entry, saved in _in_step(files, saved_files)
            )
        process(pairs, work, (out,), rejects, tally, files, saved_files.values())


def _found(known: ByKey, key: str, record: Any) -> tuple[Any, list[Undo]]:
    return record, known.find(record, key)


def _beside(saved: Entry, record: Any) -> tuple[Any, list[Undo]]:
    return record, recall(saved.raw)


def _in_step(files: Iterable[str], saved_files: Mapping[str, str]) -> Iterator[tuple[Entry, Entry]]:
    """Yield the records and their complements; raises ``Stopped`` when there are more of one."""
    if len(set(saved_files.values())) < 2:  # one complement for all
        yield from _pairs(tuple(files), tuple(saved_files.values())[:1])
        return
    for file in files:
        yield from _pairs((file,), (saved_files[file],))


def _pairs(files: Sequence[str], saved_files: Sequence[str]) -> Iterator[tuple[Entry, Entry]]:
    for entry, saved in zip_longest(read_entries(files), read_entries(saved_files)):
        if entry is None or saved is None:
            lacking = click.format_filename((files if entry is None else saved_files)[-1])
            reason = f"{lacking} has no record in step with this one"
            raise Stopped(place(entry or saved, "") | {"reason": reason})
        yield entry, saved


def _partial(restored: rp.Restoration) -> str:
    found = {
        f"{len(restored.fresh)} changed or new": restored.fresh,
        f"{len(restored.missing)} missing": restored.missing,
        f"changed: {', '.join(restored.fresh_members)}": restored.fresh_members,
        f"not certain: {', '.join(restored.uncertain)}": restored.uncertain,
    }
    told = "; ".join(what for what, those in found.items() if those)
    return f"not as it was converted ({told}); --allow-partial accepts that"


def _hints(tally: Tally) -> Iterator[str]:
    if tally.partial is None:
        return
    numbers = {
        "records restored in part": tally.partial.number,
        "entries read afresh": tally.afresh,
        "members read afresh": tally.fresh_members,
        "recorded segments missing": tally.missing,
    }
    yield "  " + "; ".join(f"{what}: {number:,}" for what, number in numbers.items())
    first = tally.partial.first
    found = {
        "afresh": [f"{start} to {stop - 1}" for start, stop in first["fresh"]],
        "members": first["fresh_members"],
        "missing": [str(number) for number in first["missing"]],
        "not certain": first.get("uncertain", ()),
    }
    told = [f"{what}: {', '.join(those)}" for what, those in found.items() if those]
    yield "; ".join([f"  first: {describe(first)}", *told])
