"""The structure of a payload, compared with the schema of its subject, and the rules of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from responses_protocol import schemas
from responses_protocol.checks.rule import Example, Problem, Profile, Rule, Settings, View
from responses_protocol.checks.structure.faults import DEPTH, Fault, Kinds, faults
from responses_protocol.checks.structure.refusals import is_doubtful
from responses_protocol.checks.structure.wording import describe_fault
from responses_protocol.checks.subjects import Subject
from responses_protocol.formats.servers import SERVERS
from responses_protocol.reporting.finding import Finding
from responses_protocol.schemas import gate
from responses_protocol.values import Json

_HISTORY_PLACES = {"responses": "input", "chat_completions": "messages", "chat_agent": "messages"}
_REQUEST_KINDS = ("history", "request", "tools")  # requests and their parts
_OBSERVED = "Observed at OpenAI's endpoints in August 2026"


def check_structure(payload: Json, subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each fault of a payload, in the words of the API.

    The request profile holds where it is known; elsewhere the wire profile does.
    """
    profile: Profile = (
        settings.profile if _has_request_profile(subject, settings.target) else "wire"
    )
    if profile == "wire" and is_readable(payload, subject):
        return
    place = place_of(subject)
    damage = (
        _null_or_missing(_list_faults(payload, subject, "wire"))
        if profile == "request"
        else frozenset()
    )
    for fault in _list_faults(payload, subject, profile):
        description = describe_fault(fault, place, subject.dialect)
        rule = RULES_BY_CODE[description.code]
        doubtful = (
            profile == "request" and is_doubtful(fault) and not _null_or_missing([fault]) <= damage
        )
        yield Finding(
            description.code,
            "warning" if doubtful else rule.severity,
            description.message,
            description.param,
            description.pointer,
            description.hint,
            subject.label,
        )


def _null_or_missing(damage: Iterable[Fault]) -> frozenset[tuple[object, ...]]:
    """Return the places of missing members and of nulls among faults."""
    return frozenset(
        (*fault.steps, fault.limit if fault.keyword == "required" else None)
        for fault in damage
        if fault.keyword == "required" or fault.value is None
    )


def _has_request_profile(subject: Subject, target: str) -> bool:
    """Return whether a request profile is known: OpenAI's, and MLflow's own for agents."""
    known = subject.dialect.endswith("_agent") or (target in SERVERS and SERVERS[target].openai)
    return known and subject.kind in _REQUEST_KINDS


def is_readable(payload: Json, subject: Subject) -> bool:
    """Return whether a payload fits the wire profile of its schema."""
    return gate.accepts(payload, subject.dialect, subject.definition, many=subject.many)


def place_of(subject: Subject) -> str:
    """Return the name of a payload of this subject, with which the API begins a place."""
    if subject.kind == "history":
        return _HISTORY_PLACES[subject.dialect]
    return subject.kind if subject.many else ""


def _list_faults(payload: Json, subject: Subject, profile: Profile) -> Iterator[Fault]:
    place = schemas.ref(subject.dialect, subject.definition, profile)
    try:
        if not subject.many:
            yield from list(faults(payload, place))
        elif not isinstance(payload, list):
            yield Fault("type", (), payload, Kinds(("array",), elements=("object",)))
        else:
            for index, element in enumerate(payload):
                yield from list(faults(element, place, (index,)))
    except RecursionError:
        yield Fault(DEPTH, (), payload, None)


def _find_nothing(view: View) -> Iterable[Problem]:
    """Find no problems: ``check_structure`` reports the findings of these rules."""
    return ()


_CALL: dict[str, Any] = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "add",
    "arguments": "{}",
}
_OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "3"}
_REQUEST: dict[str, Any] = {"model": "gpt-5.6-terra", "input": "Hello"}
_CHAT_REQUEST: dict[str, Any] = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Hello"}],
}
_SUM_FORMAT: dict[str, Any] = {
    "type": "json_schema",
    "schema": {
        "type": "object",
        "properties": {"sum": {"type": "number"}},
        "required": ["sum"],
        "additionalProperties": False,
    },
}
_RESPONSES, _CHAT = "responses/request", "chat_completions/request"
_CALL_WITHOUT_NAME = {name: value for name, value in _CALL.items() if name != "name"}


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
        _find_nothing,
        Example(subject, wrong, Settings(profile)),
        Example(subject, right, Settings(profile)),
        _OBSERVED,
    )


_ALL = (
    _rule(
        "RP101",
        "missing-parameter",
        "A required member is there.",
        "responses/history",
        [_CALL_WITHOUT_NAME, _OUTPUT],
        [_CALL, _OUTPUT],
        "wire",
    ),
    _rule(
        "RP102",
        "invalid-type",
        "A value is of a type that its place accepts.",
        "responses/history",
        [{**_CALL, "arguments": {}}, _OUTPUT],
        [_CALL, _OUTPUT],
        "wire",
    ),
    _rule(
        "RP103",
        "invalid-value",
        "A word is one of those that are supported.",
        _RESPONSES,
        {**_REQUEST, "truncation": "never"},
        {**_REQUEST, "truncation": "disabled"},
    ),
    _rule(
        "RP104",
        "unknown-parameter",
        "The endpoint knows every parameter.",
        _RESPONSES,
        {**_REQUEST, "sto": True},
        _REQUEST,
    ),
    _rule(
        "RP105",
        "string-length",
        "A string is neither empty nor too long where its length is limited.",
        _RESPONSES,
        {**_REQUEST, "prompt_cache_key": "key" * 22},
        {**_REQUEST, "prompt_cache_key": "key" * 21},
    ),
    _rule(
        "RP106",
        "pattern",
        "A string matches the pattern of its place.",
        _RESPONSES,
        {**_REQUEST, "text": {"format": {**_SUM_FORMAT, "name": "a sum"}}},
        {**_REQUEST, "text": {"format": {**_SUM_FORMAT, "name": "a_sum"}}},
    ),
    _rule(
        "RP107",
        "array-length",
        "A list has as many elements as it may have.",
        _CHAT,
        {**_CHAT_REQUEST, "stop": ["1", "2", "3", "4", "5"]},
        {**_CHAT_REQUEST, "stop": ["1", "2", "3", "4"]},
    ),
    _rule(
        "RP108",
        "number-out-of-range",
        "A number lies in its range.",
        _RESPONSES,
        {**_REQUEST, "max_output_tokens": 15},
        {**_REQUEST, "max_output_tokens": 16},
    ),
    _rule(
        "RP109",
        "object-limits",
        "An object has no more members, and no longer names, than it may have.",
        _RESPONSES,
        {**_REQUEST, "metadata": {f"key_{number}": "" for number in range(17)}},
        {**_REQUEST, "metadata": {f"key_{number}": "" for number in range(16)}},
    ),
)
RULES_BY_CODE: dict[str, Rule] = {rule.code: rule for rule in _ALL}
STRUCTURE = _ALL
