"""RP622: the arguments of a call fit what its function takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.tools.calls import HISTORIES, Call, calls
from responses_protocol.checks.rules.tools.examples_of_calls import called_with
from responses_protocol.checks.rules.tools.validators import validator_of
from responses_protocol.values import Json, token

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

MOST = 5
TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
    (type(None), "null"),
)


def unfit(view: View) -> Iterator[Problem]:
    """Find arguments that break the schema of their function; of each call some."""
    validators: dict[int, Validator | None] = {}
    for call in calls(view):
        if not isinstance(call.parameters, dict):
            continue
        number = id(call.parameters)
        if number not in validators:
            validators[number] = validator_of(call.parameters)
        for error in _errors(call, validators[number]):
            inside = "".join(f"/{token(str(step))}" for step in error.absolute_path)
            where = f" at {inside}" if inside else ""
            said = f"The arguments of '{call.name}' do not fit its parameters{where}: "
            yield Problem(call.pointer, said + _said(error))


def _errors(call: Call, validator: Validator | None) -> list[ValidationError]:
    if validator is None:
        return []
    try:
        return list(islice(validator.iter_errors(json.loads(call.arguments)), MOST))
    except Exception:  # of a pattern, a reference, a number: nothing can be said by such a schema
        return []


def _said(error: ValidationError) -> str:
    """Say what is wrong by the names of members, and without their values."""
    if error.validator in ("required", "additionalProperties"):
        return f"{error.message}."
    if error.validator == "type":
        wanted = error.validator_value
        kinds = " or ".join(map(str, wanted)) if isinstance(wanted, list) else wanted
        return f"expected {kinds}, got {_type(error.instance)}."
    if error.validator in ("enum", "const"):
        return "this is not one of the values that are listed."
    return f"this is not what '{error.validator}' admits."


def _type(value: Json) -> str:
    return next(name for kind, name in TYPES if isinstance(value, kind))


RP622 = Rule(
    code="RP622",
    name="arguments-do-not-fit",
    summary="The arguments of a call fit the parameters of the function that is declared.",
    severity="warning",
    views=HISTORIES,
    check=unfit,
    wrong=called_with('{"town": "Oslo"}'),
    right=called_with('{"city": "Oslo"}'),
    source=(
        "Arguments that are no object break chat templates: "
        "https://github.com/sgl-project/sglang/pull/28035"
    ),
)
