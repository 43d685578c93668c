"""The law of exact restoring, for whole files of records of any shape."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli_commands import names, read, succeed
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responses_protocol.testing import histories, json_values

SLOW = settings(
    max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
OTHER = {"responses": "chat_completions", "chat_completions": "responses"}
ENDPOINTS = {
    "responses": ("input", "/v1/responses"),
    "chat_completions": ("messages", "/v1/chat/completions"),
}
NAME = st.sampled_from(["input", "messages", "output", "items"])
BESIDE = st.dictionaries(st.sampled_from(["a", "model", "é/~"]), json_values(), max_size=2)


def wrapped(history: Any, name: str, beside: dict[str, Any]) -> list[Any]:
    """The same history in every kind of record."""
    holder = beside | {name: history} | {"z": 1}
    batch = {"custom_id": "1", "body": holder, "url": "/v1"}
    output = {"custom_id": "1", "response": {"status_code": 200, "body": holder}, "error": None}
    return [history, holder, batch, output]


def there_and_back(folder: Path, lines: list[bytes], *arguments: str) -> tuple[Any, Any, Any]:
    """Convert and restore a file; returns what was converted, restored and rejected."""
    source, out, undo = folder / "in", folder / "out", folder / "undo"
    source.write_bytes(b"\n".join(lines))
    rejects, restored = folder / "rejects", folder / "restored"
    succeed("convert", source, "-o", out, "--complement", undo, "--rejects", rejects, *arguments)
    succeed("restore", out, "--complement", undo, "-o", restored)
    assert names(folder) == ["in", "out", "rejects", "restored", "undo"]
    return read(out), read(restored), read(rejects)


@SLOW
@given(st.data(), st.sampled_from(sorted(OTHER)), NAME, BESIDE)
def test_a_generated_history_comes_back_in_any_record(
    data: st.DataObject, dialect: str, name: str, beside: dict[str, Any]
) -> None:
    records = wrapped(data.draw(histories(dialect, 3)), name, beside)
    lines = [json.dumps(record).encode() for record in records]
    arguments = ("--kind", "history", "--from", dialect, "--to", OTHER[dialect])
    with TemporaryDirectory() as folder:
        out, restored, rejected = there_and_back(Path(folder), lines, *arguments)
    assert rejected == []
    assert [json.dumps(one, sort_keys=True) for one in restored] == [
        json.dumps(one, sort_keys=True) for one in records
    ]
    bare, held, batch, output = out
    assert bare in held.values()
    assert bare in batch["body"].values()
    assert bare in output["response"]["body"].values()


@SLOW
@given(st.data(), st.sampled_from(sorted(ENDPOINTS)), BESIDE)
def test_a_generated_request_comes_back_in_any_record(
    data: st.DataObject, dialect: str, beside: dict[str, Any]
) -> None:
    name, url = ENDPOINTS[dialect]
    request = beside | {"model": "m", name: data.draw(histories(dialect, 3)), "temperature": 0}
    records = [request, {"custom_id": "1", "method": "POST", "url": url, "body": request}]
    lines = [json.dumps(record).encode() for record in records]
    with TemporaryDirectory() as folder:
        out, restored, rejected = there_and_back(Path(folder), lines, "--to", OTHER[dialect])
    assert rejected == []
    assert [json.dumps(one, sort_keys=True) for one in restored] == [
        json.dumps(one, sort_keys=True) for one in records
    ]
    whole, batch = out
    assert batch["body"] == whole
    assert batch["url"] == ENDPOINTS[OTHER[dialect]][1]
    assert whole["temperature"] == 0


@SLOW
@given(st.lists(json_values(), max_size=3), NAME, BESIDE, st.sampled_from(sorted(OTHER)))
def test_any_line_comes_back_or_is_rejected(
    values: list[Any], name: str, beside: dict[str, Any], to: str
) -> None:
    records = [record for value in values for record in wrapped(value, name, beside)]
    lines = [json.dumps(record).encode() for record in records]
    with TemporaryDirectory() as folder:
        _, restored, rejected = there_and_back(Path(folder), lines, "--to", to)
    assert [
        line for one in rejected for line in [one["record"].encode()] if line not in lines
    ] == []
    kept = [
        record
        for number, record in enumerate(records, 1)
        if number not in {one["line"] for one in rejected}
    ]
    assert [json.dumps(one, sort_keys=True) for one in restored] == [
        json.dumps(one, sort_keys=True) for one in kept
    ]


@SLOW
@given(st.lists(st.binary(max_size=20) | st.text(max_size=20).map(str.encode), max_size=4))
def test_any_bytes_are_reported_without_an_exception(contents: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        there_and_back(Path(folder), contents, "--to", "responses")
