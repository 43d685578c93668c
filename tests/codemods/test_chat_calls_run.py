"""Call sites of Chat Completions say the same before and after, to a local server and of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_fixing import CODES

pytest.importorskip("libcst", reason="LibCST is not installed")
pytest.importorskip("openai", reason="the openai SDK is not installed")
sys.path.append(str(Path(__file__).parents[1] / "integrations" / "mlflow"))

from local_openai import LocalOpenAI

import responses_protocol as rp
from responses_protocol._codemods.engine import migrate_text

Object = dict[str, Any]
CALLS = [
    {"id": f"call_{n}", "type": "function", "function": {"name": n, "arguments": '{"x": 1}'}}
    for n in ("add", "sub")
]
TOOL = '{"type": "function", "function": {"name": "add", "parameters": {"type": "object"}}}'
HISTORY = """\
messages = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "1 + 1?"}]},
    {"role": "assistant", "content": None, "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "add", "arguments": "{}"}}]},
    {"role": "tool", "tool_call_id": "c1", "content": "2"},
]
"""
SAY = "said += [r.choices[0].message.content, r.usage.prompt_tokens, r.usage.total_tokens]\n"
LOOP = """\
for call in r.choices[0].message.tool_calls or []:
    said += [call.id, call.function.name, call.function.arguments]
if not r.choices[0].message.tool_calls:
    said.append(None)
"""
SITES = {
    "plain": 'messages=[{"role": "user", "content": "Hi"}], temperature=0.5, max_tokens=64',
    "history": "messages=messages, top_p=0.9, user='u', metadata={'a': 'b'}",
    "schema": "messages=messages, response_format={'type': 'json_schema', 'json_schema': {"
    "'name': 'a', 'schema': {'type': 'object'}, 'strict': True}}",
    "json": "messages=messages, response_format={'type': 'json_object'}, reasoning_effort='low'",
    "tools": f"messages=messages, tools=[{TOOL}], tool_choice='auto', parallel_tool_calls=False",
    "named": "messages=messages, tools=tools, tool_choice=choice, verbosity='low'",
}
NAMED = f"tools = [{TOOL}]\nchoice = {{'type': 'function', 'function': {{'name': 'add'}}}}\n"


def answer(**message: Any) -> Object:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "tool_calls" if "tool_calls" in message else "stop",
                "message": {"role": "assistant", "content": None, **message},
            }
        ],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    }


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalOpenAI]:
    with LocalOpenAI() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        yield running


def run(code: str) -> list[Any]:
    answers: list[Any] = []
    exec(compile(code, "site", "exec"), {"said": answers})
    return answers


def plain(request: Object) -> Object:
    """Return a request without what says nothing: names of types, and what is kept."""
    return {name: value for name, value in request.items() if name != "store"}


@pytest.mark.parametrize("site", SITES)
def test_both_texts_send_equal_requests_and_read_equal_answers(
    server: LocalOpenAI, site: str
) -> None:
    has_tools = "tools=" in SITES[site]
    result = answer(tool_calls=CALLS) if has_tools else answer(content="It is 2.")
    code = (
        f"from openai import OpenAI\n\nclient = OpenAI()\n{HISTORY}{NAMED}"
        f'r = client.chat.completions.create(model="m", {SITES[site]})\n'
        + (LOOP if has_tools else "")
        + SAY
    )
    migrated = migrate_text(code, select=frozenset(CODES))
    assert migrated.findings == ()
    assert "chat.completions" not in migrated.text
    after = rp.convert(result, "responses", kind="response").value
    server.answers += [result, {**after, "id": "resp_1", "object": "response"}]
    assert run(code) == run(migrated.text)
    chat_request, request_after = server.requests
    assert request_after["store"] is False
    expected = rp.convert(chat_request, "responses", kind="request").value
    for body in (expected, request_after):  # both spellings of a message and of its text are one
        body["input"] = rp.convert(
            body["input"], "chat_completions", source="responses", kind="history"
        ).value
    assert plain(request_after) == plain(expected)
