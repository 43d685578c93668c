"""RP616: strict strings have a format that the endpoint knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import SCHEMA_VIEWS, iter_strict_nodes
from responses_protocol._checks.rules.tools.examples import TEXT, object_of, strict_tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name

FORMATS = (
    *("date-time", "time", "date", "duration", "email"),
    *("hostname", "ipv4", "ipv6", "uuid"),
)


def _check(view: View) -> Iterator[Problem]:
    for declaration, node in iter_strict_nodes(view):
        format_ = node.schema.get("format")
        if node.has_type("string") and isinstance(format_, str) and format_ not in FORMATS:
            yield declaration.problem(
                f"'{quote_name(format_)}' is not a valid format.",
                f"{node.pointer}/format",
                node.context_of("string"),
            )


RP616 = Rule(
    code="RP616",
    name="strict-format",
    summary=f"With `strict: true`, the format of a string is one of {', '.join(FORMATS)}.",
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=strict_tool(object_of({**TEXT, "format": "uri"})),
    right=strict_tool(object_of({**TEXT, "format": "date"})),
    why="The endpoint knows these formats only, and refuses others.",
    how_to_fix="Remove `format`, and name the format in the description.",
    source=(
        "https://github.com/can1357/oh-my-pi/issues/206 "
        "https://github.com/cyanheads/git-mcp-server/issues/47"
    ),
    targets=OPENAI,
)
