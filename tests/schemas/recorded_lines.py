"""The lines of a file of recordings, each read once; `recordings` knows what is in them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from recordings import CORPUS


@cache
def lines(file: str) -> list[dict[str, Any]]:
    """Return the recordings of a file; they are shared, so nobody may change them."""
    text = Path(CORPUS or "", file).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def payloads(file: str) -> list[tuple[str, Any]]:
    """Return the id and the payload of each recording of a file."""
    return [(line["id"], line["payload"]) for line in lines(file)]
