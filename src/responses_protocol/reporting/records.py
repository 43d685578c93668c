"""For programs: all findings as one JSON array of flat objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from responses_protocol.reporting.described import Described
from responses_protocol.reporting.finding import Finding


def records(findings: Iterable[Finding], rules: Iterable[Described] = ()) -> Iterator[str]:
    """Yield a JSON array, an element a line; its members are those of ``Finding``."""
    between = "[\n"
    for one in findings:
        yield between + json.dumps(vars(one))
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"
