"""Validators by the schemas that tools declare, each made once."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from responses_protocol.values import Json

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator


def key_of(schema: Json) -> str | None:
    """Return the text by which a schema is remembered, None where it is nested too deeply."""
    try:
        return json.dumps(schema)
    except (RecursionError, ValueError):
        return None


@lru_cache(maxsize=512)
def fault_of(key: str) -> ValidationError | None:
    """Return what makes a schema, given by its key, none that JSON Schema knows."""
    from jsonschema.exceptions import best_match

    kind, schema = _class_of(key)
    return best_match(kind(kind.META_SCHEMA).iter_errors(schema))


@lru_cache(maxsize=512)
def validator_of(key: str) -> Validator | None:
    """Return the validator by a schema, given by its key; None where the schema is none."""
    from referencing import Registry

    if fault_of(key) is not None:
        return None
    kind, schema = _class_of(key)
    return kind(schema, registry=Registry())  # which fetches nothing


def _class_of(key: str) -> tuple[type[Validator], Json]:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for

    schema = json.loads(key)
    return validator_for(schema, default=Draft202012Validator), schema
