"""RP301: a request has something to answer."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import continues_state
from responses_protocol._checks.wording import OBSERVED, OPENAI, missing
from responses_protocol._severity import Severity

EMPTY = (
    "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be provided."
)


def _check(view: View) -> Iterator[Problem]:
    """Yield a warning for a missing input if the request continues stored state of the server.

    The endpoint refused such a request, although its documentation allows it.
    """
    request = view.value
    stateful = continues_state(request)
    if request.get("input") is None:
        severity: Severity | None = "warning" if stateful else None
        yield Problem("", missing("input"), place="input", severity=severity)
    elif not request["input"] and not stateful:
        yield Problem("/input", EMPTY)


RP301 = Rule(
    code="RP301",
    name="no-input",
    summary="A request has an input, or continues stored state of the server.",
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": []},
    right={"model": "gpt-5-mini", "previous_response_id": "resp_1", "input": []},
    why="The endpoint has nothing to answer.",
    how_to_fix="Add `input`, or a `prompt`, a `conversation` or a `previous_response_id`.",
    source=OBSERVED,
    targets=OPENAI,
)
