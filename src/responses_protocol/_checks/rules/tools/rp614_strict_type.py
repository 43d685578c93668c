"""RP614: strict schemas have a type."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import SCHEMA_VIEWS, iter_strict_nodes
from responses_protocol._checks.rules.tools.examples import TEXT, object_of, strict_tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.wording import OPENAI

# keywords in place of a type: a choice, a reference, or values
INSTEAD = ("anyOf", "oneOf", "allOf", "not", "$ref", "enum", "const")


def _check(view: View) -> Iterator[Problem]:
    """Skip the root: RP604 checks its type."""
    for declaration, node in iter_strict_nodes(view):
        if node.above is not None and not any(word in node.schema for word in ("type", *INSTEAD)):
            yield declaration.problem("schema must have a 'type' key.", node.pointer, node.context)


RP614 = Rule(
    code="RP614",
    name="strict-untyped",
    summary="With `strict: true`, every inner schema has a type, a choice or a reference.",
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=strict_tool(object_of({"description": "Anything."})),
    right=strict_tool(object_of({"anyOf": [TEXT, {"type": "null"}]})),
    why="The endpoint can't hold a model to a schema that anything fits.",
    how_to_fix="Add `type`, `anyOf`, `enum` or `$ref`.",
    source=(
        "https://github.com/can1357/oh-my-pi/issues/211 "
        "https://github.com/apexive/odoo-llm/issues/212"
    ),
    targets=OPENAI,
)
