"""The files that ``migrate`` writes beside agents: helpers that they call, and their servers."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from responses_protocol._cli.migrate_report import write_problem
from responses_protocol._cli.writing import outputs

RUN_TIME = "responses_helpers"
_SOURCE = "integrations/mlflow/_standalone.py"


def vendor_beside(agent: str) -> bool:
    """Write the helpers into the folder of an agent; return False, with a message, on failure.

    A file of that name with other content stays. Raises OSError.
    """
    content = (files("responses_protocol") / _SOURCE).read_bytes()
    return _write_new_file(Path(agent).with_name(f"{RUN_TIME}.py"), content)


def serve_beside(agent: str, code: str) -> bool:
    """Write a server beside an agent; return False, with a message, if another file exists."""
    path = Path(agent)
    return _write_new_file(path.with_name(f"{path.stem}_server.py"), code.encode("utf-8"))


def _write_new_file(target: Path, content: bytes) -> bool:
    if target.exists() or target.is_symlink():
        if target.read_bytes() == content:
            return True
        write_problem(
            str(target), "this file exists with other content, and was not written: move it away"
        )
        return False
    with outputs(str(target)) as (sink,):
        if sink:
            sink.write(content)
    return True
