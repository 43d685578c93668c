"""RP204: every output answers a call."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import OUTPUTS, is_elsewhere
from responses_protocol._checks.rules.responses_history.rp203_unanswered_call import CALL, OUTPUT
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name

HINT = "The call follows its output: move the output."


def _check(view: View) -> Iterator[Problem]:
    """Skip a history of which the server holds a part: the call can be there."""
    output_types = [kind for kind in OUTPUTS if kind in view.by_type]
    if not output_types or is_elsewhere(view):
        return
    calls: dict[str, int] = {}
    for kind, indexes in view.by_type.items():
        if kind is not None and kind not in OUTPUTS:  # of any type: a search has an output, too
            for index in indexes:
                call_id = view.value[index].get("call_id")
                if isinstance(call_id, str):
                    calls[call_id] = min(index, calls.get(call_id, index))
    for kind in output_types:
        for index in view.by_type[kind]:
            call_id = view.value[index].get("call_id")
            if isinstance(call_id, str) and calls.get(call_id, len(view.value)) > index:
                message = (
                    f"No tool call found for {OUTPUTS[kind]} with call_id {quote_name(call_id)}."
                )
                is_late = call_id in calls
                yield Problem(
                    f"/{index}",
                    message,
                    HINT if is_late else "",
                    severity="warning" if is_late else None,
                )


RP204 = Rule(
    code="RP204",
    name="orphan-output",
    summary="Every output in a history answers an earlier call.",
    check=_check,
    item_types=frozenset(OUTPUTS),
    subject="responses/history",
    wrong=[{"role": "user", "content": "Add."}, OUTPUT],
    right=[{"role": "user", "content": "Add."}, CALL, OUTPUT],
    why="The endpoint looks for the call before the output, and refuses an output without one.",
    how_to_fix="Move the output after its call, correct its `call_id`, or remove it.",
    source="https://github.com/continuedev/continue/issues/10092",
    observed_targets=OPENAI,
)
