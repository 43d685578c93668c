"""The losses of a stream: those of the whole answer that it adds up to."""

from __future__ import annotations

from responses_protocol.formats.options import Options
from responses_protocol.lens.conversion import convert
from responses_protocol.lens.losses import Loss
from responses_protocol.values import Json


def answer_losses(
    whole: dict[str, Json] | None, source: str, to: str, options: Options
) -> tuple[Loss, ...]:
    """Return the losses of an answer; none where there is no answer yet."""
    if whole is None:
        return ()
    return convert(whole, to, source=source, kind="response", options=options).losses
