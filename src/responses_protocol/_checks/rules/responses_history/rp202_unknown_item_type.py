"""RP202: an item has a type that the endpoint knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OBSERVED, OPENAI, unsupported_value
from responses_protocol._formats.detection.elements import ITEM_TYPES

TYPES = (
    "additional_tools",
    "agent_message",
    "apply_patch_call",
    "apply_patch_call_output",
    "code_interpreter_call",
    "compaction",
    "compaction_trigger",
    "computer_call",
    "computer_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
    "file_search_call",
    "function_call",
    "function_call_output",
    "image_generation_call",
    "item_reference",
    "local_shell_call",
    "local_shell_call_output",
    "mcp_approval_request",
    "mcp_approval_response",
    "mcp_call",
    "mcp_list_tools",
    "message",
    "multi_agent_call",
    "multi_agent_call_output",
    "program",
    "program_output",
    "reasoning",
    "shell_call",
    "shell_call_output",
    "tool_search_call",
    "tool_search_output",
    "web_search_call",
)
# The SDK declares types that the endpoint does not list, such as `configuration_update`.
KNOWN = ITEM_TYPES | {None, "message"}
HINT = "The type can be newer than this package, and valid."


def _check(view: View) -> Iterator[Problem]:
    for item_type, indexes in view.by_type.items():
        if item_type not in KNOWN:
            for index in indexes:
                message = unsupported_value(item_type, TYPES)
                yield Problem(f"/{index}/type", message, HINT, place=view.place_of(f"/{index}"))


RP202 = Rule(
    code="RP202",
    name="unknown-item-type",
    summary="An item has one of the types that the endpoint takes.",
    severity="warning",
    check=_check,
    subject="responses/history",
    wrong=[{"type": "tool_result", "call_id": "call_abc"}],
    right=[
        {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_abc", "output": "3"},
    ],
    why="The endpoint lists the item types that it knows, and refuses any other one.",
    how_to_fix=(
        "Use the type of the message's list that means the same, or remove the item. Update this "
        "package if the type is newer than it."
    ),
    source=OBSERVED,
    targets=OPENAI,
)
