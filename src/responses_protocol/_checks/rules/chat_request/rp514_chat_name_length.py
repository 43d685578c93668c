"""RP514: the length of prompt_cache_key and user in a Chat request."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.both import MAX_IDENTIFIER, check_name_lengths
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    return check_name_lengths(view, "prompt_cache_key", "user")


RP514 = Rule(
    code="RP514",
    name="chat-name-length",
    summary="prompt_cache_key and user have up to 64 characters.",
    severity="warning",
    check=_check,
    subject="chat_completions/request",
    wrong=request(user="u" * (MAX_IDENTIFIER + 1)),
    right=request(user="u" * MAX_IDENTIFIER),
    why="The endpoint refuses longer strings here.",
    how_to_fix=(
        "Hash the identifier: both parameters only need to be the same for the same cache or user."
    ),
    source="https://platform.openai.com/docs/api-reference/chat/create",
    targets=OPENAI,
)
