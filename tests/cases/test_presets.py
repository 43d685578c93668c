"""Presets: each is documented, gives what its server wants, and changes nothing in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recordings import CORPUS, needs_corpus
from table import R, call, prompt, result

import responses_protocol as rp
from responses_protocol.formats.options import DEFAULT
from responses_protocol.formats.servers import SERVERS

PAGE = Path(__file__).parents[2] / "docs" / "presets.md"
REASONING = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [],
    "content": [{"type": "reasoning_text", "text": "Hm."}],
}
CUSTOM = {"type": "custom_tool_call", "call_id": "call_2", "name": "run", "input": "ls"}
PICTURE = {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "auto"}
# one of everything that a preset may write in another way
REQUEST: dict[str, Any] = {
    "model": "m",
    "max_output_tokens": 5,
    "tools": [{"type": "custom", "name": "run"}],
    "input": [
        prompt("Be kind.", "developer"),
        prompt(),
        REASONING,
        call(arguments=""),
        CUSTOM,
        result(output=[PICTURE]),
        result("call_2", type="custom_tool_call_output"),
    ],
}


def test_the_page_shows_the_presets_that_there_are() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \|([^|]*=[^|]*| )\| [^|]+ \|$", PAGE.read_text(encoding="utf-8"), re.M
    )
    shown = {name: dict(re.findall(r'`(\w+)="(\w+)"`', changes)) for name, changes in rows}
    assert shown == {name: _changed(options) for name, options in rp.PRESETS.items()}


def _changed(options: rp.Options) -> dict[str, str]:
    return {name: way for name, way in options.changed().items() if name != "server"}


def test_every_preset_names_its_server() -> None:
    assert all(options.server == name for name, options in rp.PRESETS.items())


KINDS = {
    "parameters": "refuses",
    "members of messages": "refuses_messages",
    "roles": "refuses_roles",
    "tools": "refuses_tools",
    "response formats": "refuses_formats",
}


def test_the_page_shows_what_servers_refuse_and_where_that_is_known_from() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shown: dict[tuple[str, str], dict[str, str]] = {}
    for name, kind, what, source in re.findall(
        r"^\| `(\w+)` \| ([a-z ]+) \| (`.*?) \| <?(.*?)>? \|$", page, re.M
    ):
        found = shown.setdefault((name, KINDS[kind]), {})
        found.update(dict.fromkeys(re.findall(r"`(\w+)`", what), source))
    known = {
        (name, kind): dict(getattr(server, kind))
        for name, server in SERVERS.items()
        for kind in KINDS.values()
        if getattr(server, kind)
    }
    assert shown == known


@needs_corpus
def test_no_server_refuses_what_it_was_recorded_to_take() -> None:
    lines = Path(str(CORPUS), "chat.request.jsonl").read_text(encoding="utf-8").splitlines()
    for line in map(json.loads, lines):
        server = SERVERS.get(line["provider_model"].partition("/")[0])
        if server is not None:
            assert server.refuses.keys().isdisjoint(line["payload"]), line["id"]


def test_no_preset_is_unknown() -> None:
    unknown: Any = "unknown"
    with pytest.raises(ValueError, match="options must be one of openai"):
        rp.convert([], "chat_completions", options=unknown)


def said(request: dict[str, Any]) -> dict[str, Any]:
    """Return the message of the model, which has calls."""
    [found] = [message for message in request["messages"] if message["role"] == "assistant"]
    return dict(found)


def roles(request: dict[str, Any]) -> set[str]:
    return {message["role"] for message in request["messages"]}


def call_ids(request: dict[str, Any]) -> list[str]:
    return [one["id"] for one in said(request)["tool_calls"]]


def knows_functions_only(request: dict[str, Any]) -> bool:
    every = [*request["tools"], *said(request)["tool_calls"]]
    return all(one["type"] == "function" for one in every)


def has_limit(name: str) -> Callable[[dict[str, Any]], bool]:
    other = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}[name]
    return lambda request: request.get(name) == 5 and other not in request


def small_server(request: dict[str, Any]) -> bool:
    """Tell whether a server takes a request that knows neither developers nor custom tools."""
    plain = "developer" not in roles(request) and knows_functions_only(request)
    return plain and has_limit("max_tokens")(request)


WANTS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "openai": lambda request: (
        "developer" in roles(request)
        and has_limit("max_completion_tokens")(request)
        and request["tools"][0]["type"] == "custom"
        and said(request)["content"] is None
        and "reasoning" not in said(request)
    ),
    "azure": lambda request: has_limit("max_completion_tokens")(request),
    "databricks": small_server,
    "deepseek": lambda request: (
        small_server(request) and said(request)["reasoning_content"] == "Hm."
    ),
    "mistral": lambda request: (
        small_server(request)
        and all(re.fullmatch("[a-zA-Z0-9]{9}", one) for one in call_ids(request))
        and call_ids(request)
        == [one["tool_call_id"] for one in request["messages"] if one["role"] == "tool"]
    ),
    "mlflow": lambda request: request["tools"][0]["type"] == "custom",
    "ollama": lambda request: (
        small_server(request)
        and said(request)["content"] == ""
        and said(request)["reasoning"] == "Hm."
        and said(request)["tool_calls"][0]["function"]["arguments"] == "{}"
    ),
    "groq": lambda request: (
        small_server(request)
        and said(request)["reasoning"] == "Hm."
        and "reasoning_content" not in said(request)
    ),
    "openrouter": lambda request: (
        small_server(request) and said(request)["reasoning_details"][0]["text"] == "Hm."
    ),
    "vllm": lambda request: small_server(request) and said(request)["reasoning"] == "Hm.",
    "xai": lambda request: small_server(request) and said(request)["reasoning_content"] == "Hm.",
    "zai": lambda request: small_server(request) and said(request)["reasoning_content"] == "Hm.",
}
# what each option is told by, for this request
TOLD: dict[str, set[str]] = {
    "call_ids": {"call_id", "duplicate_call_id"},
    "custom_tools": {"wrapped_call", "wrapped_tool"},
    "developer_role": {"developer_role"},
    "empty_arguments": {"arguments"},
    "items": set(),  # it is about what comes from Chat
    "reasoning": {"reasoning_field"},
    "server": set(),  # what it refuses is told where a request has it
    "token_limit": {"token_limit"},
    "tool_only_content": {"tool_only_content"},
    "tool_output_media": {"inline_media"},
}


@pytest.mark.parametrize("name", rp.PRESETS)
def test_a_server_gets_what_it_wants(name: Any) -> None:
    conversion = rp.convert(REQUEST, "chat_completions", options=name)
    assert WANTS[name](conversion.value)
    assert rp.restore(conversion.value, conversion.complement) == REQUEST


@pytest.mark.parametrize("name", rp.PRESETS)
def test_what_a_preset_changes_is_told(name: Any) -> None:
    usual = rp.convert(REQUEST, "chat_completions", options=DEFAULT)
    changed = rp.convert(REQUEST, "chat_completions", options=name)
    before, after = (
        {loss.code for loss in (*one.losses, *one.notices)} for one in (usual, changed)
    )
    for option in rp.PRESETS[name].changed():
        assert not TOLD[option] or TOLD[option] & (after - before)
    assert usual.value == changed.value or before != after


def test_mlflow_gets_functions_for_custom_tools() -> None:
    request = rp.convert(REQUEST, "chat_completions").value
    conversion = rp.convert(request, R, options="mlflow")
    kinds = {one["type"] for one in (*conversion.value["input"], *conversion.value["tools"])}
    assert kinds == {"message", "function", "function_call", "function_call_output"}
    assert {"wrapped_call", "wrapped_tool"} <= {loss.code for loss in conversion.notices}
    assert rp.restore(conversion.value, conversion.complement) == request
