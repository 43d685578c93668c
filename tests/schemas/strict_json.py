"""Comparison of JSON values that tells 1, 1.0 and true apart; the order of members is free."""

from __future__ import annotations

import json
from typing import Any


def text(value: Any) -> str:
    """Return a text that two JSON values share exactly when they are the same."""
    return json.dumps(value, sort_keys=True)
