"""Translation between the OpenAI Responses API and Chat Completions that loses nothing silently."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.lens.conversion import Conversion, LossError, convert
from responses_protocol.lens.losses import Loss

if TYPE_CHECKING:
    from responses_protocol import streams
    from responses_protocol.checks.validation import validate
    from responses_protocol.exchanges import Exchange, exchange
    from responses_protocol.formats.servers import PRESETS
    from responses_protocol.lens.many import convert_many
    from responses_protocol.lens.restoration import Restoration, restoration, restore
    from responses_protocol.mends.complement import undo
    from responses_protocol.mends.mend import Mend, Repair
    from responses_protocol.mends.repairing import repair
    from responses_protocol.streams.converting import convert_stream

__all__ = [
    "PRESETS",
    "ComplementError",
    "Conversion",
    "ConversionError",
    "Exchange",
    "Loss",
    "LossError",
    "Mend",
    "Options",
    "Repair",
    "Restoration",
    "convert",
    "convert_many",
    "convert_stream",
    "exchange",
    "repair",
    "restoration",
    "restore",
    "streams",
    "undo",
    "validate",
]


_LATE = {
    "PRESETS": "responses_protocol.formats.servers",
    **dict.fromkeys(
        ("Restoration", "restoration", "restore"), "responses_protocol.lens.restoration"
    ),
    **dict.fromkeys(("Exchange", "exchange"), "responses_protocol.exchanges"),
    **dict.fromkeys(("Mend", "Repair"), "responses_protocol.mends.mend"),
    "convert_many": "responses_protocol.lens.many",
    "convert_stream": "responses_protocol.streams.converting",
    "repair": "responses_protocol.mends.repairing",
    "undo": "responses_protocol.mends.complement",
    "validate": "responses_protocol.checks.validation",
}


def __getattr__(name: str) -> Any:
    """Load what a program that only converts does without when it is first used."""
    if name == "streams":
        return import_module("responses_protocol.streams")
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
