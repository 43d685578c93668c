"""What gives access to something is in no message: not of a loss, a notice, an error or a log."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import pytest
from laws import OTHER
from variants import CHANGED

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT

KEY = "sk-SECRET-0123456789"
MCP = {
    "type": "mcp",
    "server_label": "s",
    "server_url": f"https://{KEY}@mcp",
    "authorization": KEY,
    "headers": {"Authorization": f"Bearer {KEY}", KEY: "x"},
}
FUNCTION = {"type": "function", "name": "f", "parameters": {}, "strict": True, "x_key": KEY}
CHAT_FUNCTION = {"type": "function", "function": {"name": "f", "x_key": KEY}, "x_key": KEY}
ITEMS: list[dict[str, Any]] = [
    {"type": "message", "role": "user", "content": KEY, "x_key": KEY},
    {"type": "mcp_list_tools", "id": KEY, "server_label": "s", "tools": [], "error": KEY},
    {"type": "mcp_call", "id": "mcp_1", "name": KEY, "arguments": KEY, "authorization": KEY},
    {"type": "additional_tools", "role": "developer", "tools": [MCP]},
    {"type": "function_call", "call_id": KEY * 4, "name": "f", "arguments": KEY, "caller": KEY},
    {"type": "new_item", "key": KEY},
]
MESSAGES = [
    {"role": "user", "content": KEY, "name": KEY, "x_key": KEY},
    {"role": "assistant", "content": None, "audio": {"id": KEY}, "refusal": KEY},
    {"role": "tool", "tool_call_id": KEY, "content": KEY},
    {"role": "critic", "content": KEY},
]
ERROR = {"message": f"Incorrect API key provided: {KEY}", "code": KEY, "type": KEY}
# (kind, dialect, payload): all are read, and most of what they say is lost
READ_ROWS: list[tuple[str, str, Any]] = [
    ("history", "responses", ITEMS),
    ("history", "chat_completions", MESSAGES),
    ("tools", "responses", [MCP, FUNCTION]),
    ("tools", "chat_completions", [{"type": KEY, "key": KEY}, CHAT_FUNCTION]),
    ("tool_choice", "responses", {"type": "mcp", "server_label": KEY, "name": KEY}),
    ("tool_choice", "chat_completions", {"type": KEY, KEY: {"name": KEY}}),
    (
        "request",
        "responses",
        {
            "model": KEY,
            "input": ITEMS,
            "tools": [MCP, FUNCTION],
            "tool_choice": {"type": "mcp", "server_label": KEY},
            "metadata": {"api_key": KEY, "x": {"y": KEY}},
            "previous_response_id": KEY,
            "prompt": {"id": KEY},
            "extra_headers": {"Authorization": KEY},
            "instructions": [{"role": "system", "content": KEY}],
            "text": {"format": {"type": KEY}},
        },
    ),
    (
        "request",
        "chat_completions",
        {
            "model": KEY,
            "messages": MESSAGES,
            "tools": [CHAT_FUNCTION, {"type": KEY}],
            "tool_choice": KEY,
            "metadata": {"api_key": KEY},
            "extra_headers": {"Authorization": KEY},
            "api_key": KEY,
            "stop": KEY,
            "web_search_options": {"key": KEY},
            "response_format": {"type": KEY},
        },
    ),
    ("response", "responses", {"error": ERROR}),
    ("response", "responses", ERROR),
    ("response", "responses", {"status": "failed", "error": ERROR, "output": ITEMS, "key": KEY}),
    ("response", "responses", {"id": KEY, "tools": [MCP], "output": ITEMS, "model": KEY}),
    ("response", "chat_completions", {"error": ERROR}),
    (
        "response",
        "chat_completions",
        {
            "id": KEY,
            "error": ERROR,
            "system_fingerprint": KEY,
            "choices": [{"message": MESSAGES[1], "finish_reason": KEY}] * 2,
        },
    ),
]
# as those above, but with something in them that can't be read
REFUSED_ROWS: list[tuple[str, str, Any]] = [
    ("history", "responses", [{"type": "message", "role": [KEY], "content": KEY}]),
    ("history", "responses", [{"type": "function_call", "call_id": {KEY: KEY}, "name": KEY}]),
    ("history", "responses", {KEY: KEY}),
    ("history", "chat_completions", [{"role": {KEY: KEY}}]),
    ("history", "chat_completions", [{"role": "assistant", "tool_calls": KEY}]),
    ("tools", "responses", [{"type": "function", "name": [KEY]}]),
    ("tools", "chat_completions", [{"type": "function", "function": KEY}]),
    ("tool_choice", "responses", [KEY]),
    ("request", "responses", {"input": {"authorization": KEY}}),
    ("request", "responses", {"input": [], "tools": [{**MCP, "type": [KEY]}]}),
    ("request", "chat_completions", {"messages": KEY}),
    ("request", "chat_completions", {"messages": [], "functions": [KEY]}),
    ("response", "responses", {"output": KEY}),
    ("response", "chat_completions", {"choices": {"key": KEY}}),
    ("response", "chat_completions", KEY),
]
VARIANTS = [DEFAULT, *CHANGED]


def join_messages(losses: tuple[rp.Loss, ...]) -> str:
    """Return what is shown of losses, but for pointers: they name members, not values."""
    return "".join(f"{loss.code} {loss.severity} {loss.message}" for loss in losses)


@pytest.mark.parametrize("options", VARIANTS, ids=lambda options: str(options.changed()))
@pytest.mark.parametrize(("kind", "source", "payload"), READ_ROWS)
def test_no_message_shows_it(
    kind: Any,
    source: Any,
    payload: Any,
    options: rp.Options,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG), warnings.catch_warnings(record=True) as caught_warnings:
        warnings.simplefilter("always")
        conversion = rp.convert(payload, OTHER[source], source=source, kind=kind, options=options)
        restored = rp.restoration(conversion.value, conversion.complement)
        messages = (
            join_messages(conversion.losses)
            + join_messages(conversion.notices)
            + join_messages(restored.losses)
        )
    assert KEY not in messages
    assert caplog.records == []
    assert caught_warnings == []
    assert capsys.readouterr() == ("", "")
    if conversion.losses:
        with pytest.raises(rp.LossError) as error_info:
            rp.convert(
                payload,
                OTHER[source],
                source=source,
                kind=kind,
                options=options,
                fail_on="info",
            )
        assert KEY not in error_info.value.reason + repr(error_info.value.args).replace(
            error_info.value.pointer, ""
        )


@pytest.mark.parametrize(("kind", "source", "payload"), REFUSED_ROWS)
def test_no_error_shows_it(kind: Any, source: Any, payload: Any) -> None:
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert(payload, OTHER[source], source=source, kind=kind)
    assert KEY not in str(error_info.value) + repr(error_info.value)
    assert KEY not in error_info.value.reason


@pytest.mark.parametrize("options", VARIANTS, ids=lambda options: str(options.changed()))
def test_credentials_are_in_no_text_of_a_value(options: rp.Options) -> None:
    """A hosted tool, or what names one, must not come out as something that a model reads."""
    kind: rp.Kind
    items = [ITEMS[3], {**ITEMS[2], "name": "n", "arguments": "{}"}]
    for kind, payload in (
        ("history", items),
        ("request", {"input": items, "tools": [MCP], "tool_choice": {"type": "mcp"}}),
    ):
        conversion = rp.convert(
            payload, "chat_completions", source="responses", kind=kind, options=options
        )
        assert KEY not in str(conversion.value)


def test_an_error_body_passes_as_it_is() -> None:
    """It is the server's own, so it is in the value, and nowhere else."""
    conversion = rp.convert({"error": ERROR}, "chat_completions", source="responses")
    assert conversion.value == {"error": ERROR}
    assert KEY not in str(conversion.complement)


