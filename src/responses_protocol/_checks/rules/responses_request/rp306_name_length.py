"""RP306: the length of identifiers in a Responses request."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.both import check_name_lengths
from responses_protocol._checks.wording import OPENAI

MEMBERS = ("prompt_cache_key", "safety_identifier", "user")


def _check(view: View) -> Iterator[Problem]:
    return check_name_lengths(view, *MEMBERS)


def _request(key: str) -> dict[str, str]:
    return {"model": "gpt-5-mini", "input": "Hello!", "prompt_cache_key": key}


RP306 = Rule(
    code="RP306",
    name="name-length",
    summary="prompt_cache_key, safety_identifier and user have up to 64 characters.",
    severity="warning",
    check=_check,
    subject="responses/request",
    wrong=_request("sums-" * 13),
    right=_request("sums"),
    why="The endpoint refuses longer strings here.",
    how_to_fix=(
        "Hash the identifier: both parameters only need to be the same for the same cache or user."
    ),
    source="https://platform.openai.com/docs/api-reference/responses/create",
    targets=OPENAI,
)
