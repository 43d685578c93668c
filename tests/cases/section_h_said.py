"""What an answer says: texts, refusals, citations, log probabilities, reasoning, calls, choices."""

from __future__ import annotations

from typing import Any

from answers_table import (
    CHOICE,
    MADE_IDS,
    SAID,
    both,
    choice,
    from_chat,
    from_responses,
    part,
    said,
)
from section_h_ends import CALLING, call, calls
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
    "id": MADE_IDS[0].replace("msg_", "rs_"),
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


def joined(name: str, output: list[dict[str, Any]], *found: tuple[str, str], **more: Any) -> Case:
    """Return the case of several texts that make the text of one choice."""
    return from_responses(
        85, name, {"output": output}, {"choices": [choice(content="Hi.Hi.", **more)]}, *found
    )


def message_loss(row: int, name: str, code: str, member: str, value: Any) -> Case:
    """Return the case of a member of a Chat message that a Responses answer has no place for."""
    pointer = f"/choices/0/message/{member}"
    return from_chat(row, name, {"choices": [choice(**{member: value})]}, {}, (code, pointer))


CASES: list[Case] = [
    *both(
        20,
        "a refusal",
        {"output": [said({"type": "refusal", "refusal": "No."})]},
        {"choices": [choice(content=None, refusal="No.")]},
    ),
    *both(
        21,
        "a text and a refusal",
        {"output": [said(part(), {"type": "refusal", "refusal": "No."})]},
        {"choices": [choice(refusal="No.")]},
    ),
    from_chat(
        21,
        "the same in content parts",
        {
            "choices": [
                choice(
                    content=[
                        {"type": "text", "text": "Hello"},
                        {"type": "refusal", "refusal": "No."},
                    ]
                )
            ]
        },
        {"output": [said(part("Hello"), {"type": "refusal", "refusal": "No."})]},
        ("content_form", "/choices/0/message/content"),
        ("empty_member", "/choices/0/message/refusal"),
    ),
    *both(
        22,
        "a citation",
        {"output": [said(part(annotations=[FLAT]))]},
        {"choices": [choice(annotations=[NESTED])]},
    ),
    from_responses(
        23,
        "a citation that Chat does not have",
        {"output": [said(part(annotations=[FLAT, FILE]))]},
        {"choices": [choice(annotations=[NESTED])]},
        ("annotation_type", "/output/0/content/0/annotations/1"),
    ),
    joined(
        "two parts, with a citation each",
        [said(part(annotations=[FLAT]), part(annotations=[FLAT]))],
        ("order", "/output/0/content/1"),
        ("order", "/output/0/content/0/text"),
        ("order", "/output/0/content/0/annotations"),
        annotations=[NESTED, SHIFTED],
    ),
    from_responses(
        85,
        "a call before the text",
        {"output": [call(), said(id=MADE_IDS[1].replace("fc_", "msg_"))]},
        {"choices": [choice("tool_calls", tool_calls=calls())]},
        ("order", "/output"),
        ("item_id", "/output/0/id"),
        ("item_id", "/output/1/id"),
    ),
    from_responses(
        6,
        "a text that is no list of parts",
        {"output": [said(content="Hi.")]},
        {},
        ("content_form", "/output/0/content"),
    ),
    from_responses(
        14, "the id of a message", {"output": [said(id="msg_a")]}, {}, ("item_id", "/output/0/id")
    ),
    from_responses(
        15,
        "the final answer",
        {"output": [said(phase="final_answer")]},
        {},
        ("phase", "/output/0/phase"),
    ),
    from_responses(
        36,
        "a hosted call is done, and no call of the client",
        {"output": [SEARCH, said(id=MADE_IDS[1].replace("fc_", "msg_"))]},
        {},
        ("hosted_item", "/output/0"),
        ("item_id", "/output/1/id"),
    ),
    from_responses(
        36,
        "a call with its output, as servers and agents give it that run the tools",
        {"output": [call(), SUNNY, SAID]},
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
        {"output": [SAID, call(at=1, name=None)]},
        {},
        ("tool_call", "/output/1"),
    ),
    from_responses(
        65,
        "encrypted reasoning",
        {"output": [SECRET, SAID]},
        {},
        ("encrypted_reasoning", "/output/0"),
    ),
    from_responses(
        62,
        "reasoning, in a field that an option names",
        {"output": [THOUGHT, SAID]},
        {"choices": [choice(reasoning_content="Hm.")]},
        options=FIELD,
    ),
    from_chat(
        62,
        "reasoning, in a field that an option names, from Chat",
        {"choices": [choice(reasoning_content="Hm.")]},
        {"output": [THOUGHT, SAID]},
        options=FIELD,
    ),
    from_chat(
        62,
        "reasoning as a summary, from Chat",
        {"choices": [choice(reasoning_content="Hm.")]},
        {"output": [SUMMARY, SAID]},
        options=SUMMARIES,
    ),
    from_responses(
        62,
        "raw reasoning, where an option reads it as a summary",
        {"output": [THOUGHT, SAID]},
        {"choices": [choice(reasoning_content="Hm.")]},
        ("reasoning_form", "/output/0/content"),
        ("reasoning_form", "/output/0/summary"),
        options=SUMMARIES,
    ),
    from_chat(
        85,
        "two calls with one id",
        {"choices": [choice("tool_calls", content=None, tool_calls=[*calls(), *calls()])]},
        {"output": [call(), call(at=1, call_id="call_1_2")]},
        ("duplicate_call_id", "/choices/0/message/tool_calls/1/id"),
    ),
    *both(
        71,
        "log probabilities",
        {"output": [said(part(logprobs=[TOKEN]))]},
        {"choices": [{**CHOICE, "logprobs": {"content": [TOKEN], "refusal": None}}]},
    ),
    from_chat(
        71,
        "log probabilities of a refusal",
        {
            "choices": [
                {
                    **choice(content=None, refusal="No."),
                    "logprobs": {"content": None, "refusal": [TOKEN]},
                }
            ]
        },
        {"output": [said({"type": "refusal", "refusal": "No."})]},
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
        {"choices": [choice(content={"a": "Hi."})]},
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
        {"choices": [choice(content=[{"type": "text", "text": "Hi."}])]},
        {},
        ("content_form", "/choices/0/message/content"),
    ),
    from_chat(
        8,
        "no text, in a string",
        {"choices": [choice(content="")]},
        {"output": []},
        ("content_form", "/choices/0/message/content"),
    ),
    from_chat(
        35,
        "a deprecated call",
        {"choices": [choice("function_call", content=None, function_call=calls()[0]["function"])]},
        {"output": [call(call_id="call_c008012c")]},
        ("legacy_function_call", "/choices/0/message/function_call"),
        ("legacy_function_call", "/choices/0/message"),
        ("finish_reason", "/choices/0/finish_reason"),
    ),
    from_chat(
        62,
        "reasoning, where no option names a field to write it in",
        {"choices": [choice(reasoning="Hm.")]},
        {"output": [THOUGHT, SAID]},
        ("reasoning_form", "/choices/0/message/reasoning"),
    ),
    message_loss(25, "audio", "audio", "audio", {"id": "audio_1"}),
    message_loss(26, "a member that nobody documents", "unknown_member", "x_trace", 7),
    *(
        message_loss(8, f"{member} is null, as in dumps", "empty_member", member, None)
        for member in ("annotations", "audio", "function_call", "tool_calls", "reasoning_content")
    ),
]
