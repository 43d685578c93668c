"""The timed functions: our own entry points, and the peers' functions for the same work."""

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import orjson
from pydantic import TypeAdapter

import responses_protocol
from benchmarks import bodies, histories
from benchmarks.measure import Lines, Subject
from benchmarks.peers import History, Peer
from responses_protocol import Conversion, Options
from responses_protocol._formats.chat_completions import history
from responses_protocol.models.chat_completions.messages import Message
from responses_protocol.models.responses.items import Item
from responses_protocol.schemas.fast_validator import accepts

TO_CHAT = "Responses -> Chat"
TO_RESPONSES = "Chat -> Responses"
BACK = "restore Responses"
REQUEST_TO_CHAT = "Responses request -> Chat"
REQUEST_TO_RESPONSES = "Chat request -> Responses"
ANSWER_TO_CHAT = "Responses answer -> Chat"
ANSWER_TO_RESPONSES = "Chat answer -> Responses"
BODY_BACK = "restore a Responses request"
CHECK_ITEMS = "validate Responses"
CHECK_MESSAGES = "validate Chat"
OURS = "responses-protocol"

_OPTIONS = Options()
_ITEMS = TypeAdapter[Any](list[Item])
_MESSAGES = TypeAdapter[Any](list[Message])


def prepare(items: History, seed: int) -> Lines:
    """Return the inputs that the subjects take, made of one Responses history."""
    conversion = responses_protocol.convert(items, to="chat_completions")
    names = histories.FUNCTIONS
    request = bodies.make_request(items, names)
    answer = bodies.draw_answer(random.Random(seed), items, names)
    converted = responses_protocol.convert(request, to="chat_completions")
    inputs = {
        "items": items,
        "messages": conversion.value,
        "edited": histories.edit(random.Random(seed), conversion.value),
        "complement": conversion.complement,
        "request": request,
        "answer": answer,
        "chat request": converted.value,
        "chat answer": responses_protocol.convert(answer, to="chat_completions").value,
        "request complement": converted.complement,
        **_prepare_small_payloads(random.Random(seed)),
    }
    return {name: orjson.dumps(value) for name, value in inputs.items()}


SMALL: dict[str, Callable[[random.Random], Any]] = {
    "request of 0.6 kB": lambda rng: bodies.draw_small_request(rng, 1),
    "request of 1.2 kB": lambda rng: bodies.draw_small_request(rng, 3),
    "answer of 0.6 kB": bodies.draw_small_answer,
    "two messages": bodies.draw_two_messages,
}
"""Small payloads: most are, in tables and in logs."""


def _prepare_small_payloads(rng: random.Random) -> dict[str, Any]:
    inputs = {}
    for name, make in SMALL.items():
        inputs[name] = make(rng)
        converted = responses_protocol.convert(inputs[name], to="chat_completions")
        inputs[f"{name}, Chat"] = converted.value
        inputs[f"{name}, complement"] = converted.complement
    return inputs


