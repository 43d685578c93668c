"""MLflow's sparse form: few events, from which the same answer can be read."""

from __future__ import annotations

from typing import Any

import pytest
from stream_samples import CHAT, chunk, recorded

import responses_protocol as rp
from responses_protocol.streams import fold_events, sparse


def sparse_events(chunks: list[Any]) -> list[Any]:
    return list(sparse(rp.convert_stream(chunks, to="responses", options="mlflow")))


def test_only_texts_and_finished_items_are_left() -> None:
    kinds = [event["type"] for event in sparse_events(CHAT)]
    assert kinds == ["response.output_text.delta"] * 2 + ["response.output_item.done"] * 3


def test_it_folds_to_the_same_output() -> None:
    whole = fold_events(rp.convert_stream(CHAT, to="responses"))
    folded = fold_events(sparse(rp.convert_stream(CHAT, to="responses")))
    assert (folded["output"], folded["status"]) == (whole["output"], "completed")


def test_it_translates_back() -> None:
    chunks = list(rp.convert_stream(sparse_events(CHAT), to="chat_completions"))
    said = "".join(
        chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"]
    )
    assert said == "Hello"
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


def test_a_bad_end_has_its_event() -> None:
    assert sparse_events(CHAT[:3])[-1]["type"] in ("response.incomplete", "response.failed")
    failed = [*CHAT[:2], {"error": {"message": "no", "code": "x"}}]
    assert sparse_events(failed)[-1]["type"] == "response.failed"


def test_mlflow_takes_the_events() -> None:
    types = pytest.importorskip("mlflow.types.responses")
    place = {"start_index": 0, "end_index": 1}
    cited = {"type": "url_citation", "url_citation": {"url": "u", "title": "t", **place}}
    streams = [CHAT, [*CHAT[:3], chunk({"annotations": [cited]}), chunk({}, finish_reason="stop")]]
    streams += [chunks for _, chunks in recorded("chat_completions")]
    for chunks in streams:
        events = sparse_events(chunks)
        for event in events:
            types.ResponsesAgentStreamEvent(**event)
        reduced = types.responses_agent_output_reducer(events)
        done = [one["item"] for one in events if one["type"] == "response.output_item.done"]
        assert len(reduced["output"]) == len(done)
