"""RP502: a request does not have too many tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View, targets_with
from responses_protocol._checks.rules.chat_request.examples import TOOL, request
from responses_protocol._checks.wording import array_too_long
from responses_protocol._formats.servers import SERVERS

LISTS = ("tools", "functions")


def _check(view: View) -> Iterator[Problem]:
    limit = SERVERS[view.settings.target].most_tools or 0
    for name in LISTS if isinstance(view.value, dict) else ():
        tools = view.value.get(name)
        if isinstance(tools, list) and len(tools) > limit:
            yield Problem(f"/{name}", array_too_long(name, limit, len(tools)))


RP502 = Rule(
    code="RP502",
    name="too-many-tools",
    summary="A request has at most 128 tools.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(tools=[TOOL] * 129),
    right=request(tools=[TOOL]),
    why="The endpoint refuses more definitions.",
    how_to_fix=(
        "Offer only the tools that this request needs, or combine several in one with a parameter."
    ),
    source=(
        "https://github.com/cgoinglove/better-chatbot/issues/197, "
        "https://api-docs.deepseek.com/api/create-chat-completion, "
        "https://console.groq.com/docs/api-reference#chat-create"
    ),
    targets=targets_with(lambda server: server.most_tools),
)
