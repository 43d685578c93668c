"""The losses of a stream of events: those of its answer, and those of the stream itself.

They are known at any time as far as they are certain: what a finished item says, and Chat has no
place for, is lost whatever comes. All else is known at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.codes import CODES
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.lens.conversion import convert
from responses_protocol.lens.losses import Loss
from responses_protocol.streams.response_fold import ResponseFold
from responses_protocol.values import Json, tokens

Object = dict[str, Json]
REPEATED, UNFINISHED = "repeated_member", "unfinished_stream"


def of_answer(whole: Object, options: Options, request: RequestContext) -> tuple[Loss, ...]:
    """Return what a Chat answer does not say of a whole one; raise ConversionError."""
    return convert(
        whole,
        "chat_completions",
        source="responses",
        kind="response",
        options=options,
        request=request,
    ).losses


def so_far(fold: ResponseFold, options: Options, request: RequestContext) -> tuple[Loss, ...]:
    """Return the losses of error grade that are certain before the end."""
    try:
        whole = {**fold.result(), "status": "completed", "error": None}
        done = [item.done for item in fold.places.items]
        found = of_answer(whole, options, request) if len(done) == len(whole["output"]) else ()
    except (ConversionError, RecursionError):
        return of_stream((UNFINISHED,))
    return tuple(one for one in found if one.severity == "error" and _is_of(one, done))


def _is_of(loss: Loss, done: list[bool]) -> bool:
    """Tell whether a loss is of an item that is done."""
    path = tokens(loss.pointer)
    return len(path) > 1 and path[0] == "output" and path[1].isdecimal() and done[int(path[1])]


def of_stream(
    codes: Iterable[str],
    pointer: str = "/output",
    dialects: tuple[str, str] = ("Responses", "Chat"),
) -> tuple[Loss, ...]:
    """Return the losses that a stream has beside those of its answer, whose items are there."""
    return tuple(
        Loss(code, CODES[code].severity, pointer, CODES[code].message(*dialects))
        for code in sorted(set(codes))
    )


def of_names(names: Iterable[str]) -> tuple[Loss, ...]:
    """Return the losses of members of the answer that are told when another value was said."""
    return tuple(loss for name in names for loss in of_stream((REPEATED,), f"/{name}"))
