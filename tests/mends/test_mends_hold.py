"""Of every repair: the rules find nothing after it, twice changes nothing, and undoing is exact."""

from __future__ import annotations

import random
from typing import Any

import pytest
from cases import ASK, answer, call, calls, output
from hypothesis import given
from hypothesis import strategies as st
from mending import TARGETS, break_history, check, check_any_value
from recordings import needs_corpus, recorded

import responses_protocol as rp
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol.schemas.fast_validator import accepts
from responses_protocol.testing import damaged, histories, json_values

LISTS = {"responses": "input", "chat_completions": "messages", "chat_agent": "messages"}


@pytest.mark.parametrize("dialect", LISTS)
@given(data=st.data())
def test_generated_histories_that_were_broken(dialect: str, data: st.DataObject) -> None:
    history = data.draw(histories(dialect).flatmap(break_history))
    check(history, f"{dialect}/history", data.draw(st.sampled_from(TARGETS)))


@pytest.mark.parametrize("dialect", LISTS)
@given(data=st.data())
def test_generated_requests_that_were_broken(dialect: str, data: st.DataObject) -> None:
    history = data.draw(histories(dialect, max_turns=3).flatmap(break_history))
    request: dict[str, Any] = {LISTS[dialect]: history}
    if dialect != "chat_agent":
        request["model"] = "gpt-5"
    if dialect == "responses":
        request |= data.draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "store": st.booleans(),
                    "previous_response_id": st.sampled_from(("resp_1", "chatcmpl-1", None)),
                    "conversation": st.sampled_from(("conv_1", {"id": "thread_1"})),
                },
            )
        )
    check(request, f"{dialect}/request", data.draw(st.sampled_from(TARGETS)))


@given(data=st.data())
def test_options_of_a_caller(data: st.DataObject) -> None:
    dialect = data.draw(st.sampled_from(sorted(LISTS)))
    history = data.draw(histories(dialect).flatmap(break_history))
    check(history, f"{dialect}/history", keep=("waiting_calls",))
    check(history, f"{dialect}/history", drop=("encrypted_reasoning",))


@needs_corpus
@pytest.mark.parametrize("dialect", ["responses", "chat_completions"])
@pytest.mark.parametrize("target", ["openai", "deepseek", "mistral", "open"])
def test_recorded_requests_that_were_broken(dialect: str, target: str) -> None:
    choose = random.Random(f"{dialect} {target}")
    for recording in recorded(dialect, "request"):
        member = LISTS[dialect]
        if not isinstance(recording.payload.get(member), list):
            continue
        check(recording.payload, f"{dialect}/request", target)
        history = list(recording.payload[member])
        for _ in range(choose.randint(1, 4)):
            if history:
                index, other_index = choose.randrange(len(history)), choose.randrange(len(history))
                match choose.randrange(4):
                    case 0:
                        del history[index]
                    case 1:
                        history.insert(other_index, history[index])
                    case 2:
                        history[index], history[other_index] = history[other_index], history[index]
                    case 3:
                        history = history[: index + 1]
        check({**recording.payload, member: history}, f"{dialect}/request", target)


@given(data=st.data())
def test_damaged_elements_stay_and_break_nothing(data: st.DataObject) -> None:
    dialect = data.draw(st.sampled_from(sorted(LISTS)))
    history = data.draw(damaged(histories(dialect, max_turns=3).flatmap(break_history)))
    payload = data.draw(st.sampled_from((history, {LISTS[dialect]: history, "model": "m"})))
    kind = "history" if payload is history else "request"
    check_any_value(payload, f"{dialect}/{kind}", data.draw(st.sampled_from(TARGETS)))


def make_nameless_calls(*ids: str) -> Any:
    """Return a message with calls, the first of which calls nothing."""
    message = calls(*ids)
    del message["tool_calls"][0]["function"]["name"]
    return message


SHELL = {
    "type": "local_shell_call",
    "id": "lsh_1",
    "call_id": "a b",
    "status": "completed",
    "action": {"type": "exec", "command": ["ls"], "env": {}},
}
APPROVAL = {
    "type": "mcp_approval_request",
    "id": "a b",
    "server_label": "trees",
    "name": "measure",
    "arguments": "{}",
}
NUMBER = {"output": 31}  # that no output may be
DAMAGED: dict[str, tuple[str, Any, list[Any]]] = {
    "ids of another form, of a damaged message": (
        *("chat_completions/history", "mistral"),
        [ASK, make_nameless_calls("call_0", "call_1"), answer("call_0"), answer("call_1"), ASK],
    ),
    "a long id, of a damaged message": (
        *("chat_completions/history", "openai"),
        [ASK, make_nameless_calls("c" * 50), answer("c" * 50), ASK],
    ),
    "a long id, of a damaged answer": (
        *("chat_completions/history", "openai"),
        [ASK, calls("c" * 50), {**answer("c" * 50), "content": 31}, ASK],
    ),
    "one id twice, in a damaged message": (
        *("chat_completions/history", "openai"),
        [ASK, make_nameless_calls("a", "a"), answer("a"), answer("a"), ASK],
    ),
    "one id twice, in a damaged message of a ChatAgent": (
        *("chat_agent/history", "openai"),
        [ASK, calls("a", "a", content=31), answer("a"), answer("a"), ASK],
    ),
    "a long id, of a damaged output": (
        *("responses/history", "openai"),
        [ASK, call("c" * 70), {**output("c" * 70), **NUMBER}, ASK],
    ),
    "a long id, of a damaged call": (
        *("responses/history", "openai"),
        [ASK, call("c" * 70, name=1), output("c" * 70), ASK],
    ),
    "an id in use, and a damaged output": (
        *("responses/history", "openai"),
        [ASK, call("a"), call("a", "elm"), {**output("a"), **NUMBER}, output("a"), ASK],
    ),
    "a foreign id of an output, and a damaged call": (
        *("responses/history", "openai"),
        [
            *(ASK, {**SHELL, "status": 31}),
            *({"type": "local_shell_call_output", "id": "a b", "output": "31 m"}, ASK),
        ],
    ),
    "a foreign id of a request, and a damaged response": (
        *("responses/history", "openai"),
        [
            *(ASK, APPROVAL),
            *({"type": "mcp_approval_response", "approval_request_id": "a b", "approve": 1}, ASK),
        ],
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_answers_of_damaged_elements_stay(name: str) -> None:
    subject, target, history = DAMAGED[name]
    definition = SUBJECTS[subject]
    damaged_elements = [
        element
        for element in history
        if not accepts(element, definition.dialect, definition.definition)
    ]
    assert len(damaged_elements) == 1
    check_any_value(history, subject, target)
    assert damaged_elements[0] in rp.repair(history, subject, target=target).value


@given(json_values(), st.sampled_from((None, *SUBJECTS)))
def test_any_value_is_repaired_or_refused(payload: Any, subject: str | None) -> None:
    check_any_value(payload, subject, "openai")
