"""``exchange``: a request and the translation of its answer, in both directions."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from laws import same
from openai.types.responses import EasyInputMessageParam, FunctionTool
from stream_samples import feed_all
from test_declared_tools import make_answer, split_answer

import responses_protocol as rp
from responses_protocol.streams import ChunksToEvents, EventsToChunks, fold_chunks, fold_events
from responses_protocol.testing import json_values

Payload = dict[str, Any]
FIND = {"type": "function", "name": "find", "parameters": {"type": "object", "properties": {}}}
CRM = {"type": "namespace", "name": "crm", "description": "Customers.", "tools": [FIND]}
REQUEST: Payload = {"model": "m", "input": "Go.", "tools": [CRM]}
CHAT_REQUEST: Payload = {"model": "m", "messages": [{"role": "user", "content": "Go."}]}
CALL = {"id": "c", "type": "function", "function": {"name": "crm__find", "arguments": "{}"}}
ANSWER = make_answer([CALL])
RESPONSE: Payload = {
    "id": "resp_0",
    "object": "response",
    "created_at": 7,
    "model": "m",
    "status": "completed",
    "output": [{"type": "message", "id": "msg_0", "role": "assistant", "content": "Hi."}],
}


def test_an_exchange_knows_both_sides() -> None:
    exchange = rp.exchange(REQUEST, "chat_completions", options="vllm")
    assert (exchange.caller, exchange.server) == ("responses", "chat_completions")
    assert exchange.request.value["tools"][0]["function"]["name"] == "crm__find"
    assert isinstance(exchange.stream(), ChunksToEvents)
    chat_exchange = rp.exchange(CHAT_REQUEST, "responses")
    assert (chat_exchange.caller, chat_exchange.server) == ("chat_completions", "responses")
    assert isinstance(chat_exchange.stream(), EventsToChunks)


def test_an_answer_can_be_converted_with_its_request_only() -> None:
    value = rp.exchange(REQUEST, "chat_completions").answer(ANSWER).value
    assert same(rp.convert(ANSWER, "responses", request=REQUEST).value, value)
    events = feed_all(ChunksToEvents(request=REQUEST), split_answer(ANSWER, 2))
    assert same(
        events, list(rp.convert_stream(split_answer(ANSWER, 2), "responses", request=REQUEST))
    )
    assert fold_events(events)["output"] == value["output"]
    for event in events:
        if "response" in event:
            assert event["response"]["tools"] == value["tools"]
            assert event["response"]["id"] == value["id"]


def test_repeated_members_are_no_loss() -> None:
    request = {**REQUEST, "metadata": {"a": "b"}, "service_tier": "flex", "temperature": 0.5}
    conversion = rp.convert(ANSWER, "responses", request=request)
    assert conversion.value["metadata"] == {"a": "b"}
    assert conversion.value["service_tier"] == "flex"
    members = {loss.pointer.split("/")[1] for loss in conversion.losses if loss.pointer}
    assert members <= {"choices", "usage"}
    assert same(rp.restore(conversion.value, conversion.complement), ANSWER)
    answer = {**ANSWER, "service_tier": "default", "metadata": {"c": "d"}}
    conversion = rp.convert(answer, "responses", request=request)
    assert conversion.value["metadata"] == {"c": "d"}
    assert conversion.value["service_tier"] == "default"
    assert same(rp.restore(conversion.value, conversion.complement), answer)


def test_objects_of_the_sdk_may_stand_for_a_request() -> None:
    tool = FunctionTool(type="function", name="n" * 70, parameters={}, strict=False)
    message: EasyInputMessageParam = {"role": "user", "content": "Go."}
    exchange = rp.exchange({"model": "m", "input": [message], "tools": [tool]}, "chat_completions")
    item_call: Payload = copy.deepcopy(CALL)
    item_call["function"]["name"] = exchange.request.value["tools"][0]["function"]["name"]
    assert exchange.answer(make_answer([item_call])).value["output"][0]["name"] == "n" * 70


def test_arguments_that_name_nothing() -> None:
    agent: Any = "chat_agent"
    with pytest.raises(ValueError, match="to must be one of responses, chat_completions"):
        rp.exchange(REQUEST, agent)
    with pytest.raises(rp.ConversionError, match="already"):
        rp.exchange(REQUEST, "chat_completions", source="chat_completions")
    with pytest.raises(rp.ConversionError, match="cannot have a request"):
        rp.convert([{"role": "user", "content": "Hi."}], "responses", request=REQUEST)
    with pytest.raises(ValueError, match="belong to a request"):
        rp.convert(RESPONSE, "chat_agent", request=REQUEST)
    with pytest.raises(rp.ConversionError, match="must be an object"):
        rp.convert(ANSWER, "responses", request=[])


def test_losses_of_an_answer_can_be_refused() -> None:
    exchange = rp.exchange(CHAT_REQUEST, "responses")
    answer = {**RESPONSE, "output": [{"type": "web_search_call", "id": "ws_1"}]}
    with pytest.raises(rp.LossError):
        exchange.answer(answer, fail_on="error")
    assert exchange.answer(answer, fail_on="error", tolerate=["hosted_item"])


def test_a_chat_stream_has_usage_where_the_caller_wants_it() -> None:
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    events = [{"type": "response.completed", "response": {**RESPONSE, "usage": usage}}]
    request_with_usage = {**CHAT_REQUEST, "stream": True, "stream_options": {"include_usage": True}}
    for request, has_usage in ((CHAT_REQUEST, False), (request_with_usage, True)):
        chunks = feed_all(rp.exchange(request, "responses").stream(), events)
        assert any("usage" in chunk for chunk in chunks) == has_usage


# --- ids ---


def collect_ids(value: Any) -> list[str]:
    """Return the ids of an answer, of its items and of its calls."""
    items = value.get("output", [])
    return [value["id"], *(item["id"] for item in items)]


TURN = {"role": "assistant", "content": "Hi."}


@pytest.mark.parametrize("answer_id", ["chatcmpl-0", "", None, "x" * 90, "resp_1"])
def test_answers_to_two_requests_have_no_id_in_common(answer_id: str | None) -> None:
    answer = (
        {**ANSWER, "id": answer_id}
        if answer_id is not None
        else {k: ANSWER[k] for k in ANSWER if k != "id"}
    )
    longer_request = {**REQUEST, "input": [{"role": "user", "content": "Go."}, TURN]}
    ids = [
        collect_ids(rp.exchange(request, "chat_completions").answer(answer).value)
        for request in (REQUEST, longer_request)
    ]
    assert not set(ids[0]) & set(ids[1])
    for item_id in (*ids[0], *ids[1]):
        assert len(item_id) <= 64
    second_value = rp.exchange(copy.deepcopy(REQUEST), "chat_completions").answer(answer).value
    assert collect_ids(second_value) == ids[0]
    reordered = dict(reversed(list(REQUEST.items())))
    assert collect_ids(rp.exchange(reordered, "chat_completions").answer(answer).value) == ids[0]


def test_the_id_of_the_server_is_in_that_of_the_answer() -> None:
    exchange = rp.exchange(CHAT_REQUEST, "responses")
    value = exchange.answer(RESPONSE).value
    assert value["id"].startswith("chatcmpl-")
    assert value["id"].endswith("_0")
    assert not [loss for loss in exchange.answer(RESPONSE).losses if loss.code == "answer_id"]


def test_a_seed_makes_other_ids() -> None:
    values = [
        rp.convert(ANSWER, "responses", **arguments).value
        for arguments in (
            {},
            {"id_seed": "a"},
            {"id_seed": "b"},
            {"id_seed": "a", "request": REQUEST},
        )
    ]
    ids = [item_id for value in values for item_id in collect_ids(value)]
    assert len(set(ids)) == len(ids)
    assert values[0]["id"] == "resp_0"
    translator = ChunksToEvents(id_seed="a")
    assert fold_events(feed_all(translator, split_answer(ANSWER, 2)))["id"] == values[1]["id"]
    events = list(rp.convert_stream(split_answer(ANSWER, 2), "responses", id_seed="a"))
    assert events[0]["response"]["id"] == values[1]["id"]


def make_call(call_id: str | None, name: str = "crm__find") -> Payload:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": "{}"}}


def test_call_ids_stay_unless_they_are_used() -> None:
    history = [
        {"role": "user", "content": "Go."},
        {"type": "function_call", "call_id": "call_0", "name": "find", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_0", "output": ""},
    ]
    exchange = rp.exchange({**REQUEST, "input": history}, "chat_completions")
    calls = [
        make_call("call_1"),
        make_call("call_0"),
        make_call("call_1"),
        make_call(None),
        make_call(""),
        make_call(None),
    ]
    call_ids = [item["call_id"] for item in exchange.answer(make_answer(calls)).value["output"]]
    assert call_ids[0] == "call_1"
    assert len({*call_ids, "call_0"}) == len(call_ids) + 1
    assert all(call_id.startswith("call_") and len(call_id) <= 40 for call_id in call_ids)
    conversion = exchange.answer(make_answer(calls))
    assert same(rp.restore(conversion.value, conversion.complement), make_answer(calls))
    codes = {loss.code for loss in conversion.losses if loss.pointer.endswith("/id")}
    assert codes == {"call_id", "duplicate_call_id"}


def test_a_chat_caller_gets_call_ids_that_are_new() -> None:
    entry = {"id": "call_0", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "Go."},
        {"role": "assistant", "tool_calls": [entry]},
        {"role": "tool", "tool_call_id": "call_0", "content": ""},
    ]
    item = {"type": "function_call", "call_id": "call_0", "name": "f", "arguments": "{}"}
    output = [item, {**item, "call_id": None}, {**item, "call_id": "call_1"}]
    exchange = rp.exchange({"model": "m", "messages": messages}, "responses")
    value = exchange.answer({**RESPONSE, "output": output}).value
    call_ids = [tool_call["id"] for tool_call in value["choices"][0]["message"]["tool_calls"]]
    assert call_ids[2] == "call_1"
    assert len({*call_ids, "call_0"}) == 4


def test_a_marked_call_that_was_copied_gets_ids_of_its_own() -> None:
    action = {"type": "exec", "command": ["ls"], "env": {}}
    item = {"type": "local_shell_call", "id": "lsh_1", "call_id": "call_1", "action": action}
    item["status"] = "completed"
    output = {"type": "local_shell_call_output", "id": "call_1", "output": "a"}
    request = {**REQUEST, "input": [{"role": "user", "content": "Go."}, item, output]}
    exchange = rp.exchange(request, "chat_completions", options=rp.Options(hosted_calls="function"))
    [marked] = exchange.request.value["messages"][1]["tool_calls"]
    answer = make_answer([marked, {**marked, "id": "call_2"}])
    first, second = exchange.answer(answer).value["output"]
    for copied_item in (first, second):
        assert {**copied_item, "id": "lsh_1", "call_id": "call_1"} == item
    ids = [source[name] for source in (item, first, second) for name in ("id", "call_id")]
    assert len(set(ids)) == len(ids)
    assert same(
        rp.restore((conversion := exchange.answer(answer)).value, conversion.complement), answer
    )
    assert fold_events(feed_all(exchange.stream(), split_answer(answer, 9)))["output"] == [
        first,
        second,
    ]


# --- laws ---


def test_an_exchange_changes_nothing_and_shares_nothing() -> None:
    request, answer = copy.deepcopy((REQUEST, ANSWER))
    exchange = rp.exchange(request, "chat_completions")
    value = exchange.answer(answer).value
    expected = copy.deepcopy(value)
    value["tools"][0]["tools"].clear()
    value["reasoning"]["effort"] = "high"
    value["text"]["format"].clear()
    assert same(exchange.answer(answer).value, expected)
    request["tools"].clear()
    assert same(exchange.answer(answer).value, expected)
    assert same(answer, ANSWER)


@given(json_values())
def test_any_value_may_stand_for_a_request_or_an_answer(value: Any) -> None:
    for request, answer in (
        (value, ANSWER),
        (REQUEST, value),
        ({**REQUEST, "tools": value}, ANSWER),
    ):
        try:
            conversion = rp.convert(
                answer, "responses", kind="response", source="chat_completions", request=request
            )
        except rp.ConversionError:
            continue
        assert same(rp.restore(conversion.value, conversion.complement), answer)
    for member in (*REQUEST, *MEMBERS):
        request = {**REQUEST, member: value}
        if not find_errors(request, "responses/request"):
            response = rp.convert(ANSWER, "responses", request=request).value
            assert find_errors(response, "responses/response") == []


def find_errors(payload: Payload, subject: str) -> list[Any]:
    return [finding for finding in rp.validate(payload, subject) if finding.severity == "error"]


MEMBERS = ("instructions", "metadata", "reasoning", "text", "tool_choice", "user", "conversation")


def test_a_request_that_is_nested_too_deeply() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(rp.ConversionError, match="nested too deeply"):
        rp.convert(ANSWER, "responses", request={**REQUEST, "metadata": nested})


# --- streams ---
PATCH = {"type": "custom", "name": "apply_patch"}


def find_input_deltas(arguments: str, options: Any = "vllm") -> list[str]:
    """Return the deltas of the input of a custom tool before the end of its call."""
    exchange = rp.exchange({**REQUEST, "tools": [PATCH]}, "chat_completions", options=options)
    function = {"name": "apply_patch", "arguments": arguments}
    answer = make_answer([{"id": "c", "type": "function", "function": function}])
    translator = exchange.stream()
    events_before = []
    for chunk in split_answer(answer, 4)[:-1]:
        events_before += translator.feed(chunk)
    kind = "response.custom_tool_call_input.delta"
    deltas = [event["delta"] for event in events_before if event["type"] == kind]
    events = [*events_before, *translator.feed(split_answer(answer, 4)[-1]), *translator.close()]
    [item] = fold_events(events)["output"]
    assert same([item], exchange.answer(answer).value["output"])
    return deltas


def test_a_marked_input_is_streamed() -> None:
    deltas = find_input_deltas('{"custom_tool_input": "*** Begin Patch"}')
    assert len(deltas) > 2
    assert "".join(deltas) == "*** Begin Patch"
    assert len(find_input_deltas('{"custom_tool_input": "say("hi") to all"}')) > 1


def test_another_spelling_is_written_at_its_end() -> None:
    assert find_input_deltas('{"input": "*** Begin Patch"}') == []
    assert find_input_deltas("*** Begin Patch") == []
    assert find_input_deltas('{"custom_tool_input": "{\\"custom_tool_input\\": \\"a\\"}"}') == []


def test_a_chat_caller_gets_an_input_as_it_comes() -> None:
    request = {**CHAT_REQUEST, "tools": [{"type": "custom", "custom": {"name": "apply_patch"}}]}
    item = {"type": "custom_tool_call", "id": "i", "call_id": "c", "name": "apply_patch"}
    place = {"output_index": 0, "item_id": "i"}
    events: list[Payload] = [
        {"type": "response.created", "response": {**RESPONSE, "output": []}},
        {"type": "response.output_item.added", "item": {**item, "input": ""}, **place},
        *(
            {"type": "response.custom_tool_call_input.delta", "delta": text, **place}
            for text in "abc"
        ),
    ]
    translator = rp.exchange(request, "responses").stream()
    chunks = [chunk for event in events for chunk in translator.feed(event)]
    calls = [chunk["choices"][0]["delta"].get("tool_calls") for chunk in chunks]
    assert "".join(entries[0]["custom"]["input"] for entries in calls if entries) == "abc"


CUSTOM_TOOL = {"type": "custom", "custom": {"name": "apply"}}
FUNCTION_TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}


@pytest.mark.parametrize("options", ["openai", "vllm", "mistral"])
@pytest.mark.parametrize("arguments", ['{"input": "ls"}', "ls", '{"custom_tool_input": "l'])
def test_a_call_of_the_other_kind_is_in_the_value(arguments: str, options: Any) -> None:
    exchange = rp.exchange(
        {**CHAT_REQUEST, "tools": [FUNCTION_TOOL, CUSTOM_TOOL]}, "responses", options=options
    )
    names = [("look", "{}"), ("apply", arguments), ("look", '{"a": 1}')]
    calls = [
        {"type": "function_call", "id": f"fc_{index}", "call_id": f"c{index}", "name": name}
        | {"arguments": input_text, "status": "completed"}
        for index, (name, input_text) in enumerate(names)
    ]
    conversion = exchange.answer({**RESPONSE, "output": calls})
    [choice] = conversion.value["choices"]
    kinds = [tool_call["type"] for tool_call in choice["message"]["tool_calls"]]
    assert kinds == ["function", "custom", "function"]
    losses = {(loss.code, loss.pointer) for loss in conversion.losses if loss.severity != "info"}
    id_losses = {("duplicate_call_id", f"/output/{index}/call_id") for index in range(3)}
    assert losses - id_losses == {("item_type", "/output/1/type")}


def test_a_call_without_a_name_is_no_call() -> None:
    conversion = rp.convert(make_answer([{**CALL, "function": {"name": None}}]), "responses")
    losses = {(loss.code, loss.pointer) for loss in conversion.losses if loss.severity == "error"}
    assert losses == {("tool_call", "/choices/0/message/tool_calls/0")}


@pytest.mark.parametrize("id_member", [{"id": ""}, {}])
def test_an_empty_id_is_not_a_duplicate(id_member: Payload) -> None:
    tool_call = {name: value for name, value in CALL.items() if name != "id"} | id_member
    losses = rp.exchange(REQUEST, "chat_completions").answer(make_answer([tool_call])).losses
    assert [loss.code for loss in losses if loss.severity != "info"] == ["call_id"]


@pytest.mark.parametrize("members", [{}, {"call_id": "c0"}])
def test_a_call_that_is_never_announced_is_written_once(members: Payload) -> None:
    exchange = rp.exchange({**CHAT_REQUEST, "tools": [FUNCTION_TOOL]}, "responses")
    tool_call = {
        "type": "function_call",
        "id": "fc_0",
        "name": "look",
        "arguments": "{}",
        **members,
    }
    place = {"output_index": 0, "item_id": "fc_0"}
    kind = "response.function_call_arguments"
    events = [
        {
            "type": "response.created",
            "response": {**RESPONSE, "output": [], "tools": [FUNCTION_TOOL]},
        },
        {"type": f"{kind}.delta", **place, "delta": "{}"},
        {"type": f"{kind}.done", **place, "arguments": "{}"},
        {"type": "response.output_item.done", "output_index": 0, "item": tool_call},
        {"type": "response.completed", "response": {**RESPONSE, "output": [tool_call]}},
    ]
    translator = exchange.stream()
    chunks = [chunk for event in events for chunk in translator.feed(event)]
    chunks += translator.close()
    value = exchange.answer(fold_events(events)).value
    assert same(fold_chunks(chunks), value)
    assert len(value["choices"][0]["message"]["tool_calls"]) == 1


@pytest.mark.parametrize("options", ["openai", "mistral"])
def test_two_calls_with_one_id_are_distinguished(options: Any) -> None:
    tool_call = {"type": "function_call", "call_id": "c0", "name": "look", "arguments": "{}"}
    answer = {**RESPONSE, "output": [{**tool_call, "id": f"fc_{index}"} for index in range(2)]}
    conversion = rp.convert(answer, "chat_completions", options=options)
    calls = conversion.value["choices"][0]["message"]["tool_calls"]
    assert calls[0]["id"] != calls[1]["id"]
    codes = {loss.code for loss in conversion.losses if loss.severity != "info"}
    assert codes == {"duplicate_call_id"}


@pytest.mark.parametrize("seed", [None, "a", "\ud800"])
def test_the_ids_of_servers_may_have_any_characters(seed: str | None) -> None:
    exchange = rp.exchange(REQUEST, to="chat_completions", id_seed=seed)
    answer = {**ANSWER, "id": "chatcmpl-\ud800"}
    ids = [item["id"] for item in exchange.answer(answer).value["output"]]
    translator = exchange.stream()
    chunks = [{**chunk, "id": answer["id"]} for chunk in split_answer(answer, 2)]
    events = [event for chunk in chunks for event in translator.feed(chunk)]
    ended = [*events, *translator.close()][-1]["response"]
    assert [item["id"] for item in ended["output"]] == ids
