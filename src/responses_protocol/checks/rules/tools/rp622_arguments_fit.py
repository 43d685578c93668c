"""RP622: the arguments of a call fit what its function takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from referencing.exceptions import Unresolvable

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.tools.calls import HISTORIES, Call, calls
from responses_protocol.checks.rules.tools.examples_of_calls import called_with
from responses_protocol.checks.rules.tools.keywords import Steps, StepsExhausted, counted
from responses_protocol.checks.rules.tools.validators import validator_of
from responses_protocol.reporting.quoting import quoted
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
JSON = frozenset(name for _, name in TYPES)
REQUIRED = " is a required property"
ALL = "all"
# the steps that a validator may take; in all no more than the payload is long
AT_FIRST = 200_000
FOR_A_CALL = 200
FOR_A_CHARACTER = 20
# Nothing can be said by a schema with a reference to nothing or to what is no schema, or with
# numbers that can't be divided; nor of arguments that are no JSON.
UNUSABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    Unresolvable,
    ValueError,
)


def _check(view: View) -> Iterator[Problem]:
    """Find arguments that break the schema of their function; of each call some."""
    validators: dict[int, Validator | None] = {}
    told: set[tuple[int, str]] = set()
    steps = Steps(AT_FIRST)
    for call in calls(view):
        if not isinstance(call.parameters, dict):
            continue
        number = id(call.parameters)
        if number not in validators:
            validators[number] = validator_of(call.parameters)
        steps.left = max(steps.left, 0) + FOR_A_CALL + FOR_A_CHARACTER * len(call.arguments)
        errors, untried = _errors(call, validators[number], steps)
        for error in errors:
            inside = "".join(f"/{quoted(token(str(step)))}" for step in error.absolute_path)
            where = f" at {inside}" if inside else ""
            said = f"The arguments of '{quoted(call.name)}' do not fit its parameters{where}: "
            yield Problem(call.pointer, said + _said(error))
        for what in untried:
            if (number, what) not in told:  # once for each function
                told.add((number, what))
                yield Problem(call.pointer, _unsaid(call, what), severity="info")


def _errors(
    call: Call, validator: Validator | None, steps: Steps
) -> tuple[list[ValidationError], list[str]]:
    """Return what is wrong with the arguments of a call, and what of its schema was not tried."""
    if validator is None:
        return [], []
    steps.untried.clear()
    try:
        with counted(steps):
            found = list(islice(validator.iter_errors(json.loads(call.arguments)), MOST))
    except StepsExhausted:
        return [], [ALL]
    except UNUSABLE:
        return [], []
    return found, sorted(steps.untried)


def _unsaid(call: Call, what: str) -> str:
    said = f"The arguments of '{quoted(call.name)}' were not checked by "
    if what == ALL:
        return f"{said}its parameters: that takes too many steps."
    if what == "unevaluatedProperties":
        return f"{said}'{what}' of its parameters."
    return (
        f"{said}a '{what}' of its parameters, which is no pattern that can be tried in linear time."
    )


def _said(error: ValidationError) -> str:
    """Say what is wrong by the names of members, and without their values."""
    if error.validator == "additionalProperties":
        return f"{error.message}."
    if error.validator == "required":
        name = error.message.removesuffix(REQUIRED)
        return f"{quoted(name)}{REQUIRED}."
    if error.validator == "type":
        wanted = error.validator_value
        kinds = [one for one in (wanted if isinstance(wanted, list) else [wanted]) if one in JSON]
        return f"expected {' or '.join(kinds)}, got {_type(error.instance)}."
    if error.validator in ("enum", "const"):
        return "this is not one of the values that are listed."
    return f"this is not what '{error.validator}' admits."


def _type(value: Json) -> str:
    return next(name for kind, name in TYPES if isinstance(value, kind))


RP622 = Rule(
    code="RP622",
    name="arguments-do-not-fit",
    summary="The arguments of a call fit the parameters of its function.",
    severity="warning",
    views=HISTORIES,
    check=_check,
    subject="responses/request",
    wrong=called_with('{"town": "Oslo"}'),
    right=called_with('{"city": "Oslo"}'),
    why=(
        "A model that sees such calls in its history learns to repeat them, and chat templates "
        "fail on arguments that are no object."
    ),
    how_to_fix=(
        "Correct the arguments, or the parameters of the function if they have changed since."
    ),
    source=(
        "Arguments that are no object break chat templates: "
        "https://github.com/sgl-project/sglang/pull/28035"
    ),
)
