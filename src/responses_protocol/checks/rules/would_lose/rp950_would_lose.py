"""RP950: a conversion loses nothing; told where ``would_lose`` names a dialect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol.checks.rule import Example, Problem, Rule, Settings, View
from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import DIALECTS, KINDS


def _views() -> dict[str, tuple[Any, Any]]:
    """Return the views that are converted by themselves, with their dialects and kinds."""
    return {
        subject.view: (name, subject.kind)
        for name, dialect in DIALECTS.items()
        for subject in dialect.subjects
        if subject.view is not None and subject.dialect == name and subject.kind in KINDS
    }


def losses(view: View) -> Iterator[Problem]:
    """Name what a conversion to the dialect of the settings would not carry."""
    target = view.settings.would_lose
    if target is None:
        return
    dialect, kind = _views().get(view.about, (target, ""))
    if target == dialect or not _is_converted(view, dialect, kind):
        return
    from responses_protocol.lens.conversion import convert

    try:
        found = convert(
            view.value, target, source=dialect, kind=kind, options=view.settings.options
        ).losses
    except ConversionError as error:
        reason = f"A conversion to {target} is not possible: {error.reason}."
        yield Problem(error.pointer, reason, severity="error")
        return
    for loss in found:
        yield Problem(
            loss.pointer,
            f"A conversion to {target} would lose this ({loss.code}): {loss.message}.",
            severity=loss.severity,
        )


def _is_converted(view: View, dialect: str, kind: str) -> bool:
    """Tell whether it is this view that is converted, and not the whole that it is in."""
    from responses_protocol.formats.registry import is_known

    target = str(view.settings.would_lose)
    if view.whole is not None and is_known("request", dialect, target):
        return False
    return is_known(kind, dialect, target)


TO_CHAT = Settings(would_lose="chat_completions")
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"}
SAID = {"type": "message", "role": "user", "content": "Hi."}
RP950 = Rule(
    code="RP950",
    name="would-lose",
    summary=(
        "With --would-lose, a conversion to that dialect carries all that the payload says; each "
        "loss is as grave as docs/losses.md grades it."
    ),
    severity="warning",
    views=tuple(_views()),
    every_view=True,
    check=losses,
    wrong=Example("responses/history", [SAID, THOUGHT], settings=TO_CHAT),
    right=Example("responses/history", [SAID], settings=TO_CHAT),
    source="docs/losses.md",
)
