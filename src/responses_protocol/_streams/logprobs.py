"""Keep the log probabilities of a stream, which come with every delta and again at the end.

``Logprobs`` keeps them as JSON text, since as values they take ten times the memory. Servers round
them at the end, and OpenAI leaves out the bytes of a token until then. So where a token comes
twice, the number is that of the delta, and all other members are those of the end.
"""

from __future__ import annotations

from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import Json, copy_json
from responses_protocol.errors import ConversionError

PARTIAL_MARKS = ("\ufffd", "\\x", "bytes:")  # a token with one of these may be part of a character


class Logprobs:
    """The log probabilities of one text, in their order."""

    __slots__ = ("_lines", "count")

    def __init__(self, entries: list[Json] | None = None) -> None:
        self.count = 0
        self._lines = bytearray()  # of JSON, each a list
        if entries:
            self.add(entries)

    def add(self, entries: list[Json]) -> None:
        """Append entries; raise TypeError where they are no JSON."""
        if entries:
            try:
                self._lines += dumps(copy_json(entries))
            except (ConversionError, ValueError):  # nested too deeply, or too long an integer
                raise TypeError("no JSON value") from None
            self.count += len(entries)

    def values(self) -> list[Json]:
        """Return all entries, with containers of their own."""
        lines = b",".join(self._lines.splitlines())
        return [entry for entries in loads(b"[%b]" % lines) for entry in entries]


def merge_streamed_numbers(streamed: Json, finished: Json) -> Json:
    """Return a finished value with the numbers that the deltas had for it."""
    if isinstance(finished, list):
        if not isinstance(streamed, list) or len(streamed) != len(finished):
            return finished
        return [merge_streamed_numbers(*pair) for pair in zip(streamed, finished, strict=True)]
    if not isinstance(finished, dict) or not isinstance(streamed, dict):
        return finished
    if streamed.get("token") != finished.get("token"):
        return finished
    return {
        **streamed,
        **{
            name: streamed[name]
            if name == "logprob" and name in streamed
            else merge_streamed_numbers(streamed.get(name), value)
            for name, value in finished.items()
        },
    }


def with_bytes(entries: list[Json]) -> list[Json] | None:
    """Return entries in the form of Chat, which has the bytes of their tokens.

    Return None if the bytes do not follow from a token; the end of the stream has them then.
    """
    result: list[Json] = copy_json(entries)
    for entry in result:
        inner = entry.get("top_logprobs") if isinstance(entry, dict) else None
        for token_entry in (entry, *(inner if isinstance(inner, list) else ())):
            if isinstance(token_entry, dict) and "bytes" in token_entry:
                continue
            encoded = _bytes_of(token_entry.get("token") if isinstance(token_entry, dict) else None)
            if encoded is None:
                return None
            token_entry["bytes"] = encoded
    return result


def without_bytes(entry: Json) -> Json:
    """Return an entry without the bytes that follow from its tokens."""
    if not isinstance(entry, dict):
        return entry
    result = dict(entry)
    if "bytes" in result and result["bytes"] == _bytes_of(result.get("token")):
        del result["bytes"]
    if isinstance(result.get("top_logprobs"), list):
        result["top_logprobs"] = [
            without_bytes(alternative) for alternative in result["top_logprobs"]
        ]
    return result


def _bytes_of(token: Json) -> list[int] | None:
    if not isinstance(token, str) or any(mark in token for mark in PARTIAL_MARKS):
        return None
    try:
        return list(token.encode())
    except UnicodeEncodeError:
        return None
