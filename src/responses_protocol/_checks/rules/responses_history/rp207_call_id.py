"""RP207: the length of a call_id."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import CALLS, OUTPUTS
from responses_protocol._checks.wording import OPENAI, empty_string, string_too_long

LIMIT = 64
KINDS = CALLS.keys() | OUTPUTS.keys()


def _check(view: View) -> Iterator[Problem]:
    for kind, indexes in view.by_type.items():
        for index in indexes if kind in KINDS else ():
            call_id = view.value[index].get("call_id")
            if not isinstance(call_id, str) or 0 < len(call_id) <= LIMIT:
                continue
            pointer = f"/{index}/call_id"
            if call_id:
                message = string_too_long(view.place_of(pointer), LIMIT, len(call_id))
                yield Problem(pointer, message, severity="warning")
            else:
                yield Problem(pointer, empty_string(view.place_of(pointer)))


def _pair(call_id: str) -> list[dict[str, str]]:
    return [
        {"type": "function_call", "call_id": call_id, "name": "add", "arguments": "{}"},
        {"type": "function_call_output", "call_id": call_id, "output": "3"},
    ]


RP207 = Rule(
    code="RP207",
    name="call-id-length",
    summary="The call_id of a call and of its output has 1 to 64 characters.",
    check=_check,
    item_types=frozenset(KINDS),
    subject="responses/history",
    wrong=_pair(""),
    right=_pair("call_abc"),
    why="The endpoint refuses an empty id, and a longer one.",
    how_to_fix="Derive a shorter id, the same for the call and its output.",
    source=(
        "https://github.com/AnswerDotAI/fastllm/issues/45, "
        "https://github.com/earendil-works/pi/issues/2917"
    ),
    targets=OPENAI,
)
