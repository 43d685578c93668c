"""The outputs of interrupted calls: the only content that a repair adds to a history."""

from __future__ import annotations

from responses_protocol._checks.rules.responses_history.rp206_item_id import FORM
from responses_protocol._values import Json, copy_json

INTERRUPTED = "[interrupted: this call has no output]"

_OUTPUTS: dict[str, dict[str, Json]] = {
    "function_call": {"type": "function_call_output", "output": INTERRUPTED},
    "custom_tool_call": {"type": "custom_tool_call_output", "output": INTERRUPTED},
    "apply_patch_call": {
        "type": "apply_patch_call_output",
        "status": "failed",
        "output": INTERRUPTED,
    },
    "shell_call": {
        "type": "shell_call_output",
        "output": [{"stdout": "", "stderr": INTERRUPTED, "outcome": {"type": "timeout"}}],
    },
    "local_shell_call": {"type": "local_shell_call_output", "output": INTERRUPTED},
}


def interrupted_output(call: dict[str, Json]) -> Json:
    """Return the output of an interrupted call, or None.

    None if outputs of its type can't be a text, or need the call id as their own id, and that is no
    id of an item.
    """
    template = _OUTPUTS.get(call["type"])
    has_own_id = call["type"] == "local_shell_call"
    if template is None or (has_own_id and not FORM.fullmatch(call["call_id"])):
        return None
    id_member = "id" if has_own_id else "call_id"
    return {"type": template["type"], id_member: call["call_id"], **copy_json(template)}


def interrupted_tool_message(call_id: str, name: Json, *, has_name: bool) -> dict[str, Json]:
    """Return the tool message of an interrupted call, with the name of its function or without."""
    name_member = {"name": name} if has_name else {}
    return {"role": "tool", **name_member, "tool_call_id": call_id, "content": INTERRUPTED}
