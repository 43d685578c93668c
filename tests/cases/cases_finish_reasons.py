"""The ends of answers: finish reasons, cuts, errors, and answers that are not complete."""

from __future__ import annotations

from typing import Any

from answers_table import (
    ABSENT,
    DERIVED_IDS,
    MESSAGE,
    both_directions,
    from_chat,
    from_responses,
    make_choice,
    make_message,
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
NO_ANSWER = {"output": [], "status": "failed"}
ERROR = {"code": "server_error", "message": "It broke."}


def call(arguments: str = "{}", index: int = 0, **more: Any) -> dict[str, Any]:
    """Return a call at this index of the output, from which its id is derived."""
    return {
        "type": "function_call",
        "id": FIRST_CALL if index == 0 else DERIVED_IDS[1],
        "call_id": "call_1",
        "name": "look",
        "arguments": arguments,
        "status": "completed",
        **more,
    }


def calls(arguments: Any = "{}") -> list[dict[str, Any]]:
    function = {"name": "look", "arguments": arguments}
    return [{"id": "call_1", "type": "function", "function": function}]


# derived from the index and the answer's id, so it has the digits of a message at this index
FIRST_CALL = DERIVED_IDS[0].replace("msg_", "fc_")
CALLING = {"choices": [make_choice("tool_calls", content=None, tool_calls=calls())]}
ERRORS: tuple[dict[str, Any], ...] = (
    {"error": {"message": "Not found.", "type": "invalid_request_error", "param": None}},
    {"error": "Not found."},
    {"message": "Not found.", "type": "invalid_request_error", "param": None, "code": 404},
    {"detail": [{"loc": ["body", "input"], "msg": "Field required"}]},
)
UNFINISHED = ("queued", "in_progress", "cancelled")

CASES: list[Case] = [
    *both_directions(81, "the model has said what it had to say", {}, {}),
    *both_directions(81, "the model calls a tool", {"output": [call()]}, CALLING),
    *both_directions(
        81,
        "the model says something and calls a tool",
        {"output": [MESSAGE, call(index=1)]},
        {"choices": [make_choice("tool_calls", tool_calls=calls())]},
    ),
    *both_directions(
        81,
        "cut at the limit of tokens",
        {**CUT, "output": [make_message(status="incomplete")]},
        {"choices": [make_choice("length")]},
    ),
    *both_directions(
        81,
        "cut by a filter",
        {**FILTERED, "output": [make_message(status="incomplete")]},
        {"choices": [make_choice("content_filter")]},
    ),
    *both_directions(
        81,
        "nothing left by a filter: that is no refusal",
        {**FILTERED, "output": []},
        {"choices": [make_choice("content_filter", content=None)]},
    ),
    *both_directions(
        81,
        "not finished, and nobody says why",
        {**OPEN, "output": [make_message(status="incomplete")]},
        {"choices": [make_choice(None)]},
    ),
    from_responses(
        81,
        "a cut answer whose message says that it is whole",
        CUT,
        {"choices": [make_choice("length")]},
        ("item_status", "/output/0/status"),
    ),
    from_responses(
        81,
        "a cause that Chat has no word for",
        {**CUT, "incomplete_details": {"reason": "max_tool_calls"}},
        {"choices": [make_choice(None)]},
        ("item_status", "/output/0/status"),
        ("finish_reason", "/incomplete_details"),
    ),
    *(
        from_chat(
            81,
            f"another word for the end: {word}",
            {"choices": [make_choice(word)]},
            {},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("tool_calls", "function_call", "end_turn", "eos", "tool_use", "STOP")
    ),
    *(
        from_chat(
            81,
            f"another word for a cut: {word}",
            {"choices": [make_choice(word)]},
            {**CUT, "output": [make_message(status="incomplete")]},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("model_length", "max_tokens", "MAX_TOKENS", "model_context_window_exceeded")
    ),
    *(
        from_chat(
            81,
            f"another word for a filter: {word}",
            {"choices": [make_choice(word)]},
            {**FILTERED, "output": [make_message(status="incomplete")]},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("sensitive", "refusal", "RECITATION")
    ),
    *(
        from_chat(
            81,
            f"a word that nobody knows is not said to be an end: {word!r}",
            {"choices": [make_choice(word)]},
            {**OPEN, "output": [make_message(status="incomplete")]},
            ("finish_reason", "/choices/0/finish_reason"),
        )
        for word in ("", "abort", "insufficient_system_resource")
    ),
    *both_directions(
        82,
        "a call that was cut is not said to be one that can be run",
        {**CUT, "output": [call('{"a', status="incomplete")]},
        {"choices": [make_choice("length", content=None, tool_calls=calls('{"a'))]},
    ),
    *both_directions(
        82,
        "a call that was cut before its arguments has none, whatever stands for empty ones",
        {**CUT, "output": [call("", status="incomplete")]},
        {"choices": [make_choice("length", content=None, tool_calls=calls(""))]},
        options=rp.Options(empty_arguments="object"),
    ),
    from_chat(
        82,
        "of calls that were cut, more than one may be incomplete",
        {"choices": [make_choice("length", content=None, tool_calls=[*calls('{"a'), *calls()])]},
        {
            **CUT,
            "output": [
                call('{"a', status="incomplete"),
                call(status="incomplete", index=1, call_id="call_1_2"),
            ],
        },
        ("duplicate_call_id", "/choices/0/message/tool_calls/1/id"),
    ),
    from_chat(
        82,
        "arguments that are an object",
        {"choices": [make_choice("tool_calls", content=None, tool_calls=calls({"a": 1}))]},
        {"output": [call('{"a": 1}')]},
        ("arguments_form", "/choices/0/message/tool_calls/0/function/arguments"),
    ),
    from_chat(
        82,
        "a call that names nothing",
        {"choices": [make_choice(tool_calls=[{"id": "call_1", "function": {"arguments": "{}"}}])]},
        {},
        ("tool_call", "/choices/0/message/tool_calls/0"),
    ),
    *both_directions(83, "failed, without a word", NO_ANSWER, {"choices": []}),
    *both_directions(
        83, "failed, with an error", {**NO_ANSWER, "error": ERROR}, {"choices": [], "error": ERROR}
    ),
    from_responses(
        83,
        "failed, after something was said",
        {"status": "failed", "error": ERROR},
        {"choices": [make_choice(None)], "error": ERROR},
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
            {**NO_ANSWER, "status": status},
            {"choices": []},
            ("answer_status", "/status"),
        )
        for status in UNFINISHED
    ),
    from_chat(83, "choices are null", {"choices": None}, NO_ANSWER, ("empty_member", "/choices")),
    from_chat(
        83,
        "an error in a string",
        {"choices": [], "error": "no"},
        {**NO_ANSWER, "error": {"code": "server_error", "message": "no"}},
        ("error_form", "/error"),
    ),
    from_chat(
        83,
        "an error in a choice, with nothing but a message",
        {"choices": [{**make_choice("error"), "error": {"message": "no"}}]},
        {
            "status": "failed",
            "error": {"code": "server_error", "message": "no"},
            "output": [make_message(status="incomplete")],
        },
        ("absent_member", ""),
        ("error_form", "/choices/0/error"),
        ("finish_reason", "/choices/0/finish_reason"),
    ),
    from_chat(
        83,
        "an error of a server's own",
        {"choices": [], "error": {"code": 502, "message": "no", "metadata": {}}},
        {**NO_ANSWER, "error": {"code": "server_error", "message": "no"}},
        ("answer_error", "/error/code"),
        ("empty_member", "/error/metadata"),
    ),
    *(case for at, body in enumerate(ERRORS) for case in same(83, f"an error {at}", body)),
]
