"""A dialect: one value with all facts that the other packages need.

Each dialect has a folder and, in its ``registration.py``, one value of this class, which
``registry.py`` collects. The lens, streams, checks, strategies and the command line ask the
registry. Functions that most programs don't call import their module when they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from responses_protocol._formats.options import Options
from responses_protocol._formats.subjects import Subject
from responses_protocol._formats.translations import TranslationPair
from responses_protocol._values import Json

if TYPE_CHECKING:
    from pathlib import Path

    from responses_protocol._formats.bodies import BodyPair
    from responses_protocol._formats.codes import Code
    from responses_protocol._formats.open_calls import Call

KindAndOther = tuple[str, str]  # a kind of payload, and the dialect on the other side


class StringHistory(NamedTuple):
    """The one string that a dialect accepts as a history.

    ``read`` returns the message that it represents, ``write`` the string that represents a
    message, or None.
    """

    read: Callable[[str], Json]
    write: Callable[[Json], str | None]


class AnswerRequests(NamedTuple):
    """How the answers to the requests of a dialect follow from these.

    ``server`` is the dialect of the server that answers. Where an answer repeats members of the
    server's request, ``shorten`` returns the part of a caller's request that these are made from;
    it is None if they are those of the caller's own.
    """

    server: str
    shorten: Callable[[dict[str, Json]], dict[str, Json]] | None = None


class StreamTranslation(NamedTuple):
    """How streams are translated to a dialect.

    ``make`` gets options, whether usage is requested, the events before a resumed stream, the
    request and the seed of ids, and returns a translator (``streams.iterators.StreamTranslator``).
    ``items`` points to the items in the folded answer of the source. ``has_done`` is whether
    server-sent events of the dialect end with ``[DONE]``.
    """

    make: Callable[..., Any]
    items: str
    has_done: bool = False


def _no_ids(options: Options) -> bool:
    return False


@dataclass(frozen=True, eq=False, repr=False)
class DialectRegistration:
    """All that the package knows of a dialect.

    name, label
        The name that callers give, ``chat_completions``, and the one in messages, ``Chat``.
    pairs
        The translations of histories, tools and tool choices, by kind and other dialect. The other
        one is the hub, or a dialect that is registered before.
    bodies
        Functions that load the translations of requests and responses, by kind and other dialect.
    writes_ids
        Whether values that a translator writes have ids, with these options.
    find_calls
        Yields the calls and outputs of a history; None for items, and messages like those of Chat.
    string_history, resolve
        The string that is a history, and a function that reads stored state of a server for it.
    answers
        How answers depend on requests; None if they do not.
    history, endpoint
        The member of a request with its history, and the end of the endpoint's URL.
    subjects, schemas
        The subjects of its payloads, and the folder of its schemas, if it is not that of the
        package.
    detect
        Returns the kind of a payload that is certainly of this dialect, else None. The dialects of
        this package have none: ``_formats/detection`` distinguishes them.
    stream
        How streams are translated to this dialect; None if they aren't.
    turns
        Loads the turns that strategies draw histories from; None if there are none.
    codes
        The loss codes that only this dialect has.
    """

    name: str
    label: str
    pairs: Mapping[KindAndOther, TranslationPair] = field(default_factory=dict)
    bodies: Mapping[KindAndOther, Callable[[], BodyPair]] = field(default_factory=dict)
    writes_ids: Callable[[Options], bool] = _no_ids
    find_calls: Callable[[list[Json]], Iterator[Call]] | None = None
    string_history: StringHistory | None = None
    resolve: Callable[..., tuple[list[Json], list[int], dict[str, str]]] | None = None
    answers: AnswerRequests | None = None
    history: str = ""
    endpoint: str = ""
    subjects: tuple[Subject, ...] = ()
    schemas: Path | None = None
    detect: Callable[[Json], str | None] | None = None
    stream: StreamTranslation | None = None
    turns: Callable[[], tuple[Callable[..., list[Json]], ...]] | None = None
    codes: Mapping[str, Code] = field(default_factory=dict)
