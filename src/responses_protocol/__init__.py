"""Translation between the OpenAI Responses API and Chat Completions that loses nothing silently."""

from typing import TYPE_CHECKING, Any

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.lens.conversion import Conversion, LossError, convert
from responses_protocol.lens.losses import Loss

if TYPE_CHECKING:
    from responses_protocol.lens.restoration import Restoration, restoration, restore

__all__ = [
    "ComplementError",
    "Conversion",
    "ConversionError",
    "Loss",
    "LossError",
    "Options",
    "Restoration",
    "convert",
    "restoration",
    "restore",
]


def __getattr__(name: str) -> Any:
    """Load the way back when it is first used: a program that only converts starts sooner."""
    if name in ("Restoration", "restoration", "restore"):
        from responses_protocol.lens import restoration as module

        return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
