"""What ``migrate`` puts beside agents: the helpers that they call, and servers for them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from responses_protocol.cli.migrate_report import write_problem
from responses_protocol.cli.writing import outputs

RUN_TIME = "responses_helpers"
_SOURCE = "integrations/mlflow/standalone.py"


def vendor_beside(agent: str) -> bool:
    """Put the helpers into the folder of an agent; return False, and say so, where they can't be.

    A file of that name with anything else in it stays. Raises OSError.
    """
    content = (files("responses_protocol") / _SOURCE).read_bytes()
    return _put(Path(agent).with_name(f"{RUN_TIME}.py"), content)


def serve_beside(agent: str, code: str) -> bool:
    """Put a server beside an agent; return False, and say so, where another file is there."""
    path = Path(agent)
    return _put(path.with_name(f"{path.stem}_server.py"), code.encode("utf-8"))


def _put(target: Path, content: bytes) -> bool:
    if target.exists() or target.is_symlink():
        if target.read_bytes() == content:
            return True
        write_problem(str(target), "this file is there already, and was not written")
        return False
    with outputs(str(target)) as (sink,):
        if sink:
            sink.write(content)
    return True
