"""Losses are told: in a header of the answer, in a log line each, and as figures.

A line has the code and the pointer of a loss, and never what stands there.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable

from responses_protocol.gateway.context import Context
from responses_protocol.gateway.metrics import Metrics
from responses_protocol.lens.losses import SEVERITIES, Loss

HEADER = "x-responses-protocol-losses"
LOG = logging.getLogger("responses_protocol.gateway")
LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def tell(context: Context, metrics: Metrics, of: str, losses: Iterable[Loss]) -> None:
    """Log what a request or its answer (``of``) has lost, and count it."""
    for loss in losses:
        metrics.add("losses", code=loss.code, severity=loss.severity)
        LOG.log(
            LEVELS[loss.severity],
            "%s %s of %s: %s at %s",
            context.id,
            loss.severity,
            of,
            loss.code,
            loss.pointer or "(root)",
        )


def summary(losses: Iterable[Loss]) -> str:
    """Return the number of losses, and that of each severity, the gravest first: ``3 error 1``."""
    counts = Counter(loss.severity for loss in losses)
    graded = [f"{one} {counts[one]}" for one in reversed(SEVERITIES) if counts[one]]
    return " ".join((str(counts.total()), *graded))
