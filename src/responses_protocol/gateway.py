"""A server that stands between the clients of one API and the servers of the other.

It is thin: the rules of translation are in ``exchange``. It needs the extra ``gateway``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from responses_protocol._gateway.settings import Settings, Upstream

if TYPE_CHECKING:
    from responses_protocol._gateway.application import app

__all__ = ["Settings", "Upstream", "app"]


def __getattr__(name: str) -> Any:
    """Load the application on first access: settings need no extra."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("responses_protocol._gateway.application").app
