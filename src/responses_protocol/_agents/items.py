"""Create the items of an agent's answer from their parameters.

Names, parameters and results are those of MLflow's own helpers (``mlflow.types.responses``, 3.17),
so code that is written for one runs with the other. This module does not need MLflow.
"""

from __future__ import annotations

from responses_protocol._formats.ids import derive_id
from responses_protocol._values import Object, read_type


def create_text_output_item(text: str, id: str, annotations: list[Object] | None = None) -> Object:
    """Return a message of the agent with one text, and its citations."""
    part = {"text": text, "type": "output_text", "annotations": annotations or []}
    return {"id": id, "content": [part], "role": "assistant", "type": "message"}


def create_reasoning_item(id: str, reasoning_text: str) -> Object:
    """Return reasoning as the only part of a summary: MLflow reads no other member."""
    summary = [{"type": "summary_text", "text": reasoning_text}]
    return {"type": "reasoning", "summary": summary, "id": id}


def create_function_call_item(id: str, call_id: str, name: str, arguments: str) -> Object:
    """Return a call; its output refers to ``call_id``, and ``arguments`` are JSON text."""
    return {
        "type": "function_call",
        "id": id,
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
    }


def create_function_call_output_item(call_id: str, output: str) -> Object:
    """Return the output of the call with this ``call_id``."""
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def create_mcp_approval_request_item(
    id: str, arguments: str, name: str, server_label: str
) -> Object:
    """Return a request for approval of a call to a tool of an MCP server."""
    return {
        "type": "mcp_approval_request",
        "id": id,
        "arguments": arguments,
        "name": name,
        "server_label": server_label,
    }


def create_mcp_approval_response_item(
    id: str, approval_request_id: str, approve: bool, reason: str | None = None
) -> Object:
    """Return the response to the approval request with this id."""
    return {
        "type": "mcp_approval_response",
        "id": id,
        "approval_request_id": approval_request_id,
        "approve": approve,
        "reason": reason,
    }


def complete_item(item: Object) -> Object:
    """Return an item with the members that OpenAI's types require and an agent may leave out.

    These are an id, a status, and the lists beside a text. Existing members stay.
    """
    result: Object = {**item}
    kind = read_type(item)
    if not isinstance(result.get("id"), str) or not result["id"]:
        result["id"] = derive_id(PREFIXES.get(kind, "item_"), str(item.get("call_id") or item))
    if kind in TYPES_WITH_STATUS and result.get("status") is None:
        result["status"] = "completed"
    if kind == "reasoning":
        result.setdefault("summary", [])
    if kind == "message" and isinstance(result.get("content"), list):
        result["content"] = [
            {**part, **{name: part.get(name) or [] for name in ("annotations", "logprobs")}}
            if isinstance(part, dict) and part.get("type") == "output_text"
            else part
            for part in result["content"]
        ]
    return result


PREFIXES = {
    "message": "msg_",
    "reasoning": "rs_",
    "function_call": "fc_",
    "custom_tool_call": "ctc_",
    "function_call_output": "fco_",
    "custom_tool_call_output": "ctco_",
}
TYPES_WITH_STATUS = frozenset(("message", "function_call", "function_call_output"))
