"""Translation between the OpenAI Responses API and Chat Completions that loses nothing silently."""

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.lens.conversion import Conversion, LossError, convert
from responses_protocol.lens.losses import Loss
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
