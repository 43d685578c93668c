"""Content parts whose type belongs to another role, or to the other API."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    above,
    add,
    move,
    remove,
    replace,
)
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

_TEXTS = ("text", "input_text", "output_text")
_OF_OUTPUT = ("annotations", "logprobs")
_INPUT = {"user": "input_text", "system": "input_text", "developer": "input_text"}
_RESPONSES = {**_INPUT, "assistant": "output_text"}


def responses(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Give a text the type for its role, with what goes with that type.

    The address of an image is taken out of the object in which Chat has it.
    """
    found = _part(payload, pointer)
    if found is None:
        return []
    place, part, role = found
    kind = _RESPONSES.get(role)
    if kind and part["type"] in _TEXTS and isinstance(part.get("text"), str):
        return _text(place, part, kind)
    if kind == "input_text" and part["type"] == "image_url":
        return _image(place, part)
    return []


def chat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Give a text the type that Chat has for all roles."""
    found = _part(payload, pointer)
    if found is None:
        return []
    place, part, _ = found
    plain = part.keys() == {"type", "text"} and isinstance(part["text"], str)
    return [replace(f"{place}/type", "text")] if plain and part["type"] in _TEXTS[1:] else []


def _part(payload: Json, pointer: str) -> tuple[str, dict[str, Json], str] | None:
    """The innermost content part at or above a pointer, and the role of its message.

    What is in the output of a call is written as a user's message is.
    """
    inside = list(above(payload, pointer))
    for (place, part), (_, parts), (_, message) in zip(
        inside, inside[1:], inside[2:], strict=False
    ):
        if isinstance(part, dict) and isinstance(parts, list) and isinstance(message, dict):
            owners = {"content": message.get("role"), "output": "user"}
            role = next((owners[key] for key in owners if message.get(key) is parts), None)
            known = isinstance(role, str) and isinstance(part.get("type"), str)
            return (place, part, role) if known else None
    return None


def _text(place: str, part: dict[str, Json], kind: str) -> Patch:
    patch = [] if part["type"] == kind else [replace(f"{place}/type", kind)]
    if kind == "output_text":
        return patch if "annotations" in part else [*patch, add(f"{place}/annotations", [])]
    if any(part.get(member) for member in _OF_OUTPUT):
        return []  # they would be lost
    return [*patch, *(remove(f"{place}/{member}") for member in _OF_OUTPUT if member in part)]


def _image(place: str, part: dict[str, Json]) -> Patch:
    image = part.get("image_url")
    known = isinstance(image, dict) and "url" in image and image.keys() <= {"url", "detail"}
    if not known or part.keys() != {"type", "image_url"}:
        return []
    patch = [replace(f"{place}/type", "input_image")]
    if "detail" in image:
        patch.append(move(f"{place}/image_url/detail", f"{place}/detail"))
    # out of the way first: a member can't be moved to the place of its owner
    patch.append(move(f"{place}/image_url/url", f"{place}/url"))
    return [*patch, remove(f"{place}/image_url"), move(f"{place}/url", f"{place}/image_url")]


TO_RESPONSES = Fix(
    "part-types",
    "A content part gets the type that its role asks for.",
    ("RP101", "RP103", "RP104", "RP209", "RP210", "RP903"),
    RESPONSES,
    responses,
)
TO_CHAT = Fix(
    "chat-part-types", "A text gets the type that Chat has for it.", ("RP103",), CHAT, chat
)
