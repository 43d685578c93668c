"""Answers with several messages or choices, or with calls that wait for the client."""

from __future__ import annotations

import json
from typing import Any

from answers_table import (
    CHOICE,
    MESSAGE,
    from_chat,
    from_responses,
    make_choice,
    make_message,
    make_part,
)
from cases_finish_reasons import CALLING, call, calls
from table import Case

from responses_protocol import Options

Payload = dict[str, Any]
FUNCTIONS = Options(hosted_calls="function")
IN_REASONING = Options(commentary="reasoning", reasoning="reasoning_content")
ANSWERED: Payload = {"choices": [CHOICE]}


def message(text: str, phase: str | None = None, **more: Any) -> Payload:
    phases = {} if phase is None else {"phase": phase}
    return make_message(make_part(text), id="msg_a", **phases, **more)


LOOKING = message("I look.", "commentary")
FINAL = make_message(phase="final_answer")
SEARCH = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
CITED = {"type": "url_citation", "start_index": 0, "end_index": 2, "title": "T", "url": "https://a"}
NESTED = {
    "type": "url_citation",
    "url_citation": {name: one for name, one in CITED.items() if name != "type"},
}
TOKEN: Payload = {"token": "Hi.", "logprob": -0.5, "bytes": None, "top_logprobs": []}


def run(kind: str, **more: Any) -> Payload:
    """Return a call of a hosted tool that the client runs."""
    return {"type": kind, "id": f"{kind}_1", "status": "completed", **more}


WAITING: list[tuple[str, Payload]] = [
    ("call_1", run("shell_call", call_id="call_1", action={"commands": ["ls"]})),
    ("call_1", run("local_shell_call", call_id="call_1", action={"command": ["ls"]})),
    ("call_1", run("apply_patch_call", call_id="call_1", operation={"path": "a", "diff": "+b"})),
    ("call_1", run("computer_call", call_id="call_1", action={"type": "screenshot"})),
    ("call_1", run("tool_search_call", call_id="call_1", execution="client", arguments={})),
    ("mcp_1", {"type": "mcp_approval_request", "id": "mcp_1", "name": "f", "arguments": "{}"}),
]
SHELL = WAITING[0][1]


def marked(call_id: str, item: Payload) -> Payload:
    """Return the choice with a marked call of an item, whose keys are in their order."""
    arguments = json.dumps({"responses_item": item}, sort_keys=True)
    function = {"name": item["type"], "arguments": arguments}
    entries = [{"id": call_id, "type": "function", "function": function}]
    return make_choice("tool_calls", content=None, tool_calls=entries)


