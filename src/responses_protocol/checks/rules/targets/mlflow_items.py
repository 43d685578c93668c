"""Which items MLflow's ResponsesAgent takes, as its classes decide it (MLflow 3.17).

They read an item of a request as a message if they can, and else as an output item.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from responses_protocol.checks.rule import View
from responses_protocol.reporting.finding import Severity
from responses_protocol.reporting.quoting import quoted
from responses_protocol.values import Json

Kind = Literal["type", "member", "content"]
OPAQUE = ("file_search_call", "computer_call", "web_search_call")
MUST = "Must be 'user', 'assistant', 'system', or 'developer'."
STATUSES = ("in_progress", "completed", "incomplete")
ROLES = ("user", "assistant", "system", "developer")
TEXT, LIST, TEXT_OR_LIST, FLAG = (str,), (list,), (str, list), (bool,)
MEMBERS: dict[str, dict[str, tuple[type, ...]]] = {
    "message": {"id": TEXT, "content": LIST},
    "function_call": {"arguments": TEXT, "call_id": TEXT, "name": TEXT},
    "reasoning": {"id": TEXT, "summary": LIST},
    "function_call_output": {"call_id": TEXT, "output": TEXT_OR_LIST},
    "mcp_approval_request": {"id": TEXT, "arguments": TEXT, "name": TEXT, "server_label": TEXT},
    "mcp_approval_response": {"approval_request_id": TEXT, "approve": FLAG},
}
CLASSES = {
    "message": "ResponseOutputMessage",
    "function_call": "ResponseFunctionToolCall",
    "reasoning": "ResponseReasoningItem",
    "function_call_output": "FunctionCallOutput",
    "mcp_approval_request": "McpApprovalRequest",
    "mcp_approval_response": "McpApprovalResponse",
}
PARTS = {"output_text": "text", "refusal": "refusal"}
ANNOTATIONS: dict[str, dict[str, type]] = {
    "file_citation": {"file_id": str, "index": int},
    "url_citation": {"title": str, "url": str},
    "file_path": {"file_id": str, "index": int},
}
REQUIRED = "Field required"
EMPTY = "content must not be an empty list"
_EXPECTED: dict[type, str] = {
    str: "Input should be a valid string",
    list: "Input should be a valid list",
    bool: "Input should be a valid boolean",
    int: "Input should be a valid integer",
}


class Fault(NamedTuple):
    """What is wrong with an item: of what kind, where in it, and how MLflow says so."""

    kind: Kind
    pointer: str
    told: str


def items(view: View) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield the items of a view with their JSON Pointers, and whether they are of an answer.

    The history of a request is read with the request.
    """
    member = _MEMBERS_OF[view.about]
    if member is None:
        held = view.value if view.whole is None else None
    else:
        held = view.value.get(member)
    for at, item in enumerate(held if isinstance(held, list) else ()):
        yield f"/{member}/{at}" if member else f"/{at}", item, member == "output"


_MEMBERS_OF = {
    "responses_history": None,
    "responses_request": "input",
    "responses_agent_request": "input",
    "responses_response": "output",
    "responses_agent_response": "output",
}
VIEWS = tuple(_MEMBERS_OF)


def graded(view: View) -> Severity | None:
    """Return the severity of what MLflow refuses, where it is not that of the rule.

    An answer that no agent gave is none of MLflow's yet: it is refused where an agent gives it.
    """
    return "warning" if view.about == "responses_response" else None


def fault(item: dict[str, Json], answered: bool) -> Fault | None:
    """Return why MLflow refuses an item, or None if it takes it."""
    if answered:
        return _of_output(item)
    as_message = _of_message(item)
    if as_message is None:
        return None
    as_output = _of_output(item)
    if as_output is None:
        return None
    said = item.get("type", "message") == "message" and item.get("role") is not None
    kept = said and as_message.told == "Invalid type: refusal."
    return as_output if kept or not said else as_message


def _of_message(item: dict[str, Json]) -> Fault | None:
    role, content = item.get("role"), item.get("content")
    if not isinstance(item.get("type", "message"), str):
        return Fault("member", "/type", _EXPECTED[str])
    for member in ("content", "role"):
        if member not in item:
            return Fault("member", "", f"{member}: {REQUIRED}")
    if not isinstance(content, (str, list)):
        return Fault("member", "/content", _EXPECTED[str])
    if not isinstance(role, str):
        return Fault("member", "/role", _EXPECTED[str])
    status = _of_status(item, "Message")
    if status is not None:
        return status
    for at, part in enumerate(content if isinstance(content, list) else ()):
        found = _of_input_part(part)
        if found is not None:
            return Fault("content", f"/content/{at}", found)
    if role not in ROLES:
        message = f"Invalid role: {quoted(str(role))}. {MUST}"
        return Fault("member", "/role", message)
    return None


