"""The rules of structure, and what of a payload breaks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from responses_protocol import schemas
from responses_protocol.checks.rule import Example, Problem, Profile, Rule, Settings, View
from responses_protocol.checks.structure.faults import DEPTH, Fault, Kinds, faults
from responses_protocol.checks.structure.refusals import is_doubtful
from responses_protocol.checks.structure.wording import worded
from responses_protocol.checks.subjects import Subject
from responses_protocol.formats.servers import SERVERS
from responses_protocol.reporting.finding import Finding
from responses_protocol.schemas import gate
from responses_protocol.values import Json

_ASKED = ("history", "request", "tools")  # what a request has
_OBSERVED = "Observed at OpenAI's endpoints in August 2026"


def structure(payload: Json, subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Yield what the schema of a subject does not take, in the profile of the settings."""
    profile: Profile = settings.profile if _is_asked(subject, settings.target) else "wire"
    if profile == "wire" and is_readable(payload, subject):
        return
    place = place_of(subject)
    damage = _demands(_faults(payload, subject, "wire")) if profile == "request" else frozenset()
    for fault in _faults(payload, subject, profile):
        told = worded(fault, place, subject.dialect)
        rule = RULES[told.code]
        doubtful = profile == "request" and is_doubtful(fault) and not _demands([fault]) <= damage
        yield Finding(
            told.code,
            "warning" if doubtful else rule.severity,
            told.message,
            told.param,
            told.pointer,
            told.hint,
            subject.label,
        )


def _demands(found: Iterable[Fault]) -> frozenset[tuple[object, ...]]:
    """Return what faults of missing members and of null are about."""
    return frozenset(
        (*one.steps, one.limit if one.keyword == "required" else None)
        for one in found
        if one.keyword == "required" or one.value is None
    )


def _is_asked(subject: Subject, target: str) -> bool:
    """Tell whether a request profile is known: OpenAI's for OpenAI, and MLflow's own for agents."""
    known = subject.dialect.endswith("_agent") or (target in SERVERS and SERVERS[target].openai)
    return known and subject.kind in _ASKED


def is_readable(payload: Json, subject: Subject) -> bool:
    """Tell whether a payload has the structure that everybody who stored one may have stored."""
    return gate.accepts(payload, subject.dialect, subject.definition, many=subject.many)


def place_of(subject: Subject) -> str:
    """Return how the API names a payload of this subject, in places."""
    return subject.place


def _faults(payload: Json, subject: Subject, profile: Profile) -> Iterator[Fault]:
    place = schemas.ref(subject.dialect, subject.definition, profile)
    try:
        if not subject.many:
            yield from list(faults(payload, place))
        elif not isinstance(payload, list):
            yield Fault("type", (), payload, Kinds(("array",), elements=("object",)))
        else:
            for at, one in enumerate(payload):
                yield from list(faults(one, place, (at,)))
    except RecursionError:
        yield Fault(DEPTH, (), payload, None)


def _none(view: View) -> Iterable[Problem]:
    """Find nothing: the schemas tell what breaks these rules."""
    return ()


CALL: dict[str, Any] = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "add",
    "arguments": "{}",
}
OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "3"}
ASK: dict[str, Any] = {"model": "gpt-5.6-terra", "input": "Hello"}
CHAT: dict[str, Any] = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Hello"}],
}
SUM: dict[str, Any] = {
    "type": "json_schema",
    "schema": {
        "type": "object",
        "properties": {"sum": {"type": "number"}},
        "required": ["sum"],
        "additionalProperties": False,
    },
}
R, C = "responses/request", "chat_completions/request"
_without_name = {name: value for name, value in CALL.items() if name != "name"}


def _rule(
    code: str,
    name: str,
    summary: str,
    subject: str,
    wrong: Any,
    right: Any,
    profile: Profile = "request",
) -> Rule:
    return Rule(
        code,
        name,
        summary,
        "error",
        (),
        _none,
        Example(subject, wrong, Settings(profile)),
        Example(subject, right, Settings(profile)),
        _OBSERVED,
    )


_ALL = (
    _rule(
        "RP101",
        "missing-parameter",
        "What must be there is there.",
        "responses/history",
        [_without_name, OUTPUT],
        [CALL, OUTPUT],
        "wire",
    ),
    _rule(
        "RP102",
        "invalid-type",
        "Every value is of a type that is taken at its place.",
        "responses/history",
        [{**CALL, "arguments": {}}, OUTPUT],
        [CALL, OUTPUT],
        "wire",
    ),
    _rule(
        "RP103",
        "invalid-value",
        "A word is one of those that are supported.",
        R,
        {**ASK, "truncation": "never"},
        {**ASK, "truncation": "disabled"},
    ),
    _rule(
        "RP104",
        "unknown-parameter",
        "There are no parameters but those that the endpoint knows.",
        R,
        {**ASK, "sto": True},
        ASK,
    ),
    _rule(
        "RP105",
        "string-length",
        "A string is as long as it may be.",
        R,
        {**ASK, "prompt_cache_key": "key" * 22},
        {**ASK, "prompt_cache_key": "key" * 21},
    ),
    _rule(
        "RP106",
        "pattern",
        "A string consists of what it may consist of.",
        R,
        {**ASK, "text": {"format": {**SUM, "name": "a sum"}}},
        {**ASK, "text": {"format": {**SUM, "name": "a_sum"}}},
    ),
    _rule(
        "RP107",
        "array-length",
        "A list has as many elements as it may have.",
        C,
        {**CHAT, "stop": ["1", "2", "3", "4", "5"]},
        {**CHAT, "stop": ["1", "2", "3", "4"]},
    ),
    _rule(
        "RP108",
        "number-out-of-range",
        "A number lies in its range.",
        R,
        {**ASK, "max_output_tokens": 15},
        {**ASK, "max_output_tokens": 16},
    ),
    _rule(
        "RP109",
        "object-limits",
        "An object has no more members, and no longer names, than it may have.",
        R,
        {**ASK, "metadata": {f"key_{number}": "" for number in range(17)}},
        {**ASK, "metadata": {f"key_{number}": "" for number in range(16)}},
    ),
)
RULES: dict[str, Rule] = {rule.code: rule for rule in _ALL}
STRUCTURE = _ALL
