"""RP203: every call has its output."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import (
    CALLS,
    OUTPUTS,
    answered_id,
    has_references,
    is_request,
)
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._severity import Severity
from responses_protocol._values import Json

CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}
HINT = "Add the output of this call before the history is sent."


_WAITING = frozenset((*CALLS, "reasoning"))


def _check(view: View) -> Iterator[Problem]:
    """Yield the calls without an output that the client has to answer.

    At the end of a history without a request, a call can still wait for its output, and an
    asynchronous call can wait anywhere: a warning.
    """
    call_types = [call_type for call_type in CALLS if call_type in view.by_type]
    if not call_types:
        return
    answers = {
        answered_id(view.value[index])
        for call_type in OUTPUTS
        for index in view.by_type.get(call_type, ())
    }
    waiting_start = len(view.value) if is_request(view) else find_waiting_index(view)
    is_complete = not has_references(view)
    for call_type in call_types:
        for index in view.by_type[call_type]:
            call_id = view.value[index].get("call_id")
            if (
                not isinstance(call_id, str)
                or call_id in answers
                or is_server_call(view.value[index])
            ):
                continue
            message = (
                f"No tool output found for {_call_label(view, call_type)} {quote_name(call_id)}."
            )
            is_waiting = index >= waiting_start
            is_certain = (
                is_complete and not is_waiting and view.value[index].get("async") is not True
            )
            severity: Severity | None = None if is_certain else "warning"
            yield Problem(f"/{index}", message, HINT if is_waiting else "", severity=severity)


def _call_label(view: View, kind: str) -> str:
    return "tool call" if view.settings.target == "deepseek" else CALLS[kind]


def is_server_call(call: dict[str, Json]) -> bool:
    """Return whether the server answers a call itself."""
    return call.get("type") == "tool_search_call" and call.get("execution") != "client"


def find_waiting_index(view: View) -> int:
    """Return the index where the last calls begin, with their reasoning; some can have outputs."""
    index = len(view.value)
    while index and view.value[index - 1].get("type") in OUTPUTS:
        index -= 1
    while index and view.value[index - 1].get("type") in _WAITING:
        index -= 1
    return index


RP203 = Rule(
    code="RP203",
    name="unanswered-call",
    summary="Every call in a history has its output.",
    check=_check,
    item_types=frozenset(CALLS),
    subject="responses/history",
    wrong=[CALL, {"role": "user", "content": "And?"}],
    right=[CALL, OUTPUT, {"role": "user", "content": "And?"}],
    why=(
        "The endpoint refuses a history in which a call has no output: the model would continue "
        "without the result that it requested."
    ),
    how_to_fix="Add an output with the `call_id` of the call, or remove the call.",
    source="https://github.com/router-for-me/CLIProxyAPI/issues/2368",
    observed_targets=OPENAI | {"deepseek"},
)