def _of_input_part(part: Json) -> str | None:
    """Whatever has a text is read as one; images and files are passed on."""
    if not isinstance(part, dict):
        return "Input should be a valid dictionary"
    kind = part.get("type", "input_text")
    if isinstance(part.get("text"), str) and isinstance(kind, str):
        return None
    if "type" not in part:
        return "dictionary type content field values must have key 'type'"
    if kind == "input_text":
        return f"text: {REQUIRED}"
    return None if kind in ("input_image", "input_file") else f"Invalid type: {quoted(str(kind))}."


def _of_output(item: dict[str, Json]) -> Fault | None:
    kind = item.get("type")
    if not isinstance(kind, str):
        message = f"type: {REQUIRED}" if "type" not in item else _EXPECTED[str]
        return Fault("member", "", message)
    if kind in OPAQUE:
        return None
    if kind not in MEMBERS:
        return Fault("type", "/type", f"Invalid type: {quoted(str(kind))} for OutputItem")
    for member, types in MEMBERS[kind].items():
        if member not in item:
            return Fault("member", "", f"{member}: {REQUIRED}")
        if not isinstance(item[member], types):
            return Fault("member", f"/{member}", _EXPECTED[types[0]])
    found = _READERS[kind](item) if kind in _READERS else None
    return found or _of_status(item, CLASSES[kind])


def _of_status(item: dict[str, Json], name: str) -> Fault | None:
    status = item.get("status")
    if status is None or status in STATUSES:
        return None
    message = (
        f"Invalid status: {quoted(str(status))} for {name}. Must be 'in_progress', 'completed', or "
    )
    return Fault("member", "/status", f"{message}'incomplete'.")


def _of_answer(item: dict[str, Json]) -> Fault | None:
    for at, part in enumerate(item["content"]):
        found = _of_output_part(part)
        if found is not None:
            return Fault("content", f"/content/{at}{found[0]}", found[1])
    role = item.get("role", "assistant")
    status = _of_status(item, CLASSES["message"])
    if status is not None:
        return status
    if role != "assistant":
        return Fault("member", "/role", f"Invalid role: {quoted(str(role))}. Must be 'assistant'.")
    return None if item["content"] else Fault("content", "/content", EMPTY)


def _of_output_part(part: Json) -> tuple[str, str] | None:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(kind, str):
        return "", f"type: {REQUIRED}"
    if kind not in PARTS:
        return "/type", f"Invalid content type: {quoted(str(kind))} for Content"
    if not isinstance(part.get(PARTS[kind]), str):
        return "", f"{PARTS[kind]}: {REQUIRED}"
    annotations = part.get("annotations", []) if kind == "output_text" else []
    if not isinstance(annotations, list):
        return "/annotations", _EXPECTED[list]
    for at, annotation in enumerate(annotations):
        message = _of_annotation(annotation)
        if message is not None:
            return f"/annotations/{at}", message
    return None


def _of_annotation(annotation: Json) -> str | None:
    kind = annotation.get("type") if isinstance(annotation, dict) else None
    if not isinstance(kind, str):
        return f"type: {REQUIRED}"
    if kind not in ANNOTATIONS:
        return f"Invalid annotation type: {quoted(str(kind))}"
    for member, wanted in ANNOTATIONS[kind].items():
        if not isinstance(annotation.get(member), wanted):
            return f"{member}: {REQUIRED if member not in annotation else _EXPECTED[wanted]}"
    return None


def _of_thought(item: dict[str, Json]) -> Fault | None:
    for at, part in enumerate(item["summary"]):
        if not isinstance(part, dict) or not isinstance(part.get("text"), str):
            return Fault("content", f"/summary/{at}", f"text: {REQUIRED}")
    return None


def _of_result(item: dict[str, Json]) -> Fault | None:
    for at, part in enumerate(item["output"] if isinstance(item["output"], list) else ()):
        if not isinstance(part, dict):
            return Fault("content", f"/output/{at}", "Input should be a valid dictionary")
    return None


_READERS = {
    "message": _of_answer,
    "reasoning": _of_thought,
    "function_call_output": _of_result,
}
