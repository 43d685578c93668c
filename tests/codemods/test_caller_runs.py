"""Callers in all forms, on real MLflow: before and after they print the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import cache
from io import StringIO
from types import ModuleType

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")
pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
from caller_forms import AGENTS, FORMS
from caller_forms_places import PLACES

from responses_protocol._codemods.engine import default_codes
from responses_protocol._codemods.files import migrate_file
from responses_protocol._codemods.known import KnownAgents
from responses_protocol._codemods.project import known_agents

INFO_CODES = {"RPM190"}  # classes of ChatAgent that a caller imports
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs


@contextmanager
def importable(files: Mapping[str, str]) -> Iterator[None]:
    """Let modules be imported from texts."""
    for name, text in files.items():
        module = ModuleType(name.removesuffix(".py"))
        sys.modules[module.__name__] = module
        exec(compile(text, name, "exec"), module.__dict__)
    try:
        yield
    finally:
        for name in files:
            del sys.modules[name.removesuffix(".py")]


def run_files(files: Mapping[str, str]) -> str:
    """Return what the last of some files prints."""
    *modules, last = files
    output = StringIO()
    with importable({name: files[name] for name in modules}), redirect_stdout(output):
        exec(compile(files[last], last, "exec"), {"__name__": "__main__"})
    return output.getvalue()


@cache
def migrated_agent(kind: str) -> tuple[str, KnownAgents]:
    """Return an agent as it comes out, and what callers know of it."""
    raw = AGENTS[kind].encode()
    known = known_agents(["agent.py"], lambda _: raw, default_codes())
    result = migrate_file("agent.py", raw, select=default_codes(), known=known)
    return result.after.decode(), known


@cache
def migrated_known(kind: str) -> KnownAgents:
    """Return what callers know of an agent that was migrated before."""
    raw = migrated_agent(kind)[0].encode()
    return known_agents(["agent.py"], lambda _: raw, default_codes())


@pytest.mark.parametrize("form", [*FORMS, *PLACES])
@pytest.mark.parametrize("kind", AGENTS)
def test_a_caller_prints_what_it_printed(kind: str, form: str) -> None:
    text, is_known_use = {**FORMS, **PLACES}[form]
    agent, known = migrated_agent(kind)
    result = migrate_file("caller.py", text.encode(), select=default_codes(), known=known)
    after = result.after.decode()
    expected = run_files({"agent.py": AGENTS[kind], "caller.py": text})
    assert expected
    assert run_files({"agent.py": agent, "caller.py": after}) == expected
    assert {finding.code for finding in result.findings} - INFO_CODES == (
        set() if is_known_use else {"RPM315"}
    )
    repeated = migrate_file(
        "caller.py", result.after, select=default_codes(), known=migrated_known(kind)
    )
    assert repeated.after == result.after
