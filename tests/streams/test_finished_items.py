"""The output of the last event beside the items that were streamed before it."""

from __future__ import annotations

from typing import Any

import pytest

from responses_protocol._streams.finished_items import SUPERSEDED, merge_output

Item = dict[str, Any]
U, V = {"type": "url_citation", "url": "u"}, {"type": "url_citation", "url": "v"}


def part(text: str, **more: Any) -> Item:
    return {"type": "output_text", "text": text, **more}


def message(item_id: str | None, *parts: str | Item, **more: Any) -> Item:
    content = [part(each) if isinstance(each, str) else each for each in parts]
    item_id_member = {} if item_id is None else {"id": item_id}
    return {"type": "message", "role": "assistant", "content": content, **item_id_member, **more}


def call(number: int, arguments: Any = "{}") -> Item:
    members = {"call_id": f"call_{number}", "name": "look", "arguments": arguments}
    return {"type": "function_call", **members}


def thought(item_id: str, text: str) -> Item:
    summary = [{"type": "summary_text", "text": text}]
    return {"type": "reasoning", "id": item_id, "summary": summary}


def patch(**operation: str) -> Item:
    return {"type": "apply_patch_call", "id": "p", "operation": {"type": "create", **operation}}


CUSTOM = {"type": "custom_tool_call", "call_id": "call_1", "name": "look", "input": "x"}
A, B = message("m", "a"), message("n", "b")


@pytest.mark.parametrize(
    ("final", "streamed", "merged"),
    [
        pytest.param([A], [A], [A], id="nothing is missing"),
        pytest.param([], [A, call(1)], [A, call(1)], id="all items"),
        pytest.param([call(1)], [A, call(1)], [A, call(1)], id="the first item"),
        pytest.param(
            [A, call(2)], [A, call(1), call(2)], [A, call(1), call(2)], id="one in the middle"
        ),
        pytest.param([A], [A, call(1)], [A, call(1)], id="the last item"),
        pytest.param([A, call(1)], [A], [A, call(1)], id="an item that was not streamed"),
        pytest.param([7, A], [A], [7, A], id="beside no item"),
        pytest.param([message("x", "a")], [A], [message("x", "a")], id="a new id"),
        pytest.param([message("x", "ab")], [A], [message("x", "ab")], id="a new id, more text"),
        pytest.param([message("x", "b")], [A], [A, message("x", "b")], id="a new id, other text"),
        pytest.param([message("x")], [A], [message("x", "a")], id="a new id and no text"),
        pytest.param(
            [message("x", "b"), message("y", "a")],
            [A, B],
            [message("x", "b"), message("y", "a")],
            id="new ids in another order",
        ),
        pytest.param(
            [message("x", "a"), message("y", "bc")],
            [A, B],
            [message("x", "a"), message("y", "bc")],
            id="new ids, one with more text",
        ),
        pytest.param([thought("x", "a")], [thought("r", "a")], [thought("x", "a")], id="reasoning"),
        pytest.param(
            [call(9, '{"a":1}')],
            [call(1)],
            [call(1), call(9, '{"a":1}')],
            id="a call of another id with other arguments",
        ),
        pytest.param(
            [call(1, "")], [call(1, '{"b":1}')], [call(1, '{"b":1}')], id="arguments of a call"
        ),
        pytest.param(
            [{key: A[key] for key in ("role", "content")}], [A], [A], id="the type and the id"
        ),
        pytest.param(
            [{**A, "status": None}],
            [{**A, "status": "in_progress"}],
            [{**A, "status": None}],
            id="a status that is null stays",
        ),
        pytest.param([A], [{**A, "status": "in_progress"}], [A], id="not the status"),
        pytest.param([A], [message("m", "a", "b")], [message("m", "a", "b")], id="a part"),
        pytest.param([message("m")], [A], [A], id="all parts"),
        pytest.param(
            [message("m", "ab")], [message("m", "a", "b")], [message("m", "ab")], id="parts, joined"
        ),
        pytest.param(
            [message("m", "a", "b")],
            [message("m", "b")],
            [message("m", "a", "b")],
            id="a part that was not streamed",
        ),
        pytest.param(
            [A],
            [message("m", part("a", annotations=[U]))],
            [message("m", part("a", annotations=[U]))],
            id="a citation",
        ),
        pytest.param(
            [message("m", part("a", annotations=[U]))],
            [message("m", part("a", annotations=[U, V]))],
            [message("m", part("a", annotations=[U, V]))],
            id="one of two citations",
        ),
        pytest.param(
            [message("m", part("a", annotations=[V]))],
            [message("m", part("a", annotations=[U, U]))],
            [message("m", part("a", annotations=[U, U, V]))],
            id="two citations beside another one",
        ),
        pytest.param(
            [message("m", part("a", annotations=[U, V]))],
            [message("m", part("a", annotations=[U]))],
            [message("m", part("a", annotations=[U, V]))],
            id="a citation that was not streamed",
        ),
        pytest.param([patch()], [patch(diff="d")], [patch(diff="d")], id="a text in an object"),
    ],
)
def test_what_the_end_lacks_is_filled_in(
    final: list[Any], streamed: list[Item], merged: list[Any]
) -> None:
    notes: set[str] = set()
    assert merge_output(final, streamed, notes) == merged
    assert notes == set()


@pytest.mark.parametrize(
    ("final", "streamed", "merged"),
    [
        pytest.param([message(None, "b")], [message(None, "a")], [message(None, "b")], id="a text"),
        pytest.param([message(None, "b")], [A], [message("m", "b")], id="a text, without an id"),
        pytest.param([call(9)], [call(1)], [call(1)], id="the id of a call, which a client has"),
        pytest.param(
            [call(8), call(9)], [call(1), call(2)], [call(1), call(2)], id="the ids of equal calls"
        ),
        pytest.param([call(1, '{"a":1}')], [call(1, '{"b"')], [call(1, '{"a":1}')], id="arguments"),
        pytest.param(
            [call(1, {"b": 1})],
            [call(1, '{"b":1}')],
            [call(1, '{"b": 1}')],
            id="arguments as a value",
        ),
        pytest.param([CUSTOM], [call(1)], [call(1)], id="the type of a call"),
        pytest.param(
            [message("m", {"type": "refusal", "refusal": "a"})], [A], [A], id="the type of a part"
        ),
        pytest.param(
            [message("m", part("a", annotations=[V]))],
            [message("m", part("a", annotations=[U]))],
            [message("m", part("a", annotations=[V]))],
            id="a citation",
        ),
        pytest.param([patch(diff="e")], [patch(diff="d")], [patch(diff="e")], id="a diff"),
    ],
)
def test_what_differs_at_the_end_is_noted(
    final: list[Any], streamed: list[Item], merged: list[Any]
) -> None:
    notes: set[str] = set()
    assert merge_output(final, streamed, notes) == merged
    assert notes == {SUPERSEDED}
