"""Folders of files: those that a command reads, and the outputs for them in another folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from typing import BinaryIO, cast

import click

from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.checks.reading.paths import MissingFile, find_files
from responses_protocol.cli.writing import Sink, to_standard_output, together
from responses_protocol.reporting.finding import Finding

_RECORDS = (".json", ".jsonl", ".ndjson", ".parquet")
_STREAMS = (".json", ".jsonl", ".ndjson", ".sse")
Sinks = Sequence["BinaryIO | None"]


def input_files(names: Sequence[str], *, streams: bool = False) -> dict[str, str]:
    """Return the files that are named, in folders and by patterns too, each of them once.

    Each has the name of its output in a folder: its path below the folder that was named, or that
    the pattern begins with. In a folder these are files of JSON and Parquet, with ``streams`` of
    JSON and captured ones. Raises ``UsageError`` for a folder or a pattern without any, ``OSError``
    for a folder that can't be read; a file that is missing is one that can't be opened later.
    """
    if list(names).count(STANDARD) > 1:
        raise click.UsageError("standard input can be read once")
    outputs_of: dict[str, str] = {}
    real_paths: set[str] = set()
    for name in names:
        top = _top(name)
        for file in _meant(name, _STREAMS if streams else _RECORDS):
            same = file if file == STANDARD else os.path.realpath(file)
            if same not in real_paths:
                real_paths.add(same)
                outputs_of[file] = os.path.relpath(file, top) if file != STANDARD else file
    return outputs_of


def is_folder(target: str | None) -> bool:
    """Tell whether an output is a folder: one that is there, or a name that ends as one."""
    if target is None or target == STANDARD:
        return False
    return target.endswith(("/", os.sep)) or Path(target).is_dir()


def refuse_one_place(below: Mapping[str, str]) -> None:
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
def outputs_by_file(
    targets: Sequence[str | None],
    below: Mapping[str, str],
    more_inputs: Iterable[str] = (),
    *,
    live: bool = False,
) -> Iterator[Callable[[str], Sinks]]:
    """Yield what returns the open ``targets`` for an input file, None for those that are None.

    Of a target that is a folder this is an output for the file alone, under the name that ``below``
    has for it; files are asked for in the order of ``below``. A new file gets the mode that these
    and ``more_inputs`` have in common. All appear together, as
    ``writing.outputs`` has it, but for a ``live`` standard output: that gets all at once.
    """
    with together((*below, *more_inputs)) as run:

        def opened(target: str | None) -> BinaryIO | None:
            if target is None:
                return None
            if live and target == STANDARD:
                return cast("BinaryIO", _Live())
            return run.open(target).handle

        def opened_below(folder: str, file: str) -> Sink:
            place = Path(folder, below[file])
            run.make_folder(place.parent)
            return run.open(str(place))

        shared = [None if is_folder(target) else opened(target) for target in targets]
        folders = {at: str(target) for at, target in enumerate(targets) if is_folder(target)}
        of_file: dict[int, Sink] = {}
        asked_files: list[str] = []

        def sinks(file: str) -> Sinks:
            if not asked_files or asked_files[-1] != file:
                asked_files.append(file)
                for sink in of_file.values():
                    sink.finish()
                of_file.update({index: opened_below(one, file) for index, one in folders.items()})
            return [
                of_file[index].handle if index in folders else one
                for index, one in enumerate(shared)
            ]

        yield sinks
        if folders:
            known = set(asked_files)
            for file in below:
                if file not in known:  # it holds no record
                    sinks(file)


class _Live:
    """Standard output, where each text is passed on as it is written."""

    def write(self, text: bytes) -> int:
        with to_standard_output() as stream:
            stream.write(text)
            stream.flush()
        return len(text)


def _meant(name: str, suffixes: Sequence[str]) -> Iterator[str]:
    try:
        for file in find_files([name], suffixes=suffixes):
            if not isinstance(file, Finding):
                yield file
            elif file.code != "RP012":  # of a folder in itself, all files are found already
                raise OSError(None, file.message, file.path)
    except MissingFile:
        if has_magic(name) or Path(name).is_dir():
            reason = f"no file in {name}" if Path(name).is_dir() else f"no file fits {name}"
            raise click.UsageError(reason) from None
        yield name


def _top(name: str) -> str:
    """The folder that names of outputs begin in."""
    path = Path(name)
    if path.is_dir():
        return name
    if not path.exists():
        while has_magic(str(path)):
            path = path.parent
        return str(path) if path.is_dir() else str(path.parent)
    return str(path.parent)
