"""Run tests against mutations, each in a process that ends with the first test that fails.

`try_swapped` imports the package and collects the tests once, and then forks for each mutation,
which costs milliseconds. `try_imported` imports the changed file in a process of its own; it is for
code that a module runs at import.
"""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any

import hypothesis
import pytest

from tools.line_coverage import ARGUMENTS, ROOT, SEED
from tools.mutants.code_swap import RunsAtImport, find_functions, swap_code
from tools.mutants.mutations import Mutation

# Plugins are imported before pytest starts, so their asserts show no values: nobody reads them.
PYTEST = [*ARGUMENTS, "-W", "ignore::pytest.PytestAssertRewriteWarning"]
SURVIVES, IMPORTED = "survives", "runs at import"
MEMORY = 6 << 30
Limit = Callable[[str], float]
Trial = tuple[int, Mutation, list[str]]


def run_apart(work: Callable[[Callable[[str], None]], None], seconds: float) -> Iterator[str]:
    """Run work in a fork and yield each line that it writes; end it after so many seconds."""
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(receive)
            os.setpgid(0, 0)
            work(lambda line: _write(send, line))
        except BaseException:  # the process ends here: nobody else could show it
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(send)
    end, text = time.monotonic() + seconds, b""
    while time.monotonic() < end and select.select([receive], [], [], end - time.monotonic())[0]:
        block = os.read(receive, 1 << 16)
        if not block:
            break
        *lines, text = (text + block).split(b"\n")
        for line in lines:
            yield line.decode()
    os.close(receive)
    with suppress(ProcessLookupError):  # it has ended, and so have those that it started
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _write(pipe: int, line: str) -> None:
    os.write(pipe, f"{line}\n".encode())


def _set_limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run_tests(items: list[pytest.Item], limit: Limit) -> str:
    """Run tests until one fails; return its name, or that all of them pass."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        signal.setitimer(signal.ITIMER_VIRTUAL, limit(item.nodeid))  # it ends the process
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return item.nodeid
    return SURVIVES


# --- in a process that has imported the package ---


class SwappedTrials:
    """A plugin of pytest: instead of running the tests, try mutations with them."""

    def __init__(self, trials: list[Trial], limit: Limit, write: Callable[[str], None]) -> None:
        """Take the trials, and a function to call with each result."""
        self._trials, self._limit, self._write = trials, limit, write
        self._items: dict[str, pytest.Item] = {}
        self._reliable: dict[str, bool] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutation in a fork of this process."""
        self._items = {item.nodeid: item for item in session.items}
        functions = find_functions()
        gc.freeze()  # forks share objects that the collector does not visit
        for number, mutation, names in self._trials:
            own = functions.get(str(mutation.path), [])

            def change(mutation: Mutation = mutation, own: list[Any] = own) -> None:
                swap_code(mutation.path, mutation.text, own)

            self._write(f"{number} {self._try(change, names)}")
        return True

    def _try(self, change: Callable[[], None], names: list[str]) -> str:
        """Return the test that fails with a change and passes without it."""
        while True:
            names = [name for name in names if self._reliable.get(name, True)]
            failed = self._run(change, names)
            if failed not in self._items:
                return failed
            if failed not in self._reliable:
                self._reliable[failed] = self._run(lambda: None, [failed]) == SURVIVES
            if self._reliable[failed]:
                return failed

    def _run(self, change: Callable[[], None], names: list[str]) -> str:
        items = [self._items[name] for name in names if name in self._items]

        def work(write: Callable[[str], None]) -> None:
            _set_limits()
            try:
                change()
            except RunsAtImport:
                write(IMPORTED)
                return
            write(_run_tests(items, self._limit))

        return next(run_apart(work, 1200), "ends the process")


def try_swapped(trials: list[Trial], limit: Limit) -> Iterator[tuple[int, str]]:
    """Yield the number of each mutation with its result: the test that fails, or a constant."""

    def work(write: Callable[[str], None]) -> None:
        _be_silent()
        pytest.main(PYTEST, plugins=[SwappedTrials(trials, limit, write)])

    for line in run_apart(work, 86400):
        number, _, result = line.partition(" ")
        yield int(number), result


# --- in a process that imports it changed ---


class ImportedTrial:
    """A plugin of pytest: run these tests in this order."""

    def __init__(self, names: list[str], limit: Limit) -> None:
        """Take the names of the tests."""
        self._names, self._limit = names, limit
        self.result = "is not imported"
        # By the option, all modules would be imported.
        hypothesis.core.global_force_seed = 1  # type: ignore[assignment]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests until one fails."""
        if not session.testsfailed:  # some are not even collected
            items = {item.nodeid: item for item in session.items}
            _set_limits()
            chosen = [items[name] for name in self._names if name in items]
            self.result = _run_tests(chosen, self._limit)
        return True


class ChangedFile(SourceFileLoader):
    """A finder and loader that reads another text for one module."""

    def __init__(self, mutation: Mutation) -> None:
        """Take the mutation of the file."""
        super().__init__(mutation.module, str(mutation.path))
        self._text = mutation.text

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Find the module, and no other."""
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed text."""
        return compile(self._text, self.path, "exec", dont_inherit=True)


def try_imported(mutation: Mutation, names: list[str], limit: Limit) -> str:
    """Return the test that fails, or that the mutation survives.

    The files with most of the tests come first: to collect many files takes longer than to run
    most tests.
    """
    files = Counter(name.partition("::")[0] for name in names)
    first = [file for file, _ in files.most_common(3)]
    some = [name for name in names if name.partition("::")[0] in first]
    result = _try_imported(mutation, some, limit)
    rest = [name for name in names if name not in set(some)]
    return _try_imported(mutation, rest, limit) if rest and result == SURVIVES else result


def _try_imported(mutation: Mutation, names: list[str], limit: Limit) -> str:
    def work(write: Callable[[str], None]) -> None:
        _be_silent()
        arguments = [each for each in PYTEST if each not in SEED]
        sys.meta_path.insert(0, ChangedFile(mutation))
        trial = ImportedTrial(names, limit)
        files = sorted({name.partition("::")[0] for name in names})
        pytest.main([*arguments, *files], plugins=[trial])
        write(trial.result)

    return next(run_apart(work, 1200), "ends the process")


def _be_silent() -> None:
    """Let pytest print to nowhere, with the settings of a run that wants only one failure."""
    os.chdir(ROOT)
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
