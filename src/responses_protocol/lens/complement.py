"""The complement: what a conversion could not say, as plain JSON.

    {"format": "responses-protocol/complement", "version": 1,
     "kind": "history", "source": "responses", "target": "chat_completions",
     "options": {...}, "segments": [{"digest": "...", "patch": [...]}, ...]}

``options`` holds those that differ from their defaults. A segment is a run of values of the
target: the digests of those values, and the RFC 6902 patch from what the way back makes of them
to what the source was. Where the way back gives everything, there are no segments at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol.errors import ComplementError
from responses_protocol.formats.registry import (
    TRANSLATIONS,
    Options,
    Translation,
    options_from_json,
)
from responses_protocol.lens.digest import WIDTH
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

FORMAT = "responses-protocol/complement"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Segment:
    """The digests of a run of values, and the patch of what the way back makes of them."""

    digests: tuple[str, ...]
    patch: Patch


@dataclass(frozen=True, slots=True)
class Complement:
    """A complement that was read and checked."""

    kind: str
    source: str
    target: str
    translation: Translation
    options: Options
    one_string: bool
    segments: tuple[Segment, ...]


def write(
    kind: str, source: str, target: str, options: Options, one_string: bool, segments: list[Json]
) -> dict[str, Json]:
    """Return the complement of these segments."""
    written: dict[str, Json] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "source": source,
        "target": target,
    }
    changed = options.changed()
    if changed:
        written["options"] = changed
    if one_string:
        written["input"] = "string"
    written["segments"] = segments
    return written


def read(complement: Json) -> Complement:
    """Check a complement; raise ComplementError, with a pointer into it, where it is damaged."""
    if not isinstance(complement, dict) or complement.get("format") != FORMAT:
        raise ComplementError("not a complement of responses-protocol")
    if complement.get("version") != VERSION:
        raise ComplementError(f"its version is not {VERSION}, the one known here", "/version")
    names = [complement.get(name) for name in ("kind", "source", "target")]
    kind, source, target = (name if isinstance(name, str) else "" for name in names)
    translation = TRANSLATIONS.get((kind, source, target))
    if translation is None:
        raise ComplementError("no such kind, source and target are known here", "/kind")
    changed = complement.get("options", {})
    if not isinstance(changed, dict):
        raise ComplementError("options must be an object", "/options")
    segments = complement.get("segments")
    if not isinstance(segments, list):
        raise ComplementError("segments must be a list", "/segments")
    return Complement(
        kind,
        source,
        target,
        translation,
        options_from_json(changed, "/options"),
        complement.get("input") == "string",
        tuple(_segment(segment, f"/segments/{at}") for at, segment in enumerate(segments)),
    )


def _segment(segment: Json, pointer: str) -> Segment:
    if not isinstance(segment, dict):
        raise ComplementError("a segment must be an object", pointer)
    digests, patch = segment.get("digest"), segment.get("patch", [])
    if not isinstance(digests, str) or len(digests) % WIDTH:
        raise ComplementError("a digest is damaged", f"{pointer}/digest")
    if not isinstance(patch, list) or not all(isinstance(one, dict) for one in patch):
        raise ComplementError("a patch must be a list of operations", f"{pointer}/patch")
    return Segment(tuple(digests[at : at + WIDTH] for at in range(0, len(digests), WIDTH)), patch)
