"""``exchange``: translate a request for a server, and its answer for the caller."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from responses_protocol._arguments import check_choice
from responses_protocol._formats.error_answers import error_answer
from responses_protocol._formats.list_locations import Resolve
from responses_protocol._formats.options import Options, Preset
from responses_protocol._formats.registry import REQUESTED, ApiDialect
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._lens.conversion import (
    Conversion,
    as_options,
    as_request_context,
    convert,
)
from responses_protocol._severity import Severity
from responses_protocol._streams.iterators import StreamTranslator, stream_translator
from responses_protocol._values import Json


@dataclass(frozen=True, eq=False)
class Exchange:
    """A request, and the context for translating its answer, whole or as a stream.

    An exchange has no state, so a retry can use it again, and its answers are the same for the same
    payloads.

    Attributes:
        request: The conversion of the request; its value goes to the server.
        caller: The dialect of the caller.
        server: The dialect of the server.
        options: The options of the translation.
    """

    request: Conversion
    caller: ApiDialect
    server: ApiDialect
    options: Options
    _context: RequestContext = field(repr=False)

    def answer(
        self,
        payload: Json,
        *,
        fail_on: Severity | None = None,
        tolerate: Collection[str] = (),
    ) -> Conversion:
        """Translate the whole answer of the server to the dialect of the caller.

        ``fail_on``, ``tolerate`` and the raised errors are those of ``convert``.
        """
        return convert(
            payload,
            self.caller,
            source=self.server,
            kind="response",
            options=self.options,
            fail_on=fail_on,
            tolerate=tolerate,
            request=self._context,
        )

    def stream(self) -> StreamTranslator:
        """Return a translator for the payloads of the server's stream.

        A Chat stream ends with the usage if the request of the caller has that option.
        """
        usage = self._context.wants_usage
        return stream_translator(self.caller, self.options, usage, request=self._context)

    def error(self, payload: Json, status: int | None = None) -> dict[str, Json]:
        """Return the body of an error for the caller, for any answer of the server.

        Args:
            payload: JSON, a text or bytes.
            status: The status of HTTP, which supplies members that the payload lacks.
        """
        return error_answer(payload, status)


def exchange(
    request: Json,
    to: ApiDialect,
    *,
    source: ApiDialect | None = None,
    options: Options | Preset | None = None,
    fail_on: Severity | None = None,
    tolerate: Collection[str] = (),
    resolve: Resolve | None = None,
    id_seed: str | None = None,
) -> Exchange:
    """Translate a request, and return it with a translator for its answer.

    Args:
        request: The request of the caller, of the Responses API or of Chat Completions.
        to: The dialect of the server.
        source: The dialect of the caller, by default the other one.
        options: As for ``convert``.
        fail_on: As for ``convert``; it applies to the request.
        tolerate: As for ``convert``; it applies to the request.
        resolve: As for ``convert``.
        id_seed: The seed of the ids in answers, in addition to the request.

    Returns:
        The converted request, with methods that translate its answer.

    Raises:
        ConversionError: As for ``convert``.
        LossError: As for ``convert``.
        ValueError: An argument is unknown, or a dialect has no requests.

    Example:
        >>> exchange = rp.exchange(request, to="chat_completions", options="vllm")
        >>> response = exchange.answer(call_server(exchange.request.value)).value
    """
    chosen = as_options(options)
    check_choice("to", to, REQUESTED)
    check_choice("source", source, (None, *REQUESTED))
    caller = next(dialect for dialect in REQUESTED if dialect != to)
    conversion = convert(
        request,
        to,
        source=source or caller,
        kind="request",
        options=chosen,
        fail_on=fail_on,
        tolerate=tolerate,
        resolve=resolve,
    )
    context = as_request_context(request, caller, chosen, id_seed, resolve)
    return Exchange(conversion, caller, to, chosen, context)
