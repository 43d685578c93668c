"""How much comes back: the share of histories unchanged after Responses -> Chat -> Responses.

`equal` counts histories that come back as the same JSON. `alike` also forgives what most converters
leave out on purpose: reasoning, the ids, statuses and phases of items, empty annotations and
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
    """Shares (0 to 1) of the histories; `failed` raised on the way."""

    name: str
    equal: float
    alike: float
    failed: float
    histories: int


def fidelity(peers: Iterable[Peer], data: Sequence[History]) -> list[Fidelity]:
    """Return the shares for us, and for each peer that has both directions."""
    ways: list[tuple[str, Translate]] = [
        (f"{OURS}, complement kept", _with_complement),
        (f"{OURS}, without", _without),
    ]
    ways += [
        (peer.name, _there_and_back(peer.to_chat, peer.to_responses))
        for peer in peers
        if peer.to_chat and peer.to_responses
    ]
    return [_shares(name, way, data) for name, way in ways]


def recorded() -> list[History]:
    """Return the recorded Responses histories (inputs and outputs), or none without the corpus."""
    if CORPUS not in os.environ:
        return []
    folder = Path(os.environ[CORPUS])
    found = []
    for name, key in (("responses.request", "input"), ("responses.response", "output")):
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            payloads = [json.loads(line)["payload"] for line in lines]
        found += [it[key] for it in payloads if isinstance(it.get(key), list) and it[key]]
    return found


def _with_complement(items: History) -> Any:
    conversion = responses_protocol.convert(items, to="chat_completions", source="responses")
    # Over JSON, as it would be stored.
    complement = json.loads(json.dumps(conversion.complement))
    return responses_protocol.restore(json.loads(json.dumps(conversion.value)), complement)


def _without(items: History) -> Any:
    there = responses_protocol.convert(items, to="chat_completions", source="responses").value
    return responses_protocol.convert(there, to="responses", source="chat_completions").value


def _there_and_back(to_chat: Translate, to_responses: Translate) -> Translate:
    return lambda items: to_responses(orjson.loads(dumps(to_chat(items))))


def _shares(name: str, way: Translate, data: Sequence[History]) -> Fidelity:
    equal = alike = failed = 0
    for history in data:
        try:
            # A copy, since not every converter leaves its input alone.
            back = orjson.loads(dumps(way(orjson.loads(orjson.dumps(history)))))
        # Whatever a converter raises, it did not convert.
        except Exception:
            failed += 1
            continue
        equal += back == history
        alike += _plain(back) == _plain(history)
    count = len(data)
    return Fidelity(name, equal / count, alike / count, failed / count, count)


def _plain(items: History) -> list[dict[str, Any]]:
    return [_plain_item(item) for item in items if item.get("type") != "reasoning"]


def _plain_item(item: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in item.items() if key not in _FORGIVEN}
    if "role" in plain:
        plain.setdefault("type", "message")
    for key in ("content", "output"):
        if isinstance(plain.get(key), list):
            plain[key] = _plain_parts(plain[key])
    return plain


def _plain_parts(parts: list[Any]) -> Any:
    plain = [{key: value for key, value in part.items() if value != []} for part in parts]
    one_text = len(plain) == 1 and plain[0].get("type") in ("input_text", "output_text")
    return plain[0]["text"] if one_text else plain
