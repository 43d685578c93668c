"""What the lens has to know of whole payloads: requests and answers.

A payload is taken apart into lists, which are translated like histories and tools of their own, and
members, of which those that say one thing together make a group. A *frame* says how the payload of
one dialect is taken apart and put together; the groups pair the members of two dialects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from responses_protocol.formats.list_locations import ListLocation, Resolve
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.formats.tool_names import ToolNames
from responses_protocol.values import LEAVES, Json, copied

Object = dict[str, Json]
NOTHING: Mapping[str, Any] = MappingProxyType({})
Form = str  # how a payload holds a list, where that can't be told by the list itself


class TakenList(NamedTuple):
    """A list that was taken from a payload.

    kind
        Of which kind it is, in the table of translations.
    values, form, places
        What the payload has, how it holds it, and where.
    reads, origins
        What is translated, where that is more than what the payload has: ``origins`` says for
        every border between two values of ``reads`` which border of ``values`` it is. Without a
        resolver all of that comes after ``values``.
    codes, inside
        By pointers into the payload: what a loss there is called, and what is named beside it.
    brought
        Where, in the payload, that stands which is read beside ``values`` and then is in the value.
    named
        Whether the values can be translated only where the names of all tools are known.
    """

    kind: str
    values: list[Json]
    form: Form
    places: ListLocation
    reads: list[Json] | None = None
    origins: list[int] | None = None
    codes: Mapping[str, str] = NOTHING
    inside: Mapping[str, list[tuple[str, str]]] = NOTHING
    brought: tuple[str, ...] = ()
    named: bool = False


class Context(NamedTuple):
    """What a group may look at beside its own members.

    ``payload`` is the one that is read; ``lists`` are its lists, as they are written. ``names``
    finds the names of the tools that it declares. ``request`` is what is known of the request that
    an answer belongs to.
    """

    options: Options
    payload: Object
    lists: Mapping[str, list[Json]] = NOTHING
    names: Callable[[], ToolNames] = ToolNames
    request: RequestContext = NO_REQUEST


Read = Callable[[Object, Context], Object]
Condition = Callable[[Context], Json]


def passed(members: Object, context: Context) -> Object:
    """Pass members whose name and meaning are the same on both sides."""
    return {
        name: value if type(value) in LEAVES else copied(value)
        for name, value in members.items()
        if value is not None
    }


@dataclass(frozen=True)
class MemberGroup:
    """Members of two dialects that say one thing together, and the way there and back.

    The functions get those of the members that are there, and return those of the other dialect.
    What they can't say they leave out; they never raise. ``condition`` tells what else they go by,
    if they do: where that changed, members that are not there are not those that were not there.
    ``optional`` says that both functions return nothing for no members, so that they are not called
    for these.
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
    where a list has no readable shape. ``form`` is what ``put`` takes for the form of a list that
    it gets none for, and ``form_losses`` names the losses where a source has another one.
    ``names`` finds the names of the tools that lists declare, where they do. ``bare`` does what
    ``take`` does without reading anything beside the lists, where that needs a translator.
    """

    take: Take
    put: Callable[[dict[str, list[Json]], dict[str, Form], Object, Options], Object]
    form: Callable[[str, list[Json], Options], Form]
    form_losses: Callable[[str, Form, Form], list[tuple[str, str]]]
    names: Callable[[dict[str, TakenList], Options], ToolNames] | None = None
    bare: Take | None = None
