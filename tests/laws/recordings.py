"""Recorded payloads: every request and answer, and every history, tool list and choice in them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

CORPUS = os.environ.get("RESPONSES_PROTOCOL_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="RESPONSES_PROTOCOL_CORPUS is not set")


class Recorded(NamedTuple):
    """A payload, where it was recorded, its dialect and its kind."""

    place: str
    dialect: str
    kind: str
    payload: Any


# file, dialect, the kind of the whole payload, and of the payload in each member
FILES = [
    ("responses.request.jsonl", "responses", "request", {"input": "history"}),
    ("responses.response.jsonl", "responses", "response", {"output": "history"}),
    ("chat.request.jsonl", "chat_completions", "request", {"messages": "history"}),
    ("chat.response.jsonl", "chat_completions", "response", {"choices": "history"}),
    ("errors.jsonl", "responses", "response", {}),
    ("errors.jsonl", "chat_completions", "response", {}),
]
TOOLS = {"tools": "tools", "tool_choice": "tool_choice"}


def recorded(dialect: str, kind: str) -> list[Recorded]:
    """Return the recorded payloads of a dialect and kind; none without the corpus."""
    return (
        [
            recording
            for recording in read_all()
            if (recording.dialect, recording.kind) == (dialect, kind)
        ]
        if CORPUS
        else []
    )


def read_all() -> Iterator[Recorded]:
    for name, dialect, kind_of_body, histories in FILES:
        for line in Path(CORPUS or "", name).read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            body = record["payload"]
            yield Recorded(record["id"], dialect, kind_of_body, body)
            for member, kind in {**histories, **TOOLS}.items():
                payload = body.get(member)
                if payload is None:
                    continue
                place = f"{record['id']}/{member}"
                if member == "choices":
                    for number, choice in enumerate(payload):
                        yield Recorded(f"{place}/{number}", dialect, kind, [choice["message"]])
                else:
                    yield Recorded(place, dialect, kind, payload)
