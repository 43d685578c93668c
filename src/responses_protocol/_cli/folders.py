"""The input files of a command, in folders too, and their outputs in another folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from typing import BinaryIO, cast

import click

from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._checks.reading.paths import MissingFile, find_files
from responses_protocol._cli.unfinished_files import (
    OutputPlace,
    locate_output,
    remove_hidden_folders,
)
from responses_protocol._cli.writing import Sink, is_regular, to_standard_output, together
from responses_protocol._reporting.finding import Finding

_RECORDS = (".json", ".jsonl", ".ndjson", ".parquet")
_STREAMS = (".json", ".jsonl", ".ndjson", ".sse")
Sinks = Sequence["BinaryIO | None"]


def find_input_files(names: Sequence[str], *, streams: bool = False) -> dict[str, str]:
    """Return the named files, those in named folders, and those of patterns, each of them once.

    The values are the names of their outputs in a folder: the path below the named folder, or below
    the folder that begins the pattern. Of a folder, files of JSON and Parquet are read, with
    ``streams`` those of JSON and captured streams. Raises ``UsageError`` for a folder or a pattern
    without files, ``OSError`` for a folder that can't be read; a missing file is returned too.
    """
    if list(names).count(STANDARD) > 1:
        raise click.UsageError("standard input can be read once")
    outputs_of: dict[str, str] = {}
    real_paths: set[str] = set()
    for name in names:
        top = _find_top(name)
        for file in _find_files(name, _STREAMS if streams else _RECORDS):
            same = file if file == STANDARD else os.path.realpath(file)
            if same not in real_paths:
                real_paths.add(same)
                outputs_of[file] = os.path.relpath(file, top) if file != STANDARD else file
    return outputs_of


def is_folder(target: str | None) -> bool:
    """Return whether an output is a folder: an existing one, or a name that ends with ``/``."""
    if target is None or target == STANDARD:
        return False
    return target.endswith(("/", os.sep)) or Path(target).is_dir()


def refuse_same_outputs(below: Mapping[str, str]) -> None:
    """Refuse, as wrong usage, inputs whose outputs in a folder would be the same file."""
    places: dict[str, str] = {}
    for file, place in below.items():
        if file == STANDARD:
            raise click.UsageError("standard input has no name in a folder: name a file with -o")
        earlier = places.setdefault(place, file)
        if earlier != file:
            pair = " and ".join(map(click.format_filename, (earlier, file)))
            raise click.UsageError(f"{pair} would have the same output, {place}")


@contextmanager
def open_outputs_by_file(
    targets: Sequence[str | None],
    below: Mapping[str, str],
    more_inputs: Iterable[str] = (),
    *,
    live: bool = False,
) -> Iterator[Callable[[str], Sinks]]:
    """Yield a function from an input file to the open ``targets``, None for those that are None.

    A target that is a folder has an output for each file, under the name that ``below`` has for it;
    call the function in the order of ``below``. A new file gets the mode that these and
    ``more_inputs`` have in common. All outputs appear together, as in ``writing.outputs``; a
    ``live`` standard output gets each text at once.
    """
    with together((*below, *more_inputs)) as run:

        def open_target(target: str | None) -> BinaryIO | None:
            if target is None:
                return None
            if live and target == STANDARD:
                return cast("BinaryIO", _LiveOutput())
            return run.open(target).handle

        def open_below(folder: str, file: str) -> Sink:
            place = Path(folder, below[file])
            run.make_folder(place.parent)
            return run.open(str(place), folder)

        for target in targets:
            if target is not None and is_folder(target):
                run.make_folder(Path(target))
            if target is not None and target != STANDARD:
                remove_hidden_folders(Path(target).resolve())
        run.claim(_locate_outputs(targets, below))
        shared = [None if is_folder(target) else open_target(target) for target in targets]
        folders = {index: str(target) for index, target in enumerate(targets) if is_folder(target)}
        own_sinks: dict[int, Sink] = {}
        seen_files: list[str] = []

        def sinks(file: str) -> Sinks:
            if not seen_files or seen_files[-1] != file:
                seen_files.append(file)
                for sink in own_sinks.values():
                    sink.finish()
                own_sinks.update(
                    {index: open_below(folder, file) for index, folder in folders.items()}
                )
            return [
                own_sinks[index].handle if index in folders else handle
                for index, handle in enumerate(shared)
            ]

        yield sinks
        if folders:
            known = set(seen_files)
            for file in below:
                if file not in known:  # it holds no record
                    sinks(file)


def _locate_outputs(
    targets: Sequence[str | None], below: Mapping[str, str]
) -> Iterator[OutputPlace]:
    for target in targets:
        if target is not None and is_folder(target):
            for name in below.values():
                yield locate_output(str(Path(target, name)), target)
        elif target is not None and is_regular(target):
            yield locate_output(target)


class _LiveOutput:
    """Standard output, which gets each text as it is written."""

    def write(self, text: bytes) -> int:
        with to_standard_output() as stream:
            stream.write(text)
            stream.flush()
        return len(text)


def _find_files(name: str, suffixes: Sequence[str]) -> Iterator[str]:
    try:
        for file in find_files([name], suffixes=suffixes):
            if not isinstance(file, Finding):
                yield file
            elif file.code != "RP012":  # a folder that contains itself has no other files
                raise OSError(None, file.message, file.path)
    except MissingFile:
        if has_magic(name) or Path(name).is_dir():
            reason = f"no file in {name}" if Path(name).is_dir() else f"no file fits {name}"
            raise click.UsageError(reason) from None
        yield name


def _find_top(name: str) -> str:
    """Return the folder that the names of outputs are relative to."""
    path = Path(name)
    if path.is_dir():
        return name
    if not path.exists():
        while has_magic(str(path)):
            path = path.parent
        return str(path) if path.is_dir() else str(path.parent)
    return str(path.parent)
