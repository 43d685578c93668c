"""The complement: what a conversion could not say, as plain JSON.

    {"format": "responses-protocol/complement", "version": 2, "package": "0.1.0",
     "kind": "history", "source": "responses", "target": "chat_completions",
     "options": {...}, "segments": [{"digest": "...", "count": 2, "values": [...]}, ...]}

``package`` is the version that wrote it, and ``options`` holds those that differ from their
defaults. A segment is a run of ``count`` values of the target (one, if it does not say): their
digest, and the values of the source that they were made of, as ``lens.records`` writes them. So no
translator is needed to restore them.

A request or an answer has, in place of ``segments``, those of each of its lists with the form in
which the source holds it, and its other members group by group:

    "lists": {"history": {"form": "list", "segments": [...]}, ...},
    "same": {"temperature": 1}, "rest": {"truncation": "auto"},
    "members": {"reasoning": {"digest": "...", "values": {...}}, ...}

``same`` are members that the value has as well, and ``rest`` those that no group knows. A group of
``members`` has what the value has for it, as ``made`` or by its ``digest``, unless that is nothing;
its members in the source, unless there are none or they are the ``same``; and as ``condition`` what
else its translation went by, unless that is true.
A list or a group that neither side has is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from responses_protocol.errors import ComplementError
from responses_protocol.formats.list_locations import ABSENT
from responses_protocol.formats.registry import (
    WHOLE_KINDS,
    Dialect,
    Kind,
    Options,
    is_known,
    options_from_json,
)
from responses_protocol.lens import groups
from responses_protocol.lens.records import finder, refill, strings
from responses_protocol.lens.segments import Mark
from responses_protocol.package import VERSION as PACKAGE
from responses_protocol.values import Json, token

if TYPE_CHECKING:
    from responses_protocol.formats.bodies import BodyTranslation, MemberTranslation
    from responses_protocol.formats.body_layouts import Context

FORMAT = "responses-protocol/complement"
VERSION = 2
Object = dict[str, Json]
Backward = Callable[[list[Json]], list[Json]]
Restore = Callable[["MemberTranslation", Object, "Context"], "Object | None"]


def begin(kind: str, source: str, target: str, options: Options) -> Object:
    """Return the head of a complement."""
    written: Object = {
        "format": FORMAT,
        "version": VERSION,
        "package": PACKAGE,
        "kind": kind,
        "source": source,
        "target": target,
    }
    changed = options.changed()
    if changed:
        written["options"] = changed
    return written


class ListRecord(NamedTuple):
    """How a list is recognised and undone.

    ``marks`` tell its segments. ``restore`` gets the number of one, its run of values and the
    translation back, which only version 1 needs; it returns what the run was made of. ``weigh``
    tells how much is lost with a segment: what its run does not say.

    The others are of version 1: ``unmarked`` is a list that has no segments, since the way back
    gave all of it; ``recognise`` are the functions by which segments are found; ``doubtful`` gets
    the numbers of those that leave something to translators.
    """

    form: str
    marks: list[Mark]
    restore: Callable[[int, list[Json], Backward], list[Json]]
    weigh: Callable[[int, list[Json]], int]
    unmarked: bool = False
    recognise: tuple[Any, ...] = ()
    doubtful: Collection[int] = ()


class Complement(NamedTuple):
    """A complement that was read and checked.

    ``lists`` has the records of the lists of a whole payload by name, and the one of any other
    kind under ``""``. ``restore`` gets a group, its members in the value, and their context; it
    returns its members in the source, or None where these are not known. ``rest`` are the members
    that no group knows, ``recorded`` the names of the groups that are recorded, ``same`` the
    members that the value has as well. Only version 2 is ``certain``: it asks no translator.
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

    def concerned(self, way: BodyTranslation, rest: Object) -> Collection[MemberTranslation]:
        """Return the groups that restore something, where the value has these members."""
        if not self.certain:  # the way back may give something of nothing
            return way.groups
        found = way.present(self.same, rest)
        names = {group.name for group in found}
        if names.issuperset(self.recorded):
            return found
        return [group for group in way.groups if group.name in names.union(self.recorded)]


