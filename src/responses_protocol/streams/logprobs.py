"""Log probabilities of a stream, which come with every delta, and once more at the end.

They are kept as JSON text, since as values they take ten times the memory. Servers round them at
the end, and OpenAI leaves out the bytes of a token until then: so of a token that came twice, the
number is that of the delta, and all else that of the end.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.jsontext import dumps, loads
from responses_protocol.values import Json, copied

Object = dict[str, Json]
UNSURE = ("\ufffd", "\\x", "bytes:")  # a token with one of these may be part of a character


class Logprobs:
    """The log probabilities of one text, in their order."""

    __slots__ = ("_lines", "count")

    def __init__(self, entries: list[Json] | None = None) -> None:
        self.count = 0
        self._lines = bytearray()  # of JSON, each a list
        if entries:
            self.add(entries)

    def add(self, entries: list[Json]) -> None:
        """Add entries behind those that are there; raise TypeError where they are no JSON."""
        if entries:
            try:
                self._lines += dumps(copied(entries))
            except (ConversionError, ValueError):  # nested too deeply, or too long an integer
                raise TypeError("no JSON value") from None
            self.count += len(entries)

    def values(self) -> list[Json]:
        """Return all entries, with containers of their own."""
        lines = b",".join(self._lines.splitlines())
        return [entry for entries in loads(b"[%b]" % lines) for entry in entries]


def settled(streamed: Json, finished: Json) -> Json:
    """Return a value of the end, with the numbers that the deltas had for it."""
    if isinstance(finished, list):
        if not isinstance(streamed, list) or len(streamed) != len(finished):
            return finished
        return [settled(*pair) for pair in zip(streamed, finished, strict=True)]
    if not isinstance(finished, dict) or not isinstance(streamed, dict):
        return finished
    if streamed.get("token") != finished.get("token"):
        return finished
    return {
        **streamed,
        **{
            name: streamed[name]
            if name == "logprob" and name in streamed
            else settled(streamed.get(name), value)
            for name, value in finished.items()
        },
    }


def with_bytes(entries: list[Json]) -> list[Json] | None:
    """Return entries as Chat has them, with the bytes of their tokens.

    Returns None where a token does not show them: the end of the stream does.
    """
    made: list[Json] = copied(entries)
    for entry in made:
        inner = entry.get("top_logprobs") if isinstance(entry, dict) else None
        for one in (entry, *(inner if isinstance(inner, list) else ())):
            if isinstance(one, dict) and "bytes" in one:
                continue
            found = _bytes_of(one.get("token") if isinstance(one, dict) else None)
            if found is None:
                return None
            one["bytes"] = found
    return made


def without_bytes(entry: Json) -> Json:
    """Return an entry without the bytes that its tokens show."""
    if not isinstance(entry, dict):
        return entry
    made = dict(entry)
    if "bytes" in made and made["bytes"] == _bytes_of(made.get("token")):
        del made["bytes"]
    if isinstance(made.get("top_logprobs"), list):
        made["top_logprobs"] = [without_bytes(one) for one in made["top_logprobs"]]
    return made


def _bytes_of(token: Json) -> list[int] | None:
    if not isinstance(token, str) or any(mark in token for mark in UNSURE):
        return None
    try:
        return list(token.encode())
    except UnicodeEncodeError:
        return None
