"""The output of a call that never got one: the one thing that a repair makes up."""

from __future__ import annotations

from responses_protocol.checks.rules.responses_history.rp206_item_id import FITS
from responses_protocol.values import Json, copied

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


def output(call: dict[str, Json]) -> Json:
    """Return the output of an interrupted call; None where that of its type can be no text.

    None as well where it would need the id of the call as its own, and that is none for an item.
    """
    made = _OUTPUTS.get(call["type"])
    by_id = call["type"] == "local_shell_call"
    if made is None or (by_id and not FITS.fullmatch(call["call_id"])):
        return None
    own = "id" if by_id else "call_id"
    return {"type": made["type"], own: call["call_id"], **copied(made)}


def message(call_id: str, name: Json, *, named: bool) -> dict[str, Json]:
    """Return the tool message of an interrupted call, with the name of its function if asked."""
    told = {"name": name} if named else {}
    return {"role": "tool", **told, "tool_call_id": call_id, "content": INTERRUPTED}
