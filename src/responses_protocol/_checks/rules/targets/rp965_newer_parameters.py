"""RP965: a request has no parameters that the server refuses."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, Settings, View, targets_with
from responses_protocol._checks.rules.targets.refused_members import iter_refused_members
from responses_protocol._formats.servers import SERVERS

MESSAGES = {
    "groq": "property '{name}' is unsupported",
    "mistral": "Extra inputs are not permitted",
}
OTHER_MESSAGE = "This endpoint does not know '{name}'."
HINTS = {"max_completion_tokens": "Use max_tokens.", "seed": "Use random_seed."}
QUESTION = [{"role": "user", "content": "Hello!"}]


def _check(view: View) -> Iterator[Problem]:
    target = view.settings.target
    server = SERVERS[target]
    message = MESSAGES.get(target, OTHER_MESSAGE)
    for name in iter_refused_members(view.value, server.refuses, target):
        yield Problem(
            f"/{name}",
            message.format(name=name),
            HINTS.get(name, ""),
            severity=None if server.closed else "warning",
        )


RP965 = Rule(
    code="RP965",
    name="newer-parameters",
    summary="A request has no parameters that the server refuses or ignores.",
    check=_check,
    subject="chat_completions/request",
    wrong={"model": "m", "messages": QUESTION, "max_completion_tokens": 99},
    right={"model": "m", "messages": QUESTION, "max_tokens": 99},
    why="The server refuses the parameter, or ignores it, which the answer does not show.",
    how_to_fix=(
        "Remove the parameter, or use the one in the hint. Conversions with the preset of the "
        "server do so."
    ),
    source="docs/presets.md, which has a source for each parameter",
    targets=targets_with(lambda server: server.refuses),
    settings=Settings(target="databricks"),
)
