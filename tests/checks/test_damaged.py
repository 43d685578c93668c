"""A damaged element neither hides findings of the others nor causes findings in them."""

from __future__ import annotations

from typing import Any

import pytest

from responses_protocol._checks.rule import Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value

CALL = {"type": "function_call", "call_id": "call_7", "name": "clock", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_7", "output": "noon"}
LONELY = {**OUTPUT, "call_id": "call_zz"}
CHAT_CALL = {"id": "call_7", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
CALLING = {"role": "assistant", "content": None, "tool_calls": [CHAT_CALL]}
ANSWER = {"role": "tool", "tool_call_id": "call_7", "content": "noon"}
OTHER = {**ANSWER, "tool_call_id": "call_zz"}
LISTS: dict[str, tuple[str, Any, list[tuple[str, str]]]] = {
    "a lonely output beside a call without arguments": (
        "responses/history",
        [LONELY, {**CALL, "arguments": None}, OUTPUT],
        [("RP102", "/1/arguments"), ("RP204", "/0")],
    ),
    "an output without a type answers its call": (
        "responses/history",
        [CALL, {"call_id": "call_7", "output": "noon"}, LONELY],
        [("RP101", "/1"), ("RP204", "/2")],
    ),
    "a call without an id may be that of any output": (
        "responses/history",
        [{**CALL, "call_id": 7}, LONELY, {"role": "user", "content": [{"type": "text"}]}],
        [("RP903", "/2/content/0"), ("RP102", "/0/call_id")],
    ),
    "an item that is none": (
        "responses/history",
        ["Hello!", {**CALL, "name": "the clock"}, OUTPUT, {"role": "narrator", "content": "Hi"}],
        [("RP102", "/0"), ("RP201", "/3/role"), ("RP208", "/1/name")],
    ),
    "a call with arguments of another type is still one": (
        "chat_completions/history",
        [
            {**CALLING, "tool_calls": [{**CHAT_CALL, "function": {"name": "f", "arguments": {}}}]},
            ANSWER,
            OTHER,
        ],
        [("RP102", "/0/tool_calls/0/function/arguments"), ("RP403", "/2/tool_call_id")],
    ),
    "calls that can't be read may be those of any answer": (
        "chat_completions/history",
        [{**CALLING, "tool_calls": 7}, ANSWER],
        [("RP102", "/0/tool_calls")],
    ),
    "a message without a content": (
        "chat_completions/history",
        [OTHER, {"role": "user", "content": 7}],
        [("RP102", "/1/content"), ("RP402", "/0")],
    ),
    "two parts that are none": (
        "chat_completions/history",
        [{"role": "user", "content": [None, 7]}, OTHER],
        [("RP102", "/0/content/0"), ("RP102", "/0/content/1"), ("RP402", "/1")],
    ),
    "tools": (
        "responses/tools",
        [{"type": "function", "name": "the clock"}, {"type": "function", "name": 7}],
        [("RP102", "/1/name"), ("RP601", "/0/name")],
    ),
}


@pytest.mark.parametrize("case", LISTS.values(), ids=LISTS)
def test_the_other_elements_are_checked(case: tuple[str, Any, list[tuple[str, str]]]) -> None:
    subject, payload, expected = case
    problems = check_value(payload, SUBJECTS[subject], Settings())
    assert [
        (finding.code, finding.pointer) for finding in problems if finding.severity == "error"
    ] == expected


def test_a_request_is_checked_beside_a_damaged_item() -> None:
    request = {
        "model": "gpt-4.1",
        "messages": [OTHER, {"role": "user", "content": 7}],
        "tool_choice": "auto",
    }
    problems = check_value(request, SUBJECTS["chat_completions/request"], Settings())
    codes = {finding.code for finding in problems}
    assert codes == {"RP102", "RP402", "RP503"}


@pytest.mark.parametrize(
    ("payload", "subject", "place"),
    [
        ([{"response": {"id": "resp_1"}}], "responses/events", "events[0].type"),
        ({"text": "Hello!"}, "responses/event", "type"),
        ([{"note": "Hello!"}], "responses/history", "input[0].type"),
        ([{"name": "clock"}], "chat_completions/tools", "tools[0].type"),
    ],
)
def test_an_item_without_a_type_is_reported_as_such(payload: Any, subject: str, place: str) -> None:
    problems = list(check_value(payload, SUBJECTS[subject], Settings()))
    assert [(finding.code, finding.place) for finding in problems] == [("RP101", place)]


def test_an_unknown_type_is_one_finding_with_those_that_are_known() -> None:
    item = {"type": "horoscope", "sign": "leo", "luck": 3}
    problems = list(check_value([item], SUBJECTS["responses/history"], Settings(profile="request")))
    assert [(finding.code, finding.place) for finding in problems] == [("RP103", "input[0]")]
    assert "'message'" in problems[0].message
    assert "'reasoning'" in problems[0].message


def test_a_member_that_every_reader_needs_does_not_make_others_errors() -> None:
    item = {"type": "computer_call", "id": "cu_1", "pending_safety_checks": []}
    problems = check_value([item], SUBJECTS["responses/history"], Settings(profile="request"))
    assert {finding.place: finding.severity for finding in problems if finding.code == "RP101"} == {
        "input[0].call_id": "error",
        "input[0].status": "warning",
    }


@pytest.mark.parametrize(
    ("payload", "code", "severity"),
    [
        ([{"type": "reasoning", "encrypted_content": "gAAA"}], "RP101", "error"),
        ([{"type": "file_search_call", "status": "completed"}], "RP101", "warning"),
        ([{**CALL, "namespace": None}], "RP102", "warning"),
        ([{**CALL, "name": 7}], "RP102", "error"),
        ([{**CALL, "mood": "good"}], "RP104", "error"),
    ],
)
def test_an_error_is_what_was_seen_to_be_refused(payload: Any, code: str, severity: str) -> None:
    problems = check_value(payload, SUBJECTS["responses/history"], Settings(profile="request"))
    assert {finding.severity for finding in problems if finding.code == code} == {severity}
