"""RP613: strict schemas have no keywords that the endpoint can't enforce."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import SCHEMA_VIEWS, iter_strict_nodes
from responses_protocol._checks.rules.tools.examples import TEXT, object_of, strict_tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.wording import OPENAI

# refused, with the source of the observation
REFUSED = {
    "oneOf": "https://github.com/openai/openai-agents-python/issues/474",
    "allOf": "https://github.com/makenotion/notion-mcp-server/issues/102",
    "propertyNames": "https://github.com/can1357/oh-my-pi/issues/209",
}
# not supported according to the API's guide, or refused once and not listed as supported
DOUBTFUL = (
    *("not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties"),
    *("unevaluatedProperties", "minProperties", "maxProperties"),
    *("unevaluatedItems", "contains", "minContains", "maxContains", "uniqueItems"),
)


def _check(view: View) -> Iterator[Problem]:
    """Accept `default`: the endpoint refused it once, and accepts it now."""
    for declaration, node in iter_strict_nodes(view):
        for word in (*REFUSED, *DOUBTFUL):
            if word in node.schema:
                problem = declaration.problem(
                    f"'{word}' is not permitted.", f"{node.pointer}/{word}", node.context
                )
                if word in DOUBTFUL:
                    yield Problem(
                        problem.pointer, problem.message, place=problem.place, severity="warning"
                    )
                else:
                    yield problem


RP613 = Rule(
    code="RP613",
    name="strict-word",
    summary=(
        "With `strict: true`, a schema has no `oneOf`, `allOf`, `not`, conditions or patterns of "
        "names."
    ),
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=strict_tool(object_of({"oneOf": [TEXT]})),
    right=strict_tool(object_of({"anyOf": [TEXT]})),
    why="The endpoint can't hold a model to these keywords, and refuses them.",
    how_to_fix=(
        "Use `anyOf` in place of `oneOf`, merge the schemas of `allOf`, and check the rest in "
        "your code."
    ),
    source=(
        f"{' '.join(REFUSED.values())} All other words: "
        "https://platform.openai.com/docs/guides/structured-outputs, a warning"
    ),
    targets=OPENAI,
)
