"""RP612: strict objects require all their properties."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import SCHEMA_VIEWS, iter_strict_nodes
from responses_protocol._checks.rules.tools.examples import CLOSED, TEXT, strict_tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import escape_token

MUST = "'required' is required to be supplied and to be an array including every key in properties."


def _check(view: View) -> Iterator[Problem]:
    for declaration, node in iter_strict_nodes(view):
        properties = node.schema.get("properties")
        if not node.has_type("object") or not isinstance(properties, dict):
            continue
        context, node_pointer = node.context_of("object"), node.pointer
        value = node.schema.get("required")
        required = value if isinstance(value, list) else []
        names = {key for key in required if isinstance(key, str)}
        for key in properties:
            if key not in names:
                pointer = f"{node_pointer}/properties/{escape_token(key)}"
                yield declaration.problem(f"{MUST} Missing '{quote_name(key)}'.", pointer, context)
        for index, key in enumerate(required):
            if isinstance(key, str) and key not in properties:
                yield declaration.problem(
                    "'required' must be an array that includes every key in `properties`. Extra "
                    f"required key '{quote_name(key)}' supplied.",
                    f"{node_pointer}/required/{index}",
                    context,
                )


RP612 = Rule(
    code="RP612",
    name="strict-optional-property",
    summary="With `strict: true`, `required` lists all properties of an object, and no others.",
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=strict_tool({**CLOSED, "properties": {"city": TEXT, "day": TEXT}}),
    right=strict_tool(
        {
            **CLOSED,
            "properties": {"city": TEXT, "day": {"type": ["string", "null"]}},
            "required": ["city", "day"],
        }
    ),
    why=(
        "With `strict: true` the model always writes all properties, and the endpoint demands "
        "that the schema says so."
    ),
    how_to_fix=(
        'List all properties in `required`, and let an optional one be null: `type: ["string", '
        '"null"]`.'
    ),
    source=(
        "https://github.com/kevinwatt/mysql-mcp/issues/5 "
        "https://github.com/vercel/ai/issues/6484 "
        "https://github.com/dotnet/extensions/issues/6302"
    ),
    targets=OPENAI,
)
