"""Checks of rules for streams, made of the problems that ``_streams/checks`` finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responses_protocol._checks.rule import Problem, View

BOTH = ("events", "chunks")
SOURCE = "The streams of OpenAI's endpoints, as recorded; docs/streams.md."


def problems_of(*codes: str) -> Callable[[View], Iterator[Problem]]:
    """Return a check that yields the problems with these codes, of ``PROBLEM_TYPES``."""

    def check(view: View) -> Iterator[Problem]:
        problems = _find_problems(view)
        for code in codes:
            yield from problems.get(code, ())

    return check


def _find_problems(view: View) -> dict[str, list[Problem]]:
    """Return the problems of a stream by code; the checker runs once for all rules."""
    problems: dict[str, list[Problem]] | None = view.memo.get("stream_problems")
    if problems is None:
        from responses_protocol._streams.checks import check_chunks, check_events

        problems = view.memo["stream_problems"] = {}
        last = len(view.value) - 1
        for problem in (check_events if view.name == "events" else check_chunks)(view.value):
            # the place of a missing end is the last payload
            pointer = f"/{min(problem.index, last)}{problem.pointer}" if last >= 0 else ""
            problems.setdefault(problem.code, []).append(
                Problem(pointer, _sentence(problem.message))
            )
    return problems


def _sentence(message: str) -> str:
    return f"{message[0].upper()}{message[1:]}."
