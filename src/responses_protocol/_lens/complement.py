"""The complement: the part of the source that a conversion cannot express, as plain JSON.

    {"format": "responses-protocol/complement", "version": 2, "package": "0.1.0",
     "kind": "history", "source": "responses", "target": "chat_completions",
     "options": {...}, "segments": [{"digest": "...", "count": 2, "values": [...]}, ...]}

``package`` is the version that wrote it, and ``options`` has the options that differ from their
defaults. A segment is a run of ``count`` values of the target (one by default): their digest, and
the values of the source that they were made from, in the form of ``lens.records``. So restoring
them needs no translator.

A request or an answer has, in place of ``segments``, those of each of its lists with the form in
which the source contains it, and its other members group by group:

    "lists": {"history": {"form": "list", "segments": [...]}, ...},
    "same": {"temperature": 1}, "rest": {"truncation": "auto"},
    "members": {"reasoning": {"digest": "...", "values": {...}}, ...}

``same`` are members that the result has as well, and ``rest`` members that belong to no group. A
group of ``members`` has its members in the result, as ``made`` or by their ``digest``, unless there
are none; its members in the source, unless there are none or they are the ``same``; and
``condition``, the other input of its translation, unless that is true. A list or a group that
neither side has is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from responses_protocol._formats.list_locations import ABSENT
from responses_protocol._formats.registry import (
    BODY_KINDS,
    Dialect,
    Kind,
    Options,
    is_known,
    options_from_json,
)
from responses_protocol._lens import groups
from responses_protocol._lens.records import restore_record, string_finder, strings
from responses_protocol._lens.segments import Mark
from responses_protocol._package import VERSION as PACKAGE
from responses_protocol._values import Json, Object, escape_token
from responses_protocol.errors import ComplementError

if TYPE_CHECKING:
    from responses_protocol._formats.bodies import BodyTranslation, MemberTranslation
    from responses_protocol._formats.body_layouts import Context

FORMAT = "responses-protocol/complement"
VERSION = 2
Backward = Callable[[list[Json]], list[Json]]
Restore = Callable[["MemberTranslation", Object, "Context"], "Object | None"]


def new_complement(kind: str, source: str, target: str, options: Options) -> Object:
    """Return the head of a complement."""
    complement: Object = {
        "format": FORMAT,
        "version": VERSION,
        "package": PACKAGE,
        "kind": kind,
        "source": source,
        "target": target,
    }
    changed = options.changed()
    if changed:
        complement["options"] = changed
    return complement


class ListRecord(NamedTuple):
    """The recorded segments of a list, and the functions that restore them.

    ``marks`` identify the segments. ``restore`` gets the number of a segment, its run of values and
    the reverse translation, which only version 1 needs; it returns the source of the run. ``weigh``
    returns how much is lost without a segment: the content that its run lacks.

    The other members are those of version 1: ``unmarked`` is whether a list has no segments, since
    the reverse translation returned all of it; ``recognise`` are the functions that find segments;
    ``doubtful`` gets the numbers of the segments that depend on translators.
    """

    form: str
    marks: list[Mark]
    restore: Callable[[int, list[Json], Backward], list[Json]]
    weigh: Callable[[int, list[Json]], int]
    unmarked: bool = False
    recognise: tuple[Any, ...] = ()
    doubtful: Collection[int] = ()


ReadSegments = Callable[[str, Json, str], ListRecord]


class Complement(NamedTuple):
    """A complement that was read and checked.

    ``lists`` has the records of the lists of a body by name, and the one of any other kind under
    ``""``. ``restore`` gets a group, its members in the value, and their context; it returns its
    members in the source, or None if these are unknown. ``rest`` are the members of no group,
    ``recorded`` the names of the groups with a record, ``same`` the members that the value has as
    well. Only version 2 is ``certain``: it needs no translator.
    """

    kind: Kind
    source: Dialect
    target: Dialect
    options: Options
    lists: dict[str, ListRecord]
    restore: Restore
    rest: Object
    recorded: Collection[str]
    same: Object
    certain: bool

    def groups_to_restore(
        self, translation: BodyTranslation, rest: Object
    ) -> Collection[MemberTranslation]:
        """Return the groups that restore something, where the value has the members ``rest``."""
        if not self.certain:  # the reverse translation may add members of its own
            return translation.groups
        groups = translation.present(self.same, rest)
        names = {group.name for group in groups}
        if names.issuperset(self.recorded):
            return groups
        return [group for group in translation.groups if group.name in names.union(self.recorded)]


def read_complement(complement: Json) -> Complement:
    """Return a checked complement.

    Raises ComplementError, with a pointer into the complement, where it is damaged.
    """
    if not isinstance(complement, dict) or complement.get("format") != FORMAT:
        raise ComplementError("not a complement of responses-protocol")
    version = complement.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise ComplementError(f"its version must be 1 to {VERSION}", "/version")
    names = [complement.get(name) for name in ("kind", "source", "target")]
    words: list[Any] = [name if isinstance(name, str) else "" for name in names]
    kind, source, target = words
    if not is_known(kind, source, target):
        raise ComplementError("there is no conversion with this kind, source and target", "/kind")
    changed = complement.get("options", {})
    if not isinstance(changed, dict):
        raise ComplementError("options must be an object", "/options")
    try:
        options = options_from_json(changed)
    except ValueError as error:
        raise ComplementError(str(error), "/options") from None
    read_segments: ReadSegments = _read_segments
    read_members = _read_members
    if version == 1:
        from responses_protocol._lens import version1  # rarely needed

        read_segments, read_members = version1.read_segments, version1.read_members
    restore: Restore = _restore_nothing
    rest: Object = {}
    recorded: Collection[str] = ()
    if kind in BODY_KINDS:
        lists = _read_lists(complement, read_segments)
        restore, rest, recorded = read_members(complement)
    else:
        form = "string" if complement.get("input") == "string" else "list"
        lists = {"": read_segments(form, complement.get("segments"), "/segments")}
    is_certain = version == VERSION
    same = complement["same"] if is_certain and kind in BODY_KINDS else {}
    return Complement(
        kind, source, target, options, lists, restore, rest, recorded, same, is_certain
    )


def _restore_nothing(group: MemberTranslation, members: Object, context: Context) -> Object | None:
    return None


def _read_lists(complement: Object, read_segments: ReadSegments) -> dict[str, ListRecord]:
    lists = {}
    for name, record in read_object(complement, "lists").items():
        pointer = f"/lists/{escape_token(name)}"
        if not isinstance(record, dict) or not isinstance(record.get("form"), str):
            raise ComplementError("the record of a list is damaged", pointer)
        lists[name] = read_segments(record["form"], record.get("segments"), f"{pointer}/segments")
    return lists


def read_object(complement: Object, name: str) -> Object:
    """Return a member of a complement that must be an object."""
    value = complement.get(name)
    if not isinstance(value, dict):
        raise ComplementError(f"{name} must be an object", f"/{name}")
    return value


def read_marks(segments: Json, pointer: str) -> list[Mark]:
    """Return the marks of segments; raise ComplementError where one is damaged."""
    if not isinstance(segments, list):
        raise ComplementError("segments must be a list", pointer)
    marks: list[Mark] = []
    for segment in segments:
        if not isinstance(segment, dict):
            raise ComplementError("a segment is damaged", f"{pointer}/{len(marks)}")
        count, digest = segment.get("count", 1), segment.get("digest")
        if type(digest) is not str or type(count) is not int or count < 0:
            raise ComplementError("the mark is damaged", f"{pointer}/{len(marks)}")
        marks.append((count, digest))
    return marks


def _read_segments(form: str, segments: Json, pointer: str) -> ListRecord:
    marks = read_marks(segments, pointer)
    for number, segment in enumerate(segments):
        if type(segment.get("template", segment.get("values"))) is not list:
            raise ComplementError("the record of a segment is damaged", f"{pointer}/{number}")

    def restore(number: int, run: list[Json], backward: Backward) -> list[Json]:
        try:
            values: list[Json] = restore_record(segments[number], string_finder(run))
            return values
        except (LookupError, TypeError):
            raise ComplementError("the record does not fit", f"{pointer}/{number}") from None

    def weigh(number: int, run: list[Json]) -> int:
        return 1 + len(strings(segments[number]) - strings({"values": run}))

    return ListRecord(form, marks, restore, weigh)


NOT_RECORDED = _read_segments(ABSENT, [], "")  # a list that neither side has


def _read_members(complement: Object) -> tuple[Restore, Object, Collection[str]]:
    records = {name: read_object(complement, name) for name in ("same", "members", "rest")}
    groups.check(records["members"])
    return partial(groups.restore, records), records["rest"], records["members"].keys()
