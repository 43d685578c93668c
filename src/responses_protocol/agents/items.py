"""The items that an agent answers with, made from their few words.

Names, parameters and results are those of MLflow's own helpers (``mlflow.types.responses``, 3.17),
so code written for one runs with the other; none of them needs MLflow.
"""

from __future__ import annotations

from responses_protocol.formats.ids import mint
from responses_protocol.values import Json

Object = dict[str, Json]


def create_text_output_item(text: str, id: str, annotations: list[Object] | None = None) -> Object:
    """Return a message of the agent with one text, and the citations of it."""
    said = {"text": text, "type": "output_text", "annotations": annotations or []}
    return {"id": id, "content": [said], "role": "assistant", "type": "message"}


def create_reasoning_item(id: str, reasoning_text: str) -> Object:
    """Return what the agent thought, as the one part of a summary: MLflow reads no other place."""
    summary = [{"type": "summary_text", "text": reasoning_text}]
    return {"type": "reasoning", "summary": summary, "id": id}


def create_function_call_item(id: str, call_id: str, name: str, arguments: str) -> Object:
    """Return a call; ``call_id`` is what its output names it by, ``arguments`` are JSON text."""
    return {
        "type": "function_call",
        "id": id,
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
    }


def create_function_call_output_item(call_id: str, output: str) -> Object:
    """Return what the call with this ``call_id`` gave back."""
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def create_mcp_approval_request_item(
    id: str, arguments: str, name: str, server_label: str
) -> Object:
    """Return the question whether a tool of an MCP server may be run."""
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
    """Return the answer to the question with this id."""
    return {
        "type": "mcp_approval_response",
        "id": id,
        "approval_request_id": approval_request_id,
        "approve": approve,
        "reason": reason,
    }


def completed(item: Object) -> Object:
    """Return an item with what OpenAI's types demand of it, and an agent may leave out.

    That is an id, a status, and the lists beside a text. Nothing that is there is changed.
    """
    made: Object = {**item}
    kind = str(item.get("type"))
    if not isinstance(made.get("id"), str) or not made["id"]:
        made["id"] = mint(PREFIXES.get(kind, "item_"), str(item.get("call_id") or item))
    if kind in STATUS and made.get("status") is None:
        made["status"] = "completed"
    if kind == "reasoning":
        made.setdefault("summary", [])
    if kind == "message" and isinstance(made.get("content"), list):
        made["content"] = [
            {**part, **{name: part.get(name) or [] for name in ("annotations", "logprobs")}}
            if isinstance(part, dict) and part.get("type") == "output_text"
            else part
            for part in made["content"]
        ]
    return made


PREFIXES = {
    "message": "msg_",
    "reasoning": "rs_",
    "function_call": "fc_",
    "custom_tool_call": "ctc_",
    "function_call_output": "fco_",
    "custom_tool_call_output": "ctco_",
}
STATUS = frozenset(("message", "function_call", "function_call_output"))
