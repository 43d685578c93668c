"""How an answer ends: words, cuts, errors, and answers that are not there yet, or never will be."""

from __future__ import annotations

from typing import Any

from answers_table import (
    ABSENT,
    MADE_IDS,
    SAID,
    both,
    choice,
    from_chat,
    from_responses,
    said,
    same,
)
from table import Case

import responses_protocol as rp

CUT: dict[str, Any] = {
    "status": "incomplete",
    "incomplete_details": {"reason": "max_output_tokens"},
}
FILTERED = {**CUT, "incomplete_details": {"reason": "content_filter"}}
OPEN = {**CUT, "incomplete_details": None}
NOT_THERE = {"output": [], "status": "failed"}
ERROR = {"code": "server_error", "message": "It broke."}


def call(arguments: str = "{}", at: int = 0, **more: Any) -> dict[str, Any]:
    """Return a call at this place of the output, where the ids of calls are derived from it."""
    return {
        "type": "function_call",
        "id": FIRST_CALL if at == 0 else MADE_IDS[1],
        "call_id": "call_1",
        "name": "look",
        "arguments": arguments,
        "status": "completed",
        **more,
    }


def calls(arguments: Any = "{}") -> list[dict[str, Any]]:
    function = {"name": "look", "arguments": arguments}
    return [{"id": "call_1", "type": "function", "function": function}]


# derived from the place and the answer's id, so it has the digits of a message at this place
FIRST_CALL = MADE_IDS[0].replace("msg_", "fc_")
CALLING = {"choices": [choice("tool_calls", content=None, tool_calls=calls())]}
ERRORS: tuple[dict[str, Any], ...] = (
    {"error": {"message": "Not found.", "type": "invalid_request_error", "param": None}},
    {"error": "Not found."},
    {"message": "Not found.", "type": "invalid_request_error", "param": None, "code": 404},
    {"detail": [{"loc": ["body", "input"], "msg": "Field required"}]},
)
UNFINISHED = ("queued", "in_progress", "cancelled")

