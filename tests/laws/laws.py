"""The laws of the design, as plain functions over one payload; the tests feed them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol.lens.segments import mark

OTHER = {"responses": "chat_completions", "chat_completions": "responses"}


def same(a: Any, b: Any) -> bool:
    """Compare JSON values: 1, 1.0 and true are three things."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


def stored(value: Any) -> Any:
    """Return what a file gives back, with its keys in another order."""
    return json.loads(json.dumps(value, sort_keys=True))


def convert(payload: Any, source: str, kind: str, options: rp.Options) -> rp.Conversion:
    return rp.convert(payload, OTHER[source], source=source, kind=kind, options=options)


def exact(payload: Any, source: str, kind: str, options: rp.Options) -> None:
    """Law 1, and law 8: the payload comes back exactly, and neither way changes its input."""
    before = copy.deepcopy(payload)
    conversion = convert(payload, source, kind, options)
    assert same(payload, before)
    value, complement = stored(conversion.value), stored(conversion.complement)
    assert same(rp.restore(value, complement), payload)
    assert same(value, conversion.value)
    assert same(complement, conversion.complement)
    again = convert(payload, source, kind, options)
    assert same(again.value, conversion.value)
    assert same(again.complement, conversion.complement)
    assert again.losses == conversion.losses


def stable(payload: Any, source: str, kind: str, options: rp.Options) -> None:
    """Law 3: without a complement, a second round trip changes nothing."""
    once = convert(payload, source, kind, options).value
    back = convert(once, OTHER[source], kind, options).value
    assert same(convert(back, source, kind, options).value, once)


def reported(payload: Any, source: str, kind: str, options: rp.Options) -> None:
    """Law 4: there are losses exactly where the way back gives something else."""
    conversion = convert(payload, source, kind, options)
    back = convert(conversion.value, OTHER[source], kind, options).value
    assert same(back, payload) == (conversion.losses == ())
    for loss in (*conversion.losses, *conversion.notices):
        resolve(payload, loss.pointer)


def resolve(payload: Any, pointer: str) -> Any:
    """Return what a pointer points at, or fail."""
    assert pointer == "" or pointer.startswith("/")
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        payload = payload[int(part)] if isinstance(payload, list) else payload[part]
    return payload


def edited(
    payload: list[Any],
    source: str,
    kind: str,
    options: rp.Options,
    value: list[Any],
    origins: tuple[int | None, ...],
) -> None:
    """Law 2: untouched segments come back exactly, and the result says what the edit says."""
    conversion = convert(payload, source, kind, options)
    segments = conversion.complement["segments"]
    untouched = _untouched(segments, origins)
    try:
        normal = convert(value, OTHER[source], kind, options).value
    except rp.ConversionError:  # an edit that nobody could read
        with pytest.raises(rp.ConversionError):
            rp.restore(value, conversion.complement)
        return
    normal = convert(normal, source, kind, options).value
    try:
        restored = rp.restore(value, conversion.complement)
    except rp.ComplementError:
        assert not untouched
        return
    assert same(convert(restored, source, kind, options).value, normal)
    patched = [at for at, segment in enumerate(segments) if "patch" in segment]
    digests = "".join(digest(one) for one in value)
    recorded = "".join(segment["digest"] for segment in segments)
    for at, (start, stop, _) in zip(patched, conversion._patches, strict=True):
        wanted = segments[at]["digest"]
        one_of_many = max(digests.count(wanted), recorded.count(wanted)) > 1
        if at in untouched and not one_of_many:
            part = payload[start:stop]
            assert any(
                same(restored[i : i + len(part)], part) for i in range(len(restored) + 1)
            ), (at, part, restored)


def _untouched(segments: list[Any], origins: tuple[int | None, ...]) -> set[int]:
    found = set()
    at = 0
    for number, segment in enumerate(segments):
        size = len(segment["digest"]) // WIDTH
        run = tuple(range(at, at + size))
        at += size
        if any(origins[i : i + size] == run for i in range(len(origins) - size + 1)):
            found.add(number)
    return found
