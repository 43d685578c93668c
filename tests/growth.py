"""Twice the input takes about twice the time."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from time import process_time

Work = Callable[[], object]
MOST = 2.3
TRIES = 4  # a single measurement may be disturbed
LEAST = 0.01  # seconds that a measurement can tell


def seconds(work: Work) -> float:
    """Return the processor time that the work takes, without that of collecting garbage."""
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        work()
        return process_time() - start
    finally:
        gc.enable()


def grows_evenly(small: Work, large: Work) -> bool:
    """Tell whether the work on twice the input takes at most ``MOST`` times the time."""
    small()  # what is made once is not counted
    for _ in range(TRIES):
        one, other = seconds(small), seconds(large)
        if other <= MOST * max(one, LEAST):
            return True
        print(f"{one:.3f} s, and {other:.3f} s for twice as much", file=sys.stderr)
    return False
