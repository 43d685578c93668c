"""Schemas and tools for examples."""

from __future__ import annotations

from responses_protocol._values import Json

TEXT: Json = {"type": "string"}
# an example of a strict schema
CLOSED: dict[str, Json] = {
    "type": "object",
    "properties": {"city": TEXT},
    "required": ["city"],
    "additionalProperties": False,
}


def tool(parameters: Json, **members: Json) -> Json:
    """Return a list with one Chat tool that has these parameters."""
    function = {"name": "weather", "parameters": parameters, **members}
    return [{"type": "function", "function": function}]


def strict_tool(parameters: Json) -> Json:
    """Return a list with one strict Chat tool that has these parameters."""
    return tool(parameters, strict=True)


def object_of(property_schema: Json) -> Json:
    """Return a closed object schema whose only property has this schema."""
    return {**CLOSED, "properties": {"city": property_schema}}
