"""RP622: the arguments of a call fit the parameters of its function."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from referencing.exceptions import Unresolvable

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.calls import HISTORIES, Call, find_calls
from responses_protocol._checks.rules.tools.examples_of_calls import called_with
from responses_protocol._checks.rules.tools.keywords import Steps, StepsExhausted, count_steps
from responses_protocol._checks.rules.tools.validators import is_too_deep, make_validator
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import Json, escape_token

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

MAX_ERRORS = 5
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
ALL, DEEP = "all", "deep"
# limits of a validator's steps, in proportion to the length of the payload
FIRST_STEPS = 200_000
STEPS_OF_CALL = 200
STEPS_OF_CHARACTER = 20
# Errors of validators for schemas with broken references or with `$id`s that can't be divided, and
# for arguments that are not JSON: the call is not checked.
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
    """Yield the first errors of each call, and once for each function the unchecked keywords."""
    validators: dict[int, Validator | None] = {}
    reported: set[tuple[int, str]] = set()
    steps = Steps(FIRST_STEPS)
    for call in find_calls(view):
        if not isinstance(call.parameters, dict):
            continue
        schema_id = id(call.parameters)
        if schema_id not in validators:
            validators[schema_id] = make_validator(call.parameters)
        steps.remaining = (
            max(steps.remaining, 0) + STEPS_OF_CALL + STEPS_OF_CHARACTER * len(call.arguments)
        )
        errors, untried = _find_errors(call, validators[schema_id], steps)
        for error in errors:
            member_pointer = "".join(
                f"/{quote_name(escape_token(str(step)))}" for step in error.absolute_path
            )
            place = f" at {member_pointer}" if member_pointer else ""
            subject = (
                f"The arguments of '{quote_name(call.name)}' do not fit its parameters{place}: "
            )
            yield Problem(call.pointer, subject + _describe_error(error))
        for keyword in untried:
            if (schema_id, keyword) not in reported:  # once for each function
                reported.add((schema_id, keyword))
                yield Problem(call.pointer, _describe_unchecked(call, keyword), severity="info")


def _find_errors(
    call: Call, validator: Validator | None, steps: Steps
) -> tuple[list[ValidationError], list[str]]:
    """Return the errors in the arguments of a call, and the keywords that were not tried."""
    if validator is None:
        return [], []
    steps.skipped_keywords.clear()
    try:
        arguments = json.loads(call.arguments)
        if is_too_deep(arguments):
            return [], [DEEP]
        with count_steps(steps):
            errors = list(islice(validator.iter_errors(arguments), MAX_ERRORS))
    except StepsExhausted:
        return [], [ALL]
    except UNUSABLE:
        return [], []
    return errors, sorted(steps.skipped_keywords)


def _describe_unchecked(call: Call, keyword: str) -> str:
    subject = f"The arguments of '{quote_name(call.name)}' were not checked by "
    if keyword == ALL:
        return f"{subject}its parameters: that takes too many steps."
    if keyword == DEEP:
        return f"{subject}its parameters: they are nested too deeply."
    if keyword == "unevaluatedProperties":
        return f"{subject}'{keyword}' of its parameters."
    return f"{subject}a '{keyword}' of its parameters, which can't be tried in linear time."


def _describe_error(error: ValidationError) -> str:
    """Return an error by the names of members, without their values, which can be secrets."""
    if error.validator == "additionalProperties":
        return f"{error.message}."
    if error.validator == "required":
        name = error.message.removesuffix(REQUIRED)
        return f"{quote_name(name)}{REQUIRED}."
    if error.validator == "type":
        types = error.validator_value
        known = [word for word in (types if isinstance(types, list) else [types]) if word in JSON]
        return f"expected {' or '.join(known)}, got {_type_of(error.instance)}."
    if error.validator in ("enum", "const"):
        return "this is not one of the values that are listed."
    return f"'{error.validator}' of the schema does not allow this value."


def _type_of(value: Json) -> str:
    return next(name for kind, name in TYPES if isinstance(value, kind))


RP622 = Rule(
    code="RP622",
    name="arguments-do-not-fit",
    summary="The arguments of a call fit the parameters of its function.",
    severity="warning",
    views=HISTORIES,
    check=_check,
    item_types=frozenset({"function_call"}),
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
