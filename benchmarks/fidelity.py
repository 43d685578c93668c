"""The share of histories that are unchanged after Responses -> Chat -> Responses.

`equal` counts histories that come back as the same JSON. `alike` ignores the differences that most
converters make on purpose: reasoning, the ids, statuses and phases of items, empty annotations and
logprobs, and whether a text is a string or one part.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

import responses_protocol
from benchmarks.measure import dumps
from benchmarks.peers import History, Peer, Translate
from benchmarks.subjects import OURS

CORPUS = "RESPONSES_PROTOCOL_CORPUS"
_FORGIVEN = ("id", "status", "phase")


@dataclass(frozen=True)
class Fidelity:
    """Shares (0 to 1) of the histories; `failed` is the share that raises."""

    name: str
    equal: float
    alike: float
    failed: float
    histories: int


def measure_fidelity(peers: Iterable[Peer], data: Sequence[History]) -> list[Fidelity]:
    """Return the shares for us, and for each peer that has both directions."""
    converters: list[tuple[str, Translate]] = [
        (f"{OURS}, complement kept", _restore_with_complement),
        (f"{OURS}, without", _convert_twice),
    ]
    converters += [
        (peer.name, _make_round_trip(peer.to_chat, peer.to_responses))
        for peer in peers
        if peer.to_chat and peer.to_responses
    ]
    return [_measure_shares(name, convert, data) for name, convert in converters]


def read_recorded_histories() -> list[History]:
    """Return the recorded Responses histories (inputs and outputs), or none without the corpus."""
    if CORPUS not in os.environ:
        return []
    folder = Path(os.environ[CORPUS])
    histories = []
    for name, key in (("responses.request", "input"), ("responses.response", "output")):
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            payloads = [json.loads(line)["payload"] for line in lines]
        histories += [
            payload[key]
            for payload in payloads
            if isinstance(payload.get(key), list) and payload[key]
        ]
    return histories


def _restore_with_complement(items: History) -> Any:
    conversion = responses_protocol.convert(items, to="chat_completions", source="responses")
    # Through JSON, since it is stored as JSON.
    complement = json.loads(json.dumps(conversion.complement))
    return responses_protocol.restore(json.loads(json.dumps(conversion.value)), complement)


def _convert_twice(items: History) -> Any:
    messages = responses_protocol.convert(items, to="chat_completions", source="responses").value
    return responses_protocol.convert(messages, to="responses", source="chat_completions").value


def _make_round_trip(to_chat: Translate, to_responses: Translate) -> Translate:
    return lambda items: to_responses(orjson.loads(dumps(to_chat(items))))


def _measure_shares(name: str, convert: Translate, data: Sequence[History]) -> Fidelity:
    equal = alike = failed = 0
    for history in data:
        try:
            # A copy, since some converters change their input.
            result = orjson.loads(dumps(convert(orjson.loads(orjson.dumps(history)))))
        # Converters raise errors of any class.
        except Exception:
            failed += 1
            continue
        equal += result == history
        alike += _simplify(result) == _simplify(history)
    count = len(data)
    return Fidelity(name, equal / count, alike / count, failed / count, count)


def _simplify(items: History) -> list[dict[str, Any]]:
    return [_simplify_item(item) for item in items if item.get("type") != "reasoning"]


def _simplify_item(item: dict[str, Any]) -> dict[str, Any]:
    members = {key: value for key, value in item.items() if key not in _FORGIVEN}
    if "role" in members:
        members.setdefault("type", "message")
    for key in ("content", "output"):
        if isinstance(members.get(key), list):
            members[key] = _simplify_parts(members[key])
    return members


def _simplify_parts(parts: list[Any]) -> Any:
    simple = [{key: value for key, value in part.items() if value != []} for part in parts]
    one_text = len(simple) == 1 and simple[0].get("type") in ("input_text", "output_text")
    return simple[0]["text"] if one_text else simple
