"""RP611: strict objects are closed."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import SCHEMA_VIEWS, iter_strict_nodes
from responses_protocol._checks.rules.tools.examples import CLOSED, TEXT, strict_tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    for declaration, node in iter_strict_nodes(view):
        if node.has_type("object") and node.schema.get("additionalProperties") is not False:
            yield declaration.problem(
                "'additionalProperties' is required to be supplied and to be false.",
                node.pointer,
                node.context_of("object"),
            )


RP611 = Rule(
    code="RP611",
    name="strict-open-object",
    summary="With `strict: true`, every object in a schema has `additionalProperties: false`.",
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=strict_tool({"type": "object", "properties": {"city": TEXT}, "required": ["city"]}),
    right=strict_tool(CLOSED),
    why=(
        "With `strict: true` the model can't add properties, and the endpoint demands that the "
        "schema says so."
    ),
    how_to_fix="Add `additionalProperties: false` to the object, or set `strict` to false.",
    source=(
        "https://github.com/openai/openai-agents-python/issues/1023 "
        "https://github.com/docker/docker-agent/pull/2168 A missing `strict` demands nothing: "
        "it means no in Chat, and Responses makes a schema strict by itself only where it can."
    ),
    targets=OPENAI,
)