def read(complement: Json) -> Complement:
    """Check a complement; raise ComplementError, with a pointer into it, where it is damaged."""
    if not isinstance(complement, dict) or complement.get("format") != FORMAT:
        raise ComplementError("not a complement of responses-protocol")
    version = complement.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise ComplementError(f"its version is none that is known here, 1 to {VERSION}", "/version")
    names = [complement.get(name) for name in ("kind", "source", "target")]
    words: list[Any] = [name if isinstance(name, str) else "" for name in names]
    kind, source, target = words
    if not is_known(kind, source, target):
        raise ComplementError("no such kind, source and target are known here", "/kind")
    changed = complement.get("options", {})
    if not isinstance(changed, dict):
        raise ComplementError("options must be an object", "/options")
    try:
        options = options_from_json(changed)
    except ValueError as error:
        raise ComplementError(str(error), "/options") from None
    read_segments, read_members = _segments, _members
    if version == 1:
        from responses_protocol.lens import version1  # rarely there is one

        read_segments, read_members = version1.read_segments, version1.read_members
    restore: Restore = _nothing
    rest: Object = {}
    recorded: Collection[str] = ()
    if kind in WHOLE_KINDS:
        lists = _lists(complement, read_segments)
        restore, rest, recorded = read_members(complement)
    else:
        form = "string" if complement.get("input") == "string" else "list"
        lists = {"": read_segments(form, complement.get("segments"), "/segments")}
    certain = version == VERSION
    same = complement["same"] if certain and kind in WHOLE_KINDS else {}
    return Complement(kind, source, target, options, lists, restore, rest, recorded, same, certain)


def _nothing(group: MemberTranslation, read: Object, context: Context) -> Object | None:
    return None


def _lists(
    complement: Object, read_segments: Callable[[str, Json, str], ListRecord]
) -> dict[str, ListRecord]:
    found = {}
    for name, record in read_object(complement, "lists").items():
        place = f"/lists/{token(name)}"
        if not isinstance(record, dict) or not isinstance(record.get("form"), str):
            raise ComplementError("the record of a list is damaged", place)
        found[name] = read_segments(record["form"], record.get("segments"), f"{place}/segments")
    return found


def read_object(complement: Object, name: str) -> Object:
    """Return a member of a complement that has to be an object."""
    found = complement.get(name)
    if not isinstance(found, dict):
        raise ComplementError(f"{name} must be an object", f"/{name}")
    return found


def read_marks(segments: Json, place: str) -> list[Mark]:
    """Return by what segments are recognised; raise ComplementError where one is damaged."""
    if not isinstance(segments, list):
        raise ComplementError("segments must be a list", place)
    marks: list[Mark] = []
    for segment in segments:
        if not isinstance(segment, dict):
            raise ComplementError("a segment is damaged", f"{place}/{len(marks)}")
        count, digest = segment.get("count", 1), segment.get("digest")
        if type(digest) is not str or type(count) is not int or count < 0:
            raise ComplementError("the mark is damaged", f"{place}/{len(marks)}")
        marks.append((count, digest))
    return marks


def _segments(form: str, segments: Json, place: str) -> ListRecord:
    marks = read_marks(segments, place)
    for number, segment in enumerate(segments):
        if type(segment.get("template", segment.get("values"))) is not list:
            raise ComplementError("the record of a segment is damaged", f"{place}/{number}")

    def restore(number: int, run: list[Json], backward: Backward) -> list[Json]:
        try:
            values: list[Json] = refill(segments[number], finder(run))
            return values
        except (LookupError, TypeError):
            raise ComplementError("the record does not fit", f"{place}/{number}") from None

    def weigh(number: int, run: list[Json]) -> int:
        return 1 + len(strings(segments[number]) - strings({"values": run}))

    return ListRecord(form, marks, restore, weigh)


NOT_RECORDED = _segments(ABSENT, [], "")  # a list that neither side had


def _members(complement: Object) -> tuple[Restore, Object, Collection[str]]:
    records = {name: read_object(complement, name) for name in ("same", "members", "rest")}
    groups.check(records["members"])
    return partial(groups.restore, records), records["rest"], records["members"].keys()
