"""Payloads to ask validators about: recorded ones, those that explain rules, and broken ones."""

from __future__ import annotations

import copy
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from responses_protocol._checks.rules import rules
from responses_protocol.schemas import bundles

CORPUS = os.environ.get("RESPONSES_PROTOCOL_CORPUS")
OTHERS = [None, True, 5, 0.5, "other", [], {}, [None], {"type": "other"}]

# Where nothing is recorded: what no rule has an example of.
ANSWER = {
    "object": "chat.completion",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Three."}}],
}
OWN = [("chat_completions/response", one) for one in (ANSWER, {**ANSWER, "choices": "Three."})]

# By the file of recordings: what its payloads are, and the members of them that are lists.
RECORDED = {
    "responses.request": ("responses/request", {"input": "history", "tools": "tools"}),
    "codex.request": ("responses/request", {"input": "history", "tools": "tools"}),
    "responses.response": ("responses/response", {}),
    "responses.stream": ("responses/events", {}),
    "chat.request": ("chat_completions/request", {"messages": "history", "tools": "tools"}),
    "chat.response": ("chat_completions/response", {}),
    "chat.stream": ("chat_completions/chunks", {}),
}


@cache
def payloads() -> dict[str, list[Any]]:
    """Return right and broken payloads by what they are."""
    payloads_by_name: dict[str, list[Any]] = defaultdict(list)
    for name, payload in [*_iter_recorded(), *_iter_rule_examples(), *OWN]:
        payloads_by_name[name] += [payload, *_break_payload(payload)]
    return payloads_by_name


def _iter_recorded() -> Iterator[tuple[str, Any]]:
    if CORPUS is None:
        return
    for file, (name, lists) in RECORDED.items():
        for line in Path(CORPUS, f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            payload = json.loads(line)["payload"]
            yield name, payload
            for member, kind in lists.items():
                if isinstance(payload.get(member), list):
                    yield f"{name.partition('/')[0]}/{kind}", payload[member]


def _iter_rule_examples() -> Iterator[tuple[str, Any]]:
    for rule in rules():
        if rule.subject in bundles.names():
            yield rule.subject, rule.wrong
            yield rule.subject, rule.right


def _break_payload(payload: Any) -> Iterator[Any]:
    """Yield copies in which one value is gone, or another one; the same copies in each run."""
    chance = random.Random(len(json.dumps(payload)))
    for _ in range(2):
        bent = copy.deepcopy(payload)
        if places := list(_places(bent)):
            container, key = chance.choice(places)
            if chance.random() < 0.4:
                del container[key]
            else:
                container[key] = chance.choice(OTHERS)
            yield bent


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in members:
        yield value, key
        if isinstance(member, (dict, list)):
            yield from _places(member)
