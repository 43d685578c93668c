"""Streams: translators, folds and checks that do no I/O."""

from responses_protocol.streams.chat_fold import fold_chunks
from responses_protocol.streams.chunks_to_events import ChunksToEvents
from responses_protocol.streams.errors import AnswerError, StreamError

__all__ = ["AnswerError", "ChunksToEvents", "StreamError", "fold_chunks"]
