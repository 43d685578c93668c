"""Answers of the Responses API by way of LangChain's model, in all forms that it gives them."""

from __future__ import annotations

import sys
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("langchain_openai", reason="LangChain's models are not installed")
sys.path.insert(0, str(Path(__file__).parents[1] / "mlflow"))  # where the server is

# only where LangChain is there to be imported
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    ToolMessage,
    message_chunk_to_message,
)
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from local_openai import LocalOpenAI

from responses_protocol._agents.answer_summary import AnswerSummary
from responses_protocol.agents import output_events, whole_events
from responses_protocol.integrations.langchain import read_elements

pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
FORMS = pytest.mark.parametrize("form", ["responses/v1", "v1"])
CITED = [
    {"type": "url_citation", "start_index": 0, "end_index": 4, "title": "Tea", "url": "https://t"},
    {"type": "file_citation", "file_id": "file-9", "filename": "tea.md", "index": 4},
    {
        "type": "container_file_citation",
        "container_id": "cntr_4",
        "file_id": "cfile_4",
        "filename": "plot.png",
        "start_index": 1,
        "end_index": 3,
    },
]


def message(own: str, *parts: Object, **members: Any) -> Object:
    members_of_item = {"type": "message", "id": own, "role": "assistant", "status": "completed"}
    return {**members_of_item, "content": list(parts), **members}


def make_text(text: str, *cited: Object) -> Object:
    return {"type": "output_text", "text": text, "annotations": list(cited)}


def make_reasoning(own: str, *texts: str, **members: Any) -> Object:
    summary = [{"type": "summary_text", "text": text} for text in texts]
    return {"type": "reasoning", "id": own, "summary": summary, **members}


def call(name: str, arguments: str) -> Object:
    head = {"type": "function_call", "id": f"fc_{name}", "call_id": f"call_{name}"}
    return {**head, "name": name, "arguments": arguments, "status": "completed"}


HOSTED: list[Object] = [
    {
        "type": "web_search_call",
        "id": "ws_7",
        "status": "completed",
        "action": {
            "type": "search",
            "query": "tea",
            "sources": [{"type": "url", "url": "https://t"}],
        },
    },
    {
        "type": "file_search_call",
        "id": "fs_7",
        "status": "failed",
        "queries": ["tea", "leaf"],
        "results": [{"file_id": "file-9", "text": "Steep it.", "score": 0.5}],
    },
    {
        "type": "code_interpreter_call",
        "id": "ci_7",
        "status": "completed",
        "container_id": "cntr_4",
        "code": "print(6 * 7)",
        "outputs": [{"type": "logs", "logs": "42"}, {"type": "image", "url": "https://t/i"}],
    },
    {
        "type": "mcp_list_tools",
        "id": "mcpl_7",
        "server_label": "shop",
        "tools": [{"name": "price", "input_schema": {"type": "object"}}],
    },
    {
        "type": "mcp_call",
        "id": "mcp_7",
        "server_label": "shop",
        "name": "price",
        "arguments": '{"of":"tea"}',
        "output": "3",
    },
    {
        "type": "mcp_call",
        "id": "mcp_8",
        "server_label": "shop",
        "name": "price",
        "arguments": '{"of":"ale"}',
        "error": {"type": "http_error", "code": 404, "message": "none"},
    },
    {
        "type": "mcp_approval_request",
        "id": "mcpr_7",
        "server_label": "shop",
        "name": "buy",
        "arguments": "{}",
    },
    {
        "type": "image_generation_call",
        "id": "ig_7",
        "status": "completed",
        "result": "aGVsbG8=",
        "output_format": "png",
        "size": "1024x1024",
    },
]
ANSWERS: dict[str, list[Object]] = {
    "text": [message("msg_a", make_text("Green."))],
    "citations": [message("msg_a", make_text("Steep", *CITED))],
    "two messages": [
        message("msg_a", make_text("First."), phase="commentary"),
        message("msg_b", make_text("Then."), phase="final_answer"),
    ],
    "reasoning": [
        make_reasoning("rs_a", "Which?", "That."),
        message("msg_a", make_text("Oolong.")),
    ],
    "encrypted": [
        make_reasoning("rs_a", encrypted_content="gAAA"),
        make_reasoning("rs_b", "Hm.", encrypted_content="gBBB"),
        message("msg_a", make_text("Oolong.")),
    ],
    "reasoning and calls in turns": [
        make_reasoning("rs_a", "Weigh."),
        call("weigh", '{"g": 2}'),
        make_reasoning("rs_b", "Pour.", encrypted_content="gCCC"),
        call("pour", "{}"),
    ],
    "parallel calls behind a text": [
        message("msg_a", make_text("Let me see.")),
        call("weigh", '{"g": 2}'),
        call("pour", ""),
        call("stir", '{"n": '),
    ],
    "a custom call": [
        {
            "type": "custom_tool_call",
            "id": "ctc_a",
            "call_id": "call_sh",
            "name": "sh",
            "input": "ls",
        }
    ],
    "hosted": HOSTED,
    "hosted among others": [
        make_reasoning("rs_a", "?"),
        *HOSTED,
        message("msg_a", make_text("Done.")),
    ],
    "a refusal": [
        make_reasoning("rs_a", "No."),
        message("msg_a", {"type": "refusal", "refusal": "No."}),
    ],
    "a refusal behind a text": [
        message("msg_a", make_text("Well."), {"type": "refusal", "refusal": "I can't."})
    ],
}
EACH = pytest.mark.parametrize("items", ANSWERS.values(), ids=ANSWERS)
USAGE = {
    "input_tokens": 9,
    "output_tokens": 4,
    "total_tokens": 13,
    "input_tokens_details": {"cached_tokens": 2},
    "output_tokens_details": {"reasoning_tokens": 1},
}


