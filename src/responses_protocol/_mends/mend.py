"""Mends, and the result of a repair, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from responses_protocol._values import Json

Action = Literal["removed", "moved", "interrupted", "id_dropped", "renamed", "filled"]
Drop = Literal["encrypted_reasoning"]
Keep = Literal["waiting_calls"]
DROPS: tuple[Drop, ...] = ("encrypted_reasoning",)
KEEPS: tuple[Keep, ...] = ("waiting_calls",)


@dataclass(frozen=True)
class Mend:
    """One change of a repair.

    Attributes:
        code: The code of the rule (``RP203``), or the word of ``drop`` that selects the change.
        pointer: The changed place, as a JSON Pointer into the source.
        done: The change. ``removed``: the element or member is removed; ``moved``: it stands
            elsewhere in its list; ``interrupted``: an output with ``mends.marker.INTERRUPTED``
            follows this call; ``id_dropped``: the id is removed; ``renamed``: the id is another
            one; ``filled``: a member has a value from elsewhere in the history.
        message: A sentence for people, which quotes nothing of the payload but names and ids.
    """

    code: str
    pointer: str
    done: Action
    message: str


@dataclass(frozen=True, eq=False)
class Repair:
    """The result of ``repair``.

    Attributes:
        value: The mended payload, equal to the source without ``mends``.
        mends: The changes, in the order of the steps.
        complement: The JSON document from which ``undo`` restores the source. It shares no list or
            object with the value or the source, and neither does the value with the source.
    """

    value: Json
    mends: tuple[Mend, ...]
    complement: dict[str, Json]
