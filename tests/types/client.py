"""A program that uses the public names, as type checkers see it.

mypy reads it with all tests, pyright in `test_types.py`. An error that has to be reported has a
comment that ignores it, since both report the comments that ignore nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import responses_protocol as rp
from responses_protocol import agents, dialects, streams
from responses_protocol.errors import ConversionError
from responses_protocol.schemas import fast_validator

if TYPE_CHECKING:
    from typing_extensions import assert_type

MESSAGES: list[dict[str, str]] = [{"role": "user", "content": "Hi."}]


def convert_and_restore(history: list[dict[str, Any]]) -> None:
    conversion = rp.convert(history, "chat_completions", fail_on="error", tolerate=("order",))
    assert_type(conversion, rp.Conversion)
    assert_type(conversion.losses, tuple[rp.Loss, ...])
    for loss in conversion.losses:
        assert_type(loss.severity, rp.Severity)
        assert_type(loss.pointer, str)
    restoration = rp.restoration(conversion.value, conversion.complement)
    assert_type(restoration, rp.Restoration)
    assert_type(restoration.exact, bool)
    for row in rp.convert_many([history], "responses", source="chat_completions"):
        assert_type(row, rp.Conversion | ConversionError)


def choose_options() -> rp.Options:
    rp.convert(MESSAGES, "responses", options="vllm")
    rp.convert(MESSAGES, "responses", options="vlm")  # type: ignore[arg-type]
    rp.convert(MESSAGES, "chat")  # type: ignore[arg-type]
    rp.convert(MESSAGES, "responses", kind="requests")  # type: ignore[arg-type]
    rp.convert(MESSAGES, "responses", fail_on="warn")  # type: ignore[arg-type]
    rp.Options(reasoning="think_tag")  # type: ignore[arg-type]
    return rp.Options(reasoning="think_tags")


def exchange_answers(request: dict[str, Any], chunk: dict[str, Any]) -> None:
    exchange = rp.exchange(request, "chat_completions", source="responses")
    assert_type(exchange, rp.Exchange)
    rp.exchange(request, "chat_agent")  # type: ignore[arg-type]
    assert_type(exchange.stream().feed(chunk), list[Any])


def convert_streams(chunks: Iterator[Any], later: AsyncIterator[Any]) -> None:
    assert_type(rp.convert_stream(chunks, "responses"), streams.StreamConversion)
    assert_type(rp.convert_stream(later, "responses"), streams.AsyncStreamConversion)
    assert_type(streams.check_events([]), tuple[streams.Problem, ...])
    assert_type(streams.encode_sse({}), bytes)


def validate_and_repair(payload: dict[str, Any]) -> None:
    findings = rp.validate(payload, "responses/request", profile="request", target="vllm")
    assert_type(findings, list[rp.Finding])
    rp.validate(payload, target="vlm")  # type: ignore[arg-type]
    rp.validate(payload, profile="requests")  # type: ignore[arg-type]
    repair = rp.repair(payload, drop=["encrypted_reasoning"])
    assert_type(repair, rp.Repair)
    rp.repair(payload, drop=["encrypted"])  # type: ignore[list-item]
    assert_type(fast_validator.accepts(payload, "responses", "Item"), bool)


def yield_items() -> Iterator[dict[str, Any]]:
    yield agents.create_text_output_item("Hi.", "msg_1")
    summary = yield from agents.output_events([])
    assert_type(summary, agents.AnswerSummary)


def register(registration: dialects.DialectRegistration) -> None:
    dialects.register_dialect(registration)
