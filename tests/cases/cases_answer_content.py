"""The content of answers: texts, refusals, citations, log probabilities, reasoning, calls."""

from __future__ import annotations

from typing import Any

from answers_table import (
    CHOICE,
    DERIVED_IDS,
    MESSAGE,
    both_directions,
    from_chat,
    from_responses,
    make_choice,
    make_message,
    make_part,
)
from cases_finish_reasons import CALLING, call, calls
from table import Case

from responses_protocol import Options

FIELD = Options(reasoning="reasoning_content")
WEB: dict[str, Any] = {"start_index": 0, "end_index": 2, "title": "T", "url": "https://a"}
FLAT = {"type": "url_citation", **WEB}
NESTED = {"type": "url_citation", "url_citation": WEB}
SHIFTED = {"type": "url_citation", "url_citation": {**WEB, "start_index": 3, "end_index": 5}}
FILE = {"type": "file_citation", "file_id": "file_1", "filename": "a.txt", "index": 0}
TOKEN = {"token": "Hi.", "bytes": [72, 105, 46], "logprob": -0.5, "top_logprobs": []}
SUNNY = {"type": "function_call_output", "call_id": "call_1", "output": "sunny"}
SEARCH = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
THOUGHT = {
    "type": "reasoning",
    "id": DERIVED_IDS[0].replace("msg_", "rs_"),
    "summary": [],
    "content": [{"type": "reasoning_text", "text": "Hm."}],
}
SUMMARY = {
    "type": "reasoning",
    "id": THOUGHT["id"],
    "summary": [{"type": "summary_text", "text": "Hm."}],
}
SUMMARIES = Options(reasoning="reasoning_content", reasoning_items="summary")
SECRET = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"}
OTHER_CHOICE = {**CHOICE, "index": 1}


def make_joined(
    name: str, output: list[dict[str, Any]], *pairs: tuple[str, str], **more: Any
) -> Case:
    """Return the case of several texts that become the text of one choice."""
    return from_responses(
        85, name, {"output": output}, {"choices": [make_choice(content="Hi.Hi.", **more)]}, *pairs
    )


def message_loss(row: int, name: str, code: str, member: str, value: Any) -> Case:
    """Return the case of a member of a Chat message that a Responses answer lacks."""
    pointer = f"/choices/0/message/{member}"
    return from_chat(row, name, {"choices": [make_choice(**{member: value})]}, {}, (code, pointer))


