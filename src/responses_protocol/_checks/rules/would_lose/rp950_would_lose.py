"""RP950: a conversion loses nothing. ``would_lose`` of the settings names the dialect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol._checks.rule import Problem, Rule, Settings, View
from responses_protocol._formats.registry import DIALECTS, KINDS
from responses_protocol.errors import ConversionError


def _convertible_views() -> dict[str, tuple[Any, Any]]:
    """Return the views that can be converted by themselves, with their dialects and kinds."""
    return {
        subject.view: (name, subject.kind)
        for name, dialect in DIALECTS.items()
        for subject in dialect.subjects
        if subject.view is not None and subject.dialect == name and subject.kind in KINDS
    }


def _check(view: View) -> Iterator[Problem]:
    target = view.settings.would_lose
    if target is None:
        return
    dialect, kind = _convertible_views().get(view.name, (target, ""))
    if target == dialect or not _is_convertible(view, dialect, kind):
        return
    from responses_protocol._lens.conversion import convert

    try:
        losses = convert(
            view.value, target, source=dialect, kind=kind, options=view.settings.options
        ).losses
    except ConversionError as error:
        reason = f"A conversion to {target} is not possible: {error.reason}."
        yield Problem(error.pointer, reason, severity="error")
        return
    for loss in losses:
        yield Problem(
            loss.pointer,
            f"A conversion to {target} would lose this ({loss.code}): {loss.message}.",
            severity=loss.severity,
        )


def _is_convertible(view: View, dialect: str, kind: str) -> bool:
    """Return whether this view is converted by itself, and not the request that it is part of."""
    from responses_protocol._formats.registry import is_known

    target = str(view.settings.would_lose)
    if view.request is not None and is_known("request", dialect, target):
        return False
    return is_known(kind, dialect, target)


TO_CHAT = Settings(would_lose="chat_completions")
REASONING = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"}
MESSAGE = {"type": "message", "role": "user", "content": "Hi."}
RP950 = Rule(
    code="RP950",
    name="would-lose",
    summary=(
        "With --would-lose, a conversion to that dialect loses nothing; docs/losses.md has the "
        "severity of each loss."
    ),
    severity="warning",
    views=tuple(_convertible_views()),
    every_view=True,
    check=_check,
    subject="responses/history",
    wrong=[MESSAGE, REASONING],
    right=[MESSAGE],
    settings=TO_CHAT,
    why="The translated payload lacks the member, so the other API answers with less.",
    how_to_fix=(
        "Choose other options (docs/options.md), or accept the loss: `restore` gives the source "
        "back."
    ),
    source="docs/losses.md",
)
