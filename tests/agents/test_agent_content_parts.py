"""Content parts in the chunks of a ChatAgent: none is dropped without a loss."""

from __future__ import annotations

from typing import Any

import pytest

from responses_protocol import ConversionError
from responses_protocol._agents.agent_chunks import EventsToAgentChunks
from responses_protocol._agents.events import item_done
from responses_protocol._agents.output import Output

Object = dict[str, Any]
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}


def text(value: str, **members: Any) -> Object:
    return {"type": "text", "text": value, **members}


def refusal(value: str) -> Object:
    return {"type": "refusal", "refusal": value}


def read(output: Output, *contents: Any, **members: Any) -> list[Object]:
    """Return the events of chunks of one message, with these contents."""
    delta = {"role": "assistant", "id": "m", **members}
    fed = [
        event
        for content in contents
        for event in output.feed({"delta": {**delta, "content": content}})
    ]
    return fed + output.close()


def test_refusals_are_deltas_and_a_part_of_the_message() -> None:
    *deltas, done = read(Output(), [text("I ")], [refusal("will ")], [refusal("not.")])
    assert [(event["type"], event["item_id"], event["delta"]) for event in deltas] == [
        ("response.output_text.delta", "msg_m", "I "),
        ("response.refusal.delta", "msg_m", "will "),
        ("response.refusal.delta", "msg_m", "not."),
    ]
    parts = [text("I ", type="output_text", annotations=[]), refusal("will not.")]
    assert done["item"]["content"] == parts
    assert done["item"]["id"] == "msg_m"


@pytest.mark.parametrize("kind", ["input_text", "output_text", None])
def test_texts_of_any_type_are_one_text(kind: str | None) -> None:
    part = {"text": "b"} if kind is None else {"type": kind, "text": "b"}
    output = Output()
    *_, done = read(output, "a", [part])
    assert [part["text"] for part in done["item"]["content"]] == ["ab"]
    assert output.summary.losses == ()


@pytest.mark.parametrize("part", [IMAGE, {"type": ["text"], "text": "a"}, {"type": 5}, {"a": 1}])
def test_a_part_that_no_answer_can_hold_is_a_loss(part: Object) -> None:
    output = Output()
    output.feed({"delta": {"role": "assistant", "id": "m", "content": "a"}})
    *_, done = read(output, [text("b"), part])
    assert [part["text"] for part in done["item"]["content"]] == ["ab"]
    losses = [(loss.code, loss.pointer) for loss in output.summary.losses]
    assert losses == [("unknown_part", "/1/delta/content/1")]


def test_the_image_of_a_result_is_kept() -> None:
    members = {"role": "tool", "tool_call_id": "c"}
    (done,) = read(Output(), [text("a")], [IMAGE], **members)
    kinds = [part["type"] for part in done["item"]["output"]]
    assert kinds == ["input_text", "input_image"]


@pytest.mark.parametrize("stream", [True, False])
def test_reasoning_alone_makes_no_message(stream: bool) -> None:
    content = [{"type": "thinking", "thinking": "Hm."}]
    output = Output()
    if stream:
        events = read(output, content)
    else:
        events = output.feed({"role": "assistant", "id": "m", "content": content}) + output.close()
    assert [event["item"]["type"] for event in events] == ["reasoning"]
    assert events[0]["item"]["summary"] == [{"type": "summary_text", "text": "Hm."}]


def test_a_part_that_is_no_object_is_refused() -> None:
    with pytest.raises(ConversionError, match="content part must be an object") as caught:
        read(Output(), ["a"])
    assert caught.value.pointer == "/0/content/0"


def test_a_type_that_is_no_string_is_not_the_type_of_a_message() -> None:
    item = {"type": [], "role": "assistant", "content": "a"}
    assert EventsToAgentChunks({}).feed(item_done(item)) == []
    assert EventsToAgentChunks({}).feed(item_done({**item, "type": None})) != []