CASES: list[Case] = [
    *both(81, "the model has said what it had to say", {}, {}),
    *both(81, "the model calls a tool", {"output": [call()]}, CALLING),
    *both(
        81,
        "the model says something and calls a tool",
        {"output": [SAID, call(at=1)]},
        {"choices": [choice("tool_calls", tool_calls=calls())]},
    ),
    *both(
        81,
        "cut at the limit of tokens",
        {**CUT, "output": [said(status="incomplete")]},
        {"choices": [choice("length")]},
    ),
    *both(
        81,
        "cut by a filter",
        {**FILTERED, "output": [said(status="incomplete")]},
        {"choices": [choice("content_filter")]},
    ),
    *both(
        81,
        "nothing left by a filter: that is no refusal",
        {**FILTERED, "output": []},
        {"choices": [choice("content_filter", content=None)]},
    ),
    *both(
        81,
        "not finished, and nobody says why",
        {**OPEN, "output": [said(status="incomplete")]},
        {"choices": [choice(None)]},
    ),
    from_responses(
        81,
        "a cut answer whose message says that it is whole",
        CUT,
        {"choices": [choice("length")]},
        ("item_status", "/output/0/status"),
    ),
    from_responses(
        81,
        "a cause that Chat has no word for",
        {**CUT, "incomplete_details": {"reason": "max_tool_calls"}},
        {"choices": [choice(None)]},
        ("item_status", "/output/0/status"),
        ("finish_reason", "/incomplete_details"),
    ),
    *(
        from_chat(
            81,
            f"another word for the end: {word}",
            {"choices": [choice(word)]},
            {},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("tool_calls", "function_call", "end_turn", "eos", "tool_use", "STOP")
    ),
    *(
        from_chat(
            81,
            f"another word for a cut: {word}",
            {"choices": [choice(word)]},
            {**CUT, "output": [said(status="incomplete")]},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("model_length", "max_tokens", "MAX_TOKENS", "model_context_window_exceeded")
    ),
    *(
        from_chat(
            81,
            f"another word for a filter: {word}",
            {"choices": [choice(word)]},
            {**FILTERED, "output": [said(status="incomplete")]},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("sensitive", "refusal", "RECITATION")
    ),
    *(
        from_chat(
            81,
            f"a word that nobody knows is not said to be an end: {word!r}",
            {"choices": [choice(word)]},
            {**OPEN, "output": [said(status="incomplete")]},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("", "abort", "insufficient_system_resource")
    ),
    *both(
        82,
        "a call that was cut is not said to be one that can be run",
        {**CUT, "output": [call('{"a', status="incomplete")]},
        {"choices": [choice("length", content=None, tool_calls=calls('{"a'))]},
    ),
    *both(
        82,
        "a call that was cut before its arguments has none, whatever stands for empty ones",
        {**CUT, "output": [call("", status="incomplete")]},
        {"choices": [choice("length", content=None, tool_calls=calls(""))]},
        options=rp.Options(empty_arguments="object"),
    ),
    from_chat(
        82,
        "of calls that were cut, more than one may be incomplete",
        {"choices": [choice("length", content=None, tool_calls=[*calls('{"a'), *calls()])]},
        {
            **CUT,
            "output": [
                call('{"a', status="incomplete"),
                call(status="incomplete", at=1, call_id="call_1_2"),
            ],
        },
        ("duplicate_call_id", "/choices/0/message/tool_calls/1/id"),
    ),
    from_chat(
        82,
        "arguments that are an object",
        {"choices": [choice("tool_calls", content=None, tool_calls=calls({"a": 1}))]},
        {"output": [call('{"a": 1}')]},
        ("arguments_form", "/choices/0/message/tool_calls/0/function/arguments"),
    ),
    from_chat(
        82,
        "a call that names nothing",
        {"choices": [choice(tool_calls=[{"id": "call_1", "function": {"arguments": "{}"}}])]},
        {},
        ("tool_call", "/choices/0/message/tool_calls/0"),
    ),
    *both(83, "failed, without a word", NOT_THERE, {"choices": []}),
    *both(
        83, "failed, with an error", {**NOT_THERE, "error": ERROR}, {"choices": [], "error": ERROR}
    ),
    from_responses(
        83,
        "failed, after something was said",
        {"status": "failed", "error": ERROR},
        {"choices": [choice(None)], "error": ERROR},
        ("item_status", "/output/0/status"),
    ),
    from_responses(
        83,
        "failed, without an output",
        {"status": "failed", "output": ABSENT},
        {"choices": []},
        ("absent_member", ""),
    ),
    *(
        from_responses(
            83,
            f"{status}: there is nothing to give",
            {**NOT_THERE, "status": status},
            {"choices": []},
            ("answer_status", "/status"),
        )
        for status in UNFINISHED
    ),
    from_chat(83, "choices are null", {"choices": None}, NOT_THERE, ("empty_member", "/choices")),
    from_chat(
        83,
        "an error in a string",
        {"choices": [], "error": "no"},
        {**NOT_THERE, "error": {"code": "server_error", "message": "no"}},
        ("error_form", "/error"),
    ),
    from_chat(
        83,
        "an error in a choice, with nothing but a message",
        {"choices": [{**choice("error"), "error": {"message": "no"}}]},
        {
            "status": "failed",
            "error": {"code": "server_error", "message": "no"},
            "output": [said(status="incomplete")],
        },
        ("absent_member", ""),
        ("error_form", "/choices/0/error"),
        ("finish_reason", "/choices/0/finish_reason"),
    ),
    from_chat(
        83,
        "an error of a server's own",
        {"choices": [], "error": {"code": 502, "message": "no", "metadata": {}}},
        {**NOT_THERE, "error": {"code": "server_error", "message": "no"}},
        ("answer_error", "/error/code"),
        ("empty_member", "/error/metadata"),
    ),
    *(case for at, body in enumerate(ERRORS) for case in same(83, f"an error {at}", body)),
]