def make_answer(items: list[Object], form: str, **ending: Any) -> tuple[AIMessage, list[Any]]:
    """Return what LangChain makes of an answer: the whole message, and its pieces."""
    done = [{"type": "response.output_item.done", "item": item} for item in items]
    response = {"status": "completed", "usage": USAGE, **ending}
    done.append({"type": f"response.{response['status']}", "response": response})
    events = list(whole_events(done, model="m", new_id=lambda: "resp_a"))
    for event in events:
        if "response" in event:
            event["response"] |= {"parallel_tool_calls": True, "tool_choice": "auto", "tools": []}
    with LocalOpenAI() as server:
        model = ChatOpenAI(
            model="m",
            api_key="k",
            base_url=server.url,
            use_responses_api=True,
            output_version=form,
            max_retries=0,
        )
        server.answers[:] = [events[-1]["response"], events]
        return model.invoke("Tea?"), list(model.stream("Tea?"))


def read(*yielded: Any) -> tuple[list[Object], list[Object], AnswerSummary]:
    """Return the items, the events, and the end."""
    items: list[Object] = []
    generator = output_events(
        (value for element in yielded for value in read_elements(element)), items
    )
    events: list[Object] = []
    while True:
        try:
            events.append(next(generator))
        except StopIteration as end:
            return items, events, end.value


def bare(items: list[Object]) -> list[Object]:
    """Return items without what pieces do not say in time: ids of messages, states of calls."""
    left_out = {"message": "id", "function_call": "status"}
    return [
        {name: value for name, value in item.items() if name != left_out.get(item["type"])}
        for item in items
    ]


@FORMS
@EACH
def test_a_whole_answer_is_its_items(items: list[Object], form: str) -> None:
    full_message, _ = make_answer(items, form)
    items_read, events, ended = read(full_message)
    assert items_read == items
    assert {event["type"] for event in events} == {"response.output_item.done"}
    assert (ended.status, ended.losses) == ("completed", ())
    assert ended.usage is not None
    assert ended.usage["input_tokens_details"]["cached_tokens"] == 2


@FORMS
@EACH
def test_a_stream_is_its_items_and_deltas(items: list[Object], form: str) -> None:
    _, pieces = make_answer(items, form)
    items_read, events, ended = read(*pieces)
    assert bare(items_read) == bare(items)
    assert ended.status == "completed"
    assert {loss.code for loss in ended.losses} <= {"message_id"}
    texts: dict[str, str] = {}
    for event in events:
        if "delta" in event:
            own = event["item_id"]
            texts[own] = texts.get(own, "") + event["delta"]
    assert texts == {item["id"]: item_text for item in items_read if (item_text := text(item))}


def text(item: Object) -> str:
    parts = [*item.get("content", ()), *item.get("summary", ())]
    return "".join(part.get("text", "") + part.get("refusal", "") for part in parts)


