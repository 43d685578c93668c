"""RP205: no two items have the same id."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.examples import ANSWER
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name

ONE = {"type": "reasoning", "id": "rs_1", "summary": []}


def _check(view: View) -> Iterator[Problem]:
    first_indexes: set[str] = set()
    for index, item in enumerate(view.value):
        item_id = item.get("id")
        if not isinstance(item_id, str) or not item_id:
            continue
        if item_id in first_indexes:
            message = (
                f"Duplicate item found with id {quote_name(item_id)}. "
                "Remove duplicate items from your input and try again."
            )
            yield Problem(f"/{index}/id", message)
        first_indexes.add(item_id)


RP205 = Rule(
    code="RP205",
    name="duplicate-item-id",
    summary="Each item of a history has an id of its own, or none.",
    check=_check,
    subject="responses/history",
    wrong=[ONE, ANSWER, ONE, {**ANSWER, "id": "msg_2"}],
    right=[ONE, ANSWER, {**ONE, "id": "rs_2"}, {**ANSWER, "id": "msg_2"}],
    why=(
        "The endpoint refuses two items with one id, and an `item_reference` could mean either of "
        "them."
    ),
    how_to_fix="Leave out the ids, or give each item its own.",
    source="https://github.com/vercel/ai/issues/13307",
    targets=OPENAI,
)
