"""Rules made of what the checkers of streams find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.streams import examples
from responses_protocol.reporting.finding import Severity

VIEWS = ("events", "chunks")
SOURCE = "The streams of OpenAI's endpoints, as recorded; docs/streams.md."


def rule(
    code: str,
    name: str,
    summary: str,
    severity: Severity,
    faults: tuple[str, ...],
    wrong: Example,
) -> Rule:
    """Return the rule that tells some faults (``FAULTS`` of the checkers has what they mean).

    The example of what is right is the whole stream that the wrong one was made of.
    """
    about = "events" if wrong.subject == "responses/events" else "chunks"
    right = examples.events(examples.EVENTS) if about == "events" else examples.chunks(_right(name))
    views = VIEWS if name in IN_BOTH else (about,)
    return Rule(code, name, summary, severity, views, _check(faults), wrong, right, SOURCE)


# faults that streams of both dialects can have
IN_BOTH = ("damaged-stream", "after-the-end", "stream-without-end")


def _right(name: str) -> examples.Stream:
    return examples.CALLS if name.startswith("fragment") else examples.CHUNKS


def _check(faults: tuple[str, ...]) -> Callable[[View], Iterator[Problem]]:
    def check(view: View) -> Iterator[Problem]:
        found = _found(view)
        for fault in faults:
            yield from found.get(fault, ())

    return check


def _found(view: View) -> dict[str, list[Problem]]:
    """Return the problems of a stream by their fault; the checker runs once for all rules."""
    found: dict[str, list[Problem]] | None = view.memo.get("faults")
    if found is None:
        from responses_protocol.streams.checks import check_chunks, check_events

        found = view.memo["faults"] = {}
        last = len(view.value) - 1
        for one in (check_events if view.about == "events" else check_chunks)(view.value):
            # what is missing at the end is told of the last payload
            pointer = f"/{min(one.index, last)}{one.pointer}" if last >= 0 else ""
            found.setdefault(one.code, []).append(Problem(pointer, _sentence(one.message)))
    return found


def _sentence(message: str) -> str:
    return f"{message[0].upper()}{message[1:]}."
