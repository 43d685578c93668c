"""The report of losses: a header of the answer, a log line each, figures, and the start page.

A line has the code and the pointer of a loss, and never the content.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable

from responses_protocol._gateway.context import Context
from responses_protocol._gateway.inspection import Side
from responses_protocol._gateway.server import Gateway
from responses_protocol._lens.losses import Loss
from responses_protocol._reporting.printable import make_printable
from responses_protocol._severity import SEVERITIES

HEADER = "x-responses-protocol-losses"
LOG = logging.getLogger("responses_protocol.gateway")
LONGEST_POINTER = 300  # characters of a line
LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def report(gateway: Gateway, context: Context, side: Side, losses: Collection[Loss]) -> None:
    """Log, count and record the losses of a request or of its answer."""
    gateway.inspection.note_losses(context, side, losses)
    for loss in losses:
        gateway.metrics.add("losses", code=loss.code, severity=loss.severity)
        LOG.log(
            LEVELS[loss.severity],
            "%s %s of the %s: %s at %s",
            context.id,
            loss.severity,
            side,
            loss.code,
            _make_line(loss.pointer) or "(root)",
        )


def _make_line(pointer: str) -> str:
    """Return a pointer as one short line: clients choose the names of members."""
    shown = pointer[:LONGEST_POINTER]
    ellipsis = "..." if len(pointer) > len(shown) else ""
    return make_printable(shown) + ellipsis


def summary(losses: Iterable[Loss]) -> str:
    """Return the number of losses, and that of each severity, the gravest first: ``3 error 1``."""
    counts = Counter(loss.severity for loss in losses)
    graded = [
        f"{severity} {counts[severity]}" for severity in reversed(SEVERITIES) if counts[severity]
    ]
    return " ".join((str(counts.total()), *graded))
