"""RP201: a message has a role that the endpoint knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import iter_messages
from responses_protocol._checks.wording import OBSERVED, OPENAI, unsupported_value

ROLES = ("assistant", "system", "developer", "user")
CHAT_ROLES = ("tool", "function")  # found by RP901


def _check(view: View) -> Iterator[Problem]:
    roles = [role for role in view.by_role if role not in (None, *ROLES, *CHAT_ROLES)]
    for index, message in iter_messages(view, *roles):
        text = unsupported_value(message["role"], ROLES)
        yield Problem(f"/{index}/role", text, place=view.place_of(f"/{index}"))


RP201 = Rule(
    code="RP201",
    name="unknown-role",
    summary="A message has one of the roles assistant, system, developer and user.",
    check=_check,
    subject="responses/history",
    wrong=[{"role": "critic", "content": "Too long."}],
    right=[{"role": "developer", "content": "Be brief."}],
    why="The endpoint lists the roles that it knows, and refuses any other one.",
    how_to_fix=(
        "Use `developer` or `system` for instructions, `user` for input, `assistant` for output of "
        "the model. A result of a tool is an item `function_call_output`."
    ),
    source=OBSERVED,
    targets=OPENAI,
)
