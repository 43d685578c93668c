"""What the tests of repairs share: the rules that a repair satisfies, and how histories break."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

import responses_protocol as rp

_RESPONSES = "RP203 RP204 RP205 RP206 RP207 RP212 RP214 RP216 RP220 RP312 RP961"
_CHAT = "RP401 RP402 RP403 RP404 RP405 RP406 RP407 RP413 RP801 RP802"
PAIRING = frozenset(f"{_RESPONSES} {_CHAT}".split())
TARGETS = ("openai", "azure", "deepseek", "mistral", "mlflow", "ollama", "open")
Payload = Any


def find_rules(payload: Payload, subject: str, target: Any) -> list[str]:
    """Return what the rules of a repair find, in both profiles."""
    return [
        f"{finding.code} {finding.pointer}"
        for profile in ("wire", "request")
        for finding in rp.validate(payload, subject, profile=profile, target=target)
        if finding.code in PAIRING
    ]


def check(payload: Payload, subject: str, target: Any = "openai", **arguments: Any) -> rp.Repair:
    """Repair a payload, and check all that holds of every repair; return it."""
    before = json.dumps(payload)
    repair = rp.repair(payload, subject, target=target, **arguments)
    assert json.dumps(payload) == before, "the source was changed"
    assert rp.undo(repair.value, json.loads(json.dumps(repair.complement))) == payload
    if not repair.mends:
        assert repair.value == payload
    for mend in repair.mends:
        value = payload
        for step in mend.pointer.split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value.get(step)
    second_repair = rp.repair(repair.value, subject, target=target, **arguments)
    assert second_repair.mends == (), second_repair.mends
    assert second_repair.value == repair.value
    if "keep" not in arguments:
        assert find_rules(repair.value, subject, target) == []
    if not arguments and not find_rules(payload, subject, target):
        # no rule is about a ChatAgent's calls; a message without content is of a wrong structure
        mends = [
            other_mend for other_mend in repair.mends if other_mend.code not in ("RP101", "RP102")
        ]
        assert mends == [] or subject.startswith("chat_agent"), repair.mends
    return repair


@st.composite
def break_history(draw: st.DrawFn, history: list[Payload]) -> list[Payload]:
    """Return a history from which elements are cut, left out, repeated, and exchanged."""
    broken_history = list(history)
    for _ in range(draw(st.integers(0, 4))):
        if not broken_history:
            break
        index, other_index = (draw(st.integers(0, len(broken_history) - 1)) for _ in range(2))
        match draw(st.sampled_from(("drop", "repeat", "swap", "cut"))):
            case "drop":
                del broken_history[index]
            case "repeat":
                broken_history.insert(other_index, broken_history[index])
            case "swap":
                broken_history[index], broken_history[other_index] = (
                    broken_history[other_index],
                    broken_history[index],
                )
            case "cut":
                broken_history = broken_history[
                    min(index, other_index) : max(index, other_index) + 1
                ]
    return broken_history


def check_any_value(payload: Payload, subject: str | None, target: Any) -> None:
    """Repair any value; check that it is refused, or repaired once, and back."""
    try:
        repair = rp.repair(payload, subject, target=target)
    except rp.ConversionError:
        return
    assert rp.undo(repair.value, repair.complement) == payload
    if repair.mends and subject is not None:
        second_repair = rp.repair(repair.value, subject, target=target)
        assert second_repair.mends == (), second_repair.mends
