"""The keys of turns: equal for what clients write anew, different for what they edit."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from responses_protocol._gateway.turn_keys import call_keys, message_digest

ARGUMENTS = '{"name": "Ada", "born": 1815.0, "big": 12345678901234567890, "in": [true, null]}'


def message(arguments: Any) -> dict[str, Any]:
    function = {"name": "find", "arguments": arguments}
    call = {"id": "call_1", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


@pytest.mark.parametrize(
    "arguments",
    [
        '{"name":"Ada","born":1815,"big":12345678901234567000,"in":[true,null]}',
        '{"in": [true, null], "born": 1815, "big": 1.2345678901234567e19, "name": "\\u0041da"}',
    ],
)
def test_arguments_may_be_written_anew(arguments: str) -> None:
    assert call_keys(message(arguments)) == call_keys(message(ARGUMENTS))
    assert message_digest(message(arguments)) == message_digest(message(ARGUMENTS))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('{"n": 1}', '{"n": 2}'),
        ('{"n": 1}', '{"n": true}'),
        ('{"n": 1}', '{"n": "1"}'),
        ('{"n": [1, 2]}', '{"n": [2, 1]}'),
        ("{", "{ "),
        ("1", "1.0"),
        ("", None),
        ("[]", []),
    ],
)
def test_other_arguments_have_other_keys(first: Any, second: Any) -> None:
    assert call_keys(message(first)) != call_keys(message(second))
    assert message_digest(message(first)) != message_digest(message(second))
