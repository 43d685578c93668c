"""RP905: in a Responses history, the address of an image is a string."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import find_parts

HINT = "The object is the form of Chat Completions: write the address itself, and detail beside it."
URL = "https://example.com/sum.png"


def _check(view: View) -> Iterator[Problem]:
    for part in find_parts(view).get("input_image", ()):
        if isinstance(part.value.get("image_url"), dict):
            pointer = f"{part.pointer}/image_url"
            message = (
                f"Invalid type for '{view.place_of(pointer)}': expected an image URL, but got an "
                "object instead."
            )
            yield Problem(pointer, message, HINT)


def _history(url: object) -> list[dict[str, object]]:
    return [{"role": "user", "content": [{"type": "input_image", "image_url": url}]}]


RP905 = Rule(
    code="RP905",
    name="chat-image",
    summary="In a Responses history, the image_url of an image is a string.",
    check=_check,
    subject="responses/history",
    wrong=_history({"url": URL}),
    right=_history(URL),
    why="The endpoint expects the address itself.",
    how_to_fix="Write `image_url: url`, and `detail` beside it.",
    source="https://github.com/aplpolaris/promptfx/issues/724",
    any_shape=True,
)
