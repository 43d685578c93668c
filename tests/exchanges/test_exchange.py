"""``exchange``: what belongs to one request, in both directions."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from laws import same
from openai.types.responses import EasyInputMessageParam, FunctionTool
from test_declared_tools import answer_of, fed, streamed

import responses_protocol as rp
from responses_protocol.streams import ChunksToEvents, EventsToChunks, fold_chunks, fold_events
from responses_protocol.testing import json_values

Payload = dict[str, Any]
FIND = {"type": "function", "name": "find", "parameters": {"type": "object", "properties": {}}}
CRM = {"type": "namespace", "name": "crm", "description": "Customers.", "tools": [FIND]}
REQUEST: Payload = {"model": "m", "input": "Go.", "tools": [CRM]}
CHAT_REQUEST: Payload = {"model": "m", "messages": [{"role": "user", "content": "Go."}]}
CALL = {"id": "c", "type": "function", "function": {"name": "crm__find", "arguments": "{}"}}
ANSWER = answer_of([CALL])
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
    other = rp.exchange(CHAT_REQUEST, "responses")
    assert (other.caller, other.server) == ("chat_completions", "responses")
    assert isinstance(other.stream(), EventsToChunks)


def test_an_answer_can_be_converted_with_its_request_only() -> None:
    value = rp.exchange(REQUEST, "chat_completions").answer(ANSWER).value
    assert same(rp.convert(ANSWER, "responses", request=REQUEST).value, value)
    events = fed(ChunksToEvents(request=REQUEST), streamed(ANSWER, 2))
    assert same(events, list(rp.convert_stream(streamed(ANSWER, 2), "responses", request=REQUEST)))
    assert fold_events(events)["output"] == value["output"]
    for event in events:
        if "response" in event:
            assert event["response"]["tools"] == value["tools"]
            assert event["response"]["id"] == value["id"]


def test_what_is_repeated_is_no_loss() -> None:
    request = {**REQUEST, "metadata": {"a": "b"}, "service_tier": "flex", "temperature": 0.5}
    conversion = rp.convert(ANSWER, "responses", request=request)
    assert conversion.value["metadata"] == {"a": "b"}
    assert conversion.value["service_tier"] == "flex"
    known = {loss.pointer.split("/")[1] for loss in conversion.losses if loss.pointer}
    assert known <= {"choices", "usage"}
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
    call: Payload = copy.deepcopy(CALL)
    call["function"]["name"] = exchange.request.value["tools"][0]["function"]["name"]
    assert exchange.answer(answer_of([call])).value["output"][0]["name"] == "n" * 70


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
    hosted = {**RESPONSE, "output": [{"type": "web_search_call", "id": "ws_1"}]}
    with pytest.raises(rp.LossError):
        exchange.answer(hosted, fail_on="error")
    assert exchange.answer(hosted, fail_on="error", tolerate=["hosted_item"])


def test_a_chat_stream_has_usage_where_the_caller_wants_it() -> None:
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    events = [{"type": "response.completed", "response": {**RESPONSE, "usage": usage}}]
    asked = {**CHAT_REQUEST, "stream": True, "stream_options": {"include_usage": True}}
    for request, wanted in ((CHAT_REQUEST, False), (asked, True)):
        chunks = fed(rp.exchange(request, "responses").stream(), events)
        assert any("usage" in chunk for chunk in chunks) == wanted


# --- ids ---


def ids_of(value: Any) -> list[str]:
    """Return the ids of an answer, of its items and of its calls."""
    items = value.get("output", [])
    return [value["id"], *(item["id"] for item in items)]


TURN = {"role": "assistant", "content": "Hi."}


@pytest.mark.parametrize("own", ["chatcmpl-0", "", None, "x" * 90, "resp_1"])
def test_answers_to_two_requests_have_no_id_in_common(own: str | None) -> None:
    answer = (
        {**ANSWER, "id": own} if own is not None else {k: ANSWER[k] for k in ANSWER if k != "id"}
    )
    longer = {**REQUEST, "input": [{"role": "user", "content": "Go."}, TURN]}
    found = [
        ids_of(rp.exchange(one, "chat_completions").answer(answer).value)
        for one in (REQUEST, longer)
    ]
    assert not set(found[0]) & set(found[1])
    for made in (*found[0], *found[1]):
        assert len(made) <= 64
    again = rp.exchange(copy.deepcopy(REQUEST), "chat_completions").answer(answer).value
    assert ids_of(again) == found[0]
    in_order = dict(reversed(list(REQUEST.items())))
    assert ids_of(rp.exchange(in_order, "chat_completions").answer(answer).value) == found[0]


def test_the_id_of_the_server_is_in_that_of_the_answer() -> None:
    exchange = rp.exchange(CHAT_REQUEST, "responses")
    value = exchange.answer(RESPONSE).value
    assert value["id"].startswith("chatcmpl-")
    assert value["id"].endswith("_0")
    assert not [loss for loss in exchange.answer(RESPONSE).losses if loss.code == "answer_id"]


def test_a_seed_makes_other_ids() -> None:
    values = [
        rp.convert(ANSWER, "responses", **more).value
        for more in ({}, {"id_seed": "a"}, {"id_seed": "b"}, {"id_seed": "a", "request": REQUEST})
    ]
    found = [one for value in values for one in ids_of(value)]
    assert len(set(found)) == len(found)
    assert values[0]["id"] == "resp_0"
    translator = ChunksToEvents(id_seed="a")
    assert fold_events(fed(translator, streamed(ANSWER, 2)))["id"] == values[1]["id"]
    converted = list(rp.convert_stream(streamed(ANSWER, 2), "responses", id_seed="a"))
    assert converted[0]["response"]["id"] == values[1]["id"]


def call(own: str | None, name: str = "crm__find") -> Payload:
    return {"id": own, "type": "function", "function": {"name": name, "arguments": "{}"}}


def test_call_ids_stay_unless_they_are_used() -> None:
    history = [
        {"role": "user", "content": "Go."},
        {"type": "function_call", "call_id": "call_0", "name": "find", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_0", "output": ""},
    ]
    exchange = rp.exchange({**REQUEST, "input": history}, "chat_completions")
    calls = [call("call_1"), call("call_0"), call("call_1"), call(None), call(""), call(None)]
    found = [item["call_id"] for item in exchange.answer(answer_of(calls)).value["output"]]
    assert found[0] == "call_1"
    assert len({*found, "call_0"}) == len(found) + 1
    assert all(one.startswith("call_") and len(one) <= 40 for one in found)
    conversion = exchange.answer(answer_of(calls))
    assert same(rp.restore(conversion.value, conversion.complement), answer_of(calls))
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
    found = [one["id"] for one in value["choices"][0]["message"]["tool_calls"]]
    assert found[2] == "call_1"
    assert len({*found, "call_0"}) == 4


def test_a_marked_call_that_was_copied_gets_ids_of_its_own() -> None:
    action = {"type": "exec", "command": ["ls"], "env": {}}
    item = {"type": "local_shell_call", "id": "lsh_1", "call_id": "call_1", "action": action}
    item["status"] = "completed"
    output = {"type": "local_shell_call_output", "id": "call_1", "output": "a"}
    request = {**REQUEST, "input": [{"role": "user", "content": "Go."}, item, output]}
    exchange = rp.exchange(request, "chat_completions", options=rp.Options(hosted_calls="function"))
    [marked] = exchange.request.value["messages"][1]["tool_calls"]
    answer = answer_of([marked, {**marked, "id": "call_2"}])
    first, second = exchange.answer(answer).value["output"]
    for made in (first, second):
        assert {**made, "id": "lsh_1", "call_id": "call_1"} == item
    known = [one[name] for one in (item, first, second) for name in ("id", "call_id")]
    assert len(set(known)) == len(known)
    assert same(rp.restore((done := exchange.answer(answer)).value, done.complement), answer)
    assert fold_events(fed(exchange.stream(), streamed(answer, 9)))["output"] == [first, second]


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
        if not errors(request, "responses/request"):
            made = rp.convert(ANSWER, "responses", request=request).value
            assert errors(made, "responses/response") == []


def errors(payload: Payload, subject: str) -> list[Any]:
    return [finding for finding in rp.validate(payload, subject) if finding.severity == "error"]


MEMBERS = ("instructions", "metadata", "reasoning", "text", "tool_choice", "user", "conversation")


def test_a_request_that_is_nested_too_deeply() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(rp.ConversionError, match="nested too deeply"):
        rp.convert(ANSWER, "responses", request={**REQUEST, "metadata": deep})


# --- streams ---
PATCH = {"type": "custom", "name": "apply_patch"}


def deltas(arguments: str, options: Any = "vllm") -> list[str]:
    """Return what is said of the input of a custom tool before its call has ended."""
    exchange = rp.exchange({**REQUEST, "tools": [PATCH]}, "chat_completions", options=options)
    function = {"name": "apply_patch", "arguments": arguments}
    answer = answer_of([{"id": "c", "type": "function", "function": function}])
    translator = exchange.stream()
    made = []
    for chunk in streamed(answer, 4)[:-1]:
        made += translator.feed(chunk)
    kind = "response.custom_tool_call_input.delta"
    said = [event["delta"] for event in made if event["type"] == kind]
    events = [*made, *translator.feed(streamed(answer, 4)[-1]), *translator.close()]
    [item] = fold_events(events)["output"]
    assert same([item], exchange.answer(answer).value["output"])
    return said


def test_a_marked_input_is_said_as_it_comes() -> None:
    said = deltas('{"custom_tool_input": "*** Begin Patch"}')
    assert len(said) > 2
    assert "".join(said) == "*** Begin Patch"
    assert len(deltas('{"custom_tool_input": "say("hi") to all"}')) > 1


def test_another_spelling_is_said_at_its_end() -> None:
    assert deltas('{"input": "*** Begin Patch"}') == []
    assert deltas("*** Begin Patch") == []
    assert deltas('{"custom_tool_input": "{\\"custom_tool_input\\": \\"a\\"}"}') == []


def test_a_chat_caller_gets_an_input_as_it_comes() -> None:
    request = {**CHAT_REQUEST, "tools": [{"type": "custom", "custom": {"name": "apply_patch"}}]}
    item = {"type": "custom_tool_call", "id": "i", "call_id": "c", "name": "apply_patch"}
    place = {"output_index": 0, "item_id": "i"}
    events: list[Payload] = [
        {"type": "response.created", "response": {**RESPONSE, "output": []}},
        {"type": "response.output_item.added", "item": {**item, "input": ""}, **place},
        *(
            {"type": "response.custom_tool_call_input.delta", "delta": one, **place}
            for one in "abc"
        ),
    ]
    translator = rp.exchange(request, "responses").stream()
    made = [chunk for event in events for chunk in translator.feed(event)]
    calls = [chunk["choices"][0]["delta"].get("tool_calls") for chunk in made]
    assert "".join(one[0]["custom"]["input"] for one in calls if one) == "abc"


APPLY = {"type": "custom", "custom": {"name": "apply"}}
LOOK = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}


@pytest.mark.parametrize("options", ["openai", "vllm", "mistral"])
@pytest.mark.parametrize("arguments", ['{"input": "ls"}', "ls", '{"custom_tool_input": "l'])
def test_a_call_of_the_other_kind_is_in_the_value(arguments: str, options: Any) -> None:
    exchange = rp.exchange({**CHAT_REQUEST, "tools": [LOOK, APPLY]}, "responses", options=options)
    names = [("look", "{}"), ("apply", arguments), ("look", '{"a": 1}')]
    calls = [
        {"type": "function_call", "id": f"fc_{index}", "call_id": f"c{index}", "name": name}
        | {"arguments": said, "status": "completed"}
        for index, (name, said) in enumerate(names)
    ]
    conversion = exchange.answer({**RESPONSE, "output": calls})
    [choice] = conversion.value["choices"]
    kinds = [call["type"] for call in choice["message"]["tool_calls"]]
    assert kinds == ["function", "custom", "function"]
    grave = {(loss.code, loss.pointer) for loss in conversion.losses if loss.severity != "info"}
    renamed = {("duplicate_call_id", f"/output/{index}/call_id") for index in range(3)}
    assert grave - renamed == {("item_type", "/output/1/type")}


def test_a_call_that_nobody_can_run_is_no_call() -> None:
    conversion = rp.convert(answer_of([{**CALL, "function": {"name": None}}]), "responses")
    found = {(loss.code, loss.pointer) for loss in conversion.losses if loss.severity == "error"}
    assert found == {("tool_call", "/choices/0/message/tool_calls/0")}


@pytest.mark.parametrize("own", [{"id": ""}, {}])
def test_an_id_that_says_nothing_is_not_one_that_is_there_twice(own: Payload) -> None:
    call = {name: value for name, value in CALL.items() if name != "id"} | own
    losses = rp.exchange(REQUEST, "chat_completions").answer(answer_of([call])).losses
    assert [loss.code for loss in losses if loss.severity != "info"] == ["call_id"]


@pytest.mark.parametrize("more", [{}, {"call_id": "c0"}])
def test_a_call_that_is_never_announced_is_said_once(more: Payload) -> None:
    exchange = rp.exchange({**CHAT_REQUEST, "tools": [LOOK]}, "responses")
    call = {"type": "function_call", "id": "fc_0", "name": "look", "arguments": "{}", **more}
    place = {"output_index": 0, "item_id": "fc_0"}
    kind = "response.function_call_arguments"
    events = [
        {"type": "response.created", "response": {**RESPONSE, "output": [], "tools": [LOOK]}},
        {"type": f"{kind}.delta", **place, "delta": "{}"},
        {"type": f"{kind}.done", **place, "arguments": "{}"},
        {"type": "response.output_item.done", "output_index": 0, "item": call},
        {"type": "response.completed", "response": {**RESPONSE, "output": [call]}},
    ]
    translator = exchange.stream()
    chunks = [chunk for event in events for chunk in translator.feed(event)]
    chunks += translator.close()
    value = exchange.answer(fold_events(events)).value
    assert same(fold_chunks(chunks), value)
    assert len(value["choices"][0]["message"]["tool_calls"]) == 1


@pytest.mark.parametrize("options", ["openai", "mistral"])
def test_two_calls_with_one_id_are_distinguished(options: Any) -> None:
    call = {"type": "function_call", "call_id": "c0", "name": "look", "arguments": "{}"}
    answer = {**RESPONSE, "output": [{**call, "id": f"fc_{index}"} for index in range(2)]}
    conversion = rp.convert(answer, "chat_completions", options=options)
    calls = conversion.value["choices"][0]["message"]["tool_calls"]
    assert calls[0]["id"] != calls[1]["id"]
    codes = {loss.code for loss in conversion.losses if loss.severity != "info"}
    assert codes == {"duplicate_call_id"}
