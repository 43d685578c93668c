"""Deep nesting: a result that comes back, or ConversionError with a pointer, and never a crash."""

from __future__ import annotations

from typing import Any

import pytest
from laws import OTHER

import responses_protocol as rp


def nest(levels: int, kind: str) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value] if kind == "lists" else {"a": value}
    return value


def make_payloads(value: Any) -> dict[str, tuple[rp.Dialect, rp.Kind, list[Any]]]:
    """Return, by name: the source dialect, the kind, and a payload with something deep in it."""
    message = {"role": "user", "content": "Hi."}
    function = {"name": "f", "parameters": value}
    return {
        "an item kept aside": ("responses", "history", [message, {"type": "later", "x": value}]),
        "an unknown member": ("responses", "history", [{**message, "x": value}, message]),
        "the same in Chat": ("chat_completions", "history", [message, {**message, "x": value}]),
        "content": ("chat_completions", "history", [{"role": "user", "content": value}]),
        "a part": (
            "responses",
            "history",
            [{"role": "user", "content": [{"type": "x", "y": value}]}],
        ),
        "output": (
            "responses",
            "history",
            [{"type": "function_call_output", "call_id": "c", "output": value}],
        ),
        "a call": ("chat_completions", "history", [{"role": "assistant", "tool_calls": value}]),
        "parameters": ("responses", "tools", [{"type": "function", **function}]),
        "parameters in Chat": (
            "chat_completions",
            "tools",
            [{"type": "function", "function": function}],
        ),
        "a hosted tool": ("responses", "tools", [{"type": "mcp", "headers": value}]),
    }


@pytest.mark.parametrize("shape", ["lists", "objects"])
@pytest.mark.parametrize("levels", [100, 300, 400, 500, 700, 950, 10_000])
@pytest.mark.parametrize("name", make_payloads(None))
def test_deep_payloads(name: str, levels: int, shape: str) -> None:
    source, kind, payload = make_payloads(nest(levels, shape))[name]
    try:
        conversion = rp.convert(payload, OTHER[source], source=source, kind=kind)
        conversion.losses  # noqa: B018
        conversion.notices  # noqa: B018
        restored = rp.restore(conversion.value, conversion.complement)
    except rp.ConversionError as error:
        pointer = error.pointer
    else:
        assert count_values(restored) == count_values(payload)
        return
    assert pointer == "" or pointer[0] == "/"
    assert levels > 300 or name in ("content", "a call", "output")


def count_values(value: Any) -> list[int]:
    """Return how many values there are on each level; comparing them would be too deep."""
    counts = []
    level = [value]
    while level:
        counts.append(len(level))
        level = [
            child
            for value_ in level
            for child in (
                value_.values()
                if isinstance(value_, dict)
                else value_
                if isinstance(value_, list)
                else ()
            )
        ]
    return counts


@pytest.mark.parametrize("to", OTHER)
@pytest.mark.parametrize("shape", ["lists", "objects"])
def test_deep_from_the_top(shape: str, to: Any) -> None:
    for kind in (None, "history", "tools", "tool_choice"):
        nested = nest(10_000, shape)
        try:
            rp.convert(nested, to, kind=kind)
        except rp.ConversionError as error:
            assert len(error.pointer) < 100  # noqa: PT017


def test_a_value_and_a_complement_that_are_too_deep() -> None:
    conversion = rp.convert([{"role": "user", "content": "Hi.", "x": 1}], "responses")
    nested = nest(10_000, "objects")
    with pytest.raises(rp.ConversionError):
        rp.restore([{"type": "later", "x": nested}], conversion.complement)
    segment = {**conversion.complement["segments"][0]}
    for name in ("values", "template"):
        complement = {**conversion.complement, "segments": [{**segment, name: [nested]}]}
        with pytest.raises(rp.ConversionError):
            rp.restore(conversion.value, complement)
    segment["patch"] = [{"op": "add", "path": "/0/x", "value": nested}]
    with pytest.raises(rp.ConversionError):
        rp.restore(conversion.value, {**conversion.complement, "version": 1, "segments": [segment]})
