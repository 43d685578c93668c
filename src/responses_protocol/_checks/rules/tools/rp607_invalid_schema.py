"""RP607: a declared schema is a JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import (
    BY_NAME,
    SCHEMA_VIEWS,
    find_schemas,
)
from responses_protocol._checks.rules.tools.examples import TEXT, object_of, tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.rules.tools.validators import find_schema_error
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import LONGEST
from responses_protocol._values import join_pointer

if TYPE_CHECKING:
    from jsonschema import ValidationError


def _check(view: View) -> Iterator[Problem]:
    for declaration, _ in find_schemas(view):
        error = find_schema_error(declaration.schema)
        if error is not None:
            inside = join_pointer(error.absolute_path)
            yield declaration.problem(_describe_error(error), inside)


def _describe_error(error: ValidationError) -> str:
    """Return the validator's message, which the endpoint has too, if it quotes only a type."""
    if isinstance(error.instance, str) and len(error.instance) <= LONGEST and _is_type(error):
        return f"{error.message}."
    return f"'{error.validator}' of JSON Schema's own schema does not allow this value."


def _is_type(error: ValidationError) -> bool:
    """Return whether an error is about a type, and not about a property named ``type``."""
    *parents, last = ("", *(step for step in error.absolute_path if isinstance(step, str)))
    return last == "type" and parents[-1] not in BY_NAME


RP607 = Rule(
    code="RP607",
    name="invalid-schema",
    summary="The schema of a function's parameters, or of an answer, is a JSON Schema.",
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=tool(object_of({"type": "text"})),
    right=tool(object_of(TEXT)),
    why=(
        "The endpoint checks schemas against JSON Schema, and refuses a keyword with a value that "
        "JSON Schema does not allow."
    ),
    how_to_fix="Correct the value of the keyword that the message names.",
    source="https://github.com/griptape-ai/griptape/issues/2150",
    targets=OPENAI,
)
