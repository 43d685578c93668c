"""Streams: translators, folds and checks that do no I/O."""

from responses_protocol.streams.chat_fold import fold_chunks
from responses_protocol.streams.checks import Problem, check_chunks, check_events
from responses_protocol.streams.chunks_to_events import ChunksToEvents
from responses_protocol.streams.converting import (
    AsyncStreamConversion,
    StreamConversion,
    convert_stream,
)
from responses_protocol.streams.errors import AnswerError, StreamError
from responses_protocol.streams.events_to_chunks import EventsToChunks
from responses_protocol.streams.response_fold import fold_events
from responses_protocol.streams.sparse import sparse
from responses_protocol.streams.sse import DONE, SseDecoder, SseError, decode_sse, encode_sse

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
