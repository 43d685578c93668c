"""Figures in the text format of Prometheus, as its documentation describes it (0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
PREFIX = "responses_protocol_gateway_"
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counts requests by route and status, losses by code, and how long requests take.

    ``open`` is the number of requests that are on their way.
    """

    def __init__(self) -> None:
        self.open = 0
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._sums: defaultdict[str, float] = defaultdict(float)

    def add(self, name: str, **labels: str) -> None:
        """Add one to the counter of a name and its labels."""
        self._counts[name, tuple(sorted(labels.items()))] += 1

    def count(self, name: str, **labels: str) -> int:
        """Return how many were counted."""
        return self._counts[name, tuple(sorted(labels.items()))]

    def add_duration(self, route: str, seconds: float) -> None:
        """Note how long a request took, from its first byte to the end of its answer."""
        buckets = self._times.setdefault(route, [0] * (len(BUCKETS) + 1))
        buckets[bisect_left(BUCKETS, seconds)] += 1
        self._sums[route] += seconds

    def text(self) -> str:
        """Return all of it, a line each."""
        lines = [f"# TYPE {PREFIX}open_requests gauge", f"{PREFIX}open_requests {self.open}"]
        for name in sorted({name for name, _ in self._counts}):
            lines.append(f"# TYPE {PREFIX}{name}_total counter")
            lines += [
                f"{PREFIX}{name}_total{_format_labels(labels)} {count}"
                for (counter, labels), count in sorted(self._counts.items())
                if counter == name
            ]
        if self._times:
            lines.append(f"# TYPE {PREFIX}seconds histogram")
        for route, counts in sorted(self._times.items()):
            total = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += count
                written = _format_labels((("le", bound), ("route", route)))
                lines.append(f"{PREFIX}seconds_bucket{written} {total}")
            labels = _format_labels((("route", route),))
            lines.append(f"{PREFIX}seconds_sum{labels} {self._sums[route]:.6f}")
            lines.append(f"{PREFIX}seconds_count{labels} {total}")
        return "\n".join(lines) + "\n"


def _format_labels(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{_escape(value)}"' for name, value in labels) + "}"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
