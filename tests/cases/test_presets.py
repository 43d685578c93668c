"""Presets: each is documented, fits its server, and reports each of its effects."""

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
from responses_protocol._formats.options import DEFAULT
from responses_protocol._formats.servers import SERVERS

PAGE = Path(__file__).parents[2] / "docs" / "presets.md"
REASONING = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [],
    "content": [{"type": "reasoning_text", "text": "Hm."}],
}
CUSTOM = {"type": "custom_tool_call", "call_id": "call_2", "name": "run", "input": "ls"}
PICTURE = {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "auto"}
# a value for every option of a preset
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
    documented = {name: dict(re.findall(r'`(\w+)="(\w+)"`', changes)) for name, changes in rows}
    assert documented == {name: _changed(options) for name, options in rp.PRESETS.items()}


def _changed(options: rp.Options) -> dict[str, str]:
    return {name: value for name, value in options.changed().items() if name != "server"}


def test_every_preset_names_its_server() -> None:
    assert all(options.server == name for name, options in rp.PRESETS.items())


KINDS = {
    "parameters": "refuses",
    "members of messages": "refuses_messages",
    "roles": "refuses_roles",
    "tools": "refuses_tools",
    "tool choices": "refuses_choices",
    "response formats": "refuses_formats",
}


def test_the_page_shows_what_servers_refuse_and_its_sources() -> None:
    page = PAGE.read_text(encoding="utf-8")
    documented: dict[tuple[str, str], dict[str, str]] = {}
    for name, kind, names, source in re.findall(
        r"^\| `(\w+)` \| ([a-z ]+) \| (`.*?) \| <?(.*?)>? \|$", page, re.M
    ):
        sources = documented.setdefault((name, KINDS[kind]), {})
        sources.update(dict.fromkeys(re.findall(r"`(\w+)`", names), source))
    members = {
        (name, kind): dict(getattr(server, kind))
        for name, server in SERVERS.items()
        for kind in KINDS.values()
        if getattr(server, kind)
    }
    assert documented == members


@needs_corpus
def test_no_server_refuses_recorded_requests() -> None:
    lines = Path(str(CORPUS), "chat.request.jsonl").read_text(encoding="utf-8").splitlines()
    for line in map(json.loads, lines):
        server = SERVERS.get(line["provider_model"].partition("/")[0])
        if server is not None:
            assert server.refuses.keys().isdisjoint(line["payload"]), line["id"]


def test_no_preset_is_unknown() -> None:
    unknown: Any = "unknown"
    with pytest.raises(ValueError, match="options must be one of openai"):
        rp.convert([], "chat_completions", options=unknown)


def find_assistant_message(request: dict[str, Any]) -> dict[str, Any]:
    """Return the assistant message, which has calls."""
    [assistant] = [message for message in request["messages"] if message["role"] == "assistant"]
    return dict(assistant)


def find_roles(request: dict[str, Any]) -> set[str]:
    return {message["role"] for message in request["messages"]}


def find_call_ids(request: dict[str, Any]) -> list[str]:
    return [call["id"] for call in find_assistant_message(request)["tool_calls"]]


def has_only_functions(request: dict[str, Any]) -> bool:
    tools = [*request["tools"], *find_assistant_message(request)["tool_calls"]]
    return all(tool["type"] == "function" for tool in tools)


def has_limit(name: str) -> Callable[[dict[str, Any]], bool]:
    absent_name = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}[
        name
    ]
    return lambda request: request.get(name) == 5 and absent_name not in request


def fits_small_server(request: dict[str, Any]) -> bool:
    """Return whether a request has neither developer messages nor custom tools."""
    has_plain_history = "developer" not in find_roles(request) and has_only_functions(request)
    return has_plain_history and has_limit("max_tokens")(request)


