"""Twice the input takes about twice the time."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from time import process_time

Work = Callable[[], object]
MAX_RATIO = 2.3
TRIES = 4  # a single measurement may be disturbed
MIN_SECONDS = 0.01  # seconds that a measurement can tell


def measure_seconds(work: Work) -> float:
    """Return the processor time that the work takes, without that of collecting garbage."""
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        work()
        return process_time() - start
    finally:
        gc.enable()


def is_linear(small: Work, large: Work) -> bool:
    """Tell whether the work on twice the input takes at most ``MOST`` times the time."""
    small()  # what is made once is not counted
    for _ in range(TRIES):
        small_seconds, large_seconds = measure_seconds(small), measure_seconds(large)
        if large_seconds <= MAX_RATIO * max(small_seconds, MIN_SECONDS):
            return True
        print(
            f"{small_seconds:.3f} s, and {large_seconds:.3f} s for twice as much", file=sys.stderr
        )
    return False
