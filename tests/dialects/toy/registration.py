"""The registration: all facts that the package needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from responses_protocol.dialects import (
    HUB,
    BodyPair,
    Code,
    DialectRegistration,
    Side,
    Subject,
    TranslationPair,
)
from toy import history

NAME = "toy"


def _item_side() -> Side:
    from toy.sides import ITEM_SIDE

    return ITEM_SIDE


def _message_side() -> Side:
    from toy.sides import MESSAGE_SIDE

    return MESSAGE_SIDE


def _requests() -> BodyPair:
    from toy.bodies import REQUESTS

    return REQUESTS


def _turns() -> tuple[Callable[..., list[Any]], ...]:
    from toy.turns import TURNS

    return TURNS


def detect(payload: Any) -> str | None:
    """Return the kind of a payload with a member that only this dialect has."""
    if isinstance(payload, list):
        return "history" if any(map(_is_message, payload)) else None
    if _is_message(payload):
        return "message"
    return "request" if isinstance(payload, dict) and "talk" in payload else None


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and "who" in value


REGISTRATION = DialectRegistration(
    name=NAME,
    label="Toy",
    pairs={
        ("history", HUB): TranslationPair(
            history.from_responses, history.to_responses, _item_side, _message_side
        )
    },
    bodies={("request", HUB): _requests},
    history="talk",
    subjects=(
        Subject(NAME, "history", "ToyMessage", True, "talk", "toy_history"),
        Subject(NAME, "request", "ToyRequest", view="toy_request"),
    ),
    schemas=Path(__file__).parent / "schemas",
    detect=detect,
    turns=_turns,
    codes={
        "toy_content": Code("error", "content that is no text has no form in {target}"),
        "toy_mood": Code("info", "the mood of a message has no place in {target}"),
    },
)
