"""Responses streams and the chunks they become."""

from __future__ import annotations

from typing import Any

from stream_table import (
    ANSWER,
    CREATED,
    Case,
    added,
    arguments,
    call,
    delta,
    done,
    end_event,
    message,
    reasoning,
    text,
)

from responses_protocol import Options

FIELD, TAGS = Options(reasoning="reasoning_content"), Options(reasoning="think_tags")
LOGGED = [{"token": "a", "logprob": -0.1, "bytes": [97]}]
URL = {"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 1}
CITED = [{"type": "output_text", "text": "Hi.", "annotations": [URL]}]
RAW = [{"type": "reasoning_text", "text": "so"}]
SUMMARY = [{"type": "summary_text", "text": "a"}, {"type": "summary_text", "text": "b"}]
USAGE = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
SEARCH = {"type": "web_search_call", "id": "ws_0", "status": "completed"}
OUTPUT = {"type": "function_call_output", "id": "fco_0", "call_id": "call_0", "output": "x"}
CUSTOM = {"type": "custom_tool_call", "id": "ctc_0", "call_id": "call_0", "name": "look"}


def thought(text: str, index: int = 0) -> dict[str, Any]:
    return delta("reasoning_text", text, f"rs_{index}", index, content_index=0)


def summed(text: str, part: int) -> dict[str, Any]:
    return delta("reasoning_summary_text", text, "rs_0", 0, summary_index=part)


def typed(text: str) -> dict[str, Any]:
    return delta("custom_tool_call_input", text, "ctc_0", 0)


CASES = [
    Case(
        0,
        "an answer that is named when it has begun",
        [
            {"type": "response.created", "response": {"status": "in_progress", "tools": []}},
            end_event(message("Hi.")),
        ],
        "content Hi. | end stop",
        losses=frozenset({"repeated_member"}),
    ),
    Case(
        87,
        "the full grammar",
        [
            CREATED,
            added(message()),
            text("Hi"),
            text("."),
            done(message("Hi.")),
            end_event(message("Hi.")),
        ],
        "content Hi | content . | end stop",
    ),
    Case(
        87,
        "of two messages the second one is the answer, though the first was said",
        [
            CREATED,
            text("A"),
            done(message("A")),
            text("B", "msg_1", 1),
            done(message("B", 1), 1),
            end_event(),
        ],
        "content A | end stop",
        losses=frozenset({"commentary", "streamed_otherwise"}),
    ),
    Case(
        88,
        "a last event without the items",
        [CREATED, text("Hi."), done(message("Hi.")), end_event()],
        "content Hi. | end stop",
    ),
    Case(
        88,
        "a last event with more items",
        [CREATED, text("Hi."), done(message("Hi.")), end_event(message("Hi."), call(1, "{}"))],
        "content Hi. | call 0 function look call_1 {} | end tool_calls",
    ),
    Case(
        88,
        "gaps in output_index",
        [
            CREATED,
            text("A", index=3),
            done(message("A"), 3),
            arguments("{}", "fc_1", 7),
            added(call(1), 7),
            done(call(1, "{}"), 7),
            end_event(),
        ],
        "content A | call 0 function look call_1 {} | end tool_calls",
    ),
    Case(
        88,
        "one index for all items",
        [
            CREATED,
            added(message()),
            text("A"),
            done(message("A")),
            added(call(1)),
            arguments("{}", "fc_1"),
            done(call(1, "{}")),
            end_event(),
        ],
        "content A | call 0 function look call_1 | call 0 {} | end tool_calls",
    ),
    Case(
        88,
        "one id for all items, and no index",
        [
            text("A", index=None),
            done(message("A"), None),
            done(call(1, "{}", id="msg_0"), None),
            text("B", index=None),
            done(message("B"), None),
        ],
        "content B | call 0 function look call_1 {} | end tool_calls",
        losses=frozenset({"answer_id", "commentary", "order"}),
    ),
    Case(
        88,
        "no id and no index",
        [CREATED, text("A", None, None), text("B", None, None), end_event()],
        "content A | content B | end stop",
        losses=frozenset({"item_status"}),
    ),
    Case(
        89,
        "usage at the end",
        [CREATED, text("Hi."), end_event(message("Hi."), usage=USAGE)],
        "content Hi. | end stop | usage 3",
    ),
    Case(
        89,
        "what follows the end is not read",
        [CREATED, text("Hi."), end_event(message("Hi.")), text("more"), end_event(status="failed")],
        "content Hi. | end stop",
        losses=frozenset({"late_event"}),
    ),
    Case(
        89,
        "it was cut by the limit",
        [
            CREATED,
            text("Hi"),
            end_event(
                message("Hi"),
                status="incomplete",
                incomplete_details={"reason": "max_output_tokens"},
            ),
        ],
        "content Hi | end length",
        losses=frozenset({"item_status"}),
    ),
    Case(
        91,
        "empty deltas say nothing",
        [CREATED, added(message()), text(""), text("Hi."), done(message("Hi.")), end_event()],
        "content Hi. | end stop",
    ),
    Case(
        92,
        "a call in crumbs",
        [CREATED, added(call()), arguments("{"), arguments("}"), done(call(0, "{}")), end_event()],
        "call 0 function look call_0 | call 0 { | call 0 } | end tool_calls",
    ),
    Case(
        92,
        "two calls open at once",
        [
            CREATED,
            added(call()),
            added(call(1), 1),
            arguments("[]", "fc_1", 1),
            arguments("{}"),
            done(call(0, "{}")),
            done(call(1, "[]"), 1),
            end_event(),
        ],
        (
            "call 0 function look call_0 | call 1 function look call_1 | call 1 [] | "
            "call 0 {} | end tool_calls"
        ),
    ),
    Case(
        92,
        "a custom call",
        [
            CREATED,
            added({**CUSTOM, "input": ""}),
            typed("ra"),
            typed("w"),
            done({**CUSTOM, "input": "raw"}),
            end_event(),
        ],
        "call 0 custom look call_0 | call 0 ra | call 0 w | end tool_calls",
        losses=frozenset({"item_status"}),
    ),
    Case(
        92,
        "a custom call as a function is written as its input comes, and nothing waits for it",
        [
            CREATED,
            added({**CUSTOM, "input": ""}),
            added(call(1), 1),
            typed("raw"),
            arguments("{}", "fc_1", 1),
            done({**CUSTOM, "input": "raw"}),
            done(call(1, "{}"), 1),
            end_event(),
        ],
        (
            'call 0 function look call_0 {"custom_tool_input": " | call 1 function look call_1 | '
            'call 0 raw | call 1 {} | call 0 "} | end tool_calls'
        ),
        losses=frozenset({"item_status"}),
        options=Options(custom_tools="function"),
    ),
    Case(
        92,
        "empty arguments as an object",
        [CREATED, added(call()), done(call()), end_event()],
        "call 0 function look call_0 | call 0 {} | end tool_calls",
        losses=frozenset({"arguments"}),
        options=Options(empty_arguments="object"),
    ),
    Case(
        93,
        "finished items alone",
        [
            CREATED,
            done(message("Hi.")),
            done(call(1, "{}"), 1),
            end_event(message("Hi."), call(1, "{}")),
        ],
        "content Hi. | call 0 function look call_1 {} | end tool_calls",
    ),
    Case(
        93,
        "the last event alone",
        [end_event(message("Hi."), call(1, "{}"))],
        "content Hi. | call 0 function look call_1 {} | end tool_calls",
    ),
    Case(
        93,
        "deltas alone",
        [CREATED, text("Hi"), text("."), end_event()],
        "content Hi | content . | end stop",
        losses=frozenset({"item_status"}),
    ),
    Case(
        93,
        "items that are never closed",
        [
            CREATED,
            added(message()),
            text("Hi."),
            added(call(1), 1),
            arguments("{}", "fc_1", 1),
            end_event(),
        ],
        "content Hi. | call 0 function look call_1 | call 0 {} | end tool_calls",
    ),
    Case(
        93,
        "an agent of MLflow: deltas and finished items, and no more",
        [text("Hi", index=None), text(".", index=None), done(message("Hi."), None)],
        "content Hi. | end stop",
        losses=frozenset({"answer_id"}),
    ),
    Case(
        93,
        "one that runs its tools: a call with its output is no call of the client",
        [
            done(call(0, "{}"), None),
            done(OUTPUT, None),
            text("Hi.", index=None),
            done(message("Hi.")),
        ],
        "content Hi. | end stop",
        losses=frozenset({"answer_id", "hosted_item"}),
    ),
    Case(
        93,
        "a server that gives the output of a call after all",
        [
            CREATED,
            done(call(0, "{}")),
            done(OUTPUT, 1),
            done(message("Hi.", 2), 2),
            end_event(),
        ],
        "call 0 function look call_0 {} | content Hi. | end stop",
        losses=frozenset({"hosted_item", "streamed_otherwise"}),
    ),
    Case(
        93,
        "an agent that says which message is the last one",
        [
            added({**message(), "phase": "final_answer"}, None),
            text("Hi", index=None),
            text(".", index=None),
            done({**message("Hi."), "phase": "final_answer"}, None),
        ],
        "content Hi | content . | end stop",
        losses=frozenset({"answer_id", "phase"}),
    ),
    Case(
        93,
        "one that leaves a call to the client",
        [text("Hi.", index=None), done(message("Hi."), None), done(call(1, "{}"), None)],
        "content Hi. | call 0 function look call_1 {} | end tool_calls",
        losses=frozenset({"answer_id"}),
    ),
    Case(
        93,
        "a finished item that says less than its deltas",
        [CREATED, text("Hi."), done(message()), end_event(message())],
        "content Hi. | end stop",
    ),
    Case(
        93,
        "a finished item that says more than its deltas",
        [
            CREATED,
            added(call()),
            arguments("{"),
            done(call(0, "{}")),
            text("H", "msg_1", 1),
            done(message("Hi.", 1), 1),
            end_event(),
        ],
        (
            "call 0 function look call_0 | call 0 { | call 0 } | content H | content i. | "
            "end tool_calls"
        ),
        losses=frozenset({"order"}),
    ),
    Case(
        93,
        "arguments that begin with empty ones, which readers of chunks leave out",
        [CREATED, added(call()), arguments("{}{"), done(call(0, "{}{")), end_event()],
        "call 0 function look call_0 | call 0 {}{ | end tool_calls",
        losses=frozenset({"streamed_otherwise"}),
    ),
    Case(
        93,
        "a finished item that says something else",
        [CREATED, text("Hi"), done(message("Bye.")), text("!", "msg_1", 1), end_event()],
        "content Hi | end stop",
        losses=frozenset({"commentary", "item_status", "streamed_otherwise", "superseded"}),
    ),
    Case(
        94,
        "two messages open at once wait for the end",
        [
            CREATED,
            added(message()),
            added(message(None, 1), 1),
            text("B", "msg_1", 1),
            text("A"),
            done(message("A")),
            done(message("B", 1), 1),
            end_event(),
        ],
        "content B | end stop",
        losses=frozenset({"commentary"}),
    ),
    Case(
        94,
        "an earlier item that only the last event has",
        [
            CREATED,
            added(call(1), 1),
            arguments("{}", "fc_1", 1),
            done(call(1, "{}"), 1),
            end_event(call(0, "[]"), call(1, "{}")),
        ],
        (
            "call 0 function look call_1 | call 0 {} | call 1 function look call_0 [] | "
            "end tool_calls"
        ),
        losses=frozenset({"order"}),
    ),
    Case(
        94,
        "a refusal",
        [CREATED, delta("refusal", "No.", "msg_0", 0, content_index=0), end_event()],
        "refusal No. | end stop",
        losses=frozenset({"item_status"}),
    ),
    Case(
        94,
        "log probabilities",
        [CREATED, text("a", logprobs=LOGGED), end_event()],
        "content a (1 logged) | end stop",
        losses=frozenset({"item_status"}),
    ),
    Case(
        94,
        "log probabilities without bytes get those of their token, and go at once",
        [
            CREATED,
            text("a", logprobs=[{"token": "a", "logprob": -0.1}]),
            text("b"),
            done(message(content=[{"type": "output_text", "text": "ab", "logprobs": LOGGED}])),
            end_event(),
        ],
        "content a (1 logged) | content b | end stop",
    ),
    Case(
        94,
        "citations come with the finished item",
        [CREATED, text("Hi."), done(message(content=CITED)), end_event(message(content=CITED))],
        "content Hi. | cites u | end stop",
    ),
    Case(
        94,
        "reasoning has no place by default",
        [
            CREATED,
            thought("so"),
            done(reasoning(content=RAW)),
            text("Hi.", "msg_1", 1),
            end_event(),
        ],
        "content Hi. | end stop",
        losses=frozenset({"item_status", "reasoning"}),
    ),
    Case(
        94,
        "reasoning, raw",
        [
            CREATED,
            thought("s"),
            thought("o"),
            done(reasoning(content=RAW)),
            text("Hi.", "msg_1", 1),
            end_event(),
        ],
        "reasoning_content s | reasoning_content o | content Hi. | end stop",
        losses=frozenset({"item_status"}),
        options=FIELD,
    ),
    Case(
        94,
        "reasoning, a summary in parts",
        [CREATED, summed("a", 0), summed("b", 1), done(reasoning(summary=SUMMARY)), end_event()],
        "reasoning_content a | reasoning_content \n\nb | end stop",
        losses=frozenset({"reasoning_form"}),
        options=FIELD,
    ),
    Case(
        94,
        "reasoning between tags",
        [
            CREATED,
            thought("so"),
            done(reasoning(content=RAW)),
            text("Hi.", "msg_1", 1),
            end_event(),
        ],
        "content <think> | content so | content </think> | content Hi. | end stop",
        losses=frozenset({"item_status"}),
        options=TAGS,
    ),
    Case(
        94,
        "reasoning that was cut has no end between tags",
        [
            CREATED,
            thought("so"),
            done(reasoning(content=RAW, status="incomplete")),
            end_event(
                reasoning(content=RAW, status="incomplete"),
                status="incomplete",
                incomplete_details={"reason": "max_output_tokens"},
            ),
        ],
        "content <think> | content so | end length",
        options=TAGS,
    ),
    Case(
        94,
        "tags have no place for reasoning behind the text",
        [
            CREATED,
            text("Hi."),
            done(message("Hi.")),
            thought("so", 1),
            done(reasoning(1, content=RAW), 1),
            end_event(),
        ],
        "content Hi. | end stop",
        losses=frozenset({"order", "reasoning"}),
        options=TAGS,
    ),
    Case(
        94,
        "a thought with a closing tag of its own, which is cut",
        [
            CREATED,
            thought("so <"),
            thought("b> </th"),
            thought("ink>, too"),
            text("Hi.", "msg_1", 1),
            end_event(),
        ],
        "content <think> | content so  | content <b>  | content </think> | content Hi. | end stop",
        losses=frozenset({"item_status", "reasoning"}),
        options=TAGS,
    ),
    Case(
        94,
        "a hosted call says nothing",
        [
            CREATED,
            added(SEARCH),
            done(SEARCH),
            text("Hi.", "msg_1", 1),
            end_event(SEARCH, message("Hi.", 1)),
        ],
        "content Hi. | end stop",
        losses=frozenset({"hosted_item"}),
    ),
    Case(
        0,
        "encrypted reasoning, other in the end, with another id",
        [
            CREATED,
            done(reasoning(encrypted_content="a")),
            text("Hi.", "msg_1", 1),
            end_event(reasoning(7, encrypted_content="b"), message("Hi.", 1)),
        ],
        "content Hi. | end stop",
        losses=frozenset({"encrypted_reasoning"}),
    ),
    Case(
        0,
        "events of tomorrow",
        [CREATED, {"type": "response.of_tomorrow", "delta": "x"}, text("Hi."), end_event()],
        "content Hi. | end stop",
        losses=frozenset({"item_status", "unknown_event"}),
    ),
]

FAILURES: list[Any] = [
    ("a stream that was cut", [CREATED, text("Hi")], {"status": "incomplete", "id": "resp_1"}),
    (
        "a failed answer",
        [
            CREATED,
            text("Hi"),
            end_event(status="failed", error={"code": "server_error", "message": "it broke"}),
        ],
        {"status": "failed", "id": "resp_1"},
    ),
    (
        "a cancelled answer",
        [CREATED, end_event(status="incomplete") | {"response": {**ANSWER, "status": "cancelled"}}],
        {"status": "cancelled"},
    ),
    (
        "an error with its members in it",
        [CREATED, {"type": "error", "code": "a", "message": "b"}],
        {"status": "failed", "error": {"code": "a", "message": "b"}},
    ),
    (
        "an error with an error in it",
        [CREATED, {"type": "error", "error": {"code": "a", "message": "b"}}],
        {"error": {"code": "a", "message": "b"}},
    ),
    (
        "an error and nothing else",
        [{"type": "error", "code": "a", "message": "b"}],
        {"code": "a", "message": "b"},
    ),
    (
        "an error before the end",
        [CREATED, {"type": "error", "code": "a", "message": "b"}, end_event()],
        {"status": "failed"},
    ),
    ("items that are open", [text("Hi", index=None)], {"status": "incomplete"}),
    ("nothing at all", [], {"status": "incomplete"}),
]
