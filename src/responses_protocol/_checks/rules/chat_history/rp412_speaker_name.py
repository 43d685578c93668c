"""RP412: the name of a message has no reserved characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI, no_match

PATTERN = r"^[^\s<|\\/>]+$"
MATCHES = re.compile(r"[^\s<|\\/>]+").fullmatch


def _check(view: View) -> Iterator[Problem]:
    for indexes in view.by_role.values():
        for index in indexes:
            name = view.value[index].get("name")
            if isinstance(name, str) and not MATCHES(name):
                pointer = f"/{index}/name"
                yield Problem(pointer, no_match(view.place_of(pointer), PATTERN))


RP412 = Rule(
    code="RP412",
    name="speaker-name",
    summary="The name of a message has no spaces, no slashes, and none of the characters < | > \\.",
    severity="warning",
    check=_check,
    subject="chat_completions/history",
    wrong=[{"role": "user", "name": "Ann B", "content": "Hi"}],
    right=[{"role": "user", "name": "Ann_B", "content": "Hi"}],
    why="The endpoint refuses a message whose name has other characters.",
    how_to_fix="Replace the characters, or leave out `name` and write the name into the content.",
    source=(
        "https://github.com/FlowiseAI/Flowise/issues/2948 has the message with an older, "
        "narrower pattern."
    ),
    targets=OPENAI,
)
