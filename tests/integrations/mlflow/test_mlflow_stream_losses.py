"""Streams that MLflow's own helper loses or refuses, and what becomes of them here.

Each row has the number of a probe of MLflow 3.17 in its name: D is Chat, E is LangChain.
"""

from __future__ import annotations

from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
from mlflow_probes import (
    CITATION,
    THOUGHT,
    Object,
    Row,
    chat_call,
    items,
    kinds,
    list_unproven,
    read,
)

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs


def delta(members_of_delta: Object, own: str | None = "chatcmpl-1", **members: Any) -> Object:
    return {"id": own, "choices": [{"index": 0, "delta": members_of_delta, **members}]}


def piece(index: int | None, own: str, arguments: str | None) -> Object:
    return {**chat_call(own, arguments), **({} if index is None else {"index": index})}


THINKING = [{"type": "reasoning", "summary": [THOUGHT]}]
STREAMS: dict[str, Row] = {
    "D1 parallel calls and a text": (
        lambda: len(
            {
                item["id"]
                for item in items(
                    delta({"content": "So:"}),
                    delta({"tool_calls": [piece(0, "a", "{}"), piece(1, "b", "{}")]}),
                )
            }
        ),
        3,
    ),
    "D2 parallel calls": (
        lambda: kinds(items(delta({"tool_calls": [piece(0, "a", "{}"), piece(1, "b", "{}")]}))),
        ["function_call"] * 2,
    ),
    "D3 a text in the delta of a call": (
        lambda: kinds(items(delta({"content": "So:", "tool_calls": [piece(0, "a", "{}")]}))),
        ["message", "function_call"],
    ),
    "D4 a refusal": (
        lambda: items(delta({"refusal": "No."}))[0]["content"],
        [{"type": "refusal", "refusal": "No."}],
    ),
    "D5 citations": (
        lambda: items(
            delta(
                {
                    "content": "4",
                    "annotations": [{"type": "url_citation", "url_citation": CITATION}],
                }
            )
        )[0]["content"][0]["annotations"],
        [{"type": "url_citation", **CITATION}],
    ),
    "D6 reasoning": (
        lambda: kinds(items(delta({"reasoning_content": "2 and 2"}), delta({"content": "4"}))),
        ["reasoning", "message"],
    ),
    "D8 reasoning and a text in parts": (
        lambda: kinds(
            items(delta({"content": THINKING}), delta({"content": [{"type": "text", "text": "4"}]}))
        ),
        ["reasoning", "message"],
    ),
    "D9 reasoning and a call": (
        lambda: kinds(
            items(delta({"content": THINKING}), delta({"tool_calls": [piece(0, "a", "{}")]}))
        ),
        ["reasoning", "function_call"],
    ),
    "D9b an empty summary": (
        lambda: kinds(
            items(
                delta({"content": [{"type": "reasoning", "summary": []}]}), delta({"content": "4"})
            )
        ),
        ["message"],
    ),
    "D10 no id": (lambda: bool(items(delta({"content": "4"}, None))[0]["id"]), True),
    "D11 null for arguments": (
        lambda: items(delta({"tool_calls": [piece(0, "a", None)]}))[0]["arguments"],
        "",
    ),
    "D12 null among arguments": (
        lambda: items(
            delta({"tool_calls": [piece(0, "a", '{"x"')]}),
            delta({"tool_calls": [{"index": 0, "function": {"arguments": None}}]}),
            delta({"tool_calls": [{"index": 0, "function": {"arguments": ": 1}"}}]}),
        )[0]["arguments"],
        '{"x": 1}',
    ),
    "D13 calls without an index": (
        lambda: [
            item["arguments"]
            for item in items(
                delta({"tool_calls": [piece(None, "a", '{"x":1}')]}),
                delta({"tool_calls": [piece(None, "b", '{"y":2}')]}),
            )
        ],
        ['{"x":1}', '{"y":2}'],
    ),
    "D14 usage and a limit": (
        lambda: ending(
            delta({"content": "4"}),
            delta({}, finish_reason="length"),
            {
                "choices": [],
                "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
            },
        ),
        ("incomplete", {"reason": "max_output_tokens"}, 5),
    ),
    "D15 a second choice": (
        lambda: items(
            delta({"content": "a"}),
            {"id": "chatcmpl-1", "choices": [{"index": 1, "delta": {"content": "b"}}]},
            delta({"content": "c"}),
        )[0]["content"][0]["text"],
        "ac",
    ),
    "D17 another id in mid-answer": (
        lambda: [
            item["content"][0]["text"]
            for item in items(delta({"content": "a"}), delta({"content": "b"}, "chatcmpl-2"))
        ],
        ["ab"],
    ),
    "D20 a call of old": (
        lambda: items(
            delta({"function_call": {"name": "add", "arguments": "{"}}),
            delta({"function_call": {"arguments": "}"}}),
            delta({}, finish_reason="function_call"),
        )[0]["arguments"],
        "{}",
    ),
}


