"""The complement: what a conversion could not say, as plain JSON.

    {"format": "responses-protocol/complement", "version": 1,
     "kind": "history", "source": "responses", "target": "chat_completions",
     "options": {...}, "segments": [{"digest": "...", "count": 2, "patch": [...]}, ...]}

``options`` holds those that differ from their defaults. A segment is a run of ``count`` values of
the target (one, if it does not say): their digest, and the RFC 6902 patch from what the way back
makes of them to what the source was, if that differs. Where the way back gives everything, there
are no segments at all.
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
from responses_protocol.lens.patch import Patch
from responses_protocol.lens.segments import Mark
from responses_protocol.values import Json

FORMAT = "responses-protocol/complement"
VERSION = 1


@dataclass(frozen=True)
class Complement:
    """A complement that was read and checked."""

    kind: str
    source: str
    target: str
    translation: Translation
    options: Options
    one_string: bool
    marks: list[Mark]
    patches: list[Patch]


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
    try:
        options = options_from_json(changed)
    except ValueError as error:
        raise ComplementError(str(error), "/options") from None
    marks, patches = _segments(complement.get("segments"))
    return Complement(
        kind,
        source,
        target,
        translation,
        options,
        complement.get("input") == "string",
        marks,
        patches,
    )


def _segments(segments: Json) -> tuple[list[Mark], list[Patch]]:
    if not isinstance(segments, list):
        raise ComplementError("segments must be a list", "/segments")
    marks: list[Mark] = []
    patches: list[Patch] = []
    for segment in segments:
        try:
            digest, count, patch = segment["digest"], segment.get("count", 1), segment.get("patch")
        except (AttributeError, KeyError, TypeError):
            raise ComplementError("a segment is damaged", f"/segments/{len(marks)}") from None
        if type(digest) is not str or type(count) is not int or count < 0:
            raise ComplementError("the mark is damaged", f"/segments/{len(marks)}")
        if patch is None:
            patch = []
        elif type(patch) is not list:
            raise ComplementError("a patch must be a list", f"/segments/{len(marks)}/patch")
        marks.append((count, digest))
        patches.append(patch)
    return marks, patches
