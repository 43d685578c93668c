"""One request on its way to an upstream, with all that its answer needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from responses_protocol._exchanges import Exchange
from responses_protocol._gateway.context import Context
from responses_protocol._gateway.server import Gateway
from responses_protocol._values import Object


@dataclass(frozen=True)
class Turn:
    """One request and its answer.

    ``body`` is the body for the upstream. ``keep`` is called with the whole answer, in the form of
    Responses, before the client has all of it.
    """

    gateway: Gateway
    context: Context
    exchange: Exchange
    body: Object
    keep: Callable[[Object], Awaitable[None]]
