"""Schemas and tools for examples."""

from __future__ import annotations

from responses_protocol.values import Json

TEXT: Json = {"type": "string"}
# what a strict schema must be
CLOSED: dict[str, Json] = {
    "type": "object",
    "properties": {"city": TEXT},
    "required": ["city"],
    "additionalProperties": False,
}


def tool(parameters: Json, **members: Json) -> Json:
    """Return the example of a Chat tool with these parameters."""
    function = {"name": "weather", "parameters": parameters, **members}
    return [{"type": "function", "function": function}]


def strict_tool(parameters: Json) -> Json:
    """Return the example of a tool whose calls keep to these parameters."""
    return tool(parameters, strict=True)


def object_of(property_schema: Json) -> Json:
    """Return a closed schema whose one property has this schema."""
    return {**CLOSED, "properties": {"city": property_schema}}
