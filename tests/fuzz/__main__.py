"""``make fuzz``: turns of all targets on all cores, a number of them or until the time is over.

The turns of one seed are the same ones in the same order. How many of them a time allows differs;
a number of turns makes the same run each time.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import count, islice, takewhile
from pathlib import Path
from time import monotonic

from fuzz.cases import FOUND, write_file
from fuzz.hunting import hunt
from fuzz.targets import TARGETS, Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt; write a case for each failure, tell of it, and return 1 if there is one."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    until = parser.add_mutually_exclusive_group()
    until.add_argument("--minutes", type=float, default=5)
    until.add_argument("--turns", type=int, help="so many, however long they take")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--found", type=Path, default=FOUND, help="where cases are written")
    parser.add_argument(
        "targets", nargs="*", type=parse_target, help=f"some of {', '.join(TARGETS)}"
    )
    options = parser.parse_args(arguments)
    turns: Iterator[tuple[int, str]]
    turns = enumerate(repeat_targets(options.targets or list(TARGETS)), options.seed)
    if options.turns is None:
        length = f"{options.minutes:g} minutes"
        end = monotonic() + 60 * options.minutes
        turns = takewhile(lambda _: monotonic() < end, turns)
    else:
        length = f"{options.turns} turns"
        turns = islice(turns, options.turns)
    print(f"seed {options.seed}, {length}, {options.cores} cores", flush=True)
    return report(run_turns(turns, options.cores), options.found, options.seed)


def parse_target(name: str) -> str:
    if name not in TARGETS:
        raise argparse.ArgumentTypeError(f"no target is named {name}")
    return name


def repeat_targets(names: list[str]) -> Iterator[str]:
    """Yield the targets for ever, each as often as its turns say."""
    for turn in count():
        yield from (name for name in names if turn % 4 < TARGETS[name].turns)


def run_turns(turns: Iterator[tuple[int, str]], cores: int) -> Iterator[Failure]:
    """Yield the failures that turns find, given by number and target, each place once."""
    known_places: set[str] = set()
    running: dict[Future[Failure | None], str] = {}
    count = 0
    with ProcessPoolExecutor(cores) as pool:
        while True:
            for number, name in islice(turns, cores - len(running)):
                running[pool.submit(hunt, name, number, frozenset(known_places))] = name
                count += 1
            if not running:
                break
            for failure in wait_for_failures(running):
                if failure.place not in known_places:
                    known_places.add(failure.place)
                    yield failure
    print(f"{count} turns, {len(known_places)} failures", flush=True)


def wait_for_failures(running: dict[Future[Failure | None], str]) -> Iterator[Failure]:
    """Wait for a turn; yield what it found."""
    futures, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in futures:
        name = running.pop(future)
        try:
            failure = future.result()
        except BrokenProcessPool:
            raise SystemExit(f"a process died in a turn of {name}") from None
        if failure is not None:
            yield failure


def report(failures: Iterable[Failure], folder: Path, seed: int) -> int:
    """Write and tell failures as they come; return the exit status."""
    status = 0
    for failure in failures:
        status = 1
        file = write_file(failure.case, folder)
        print(f"\n{failure.place}\n  {failure.message}\n  {file}", flush=True)
    if status:
        print(f"\nThese cases fail (seed {seed}); `make test` tries them from now on.")
    return status


if __name__ == "__main__":
    sys.exit(main())
