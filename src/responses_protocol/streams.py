"""Translate, fold and check streams without any I/O.

The modules load when one of their names is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from responses_protocol._streams.chat_fold import fold_chunks
    from responses_protocol._streams.checks import Problem, check_chunks, check_events
    from responses_protocol._streams.chunks_to_events import ChunksToEvents
    from responses_protocol._streams.errors import AnswerError, StreamError
    from responses_protocol._streams.events_to_chunks import EventsToChunks
    from responses_protocol._streams.iterators import (
        AsyncStreamConversion,
        StreamConversion,
        convert_stream,
    )
    from responses_protocol._streams.response_fold import fold_events
    from responses_protocol._streams.sparse_form import sparse
    from responses_protocol._streams.sse import DONE, SseDecoder, SseError, decode_sse, encode_sse

__all__ = [
    "DONE",
    "AnswerError",
    "AsyncStreamConversion",
    "ChunksToEvents",
    "EventsToChunks",
    "Problem",
    "SseDecoder",
    "SseError",
    "StreamConversion",
    "StreamError",
    "check_chunks",
    "check_events",
    "convert_stream",
    "decode_sse",
    "encode_sse",
    "fold_chunks",
    "fold_events",
    "sparse",
]

_NAMES_IN = {
    "chat_fold": ("fold_chunks",),
    "checks": ("Problem", "check_chunks", "check_events"),
    "chunks_to_events": ("ChunksToEvents",),
    "iterators": ("AsyncStreamConversion", "StreamConversion", "convert_stream"),
    "errors": ("AnswerError", "StreamError"),
    "events_to_chunks": ("EventsToChunks",),
    "response_fold": ("fold_events",),
    "sparse_form": ("sparse",),
    "sse": ("DONE", "SseDecoder", "SseError", "decode_sse", "encode_sse"),
}
_MODULE_OF = {name: module for module, names in _NAMES_IN.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"responses_protocol._streams.{_MODULE_OF[name]}")
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
