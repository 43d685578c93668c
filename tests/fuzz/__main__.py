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

from fuzz.cases import FOUND, write
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
    parser.add_argument("targets", nargs="*", type=_target, help=f"some of {', '.join(TARGETS)}")
    chosen = parser.parse_args(arguments)
    turns: Iterator[tuple[int, str]]
    turns = enumerate(_turns(chosen.targets or list(TARGETS)), chosen.seed)
    if chosen.turns is None:
        length = f"{chosen.minutes:g} minutes"
        end = monotonic() + 60 * chosen.minutes
        turns = takewhile(lambda _: monotonic() < end, turns)
    else:
        length = f"{chosen.turns} turns"
        turns = islice(turns, chosen.turns)
    print(f"seed {chosen.seed}, {length}, {chosen.cores} cores", flush=True)
    return tell(_hunts(turns, chosen.cores), chosen.found, chosen.seed)


def _target(name: str) -> str:
    if name not in TARGETS:
        raise argparse.ArgumentTypeError(f"no target is named {name}")
    return name


def _turns(names: list[str]) -> Iterator[str]:
    """Yield the targets for ever, each as often as its turns say."""
    for turn in count():
        yield from (name for name in names if turn % 4 < TARGETS[name].turns)


def _hunts(turns: Iterator[tuple[int, str]], cores: int) -> Iterator[Failure]:
    """Yield the failures that turns find, given by number and target, each place once."""
    known: set[str] = set()
    running: dict[Future[Failure | None], str] = {}
    tried = 0
    with ProcessPoolExecutor(cores) as pool:
        while True:
            for number, name in islice(turns, cores - len(running)):
                running[pool.submit(hunt, name, number, frozenset(known))] = name
                tried += 1
            if not running:
                break
            for wrong in _finished(running):
                if wrong.place not in known:
                    known.add(wrong.place)
                    yield wrong
    print(f"{tried} turns, {len(known)} failures", flush=True)


def _finished(running: dict[Future[Failure | None], str]) -> Iterator[Failure]:
    """Wait for a turn; yield what it found."""
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for one in done:
        name = running.pop(one)
        try:
            found = one.result()
        except BrokenProcessPool:
            raise SystemExit(f"a process died in a turn of {name}") from None
        if found is not None:
            yield found


def tell(found: Iterable[Failure], folder: Path, seed: int) -> int:
    """Write and tell failures as they come; return the exit status."""
    status = 0
    for wrong in found:
        status = 1
        file = write(wrong.case, folder)
        print(f"\n{wrong.place}\n  {wrong.message}\n  {file}", flush=True)
    if status:
        print(f"\nThese cases fail (seed {seed}); `make test` tries them from now on.")
    return status


if __name__ == "__main__":
    sys.exit(main())