CASES: list[Case] = [
    *both_directions(
        20,
        "a refusal",
        {"output": [make_message({"type": "refusal", "refusal": "No."})]},
        {"choices": [make_choice(content=None, refusal="No.")]},
    ),
    *both_directions(
        21,
        "a text and a refusal",
        {"output": [make_message(make_part(), {"type": "refusal", "refusal": "No."})]},
        {"choices": [make_choice(refusal="No.")]},
    ),
    from_chat(
        21,
        "the same in content parts",
        {
            "choices": [
                make_choice(
                    content=[
                        {"type": "text", "text": "Hello"},
                        {"type": "refusal", "refusal": "No."},
                    ]
                )
            ]
        },
        {"output": [make_message(make_part("Hello"), {"type": "refusal", "refusal": "No."})]},
        ("content_form", "/choices/0/message/content"),
        ("empty_member", "/choices/0/message/refusal"),
    ),
    *both_directions(
        22,
        "a citation",
        {"output": [make_message(make_part(annotations=[FLAT]))]},
        {"choices": [make_choice(annotations=[NESTED])]},
    ),
    from_responses(
        23,
        "a citation that Chat does not have",
        {"output": [make_message(make_part(annotations=[FLAT, FILE]))]},
        {"choices": [make_choice(annotations=[NESTED])]},
        ("annotation_type", "/output/0/content/0/annotations/1"),
    ),
    make_joined(
        "two parts, with a citation each",
        [make_message(make_part(annotations=[FLAT]), make_part(annotations=[FLAT]))],
        ("order", "/output/0/content/1"),
        ("order", "/output/0/content/0/text"),
        ("order", "/output/0/content/0/annotations"),
        annotations=[NESTED, SHIFTED],
    ),
    from_responses(
        85,
        "a call before the text",
        {"output": [call(), make_message(id=DERIVED_IDS[1].replace("fc_", "msg_"))]},
        {"choices": [make_choice("tool_calls", tool_calls=calls())]},
        ("order", "/output"),
        ("item_id", "/output/0/id"),
        ("item_id", "/output/1/id"),
    ),
    from_responses(
        6,
        "a text that is no list of parts",
        {"output": [make_message(content="Hi.")]},
        {},
        ("content_form", "/output/0/content"),
    ),
    from_responses(
        14,
        "the id of a message",
        {"output": [make_message(id="msg_a")]},
        {},
        ("item_id", "/output/0/id"),
    ),
    from_responses(
        15,
        "the final answer",
        {"output": [make_message(phase="final_answer")]},
        {},
        ("phase", "/output/0/phase"),
    ),
    from_responses(
        36,
        "a hosted call is done, and no call of the client",
        {"output": [SEARCH, make_message(id=DERIVED_IDS[1].replace("fc_", "msg_"))]},
        {},
        ("hosted_item", "/output/0"),
        ("item_id", "/output/1/id"),
    ),
    from_responses(
        36,
        "a call with its output, as servers and agents give it that run the tools",
        {"output": [call(), SUNNY, MESSAGE]},
        {},
        ("hosted_item", "/output/0"),
        ("hosted_item", "/output/1"),
    ),
    from_responses(
        36,
        "beside a call that waits for the client",
        {"output": [call(call_id="call_2", id="fc_2"), {**SUNNY, "call_id": "call_2"}, call()]},
        CALLING,
        ("hosted_item", "/output/0"),
        ("hosted_item", "/output/1"),
    ),
    from_responses(
        36,
        "an output before its call answers another one",
        {"output": [SUNNY, call()]},
        CALLING,
        ("hosted_item", "/output/0"),
    ),
    from_responses(
        27,
        "a call that nobody could run",
        {"output": [MESSAGE, call(index=1, name=None)]},
        {},
        ("tool_call", "/output/1"),
    ),
    from_responses(
        65,
        "encrypted reasoning",
        {"output": [SECRET, MESSAGE]},
        {},
        ("encrypted_reasoning", "/output/0"),
    ),
    from_responses(
        62,
        "reasoning, in a field that an option names",
        {"output": [THOUGHT, MESSAGE]},
        {"choices": [make_choice(reasoning_content="Hm.")]},
        options=FIELD,
    ),
    from_chat(
        62,
        "reasoning, in a field that an option names, from Chat",
        {"choices": [make_choice(reasoning_content="Hm.")]},
        {"output": [THOUGHT, MESSAGE]},
        options=FIELD,
    ),
    from_chat(
        62,
        "reasoning as a summary, from Chat",
        {"choices": [make_choice(reasoning_content="Hm.")]},
        {"output": [SUMMARY, MESSAGE]},
        options=SUMMARIES,
    ),
    from_responses(
        62,
        "raw reasoning, where an option reads it as a summary",
        {"output": [THOUGHT, MESSAGE]},
        {"choices": [make_choice(reasoning_content="Hm.")]},
        ("reasoning_form", "/output/0/content"),
        ("reasoning_form", "/output/0/summary"),
        options=SUMMARIES,
    ),
    from_chat(
        85,
        "two calls with one id",
        {"choices": [make_choice("tool_calls", content=None, tool_calls=[*calls(), *calls()])]},
        {"output": [call(), call(index=1, call_id="call_1_2")]},
        ("duplicate_call_id", "/choices/0/message/tool_calls/1/id"),
    ),
    from_chat(
        85,
        "calls with one id, and with an id that a number makes of it",
        {
            "choices": [
                make_choice(
                    "tool_calls",
                    content=None,
                    tool_calls=[
                        {**entry, "id": call_id}
                        for call_id in ("call_1", "call_1", "call_1_2")
                        for entry in calls()
                    ],
                )
            ]
        },
        {
            "output": [
                call(),
                call(index=1, call_id="call_1_2"),
                call(index=2, call_id="call_1_2_2", id="fc_e82cdb34"),
            ]
        },
        ("order", "/choices"),
        ("duplicate_call_id", "/choices/0/message/tool_calls/1/id"),
    ),
    *both_directions(
        71,
        "log probabilities",
        {"output": [make_message(make_part(logprobs=[TOKEN]))]},
        {"choices": [{**CHOICE, "logprobs": {"content": [TOKEN], "refusal": None}}]},
    ),
    from_chat(
        71,
        "log probabilities of a refusal",
        {
            "choices": [
                {
                    **make_choice(content=None, refusal="No."),
                    "logprobs": {"content": None, "refusal": [TOKEN]},
                }
            ]
        },
        {"output": [make_message({"type": "refusal", "refusal": "No."})]},
        ("logprobs", "/choices/0/logprobs"),
    ),
    from_chat(
        71,
        "no log probabilities, in a list",
        {"choices": [{**CHOICE, "logprobs": {"content": [], "refusal": None}}]},
        {},
        ("empty_member", "/choices/0/logprobs"),
    ),
    *(
        from_chat(
            73,
            f"a choice with its text in another place: {name}",
            {"choices": [{"index": 0, name: text, "logprobs": None, "finish_reason": "stop"}]},
            {"output": []},
            ("unknown_message", f"/choices/0/{name}"),
            ("absent_member", "/choices/0"),
        )
        for name, text in (("text", "Hi."), ("delta", {"role": "assistant", "content": "Hi."}))
    ),
    from_chat(
        73,
        "a content that is neither a text nor a list",
        {"choices": [make_choice(content={"a": "Hi."})]},
        {"output": []},
        ("unknown_part", "/choices/0/message/content"),
    ),
    from_chat(
        73,
        "a second choice",
        {"choices": [CHOICE, OTHER_CHOICE]},
        {},
        ("choice", "/choices/1"),
    ),
    from_chat(
        73,
        "a choice without its message",
        {"choices": [{"index": 0, "logprobs": None, "finish_reason": "stop"}]},
        {"output": []},
        ("absent_member", "/choices/0"),
    ),
    from_chat(
        6,
        "a text in parts",
        {"choices": [make_choice(content=[{"type": "text", "text": "Hi."}])]},
        {},
        ("content_form", "/choices/0/message/content"),
    ),
    from_chat(
        8,
        "no text, in a string",
        {"choices": [make_choice(content="")]},
        {"output": []},
        ("content_form", "/choices/0/message/content"),
    ),
    from_chat(
        35,
        "a deprecated call",
        {
            "choices": [
                make_choice("function_call", content=None, function_call=calls()[0]["function"])
            ]
        },
        {"output": [call(call_id="call_c008012c")]},
        ("legacy_function_call", "/choices/0/message/function_call"),
        ("legacy_function_call", "/choices/0/message"),
        ("finish_reason", "/choices/0/finish_reason"),
    ),
    from_chat(
        62,
        "reasoning, where no option names a field to write it in",
        {"choices": [make_choice(reasoning="Hm.")]},
        {"output": [THOUGHT, MESSAGE]},
        ("reasoning_form", "/choices/0/message/reasoning"),
    ),
    message_loss(25, "audio", "audio", "audio", {"id": "audio_1"}),
    message_loss(26, "a member that nobody documents", "unknown_member", "x_trace", 7),
    *(
        message_loss(8, f"{member} is null, as in dumps", "empty_member", member, None)
        for member in ("annotations", "audio", "function_call", "tool_calls", "reasoning_content")
    ),
]
