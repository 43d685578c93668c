"""RP203: every call has its output."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View

# the calls that somebody else than the server answers, and what answers them
ANSWERS = {
    "function_call": "function_call_output",
    "custom_tool_call": "custom_tool_call_output",
    "computer_call": "computer_call_output",
    "local_shell_call": "local_shell_call_output",
    "shell_call": "shell_call_output",
    "apply_patch_call": "apply_patch_call_output",
}
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}


def unanswered(view: View) -> Iterator[Problem]:
    """Find calls without an output; one that the server may still answer is left alone."""
    for kind, answer in ANSWERS.items():
        calls = view.by_type.get(kind)
        if not calls:
            continue
        answered = {view.value[at].get("call_id") for at in view.by_type.get(answer, ())}
        for at in calls:
            call_id = view.value[at].get("call_id")
            if isinstance(call_id, str) and call_id not in answered:
                yield Problem(f"/{at}", f"No tool output found for function call {call_id}.")


RP203 = Rule(
    code="RP203",
    name="unanswered-call",
    summary="Every call in a history has its output.",
    severity="error",
    views=("responses_history",),
    check=unanswered,
    wrong=Example("responses/history", [CALL]),
    right=Example("responses/history", [CALL, OUTPUT]),
    source="https://github.com/router-for-me/CLIProxyAPI/issues/2368",
)
