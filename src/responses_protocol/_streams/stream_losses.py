"""The losses of a stream of events: those of its answer, and those of the stream itself.

Before the end, only certain losses are known: a member of a finished item that Chat cannot express
is lost, whatever follows. All other losses are known at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from responses_protocol._formats.codes import CODES
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._lens.conversion import convert
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.response_fold import ResponseFold
from responses_protocol._values import Object, split_pointer
from responses_protocol.errors import ConversionError

REPEATED, UNFINISHED = "repeated_member", "unfinished_stream"


def answer_losses(answer: Object, options: Options, request: RequestContext) -> tuple[Loss, ...]:
    """Return the losses of the conversion of a whole answer to Chat; raise ConversionError."""
    return convert(
        answer,
        "chat_completions",
        source="responses",
        kind="response",
        options=options,
        request=request,
    ).losses


def certain_losses(
    fold: ResponseFold, options: Options, request: RequestContext
) -> tuple[Loss, ...]:
    """Return the losses of severity ``error`` that are certain before the end."""
    try:
        answer = {**fold.result(), "status": "completed", "error": None}
        done = [item.done for item in fold.stream_items.items]
        losses = (
            answer_losses(answer, options, request) if len(done) == len(answer["output"]) else ()
        )
    except (ConversionError, RecursionError):
        return losses_of_codes((UNFINISHED,))
    return tuple(
        loss for loss in losses if loss.severity == "error" and _is_in_done_item(loss, done)
    )


def _is_in_done_item(loss: Loss, done: list[bool]) -> bool:
    """Return whether a loss points into an item that is done."""
    path = split_pointer(loss.pointer)
    return len(path) > 1 and path[0] == "output" and path[1].isdecimal() and done[int(path[1])]


def losses_of_codes(
    codes: Iterable[str],
    pointer: str = "/output",
    dialects: tuple[str, str] = ("Responses", "Chat"),
) -> tuple[Loss, ...]:
    """Return losses of the stream itself, whose items are in the answer."""
    return tuple(
        Loss(code, CODES[code].severity, pointer, CODES[code].message(*dialects))
        for code in sorted(set(codes))
    )


def losses_of_names(names: Iterable[str]) -> tuple[Loss, ...]:
    """Return the losses of members of the answer that were streamed with another value."""
    return tuple(loss for name in names for loss in losses_of_codes((REPEATED,), f"/{name}"))
