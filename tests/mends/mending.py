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


def found(payload: Payload, subject: str, target: Any) -> list[str]:
    """Return what the rules of a repair find, in both profiles."""
    return [
        f"{finding.code} {finding.pointer}"
        for profile in ("wire", "request")
        for finding in rp.validate(payload, subject, profile=profile, target=target)
        if finding.code in PAIRING
    ]


def check(payload: Payload, subject: str, target: Any = "openai", **asked: Any) -> rp.Repair:
    """Repair a payload, and check all that holds of every repair; return it."""
    before = json.dumps(payload)
    done = rp.repair(payload, subject, target=target, **asked)
    assert json.dumps(payload) == before, "the source was changed"
    assert rp.undo(done.value, json.loads(json.dumps(done.complement))) == payload
    if not done.mends:
        assert done.value == payload
    for mend in done.mends:
        value = payload
        for step in mend.pointer.split("/")[1:]:
            value = value[int(step)] if isinstance(value, list) else value.get(step)
    again = rp.repair(done.value, subject, target=target, **asked)
    assert again.mends == (), again.mends
    assert again.value == done.value
    if "keep" not in asked:
        assert found(done.value, subject, target) == []
    if not asked and not found(payload, subject, target):
        # no rule is about a ChatAgent's calls; a message without content is of a wrong structure
        mends = [one for one in done.mends if one.code not in ("RP101", "RP102")]
        assert mends == [] or subject.startswith("chat_agent"), done.mends
    return done


@st.composite
def broken(draw: st.DrawFn, history: list[Payload]) -> list[Payload]:
    """Return a history from which elements are cut, left out, repeated, and exchanged."""
    made = list(history)
    for _ in range(draw(st.integers(0, 4))):
        if not made:
            break
        at, other = (draw(st.integers(0, len(made) - 1)) for _ in range(2))
        match draw(st.sampled_from(("drop", "repeat", "swap", "cut"))):
            case "drop":
                del made[at]
            case "repeat":
                made.insert(other, made[at])
            case "swap":
                made[at], made[other] = made[other], made[at]
            case "cut":
                made = made[min(at, other) : max(at, other) + 1]
    return made


def total(payload: Payload, subject: str | None, target: Any) -> None:
    """Repair any value; check that it is refused, or repaired once, and back."""
    try:
        done = rp.repair(payload, subject, target=target)
    except rp.ConversionError:
        return
    assert rp.undo(done.value, done.complement) == payload
    if done.mends and subject is not None:
        again = rp.repair(done.value, subject, target=target)
        assert again.mends == (), again.mends
