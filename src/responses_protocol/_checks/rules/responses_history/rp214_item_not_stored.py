"""RP214: without storage, items do not depend on stored ones."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.examples import ANSWER
from responses_protocol._checks.rules.responses_history.reading import is_reference
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name

HINT = (
    "Request include: ['reasoning.encrypted_content'], and send it back: without it, the endpoint "
    "looks up reasoning by its id."
)


def _check(view: View) -> Iterator[Problem]:
    if not isinstance(view.request, dict) or view.request.get("store") is not False:
        return
    for index in view.by_type.get("reasoning", ()):
        item = view.value[index]
        if item.get("id") and not item.get("encrypted_content"):
            yield Problem(f"/{index}", _format_message(item["id"]), HINT)
    for index in view.by_type.get("item_reference", ()):
        yield Problem(f"/{index}", _format_message(view.value[index]["id"]))
    for index in view.by_type.get(None, ()):
        if is_reference(view.value[index]):
            yield Problem(f"/{index}", _format_message(view.value[index]["id"]))


def _format_message(item_id: str) -> str:
    return (
        f"Item with id '{quote_name(item_id)}' not found. Items are not persisted when `store` is "
        "set to false. Try again with `store` set to true, or remove this item from your input."
    )


def _request(**sealed: str) -> dict[str, object]:
    reasoning = {"type": "reasoning", "id": "rs_1", "summary": [], **sealed}
    question = {"role": "user", "content": "And twice that?"}
    return {"model": "gpt-5-mini", "store": False, "input": [reasoning, ANSWER, question]}


RP214 = Rule(
    code="RP214",
    name="item-not-stored",
    summary=(
        "With `store: false`, reasoning has its encrypted content, and no item refers to a stored "
        "one."
    ),
    severity="warning",
    views=("responses_history",),
    check=_check,
    item_types=frozenset({"reasoning", "item_reference", None}),
    subject="responses/request",
    wrong=_request(),
    right=_request(encrypted_content="gAAAAA=="),
    why="With `store: false` the endpoint keeps no items, so it can't find one by its id.",
    how_to_fix=(
        "Ask for `reasoning.encrypted_content` with `include` and send it back, or set `store` to "
        "true."
    ),
    source="https://github.com/can1357/oh-my-pi/issues/41",
    targets=OPENAI,
)
