"""RP218: the address of an image in a Responses history."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.data_urls import IMAGE, check_image
from responses_protocol._checks.rules.responses_history.reading import find_parts
from responses_protocol._checks.wording import OPENAI

HINT = "Convert the image, or send it as input_file."


def _check(view: View) -> Iterator[Problem]:
    for part in find_parts(view).get("input_image", ()):
        url = part.value.get("image_url")
        yield from check_image(view, f"{part.pointer}/image_url", url, HINT)


def _history(url: str) -> list[dict[str, object]]:
    part = {"type": "input_image", "detail": "auto", "image_url": url}
    return [{"role": "user", "content": [part]}]


RP218 = Rule(
    code="RP218",
    name="image-url",
    summary="The image_url of an image is an address, or base64 data of a PNG, JPEG, GIF or WebP.",
    check=_check,
    subject="responses/history",
    wrong=_history("data:application/pdf;base64,JVBERi0="),
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
        "https://github.com/anomalyco/opencode/issues/23983; of broken base64: "
        "https://github.com/sipherxyz/comfyui-art-venture/pull/75"
    ),
    targets=OPENAI,
)