@FORMS
@EACH
def test_pieces_added_up_are_the_same(items: list[Object], form: str) -> None:
    _, pieces = make_answer(items, form)
    items_read, _, _ = read(reduce(add, pieces))
    assert bare(items_read) == bare(items)


@FORMS
@EACH
def test_pieces_and_the_whole_say_it_once(items: list[Object], form: str) -> None:
    full_message, pieces = make_answer(items, form)
    where = {"langgraph_node": "model"}
    items_read, _, _ = read(
        *(("messages", (piece, where)) for piece in pieces),
        ("updates", {"model": {"messages": [full_message]}}),
    )
    assert bare(items_read) == bare(items)


@EACH
def test_the_old_form_loses_nothing_that_it_has(items: list[Object]) -> None:
    full_message, pieces = make_answer(items, "v0")
    hosted = [item for item in items if item["type"] in KINDS]
    summed = message_chunk_to_message(reduce(add, pieces))
    for items_read, _, _ in (
        read(full_message),
        read(*pieces),
        read(summed),
        read(*pieces, summed),
    ):
        assert [item for item in items_read if item["type"] in KINDS] == hosted
        assert texts(items_read) == texts(items)
        assert {item["type"] for item in items_read} == {item["type"] for item in items}
        assert call_ids_and_names(items_read) == call_ids_and_names(
            items
        )  # arguments are what LangChain reads in them


def call_ids_and_names(items: list[Object]) -> list[tuple[str, str]]:
    return [(item["id"], item["name"]) for item in items if item["type"] == "function_call"]


KINDS = frozenset(item["type"] for item in HOSTED)


def texts(items: list[Object]) -> str:
    return "".join(text(item) for item in items if item["type"] == "message")


@FORMS
def test_an_answer_that_was_cut(form: str) -> None:
    details = {"reason": "max_output_tokens"}
    full_message, pieces = make_answer(
        [message("msg_a", make_text("Gre"))], form, status="incomplete", incomplete_details=details
    )
    for yielded in ([full_message], pieces):
        _, _, ended = read(*yielded)
        assert (ended.status, ended.incomplete_details) == ("incomplete", details)


@FORMS
def test_parallel_nodes_are_distinguished(form: str) -> None:
    first = make_answer([message("msg_a", make_text("Left."))], form)
    second = make_answer([message("msg_b", make_text("Right."))], form)
    pairs = [
        (("messages", (piece, {"langgraph_checkpoint_ns": where})))
        for pair in zip(first[1], second[1], strict=True)
        for where, piece in zip("ab", pair, strict=True)
    ]
    items_read, _, _ = read(*pairs)
    assert [text(item) for item in items_read] == ["Left.", "Right."]


@FORMS
def test_the_loop_of_a_graph(form: str) -> None:
    full_message, pieces = make_answer([make_reasoning("rs_a", "?"), call("weigh", "{}")], form)
    last, more = make_answer(
        [make_reasoning("rs_b", "!"), message("msg_a", make_text("2 g."))], form
    )
    result = ToolMessage("2", tool_call_id="call_weigh", id="t")
    items_read, _, ended = read(*pieces, full_message, result, *more, last)
    assert [item["type"] for item in items_read] == [
        "reasoning",
        "function_call",
        "function_call_output",
        "reasoning",
        "message",
    ]
    assert [item["id"] for item in items_read if item["type"] == "reasoning"] == ["rs_a", "rs_b"]
    assert ended.usage is not None


def test_a_graph_of_real_nodes() -> None:
    full_message, _ = make_answer(
        [make_reasoning("rs_a", "?"), message("msg_a", make_text("Tea."))], "v1"
    )

    def node(state: MessagesState) -> Object:
        return {"messages": [full_message]}

    builder = StateGraph(MessagesState)
    builder.add_node("model", node)
    builder.add_edge(START, "model")
    graph = builder.compile()
    for mode in ("updates", ["updates", "messages"]):
        items_read, _, _ = read(*graph.stream({"messages": [("user", "Tea?")]}, stream_mode=mode))
        assert [item["type"] for item in items_read] == ["reasoning", "message"]


