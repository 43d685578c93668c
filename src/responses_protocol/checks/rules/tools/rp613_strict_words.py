"""RP613: strict schemas do without some words of JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.tools.declared import SCHEMA_VIEWS, strict_nodes
from responses_protocol.checks.rules.tools.examples import TEXT, of, strict
from responses_protocol.checks.wording import OPENAI

# seen to be refused, or listed as such in the guide of the API
REFUSED = (
    *("oneOf", "allOf", "not", "if", "then", "else"),
    *("dependentRequired", "dependentSchemas", "patternProperties", "propertyNames"),
)
# were refused once, and are not among what the guide admits now
DOUBTFUL = (
    *("unevaluatedProperties", "minProperties", "maxProperties"),
    *("unevaluatedItems", "contains", "minContains", "maxContains", "uniqueItems"),
)


def refused(view: View) -> Iterator[Problem]:
    """Find words that strict schemas can't have; `default` was refused once, and is taken now."""
    for one, node in strict_nodes(view):
        for word in (*REFUSED, *DOUBTFUL):
            if word in node.schema:
                found = one.problem(
                    f"'{word}' is not permitted.", f"{node.pointer}/{word}", node.context
                )
                if word in DOUBTFUL:
                    yield Problem(
                        found.pointer, found.message, param=found.param, severity="warning"
                    )
                else:
                    yield found


RP613 = Rule(
    code="RP613",
    name="strict-word",
    summary=(
        "With `strict: true`, a schema does without `oneOf`, `allOf`, `not`, conditions and "
        "patterns of names."
    ),
    severity="error",
    views=SCHEMA_VIEWS,
    check=refused,
    wrong=strict(of({"oneOf": [TEXT]})),
    right=strict(of({"anyOf": [TEXT]})),
    source=(
        "https://github.com/instructor-ai/instructor/issues/1074 "
        "https://github.com/openai/openai-agents-python/issues/474 "
        "https://platform.openai.com/docs/guides/structured-outputs"
    ),
    targets=OPENAI,
)