REQUIREMENTS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "openai": lambda request: (
        "developer" in find_roles(request)
        and has_limit("max_completion_tokens")(request)
        and request["tools"][0]["type"] == "custom"
        and find_assistant_message(request)["content"] is None
        and "reasoning" not in find_assistant_message(request)
    ),
    "azure": lambda request: has_limit("max_completion_tokens")(request),
    "databricks": fits_small_server,
    "deepseek": lambda request: (
        fits_small_server(request) and find_assistant_message(request)["reasoning_content"] == "Hm."
    ),
    "mistral": lambda request: (
        fits_small_server(request)
        and all(re.fullmatch("[a-zA-Z0-9]{9}", one) for one in find_call_ids(request))
        and find_call_ids(request)
        == [one["tool_call_id"] for one in request["messages"] if one["role"] == "tool"]
    ),
    "mlflow": lambda request: request["tools"][0]["type"] == "custom",
    "ollama": lambda request: (
        fits_small_server(request)
        and find_assistant_message(request)["content"] == ""
        and find_assistant_message(request)["reasoning"] == "Hm."
        and find_assistant_message(request)["tool_calls"][0]["function"]["arguments"] == "{}"
    ),
    "groq": lambda request: (
        fits_small_server(request)
        and find_assistant_message(request)["reasoning"] == "Hm."
        and "reasoning_content" not in find_assistant_message(request)
    ),
    "openrouter": lambda request: (
        fits_small_server(request)
        and find_assistant_message(request)["reasoning_details"][0]["text"] == "Hm."
    ),
    "perplexity": lambda request: (
        fits_small_server(request)
        and find_assistant_message(request)["content"].startswith("<think>Hm.</think>")
    ),
    "vllm": lambda request: (
        fits_small_server(request) and find_assistant_message(request)["reasoning"] == "Hm."
    ),
    "xai": lambda request: (
        fits_small_server(request) and find_assistant_message(request)["reasoning_content"] == "Hm."
    ),
    "zai": lambda request: (
        fits_small_server(request) and find_assistant_message(request)["reasoning_content"] == "Hm."
    ),
}
# the codes that report each option, for this request
CODES_OF_OPTIONS: dict[str, set[str]] = {
    "call_ids": {"call_id", "duplicate_call_id"},
    "custom_tools": {"wrapped_call", "wrapped_tool"},
    "developer_role": {"developer_role"},
    "empty_arguments": {"arguments"},
    "items": set(),  # it has an effect on translations from Chat
    "reasoning": {"reasoning_field"},
    "server": set(),  # it has an effect on refused members only
    "token_limit": {"token_limit"},
    "tool_only_content": {"tool_only_content"},
    "tool_output_media": {"inline_media"},
}


@pytest.mark.parametrize("name", rp.PRESETS)
def test_a_preset_fits_its_server(name: Any) -> None:
    conversion = rp.convert(REQUEST, "chat_completions", options=name)
    assert REQUIREMENTS[name](conversion.value)
    assert rp.restore(conversion.value, conversion.complement) == REQUEST


@pytest.mark.parametrize("name", rp.PRESETS)
def test_effects_of_a_preset_are_reported(name: Any) -> None:
    default = rp.convert(REQUEST, "chat_completions", options=DEFAULT)
    conversion_with_preset = rp.convert(REQUEST, "chat_completions", options=name)
    before, after = (
        {loss.code for loss in (*conversion.losses, *conversion.notices)}
        for conversion in (default, conversion_with_preset)
    )
    for option in rp.PRESETS[name].changed():
        assert not CODES_OF_OPTIONS[option] or CODES_OF_OPTIONS[option] & (after - before)
    assert default.value == conversion_with_preset.value or before != after


def test_mlflow_gets_functions_for_custom_tools() -> None:
    request = rp.convert(REQUEST, "chat_completions").value
    conversion = rp.convert(request, R, options="mlflow")
    kinds = {value["type"] for value in (*conversion.value["input"], *conversion.value["tools"])}
    assert kinds == {"message", "function", "function_call", "function_call_output"}
    assert {"wrapped_call", "wrapped_tool"} <= {loss.code for loss in conversion.notices}
    assert rp.restore(conversion.value, conversion.complement) == request


FOR_ALL: list[tuple[str, Any, dict[str, Any]]] = [
    ("/text/verbosity", "low", {"verbosity": "low"}),
    ("/service_tier", "flex", {"service_tier": "flex"}),
    ("/safety_identifier", "s", {"safety_identifier": "s"}),
    ("/prompt_cache_retention", "24h", {"prompt_cache_retention": "24h"}),
    ("/store", True, {"store": True}),
    ("/user", "u", {"user": "u"}),
    ("/reasoning/effort", "low", {"reasoning_effort": "low"}),
]


@pytest.mark.parametrize("server", sorted(SERVERS))
@pytest.mark.parametrize(("pointer", "value", "chat"), FOR_ALL)
def test_a_parameter_is_written_or_its_refusal_reported(
    server: rp.Preset, pointer: str, value: Any, chat: dict[str, Any]
) -> None:
    name, _, inner = pointer[1:].partition("/")
    request = {"model": "m", "input": [prompt()], name: {inner: value} if inner else value}
    conversion = rp.convert(
        request,
        "chat_completions",
        source="responses",
        kind="request",
        options=rp.Options(server=server),
    )
    members = {key: conversion.value[key] for key in conversion.value if key in chat}
    losses = {(loss.code, loss.pointer) for loss in conversion.losses}
    refused = SERVERS[server].refuses & chat.keys()
    hints = {"service_tier", "safety_identifier", "prompt_cache_retention", "store", "user"}
    code = "unsupported_hint" if refused & hints else "unsupported_parameter"
    assert members == ({} if refused else chat)
    assert losses == ({(code, pointer)} if refused else set())
