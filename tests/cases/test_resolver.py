"""Stored items that a resolver finds are translated, and the request is restored."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from laws import resolve as place
from laws import same, store_and_load
from requests_table import REQUESTS
from resolver_table import REFERENCE, resolve
from table import R, assistant, calling, prompt, result, tool, user

import responses_protocol as rp

ANSWER = assistant()
BEFORE = [user("Before?"), ANSWER]
DEVELOPER = {"role": "developer", "content": "Be kind."}
CONVERSATION = user("In the conversation.")
RESOLVED = "resolved_state"


def reference(item_id: str) -> dict[str, Any]:
    return {**REFERENCE, "id": item_id}


# (name, members of the request, messages, losses)
REQUEST_ROWS: list[tuple[str, dict[str, Any], list[Any], set[tuple[str, str]]]] = [
    (
        "an earlier answer",
        {"previous_response_id": "resp_1"},
        [*BEFORE, user()],
        {(RESOLVED, "/previous_response_id")},
    ),
    (
        "a conversation",
        {"conversation": "conv_1"},
        [CONVERSATION, user()],
        {(RESOLVED, "/conversation")},
    ),
    (
        "a conversation, as an object",
        {"conversation": {"id": "conv_1"}},
        [CONVERSATION, user()],
        {(RESOLVED, "/conversation")},
    ),
    ("a prompt", {"prompt": {"id": "pmpt_1"}}, [DEVELOPER, user()], {(RESOLVED, "/prompt")}),
    (
        "a reference",
        {"input": [reference("msg_1"), prompt()]},
        [ANSWER, user()],
        {(RESOLVED, "/input/0")},
    ),
    (
        "a reference without a type",
        {"input": [{"id": "msg_1"}, prompt()]},
        [ANSWER, user()],
        {(RESOLVED, "/input/0")},
    ),
    (
        "instructions, a prompt, and what was said before",
        {
            "instructions": "Be brief.",
            "previous_response_id": "resp_1",
            "prompt": {"id": "pmpt_1"},
        },
        [{"role": "system", "content": "Be brief."}, DEVELOPER, *BEFORE, user()],
        {
            ("instructions", "/instructions"),
            (RESOLVED, "/previous_response_id"),
            (RESOLVED, "/prompt"),
        },
    ),
    (
        "an input that is a string",
        {"previous_response_id": "resp_1", "input": "Hello"},
        [*BEFORE, user()],
        {(RESOLVED, "/previous_response_id"), ("input_form", "/input")},
    ),
    (
        "no input at all",
        {"previous_response_id": "resp_1", "input": None},
        BEFORE,
        {(RESOLVED, "/previous_response_id"), ("empty_member", "/input")},
    ),
    (
        "nothing was saved",
        {"previous_response_id": "resp_0", "input": [reference("msg_0"), prompt()]},
        [user()],
        {("server_state", "/previous_response_id"), ("item_reference", "/input/0")},
    ),
]


@pytest.mark.parametrize(
    ("members", "messages", "losses"),
    [row[1:] for row in REQUEST_ROWS],
    ids=[row[0] for row in REQUEST_ROWS],
)
def test_a_request(
    members: dict[str, Any], messages: list[Any], losses: set[tuple[str, str]]
) -> None:
    request = {**REQUESTS[R], **members}
    source = copy.deepcopy(request)
    conversion = rp.convert(source, "chat_completions", source=R, kind="request", resolve=resolve)
    assert same(source, request)
    assert same(conversion.value, {"model": "m", "messages": messages, "store": False})
    assert {(loss.code, loss.pointer) for loss in conversion.losses} == losses
    for loss in conversion.losses:
        place(request, loss.pointer)
    assert same(
        rp.restore(store_and_load(conversion.value), store_and_load(conversion.complement)), request
    )


HISTORY_ROWS: list[tuple[str, list[Any], list[Any], set[tuple[str, str]]]] = [
    (
        "a reference between others",
        [prompt(), reference("msg_1"), prompt("More.")],
        [user(), ANSWER, user("More.")],
        {(RESOLVED, "/1")},
    ),
    (
        "a call that the input answers",
        [prompt(), reference("fc_1"), result()],
        [user(), calling(), tool()],
        {(RESOLVED, "/1")},
    ),
    (
        "a whole turn",
        [reference("all"), prompt()],
        [*BEFORE[:1], {**calling(), "content": "Hi."}, tool(), user()],
        {(RESOLVED, "/0")},
    ),
    ("nothing, and that is known", [reference("none"), prompt()], [user()], {(RESOLVED, "/0")}),
    ("not saved", [reference("msg_0"), prompt()], [user()], {("item_reference", "/0")}),
    (
        "two references to one item",
        [reference("msg_1"), prompt(), reference("msg_1")],
        [ANSWER, user(), ANSWER],
        {(RESOLVED, "/0"), (RESOLVED, "/2")},
    ),
]


@pytest.mark.parametrize(
    ("items", "messages", "losses"),
    [row[1:] for row in HISTORY_ROWS],
    ids=[row[0] for row in HISTORY_ROWS],
)
def test_a_history(items: list[Any], messages: list[Any], losses: set[tuple[str, str]]) -> None:
    conversion = rp.convert(items, "chat_completions", source=R, kind="history", resolve=resolve)
    assert same(conversion.value, messages)
    assert {(loss.code, loss.pointer) for loss in conversion.losses} == losses
    assert same(
        rp.restore(store_and_load(conversion.value), store_and_load(conversion.complement)), items
    )


def test_an_edited_request_keeps_the_resolved_items() -> None:
    request = {
        **REQUESTS[R],
        "previous_response_id": "resp_1",
        "input": [reference("fc_1"), result()],
    }
    conversion = rp.convert(request, "chat_completions", kind="request", resolve=resolve)
    edited = {**conversion.value, "messages": [*conversion.value["messages"], user("And now?")]}
    restored = rp.restore(edited, conversion.complement)
    assert same(restored, {**request, "input": [*request["input"], prompt("And now?")]})


def test_the_resolver_is_called_once_for_each_name_in_the_order_of_reading() -> None:
    calls: list[tuple[str, Any]] = []

    def ask(name: str, value: Any) -> None:
        calls.append((name, value))

    request = {
        **REQUESTS[R],
        "previous_response_id": "resp_1",
        "conversation": None,
        "prompt": {"id": "pmpt_1"},
        "input": [reference("msg_1")],
    }
    rp.convert(request, "chat_completions", kind="request", resolve=ask)
    assert sorted(calls, key=str) == sorted(
        [
            ("item_reference", reference("msg_1")),
            ("prompt", {"id": "pmpt_1"}),
            ("previous_response_id", "resp_1"),
        ],
        key=str,
    )


@pytest.mark.parametrize("garbage", [{"role": "user"}, "Hello", 7, True])
def test_a_resolver_must_return_a_list(garbage: Any) -> None:
    for pointer, request in (
        ("/conversation", {**REQUESTS[R], "conversation": "conv_1"}),
        ("/input/0", {**REQUESTS[R], "input": [REFERENCE]}),
    ):
        with pytest.raises(rp.ConversionError) as error_info:
            rp.convert(
                request, "chat_completions", kind="request", resolve=lambda _name, _value: garbage
            )
        assert error_info.value.pointer == pointer
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert([REFERENCE], "chat_completions", resolve=lambda _name, _value: garbage)
    assert error_info.value.pointer == "/0"


@pytest.mark.parametrize("garbage", [7, None, {"type": 1}, {"type": "message", "role": []}])
@pytest.mark.parametrize("resolved_name", ["previous_response_id", "item_reference"])
def test_a_resolver_must_return_items(resolved_name: str, garbage: Any) -> None:
    """The pointer leads to the input, since resolved items have none in the request."""

    def find(name: str, value: Any) -> list[Any] | None:
        return [garbage] if name == resolved_name else None

    request = {**REQUESTS[R], "previous_response_id": "resp_1", "input": [prompt(), REFERENCE]}
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert(request, "chat_completions", kind="request", resolve=find)
    assert error_info.value.pointer == "/input"


def test_an_error_in_the_input_is_found_behind_resolved_items() -> None:
    request = {
        **REQUESTS[R],
        "previous_response_id": "resp_1",
        "input": [reference("all"), prompt(), {"type": "message", "role": 7}],
    }
    with pytest.raises(rp.ConversionError) as error_info:
        rp.convert(request, "chat_completions", kind="request", resolve=resolve)
    assert error_info.value.pointer == "/input/2/role"


def test_an_error_of_the_resolver_is_its_own() -> None:
    def fail(name: str, value: Any) -> None:
        raise LookupError(name)

    with pytest.raises(LookupError):
        rp.convert([REFERENCE], "chat_completions", resolve=fail)


def test_a_chat_history_needs_no_resolver() -> None:
    def fail(name: str, value: Any) -> None:
        raise AssertionError(name)

    assert rp.convert([user()], R, source="chat_completions", resolve=fail).value == [prompt()]
