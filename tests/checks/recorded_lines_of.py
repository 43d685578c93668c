"""The lines of a file of recordings, with all that is known of each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from recordings import CORPUS


@cache
def lines_of(file: str) -> list[dict[str, Any]]:
    """Return the recordings of a file; they are shared, so nobody may change them."""
    text = Path(CORPUS or "", file).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def accepted(file: str) -> list[dict[str, Any]]:
    """Return the recorded requests that OpenAI's own endpoint answered, and not with an error."""
    refused = {line["pair"] for line in lines_of("errors.jsonl")}
    return [
        line
        for line in lines_of(file)
        if line["provider_model"].startswith("openai/") and line["id"] not in refused
    ]
