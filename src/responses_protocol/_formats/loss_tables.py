"""Namers of losses made of tables, for dialects whose differences have a code by their member."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from responses_protocol._values import Json

Named = Iterator[tuple[str, list[str]]]


def name_by_tables(
    kinds: Mapping[str, str],
    members: Mapping[str, str],
    *,
    kind_key: str = "type",
    default_kind: str = "message",
    unknown_kind: str = "unknown_item",
    unknown_member: str = "unknown_member",
) -> Callable[[Json, list[str], Json], Named]:
    """Return the namer of the losses of a list's values, for a ``Side``.

    Args:
        kinds: The codes of values that have no form in the target, by their kind.
        members: The codes of members that are not in the value, by their name.
        kind_key: The member of a value that names its kind.
        default_kind: The kind of a value without that member.
        unknown_kind: The code of a value of any other kind.
        unknown_member: The code of a member that is in no table.

    Returns:
        A function of a value, the path of a difference in it and its operation. A member that is
        null or empty is ``empty_member``, and one that only the reverse translation writes
        ``absent_member``.
    """

    def name(value: Json, path: list[str], operation: Json) -> Named:
        if not path:
            kind = value.get(kind_key) or default_kind
            yield kinds.get(kind, unknown_kind) if isinstance(kind, str) else unknown_kind, path
        elif operation["op"] == "remove":
            yield "absent_member", path
        elif operation.get("value", 0) in (None, [], {}):
            yield "empty_member", path
        else:
            yield members.get(path[0], unknown_member), path

    return name
