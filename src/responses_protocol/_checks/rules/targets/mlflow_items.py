"""The items that MLflow's ResponsesAgent accepts, as its classes decide (MLflow 3.17).

They read an item of a request as a message if they can, and as an output item otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from responses_protocol._checks.rule import View
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._severity import Severity
from responses_protocol._values import Json

Kind = Literal["type", "member", "content"]
UNCHECKED_TYPES = ("file_search_call", "computer_call", "web_search_call")
ROLES_TEXT = "Must be 'user', 'assistant', 'system', or 'developer'."
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


class ItemProblem(NamedTuple):
    """A problem in an item: its kind, the pointer to it, and MLflow's message."""

    kind: Kind
    pointer: str
    message: str


def iter_items(view: View) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield JSON Pointers and items of a view, and whether the item is part of an answer.

    Of a history in a request, yield nothing: the view of the request has its items.
    """
    member = _MEMBERS_OF[view.name]
    if member is None:
        elements = view.value if view.request is None else None
    else:
        elements = view.value.get(member)
    for index, item in enumerate(elements if isinstance(elements, list) else ()):
        yield f"/{member}/{index}" if member else f"/{index}", item, member == "output"


_MEMBERS_OF = {
    "responses_history": None,
    "responses_request": "input",
    "responses_agent_request": "input",
    "responses_response": "output",
    "responses_agent_response": "output",
}
VIEWS = tuple(_MEMBERS_OF)


def get_severity(view: View) -> Severity | None:
    """Return the severity of a problem, or None for that of the rule.

    MLflow refuses an answer of OpenAI's API only if an agent returns it: a warning.
    """
    return "warning" if view.name == "responses_response" else None


def find_problem(item: dict[str, Json], is_answer: bool) -> ItemProblem | None:
    """Return the problem for which MLflow refuses an item, or None if it accepts it."""
    if is_answer:
        return _check_output(item)
    as_message = _check_message(item)
    if as_message is None:
        return None
    as_output = _check_output(item)
    if as_output is None:
        return None
    is_message = item.get("type", "message") == "message" and item.get("role") is not None
    is_refusal = is_message and as_message.message == "Invalid type: refusal."
    return as_output if is_refusal or not is_message else as_message


def _check_message(item: dict[str, Json]) -> ItemProblem | None:
    role, content = item.get("role"), item.get("content")
    if not isinstance(item.get("type", "message"), str):
        return ItemProblem("member", "/type", _EXPECTED[str])
    for member in ("content", "role"):
        if member not in item:
            return ItemProblem("member", "", f"{member}: {REQUIRED}")
    if not isinstance(content, (str, list)):
        return ItemProblem("member", "/content", _EXPECTED[str])
    if not isinstance(role, str):
        return ItemProblem("member", "/role", _EXPECTED[str])
    status = _check_status(item, "Message")
    if status is not None:
        return status
    for index, part in enumerate(content if isinstance(content, list) else ()):
        part_message = _check_input_part(part)
        if part_message is not None:
            return ItemProblem("content", f"/content/{index}", part_message)
    if role not in ROLES:
        problem_text = f"Invalid role: {quote_name(str(role))}. {ROLES_TEXT}"
        return ItemProblem("member", "/role", problem_text)
    return None


def _check_input_part(part: Json) -> str | None:
    """Return MLflow's message about a part; it reads all parts with a text as text."""
    if not isinstance(part, dict):
        return "Input should be a valid dictionary"
    kind = part.get("type", "input_text")
    if isinstance(part.get("text"), str) and isinstance(kind, str):
        return None
    if "type" not in part:
        return "dictionary type content field values must have key 'type'"
    if kind == "input_text":
        return f"text: {REQUIRED}"
    return (
        None if kind in ("input_image", "input_file") else f"Invalid type: {quote_name(str(kind))}."
    )


def _check_output(item: dict[str, Json]) -> ItemProblem | None:
    kind = item.get("type")
    if not isinstance(kind, str):
        message = f"type: {REQUIRED}" if "type" not in item else _EXPECTED[str]
        return ItemProblem("member", "", message)
    if kind in UNCHECKED_TYPES:
        return None
    if kind not in MEMBERS:
        return ItemProblem("type", "/type", f"Invalid type: {quote_name(str(kind))} for OutputItem")
    for member, types in MEMBERS[kind].items():
        if member not in item:
            return ItemProblem("member", "", f"{member}: {REQUIRED}")
        if not isinstance(item[member], types):
            return ItemProblem("member", f"/{member}", _EXPECTED[types[0]])
    result = _ITEM_CHECKS[kind](item) if kind in _ITEM_CHECKS else None
    return result or _check_status(item, CLASSES[kind])


def _check_status(item: dict[str, Json], name: str) -> ItemProblem | None:
    status = item.get("status")
    if status is None or status in STATUSES:
        return None
    shown = quote_name(str(status))
    words = "'in_progress', 'completed', or 'incomplete'"
    return ItemProblem("member", "/status", f"Invalid status: {shown} for {name}. Must be {words}.")


def _check_answer(item: dict[str, Json]) -> ItemProblem | None:
    for index, part in enumerate(item["content"]):
        problem = _check_output_part(part)
        if problem is not None:
            pointer, message = problem
            return ItemProblem("content", f"/content/{index}{pointer}", message)
    role = item.get("role", "assistant")
    status = _check_status(item, CLASSES["message"])
    if status is not None:
        return status
    if role != "assistant":
        return ItemProblem(
            "member", "/role", f"Invalid role: {quote_name(str(role))}. Must be 'assistant'."
        )
    return None if item["content"] else ItemProblem("content", "/content", EMPTY)


def _check_output_part(part: Json) -> tuple[str, str] | None:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(kind, str):
        return "", f"type: {REQUIRED}"
    if kind not in PARTS:
        return "/type", f"Invalid content type: {quote_name(str(kind))} for Content"
    if not isinstance(part.get(PARTS[kind]), str):
        return "", f"{PARTS[kind]}: {REQUIRED}"
    annotations = part.get("annotations", []) if kind == "output_text" else []
    if not isinstance(annotations, list):
        return "/annotations", _EXPECTED[list]
    for index, annotation in enumerate(annotations):
        message = _check_annotation(annotation)
        if message is not None:
            return f"/annotations/{index}", message
    return None


def _check_annotation(annotation: Json) -> str | None:
    kind = annotation.get("type") if isinstance(annotation, dict) else None
    if not isinstance(kind, str):
        return f"type: {REQUIRED}"
    if kind not in ANNOTATIONS:
        return f"Invalid annotation type: {quote_name(str(kind))}"
    for member, expected in ANNOTATIONS[kind].items():
        if not isinstance(annotation.get(member), expected):
            return f"{member}: {REQUIRED if member not in annotation else _EXPECTED[expected]}"
    return None


def _check_reasoning(item: dict[str, Json]) -> ItemProblem | None:
    for index, part in enumerate(item["summary"]):
        if not isinstance(part, dict) or not isinstance(part.get("text"), str):
            return ItemProblem("content", f"/summary/{index}", f"text: {REQUIRED}")
    return None


def _check_call_output(item: dict[str, Json]) -> ItemProblem | None:
    for index, part in enumerate(item["output"] if isinstance(item["output"], list) else ()):
        if not isinstance(part, dict):
            return ItemProblem("content", f"/output/{index}", "Input should be a valid dictionary")
    return None


_ITEM_CHECKS = {
    "message": _check_answer,
    "reasoning": _check_reasoning,
    "function_call_output": _check_call_output,
}
