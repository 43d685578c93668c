"""Deep nesting: a result that comes back, or ConversionError with a pointer, and never a crash."""

from __future__ import annotations

from typing import Any

import pytest
from laws import OTHER

import responses_protocol as rp


def nested(levels: int, kind: str) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value] if kind == "lists" else {"a": value}
    return value


def payloads(deep: Any) -> dict[str, tuple[rp.Dialect, rp.Kind, list[Any]]]:
    """Return, by name: the source dialect, the kind, and a payload with something deep in it."""
    usual = {"role": "user", "content": "Hi."}
    function = {"name": "f", "parameters": deep}
    return {
        "an item kept aside": ("responses", "history", [usual, {"type": "later", "x": deep}]),
        "an unknown member": ("responses", "history", [{**usual, "x": deep}, usual]),
        "the same in Chat": ("chat_completions", "history", [usual, {**usual, "x": deep}]),
        "content": ("chat_completions", "history", [{"role": "user", "content": deep}]),
        "a part": (
            "responses",
            "history",
            [{"role": "user", "content": [{"type": "x", "y": deep}]}],
        ),
        "output": (
            "responses",
            "history",
            [{"type": "function_call_output", "call_id": "c", "output": deep}],
        ),
        "a call": ("chat_completions", "history", [{"role": "assistant", "tool_calls": deep}]),
        "parameters": ("responses", "tools", [{"type": "function", **function}]),
        "parameters in Chat": (
            "chat_completions",
            "tools",
            [{"type": "function", "function": function}],
        ),
        "a hosted tool": ("responses", "tools", [{"type": "mcp", "headers": deep}]),
    }


@pytest.mark.parametrize("shape", ["lists", "objects"])
@pytest.mark.parametrize("levels", [100, 300, 400, 500, 700, 950, 10_000])
@pytest.mark.parametrize("name", payloads(None))
def test_deep_payloads(name: str, levels: int, shape: str) -> None:
    source, kind, payload = payloads(nested(levels, shape))[name]
    try:
        conversion = rp.convert(payload, OTHER[source], source=source, kind=kind)
        conversion.losses  # noqa: B018
        conversion.notices  # noqa: B018
        restored = rp.restore(conversion.value, conversion.complement)
    except rp.ConversionError as error:
        refused = error.pointer
    else:
        assert depths(restored) == depths(payload)
        return
    assert refused == "" or refused[0] == "/"
    assert levels > 300 or name in ("content", "a call", "output")


def depths(value: Any) -> list[int]:
    """Return how many values there are on each level; comparing them would be too deep."""
    found = []
    level = [value]
    while level:
        found.append(len(level))
        level = [
            child
            for one in level
            for child in (
                one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
            )
        ]
    return found


@pytest.mark.parametrize("to", OTHER)
@pytest.mark.parametrize("shape", ["lists", "objects"])
def test_deep_from_the_top(shape: str, to: Any) -> None:
    for kind in (None, "history", "tools", "tool_choice"):
        deep = nested(10_000, shape)
        try:
            rp.convert(deep, to, kind=kind)
        except rp.ConversionError as error:
            assert len(error.pointer) < 100  # noqa: PT017


def test_a_value_and_a_complement_that_are_too_deep() -> None:
    conversion = rp.convert([{"role": "user", "content": "Hi.", "x": 1}], "responses")
    deep = nested(10_000, "objects")
    with pytest.raises(rp.ConversionError):
        rp.restore([{"type": "later", "x": deep}], conversion.complement)
    segment = {**conversion.complement["segments"][0]}
    for name in ("values", "template"):
        damaged = {**conversion.complement, "segments": [{**segment, name: [deep]}]}
        with pytest.raises(rp.ConversionError):
            rp.restore(conversion.value, damaged)
    segment["patch"] = [{"op": "add", "path": "/0/x", "value": deep}]
    with pytest.raises(rp.ConversionError):
        rp.restore(conversion.value, {**conversion.complement, "version": 1, "segments": [segment]})
