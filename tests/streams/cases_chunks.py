"""Chat streams and the events they become."""

from __future__ import annotations

from typing import Any

from stream_table import (
    HEAD,
    SILENT,
    USAGE,
    Case,
    call_fragment,
    calls,
    chunk,
    text_chunks,
    usage,
    whole_call,
)

from responses_protocol import PRESETS, Options

LOGGED = {"content": [{"token": "a", "logprob": -0.1, "bytes": [97], "top_logprobs": []}]}
PLACE = {"start_index": 0, "end_index": 2}
CITED = [{"type": "url_citation", "url_citation": {"url": "u", "title": "t", **PLACE}}]
STOP = chunk("stop")
CALLED = chunk("tool_calls")
CUT = frozenset({"unfinished_stream"})
FIELD, TAGS = Options(reasoning="reasoning_content"), Options(reasoning="think_tags")
DETAILS, PARTS = Options(reasoning="reasoning_details"), Options(reasoning="thinking")
VLLM = PRESETS["vllm"]


def thinking(text: str) -> dict[str, object]:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def citation(**members: object) -> dict[str, object]:
    return {"type": "url_citation", "url_citation": members}


def detail(text: str, index: int = 0) -> dict[str, object]:
    return {"type": "reasoning.text", "text": text, "index": index}


def with_message(given: dict[str, Any], **message: object) -> dict[str, Any]:
    (choice,) = given["choices"]
    return {**given, "choices": [{**choice, "message": {"role": "assistant", **message}}]}


