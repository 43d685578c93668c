"""RP203: every call has its output."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.responses_history.reading import (
    CALLS,
    OUTPUTS,
    answered_id,
    has_references,
    is_request,
)
from responses_protocol.checks.wording import OPENAI
from responses_protocol.reporting.finding import Severity
from responses_protocol.reporting.quoting import quoted
from responses_protocol.values import Json

CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}
HINT = "The history ends with this call: it can be sent once its output is added."


def _check(view: View) -> Iterator[Problem]:
    """Find calls without an output; those that the server answers are left alone.

    At the end of a history by itself, a call may still wait for its output; so may one that is
    asynchronous, anywhere.
    """
    asked = [kind for kind in CALLS if kind in view.by_type]
    if not asked:
        return
    answers = {answered_id(view.value[at]) for kind in OUTPUTS for at in view.by_type.get(kind, ())}
    end = len(view.value) if is_request(view) else waiting_from(view)
    known = not has_references(view)
    for kind in asked:
        for at in view.by_type[kind]:
            call_id = view.value[at].get("call_id")
            if not isinstance(call_id, str) or call_id in answers or is_served(view.value[at]):
                continue
            told = f"No tool output found for {_label(view, kind)} {quoted(call_id)}."
            waiting = at >= end
            sure = known and not waiting and view.value[at].get("async") is not True
            severity: Severity | None = None if sure else "warning"
            yield Problem(f"/{at}", told, HINT if waiting else "", severity=severity)


def _label(view: View, kind: str) -> str:
    return "tool call" if view.settings.target == "deepseek" else CALLS[kind]


def is_served(call: dict[str, Json]) -> bool:
    """Tell whether the server answers a call itself."""
    return call.get("type") == "tool_search_call" and call.get("execution") != "client"


def waiting_from(view: View) -> int:
    """Return where the last calls begin, with what was thought for them; some may have outputs."""
    at = len(view.value)
    while at and view.value[at - 1].get("type") in OUTPUTS:
        at -= 1
    while at and view.value[at - 1].get("type") in (*CALLS, "reasoning"):
        at -= 1
    return at


RP203 = Rule(
    code="RP203",
    name="unanswered-call",
    summary="Every call in a history has its output.",
    check=_check,
    subject="responses/history",
    wrong=[CALL, {"role": "user", "content": "And?"}],
    right=[CALL, OUTPUT, {"role": "user", "content": "And?"}],
    why=(
        "The endpoint refuses a history in which a call has no output: the model would go on "
        "without the result that it asked for."
    ),
    how_to_fix="Add an output with the `call_id` of the call, or remove the call.",
    source="https://github.com/router-for-me/CLIProxyAPI/issues/2368",
    seen=OPENAI | {"deepseek"},
)
