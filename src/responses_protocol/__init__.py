"""Translation between the OpenAI Responses API, Chat Completions and MLflow's ChatAgent.

Nothing is lost silently: `convert` names every loss, and `restore` undoes it exactly.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from responses_protocol._formats.options import Options, Preset
from responses_protocol._formats.registry import Dialect, Kind
from responses_protocol._lens.conversion import Conversion, convert
from responses_protocol._lens.fail_on import LossError
from responses_protocol._lens.losses import Loss
from responses_protocol._package import VERSION as __version__
from responses_protocol._severity import Severity
from responses_protocol.errors import ComplementError, ConversionError

if TYPE_CHECKING:
    from responses_protocol import streams
    from responses_protocol._checks.validation import validate
    from responses_protocol._exchanges import Exchange, exchange
    from responses_protocol._formats.servers import PRESETS, Target
    from responses_protocol._lens.many import convert_many
    from responses_protocol._lens.restoration import Restoration, restoration, restore
    from responses_protocol._mends.complement import undo
    from responses_protocol._mends.mend import Mend, Repair
    from responses_protocol._mends.repairing import repair
    from responses_protocol._reporting.finding import Finding
    from responses_protocol._streams.iterators import convert_stream

__all__ = [
    "PRESETS",
    "ComplementError",
    "Conversion",
    "ConversionError",
    "Dialect",
    "Exchange",
    "Finding",
    "Kind",
    "Loss",
    "LossError",
    "Mend",
    "Options",
    "Preset",
    "Repair",
    "Restoration",
    "Severity",
    "Target",
    "__version__",
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
    **dict.fromkeys(("PRESETS", "Target"), "responses_protocol._formats.servers"),
    "Finding": "responses_protocol._reporting.finding",
    **dict.fromkeys(
        ("Restoration", "restoration", "restore"), "responses_protocol._lens.restoration"
    ),
    **dict.fromkeys(("Exchange", "exchange"), "responses_protocol._exchanges"),
    **dict.fromkeys(("Mend", "Repair"), "responses_protocol._mends.mend"),
    "convert_many": "responses_protocol._lens.many",
    "convert_stream": "responses_protocol._streams.iterators",
    "repair": "responses_protocol._mends.repairing",
    "undo": "responses_protocol._mends.complement",
    "validate": "responses_protocol._checks.validation",
}


def __getattr__(name: str) -> Any:
    """Load the names that a program which only converts does not need, when first used."""
    if name == "streams":
        return import_module("responses_protocol.streams")  # which makes it a member of this one
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATE[name]), name)
    return value


def __dir__() -> list[str]:
    """Return the public names, those that are not loaded yet among them."""
    return sorted({*globals(), *__all__})
