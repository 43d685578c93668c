"""RP313: an answer in the background is stored."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI

MESSAGE = "An answer that is made in the background must be stored: 'store' is false."


def _check(view: View) -> Iterator[Problem]:
    if view.value.get("background") is True and view.value.get("store") is False:
        yield Problem("/store", MESSAGE)


def _request(store: bool) -> dict[str, object]:
    return {"model": "gpt-5-mini", "input": "Hello!", "background": True, "store": store}


RP313 = Rule(
    code="RP313",
    name="background-not-stored",
    summary="A request with `background: true` does not have `store: false`.",
    severity="warning",
    check=_check,
    subject="responses/request",
    wrong=_request(False),
    right=_request(True),
    why="An answer in the background is fetched later by its id, which needs it to be stored.",
    how_to_fix="Remove `store: false`, or remove `background`.",
    source="https://platform.openai.com/docs/guides/background",
    targets=OPENAI,
)
