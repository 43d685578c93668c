"""Histories: one message for each item, so that each item is a segment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import responses_protocol as rp
from responses_protocol.dialects import Cut, OpenTurn

ROLES = {"user": "user", "assistant": "model", "system": "system"}
Object = dict[str, Any]
Result = tuple[list[Object], list[Cut]]


def from_responses(items: list[Any], options: rp.Options, opened: OpenTurn | None = None) -> Result:
    """Translate items; those without a form are left out."""
    return _translate_each(items, _from_item)


def to_responses(
    messages: list[Any], options: rp.Options, opened: OpenTurn | None = None
) -> Result:
    """Translate messages; those of somebody unknown are left out."""
    return _translate_each(messages, _from_message)


def _translate_each(values: list[Any], translate: Callable[[Object, str], Object | None]) -> Result:
    translations: list[Object] = []
    cuts: list[Cut] = []
    for index, value in enumerate(values):
        if not isinstance(value, dict):
            raise rp.ConversionError("must be an object", f"/{index}")
        translation = translate(value, f"/{index}")
        if translation is not None:
            translations.append(translation)
            cuts.append((index + 1, len(translations)))
    if cuts:  # what is left out at the end goes with the value before it
        cuts[-1] = (len(values), len(translations))
    return translations, cuts


def _from_item(item: Object, pointer: str) -> Object | None:
    kind, call_id = item.get("type") or "message", item.get("call_id")
    if kind == "message":
        role = item.get("role")
        if not isinstance(role, str) or role not in ROLES:
            return None
        return {"who": ROLES[role], "lines": _lines(item.get("content"), f"{pointer}/content")}
    if kind == "function_call" and all(
        isinstance(item.get(name), str) for name in ("call_id", "name", "arguments")
    ):
        call = {"id": call_id, "fn": item["name"], "args": item["arguments"]}
        return {"who": "model", "call": call}
    if kind == "function_call_output" and isinstance(call_id, str):
        return {"who": "tool", "of": call_id, "lines": _lines(item.get("output"), pointer)}
    return None


def _lines(content: Any, pointer: str) -> list[str]:
    if content is None:
        return []
    if isinstance(content, str):
        return [content]
    if not isinstance(content, list):
        raise rp.ConversionError("must be a string or a list", pointer)
    parts = [part for part in content if isinstance(part, dict)]
    return [part["text"] for part in parts if _is_text(part)]


def _is_text(part: Object) -> bool:
    return part.get("type") in ("input_text", "output_text") and isinstance(part.get("text"), str)


def _from_message(message: Object, pointer: str) -> Object | None:
    who, call = message.get("who"), message.get("call")
    if who == "model" and call is not None:
        if not isinstance(call, dict):
            raise rp.ConversionError("must be an object", f"{pointer}/call")
        values = {toy_name: call.get(name) for toy_name, name in CALL.items()}
        if not all(isinstance(value, str) for value in values.values()):
            raise rp.ConversionError("needs an id, fn and args", f"{pointer}/call")
        return {"type": "function_call", **values}
    lines = message.get("lines", [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise rp.ConversionError("must be a list of strings", f"{pointer}/lines")
    if who == "tool" and isinstance(message.get("of"), str):
        output = _content(lines, "input_text")
        return {"type": "function_call_output", "call_id": message["of"], "output": output}
    role = next((role for role, toy_name in ROLES.items() if toy_name == who), None)
    if role is None:
        return None
    part = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": _content(lines, part)}


CALL = {"call_id": "id", "name": "fn", "arguments": "args"}


def _content(lines: list[str], part: str) -> str | list[Object]:
    return lines[0] if len(lines) == 1 else [{"type": part, "text": line} for line in lines]
