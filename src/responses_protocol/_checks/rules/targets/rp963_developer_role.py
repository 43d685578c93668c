"""RP963: only OpenAI's servers know the role developer."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View, targets_with

HINT = "Use the role system, as conversions with the preset of this server do."
SERDE = (
    "Failed to deserialize the JSON body into the target type: {place}.role: unknown variant "
    "`developer`, expected one of `system`, `user`, `assistant`, `tool`, `latest_reminder`"
)
PYDANTIC = (
    "Input tag 'developer' found using 'role' does not match any of the expected tags: 'system', "
    "'user', 'assistant', 'tool'"
)
OTHER_MESSAGE = "This endpoint does not know the role 'developer'."
MESSAGES = {"deepseek": SERDE, "mistral": PYDANTIC}  # as observed


def _check(view: View) -> Iterator[Problem]:
    target = view.settings.target
    for index in view.by_role.get("developer", ()):
        message = MESSAGES.get(target, OTHER_MESSAGE).format(place=view.place_of(f"/{index}"))
        yield Problem(
            f"/{index}/role", message, HINT, severity=None if target in MESSAGES else "warning"
        )


RP963 = Rule(
    code="RP963",
    name="developer-role",
    summary=(
        "For servers that do not know it, such as DeepSeek and Mistral, no message has the role "
        "developer."
    ),
    check=_check,
    subject="chat_completions/history",
    wrong=[{"role": "developer", "content": "Be brief."}],
    right=[{"role": "system", "content": "Be brief."}],
    why="These servers refuse the role.",
    how_to_fix=(
        "Send the message with the role `system`. Conversions with the preset of the server do so."
    ),
    source=(
        "https://github.com/phidatahq/phidata/pull/1763; "
        "https://docs.mistral.ai/studio-api/conversations/chat-completion"
    ),
    targets=targets_with(lambda server: "developer" in server.refuses_roles),
)
