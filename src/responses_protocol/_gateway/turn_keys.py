"""The keys by which a turn of a Chat conversation is found when the client sends it again.

Clients write messages anew: they leave out null members, make a list of parts of a text, and the
reverse. So the keys depend on the texts, and on the calls with their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from responses_protocol._jsontext import digest, loads
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

INSTRUCTION_ROLES = frozenset(("system", "developer"))  # often written anew with each request


def message_digest(message: Object) -> str:
    """Return a digest that is equal for messages with the same meaning."""
    return digest([message.get("role"), content_of(message), list(calls_of(message))])


def content_of(message: Object) -> Json:
    """Return the text of a message, or its parts where they are more than texts; else None."""
    content = message.get("content")
    if isinstance(content, list):
        texts = [item.get("text") if isinstance(item, dict) else None for item in content]
        strings = [item for item in texts if isinstance(item, str)]
        content = "".join(strings) if len(strings) == len(texts) else content
    return content or message.get("refusal") or None


def calls_of(message: Object) -> Iterator[list[Json]]:
    """Yield id, name and the value of the arguments of each call of a message."""
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        if isinstance(call, dict):
            body = call.get("function") or call.get("custom")
            body = body if isinstance(body, dict) else {}
            name = body.get("name")
            yield [call.get("id"), name, arguments_value(body.get("arguments", body.get("input")))]


def arguments_value(arguments: Json) -> Json:
    """Return a value that is equal for arguments with the same meaning.

    Clients parse arguments and write them anew: other spaces, another order, 1 in place of 1.0.
    """
    if not isinstance(arguments, str):
        return arguments
    try:
        value = loads(arguments.encode())
    except (ConversionError, UnicodeEncodeError):
        return arguments
    return [_with_floats(value)] if isinstance(value, (dict, list)) else arguments


def _with_floats(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _with_floats(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_floats(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        with suppress(OverflowError):
            return float(value)
    return value


def history_keys(messages: Iterable[Json]) -> list[str | None]:
    """Return the key of each assistant message, by all messages up to it; None for others.

    Equal words in another conversation have another key.
    """
    keys: list[str | None] = []
    before = ""
    for message in messages:
        key = None
        if isinstance(message, dict) and message.get("role") not in INSTRUCTION_ROLES:
            before = digest([before, message_digest(message), message.get("tool_call_id")])
            key = before if message.get("role") == "assistant" else None
        keys.append(key)
    return keys


def call_keys(message: Object) -> list[str]:
    """Return a key for each call of a message, which an edited message may still have."""
    return [digest(["call", *call]) for call in calls_of(message)]
