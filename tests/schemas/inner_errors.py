"""The errors of a validator, with those inside the branches of unions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jsonschema import ValidationError


def flatten_errors(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Yield each error, and after it what its branches have against the payload."""
    for error in errors:
        yield error
        yield from flatten_errors(error.context or ())
