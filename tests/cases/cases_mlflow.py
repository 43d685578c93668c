"""MLflow: ChatAgent messages, requests and answers, and items that a ResponsesAgent accepts."""

from __future__ import annotations

from typing import Any

from table import (
    A,
    C,
    Case,
    R,
    answer,
    call,
    calling,
    derive_message_id,
    entry,
    losses,
    prompt,
    result,
    text,
    tool,
    user,
)

import responses_protocol as rp


def agent(content: Any = "Hi.", **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, **more}


FORM = {"function": {"name": "look", "arguments": "{}"}, "id": "call_1", "type": "function"}
CALLING = agent("", tool_calls=[FORM], id="fc_1")
CALLING_ID = rp.convert([agent("", tool_calls=[FORM])], R, source=A).value[0]["id"]
TOOL_ID = rp.convert([call(), result()], A).value[1]["id"]
SUNNY = {
    "role": "tool",
    "content": "sunny",
    "name": "look",
    "tool_call_id": "call_1",
    "id": TOOL_ID,
}

CASES = [
    # --- 95: ids ---
    Case(
        95,
        "a message keeps the id of its item",
        R,
        [answer(item_id="msg_a")],
        [agent(id="msg_a")],
        target=A,
    ),
    Case(
        95,
        "a call keeps the id of its item",
        R,
        [call(id="fc_1"), result()],
        [CALLING, SUNNY],
        target=A,
    ),
    Case(
        95,
        "an id gets the prefix that OpenAI wants of it",
        A,
        [agent(id="run-1")],
        [answer(item_id="msg_run-1")],
        losses(("message_id", "/0/id")),
    ),
    Case(
        95,
        "equal ids are told apart",
        A,
        [agent(id="msg_a"), agent(id="msg_a")],
        [answer(item_id="msg_a"), answer(item_id="msg_a_2")],
        losses(("message_id", "/1/id")),
    ),
    # --- 96: names of tools ---
    Case(
        96,
        "a result without its tool's name gets it from the call",
        A,
        [CALLING, {name: value for name, value in SUNNY.items() if name != "name"}],
        [call(id="fc_1"), result()],
        losses(("absent_member", "/1")),
    ),
    Case(
        96,
        "by way of the hub",
        C,
        [user(), calling(entry()), {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}],
        [
            {"role": "user", "content": "Hello"},
            {**CALLING, "id": rp.convert([calling(entry())], A, source=C).value[0]["id"]},
            SUNNY,
        ],
        target=A,
    ),
    # --- 97: members of MLflow only ---
    Case(
        97,
        "attachments have no place",
        A,
        [agent(id="msg_a", attachments={"plot": "<svg/>"})],
        [answer(item_id="msg_a")],
        losses(("attachments", "/0/attachments")),
    ),
    Case(
        97,
        "inputs and context of a request",
        A,
        {
            "messages": [{"role": "user", "content": "Hello"}],
            "context": {"user_id": "u"},
            "custom_inputs": {"k": 1},
            "x_new": 1,
        },
        {"input": [prompt()], "context": {"user_id": "u"}, "custom_inputs": {"k": 1}},
        losses(("agent_member", "/x_new")),
        kind="request",
    ),
    Case(
        97,
        "a Responses request says more",
        R,
        {"model": "m", "input": [prompt()], "previous_response_id": "resp_1", "custom_inputs": {}},
        {"messages": [{"role": "user", "content": "Hello"}], "custom_inputs": {}},
        losses(("agent_member", "/model"), ("server_state", "/previous_response_id")),
        kind="request",
        target=A,
    ),
    Case(
        97,
        "outputs and usage of an answer",
        A,
        {
            "messages": [agent(id="msg_a")],
            "finish_reason": "stop",
            "custom_outputs": {"k": 1},
            "usage": {
                "prompt_tokens": 1,
                "completion_tokens": 2,
                "total_tokens": 3,
                "prompt_tokens_details": {"cached_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 0},
            },
        },
        {
            "output": [answer(item_id="msg_a")],
            "object": "response",
            "status": "completed",
            "usage": {
                "input_tokens": 1,
                "output_tokens": 2,
                "total_tokens": 3,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                "output_tokens_details": {"reasoning_tokens": 0},
            },
            "custom_outputs": {"k": 1},
        },
        kind="response",
    ),
    Case(
        97,
        "an answer that is not there yet is no whole one",
        R,
        {"object": "response", "status": "queued", "output": []},
        {"messages": [], "finish_reason": "incomplete"},
        losses(("answer_status", "/status")),
        kind="response",
        target=A,
    ),
    *(
        Case(
            97,
            f"an error to an agent's client is no answer: {name}",
            R,
            {name: error},
            {"messages": [], "finish_reason": "incomplete"},
            losses(("absent_member", ""), ("answer_error", f"/{name}")),
            kind="response",
            target=A,
        )
        for name, error in (("error", {"message": "Busy"}), ("detail", "Busy"))
    ),
    Case(
        97,
        "an error in the place of an agent's messages",
        A,
        {"error": {"message": "Busy"}},
        {"output": [], "object": "response", "status": "incomplete"},
        losses(("absent_member", ""), ("answer_error", "/error")),
        kind="response",
    ),
    Case(
        97,
        "a request of Chat has no context, and its model no place in an agent's",
        C,
        {"model": "m", "messages": [user()], "stream": True},
        {"messages": [user()], "stream": True},
        losses(("agent_member", "/model")),
        kind="request",
        target=A,
    ),
    Case(
        97,
        "a request of an agent without what Chat has no word for",
        A,
        {"messages": [user()], "custom_inputs": {"k": 1}, "stream": False},
        {"messages": [user()], "stream": False},
        losses(("agent_member", "/custom_inputs")),
        kind="request",
        target=C,
    ),
    Case(
        97,
        "a refusal is a text where there is no other",
        C,
        [{"role": "assistant", "refusal": "No."}],
        [agent("No.", id=derive_message_id("No."))],
        losses(("content_form", "/0"), ("refusal", "/0/refusal")),
        target=A,
    ),
    Case(
        97,
        "a refusal behind a text is not said",
        R,
        [answer(text("So."), {"type": "refusal", "refusal": "No."}, item_id="msg_a")],
        [agent("So.", id="msg_a")],
        losses(("refusal", "/0/content/1")),
        target=A,
    ),
    Case(
        97,
        "tools of an agent are functions",
        R,
        [{"type": "custom", "name": "run"}],
        [
            {
                "type": "function",
                "function": {
                    "name": "run",
                    "parameters": {
                        "type": "object",
                        "properties": {"custom_tool_input": {"type": "string"}},
                        "required": ["custom_tool_input"],
                        "additionalProperties": False,
                    },
                },
            }
        ],
        kind="tools",
        target=A,
    ),
    Case(
        95,
        "a number as the id of a message of calls",
        A,
        [agent("", id=7, tool_calls=[FORM])],
        [call(id=CALLING_ID)],
        losses(("message_id", "/0/id")),
        target=R,
    ),
    # --- 98: types of items ---
    Case(
        98,
        "a custom call is a marked function call for MLflow",
        C,
        [
            calling(
                {"id": "call_1", "type": "custom", "custom": {"name": "run", "input": "ls"}},
                content=None,
            )
        ],
        [call(name="run", arguments='{"custom_tool_input": "ls"}')],
        options=rp.PRESETS["mlflow"],
        notices=losses(("wrapped_call", "/0/tool_calls/0")),
    ),
    Case(
        98,
        "a custom call is read back as a function call for MLflow",
        R,
        [
            {"type": "custom_tool_call", "call_id": "call_1", "name": "run", "input": "ls"},
            {"type": "custom_tool_call_output", "call_id": "call_1", "output": "a.txt"},
        ],
        [
            calling({"id": "call_1", "type": "custom", "custom": {"name": "run", "input": "ls"}}),
            tool(content="a.txt"),
        ],
        losses(("item_type", "/0"), ("item_type", "/1/type")),
        options=rp.PRESETS["mlflow"],
    ),
]
