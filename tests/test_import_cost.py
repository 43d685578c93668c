"""Importing the package, converting a history and checking it load no heavy library."""

import subprocess
import sys

import pytest

HEAVY = {
    "click",
    "hypothesis",
    "jsonschema",
    "mlflow",
    "pydantic",
    "pydantic_core",
    "referencing",
    "rich",
}

CONVERT = """
import sys
import responses_protocol
items = [{"role": "user", "content": "Hello"}]
conversion = responses_protocol.convert(items, to="chat_completions")
back = responses_protocol.restore(conversion.value, conversion.complement)
assert back == items, back
"""
FAST_VALIDATOR = """
import sys
from responses_protocol.schemas.fast_validator import accepts
assert accepts([{"role": "user", "content": "Hello"}], "responses", "Item", many=True)
"""
REPAIR = """
import sys
import responses_protocol
assert not [name for name in sys.modules if ".mends" in name or ".checks" in name]
items = [{"role": "user", "content": "Hello"}]
done = responses_protocol.repair(items, "responses/history")
assert responses_protocol.undo(done.value, done.complement) == items
"""
AGENTS = """
import sys
from responses_protocol import agents
items = [agents.create_text_output_item("Hello", "m")]
assert agents.to_chat_completions_input(items)
assert list(agents.output_events([{"role": "assistant", "content": "Hello"}]))
"""
COMMAND_LINE = """
import sys
import responses_protocol._cli
"""
LOADED = "print(*{name.partition('.')[0] for name in sys.modules})"


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        pytest.param(CONVERT, set(), id="convert"),
        pytest.param(FAST_VALIDATOR, set(), id="fast_validator"),
        pytest.param(REPAIR, set(), id="repair"),
        pytest.param(AGENTS, set(), id="agents"),
        pytest.param(COMMAND_LINE, {"click", "rich"}, id="command line"),
    ],
)
def test_only_what_is_needed_is_imported(code: str, allowed: set[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", code + LOADED], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.split())
    assert "responses_protocol" in loaded
    assert loaded & HEAVY <= allowed


def test_streams_are_loaded_when_they_are_used() -> None:
    code = """
import sys
import responses_protocol as rp
import responses_protocol._cli
print([name for name in sys.modules if name.startswith("responses_protocol.streams")])
print(rp.streams.ChunksToEvents.__name__, rp.convert_stream.__name__)
print([name for name in sys.modules if name.endswith((".streams.checks", ".sse"))])
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == ["[]", "ChunksToEvents convert_stream", "[]"]
