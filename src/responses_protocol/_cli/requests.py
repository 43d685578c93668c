"""``--request``: the request that answers and streams belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from responses_protocol._formats.options import Options
from responses_protocol._formats.registry import Dialect
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._jsontext import loads
from responses_protocol._lens.conversion import as_request_context
from responses_protocol.errors import ConversionError

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FLAG = "--request"


def request_flag(command: _Command) -> _Command:
    """Give ``command`` the flag that names the file with the request."""
    return click.option(
        _FLAG,
        "request_file",
        metavar="FILE",
        type=click.File("rb"),
        help="The request that the answers or streams belong to, in the dialect of --to: calls "
        "get the forms of its tool definitions, and answers repeat its members.",
    )(command)


def request_context(text: bytes | None, to: Dialect, options: Options) -> RequestContext:
    """Return the context for answers; raise ``BadParameter`` if the text is not a request."""
    if text is None:
        return NO_REQUEST
    try:
        return as_request_context(loads(text), to, options)
    except (ConversionError, ValueError) as error:
        raise click.BadParameter(str(error), param_hint=_FLAG) from None
