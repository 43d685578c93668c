"""JSON text to values and back, with nothing changed on the way.

orjson is fast, but it turns integers beyond 64 bits into floats, refuses lone surrogates, and
like every common parser it keeps only the last of two members of one name. The standard library
steps in where one of these is possible.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from hashlib import sha256
from typing import Any

import orjson

from responses_protocol.errors import ConversionError

_DIGITS_TO_ZERO = bytes(0x30 if 0x30 <= byte <= 0x39 else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19  # the shortest run of digits that can leave 64 bits
_LONGEST_NAME = 60  # characters of a member's name that a reason shows
_TOO_DEEP = "nested too deeply"
_SORTED = orjson.OPT_SORT_KEYS

UNSURE = object()
"""The result of ``quick`` for a text that it can't parse exactly."""


def loads(raw: bytes) -> Any:
    """The value of one JSON text.

    Integers of any length and lone surrogates survive. Raises ``ConversionError``, its pointer
    the root, for anything that is not one JSON value in UTF-8, for NaN, Infinity and numbers
    that no double can hold, for two members of one name in an object (keeping one of them would
    lose the other in silence), and for text nested deeper than the interpreter can follow.
    """
    value = quick(raw)
    return _loads_carefully(raw) if value is UNSURE else value


def quick(raw: bytes) -> Any:
    """The value of one JSON text, or ``UNSURE`` where anything about it may be out of the ordinary.

    The result is ``UNSURE`` for texts that ``loads`` refuses, long integers and lone surrogates.
    """
    try:
        value = orjson.loads(raw)
        text = orjson.dumps(value)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):  # it writes fewer levels than it reads
        return UNSURE
    # A text that comes back is the text of its value. Others may differ in spaces only.
    is_exact = text == raw or (
        _LONG_NUMBER not in raw.translate(_DIGITS_TO_ZERO) and _has_every_member(raw, text)
    )
    return value if is_exact else UNSURE


def dumps(value: Any, *, indent: bool = False) -> bytes:
    """The JSON text of ``value`` and a line feed; on one line unless ``indent`` is set.

    Raises ``ConversionError`` when the value is nested too deep to write.
    """
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return orjson.dumps(value, option=option)
    except orjson.JSONEncodeError:
        pass
    layout: dict[str, Any] = {"indent": 2} if indent else {"separators": (",", ":")}
    try:
        # ASCII escapes are the only way to write a lone surrogate.
        return json.dumps(value, allow_nan=False, **layout).encode("ascii") + b"\n"
    except RecursionError:
        raise ConversionError(_TOO_DEEP) from None


def canonical(value: Any) -> bytes:
    """The text of a value, the same whatever the order of its keys.

    Raises RecursionError where it is nested too deeply, TypeError where it is not JSON.
    """
    try:
        return orjson.dumps(value, None, _SORTED)
    except TypeError:  # integers beyond 64 bits, lone surrogates, more than 254 levels
        pass
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    except ValueError:  # an integer of more digits than Python writes
        raise TypeError("no JSON value") from None


def digest(value: Any) -> str:
    """The digest of a value, in 16 hexadecimal digits; errors as in ``canonical``."""
    try:  # as in ``canonical``, whose call would cost as much again
        written = orjson.dumps(value, None, _SORTED)
    except TypeError:
        written = canonical(value)
    return sha256(written).hexdigest()[:16]


def _has_every_member(raw: bytes, text: bytes) -> bool:
    """Whether no object of ``raw`` lost a member to a later one of the same name.

    ``text`` is the value of ``raw`` as orjson writes it. A colon stands once for each member, and
    unescaped in strings, so the counts differ if a member was dropped. This costs a fraction of
    parsing with a hook.
    """
    if b"\\u003" in raw and (b"\\u003a" in raw or b"\\u003A" in raw):  # an escaped colon
        return False
    return raw.count(b":") == text.count(b":")


def _loads_carefully(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConversionError(f"not UTF-8 (byte {error.start + 1})") from None
    try:
        return json.loads(
            text,
            object_pairs_hook=_members,
            parse_float=_finite,
            parse_constant=_no_constant,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        if "\0" in text:
            raise ConversionError("not JSON: holds NUL characters") from None
        place = f"line {error.lineno} column {error.colno}" if error.lineno > 1 else ""
        place = place or f"column {error.colno}"
        raise ConversionError(f"not JSON: {_plain(error.msg)} ({place})") from None
    except RecursionError:
        raise ConversionError(_TOO_DEEP) from None


def _plain(message: str) -> str:
    """Return the parser's message as part of a sentence, without quotations of the text."""
    message = message.split(": ")[0].removesuffix(" at").removesuffix(" starting")
    return message[:1].lower() + message[1:]


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        name = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}..."
        raise ConversionError(f"two members of one name in an object: `{shown}`")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ConversionError("a number beyond the range of a double")
    return number


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # the interpreter's limit, some 4,300 digits
        raise ConversionError("an integer of more digits than Python reads") from None


def _no_constant(name: str) -> Any:
    raise ConversionError(f"{name} is not JSON")
