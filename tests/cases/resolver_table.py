"""The items that a caller's resolver finds."""

from __future__ import annotations

from typing import Any

from table import Payload, answer, call, prompt, result

REFERENCE = {"type": "item_reference", "id": "msg_1"}
EARLIER = [prompt("Before?"), answer()]
SAVED: dict[tuple[str, str], list[Payload]] = {
    ("previous_response_id", "resp_1"): EARLIER,
    ("conversation", "conv_1"): [prompt("In the conversation.")],
    ("prompt", "pmpt_1"): [prompt("Be kind.", "developer")],
    ("item_reference", "msg_1"): [answer()],
    ("item_reference", "fc_1"): [call()],
    ("item_reference", "all"): [*EARLIER, call(), result()],
    ("item_reference", "none"): [],
}


def resolve(name: str, value: Any) -> list[Payload] | None:
    """Return the items stored under a name and an id, which is a string or in an object."""
    stored_id = value.get("id") if isinstance(value, dict) else value
    return SAVED.get((name, str(stored_id)))
