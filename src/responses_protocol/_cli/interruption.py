"""End a run on signals: open files are closed and removed first, as after any other problem."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupted(SystemExit):
    """A signal ended the run; the exit status is 128 plus its number, as shells have it.

    ``name`` is the name of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.name = signal.Signals(number).name


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise ``Interrupted`` in the block when a signal asks the process to end.

    A second signal is ignored, so that it does not end the clean-up of the first one. A signal that
    is ignored stays so, such as SIGHUP under ``nohup``.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals
        return
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    former = {number: signal.getsignal(number) for number in numbers}
    handled_numbers = [number for number in numbers if former[number] not in (signal.SIG_IGN, None)]

    def end(number: int, frame: FrameType | None) -> None:
        for handled in handled_numbers:
            signal.signal(handled, signal.SIG_IGN)
        raise Interrupted(number)

    for number in handled_numbers:
        signal.signal(number, end)
    ends = False
    try:
        yield
    except Interrupted:
        ends = True  # a second signal may come until the process is gone
        raise
    finally:
        for number in () if ends else handled_numbers:
            signal.signal(number, former[number])
