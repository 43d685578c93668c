"""Images in the form of the other API: in Chat, the address is in an object."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    add,
    member_name,
    move,
    remove,
    replace,
)
from responses_protocol._checks.fixes.parts import find_part
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

_TYPES = ("input_image", "image_url")
_DETAILS = ("auto", "low", "high")  # of both APIs


def flatten(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move the address out of its object."""
    match = find_part(payload, pointer)
    if match is None or match[1]["type"] not in _TYPES or match[2] == "assistant":
        return []
    place, image, _ = match
    if member_name(pointer, place) not in ("", "type", "image_url"):
        return []
    inner = image.get("image_url")
    if not isinstance(inner, dict) or not isinstance(inner.get("url"), str):
        return []
    if inner.keys() - {"url", "detail"} or image.keys() - {"type", "image_url"}:
        return []
    patch = [move(f"{place}/image_url/detail", f"{place}/detail")] if "detail" in inner else []
    # through another name, since a member can't replace its owner
    patch += [move(f"{place}/image_url/url", f"{place}/url"), remove(f"{place}/image_url")]
    return [
        *patch,
        move(f"{place}/url", f"{place}/image_url"),
        *_set_type(place, image, "input_image"),
    ]


def nest(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move the address into an object."""
    match = find_part(payload, pointer)
    if match is None or match[1]["type"] not in _TYPES:
        return []
    place, image, _ = match
    if member_name(pointer, place) not in ("", "type", "image_url"):
        return []
    if image.keys() - {"type", "image_url", "detail"} or not isinstance(
        image.get("image_url"), str
    ):
        return []
    if image.get("detail", "auto") not in _DETAILS:
        return []
    inner = f"{place}/image_url"
    patch = [move(inner, f"{place}/url"), add(inner, {}), move(f"{place}/url", f"{inner}/url")]
    if "detail" in image:
        patch.append(move(f"{place}/detail", f"{inner}/detail"))
    return [*patch, *_set_type(place, image, "image_url")]


def _set_type(place: str, image: dict[str, Json], kind: str) -> Patch:
    return [] if image["type"] == kind else [replace(f"{place}/type", kind)]


FLAT = Fix(
    "flat-images",
    "Converts an image from Chat's form to that of Responses.",
    ("RP102", "RP103", "RP903", "RP905"),
    RESPONSES,
    flatten,
)
NESTED = Fix(
    "nested-images",
    "Converts an image from the form of Responses to Chat's.",
    ("RP102", "RP103", "RP921", "RP922"),
    CHAT,
    nest,
)
