"""The examples run, and print the documented output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import responses_protocol as rp

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_the_round_trip_prints_its_losses() -> None:
    result = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / "round_trip.py")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "14 items became 10 messages"
    assert "error: reasoning 1, hosted_item 1" in lines
    assert "refused because of /2" in lines
    assert "messages read afresh: ((9, 11),), segments not found: (6,)" in lines
    assert lines[-1].startswith("Compare the weather")


@pytest.mark.parametrize(
    ("name", "place", "to"),
    [
        ("history.json", (), "chat_completions"),
        ("batch.jsonl", ("body", "input"), "chat_completions"),
        ("chat.jsonl", ("messages",), "responses"),
        ("batch.jsonl", ("body",), "chat_completions"),
        ("request.json", (), "chat_completions"),
    ],
)
def test_the_files_hold_payloads_that_come_back(name: str, place: tuple[str, ...], to: Any) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    records = map(json.loads, text.splitlines() if name.endswith(".jsonl") else [text])
    for payload in records:
        for member in place:
            payload = payload[member]
        conversion = rp.convert(payload, to)
        assert rp.restore(conversion.value, conversion.complement) == payload
