"""Calls of Chat streams with wrong or missing numbers, and their translations."""

from __future__ import annotations

from stream_table import Case, call_fragment, calls, chunk, text_chunks, whole_call

from responses_protocol import Options

CALLED = chunk("tool_calls")
WRAPPED, MLFLOW = Options(custom_tools="function"), Options(items="mlflow")
ONE = '0 function_call look call_1 | 0 arguments {"q":1} | 0 completed | '


def two(second: str = "call_2", text: str = '{"q":2}') -> str:
    """Return two calls of one function, one after another."""
    return f"{ONE}1 function_call look {second} | 1 arguments {text} | 1 completed | completed"


def custom(text: str, **more: object) -> dict[str, object]:
    return {"index": 0, "custom": {"input": text, **more}}


CASES = [
    Case(
        92,
        "one index, other ids, one function",
        [
            calls(whole_call(0, "call_1", "")),
            calls(call_fragment(0, '{"q":1}', id="call_1")),
            calls(whole_call(0, "call_2", "")),
            calls(call_fragment(0, '{"q":2}', id="call_2")),
            CALLED,
        ],
        two(),
    ),
    *(
        Case(
            92,
            f"calls in turn, with the indexes {first!r} and {second!r}",
            [
                calls({**call_fragment(None, '{"q"', name="look", id="call_1"), "index": first}),
                calls({**call_fragment(None, '{"q"', name="look", id="call_2"), "index": second}),
                calls({**call_fragment(None, ":1}"), "index": first}),
                calls({**call_fragment(None, ":2}"), "index": second}),
                {**CALLED, "choices": [{**CALLED["choices"][0], "index": index}]},
            ],
            (
                '0 function_call look call_1 | 0 arguments {"q" | 0 arguments :1} | 0 completed | '
                '1 function_call look call_2 | 1 arguments {"q" | 1 arguments :2} | 1 completed | '
                "completed"
            ),
        )
        for first, second, index in ((0.0, 1.0, 0.0), ("0", "1", "0"))
    ),
    Case(
        73,
        "a second choice whose index is a text",
        [
            chunk("stop", content="Hi."),
            {**CALLED, "choices": [{"index": "1", "delta": {"content": "No."}}]},
        ],
        "0 message | 0 output_text Hi. | 0 completed | completed",
        losses=frozenset({"choice"}),
    ),
    Case(
        92,
        "one index, other ids, in turn",
        [
            calls(whole_call(0, "call_1", '{"q"')),
            calls(whole_call(0, "call_2", '{"q"')),
            calls(call_fragment(0, ":1}", id="call_1")),
            calls(call_fragment(0, ":2}", id="call_2")),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q" | 0 arguments :1} | 0 completed | '
            '1 function_call look call_2 | 1 arguments {"q" | 1 arguments :2} | 1 completed | '
            "completed"
        ),
    ),
    Case(
        92,
        "one index and one id for all, whole",
        [
            calls(whole_call(0, "call_1", '{"q":1}')),
            calls(whole_call(0, "call_1", '{"q":2}')),
            CALLED,
        ],
        two("call_1_2"),
        losses=frozenset({"duplicate_call_id"}),
    ),
    Case(
        92,
        "one index, one id and one name for a custom tool and a function",
        [
            calls(custom("ls", name="look") | {"id": "call_1", "type": "custom"}),
            calls(whole_call(0, "call_1", '{"q":2}')),
            CALLED,
        ],
        (
            "0 custom_tool_call look call_1 | 0 input ls | 0 completed | "
            '1 function_call look call_1_2 | 1 arguments {"q":2} | 1 completed | completed'
        ),
        losses=frozenset({"duplicate_call_id"}),
    ),
    Case(
        92,
        "one index and one id for all, the name first",
        [
            calls(whole_call(0, "call_1", "")),
            calls(call_fragment(0, '{"q":1}')),
            calls(whole_call(0, "call_1", "")),
            calls(call_fragment(0, '{"q":2}')),
            CALLED,
        ],
        two("call_1_2"),
        losses=frozenset({"duplicate_call_id"}),
    ),
    Case(
        92,
        "one index and no ids",
        [
            calls(call_fragment(0, '{"q":1}', name="look")),
            calls(call_fragment(0, '{"q":2}', name="look")),
            CALLED,
        ],
        (
            '0 function_call look call_a4584355 | 0 arguments {"q":1} | 0 completed | '
            '1 function_call look call_a4584355_2 | 1 arguments {"q":2} | 1 completed | completed'
        ),
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "the last arguments in one chunk with a text",
        [
            calls(whole_call(0, "call_1", '{"q')),
            chunk(content=".", tool_calls=[call_fragment(0, '":1}')]),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q | 0 arguments ":1} | 0 completed | '
            "1 message | 1 output_text . | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "arguments that are a number",
        [calls(call_fragment(0, 5, name="look", id="call_1")), CALLED],
        "0 function_call look call_1 | 0 arguments 5 | 0 completed | completed",
        losses=frozenset({"arguments_form"}),
    ),
    Case(
        92,
        "a call that names nothing",
        [calls(call_fragment(0, "{}", id="call_1")), CALLED],
        "completed",
        losses=frozenset({"tool_call", "finish_reason"}),
    ),
    Case(
        92,
        "a custom call with the type of functions, and the reverse",
        [
            calls({"index": 0, "id": "a", "type": "function", "custom": {"name": "p"}}),
            calls({"index": 0, "type": "function", "custom": {"input": "x"}}),
            calls(whole_call(1, "b") | {"type": "custom"}),
            CALLED,
        ],
        (
            "0 custom_tool_call p a | 0 input x | 0 completed | "
            "1 function_call look b | 1 arguments {} | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "a dump of all bodies",
        [
            calls(
                {
                    "index": 0,
                    "id": "a",
                    "type": "custom",
                    "function": {"name": "", "arguments": ""},
                    "custom": {"name": "p", "input": "x"},
                }
            ),
            CALLED,
        ],
        "0 custom_tool_call p a | 0 input x | 0 completed | completed",
    ),
    Case(
        92,
        "neither index nor id",
        [
            calls(call_fragment(None, '{"q":1}', name="look")),
            calls(call_fragment(None, '{"q":2}', name="look")),
            CALLED,
        ],
        (
            '0 function_call look call_a4584355 | 0 arguments {"q":1} | 0 completed | '
            '1 function_call look call_a4584355_2 | 1 arguments {"q":2} | 1 completed | completed'
        ),
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "neither index nor id, and the name in each fragment",
        [
            calls(call_fragment(None, '{"q"', name="look")),
            calls(call_fragment(None, ":1}", name="look")),
            calls(call_fragment(None, "", name="look")),
            CALLED,
        ],
        ('0 function_call look call_a4584355 | 0 arguments {"q":1} | 0 completed | completed'),
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "ids, and no index",
        [
            calls(whole_call(None, "call_1", '{"q":1}'), whole_call(None, "call_2", '{"q":2}')),
            CALLED,
        ],
        two(),
    ),
    Case(
        92,
        "a name and an id in each fragment",
        [*(calls(whole_call(0, "call_1", text)) for text in ('{"q"', ":", "1", "}", "")), CALLED],
        (
            '0 function_call look call_1 | 0 arguments {"q" | 0 arguments : | 0 arguments 1 | '
            "0 arguments } | 0 completed | completed"
        ),
    ),
    Case(
        92,
        "arguments under another index",
        [
            calls(whole_call(0, "call_1", "")),
            calls(call_fragment(1, '{"q"')),
            calls(call_fragment(1, ":1}")),
            calls(whole_call(1, "call_2", "")),
            calls(call_fragment(2, '{"q":2}')),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q" | 0 arguments :1} | 0 completed | '
            '1 function_call look call_2 | 1 arguments {"q":2} | 1 completed | completed'
        ),
    ),
    Case(
        92,
        "other arguments without a name are told",
        [calls(whole_call(0, "call_1", '{"q":1}')), calls(call_fragment(0, '{"q":2}')), CALLED],
        (
            '0 function_call look call_1 | 0 arguments {"q":1} | 0 arguments {"q":2} | '
            "0 completed | completed"
        ),
        losses=frozenset({"call_fragment"}),
    ),
    Case(
        92,
        "brackets within strings complete nothing",
        [
            calls(whole_call(0, "call_1", '{"q":"}\\')),
            calls(whole_call(0, "call_1", '"}')),
            calls(whole_call(0, "call_1", '"}')),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q":"}\\ | 0 arguments "} | '
            '0 arguments "} | 0 completed | completed'
        ),
    ),
    Case(
        92,
        "arguments as an object",
        [
            calls(
                {"index": 0, "id": "call_1", "function": {"name": "look", "arguments": {"q": 1}}}
            ),
            CALLED,
        ],
        '0 function_call look call_1 | 0 arguments {"q": 1} | 0 completed | completed',
        losses=frozenset({"arguments_form"}),
    ),
    Case(
        92,
        "what begins within a call waits until that is complete",
        [
            calls(whole_call(0, "call_1", '{"q"')),
            *text_chunks("A"),
            calls(call_fragment(0, ":1}")),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q" | 0 arguments :1} | 0 completed | '
            "1 message | 1 output_text A | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "a call that is never complete is closed at the end",
        [calls(whole_call(0, "call_1", '{"q"')), calls(whole_call(1, "call_2")), CALLED],
        (
            '0 function_call look call_1 | 0 arguments {"q" | 0 completed | '
            "1 function_call look call_2 | 1 arguments {} | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "more of a call that is closed is told",
        [
            calls(custom("a", name="look") | {"id": "call_1"}),
            *text_chunks("A"),
            calls(custom("b")),
            CALLED,
        ],
        (
            "0 custom_tool_call look call_1 | 0 input a | 0 completed | 1 message | "
            "1 output_text A | 1 completed | completed"
        ),
        losses=frozenset({"call_fragment", "streamed_otherwise"}),
    ),
    Case(
        92,
        "a name that comes whole without arguments, and one in pieces",
        [
            calls({"index": 0, "id": "call_1", "function": {"name": "lo"}}),
            calls({"index": 0, "function": {"name": "ok"}}),
            calls({"index": 1, "id": "call_2", "function": {"name": "look", "arguments": ""}}),
            CALLED,
        ],
        (
            "0 function_call lo call_1 | 0 completed look | 1 function_call look call_2 | "
            "1 completed | completed"
        ),
    ),
    Case(
        92,
        "the input of a wrapped custom call comes as it is written, wherever it is cut",
        [
            calls(whole_call(0, "call_1", '{"custom_')),
            calls(call_fragment(0, 'tool_input" : "a\\')),
            calls(call_fragment(0, "n\\u00")),
            calls(call_fragment(0, "e9\\ud83d\\u")),
            calls(call_fragment(0, 'de00\\\\b"}')),
            calls(whole_call(1, "call_2", "{}")),
            CALLED,
        ],
        (
            "0 custom_tool_call look call_1 | 0 input a | 0 input \n | 0 input \xe9 | "
            "0 input \U0001f600\\b | 0 completed | 1 function_call look call_2 | "
            "1 arguments {} | 1 completed | completed"
        ),
        losses=frozenset({"arguments_form"}),
        options=WRAPPED,
    ),
    Case(
        92,
        "a marked argument that is no text is none",
        [
            calls(whole_call(0, "call_1", '{"custom_tool_input": ')),
            calls(call_fragment(0, "1}")),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"custom_tool_input": 1} | '
            "0 completed | completed"
        ),
        options=WRAPPED,
    ),
    Case(
        92,
        "arguments that can't be a wrapped input are written as they come",
        [calls(whole_call(0, "call_1", '{"q"')), calls(call_fragment(0, ":1}")), CALLED],
        (
            '0 function_call look call_1 | 0 arguments {"q" | 0 arguments :1} | '
            "0 completed | completed"
        ),
        options=MLFLOW,
    ),
    Case(
        92,
        "the name of the marked argument in escapes that are cut",
        [
            calls(whole_call(0, "call_1", '{"custom\\u005')),
            calls(call_fragment(0, 'ftool_input": "ls"}')),
            CALLED,
        ],
        "0 custom_tool_call look call_1 | 0 input ls | 0 completed | completed",
        losses=frozenset({"arguments_form"}),
        options=WRAPPED,
    ),
    Case(
        92,
        "a marked argument with other text behind its end",
        [
            calls(whole_call(0, "call_1", '{"custom_tool_input": "a')),
            calls(call_fragment(0, 'b" x')),
            calls(call_fragment(0, "}")),
            CALLED,
        ],
        "0 custom_tool_call look call_1 | 0 input a | 0 input b | 0 completed | completed",
        losses=frozenset({"streamed_otherwise"}),
        options=WRAPPED,
    ),
    Case(
        92,
        "a call with members that nobody knows, the second time with another value",
        [
            calls({**whole_call(0, "call_1"), "x": 1}),
            calls({**call_fragment(0), "x": 2}),
            CALLED,
        ],
        "0 function_call look call_1 | 0 arguments {} | 0 completed | completed",
        losses=frozenset({"unknown_member"}),
    ),
    Case(
        92,
        "a marked argument with another one beside it",
        [calls(whole_call(0, "call_1", '{"custom_tool_input": "a", "b": 1}')), CALLED],
        "0 custom_tool_call look call_1 | 0 input a | 0 completed | completed",
        losses=frozenset({"streamed_otherwise"}),
        options=WRAPPED,
    ),
    Case(
        92,
        "the input of a custom call as the argument of a function",
        [
            calls(custom('"a', name="look") | {"id": "call_1", "type": "custom"}),
            calls(custom("\nb")),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"custom_tool_input": " | '
            '0 arguments \\"a | 0 arguments \\nb | 0 arguments "} | 0 completed | completed'
        ),
        options=MLFLOW,
    ),
]
