"""``fail_on`` and ``tolerate``: losses that a caller refuses."""

from __future__ import annotations

from collections.abc import Collection

from responses_protocol._arguments import check_choice, hint
from responses_protocol._lens.losses import Loss
from responses_protocol._severity import SEVERITIES, Severity
from responses_protocol.errors import ConversionError


class LossError(ConversionError):
    """A conversion has a loss that ``fail_on`` refuses.

    Attributes:
        losses: All losses of the conversion.
    """

    def __init__(self, worst: Loss, losses: tuple[Loss, ...]) -> None:
        super().__init__(f"{worst.severity} {worst.code}: {worst.message}", worst.pointer)
        self.losses = losses


def check_tolerance(fail_on: str, tolerate: Collection[str]) -> None:
    """Raise ValueError where ``fail_on`` is no severity, or ``tolerate`` has an unknown code."""
    from responses_protocol._formats.codes import CODES

    check_choice("fail_on", fail_on, SEVERITIES)
    unknown = sorted(set(tolerate) - CODES.keys())
    if unknown:
        near = hint(unknown[0], CODES)
        raise ValueError(f"tolerate: no loss has the code {', '.join(unknown)}{near}")


def refuse_losses(
    losses: tuple[Loss, ...], fail_on: Severity, tolerate: Collection[str] = ()
) -> None:
    """Raise LossError for a loss as grave as ``fail_on``, or graver, that is not tolerated."""
    grave = [
        loss
        for loss in losses
        if SEVERITIES.index(loss.severity) >= SEVERITIES.index(fail_on)
        and loss.code not in tolerate
    ]
    if grave:
        worst = max(grave, key=lambda loss: SEVERITIES.index(loss.severity))
        raise LossError(worst, losses)