CASES: list[Case] = [
    from_responses(
        85,
        "the final answer, and not what the model said before it",
        {"output": [LOOKING, SEARCH, FINAL]},
        ANSWERED,
        ("commentary", "/output/0"),
        ("hosted_item", "/output/1"),
        ("phase", "/output/2/phase"),
    ),
    from_responses(
        85,
        "the final answer, whatever comes behind it",
        {"output": [FINAL, LOOKING]},
        ANSWERED,
        ("commentary", "/output/1"),
        ("phase", "/output/0/phase"),
    ),
    from_responses(
        85,
        "the last of two messages without a phase, with its citations where they are",
        {"output": [message("I look."), make_message(make_part(annotations=[CITED]))]},
        {"choices": [make_choice(annotations=[NESTED])]},
        ("commentary", "/output/0"),
    ),
    from_responses(
        26,
        "a message with a part that Chat does not have",
        {"output": [MESSAGE, {**message(""), "content": [{"type": "output_audio", "data": "AA"}]}]},
        ANSWERED,
        ("unknown_part", "/output/1/content/0"),
    ),
    from_responses(
        85,
        "a message that says nothing is not the last one",
        {"output": [MESSAGE, message("")]},
        ANSWERED,
        ("empty_member", "/output/1"),
    ),
    from_responses(
        85,
        "commentary alone, before a call, is what there is",
        {"output": [make_message(phase="commentary"), call(index=1)]},
        {"choices": [make_choice("tool_calls", tool_calls=calls())]},
        ("phase", "/output/0/phase"),
    ),
    from_responses(
        85,
        "commentary in the reasoning, by an option",
        {"output": [LOOKING, FINAL]},
        {"choices": [make_choice(reasoning_content="I look.")]},
        ("reasoning_form", "/output/0"),
        ("order", "/output"),
        ("phase", "/output/1/phase"),
        options=IN_REASONING,
    ),
    from_responses(
        85,
        "commentary has no place where reasoning has none",
        {"output": [LOOKING, FINAL]},
        ANSWERED,
        ("commentary", "/output/0"),
        ("phase", "/output/1/phase"),
        options=Options(commentary="reasoning"),
    ),
    *(
        from_responses(
            36,
            f"{item['type']} waits for the client",
            {"output": [item]},
            {"choices": [make_choice("length", content=None)]},
            ("hosted_item", "/output/0"),
            ("finish_reason", "/status"),
            ("empty_member", "/incomplete_details"),
        )
        for _, item in WAITING
    ),
    *(
        from_responses(
            36,
            f"{item['type']} as a marked call",
            {"output": [item]},
            {"choices": [marked(call_id, item)]},
            options=FUNCTIONS,
        )
        for call_id, item in WAITING
    ),
    *(
        from_chat(
            36,
            f"{item['type']} as a marked call, from Chat",
            {"choices": [marked(call_id, item)]},
            {"output": [item]},
            options=FUNCTIONS,
        )
        for call_id, item in WAITING
    ),
    from_responses(
        36,
        "a call that the server has run is none for the client",
        {"output": [SHELL, run("shell_call_output", call_id="call_1", output=[]), MESSAGE]},
        ANSWERED,
        ("hosted_item", "/output/0"),
        ("hosted_item", "/output/1"),
        options=FUNCTIONS,
    ),
    from_responses(
        36,
        "nor is one of a shell that runs on the server",
        {"output": [{**SHELL, "environment": {"type": "container_reference"}}, MESSAGE]},
        ANSWERED,
        ("hosted_item", "/output/0"),
        options=FUNCTIONS,
    ),
    from_responses(
        36,
        "what the client can run, beside what Chat can't say",
        {"output": [SHELL, call()]},
        CALLING,
        ("hosted_item", "/output/0"),
    ),
    from_responses(
        36,
        "an image that was made is not in the answer",
        {"output": [run("image_generation_call", result="iVBORw0KGgo=")]},
        {"choices": [make_choice(content=None)]},
        ("hosted_item", "/output/0"),
    ),
    from_responses(
        82,
        "a call that is a part of one, whatever the answer says of itself",
        {"output": [call('{"a', status="incomplete")]},
        {"choices": [make_choice("length", content=None, tool_calls=calls('{"a'))]},
        ("finish_reason", "/status"),
        ("empty_member", "/incomplete_details"),
    ),
    from_chat(
        73,
        "the choice with the index 0",
        {"choices": [{**make_choice(content="No."), "index": 1}, CHOICE]},
        {},
        ("choice", "/choices/0"),
    ),
    from_chat(
        73,
        "the only choice, whatever its index",
        {"choices": [{**CHOICE, "index": 2}]},
        {},
        ("choice_index", "/choices/0/index"),
    ),
    from_chat(
        83,
        "a choice that failed",
        {"choices": [{**make_choice("error"), "error": {"code": 502, "message": "it broke"}}]},
        {
            "status": "failed",
            "error": {"code": "server_error", "message": "it broke"},
            "output": [make_message(status="incomplete")],
        },
        ("absent_member", ""),
        ("answer_error", "/choices/0/error/code"),
        ("finish_reason", "/choices/0/finish_reason"),
    ),
    from_chat(
        81,
        "a filter of another name",
        {"choices": [make_choice("sensitive")]},
        {
            "status": "incomplete",
            "incomplete_details": {"reason": "content_filter"},
            "output": [make_message(status="incomplete")],
        },
        ("finish_reason", "/choices/0/finish_reason"),
    ),
    *(
        from_chat(
            8,
            f"an empty {member} says nothing",
            {"choices": [make_choice("stop", **{member: empty})]},
            {},
            ("empty_member", f"/choices/0/message/{member}"),
        )
        for member, empty in (
            ("refusal", ""),
            ("audio", {"id": "", "data": "", "expires_at": 0, "transcript": ""}),
            ("function_call", {"name": "", "arguments": ""}),
        )
    ),
    from_chat(
        19,
        "a part of another type is no visible text",
        {
            "choices": [
                make_choice(
                    content=[{"type": "note", "text": "hidden"}, {"type": "text", "text": "Hi."}]
                )
            ]
        },
        {},
        ("unknown_part", "/choices/0/message/content/0"),
    ),
    from_chat(
        71,
        "a token without bytes",
        {"choices": [{**CHOICE, "logprobs": {"content": [TOKEN], "refusal": None}}]},
        {"output": [make_message(make_part(logprobs=[{**TOKEN, "bytes": []}]))]},
        ("empty_member", "/choices/0/logprobs/content/0/bytes"),
    ),
]
