"""A dialect that is registered from outside: it is converted, restored, checked and drawn."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from effort import scale_examples
from generated import OPTIONS
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import check_all, check_edit, resolve
from toy import registration

import responses_protocol as rp
from responses_protocol._formats.registry import DIALECTS
from responses_protocol._testing.schema_strategies import union
from responses_protocol.dialects import (
    HUB,
    DialectRegistration,
    register_dialect,
    remove_dialect,
)
from responses_protocol.testing import damaged, edits, from_schema, histories, items, json_values

TOY: Any = registration.NAME
TALK: list[dict[str, Any]] = [
    {"who": "user", "lines": ["What is 2 + 2?"]},
    {"who": "model", "call": {"id": "call_1", "fn": "add", "args": "{}"}},
    {"who": "tool", "of": "call_1", "lines": ["4"]},
    {"who": "model", "lines": ["It is", "4."], "mood": "calm"},
]
ITEMS: list[dict[str, Any]] = [
    {"type": "message", "role": "user", "content": "What is 2 + 2?"},
    {"type": "function_call", "call_id": "call_1", "name": "add", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "call_1", "output": "4"},
    {
        "type": "message",
        "role": "assistant",
        "content": [
            {"type": "output_text", "text": "It is"},
            {"type": "output_text", "text": "4."},
        ],
    },
]


ITEM = {"type": "item_reference", "id": "msg_1"}


@pytest.fixture(autouse=True, scope="module")
def register_toy() -> Iterator[None]:
    register_dialect(registration.REGISTRATION)
    yield
    remove_dialect(TOY)


def test_a_history_is_converted_and_restored() -> None:
    conversion = rp.convert(TALK, "responses")  # detected
    assert conversion.value == ITEMS
    assert [(loss.code, loss.pointer) for loss in conversion.losses] == [("toy_mood", "/3/mood")]
    assert rp.restore(conversion.value, conversion.complement) == TALK
    reverse_conversion = rp.convert(ITEMS, TOY)
    assert reverse_conversion.value == [*TALK[:3], {"who": "model", "lines": ["It is", "4."]}]
    assert rp.restore(reverse_conversion.value, reverse_conversion.complement) == ITEMS


def test_an_edit_affects_its_segment_only() -> None:
    conversion = rp.convert(TALK, "responses")
    value = [*conversion.value, {"type": "message", "role": "user", "content": "Thanks."}]
    assert rp.restore(value, conversion.complement) == [
        *TALK,
        {"who": "user", "lines": ["Thanks."]},
    ]


def test_a_request_is_converted_and_restored() -> None:
    request = {"model": "m", "talk": TALK, "heat": 0.5, "depth": 3}
    conversion = rp.convert(request, "responses")
    assert conversion.value == {"model": "m", "input": ITEMS, "temperature": 0.5}
    assert ("unknown_parameter", "/depth") in [
        (loss.code, loss.pointer) for loss in conversion.losses
    ]
    assert rp.restore(conversion.value, conversion.complement) == request
    assert rp.restore({**conversion.value, "temperature": 1}, conversion.complement)["heat"] == 1


def test_losses_have_the_dialects_own_names_and_label() -> None:
    image = {"type": "input_image", "image_url": "https://example.org/a.png"}
    source = [
        {"type": "reasoning", "summary": [], "encrypted_content": "x"},
        {"type": "message", "role": "user", "content": [image]},
        {"type": "web_search_call", "id": "ws_1", "status": "completed"},
    ]
    losses = {loss.code: loss for loss in rp.convert(source, TOY).losses}
    assert losses["toy_content"].severity == "error"
    assert losses["toy_content"].message == "content that is no text has no form in Toy"
    assert losses["unknown_item"].message == "an item of a type that Toy has no form for"
    # Chat has names of its own for the same items
    chat = {loss.code for loss in rp.convert(source, "chat_completions").losses}
    assert {"encrypted_reasoning", "hosted_item"} <= chat
    assert not {"encrypted_reasoning", "hosted_item"} & losses.keys()


@cache
def draw_payloads(dialect: str, kind: str) -> st.SearchStrategy[Any]:
    if kind == "history":
        return histories(dialect)
    return union(dialect, "Request") if dialect == HUB else from_schema(TOY, "ToyRequest")


@pytest.mark.parametrize("kind", ["history", "request"])
@pytest.mark.parametrize(("source", "target"), [(TOY, "responses"), ("responses", TOY)])
@given(data=st.data())
def test_the_laws_hold(kind: str, source: str, target: str, data: st.DataObject) -> None:
    check_all(data.draw(draw_payloads(source, kind)), source, kind, data.draw(OPTIONS), target)


@pytest.mark.parametrize(("source", "target"), [(TOY, "responses"), ("responses", TOY)])
@given(data=st.data())
def test_edited_histories(source: Any, target: Any, data: st.DataObject) -> None:
    payload, options = data.draw(draw_payloads(source, "history")), rp.Options()
    value = rp.convert(payload, target, source=source, kind="history").value
    fresh = items() if target == HUB else from_schema(TOY, "ToyMessage")
    edit = data.draw(edits(value, fresh))
    check_edit(payload, source, options, edit.value, edit.origins, target)


@given(data=st.data())
@settings(max_examples=scale_examples(200))
def test_any_json_converts_or_is_refused_with_a_pointer(data: st.DataObject) -> None:
    payload = data.draw(json_values() | damaged(draw_payloads(TOY, "history")))
    for to, source in (("responses", TOY), (TOY, "responses"), (TOY, None)):
        for kind in ("history", "request", None):
            try:
                # The types of the arguments are those of our own dialects and kinds.
                rp.convert(payload, to, source=source, kind=kind)  # type: ignore[arg-type]
            except rp.ConversionError as error:
                owner, _, _ = error.pointer.rpartition("/")
                resolve(payload, owner)


@pytest.mark.parametrize(
    ("payload", "kind"),
    [([], "tools"), ("auto", "tool_choice"), ({"talk": []}, "response")],
)
@pytest.mark.parametrize(("source", "to"), [(TOY, "responses"), ("responses", TOY)])
def test_kinds_without_a_translation_are_refused(
    payload: Any, kind: Any, source: Any, to: Any
) -> None:
    with pytest.raises(rp.ConversionError, match=r"cannot be converted from .*toy") as error_info:
        rp.convert(payload, to, source=source, kind=kind)
    assert error_info.value.pointer == ""


@pytest.mark.parametrize("kind", ["history", "request"])
def test_another_dialect_is_reached_by_way_of_the_hub(kind: Any) -> None:
    with pytest.raises(rp.ConversionError, match="convert it to responses first") as error_info:
        rp.convert(TALK, "chat_completions", source=TOY, kind=kind)
    assert error_info.value.pointer == ""


def test_it_is_validated() -> None:
    assert rp.validate(TALK) == []
    assert rp.validate({"talk": TALK}) == []
    [finding] = rp.validate([*TALK, {"who": "user", "lines": "Hi."}])
    assert (finding.code, finding.pointer, finding.place) == ("RP102", "/4/lines", "talk[4].lines")
    assert finding.subject == "toy history"
    [finding] = rp.validate({"talk": TALK, "heat": "hot"}, "toy/request")
    assert (finding.code, finding.pointer) == ("RP102", "/heat")


def test_validation_reports_the_losses_of_a_conversion() -> None:
    [finding] = rp.validate(TALK, would_lose="responses")
    assert (finding.code, finding.severity, finding.pointer) == ("RP950", "info", "/3/mood")
    [finding] = rp.validate(
        [{"role": "user", "content": "Hi.", "type": "message"}, ITEM], would_lose=TOY
    )
    assert (finding.code, finding.pointer) == ("RP950", "/1")
    assert "to toy would lose this (unknown_item)" in finding.message


@given(data=st.data())
def test_drawn_histories_are_valid(data: st.DataObject) -> None:
    assert rp.validate(data.draw(draw_payloads(TOY, "history")), "toy/history") == []


@pytest.mark.parametrize("to", ["responses", "chat_completions"])
def test_there_are_no_streams(to: Any) -> None:
    with pytest.raises(rp.ConversionError, match="cannot read or write a stream of toy"):
        rp.convert_stream([], to, source=TOY)
    with pytest.raises(rp.ConversionError, match="cannot read or write a stream of toy"):
        rp.convert_stream([], TOY)
    with pytest.raises(rp.ConversionError, match="cannot read or write a stream of toy"):
        list(rp.convert_stream(TALK, to))  # detected


def test_a_message_by_itself_is_no_history() -> None:
    with pytest.raises(rp.ConversionError, match="pass its kind and source"):
        rp.convert(TALK[0], "responses")
    with pytest.raises(rp.ConversionError, match="Pass its subject"):
        rp.validate(TALK[0])


def test_no_request_belongs_to_its_answers() -> None:
    with pytest.raises(ValueError, match="only answers to responses and chat_completions"):
        rp.convert({}, TOY, source="responses", kind="response", request={"talk": []})


def make_registration(**members: Any) -> DialectRegistration:
    return DialectRegistration("morse", "Morse", **members)


@pytest.mark.parametrize(
    ("dialect", "reason"),
    [
        (registration.REGISTRATION, "a dialect toy is registered already"),
        (
            make_registration(bodies={("request", "gibberish"): dict}),
            "no dialect gibberish is registered",
        ),
        (make_registration(bodies={("poem", HUB): dict}), "poem is no kind"),
        (make_registration(codes=registration.REGISTRATION.codes), "toy_content, toy_mood: in use"),
        (
            make_registration(subjects=registration.REGISTRATION.subjects),
            "toy/history, toy/request: in use",
        ),
    ],
)
def test_a_wrong_registration_is_refused(dialect: DialectRegistration, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        register_dialect(dialect)
    assert "morse" not in DIALECTS


def test_a_dialect_needs_only_a_name() -> None:
    name = register_dialect(make_registration())
    try:
        with pytest.raises(rp.ConversionError, match="cannot be converted from responses to morse"):
            rp.convert(ITEMS, name)
        with pytest.raises(ValueError, match="morse has no strategies"):
            histories(name)
    finally:
        remove_dialect(name)
    with pytest.raises(ValueError, match=r"^to must be one of"):
        rp.convert(ITEMS, name)


PROGRAM = """
from toy.registration import REGISTRATION
from responses_protocol.dialects import register_dialect
register_dialect(REGISTRATION)
from responses_protocol._cli import main
main()
"""


def test_the_command_line_has_a_dialect_that_its_program_registers(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        result = subprocess.run(
            [sys.executable, "-c", PROGRAM, *arguments],
            capture_output=True,
            check=False,
            cwd=Path(__file__).parent,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    output, complement = tmp_path / "there.jsonl", tmp_path / "undo.jsonl"
    source = tmp_path / "talks.jsonl"
    source.write_text(json.dumps({"model": "m", "talk": TALK}) + "\n", encoding="utf-8")
    run("validate", str(source), "--as", "toy/request")
    run("convert", str(source), "--to", HUB, "-o", str(output), "--complement", str(complement))
    assert json.loads(output.read_text(encoding="utf-8")) == {"model": "m", "input": ITEMS}
    restored = run("restore", str(output), "--complement", str(complement))
    assert json.loads(restored) == {"model": "m", "talk": TALK}
