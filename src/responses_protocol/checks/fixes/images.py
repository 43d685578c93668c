"""Images in the shape of the other API: their address is in an object in Chat."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    add,
    member,
    move,
    remove,
    replace,
)
from responses_protocol.checks.fixes.parts import part
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

_TYPES = ("input_image", "image_url")
_DETAILS = ("auto", "low", "high")  # that both know


def flat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Take the address out of its object."""
    found = part(payload, pointer)
    if found is None or found[1]["type"] not in _TYPES or found[2] == "assistant":
        return []
    place, image, _ = found
    if member(pointer, place) not in ("", "type", "image_url"):
        return []
    inner = image.get("image_url")
    if not isinstance(inner, dict) or not isinstance(inner.get("url"), str):
        return []
    if inner.keys() - {"url", "detail"} or image.keys() - {"type", "image_url"}:
        return []
    patch = [move(f"{place}/image_url/detail", f"{place}/detail")] if "detail" in inner else []
    # by way of another name: a member can't be moved to the place of its owner
    patch += [move(f"{place}/image_url/url", f"{place}/url"), remove(f"{place}/image_url")]
    return [
        *patch,
        move(f"{place}/url", f"{place}/image_url"),
        *_typed(place, image, "input_image"),
    ]


def nested(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Put the address into an object."""
    found = part(payload, pointer)
    if found is None or found[1]["type"] not in _TYPES:
        return []
    place, image, _ = found
    if member(pointer, place) not in ("", "type", "image_url"):
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
    return [*patch, *_typed(place, image, "image_url")]


def _typed(place: str, image: dict[str, Json], kind: str) -> Patch:
    return [] if image["type"] == kind else [replace(f"{place}/type", kind)]


FLAT = Fix(
    "flat-images",
    "An image as Chat wants it becomes one as Responses wants it.",
    ("RP102", "RP103", "RP903", "RP905"),
    RESPONSES,
    flat,
)
NESTED = Fix(
    "nested-images",
    "An image as Responses wants it becomes one as Chat wants it.",
    ("RP102", "RP103", "RP921", "RP922"),
    CHAT,
    nested,
)
