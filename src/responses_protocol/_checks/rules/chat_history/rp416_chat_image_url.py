"""RP416: the address of an image in a Chat message."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.parts import iter_parts
from responses_protocol._checks.rules.data_urls import IMAGE, check_image
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    for index, number, part in iter_parts(view, "user"):
        image = part.get("image_url") if part.get("type") == "image_url" else None
        url = image.get("url") if isinstance(image, dict) else None
        yield from check_image(view, f"/{index}/content/{number}/image_url/url", url)


def _history(url: str) -> list[dict[str, object]]:
    return [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]


RP416 = Rule(
    code="RP416",
    name="chat-image-url",
    summary="The url of an image is an address, or base64 data of a PNG, JPEG, GIF or WebP.",
    check=_check,
    subject="chat_completions/history",
    wrong=_history("cat.png"),
    right=_history(IMAGE.example),
    why=(
        "The endpoint fetches the address or decodes the data, and refuses the request if it "
        "can do neither."
    ),
    how_to_fix=(
        "Use an http address, or a data URL with the media type and valid base64. Convert other "
        "formats to PNG, JPEG, GIF or WebP."
    ),
    source=(
        "https://platform.openai.com/docs/guides/images-vision; of broken base64: "
        "https://github.com/sipherxyz/comfyui-art-venture/pull/75"
    ),
    targets=OPENAI,
)
