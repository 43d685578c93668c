"""The law of exact restoring, for whole files of records of any shape."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli_commands import list_names, read, succeed
from effort import scale_examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responses_protocol.testing import histories, json_values

SLOW = settings(
    max_examples=scale_examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
OTHER = {"responses": "chat_completions", "chat_completions": "responses"}
ENDPOINTS = {
    "responses": ("input", "/v1/responses"),
    "chat_completions": ("messages", "/v1/chat/completions"),
}
NAME = st.sampled_from(["input", "messages", "output", "items"])
OTHER_MEMBERS = st.dictionaries(st.sampled_from(["a", "model", "é/~"]), json_values(), max_size=2)


def wrap_history(history: Any, name: str, members: dict[str, Any]) -> list[Any]:
    """The same history in every kind of record."""
    record = members | {name: history} | {"z": 1}
    batch = {"custom_id": "1", "body": record, "url": "/v1"}
    output = {"custom_id": "1", "response": {"status_code": 200, "body": record}, "error": None}
    return [history, record, batch, output]


def convert_and_restore(folder: Path, lines: list[bytes], *arguments: str) -> tuple[Any, Any, Any]:
    """Convert and restore a file; returns what was converted, restored and rejected."""
    source, output, complement = folder / "in", folder / "out", folder / "undo"
    source.write_bytes(b"\n".join(lines))
    rejects, restored = folder / "rejects", folder / "restored"
    succeed(
        "convert",
        source,
        "-o",
        output,
        "--complement",
        complement,
        "--rejects",
        rejects,
        *arguments,
    )
    succeed("restore", output, "--complement", complement, "-o", restored)
    assert list_names(folder) == ["in", "out", "rejects", "restored", "undo"]
    return read(output), read(restored), read(rejects)


@SLOW
@given(st.data(), st.sampled_from(sorted(OTHER)), NAME, OTHER_MEMBERS)
def test_a_generated_history_comes_back_in_any_record(
    data: st.DataObject, dialect: str, name: str, members: dict[str, Any]
) -> None:
    records = wrap_history(data.draw(histories(dialect, 3)), name, members)
    lines = [json.dumps(record).encode() for record in records]
    arguments = ("--kind", "history", "--from", dialect, "--to", OTHER[dialect])
    with TemporaryDirectory() as folder:
        converted, restored, rejected = convert_and_restore(Path(folder), lines, *arguments)
    assert rejected == []
    assert [json.dumps(entry, sort_keys=True) for entry in restored] == [
        json.dumps(entry, sort_keys=True) for entry in records
    ]
    history, record_, batch, output = converted
    assert history in record_.values()
    assert history in batch["body"].values()
    assert history in output["response"]["body"].values()


@SLOW
@given(st.data(), st.sampled_from(sorted(ENDPOINTS)), OTHER_MEMBERS)
def test_a_generated_request_comes_back_in_any_record(
    data: st.DataObject, dialect: str, members: dict[str, Any]
) -> None:
    name, url = ENDPOINTS[dialect]
    request = members | {"model": "m", name: data.draw(histories(dialect, 3)), "temperature": 0}
    records = [request, {"custom_id": "1", "method": "POST", "url": url, "body": request}]
    lines = [json.dumps(record).encode() for record in records]
    with TemporaryDirectory() as folder:
        converted, restored, rejected = convert_and_restore(
            Path(folder), lines, "--to", OTHER[dialect]
        )
    assert rejected == []
    assert [json.dumps(entry, sort_keys=True) for entry in restored] == [
        json.dumps(entry, sort_keys=True) for entry in records
    ]
    converted_request, batch = converted
    assert batch["body"] == converted_request
    assert batch["url"] == ENDPOINTS[OTHER[dialect]][1]
    assert converted_request["temperature"] == 0


@SLOW
@given(st.lists(json_values(), max_size=3), NAME, OTHER_MEMBERS, st.sampled_from(sorted(OTHER)))
def test_any_line_comes_back_or_is_rejected(
    values: list[Any], name: str, members: dict[str, Any], to: str
) -> None:
    records = [record for value in values for record in wrap_history(value, name, members)]
    lines = [json.dumps(record).encode() for record in records]
    with TemporaryDirectory() as folder:
        _, restored, rejected = convert_and_restore(Path(folder), lines, "--to", to)
    assert [
        line for reject in rejected for line in [reject["record"].encode()] if line not in lines
    ] == []
    expected = [
        record
        for number, record in enumerate(records, 1)
        if number not in {reject["line"] for reject in rejected}
    ]
    assert [json.dumps(entry, sort_keys=True) for entry in restored] == [
        json.dumps(entry, sort_keys=True) for entry in expected
    ]


@SLOW
@given(st.lists(st.binary(max_size=20) | st.text(max_size=20).map(str.encode), max_size=4))
def test_any_bytes_are_reported_without_an_exception(contents: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        convert_and_restore(Path(folder), contents, "--to", "responses")
