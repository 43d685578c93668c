"""RP922: in a Chat history, the address of an image is in an object."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import iter_chat_parts
from responses_protocol._checks.wording import OPENAI

HINT = "The string is the form of the Responses API: write an object with url."
URL = "https://example.com/sum.png"


def _check(view: View) -> Iterator[Problem]:
    for part_pointer, part in iter_chat_parts(view, "image_url"):
        if isinstance(part.get("image_url"), str):
            pointer = f"{part_pointer}/image_url"
            message = (
                f"Invalid type for '{view.place_of(pointer)}': expected an object, but got a "
                "string instead."
            )
            yield Problem(pointer, message, HINT)


def _history(url: object) -> list[dict[str, object]]:
    return [{"role": "user", "content": [{"type": "image_url", "image_url": url}]}]


RP922 = Rule(
    code="RP922",
    name="responses-image",
    summary="In a Chat history, the image_url of an image is an object with the address in url.",
    check=_check,
    subject="chat_completions/history",
    wrong=_history(URL),
    right=_history({"url": URL}),
    why="The endpoint expects an object.",
    how_to_fix='Write `image_url: {"url": url}`.',
    source="https://github.com/anasfik/openai/issues/203",
    targets=OPENAI,
    any_shape=True,
)
