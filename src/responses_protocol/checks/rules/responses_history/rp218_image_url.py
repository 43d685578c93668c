"""RP218: the address of an image can be read as one."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.data_urls import DataUrl, data_url, fault
from responses_protocol.checks.rules.responses_history.reading import parts
from responses_protocol.checks.wording import OPENAI
from responses_protocol.reporting.finding import Severity

EXAMPLE = "data:image/png;base64,aW1nIGJ5dGVzIGhlcmU="
SUPPORTED = ("png", "jpeg", "jpg", "gif", "webp")
HINT = "Images of other types are sent as input_file, or converted before."


def addresses(view: View) -> Iterator[Problem]:
    """Find what is no address, and data that is no image."""
    for part in parts(view).get("input_image", ()):
        url = part.value.get("image_url")
        if not isinstance(url, str):
            continue
        pointer = f"{part.pointer}/image_url"
        place = view.name(pointer)
        if url[:5].lower() != "data:":
            if url[:8].lower().startswith(("http://", "https://")):
                continue
            told = f"Invalid '{place}'. Expected a valid URL, but got a value with an invalid "
            yield Problem(pointer, f"{told}format.")
            continue
        wrong = _fault(data_url(url))
        if wrong:
            told = (
                f"Invalid '{place}'. Expected a base64-encoded data URL with an image MIME type "
                f"(e.g. '{EXAMPLE}'), but got {wrong}."
            )
            unsure = url[:11].lower() == "data:image/" and "MIME" in wrong
            severity: Severity | None = "warning" if unsure else None
            yield Problem(pointer, told, HINT if "MIME" in wrong else "", severity=severity)


def _fault(data: DataUrl) -> str | None:
    kind, _, name = data.media_type.partition("/")
    return fault(data, is_read=kind == "image" and name in SUPPORTED)


def _seen(url: str) -> list[dict[str, object]]:
    part = {"type": "input_image", "detail": "auto", "image_url": url}
    return [{"role": "user", "content": [part]}]


RP218 = Rule(
    code="RP218",
    name="image-url",
    summary="The image_url of an image is an address, or base64 data of a PNG, JPEG, GIF or WebP.",
    severity="error",
    views=("responses_history",),
    check=addresses,
    wrong=Example("responses/history", _seen("data:application/pdf;base64,JVBERi0=")),
    right=Example("responses/history", _seen(EXAMPLE)),
    source="https://github.com/anomalyco/opencode/issues/23983",
    targets=OPENAI,
)
