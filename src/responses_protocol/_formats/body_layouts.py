"""Whole payloads, requests and answers, as the lens reads them.

A payload is taken apart into lists, which are translated like histories and tools of their own, and
members, of which those with one meaning make a group. A *layout* takes the payload of one dialect
apart and puts it together; the groups pair the members of two dialects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from responses_protocol._formats.list_locations import ListLocation, Resolve
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._formats.tool_names import ToolNames
from responses_protocol._values import LEAVES, Json, Object, copy_json

NOTHING: Mapping[str, Any] = MappingProxyType({})
Form = str  # how a payload holds a list, where the list itself does not show it


class TakenList(NamedTuple):
    """A list that was taken from a payload.

    kind
        Its kind, in the table of translations.
    values, form, places
        The values in the payload, how it holds them, and where.
    all_values, origins
        The values to translate, where these are more than the payload has: ``origins`` gives for
        every border between two values of ``all_values`` the border of ``values``. Without a
        resolver all others come after ``values``.
    codes, inside
        By pointers into the payload: the code of a loss there, and the losses to name beside it.
    merged_pointers
        Pointers to the members of the payload whose values are read beside ``values``, and are in
        the list of the target.
    needs_names
        Whether a translation of the values needs the names of all tools.
    """

    kind: str
    values: list[Json]
    form: Form
    places: ListLocation
    all_values: list[Json] | None = None
    origins: list[int] | None = None
    codes: Mapping[str, str] = NOTHING
    inside: Mapping[str, list[tuple[str, str]]] = NOTHING
    merged_pointers: tuple[str, ...] = ()
    needs_names: bool = False


class Context(NamedTuple):
    """The payload around a group of members.

    ``payload`` is the one that is read; ``lists`` are its lists, as they are written. ``names``
    finds the names of the tools that it declares. ``request`` describes the request that an answer
    belongs to.
    """

    options: Options
    payload: Object
    lists: Mapping[str, list[Json]] = NOTHING
    names: Callable[[], ToolNames] = ToolNames
    request: RequestContext = NO_REQUEST


Read = Callable[[Object, Context], Object]
Condition = Callable[[Context], Json]


def pass_on(members: Object, context: Context) -> Object:
    """Return members whose name and meaning are the same on both sides."""
    return {
        name: value if type(value) in LEAVES else copy_json(value)
        for name, value in members.items()
        if value is not None
    }


@dataclass(frozen=True)
class MemberGroup:
    """Members of two dialects with one meaning, and their translations in both directions.

    The functions get those of the members that are present, and return those of the other dialect.
    They leave out members without a form there, and never raise. ``condition`` returns the part of
    the context that they depend on, if any: a changed condition means that absent members are not
    the absent ones of before. ``optional`` means that both functions return nothing for no members,
    so that they are not called for these.
    """

    responses: tuple[str, ...]
    other: tuple[str, ...]
    from_responses: Read
    to_responses: Read
    condition: Condition | None = None
    optional: bool = False


Take = Callable[[Object, Options, "Resolve | None"], tuple[dict[str, TakenList], Object]]


@dataclass(frozen=True)
class BodyLayout:
    """How the payload of a dialect is taken apart and put together.

    ``take`` returns the lists by their names, and the other members; it raises ConversionError
    where a list has no readable shape. ``form`` returns the form that ``put`` gives a list without
    one, and ``form_losses`` names the losses where a source has another one. ``names`` finds the
    names of the tools that lists declare. ``bare`` is ``take`` without the values that are read
    beside the lists, where these need a translator.
    """

    take: Take
    put: Callable[[dict[str, list[Json]], dict[str, Form], Object, Options], Object]
    form: Callable[[str, list[Json], Options], Form]
    form_losses: Callable[[str, Form, Form], list[tuple[str, str]]]
    names: Callable[[dict[str, TakenList], Options], ToolNames] | None = None
    bare: Take | None = None
