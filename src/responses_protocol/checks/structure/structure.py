"""The rules of structure, and what of a payload breaks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responses_protocol import schemas
from responses_protocol.checks.rule import Profile, Settings
from responses_protocol.checks.structure.faults import DEPTH, Fault, Kinds, faults
from responses_protocol.checks.structure.refusals import is_doubtful
from responses_protocol.checks.structure.wording import worded
from responses_protocol.checks.subjects import Subject
from responses_protocol.formats.servers import SERVERS
from responses_protocol.reporting.finding import Finding
from responses_protocol.schemas import gate
from responses_protocol.values import Json

PLACES = {"responses": "input", "chat_completions": "messages", "chat_agent": "messages"}
_ASKED = ("history", "request", "tools")  # what a request has


def structure(payload: Json, subject: Subject, settings: Settings) -> Iterator[Finding]:
    """Yield what the schema of a subject does not take, in the profile of the settings."""
    profile: Profile = settings.profile if _is_asked(subject, settings.target) else "wire"
    if profile == "wire" and is_readable(payload, subject):
        return
    place = place_of(subject)
    damage = _demands(_faults(payload, subject, "wire")) if profile == "request" else frozenset()
    for fault in _faults(payload, subject, profile):
        told = worded(fault, place, subject.dialect)
        doubtful = profile == "request" and is_doubtful(fault) and not _demands([fault]) <= damage
        yield Finding(
            told.code,
            "warning" if doubtful else "error",
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
    if subject.kind == "history":
        return PLACES[subject.dialect]
    return subject.kind if subject.many else ""


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