UNKNOWN: list[tuple[Object, str]] = [
    ({"type": "guardrail", "id": "g", "verdict": "fine"}, "unknown_part"),
    ({"type": "image_url", "image_url": {"url": "https://t/i"}}, "images"),
    ({"type": "image", "base64": "aGk=", "mime_type": "image/png"}, "images"),
    ({"type": "audio", "base64": "aGk="}, "audio"),
    (
        {"type": "server_tool_call", "name": "web_search", "id": "s", "args": {"query": "tea"}},
        "hosted_item",
    ),
    ({"type": "server_tool_result", "tool_call_id": "s", "output": []}, "hosted_item"),
    ({"type": "non_standard", "value": {"type": "guardrail", "verdict": "fine"}}, "unknown_part"),
    ({"type": "text", "text": "", "citations": [{"cited_text": "tea"}]}, "annotations"),
    ({"type": "text", "text": "", "annotations": [{"type": "citation"}]}, "annotation_type"),
    ({"type": "redacted_thinking", "data": "x"}, "reasoning_signature"),
    ({"type": "thinking", "thinking": "", "signature": "x"}, "reasoning_signature"),
]


@pytest.mark.parametrize("message_class", [AIMessage, AIMessageChunk])
@pytest.mark.parametrize(("block", "code"), UNKNOWN)
def test_what_no_item_can_say_is_a_named_loss(block: Object, code: str, message_class: Any) -> None:
    items_read, _, ended = read(
        message_class([block, {"type": "text", "text": "Tea."}], id="run-1")
    )
    assert [text(item) for item in items_read] == ["Tea."]
    assert [(loss.code, loss.pointer) for loss in ended.losses] == [(code, "/0/content/0")]


@pytest.mark.parametrize("message_class", [AIMessage, AIMessageChunk])
@pytest.mark.parametrize(
    "content", ["", [], [""], [{"type": "text", "text": ""}], [{"type": "reasoning"}]]
)
def test_no_message_is_made_of_nothing(content: Any, message_class: Any) -> None:
    assert read(message_class(content, id="run-1"))[0] == []


def test_reasoning_without_an_id_gets_one_of_its_answer() -> None:
    block = {"type": "thinking", "thinking": "Again."}
    ids = [
        item["id"]
        for own in ("run-1", "run-2")
        for item in read(AIMessage([block, {"type": "text", "text": "a"}, block], id=own))[0]
    ]
    assert len(set(ids)) == 6
    assert ids[0] == "rs_run-1"


def test_blocks_of_one_message_without_ids_stay_one() -> None:
    parts = [{"type": "text", "text": letter, "index": index} for index, letter in enumerate("ab")]
    items_read, _, _ = read(*(AIMessageChunk([part], id="run-1") for part in parts))
    assert [text(item) for item in items_read] == ["ab"]


CUSTOM = {"type": "custom_tool_call_output", "output": "a b"}


@pytest.mark.parametrize("block", [CUSTOM, {"type": "non_standard", "value": CUSTOM}])
def test_the_result_of_a_custom_tool(block: Object) -> None:
    items_read, _, _ = read(ToolMessage([block], tool_call_id="call_sh"))
    assert items_read == [
        {**CUSTOM, "call_id": "call_sh", "id": items_read[0].get("id")}
    ] or items_read == [{**CUSTOM, "call_id": "call_sh"}]


SCREEN = {"type": "input_image", "image_url": "https://t/i"}


@pytest.mark.parametrize("content", ["https://t/i", [SCREEN]])
def test_the_screen_of_a_computer(content: Any) -> None:
    kind = {"type": "computer_call_output"}
    items_read, _, _ = read(ToolMessage(content, tool_call_id="call_pc", additional_kwargs=kind))
    screen = {"type": "computer_screenshot", "image_url": "https://t/i"}
    assert items_read == [{**kind, "call_id": "call_pc", "output": screen}]


def test_results_of_tools_in_parts() -> None:
    blocks = [
        "a",
        {"type": "text", "text": "b"},
        {"type": "image", "url": "https://t/i"},
        {"type": "image", "base64": "aGk=", "mime_type": "image/png"},
        SCREEN,
        {"type": "file", "base64": "aGk=", "mime_type": "text/plain", "filename": "a.txt"},
        {"type": "chart", "points": [1]},
    ]
    items_read, _, ended = read(ToolMessage(blocks, tool_call_id="call_a"))
    kinds = [part["type"] for part in items_read[0]["output"]]
    assert kinds == ["input_text"] * 2 + ["input_image"] * 3 + ["input_file"]
    assert [(loss.code, loss.pointer) for loss in ended.losses] == [
        ("unknown_part", "/1/content/6")
    ]
