"""RP215: a request has no members that only answers have."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.examples import ANSWER
from responses_protocol._checks.rules.responses_history.reading import is_request, iter_messages
from responses_protocol._checks.wording import OPENAI
from responses_protocol._severity import Severity

HINT = "Remove it from the request; the endpoint refuses null, too."
PAGE_ACTIONS = ("open_page", "find_in_page")  # only a search has a query
REASONING = {"type": "reasoning", "id": "rs_1", "summary": []}


def _check(view: View) -> Iterator[Problem]:
    """Yield a warning in a history without a request, which can be a stored answer."""
    severity: Severity | None = None if is_request(view) else "warning"
    for pointer in _iter_pointers(view):
        message = f"Unknown parameter: '{view.place_of(pointer)}'."
        yield Problem(pointer, message, HINT, severity=severity)


def _iter_pointers(view: View) -> Iterator[str]:
    for index in view.by_type.get("reasoning", ()):
        if "status" in view.value[index]:
            yield f"/{index}/status"
    for index, message in iter_messages(view, "user"):
        if "phase" in message:
            yield f"/{index}/phase"
    for index in view.by_type.get("web_search_call", ()):
        action = view.value[index].get("action")
        if isinstance(action, dict) and action.get("type") in PAGE_ACTIONS and "query" in action:
            yield f"/{index}/action/query"


RP215 = Rule(
    code="RP215",
    name="output-only-member",
    summary="A request has no members that only answers have.",
    views=("responses_history",),
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": [{**REASONING, "status": "completed"}, ANSWER]},
    right={"model": "gpt-5-mini", "input": [REASONING, ANSWER]},
    why="The endpoint returns members that it refuses in a request, even as null.",
    how_to_fix="Remove the member before the item is sent back.",
    source=(
        "https://github.com/BerriAI/litellm/issues/13420, "
        "https://github.com/pydantic/pydantic-ai/issues/3653; measured in August 2026"
    ),
    targets=OPENAI,
)
