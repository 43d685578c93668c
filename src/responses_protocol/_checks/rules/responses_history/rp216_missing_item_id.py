"""RP216: items of hosted tools have their id."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI, missing
from responses_protocol._severity import Severity

MEASURED = ("web_search_call",)
DECLARED = (
    "code_interpreter_call",
    "computer_call",
    "file_search_call",
    "image_generation_call",
    "local_shell_call",
    "mcp_approval_request",
    "mcp_call",
    "mcp_list_tools",
)


def _check(view: View) -> Iterator[Problem]:
    for kind in (*MEASURED, *DECLARED):
        for index in view.by_type.get(kind, ()):
            if view.value[index].get("id") is None:
                place = f"{view.place_of(f'/{index}')}.id"
                severity: Severity | None = None if kind in MEASURED else "warning"
                yield Problem(f"/{index}", missing(place), place=place, severity=severity)


def _history(**members: str) -> list[dict[str, object]]:
    action = {"type": "search", "query": "one and two"}
    return [{"type": "web_search_call", "status": "completed", "action": action, **members}]


RP216 = Rule(
    code="RP216",
    name="missing-item-id",
    summary="Items of the server's tools, such as a web_search_call, are sent back with their id.",
    check=_check,
    item_types=frozenset((*MEASURED, *DECLARED)),
    subject="responses/history",
    wrong=_history(),
    right=_history(id="ws_1"),
    why="The endpoint requires the id that it gave to a call of its own tool.",
    how_to_fix="Keep the id of the item, or remove the item.",
    source=(
        "https://github.com/openai/codex/issues/6926; of other types, the parameters of the "
        "openai SDK 3.54"
    ),
    targets=OPENAI,
)
