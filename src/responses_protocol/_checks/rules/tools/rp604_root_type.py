"""RP604: the parameters of a function are an object."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import SCHEMA_VIEWS, find_schemas
from responses_protocol._checks.rules.tools.examples import CLOSED, TEXT, tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.rules.tools.plain_schemas import TYPES
from responses_protocol._checks.wording import OPENAI
from responses_protocol._values import Json


def _check(view: View) -> Iterator[Problem]:
    for declaration, (root, *_) in find_schemas(view):
        kind = root.schema.get("type")
        is_object = kind == "object" or (isinstance(kind, list) and "object" in kind)
        if not is_object and (declaration.is_strict or declaration.label.startswith("function")):
            is_deepseek = view.settings.target == "deepseek"
            kind_name = "null" if kind is None and is_deepseek else f'"{_quote_type(kind)}"'
            yield declaration.problem(
                f"schema must be a JSON Schema of 'type: \"object\"', got 'type: {kind_name}'."
            )


def _quote_type(kind: Json) -> str:
    """Return a type as the endpoint quotes it, or dots for anything that is no type."""
    types = kind if isinstance(kind, list) else [kind]
    is_known = kind is None or all(
        isinstance(kind_name, str) and kind_name in TYPES for kind_name in types
    )
    return str(kind) if is_known and len(types) <= len(TYPES) else "..."


RP604 = Rule(
    code="RP604",
    name="schema-root-type",
    summary=(
        "The schema of a function's parameters, or of a strict answer, has `type: object` at its "
        "root."
    ),
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=tool({"anyOf": [CLOSED, TEXT]}),
    right=tool(CLOSED),
    why="The arguments of a call are an object, so the endpoint refuses a schema of anything else.",
    how_to_fix="Write `type: object` at the root, and put other schemas into its properties.",
    source=(
        "https://github.com/browserbase/stagehand/issues/1159 "
        "https://github.com/farion1231/cc-switch/issues/5490 (DeepSeek)"
    ),
    targets=OPENAI | {"deepseek"},
)
