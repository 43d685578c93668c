"""Validators by the schemas that tools declare, each made once."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from responses_protocol.checks.rules.tools.plain_schemas import is_plain
from responses_protocol.values import Json

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator


def fault_of(schema: Json) -> ValidationError | None:
    """Return what makes a schema none, as the version of JSON Schema that it names says.

    Returns None for a schema, and for what is nested too deeply to tell.
    """
    try:
        return None if is_plain(schema) else _fault_of(json.dumps(schema))
    except (RecursionError, ValueError):
        return None


def validator_of(schema: Json) -> Validator | None:
    """Return the validator by a schema; None where it is none, or nested too deeply."""
    try:
        return None if fault_of(schema) is not None else _validator_of(json.dumps(schema))
    except (RecursionError, ValueError):
        return None


@lru_cache(maxsize=512)
def _fault_of(text: str) -> ValidationError | None:
    from jsonschema.exceptions import best_match

    kind, schema = _read(text)
    fault: ValidationError | None = best_match(kind(kind.META_SCHEMA).iter_errors(schema))
    return fault


@lru_cache(maxsize=512)
def _validator_of(text: str) -> Validator:
    from referencing import Registry

    kind, schema = _read(text)
    validator: Validator = kind(schema, registry=Registry())  # which fetches nothing
    return validator


def _read(text: str) -> tuple[Any, Json]:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for

    schema = json.loads(text)
    return validator_for(schema, default=Draft202012Validator), schema
