"""The complement: what a conversion could not say, as plain JSON.

    {"format": "responses-protocol/complement", "version": 1,
     "kind": "history", "source": "responses", "target": "chat_completions",
     "options": {...}, "segments": [{"digest": "...", "count": 2, "patch": [...]}, ...]}

``options`` holds those that differ from their defaults. A segment is a run of ``count`` values of
the target (one, if it does not say): their digest, and the RFC 6902 patch from what the way back
makes of them to what the source was, if that differs. Where the way back gives everything, there
are no segments at all.

A request or an answer has, in place of ``segments``, those of each of its lists with the form in
which the source holds it, and a record for each group of members that the way back would not give;
its patch is from ``[what the way back gives]`` to ``[what the source had]``:

    "lists": {"history": {"form": "list", "segments": [...]}, ...},
    "members": {"reasoning": {"digest": "...", "patch": [...]}, ...}
"""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol.errors import ComplementError
from responses_protocol.formats.registry import (
    WHOLE_KINDS,
    Options,
    is_known,
    options_from_json,
)
from responses_protocol.lens.patch import Patch
from responses_protocol.lens.segments import Mark
from responses_protocol.values import Json, token

FORMAT = "responses-protocol/complement"
VERSION = 1


@dataclass(frozen=True)
class ListRecord:
    """How a list is recognised and undone: its form, and the marks and patches of its segments."""

    form: str
    marks: list[Mark]
    patches: list[Patch]


@dataclass(frozen=True)
class Complement:
    """A complement that was read and checked.

    ``lists`` has the records of the lists of a whole payload by name, and the one of any other
    kind under ``""``. ``members`` has the digests and patches of groups of members.
    """

    kind: str
    source: str
    target: str
    options: Options
    lists: dict[str, ListRecord]
    members: dict[str, tuple[str | None, Patch]]


def write(
    kind: str, source: str, target: str, options: Options, segments: list[Json], one_string: bool
) -> dict[str, Json]:
    """Return the complement of a list with these segments."""
    written = _begin(kind, source, target, options)
    if one_string:
        written["input"] = "string"
    written["segments"] = segments
    return written


def write_whole(
    kind: str,
    source: str,
    target: str,
    options: Options,
    lists: dict[str, Json],
    members: dict[str, Json],
) -> dict[str, Json]:
    """Return the complement of a whole payload."""
    return {**_begin(kind, source, target, options), "lists": lists, "members": members}


def _begin(kind: str, source: str, target: str, options: Options) -> dict[str, Json]:
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
    return written


def read(complement: Json) -> Complement:
    """Check a complement; raise ComplementError, with a pointer into it, where it is damaged."""
    if not isinstance(complement, dict) or complement.get("format") != FORMAT:
        raise ComplementError("not a complement of responses-protocol")
    if complement.get("version") != VERSION:
        raise ComplementError(f"its version is not {VERSION}, the one known here", "/version")
    names = [complement.get(name) for name in ("kind", "source", "target")]
    kind, source, target = (name if isinstance(name, str) else "" for name in names)
    if not is_known(kind, source, target):
        raise ComplementError("no such kind, source and target are known here", "/kind")
    changed = complement.get("options", {})
    if not isinstance(changed, dict):
        raise ComplementError("options must be an object", "/options")
    try:
        options = options_from_json(changed)
    except ValueError as error:
        raise ComplementError(str(error), "/options") from None
    if kind in WHOLE_KINDS:
        lists, members = _lists(complement.get("lists")), _members(complement.get("members"))
    else:
        form = "string" if complement.get("input") == "string" else "list"
        lists = {"": ListRecord(form, *_segments(complement.get("segments"), ""))}
        members = {}
    return Complement(kind, source, target, options, lists, members)


def _lists(lists: Json) -> dict[str, ListRecord]:
    if not isinstance(lists, dict):
        raise ComplementError("lists must be an object", "/lists")
    found = {}
    for name, record in lists.items():
        place = f"/lists/{token(name)}"
        if not isinstance(record, dict) or not isinstance(record.get("form"), str):
            raise ComplementError("the record of a list is damaged", place)
        found[name] = ListRecord(record["form"], *_segments(record.get("segments"), place))
    return found


def _members(members: Json) -> dict[str, tuple[str | None, Patch]]:
    if not isinstance(members, dict):
        raise ComplementError("members must be an object", "/members")
    found: dict[str, tuple[str | None, Patch]] = {}
    for name, record in members.items():
        if not isinstance(record, dict) or not isinstance(record.get("patch"), list):
            raise ComplementError("the record of a group is damaged", f"/members/{token(name)}")
        found[name] = record.get("digest"), record["patch"]
    return found


def _segments(segments: Json, place: str) -> tuple[list[Mark], list[Patch]]:
    at = f"{place}/segments"
    if not isinstance(segments, list):
        raise ComplementError("segments must be a list", at)
    marks: list[Mark] = []
    patches: list[Patch] = []
    for segment in segments:
        try:
            digest, count, patch = segment["digest"], segment.get("count", 1), segment.get("patch")
        except (AttributeError, KeyError, TypeError):
            raise ComplementError("a segment is damaged", f"{at}/{len(marks)}") from None
        if type(digest) is not str or type(count) is not int or count < 0:
            raise ComplementError("the mark is damaged", f"{at}/{len(marks)}")
        if patch is None:
            patch = []
        elif type(patch) is not list:
            raise ComplementError("a patch must be a list", f"{at}/{len(marks)}/patch")
        marks.append((count, digest))
        patches.append(patch)
    return marks, patches