def test_damaged_complements_show_nothing() -> None:
    request = READ_ROWS[6][2]
    conversion = rp.convert(request, "chat_completions", source="responses", kind="request")
    assert conversion.complement["members"]
    for name in conversion.complement["members"]:
        for damage in ({"digest": KEY, "patch": KEY}, {"values": KEY}):
            members = {**conversion.complement["members"], name: damage}
            with pytest.raises(rp.ComplementError) as error_info:
                rp.restore(conversion.value, {**conversion.complement, "members": members})
            assert KEY not in str(error_info.value)


@pytest.mark.parametrize(
    "members",
    [
        {"authorization": KEY},
        {"tools": [{"name": "look", "input_schema": {}, "headers": {"x": KEY}}]},
        {"tools": [[{"deeper": [{"authorization": KEY}]}]]},
    ],
)
@pytest.mark.parametrize("kind", ["mcp_list_tools", "mcp_call", "tool_search_output"])
def test_no_item_with_credentials_is_written_for_a_model(
    kind: str, members: dict[str, Any]
) -> None:
    item = {"type": kind, "id": "mcp_1", "call_id": "mcp_1", "server_label": "s", **members}
    options = rp.Options(hosted_calls="function")
    conversion = rp.convert([item], "chat_completions", kind="history", options=options)
    assert KEY not in str(conversion.value)
    assert [loss.severity for loss in conversion.losses][:1] == ["error"]
    assert rp.restore(conversion.value, conversion.complement) == [item]
