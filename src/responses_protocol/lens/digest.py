"""Digests by which a value is found again: equal JSON has equal digests, whatever its key order."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import orjson

WIDTH = 16  # hexadecimal digits of one digest


def digest(value: Any) -> str:
    """Return the digest of a JSON value; raise RecursionError where it is nested too deeply."""
    try:
        written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # integers beyond 64 bits, lone surrogates, more than 254 levels
        written = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return sha256(written).hexdigest()[:WIDTH]
