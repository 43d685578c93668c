"""Streams: translators, folds and checks that do no I/O."""

from responses_protocol.streams.chat_fold import fold_chunks
from responses_protocol.streams.chunks_to_events import ChunksToEvents
from responses_protocol.streams.errors import AnswerError, StreamError
from responses_protocol.streams.events_to_chunks import EventsToChunks
from responses_protocol.streams.response_fold import fold_events

__all__ = [
    "AnswerError",
    "ChunksToEvents",
    "EventsToChunks",
    "StreamError",
    "fold_chunks",
    "fold_events",
]