CASES = [
    Case(
        87,
        "a text",
        [chunk(role="assistant", content=""), *text_chunks("Hi", "."), STOP],
        "0 message | 0 output_text Hi | 0 output_text . | 0 completed | completed",
    ),
    Case(
        88,
        "text and two calls",
        [
            *text_chunks("Wait."),
            calls(whole_call(0, "call_1")),
            calls(whole_call(1, "call_2")),
            CALLED,
        ],
        (
            "0 message | 0 output_text Wait. | 0 completed | 1 function_call look call_1 | "
            "1 arguments {} | 1 completed | 2 function_call look call_2 | 2 arguments {} | "
            "2 completed | completed"
        ),
    ),
    Case(
        89,
        "usage after the finish_reason",
        [*text_chunks("Hi."), STOP, usage()],
        "0 message | 0 output_text Hi. | 0 completed | completed 2",
        losses=frozenset({"usage_detail"}),
    ),
    Case(
        89,
        "usage with the finish_reason",
        [*text_chunks("Hi."), {**STOP, "usage": USAGE}],
        "0 message | 0 output_text Hi. | 0 completed | completed 2",
        losses=frozenset({"usage_detail"}),
    ),
    Case(
        89,
        "usage in the choice",
        [*text_chunks("Hi."), {**HEAD, "choices": [{**STOP["choices"][0], "usage": USAGE}]}],
        "0 message | 0 output_text Hi. | 0 completed | completed 2",
        losses=frozenset({"usage_detail"}),
    ),
    Case(
        89,
        "usage on every chunk",
        [
            {**chunk(content="Hi."), "usage": {**USAGE, "completion_tokens": 1}},
            {**STOP, "usage": USAGE},
        ],
        "0 message | 0 output_text Hi. | 0 completed | completed 2",
        losses=frozenset({"usage_detail"}),
    ),
    Case(
        89,
        "usage on a chunk without choices, of another server",
        [*text_chunks("Hi."), {**STOP, "x_groq": {"usage": USAGE}}],
        "0 message | 0 output_text Hi. | 0 completed | completed 2",
        losses=frozenset({"unknown_member", "usage_detail"}),
    ),
    Case(
        89,
        "several finish_reasons: the first one counts",
        [*text_chunks("Hi."), STOP, chunk("length")],
        "0 message | 0 output_text Hi. | 0 completed | completed",
        losses=frozenset({"finish_reason"}),
    ),
    Case(
        89,
        "a finish_reason beside content",
        [chunk("stop", content="Hi.")],
        "0 message | 0 output_text Hi. | 0 completed | completed",
    ),
    Case(
        89,
        "it was cut by the limit",
        [*text_chunks("Hi"), chunk("length")],
        "0 message | 0 output_text Hi | 0 incomplete | incomplete max_output_tokens",
    ),
    Case(
        89,
        "it was filtered",
        [*text_chunks("Hi"), chunk("content_filter")],
        "0 message | 0 output_text Hi | 0 incomplete | incomplete content_filter",
    ),
    Case(
        90,
        "no finish_reason: it has not finished",
        text_chunks("Hi"),
        "0 message | 0 output_text Hi | 0 incomplete | failed cut",
        losses=CUT,
    ),
    Case(
        90,
        "an empty finish_reason is none",
        [*text_chunks("Hi"), chunk("")],
        "0 message | 0 output_text Hi | 0 incomplete | failed cut",
        losses=CUT,
    ),
    Case(
        90,
        "two calls at once that were cut: none must be run",
        [calls(whole_call(0, "call_1", '{"a'), whole_call(1, "call_2"))],
        (
            '0 function_call look call_1 | 0 arguments {"a | 1 function_call look call_2 | '
            "1 arguments {} | failed cut"
        ),
        losses=CUT,
    ),
    Case(
        90,
        "two calls at once that a limit cut",
        [calls(whole_call(0, "call_1", '{"a'), whole_call(1, "call_2")), chunk("length")],
        (
            '0 function_call look call_1 | 0 arguments {"a | 0 incomplete | '
            "1 function_call look call_2 | 1 arguments {} | 1 incomplete | "
            "incomplete max_output_tokens"
        ),
    ),
    Case(
        90,
        "a call of a kind that nobody knows at a limit: the call before it is the last item",
        [calls(whole_call(0, "call_1"), {**whole_call(1, "call_2"), "type": "x"}), chunk("length")],
        (
            "0 function_call look call_1 | 0 arguments {} | 0 incomplete | "
            "incomplete max_output_tokens"
        ),
        losses=frozenset({"tool_call"}),
    ),
    *(
        Case(
            0,
            f"log probabilities in the form of {form}",
            [{**HEAD, "choices": [{"delta": {"content": "Hi."}, "logprobs": logged}]}, STOP],
            "0 message | 0 output_text Hi. | 0 completed | completed",
            losses=frozenset({"logprobs"}),
        )
        for form, logged in (
            ("the older API", {"tokens": ["Hi."], "token_logprobs": [-0.1]}),
            ("a list", [-0.1]),
        )
    ),
    Case(
        90,
        "a call that was cut must not be run",
        [calls(whole_call(0, "call_1", '{"a'))],
        '0 function_call look call_1 | 0 arguments {"a | failed cut',
        losses=CUT,
    ),
    Case(
        90,
        "an error in the middle",
        [*text_chunks("Hi"), {"error": {"message": "overloaded", "code": 503}}],
        "0 message | 0 output_text Hi | 0 incomplete | failed server_error overloaded",
        losses=frozenset({"answer_error"}),
    ),
    Case(
        90,
        "an error in a word",
        [*text_chunks("Hi"), {"error": "overloaded"}, STOP],
        "0 message | 0 output_text Hi | 0 incomplete | failed server_error overloaded",
        losses=frozenset({"error_form", "finish_reason"}),
    ),
    Case(
        90,
        "an error before anything else",
        [{"error": {"code": "rate_limit_exceeded", "message": "slow down"}}],
        "failed rate_limit_exceeded slow down",
        losses=frozenset({"absent_member", "answer_id", "envelope"}),
    ),
    Case(
        90,
        "an error without an object around it",
        [*text_chunks("Hi"), {"code": 502, "message": "overloaded"}, *text_chunks("."), STOP],
        (
            "0 message | 0 output_text Hi | 0 output_text . | 0 incomplete | "
            "failed server_error overloaded"
        ),
        losses=frozenset({"answer_error", "finish_reason"}),
    ),
    Case(
        90,
        "an error of a web framework",
        [*text_chunks("Hi"), {"detail": "overloaded"}],
        "0 message | 0 output_text Hi | 0 incomplete | failed server_error overloaded",
        losses=frozenset({"absent_member", "error_form"}),
    ),
    Case(
        90,
        "two errors: the first one counts",
        [*text_chunks("Hi"), {"error": {"message": "a"}}, {"error": {"message": "b"}}],
        "0 message | 0 output_text Hi | 0 incomplete | failed server_error a",
        losses=frozenset({"absent_member", "repeated_member"}),
    ),
    Case(
        90,
        "nothing at all",
        [],
        "failed cut",
        losses=CUT | {"absent_member", "answer_id", "envelope"},
    ),
    Case(
        91,
        "no ghost message for empty content",
        [
            chunk(role="assistant", content=""),
            calls(whole_call(0, "call_1")),
            chunk("tool_calls", content=""),
        ],
        "0 function_call look call_1 | 0 arguments {} | 0 completed | completed",
    ),
    Case(91, "nothing was said", [chunk(role="assistant", content=""), STOP], "completed"),
    Case(
        92,
        "a call in crumbs",
        [
            calls(whole_call(0, "call_1", "")),
            calls(call_fragment(0, '{"a"')),
            calls(call_fragment(0, ": 1}")),
            CALLED,
        ],
        (
            '0 function_call look call_1 | 0 arguments {"a" | 0 arguments : 1} | '
            "0 completed | completed"
        ),
    ),
    Case(
        92,
        "calls interleaved",
        [
            calls(whole_call(0, "call_1", "")),
            calls(whole_call(1, "call_2", "")),
            calls(call_fragment(1, "[]")),
            calls(call_fragment(0, "{}")),
            CALLED,
        ],
        (
            "0 function_call look call_1 | 0 arguments {} | 0 completed | "
            "1 function_call look call_2 | 1 arguments [] | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "two fragments in one chunk",
        [
            calls(whole_call(0, "call_1", ""), whole_call(1, "call_2", "")),
            calls(call_fragment(0, "{}"), call_fragment(1, "[]")),
            CALLED,
        ],
        (
            "0 function_call look call_1 | 0 arguments {} | 0 completed | "
            "1 function_call look call_2 | 1 arguments [] | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "calls without index",
        [
            calls(whole_call(None, "call_1", "")),
            calls(call_fragment(None, "{}")),
            calls(whole_call(None, "call_2", "[]")),
            CALLED,
        ],
        (
            "0 function_call look call_1 | 0 arguments {} | 0 completed | "
            "1 function_call look call_2 | 1 arguments [] | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "calls with one index",
        [
            calls(whole_call(0, "call_1", "{}", "a")),
            calls(whole_call(0, "call_2", "[]", "b")),
            CALLED,
        ],
        (
            "0 function_call a call_1 | 0 arguments {} | 0 completed | "
            "1 function_call b call_2 | 1 arguments [] | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "a call without id",
        [calls(call_fragment(0, "{}", name="look")), CALLED],
        "0 function_call look call_a4584355 | 0 arguments {} | 0 completed | completed",
        losses=frozenset({"call_id"}),
    ),
    Case(
        92,
        "id and name repeated",
        [calls(whole_call(0, "call_1", "{")), calls(whole_call(0, "call_1", "}")), CALLED],
        ("0 function_call look call_1 | 0 arguments { | 0 arguments } | 0 completed | completed"),
    ),
    Case(
        92,
        "the first id counts",
        [calls(whole_call(0, "call_1", "{")), calls(call_fragment(0, "}", id="call_x")), CALLED],
        ("0 function_call look call_1 | 0 arguments { | 0 arguments } | 0 completed | completed"),
        losses=frozenset({"repeated_member"}),
    ),
    Case(
        92,
        "a name in pieces",
        [
            calls(call_fragment(0, "", name="lo", id="call_1")),
            calls(call_fragment(0, name="ok")),
            calls(call_fragment(0, "{}")),
            CALLED,
        ],
        "0 function_call lo call_1 | 0 arguments {} | 0 completed look | completed",
    ),
    Case(
        92,
        "an id that comes late",
        [
            calls(call_fragment(0, "{", name="look")),
            calls(call_fragment(0, "}", id="call_1")),
            CALLED,
        ],
        "0 function_call look call_1 | 0 arguments {} | 0 completed | completed",
    ),
    Case(
        92,
        "null arguments",
        [
            calls(
                call_fragment(0, None, name="look", id="call_1"),
            ),
            calls({"index": 0, "function": {"arguments": None}}),
            CALLED,
        ],
        "0 function_call look call_1 | 0 completed | completed",
    ),
    Case(
        92,
        "a call without arguments goes before one that has some",
        [calls(whole_call(0, "call_1", "")), calls(whole_call(1, "call_2", "{}")), CALLED],
        (
            "0 function_call look call_1 | 0 completed | 1 function_call look call_2 | "
            "1 arguments {} | 1 completed | completed"
        ),
    ),
    Case(
        92,
        "a custom call",
        [
            calls(
                {
                    "index": 0,
                    "id": "call_1",
                    "type": "custom",
                    "custom": {"name": "look", "input": "ra"},
                }
            ),
            calls({"index": 0, "custom": {"input": "w"}}),
            CALLED,
        ],
        ("0 custom_tool_call look call_1 | 0 input ra | 0 input w | 0 completed | completed"),
    ),
    Case(
        92,
        "a function that stands for a custom tool is known by its beginning",
        [
            calls(whole_call(0, "call_1", '{"custom_tool_input": "a')),
            calls(call_fragment(0, '"}')),
            CALLED,
        ],
        "0 custom_tool_call look call_1 | 0 input a | 0 completed | completed",
        options=VLLM,
    ),
    Case(
        92,
        "one that does not is told at once",
        [calls(whole_call(0, "call_1", '{"x')), calls(call_fragment(0, '": 1}')), CALLED],
        (
            '0 function_call look call_1 | 0 arguments {"x | 0 arguments ": 1} | '
            "0 completed | completed"
        ),
        options=VLLM,
    ),
    Case(
        92,
        "the deprecated form",
        [
            chunk(function_call={"name": "look", "arguments": ""}),
            chunk(function_call={"arguments": "{}"}),
            chunk("function_call"),
        ],
        "0 function_call look call_c008012c | 0 arguments {} | 0 completed | completed",
        losses=frozenset({"finish_reason", "legacy_function_call"}),
    ),
    Case(
        94,
        "text after a call is more of the one message",
        [*text_chunks("A"), calls(whole_call(0, "call_1")), *text_chunks("B"), CALLED],
        (
            "0 message | 0 output_text A | 0 completed | 1 function_call look call_1 | "
            "1 arguments {} | 1 completed | 2 message | 2 output_text B | 2 completed | "
            "completed"
        ),
    ),
    Case(
        94,
        "a call before any text comes first",
        [calls(whole_call(0, "call_1")), *text_chunks("A"), CALLED],
        (
            "0 function_call look call_1 | 0 arguments {} | 0 completed | 1 message | "
            "1 output_text A | 1 completed | completed"
        ),
    ),
    Case(
        94,
        "a refusal",
        [chunk(refusal="I "), chunk(refusal="will not."), STOP],
        "0 message | 0 refusal I  | 0 refusal will not. | 0 completed | completed",
    ),
    Case(
        94,
        "log probabilities",
        [{**HEAD, "choices": [{"index": 0, "delta": {"content": "a"}, "logprobs": LOGGED}]}, STOP],
        "0 message | 0 output_text a (1 logged) | 0 completed | completed",
    ),
    Case(
        94,
        "citations before the text wait for it",
        [chunk(annotations=CITED), *text_chunks("Hi."), STOP],
        "0 message | 0 output_text Hi. | 0 cites u | 0 completed | completed",
    ),
    Case(
        94,
        "citations after the text",
        [*text_chunks("Hi."), chunk(annotations=CITED), STOP],
        "0 message | 0 output_text Hi. | 0 cites u | 0 completed | completed",
    ),
    *(
        Case(
            0,
            f"a citation without {lacking}: clients take no event for it",
            [*text_chunks("Hi."), chunk(annotations=[cited, *CITED]), STOP],
            "0 message | 0 output_text Hi. | 0 cites u | 0 completed | completed",
        )
        for lacking, cited in (
            ("a title", citation(title=None)),
            ("an end", citation(url="v", title="t", start_index=0)),
            ("a link", citation(title="t", **PLACE)),
            ("anything", citation(url="v")),
        )
    ),
    Case(
        94,
        "reasoning is left out by an option",
        [chunk(reasoning_content="so"), *text_chunks("Hi."), STOP],
        "0 message | 0 output_text Hi. | 0 completed | completed",
        losses=frozenset({"reasoning"}),
        options=Options(reasoning="omit"),
    ),
    Case(
        94,
        "reasoning in a member",
        [chunk(reasoning_content="so"), chunk(reasoning_content="me"), *text_chunks("Hi."), STOP],
        (
            "0 reasoning | 0 reasoning_text so | 0 reasoning_text me | 0 done | "
            "1 message | 1 output_text Hi. | 1 completed | completed"
        ),
        options=FIELD,
    ),
    Case(
        94,
        "reasoning as a summary",
        [chunk(reasoning_content="so"), chunk(reasoning_content="me"), *text_chunks("Hi."), STOP],
        (
            "0 reasoning | 0 summary so | 0 summary me | 0 done | 1 message | "
            "1 output_text Hi. | 1 completed | completed"
        ),
        options=Options(reasoning="reasoning_content", reasoning_items="summary"),
    ),
    Case(
        94,
        "reasoning in details",
        [
            chunk(reasoning_details=[detail("a")]),
            chunk(reasoning_details=[detail("b"), detail("c", 1)]),
            *text_chunks("Hi."),
            STOP,
        ],
        (
            "0 reasoning | 0 reasoning_text a | 0 reasoning_text b | "
            "0 reasoning_text \n\nc | 0 done | 1 message | 1 output_text Hi. | 1 completed | "
            "completed"
        ),
        losses=frozenset({"reasoning_form"}),
        options=DETAILS,
    ),
    Case(
        94,
        "reasoning in parts",
        [
            chunk(content=[thinking("so")]),
            chunk(content=[thinking("me")]),
            *text_chunks("Hi."),
            STOP,
        ],
        (
            "0 reasoning | 0 reasoning_text so | 0 reasoning_text me | 0 done | "
            "1 message | 1 output_text Hi. | 1 completed | completed"
        ),
        options=PARTS,
    ),
    Case(
        94,
        "reasoning between tags that are cut",
        [*text_chunks("<th", "ink>so", "me</", "think>", "Hi."), STOP],
        (
            "0 reasoning | 0 reasoning_text so | 0 reasoning_text me | 0 done | "
            "1 message | 1 output_text Hi. | 1 completed | completed"
        ),
        options=TAGS,
    ),
    Case(
        94,
        "reasoning that was cut, and has no end",
        [*text_chunks("<think>so", "me"), chunk("length")],
        (
            "0 reasoning | 0 reasoning_text so | 0 reasoning_text me | "
            "0 incomplete | incomplete max_output_tokens"
        ),
        options=TAGS,
    ),
    Case(
        94,
        "tags with nothing between them are text",
        [*text_chunks("<think>", "</think>Hi."), STOP],
        "0 message | 0 output_text <think></think>Hi. | 0 completed | completed",
        options=TAGS,
    ),
    Case(
        94,
        "reasoning after the text",
        [*text_chunks("Hi."), chunk(reasoning_content="so"), STOP],
        (
            "0 message | 0 output_text Hi. | 0 completed | 1 reasoning | "
            "1 reasoning_text so | 1 done | completed"
        ),
        options=FIELD,
    ),
    Case(
        0,
        "a silent chunk first, names that come late",
        [SILENT, {**chunk(role="assistant"), "model": ""}, *text_chunks("Hi."), STOP],
        "0 message | 0 output_text Hi. | 0 completed | completed",
    ),
    Case(
        0,
        "ids and models that change",
        [chunk(content="Hi"), {**chunk(content="."), "id": "chatcmpl-2", "model": "n"}, STOP],
        "0 message | 0 output_text Hi | 0 output_text . | 0 completed | completed",
        losses=frozenset({"repeated_member"}),
    ),
    Case(
        0,
        "a role in every chunk",
        [chunk(role="assistant", content="Hi"), chunk("stop", role="assistant", content=".")],
        "0 message | 0 output_text Hi | 0 output_text . | 0 completed | completed",
    ),
    Case(
        0,
        "a dump with nulls for all that is unset",
        [
            {
                **chunk(
                    role=None, content="Hi.", refusal=None, tool_calls=None, function_call=None
                ),
                "usage": None,
            },
            STOP,
        ],
        "0 message | 0 output_text Hi. | 0 completed | completed",
    ),
    Case(
        0,
        "content in parts",
        [chunk(content=[{"type": "text", "text": "Hi"}]), *text_chunks("."), STOP],
        "0 message | 0 output_text Hi | 0 output_text . | 0 completed | completed",
        losses=frozenset({"content_form"}),
    ),
    Case(
        0,
        "a refusal in parts",
        [chunk(content=[{"type": "refusal", "refusal": text}]) for text in ("N", "o.")] + [STOP],
        "0 message | 0 refusal N | 0 refusal o. | 0 completed | completed",
        losses=frozenset({"content_form", "empty_member"}),
    ),
    Case(
        0,
        "the message so far beside each delta",
        [
            with_message(chunk(content="He"), content="He"),
            with_message(chunk(content="llo"), content="Hello"),
            with_message(chunk("stop", content=""), content="Hello"),
        ],
        "0 message | 0 output_text He | 0 output_text llo | 0 completed | completed",
    ),
    Case(
        0,
        "the message so far, and no deltas",
        [
            with_message(chunk(), reasoning_content="so"),
            with_message(chunk(), reasoning_content="so", content="He"),
            with_message(chunk("stop"), reasoning_content="so", content="Hello"),
        ],
        (
            "0 reasoning | 0 reasoning_text so | 0 done | 1 message | 1 output_text He | "
            "1 output_text llo | 1 completed | completed"
        ),
        options=FIELD,
    ),
    Case(
        0,
        "a whole message with two calls of one function",
        [
            with_message(
                chunk("tool_calls"),
                tool_calls=[whole_call(0, "call_1", '{"q":1}'), whole_call(0, "call_2", '{"q":2}')],
            ),
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q":1} | 0 completed | '
            '1 function_call look call_2 | 1 arguments {"q":2} | 1 completed | completed'
        ),
    ),
    Case(
        0,
        "calls of the message so far",
        [
            with_message(chunk(), tool_calls=[whole_call(None, "call_1", '{"q"')]),
            with_message(chunk("tool_calls"), tool_calls=[whole_call(None, "call_1", '{"q":1}')]),
        ],
        (
            '0 function_call look call_1 | 0 arguments {"q" | 0 arguments :1} | '
            "0 completed | completed"
        ),
    ),
    Case(
        0,
        "a message that contradicts its deltas",
        [with_message(chunk("stop", content="Yes"), content="No")],
        "0 message | 0 output_text Yes | 0 completed | completed",
        losses=frozenset({"streamed_otherwise"}),
    ),
    Case(
        0,
        "citations of the message so far",
        [
            with_message(chunk(), content="Hi.", annotations=CITED),
            with_message(chunk("stop"), content="Hi.", annotations=[*CITED, *CITED]),
        ],
        "0 message | 0 output_text Hi. | 0 cites u | 0 cites u | 0 completed | completed",
    ),
    Case(
        0,
        "other members of the message so far",
        [
            with_message(chunk(), content="Hi", executed_tools=[{"index": 0}]),
            with_message(chunk("stop"), content="Hi.", executed_tools=[{"index": 0}]),
        ],
        "0 message | 0 output_text Hi | 0 output_text . | 0 completed | completed",
        losses=frozenset({"unknown_member"}),
    ),
    Case(
        0,
        "a message whose call contradicts its deltas",
        [
            calls(whole_call(0, "call_1", '{"q":1}')),
            with_message(chunk("tool_calls"), tool_calls=[whole_call(0, "call_1", '{"q":2}')]),
        ],
        '0 function_call look call_1 | 0 arguments {"q":1} | 0 completed | completed',
        losses=frozenset({"streamed_otherwise"}),
    ),
    Case(
        0,
        "lists in deltas are joined",
        [
            chunk(executed_tools=[{"index": 0}]),
            chunk(executed_tools=[{"index": 1}]),
            *text_chunks("A"),
            STOP,
        ],
        "0 message | 0 output_text A | 0 completed | completed",
        losses=frozenset({"unknown_member"}),
    ),
    Case(
        0,
        "text that is space",
        [*text_chunks("\n\n"), calls(whole_call(0, "call_1")), CALLED],
        (
            "0 message | 0 output_text \n\n | 0 completed | 1 function_call look call_1 | "
            "1 arguments {} | 1 completed | completed"
        ),
    ),
    Case(
        0,
        "several choices: the one with the index 0 is the answer",
        [
            {**HEAD, "choices": [{"index": 1, "delta": {"content": "One."}}]},
            *text_chunks("Two."),
            STOP,
        ],
        "0 message | 0 output_text Two. | 0 completed | completed",
        losses=frozenset({"choice"}),
    ),
    Case(
        0,
        "members of servers",
        [chunk(content="Hi.", channel="final"), {**STOP, "system_fingerprint": "fp"}],
        "0 message | 0 output_text Hi. | 0 completed | completed",
        losses=frozenset({"envelope", "unknown_member"}),
    ),
]
