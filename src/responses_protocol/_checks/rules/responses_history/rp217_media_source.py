"""RP217: an image or a file has a source."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import find_parts
from responses_protocol._checks.wording import OPENAI
from responses_protocol._severity import Severity

SOURCES = {
    "input_image": ("file_id", "image_url"),
    "input_file": ("file_id", "file_data", "file_url"),
}


def _check(view: View) -> Iterator[Problem]:
    """Yield a warning for files: only an image without a source was seen to be refused."""
    for kind, names in SOURCES.items():
        for part in find_parts(view).get(kind, ()):
            if all(part.value.get(name) is None for name in names):
                name_list = " or ".join(f"'{name}'" for name in names)
                message = (
                    f"Missing mutually exclusive parameters: '{view.place_of(part.pointer)}'. "
                    f"Ensure you are providing exactly one of: {name_list}."
                )
                severity: Severity | None = None if kind == "input_image" else "warning"
                yield Problem(part.pointer, message, severity=severity)


def _history(**source: str) -> list[dict[str, object]]:
    return [{"role": "user", "content": [{"type": "input_image", "detail": "auto", **source}]}]


RP217 = Rule(
    code="RP217",
    name="media-source",
    summary="An image names its file_id or its image_url, a file its file_id, data or address.",
    check=_check,
    subject="responses/history",
    wrong=_history(),
    right=_history(image_url="https://example.com/sum.png"),
    why="A part without a source has nothing to read.",
    how_to_fix="Give the part an address, its data or a `file_id`. Give it one of them only.",
    source="Seen in a public test of a client; of files, by its pattern",
    targets=OPENAI,
)
