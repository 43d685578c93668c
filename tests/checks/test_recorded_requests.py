"""Recorded requests and answers have no errors, and requests that a server refuses have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from recordings import CORPUS, needs_corpus

from responses_protocol._checks.rule import Profile
from responses_protocol._checks.validation import validate
from responses_protocol._formats.servers import TARGETS
from responses_protocol._reporting.finding import Finding

FILES = {
    "responses.request.jsonl": "responses/request",
    "codex.request.jsonl": "responses/request",
    "chat.request.jsonl": "chat_completions/request",
}
ANSWER_FILES = (
    *("responses.response.jsonl", "responses.stream.jsonl"),
    *("chat.response.jsonl", "chat.stream.jsonl"),
)
# refusals for reasons outside of the request: the name of a model, an output of the model, a
# feature of another server, an unreachable address
INVISIBLE_REFUSALS = frozenset(
    {"e1e551124d550da4", "f09c7f8ac97ee632", "3aa29110e54fa15e", "06820622f3adab1f"}
)
KNOWN_ERRORS: dict[str, set[str]] = {
    # the message after the reasoning has lost its id
    "03425935598740da": {"RP212"},
}


def _read_lines(name: str) -> list[dict[str, Any]]:
    text = Path(CORPUS or "", name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _find_target(line: dict[str, Any]) -> Any:
    server = line["provider_model"].partition("/")[0].removesuffix("-doc")
    return server if server in TARGETS else "open"


def _find_errors(line: dict[str, Any], name: str, profile: Profile) -> list[Finding]:
    findings = validate(line["payload"], FILES[name], profile=profile, target=_find_target(line))
    return [finding for finding in findings if finding.severity == "error"]


@needs_corpus
@pytest.mark.parametrize("profile", get_args(Profile))
@pytest.mark.parametrize("name", FILES)
def test_accepted_requests_have_no_errors(name: str, profile: Profile) -> None:
    refused = {line["pair"] for line in _read_lines("errors.jsonl")}
    for line in _read_lines(name):
        if line["id"] not in refused:
            codes = {finding.code for finding in _find_errors(line, name, profile)}
            assert codes <= KNOWN_ERRORS.get(line["id"], set()), line["id"]


@needs_corpus
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", ANSWER_FILES)
def test_answers_and_streams_have_no_errors(name: str, target: Any) -> None:
    for line in _read_lines(name):
        findings = validate(line["payload"], target=target)
        assert [finding.code for finding in findings if finding.severity == "error"] == [], line[
            "id"
        ]


@needs_corpus
def test_refused_requests_have_an_error_where_they_show_the_reason() -> None:
    refused = {line["pair"] for line in _read_lines("errors.jsonl")} - INVISIBLE_REFUSALS
    requests = [
        (line, name) for name in FILES for line in _read_lines(name) if line["id"] in refused
    ]
    assert requests
    for line, name in requests:
        assert _find_errors(line, name, "request"), line["id"]


ACCEPTED_REQUESTS: dict[str, Any] = {
    "null for what is not set": {
        "model": "gpt-4.1",
        "messages": [{"role": "user", "content": "Hello!"}],
        "response_format": None,
        "tool_choice": None,
        "tools": None,
    },
    "reasoning without an id, a text without annotations": {
        "model": "gpt-5-mini",
        "input": [
            {"role": "user", "content": "Hello!"},
            {"type": "reasoning", "summary": [], "encrypted_content": "gAAA"},
            {"role": "assistant", "content": [{"type": "output_text", "text": "Good day!"}]},
        ],
    },
}


@pytest.mark.parametrize("payload", ACCEPTED_REQUESTS.values(), ids=ACCEPTED_REQUESTS)
def test_requests_that_openai_accepts_have_no_errors(payload: Any) -> None:
    assert validate(payload, profile="request") == []


@needs_corpus
def test_errors_are_reported_in_the_words_of_the_answer() -> None:
    answers = {line["pair"]: line["payload"] for line in _read_lines("errors.jsonl")}
    count = 0
    for name in FILES:
        for line in _read_lines(name):
            if line["id"] in answers and line["provider_model"].startswith("openai/"):
                findings = [
                    finding.message.removesuffix(".")
                    for finding in _find_errors(line, name, "wire")
                ]
                message = answers[line["id"]].get("error", {}).get("message", "")
                assert not findings or any(message.startswith(finding) for finding in findings)
                count += len(findings)
    assert count
