"""RP615: strict references stand alone."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import SCHEMA_VIEWS, iter_strict_nodes
from responses_protocol._checks.rules.tools.examples import TEXT, object_of, strict_tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_names


def _check(view: View) -> Iterator[Problem]:
    for declaration, node in iter_strict_nodes(view):
        if node.above is not None and "$ref" in node.schema and len(node.schema) > 1:
            words = quote_names(repr(word) for word in node.schema if word != "$ref")
            yield declaration.problem(
                f"$ref cannot have keywords {{{words}}}.", node.pointer, node.context
            )


REFERENCE = {"$ref": "#/$defs/City"}
DEFINED = {"$defs": {"City": TEXT}}
RP615 = Rule(
    code="RP615",
    name="strict-reference",
    summary="With `strict: true`, a `$ref` has no other keywords beside it.",
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=strict_tool({**object_of({**REFERENCE, "description": "Where."}), **DEFINED}),
    right=strict_tool({**object_of(REFERENCE), **DEFINED}),
    why="The endpoint refuses a reference with other keywords beside it, a description included.",
    how_to_fix=(
        "Move the other keywords into the definition, or copy the definition in place of the "
        "reference."
    ),
    source=(
        "https://github.com/camel-ai/camel/issues/3001 https://github.com/defog-ai/defog/pull/244"
    ),
    targets=OPENAI,
)
