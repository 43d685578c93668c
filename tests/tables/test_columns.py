"""Columns of record batches: each row has the result of `rp.convert`, and none raises."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import responses_protocol as rp
from responses_protocol.testing import histories

pytest.importorskip("pyarrow")

import pyarrow as pa

from responses_protocol.tables import convert_column, restore_column, validate_column

CALL = {
    "role": "assistant",
    "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    ],
}
HISTORY: list[dict[str, Any]] = [
    {"role": "user", "content": "Hello"},
    CALL,
    {"role": "tool", "tool_call_id": "call_1", "content": "seen"},
]
ITEMS = rp.convert(HISTORY, "responses").value


def make_batch(*cells: Any, kind: Any = None) -> Any:
    return pa.RecordBatch.from_arrays(
        [pa.array(range(len(cells)), pa.int64()), pa.array(cells, kind)], names=["id", "payload"]
    )


def read_rows(result: Any, *names: str) -> list[tuple[Any, ...]]:
    columns = (result.column(name).to_pylist() for name in names)
    return list(zip(*columns, strict=True))


@given(st.lists(st.one_of(st.none(), histories("responses")), max_size=4))
def test_rows_are_converted_and_come_back(payloads: list[Any]) -> None:
    cells = [None if payload is None else json.dumps(payload) for payload in payloads]
    converted = convert_column(make_batch(*cells, kind=pa.string()), "payload", "chat_completions")
    for payload, row in zip(
        payloads, read_rows(converted, "value", "complement", "losses", "error"), strict=True
    ):
        if payload is None:
            assert row == (None, None, None, None)
            continue
        value, complement, losses, error = row
        if error is not None:
            with pytest.raises(rp.ConversionError) as error_info:
                rp.convert(payload, "chat_completions")
            assert row == (None, None, None, str(error_info.value))
            continue
        conversion = rp.convert(payload, "chat_completions")
        assert json.loads(value) == conversion.value
        assert json.loads(complement) == conversion.complement
        assert [(loss["code"], loss["pointer"]) for loss in losses] == [
            (loss.code, loss.pointer) for loss in conversion.losses
        ]
    restored = restore_column(converted, prefix="back_")
    for payload, (text, exact, error) in zip(
        payloads, read_rows(restored, "back_restored", "back_exact", "back_error"), strict=True
    ):
        if exact is None:
            assert text is None
        else:
            assert (json.loads(text), exact, error) == (payload, True, None)


@given(st.lists(st.one_of(st.none(), st.text(), st.sampled_from(["null", "{}", "[1]", "NaN"]))))
def test_no_text_raises(cells: list[str | None]) -> None:
    for kind in (pa.string(), pa.binary()):
        texts = make_batch(*cells, kind=pa.string()).column("payload").cast(kind)
        source = pa.RecordBatch.from_arrays([texts], names=["payload"])
        converted = convert_column(source, "payload", "responses", prefix="c_")
        findings = validate_column(source, "payload", prefix="v_")
        for cell, value, error in zip(
            cells,
            converted.column("c_value").to_pylist(),
            converted.column("c_error").to_pylist(),
            strict=True,
        ):
            # A cell with a text has a value or an error.
            assert (value is None and error is None) == (cell is None or cell.strip() == "null")
        assert len(findings) == len(cells)


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()],
    ids=str,
)
def test_json_text_may_have_any_type(kind: Any) -> None:
    text = pa.array([json.dumps(HISTORY), None]).cast(kind)
    source = pa.RecordBatch.from_arrays([text], names=["payload"])
    converted = convert_column(source, "payload", "responses")
    assert json.loads(converted.column("value")[0].as_py()) == ITEMS
    assert converted.column("value")[1].as_py() is None


def test_a_dictionary_of_texts_is_text() -> None:
    source = pa.RecordBatch.from_arrays(
        [pa.array([json.dumps(HISTORY)] * 3).dictionary_encode()], names=["payload"]
    )
    converted = convert_column(source, "payload", "responses")
    assert [json.loads(text) for text in converted.column("value").to_pylist()] == [ITEMS] * 3


def test_a_column_of_structs_is_read_without_its_nulls() -> None:
    source = make_batch(HISTORY, None, HISTORY[:1])
    converted = convert_column(source, "payload", "responses")
    values = converted.column("value").to_pylist()
    assert json.loads(values[0]) == ITEMS
    assert values[1] is None
    assert json.loads(values[2]) == ITEMS[:1]
    assert read_rows(converted, "error") == [(None,)] * 3


def test_a_map_is_an_object() -> None:
    kind = pa.list_(pa.map_(pa.string(), pa.string()))
    source = make_batch([[("role", "user"), ("content", "Hello")]], kind=kind)
    value = convert_column(source, "payload", "responses").column("value")[0].as_py()
    assert json.loads(value) == ITEMS[:1]


def test_a_struct_with_what_json_lacks_is_an_error_of_its_row() -> None:
    source = make_batch([{"role": "user", "content": b"\xff"}], [{"role": "user", "content": None}])
    converted = convert_column(source, "payload", "responses")
    assert "bytes is not a JSON value" in converted.column("error")[0].as_py()


def test_other_columns_and_metadata_stay() -> None:
    source = make_batch(json.dumps(HISTORY)).replace_schema_metadata({"owner": "team"})
    converted = convert_column(source, "payload", "responses", prefix="new_")
    assert converted.schema.metadata == {b"owner": b"team"}
    assert converted.schema.names == [
        *("id", "payload", "new_value", "new_complement", "new_losses", "new_error")
    ]
    assert converted.column("id") == source.column("id")
    assert converted.column("payload") == source.column("payload")


def test_a_slice_has_its_own_rows() -> None:
    source = make_batch(json.dumps(HISTORY), "{", json.dumps(ITEMS[:1])).slice(1, 1)
    assert "not JSON" in convert_column(source, "payload", "responses").column("error")[0].as_py()


def test_an_edited_value_is_restored_and_not_exact() -> None:
    converted = convert_column(make_batch(json.dumps(HISTORY)), "payload", "responses")
    edited_value = json.loads(converted.column("value")[0].as_py())
    edited_value.append({"type": "message", "role": "user", "content": "More"})
    source = converted.set_column(2, "value", pa.array([json.dumps(edited_value)]))
    restored = restore_column(source.drop_columns(["error"]))
    assert json.loads(restored.column("restored")[0].as_py()) == [
        *HISTORY,
        {"role": "user", "content": "More"},
    ]
    assert restored.column("exact")[0].as_py() is False


@pytest.mark.parametrize(
    "pair", [(None, "{}"), ("[]", None), ("[]", "{}"), ("{", "{}"), ("[]", "{")]
)
def test_half_a_pair_is_an_error(pair: tuple[str | None, str | None]) -> None:
    source = pa.RecordBatch.from_pydict(
        {"value": pa.array(pair[:1], pa.string()), "complement": pa.array(pair[1:], pa.string())}
    )
    [(text, exact, error)] = read_rows(restore_column(source), "restored", "exact", "error")
    assert (text, exact) == (None, None)
    assert error


def test_a_fail_on_is_an_error_of_its_row() -> None:
    items = [{"type": "web_search_call", "id": "ws_1", "status": "completed"}]
    converted = convert_column(
        make_batch(json.dumps(items)), "payload", "chat_completions", fail_on="error"
    )
    assert converted.column("error")[0].as_py().startswith("/0: error hosted_item")


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda b: convert_column(b, "other", "responses"), "no column 'other'"),
        (lambda b: convert_column(b, "payload", cast("Any", "latin")), "to must be one of"),
        (lambda b: convert_column(b, "payload", "responses", options="latin"), "options must be"),
        (lambda b: convert_column(b, "id", "responses"), "int64 contains no payloads"),
        (lambda b: validate_column(b, "payload", target=cast("Any", "latin")), "target must be"),
        (lambda b: restore_column(b), "no column 'complement'"),
    ],
)
def test_wrong_arguments_raise_at_once(work: Any, message: str) -> None:
    for source in (make_batch(json.dumps(HISTORY)), make_batch(kind=pa.string())):
        with pytest.raises(ValueError, match=message):
            work(source)


def test_no_column_is_replaced() -> None:
    source = convert_column(make_batch(json.dumps(HISTORY)), "payload", "responses")
    with pytest.raises(ValueError, match="column 'value' already"):
        convert_column(source, "payload", "responses")
    with pytest.raises(ValueError, match="column 'error' already"):
        validate_column(source, "payload")


def test_findings_are_those_of_validate() -> None:
    payload = [*HISTORY[:2], {"role": "user", "content": "Hello"}]
    validated = validate_column(make_batch(json.dumps(payload)), "payload", profile="request")
    findings = validated.column("findings")[0].as_py()
    assert [(finding["code"], finding["pointer"]) for finding in findings] == [
        (finding.code, finding.pointer) for finding in rp.validate(payload, profile="request")
    ]
    assert findings


def test_lone_surrogates_in_names_raise_nothing() -> None:
    message = {"role": "user", "content": "x", "\ud800": 1}
    converted = convert_column(make_batch(json.dumps([message])), "payload", "responses")
    [losses] = converted.column("losses").to_pylist()
    assert [loss["pointer"] for loss in losses] == ["/0/\\ud800"]
    of_chat_agent = convert_column(
        make_batch('[{"role":"\\ud800"}]'), "payload", "responses", source="chat_agent"
    )
    assert (
        of_chat_agent.column("error").to_pylist()[0] or of_chat_agent.column("value").to_pylist()[0]
    )
    findings = validate_column(
        make_batch(json.dumps([message])), "payload", "chat_completions/history"
    )
    assert findings.column("error").to_pylist() == [None]