def ending(*yielded: Any) -> tuple[str, Any, int]:
    _, end = read(*yielded)
    return end.status, end.incomplete_details, end.usage["total_tokens"]


def ai(content: Any, **members: Any) -> Any:
    from langchain_core.messages import AIMessage

    return AIMessage(content, **members)


def ai_chunk(content: str, **members: Any) -> Any:
    from langchain_core.messages import AIMessageChunk

    return AIMessageChunk(content, id="run-1", **members)


def tool_result(**members: Any) -> Any:
    from langchain_core.messages import ToolMessage

    return ToolMessage("broken", tool_call_id="a", name="add", **members)


def human() -> Any:
    from langchain_core.messages import HumanMessage

    return HumanMessage("2 + 2?")


BAD = {"name": "add", "args": "{", "id": "a", "error": "no JSON", "type": "invalid_tool_call"}
TOKENS = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
LANGCHAIN: dict[str, Row] = {
    "E1 ids of calls": (
        lambda: len(
            {
                item["id"]
                for item in items(
                    ai(
                        "",
                        id="m",
                        tool_calls=[{"name": "add", "args": {}, "id": own} for own in "ab"],
                    )
                )
            }
        ),
        2,
    ),
    "E2 content in parts": (
        lambda: items(ai([{"type": "text", "text": "4"}]))[0]["content"][0]["text"],
        "4",
    ),
    "E3 reasoning among the parts": (
        lambda: kinds(items(ai([*THINKING, {"type": "text", "text": "4"}]))),
        ["reasoning", "message"],
    ),
    "E4 message chunks": (
        lambda: items(ai_chunk("Hel"), ai_chunk("lo"))[0]["content"][0]["text"],
        "Hello",
    ),
    "E4 the last chunk ends the answer": (
        lambda: read(ai_chunk("Hel"), ai_chunk("lo", chunk_position="last"))[1].status,
        "completed",
    ),
    "E5 a refusal": (
        lambda: items(ai("", additional_kwargs={"refusal": "No."}))[0]["content"][0]["refusal"],
        "No.",
    ),
    "E8 reasoning beside the content": (
        lambda: kinds(items(ai("4", additional_kwargs={"reasoning_content": "2 and 2"}))),
        ["reasoning", "message"],
    ),
    "E9 calls that are no JSON": (
        lambda: items(ai("", invalid_tool_calls=[BAD]))[0]["arguments"],
        "{",
    ),
    "E10 a result that failed": (lambda: items(tool_result(status="error"))[0]["output"], "broken"),
    "E11 what the user said": (lambda: kinds(items(human(), ai("4"))), ["message"]),
    "E16 usage": (lambda: read(ai("4", usage_metadata=TOKENS))[1].usage["total_tokens"], 5),
}


@pytest.mark.parametrize("probe", STREAMS)
def test_nothing_of_a_chat_stream_is_lost(probe: str) -> None:
    run_probe, expected = STREAMS[probe]
    assert run_probe() == expected


@pytest.mark.parametrize("probe", LANGCHAIN)
def test_nothing_of_langchain_is_lost(probe: str) -> None:
    pytest.importorskip("langchain_core", reason="LangChain is not installed")
    run_probe, expected = LANGCHAIN[probe]
    assert run_probe() == expected


PROBES = "D1 D2 D3 D4 D5 D6 D8 D9 D9b D10 D11 D12 D13 D14 D15 D17 D20 E1 E2 E3 E4 E5 E8 E9 E10 E16"


def test_no_probe_is_forgotten() -> None:
    assert list_unproven(PROBES, {**STREAMS, **LANGCHAIN}) == set()
