"""What a repair gives, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from responses_protocol.values import Json

Done = Literal["removed", "moved", "interrupted", "id_dropped", "renamed", "filled"]
Drop = Literal["encrypted_reasoning"]
Keep = Literal["waiting_calls"]
DROPS: tuple[Drop, ...] = ("encrypted_reasoning",)
KEEPS: tuple[Keep, ...] = ("waiting_calls",)


@dataclass(frozen=True)
class Mend:
    """What was done at one place.

    code
        The rule that found it (``RP203``), or the word of ``drop`` that asked for it.
    pointer
        Where it was, as a JSON Pointer into the source.
    done
        ``removed``: what the pointer names is gone; ``moved``: it stands elsewhere in its list;
        ``interrupted``: an output that says so was put behind this call; ``id_dropped`` and
        ``renamed``: an id was left out, or is written in another way; ``filled``: a member has a
        value that the history itself says.
    message
        A sentence for a person; it quotes nothing of the payload but names and ids.
    """

    code: str
    pointer: str
    done: Done
    message: str


@dataclass(frozen=True, eq=False)
class Repair:
    """What ``repair`` gives: a value, what was mended in it, and how to undo that.

    ``value`` and ``complement`` are plain JSON values that share no list or object with the source
    or each other. Without ``mends`` the value is equal to the source.
    """

    value: Json
    mends: tuple[Mend, ...]
    complement: dict[str, Json]
