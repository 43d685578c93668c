"""Values at the edge of JSON, where a careless step would change or refuse them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from laws import OTHER, exact, pure, same

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT

BIG = [2**63, 2**64, -(2**63) - 1, 2**80, 10**40]
ODD_TEXTS = ["\ud800", "a\udfffb", "\ud83d", "\x00", "\u2028", "\ufffe", "𝄞"]
ODD_KEYS = ["", "~", "/", "~1", "~0", "a/b", "-", "0", " ", "\ud800", "é"]


def make_histories(value: Any) -> dict[str, list[Any]]:
    """Return histories with a value in places that are translated, kept aside and unknown."""
    text = value if isinstance(value, str) else "Hi."
    call_id = text[:40]
    return {
        "responses": [
            {"type": "message", "role": "user", "content": text, "x": value},
            {"type": "web_search_call", "id": "ws_1", "action": {"x": [value]}},
            {"type": "function_call", "call_id": call_id, "name": "f", "arguments": text},
            {"type": "function_call_output", "call_id": call_id, "output": text},
            {"type": "unheard_of", "x": value},
        ],
        "chat_completions": [
            {"role": "user", "content": text, "x": value},
            {
                "role": "assistant",
                "content": [{"type": "text", "text": text, "x": {"y": value}}],
                "tool_calls": [
                    {
                        "id": call_id,
                        "type": "function",
                        "function": {"name": "f", "arguments": text, "x": value},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": call_id, "content": text},
        ],
    }


@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize("value", [*BIG, *ODD_TEXTS, 1e308, -0.0, 1.0, True], ids=ascii)
def test_a_value_in_a_history(value: Any, source: str) -> None:
    payload = make_histories(value)[source]
    exact(payload, source, "history", DEFAULT)
    pure(payload, source, "history", DEFAULT)


@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize("value", BIG)
def test_a_big_integer_in_the_parameters_of_a_tool(value: int, source: Any) -> None:
    function = {"name": "f", "parameters": {"maximum": value}, "strict": True}
    tool = {"type": "function", **function}
    if source == "chat_completions":
        tool = {"type": "function", "function": function}
    assert str(value) in json.dumps(rp.convert([tool], OTHER[source], source=source).value)
    exact([tool], source, "tools", DEFAULT)


def test_integers_beyond_floats_are_distinguished() -> None:
    first, second = ([{"role": "user", "content": "Hi.", "x": 2**80 + n}] for n in (0, 1))
    conversion = rp.convert(first, "responses", source="chat_completions")
    assert rp.restore(conversion.value, conversion.complement) == first != second
    # And in the digests: a value that differs in its last digit is another one.
    tools = [{"type": "function", "name": "f", "parameters": {"n": 2**80}, "x": 1}]
    tools_conversion = rp.convert(tools, "chat_completions")
    tools_conversion.value[0]["function"]["parameters"]["n"] += 1
    with pytest.raises(rp.ComplementError):
        rp.restore(tools_conversion.value, tools_conversion.complement)


@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize("key", ODD_KEYS, ids=ascii)
def test_an_odd_name_of_a_member(key: str, source: str) -> None:
    for payload in (
        [{"role": "user", "content": "Hi.", key: {key: [1]}}],
        [{"role": "assistant", "content": "Hi.", key: 1}, {"role": "user", "content": "Hi."}],
        [{"role": "user", "content": [{"type": "text", "text": "Hi.", key: {key: key}}] * 2}],
    ):
        exact(payload, source, "history", DEFAULT)
        pure(payload, source, "history", DEFAULT)


@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")], ids=str)
def test_a_number_that_is_not_json_is_refused_at_its_place(value: float, source: Any) -> None:
    payload = [{"role": "user", "content": "Hi."}, {"role": "user", "content": "Hi.", "x": [value]}]
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert(payload, OTHER[source], source=source)
    assert error_info.value.pointer == "/1/x/0"


UNWRITABLE = 10**5_000  # more digits than Python writes, so that no file could hold it
REQUEST = {"model": "m", "messages": [], "input": "Hi."}
ANSWER = {"choices": [{"message": {"role": "assistant", "content": "Hi."}}], "output": []}


@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize(
    ("kind", "payload", "pointer"),
    [
        *(
            ("request", {**REQUEST, name: UNWRITABLE}, f"/{name}")
            for name in ("temperature", "max_output_tokens", "seed", "user", "stream", "unknown")
        ),
        ("request", {**REQUEST, "metadata": {"a": UNWRITABLE}}, "/metadata/a"),
        ("request", {**REQUEST, "unknown": [{"a": UNWRITABLE}]}, "/unknown/0/a"),
        *(
            ("response", {**ANSWER, name: UNWRITABLE}, f"/{name}")
            for name in ("id", "created", "model")
        ),
        ("response", {**ANSWER, "usage": {"total_tokens": UNWRITABLE}}, "/usage/total_tokens"),
        ("history", [{"role": "user", "content": "Hi.", "unknown": [UNWRITABLE]}], "/0/unknown/0"),
        ("tools", [{"type": UNWRITABLE}], "/0/type"),
        ("tool_choice", {"type": UNWRITABLE}, "/type"),
    ],
)
def test_an_integer_beyond_the_limit_of_digits_is_refused(
    kind: Any, payload: Any, pointer: str, source: Any
) -> None:
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert(payload, OTHER[source], source=source, kind=kind)
    assert error_info.value.pointer == pointer


@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize("kind", ["history", "tools"])
def test_nothing_becomes_nothing(source: Any, kind: Any) -> None:
    conversion = rp.convert([], OTHER[source], source=source, kind=kind)
    assert (conversion.value, conversion.losses, conversion.notices) == ([], (), ())
    assert rp.restore([], conversion.complement) == []


@pytest.mark.parametrize("kind", ["history", "tools"])
@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize("payload", [None, 5, 0.5, True, {}, {"role": "user"}, object(), b"x", {1}])
def test_a_value_that_is_not_a_list_is_refused(payload: Any, source: Any, kind: Any) -> None:
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert(payload, OTHER[source], source=source, kind=kind)
    assert error_info.value.pointer == ""


@pytest.mark.parametrize("source", OTHER)
@pytest.mark.parametrize("value", [None, 5, "x", [], ["x"], True])
def test_a_value_that_is_not_a_message_is_refused_at_its_place(value: Any, source: Any) -> None:
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert([{"role": "user", "content": ""}, value], OTHER[source], source=source)
    assert error_info.value.pointer == "/1"


def test_the_string_that_responses_takes() -> None:
    for text in ("", "Hello", "\ud800"):
        conversion = rp.convert(text, "chat_completions")
        assert conversion.value == [{"role": "user", "content": text}]
        assert rp.restore(conversion.value, conversion.complement) == text


def test_a_string_that_was_edited_into_more_is_a_list() -> None:
    conversion = rp.convert("Hello", "chat_completions")
    edited = [*conversion.value, {"role": "user", "content": "And?"}]
    restored = rp.restore(edited, conversion.complement)
    assert same([message["content"] for message in restored], ["Hello", "And?"])


def test_a_choice_of_none() -> None:
    source: Any
    for source in OTHER:
        conversion = rp.convert(None, OTHER[source], source=source, kind="tool_choice")
        assert (conversion.value, conversion.losses) == (None, ())
        assert rp.restore(None, conversion.complement) is None


@pytest.mark.parametrize(
    "arguments",
    [{"to": "klingon"}, {"to": "responses", "source": "x"}, {"to": "responses", "kind": "x"}],
)
def test_arguments_that_name_nothing(arguments: Any) -> None:
    with pytest.raises(ValueError, match=r"(to|source|kind) must be one of"):
        rp.convert([], **arguments)


@pytest.mark.parametrize(
    ("name", "is_referred_to"), [("a/b~c", True), ("n" * 20_000, False), ("\ud800", False)]
)
def test_a_long_text_is_restored_from_under_any_name(name: str, is_referred_to: bool) -> None:
    """A complement refers to a text of the value, unless the reference would be longer."""
    schema = {"type": "object", "properties": {name: {"enum": ["d" * 500, "e" * 500]}}}
    tool = {"type": "function", "name": "f", "parameters": schema, "strict": False, "x": 1}
    conversion = rp.convert([tool], "chat_completions", source="responses", kind="tools")
    assert rp.restore(conversion.value, conversion.complement) == [tool]
    (segment,) = conversion.complement["segments"]
    assert ("template" in segment) == is_referred_to