def make_subjects(peers: Iterable[Peer]) -> list[Subject]:
    """Return all functions to time, ours first in each kind of work."""
    return [
        _to_chat(f"{OURS} translation", _translate_to_chat),
        _to_chat(f"{OURS} convert", _convert_to_chat),
        _to_chat(f"{OURS} convert, losses read", _convert_to_chat_with_losses),
        *(_to_chat(peer.name, peer.to_chat) for peer in peers if peer.to_chat),
        _to_responses(f"{OURS} translation", _translate_to_responses),
        _to_responses(f"{OURS} convert", _convert_to_responses),
        _to_responses(f"{OURS} convert, losses read", _convert_to_responses_with_losses),
        *(_to_responses(peer.name, peer.to_responses) for peer in peers if peer.to_responses),
        Subject(BACK, f"{OURS} untouched", ("messages", "complement"), _restore, "items"),
        Subject(BACK, f"{OURS} edited", ("edited", "complement"), _restore, "items"),
        _body(REQUEST_TO_CHAT, "request", _convert_to_chat),
        _body(REQUEST_TO_RESPONSES, "chat request", _convert_to_responses),
        _body(ANSWER_TO_CHAT, "answer", _convert_to_chat),
        _body(ANSWER_TO_RESPONSES, "chat answer", _convert_to_responses),
        Subject(BODY_BACK, OURS, ("chat request", "request complement"), _restore, "request"),
        *chain.from_iterable(map(_small_subjects, SMALL)),
        _check_items(f"{OURS} fast validator", _validate_items),
        _check_items(f"{OURS} models", _ITEMS.validate_python),
        *(_check_items(peer.name, peer.check_items) for peer in peers if peer.check_items),
        _check_messages(f"{OURS} fast validator", _validate_messages),
        _check_messages(f"{OURS} models", _MESSAGES.validate_python),
        *(_check_messages(peer.name, peer.check_messages) for peer in peers if peer.check_messages),
    ]


def _to_chat(name: str, run: Any) -> Subject:
    return Subject(TO_CHAT, name, ("items",), run, "items")


def _to_responses(name: str, run: Any) -> Subject:
    return Subject(TO_RESPONSES, name, ("messages",), run, "messages")


def _check_items(name: str, run: Any) -> Subject:
    return Subject(CHECK_ITEMS, name, ("items",), _return_payload(run), "items")


def _check_messages(name: str, run: Any) -> Subject:
    return Subject(CHECK_MESSAGES, name, ("messages",), _return_payload(run), "messages")


def _body(work: str, name: str, run: Any) -> Subject:
    return Subject(work, f"{OURS} convert", (name,), run, name)


def _small_subjects(name: str) -> Iterator[Subject]:
    chat = f"{name}, Chat"
    yield Subject(name, f"{OURS} to Chat", (name,), _convert_to_chat, name)
    yield Subject(name, f"{OURS} to Responses", (chat,), _convert_to_responses, chat)
    yield Subject(name, f"{OURS} restore", (chat, f"{name}, complement"), _restore, name)


def _return_payload(run: Any) -> Any:
    """Return a function that validates a payload and returns it, for timing line to line."""

    def validate(payload: History) -> History:
        run(payload)
        return payload

    return validate


def _translate_to_chat(items: History) -> Any:
    return history.from_responses(items, _OPTIONS)[0]


def _translate_to_responses(messages: History) -> Any:
    return history.to_responses(messages, _OPTIONS)[0]


def _convert_to_chat(items: History) -> Any:
    return _read_value_and_complement(responses_protocol.convert(items, to="chat_completions"))


def _convert_to_responses(messages: History) -> Any:
    return _read_value_and_complement(responses_protocol.convert(messages, to="responses"))


def _convert_to_chat_with_losses(items: History) -> Any:
    return _read_losses(responses_protocol.convert(items, to="chat_completions"))


def _convert_to_responses_with_losses(messages: History) -> Any:
    return _read_losses(responses_protocol.convert(messages, to="responses"))


def _read_value_and_complement(conversion: Conversion) -> Any:
    # Both are read, since each is computed on reading.
    return conversion.value, conversion.complement


def _read_losses(conversion: Conversion) -> Any:
    losses = [[loss.code, loss.severity, loss.pointer, loss.message] for loss in conversion.losses]
    return conversion.value, conversion.complement, losses


def _restore(messages: History, complement: dict[str, Any]) -> Any:
    return responses_protocol.restore(messages, complement)


def _validate_items(items: History) -> None:
    _require_acceptance(accepts(items, "responses", "Item", many=True))


def _validate_messages(messages: History) -> None:
    _require_acceptance(accepts(messages, "chat_completions", "Message", many=True))


def _require_acceptance(verdict: bool) -> None:
    if not verdict:
        raise ValueError("the fast validator refuses what was generated")
