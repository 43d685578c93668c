"""The beginnings of calls in Chat streams: empty arguments, and names in pieces."""

from __future__ import annotations

from stream_table import Case, Payload, call_fragment, calls, chunk, text_chunks, whole_call

from responses_protocol import Options

CALLED = chunk("tool_calls")
WRAPPED, HOSTED = Options(custom_tools="function"), Options(hosted_calls="function")
LOOK = '0 function_call look call_1 | 0 arguments {"q | 0 arguments ":1} | 0 completed | completed'
FORM = frozenset({"arguments_form"})


def typed(name: str, index: int | None = 0) -> Payload:
    return call_fragment(index, name=name, type="function")


def two(first: str, second: str) -> str:
    """Return two calls without ids or arguments."""
    return (
        f"0 function_call {first} | 0 completed | "
        f"1 function_call {second} | 1 completed | completed"
    )


CASES = [
    Case(
        92,
        "a name in pieces, beside a type that is empty",
        [
            calls(call_fragment(0, name="lo", type="")),
            calls(call_fragment(0, "{}", name="ok", type="")),
            CALLED,
        ],
        "0 function_call look call_a4584355 | 0 arguments {} | 0 completed | completed",
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "an id behind complete arguments",
        [
            calls(call_fragment(0, '{"q":1}', name="look")),
            calls(call_fragment(0, id="call_1")),
            CALLED,
        ],
        '0 function_call look call_1 | 0 arguments {"q":1} | 0 completed | completed',
    ),
    Case(
        92,
        "an id behind the beginning of the next call",
        [
            calls(call_fragment(0, '{"q":', name="look")),
            calls(whole_call(1, "call_2")),
            calls(call_fragment(0, "1}", id="call_1")),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q":1} | 0 completed | '
            "1 function_call look call_2 | 1 arguments {} | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "empty arguments before the real ones",
        [
            calls(whole_call(0, "call_1")),
            calls(call_fragment(0, '{"q')),
            calls(call_fragment(0, '":1}')),
            CALLED,
        ],
        LOOK,
        losses=FORM,
    ),
    Case(
        92,
        "empty arguments in crumbs before the real ones",
        [calls(whole_call(0, "call_1", text)) for text in ("{", "}")]
        + [calls(call_fragment(0, text)) for text in ('{"q', '":1}')]
        + [CALLED],
        LOOK.replace('0 arguments {"q', '0 arguments { | 0 arguments "q'),
        losses=FORM,
    ),
    Case(
        92,
        "empty arguments, and the real ones behind them in one fragment",
        [calls(whole_call(0, "call_1", '{}{"q')), calls(call_fragment(0, '":1}')), CALLED],
        LOOK,
        losses=FORM,
    ),
    Case(
        92,
        "empty arguments twice",
        [calls(whole_call(0, "call_1")), calls(call_fragment(0, "{}")), CALLED],
        "0 function_call look call_1 | 0 arguments {} | 0 completed | completed",
        losses=FORM,
    ),
    Case(
        92,
        "empty arguments of each of two calls before the real ones",
        [
            calls(whole_call(0, "call_1")),
            calls(call_fragment(0, '{"q":1}')),
            calls(whole_call(1, "call_2")),
            calls(call_fragment(1, '{"q":2}')),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q":1} | 0 completed | '
            '1 function_call look call_2 | 1 arguments {"q":2} | 1 completed | completed'
        ),
        losses=FORM,
    ),
    Case(
        92,
        "empty arguments that are all",
        [calls(whole_call(0, "call_1")), calls(whole_call(1, "call_2")), *text_chunks("A"), CALLED],
        (
            "0 function_call look call_1 | 0 arguments {} | 0 completed | "
            "1 function_call look call_2 | 1 arguments {} | 1 completed | "
            "2 message | 2 output_text A | 2 completed | completed"
        ),
    ),
    Case(
        92,
        "empty arguments, and real ones when the call was closed",
        [
            calls(whole_call(0, "call_1")),
            *text_chunks("A"),
            calls(call_fragment(0, '{"q":1}')),
            CALLED,
        ],
        (
            "0 function_call look call_1 | 0 arguments {} | 0 completed | "
            "1 message | 1 output_text A | 1 completed | completed"
        ),
        losses=FORM | {"call_fragment", "streamed_otherwise"},
    ),
    Case(
        92,
        "empty arguments before those of a function that stands for a custom tool",
        [
            calls(whole_call(0, "call_1")),
            calls(call_fragment(0, '{"custom_tool_input": "a')),
            calls(call_fragment(0, '"}')),
            CALLED,
        ],
        "0 custom_tool_call look call_1 | 0 input a | 0 completed | completed",
        losses=FORM,
        options=WRAPPED,
    ),
    Case(
        92,
        "empty input of a custom call is text like any other",
        [
            calls({"index": 0, "id": "call_1", "custom": {"name": "look", "input": "{}"}}),
            calls({"index": 0, "custom": {"input": "{"}}),
            CALLED,
        ],
        "0 custom_tool_call look call_1 | 0 input {} | 0 input { | 0 completed | completed",
    ),
    Case(
        92,
        "empty arguments of a deprecated call before the real ones",
        [
            chunk(function_call={"name": "look", "arguments": "{}"}),
            chunk(function_call={"arguments": '{"q":1}'}),
            chunk("function_call"),
        ],
        ('0 function_call look call_3c900e18 | 0 arguments {"q":1} | 0 completed | completed'),
        losses=FORM | {"legacy_function_call", "finish_reason"},
    ),
    Case(
        92,
        "one index, no ids and no arguments: a type begins another call",
        [calls(typed("get_time")), calls(typed("get_date")), CALLED],
        two("get_time call_d1475ea8", "get_date call_144df197"),
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "neither index nor id nor arguments: a type begins another call",
        [calls(typed("get_time", None)), calls(typed("get_date", None)), CALLED],
        two("get_time call_d1475ea8", "get_date call_144df197"),
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "one index, no ids and no arguments, in one chunk",
        [calls(call_fragment(0, name="get_time"), call_fragment(0, name="get_time")), CALLED],
        two("get_time call_d1475ea8", "get_time call_d1475ea8_2"),
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "a name and a type in each fragment are one call",
        [*(calls(typed("look")) for _ in range(3)), calls(call_fragment(0, "{}")), CALLED],
        "0 function_call look call_a4584355 | 0 arguments {} | 0 completed | completed",
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "a name in pieces, where the first one has a type",
        [
            calls(typed("lo")),
            calls(call_fragment(0, name="ok")),
            calls(call_fragment(0, "{}")),
            CALLED,
        ],
        "0 function_call look call_a4584355 | 0 arguments {} | 0 completed | completed",
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "a number shows no end",
        [
            calls(whole_call(0, "call_1", "1")),
            *text_chunks("A"),
            calls(call_fragment(0, "2")),
            CALLED,
        ],
        (
            "0 function_call look call_1 | 0 arguments 1 | 0 arguments 2 | 0 completed | "
            "1 message | 1 output_text A | 1 completed | completed"
        ),
    ),
]
