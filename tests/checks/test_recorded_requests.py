"""No request that OpenAI took is told to be refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from recordings import CORPUS, needs_corpus

from responses_protocol.checks.validation import validate
from responses_protocol.reporting.finding import Finding

FILES = {
    "responses.request.jsonl": "responses/request",
    "chat.request.jsonl": "chat_completions/request",
}
REFUSED: dict[str, set[str]] = {
    # its answer is not among the recordings here: the id of the message after the reasoning is gone
    "03425935598740da": {"RP212"},
}


def _lines(name: str) -> list[dict[str, Any]]:
    text = Path(CORPUS or "", name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _errors(line: dict[str, Any], name: str) -> list[Finding]:
    return [one for one in validate(line["payload"], FILES[name]) if one.severity == "error"]


@needs_corpus
@pytest.mark.parametrize("name", FILES)
def test_requests_that_were_taken_have_no_errors(name: str) -> None:
    refused = {line["pair"] for line in _lines("errors.jsonl")}
    for line in _lines(name):
        if line["provider_model"].startswith("openai/") and line["id"] not in refused:
            told = {one.code for one in _errors(line, name)}
            assert told <= REFUSED.get(line["id"], set()), line["id"]


@needs_corpus
def test_what_was_refused_is_told_in_the_words_of_the_answer() -> None:
    answers = {line["pair"]: line["payload"] for line in _lines("errors.jsonl")}
    compared = 0
    for name in FILES:
        for line in _lines(name):
            if line["id"] in answers and line["provider_model"].startswith("openai/"):
                told = [one.message.removesuffix(".") for one in _errors(line, name)]
                said = answers[line["id"]].get("error", {}).get("message", "")
                assert not told or any(said.startswith(one) for one in told)
                compared += len(told)
    assert compared
