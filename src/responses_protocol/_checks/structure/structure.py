"""The structure of a payload, compared with the schema of its subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from responses_protocol import schemas
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.structure.refusals import is_doubtful
from responses_protocol._checks.structure.violations import DEPTH, Kinds, Violation, find_violations
from responses_protocol._checks.structure.wording import describe_violation
from responses_protocol._checks.subjects import Subject
from responses_protocol._formats.servers import SERVERS
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json
from responses_protocol.schemas import fast_validator

_REQUEST_KINDS = ("history", "request", "tools")  # requests and their parts


def check_structure(payload: Json, subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each violation of a payload, in the words of the API.

    The request profile holds where it is known; elsewhere the wire profile does.
    """
    profile: Profile = (
        settings.profile if _has_request_profile(subject, settings.target) else "wire"
    )
    if profile == "wire" and is_readable(payload, subject):
        return
    place = api_place(subject)
    damage = (
        _null_or_missing(_list_violations(payload, subject, "wire"))
        if profile == "request"
        else frozenset()
    )
    for violation in _list_violations(payload, subject, profile):
        is_warning = (
            profile == "request"
            and is_doubtful(violation)
            and not _null_or_missing([violation]) <= damage
        )
        yield replace(
            describe_violation(violation, place, subject.dialect),
            severity="warning" if is_warning else "error",
            subject=subject.label,
        )


def _null_or_missing(damage: Iterable[Violation]) -> frozenset[tuple[object, ...]]:
    """Return the places of missing members and of nulls among violations."""
    return frozenset(
        (*violation.steps, violation.limit if violation.keyword == "required" else None)
        for violation in damage
        if violation.keyword == "required" or violation.value is None
    )


def _has_request_profile(subject: Subject, target: str) -> bool:
    """Return whether a request profile is known: OpenAI's, and MLflow's own for agents."""
    known = subject.dialect.endswith("_agent") or (target in SERVERS and SERVERS[target].openai)
    return known and subject.kind in _REQUEST_KINDS


def is_readable(payload: Json, subject: Subject) -> bool:
    """Return whether a payload fits the wire profile of its schema."""
    return fast_validator.accepts(payload, subject.dialect, subject.definition, many=subject.many)


def api_place(subject: Subject) -> str:
    """Return the name of a payload of this subject, with which the API begins a place."""
    return subject.place


def _list_violations(payload: Json, subject: Subject, profile: Profile) -> Iterator[Violation]:
    ref = schemas.ref(subject.dialect, subject.definition, profile)
    try:
        if not subject.many:
            yield from list(find_violations(payload, ref))
        elif not isinstance(payload, list):
            yield Violation("type", (), payload, Kinds(("array",), elements=("object",)))
        else:
            for index, element in enumerate(payload):
                yield from list(find_violations(element, ref, (index,)))
    except RecursionError:
        yield Violation(DEPTH, (), payload, None)
