"""Applications of Chat Completions: what becomes of them, word by word, and what both print.

Each is run before and after against a server on this machine, by the SDK itself. What the server
is asked after is what ``convert`` makes of what it was asked before.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from call_scripts import LEFT, SCRIPTS, serve_script, wire
from chat_fixing import CODES
from migrating import migrate

pytest.importorskip("libcst", reason="LibCST is not installed")
pytest.importorskip("openai", reason="the openai SDK is not installed")
sys.path.append(str(Path(__file__).parents[1] / "integrations" / "mlflow"))

from local_openai import LocalOpenAI

import responses_protocol as rp

GOLDEN = Path(__file__).parent / "golden_calls"
NAMES = sorted(path.name.partition(".")[0] for path in GOLDEN.glob("*.before.txt"))
Object = dict[str, Any]


def text(name: str, when: str) -> str:
    return (GOLDEN / f"{name}.{when}.txt").read_text("utf-8")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalOpenAI]:
    with LocalOpenAI() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        yield running


def printed(code: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "application", "exec"), {"__name__": "__main__"})
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_an_application_comes_out_as_it_should(name: str) -> None:
    assert migrate(text(name, "before"), CODES).text == text(name, "after")


@pytest.mark.parametrize("name", NAMES)
def test_a_remaining_call_has_a_finding(name: str) -> None:
    result = migrate(text(name, "before"), CODES)
    severities = [finding.severity for finding in result.findings if finding.code == "RPM503"]
    assert severities == ["warning"] * result.text.count(".chat.completions")
    assert bool(severities) == (name in LEFT)


def test_every_script_has_an_application() -> None:
    assert sorted(SCRIPTS) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LEFT])
def test_both_texts_print_the_same_and_send_equal_requests(server: LocalOpenAI, name: str) -> None:
    server.answers += serve_script(SCRIPTS[name], "chat_completions")
    before = printed(text(name, "before"))
    chat_requests, server.requests[:] = list(server.requests), []
    server.answers[:] = serve_script(SCRIPTS[name], "responses")
    assert printed(text(name, "after")) == before
    assert before
    assert not server.answers
    assert all(request["store"] is False for request in server.requests)
    assert [wire(request) for request in server.requests] == [
        wire(rp.convert(request, "responses", kind="request").value) for request in chat_requests
    ]
