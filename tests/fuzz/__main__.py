"""``make fuzz``: turns of all targets on all cores, until the time is over or for ever.

The turns of one seed are the same ones in the same order; how many of them there are depends on the
time, and which failures are told beside each other on the cores.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from pathlib import Path
from time import monotonic

from fuzz.cases import FOUND, write
from fuzz.hunting import hunt
from fuzz.targets import TARGETS, Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt; write a case for each failure, tell of it, and return 1 if there is one."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--found", type=Path, default=FOUND, help="where cases are written")
    parser.add_argument("targets", nargs="*", type=_target, help=f"some of {', '.join(TARGETS)}")
    chosen = parser.parse_args(arguments)
    print(f"seed {chosen.seed}, {chosen.minutes:g} minutes, {chosen.cores} cores", flush=True)
    end = monotonic() + 60 * chosen.minutes
    names = chosen.targets or list(TARGETS)
    return tell(_hunts(names, chosen.seed, chosen.cores, end), chosen.found, chosen.seed)


def _target(name: str) -> str:
    if name not in TARGETS:
        raise argparse.ArgumentTypeError(f"no target is named {name}")
    return name


def _turns(names: list[str]) -> Iterator[str]:
    """Yield the targets for ever, each as often as its turns say."""
    for turn in count():
        yield from (name for name in names if turn % 4 < TARGETS[name].turns)


def _hunts(names: list[str], seed: int, cores: int, end: float) -> Iterator[Failure]:
    """Yield the failures that turns find until the time is over, each place once."""
    known: set[str] = set()
    running: dict[Future[Failure | None], str] = {}
    turns = enumerate(_turns(names))
    tried = 0
    with ProcessPoolExecutor(cores) as pool:
        while running or monotonic() < end:
            while len(running) < cores and monotonic() < end:
                number, name = next(turns)
                running[pool.submit(hunt, name, seed + number, frozenset(known))] = name
                tried += 1
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
