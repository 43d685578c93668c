"""The readable part of a damaged payload.

Rules need a right structure. A readable replacement takes the place of each damaged element of a
list, so that rules still see all other elements at their indexes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from responses_protocol import schemas
from responses_protocol._checks.structure.violations import Steps, Violation, find_violations
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._values import Json
from responses_protocol.schemas import fast_validator

_KINDS = {"input": "history", "messages": "history", "tools": "tools"}  # of members of requests
_MAX_VIOLATIONS = 4  # of an element that is mended: each takes several trials
_EMPTY_VALUES: tuple[Json, ...] = ("", [], {}, False, 0)
# Elements without any meaning: no rule misses another element because of them.
_PLACEHOLDERS: dict[str, Json] = {
    "responses/history": {"type": "item_reference", "id": ""},
    "responses/tools": {"type": "unknown"},
    "chat_completions/history": {"role": "unknown"},
    "chat_completions/tools": {"type": "unknown"},
    "chat_agent/history": {"role": "unknown", "content": ""},
}
# Lists in which a placeholder may replace a call or an output, and no rule errs about the others.
_PLACEHOLDER_FOR_CALLS = frozenset(
    {"responses/history", "responses/tools", "chat_completions/tools"}
)
# Members that tie outputs to calls.
_CALL_MEMBERS = frozenset({"call_id", "id", "tool_call_id", "tool_calls"})
# The tag that an element without one has by its other members: it may answer a call.
_IMPLIED_TAGS: tuple[tuple[str, tuple[str, ...], dict[str, Json]], ...] = (
    ("responses/history", ("call_id", "output"), {"type": "function_call_output"}),
    ("responses/history", ("call_id", "arguments"), {"type": "function_call"}),
    ("chat_completions/history", ("tool_call_id",), {"role": "tool"}),
    ("chat_completions/history", ("tool_calls",), {"role": "assistant"}),
)


@dataclass(frozen=True)
class ReadablePayload:
    """A readable payload, and the pointers of the replacements in it.

    ``is_complete`` is false where damaged members of an object are left out.
    """

    payload: Json
    replaced: frozenset[str]
    is_complete: bool


def make_readable(payload: Json, subject: Subject) -> ReadablePayload | None:
    """Return the readable part of a damaged payload, or None if there is none.

    Raises RecursionError where it is nested too deeply.
    """
    if subject.name in _PLACEHOLDERS:
        elements, indexes = _list(payload, subject)
        replaced = frozenset(f"/{index}" for index in indexes)
        readable = ReadablePayload(elements, replaced, is_complete=True)
    elif isinstance(payload, dict):
        readable = _object(payload, subject)
    else:
        return None
    is_right = fast_validator.accepts(
        readable.payload, subject.dialect, subject.definition, many=subject.many
    )
    return readable if is_right else None


def _object(payload: dict[str, Json], subject: Subject) -> ReadablePayload:
    members: dict[str, Json] = {}
    replaced: set[str] = set()
    ref = schemas.ref(subject.dialect, subject.definition, "wire")
    damaged = {
        str(violation.steps[0]) for violation in find_violations(payload, ref) if violation.steps
    }
    for name, member in payload.items():
        list_subject = SUBJECTS.get(f"{subject.dialect}/{_KINDS.get(name, '')}")
        if name not in damaged:
            members[name] = member
        elif subject.kind == "request" and list_subject is not None and isinstance(member, list):
            elements, indexes = _list(member, list_subject)
            if indexes:
                members[name] = elements
                replaced.update(f"/{name}/{index}" for index in indexes)
    is_complete = members.keys() == payload.keys()
    return ReadablePayload(members, frozenset(replaced), is_complete)


def _list(values: Json, subject: Subject) -> tuple[Json, list[int]]:
    """Return a list with its damaged elements replaced, and the indexes of these.

    Returns the list as it is where no replacement is known for an object, which may be a call.
    """
    if not isinstance(values, list):
        return values, []
    elements, indexes = list(values), []
    for index, value in enumerate(values):
        if not fast_validator.accepts(value, subject.dialect, subject.definition):
            mended = _mend_element(value, subject) if isinstance(value, dict) else None
            if (
                mended is None
                and isinstance(value, dict)
                and subject.name not in _PLACEHOLDER_FOR_CALLS
            ):
                return values, []
            elements[index] = _PLACEHOLDERS[subject.name] if mended is None else mended
            indexes.append(index)
    return elements, indexes


def _mend_element(value: dict[str, Json], subject: Subject) -> Json:
    """Return a damaged element with its violations removed or emptied; None if none is readable."""
    ref = schemas.ref(subject.dialect, subject.definition, "wire")
    element: Json = {**value, **_implied_tag(value, subject)}
    damage = list(islice(find_violations(element, ref), _MAX_VIOLATIONS + 1))
    is_tied = any(not _CALL_MEMBERS.isdisjoint(_steps(violation)[-1:]) for violation in damage)
    if len(damage) > _MAX_VIOLATIONS or is_tied:
        return None
    while damage:
        better = next(_better(element, damage, ref), None)
        if better is None:
            return None
        element, damage = better  # fewer violations, at other indexes where an element is removed
    return element if fast_validator.accepts(element, subject.dialect, subject.definition) else None


def _better(
    value: Json, damage: list[Violation], ref: str
) -> Iterator[tuple[Json, list[Violation]]]:
    """Yield values without the first violation, each with the violations that remain."""
    for candidate in _candidates(value, damage[0]):
        remaining = list(islice(find_violations(candidate, ref), len(damage)))
        if len(remaining) < len(damage):
            yield candidate, remaining


def _steps(violation: Violation) -> Steps:
    """Return the steps to the value that a violation is about, which may be missing."""
    return (
        (*violation.steps, violation.limit) if violation.keyword == "required" else violation.steps
    )


def _implied_tag(value: dict[str, Json], subject: Subject) -> dict[str, Json]:
    for name, members, tag in _IMPLIED_TAGS:
        if name == subject.name and value.keys() >= {*members} and not value.keys() & tag.keys():
            return tag
    return {}


def _candidates(value: Json, violation: Violation) -> Iterator[Json]:
    """Yield a value without the part that has a violation, and with an empty value in its place."""
    steps = _steps(violation)
    if steps:
        if violation.keyword != "required":
            yield _changed(value, steps, None)
        yield from (_changed(value, steps, (empty,)) for empty in _EMPTY_VALUES)


def _changed(value: Json, steps: Steps, member: tuple[Json] | None) -> Json:
    """Return a copy of a value with the member at some steps replaced, or removed for None."""
    step, *rest = steps
    changed: Any = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        changed[step] = _changed(changed[step], tuple(rest), member)
    elif member is not None:
        changed[step] = member[0]
    else:
        del changed[step]
    return changed
