"""``exchange``: a request on its way to a server, and what comes back on its way to the caller."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from responses_protocol.arguments import check_choice
from responses_protocol.formats.error_answers import error_answer
from responses_protocol.formats.list_locations import Resolve
from responses_protocol.formats.options import Options, Preset
from responses_protocol.formats.registry import REQUESTED, ApiDialect
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.lens.conversion import (
    Conversion,
    chosen_options,
    convert,
    known_request,
)
from responses_protocol.lens.losses import Severity
from responses_protocol.streams.iterators import StreamTranslator, stream_translator
from responses_protocol.values import Json


@dataclass(frozen=True, eq=False)
class Exchange:
    """A request, and what its answer is read by, whether it comes whole or as a stream.

    ``request`` is the conversion of the request: its value goes to the server. ``caller`` and
    ``server`` are the dialects of the two. Nothing of it changes, so that it serves for a second
    try as well, and its answers are the same for the same payloads.
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
        """Translate the answer of the server to the caller's dialect.

        ``fail_on``, ``tolerate`` and what is raised are as in ``convert``.
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
        """Return a translator that is fed with the payloads of the server's stream.

        A stream of Chat ends with the usage where the caller wanted that.
        """
        usage = self._context.wants_usage
        return stream_translator(self.caller, self.options, usage, request=self._context)

    def error(self, payload: Json, status: int | None = None) -> dict[str, Json]:
        """Return the body of an error for the caller, whatever the server answered with.

        ``payload`` is JSON, a text or bytes; ``status`` is that of HTTP, and says what the payload
        does not.
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
    """Translate a request, and return that with what translates its answer.

    request
        The caller's request, of the Responses API or of Chat Completions.
    to, source
        The dialect of the server, and that of the caller, which is detected where it is not given.
    options, fail_on, tolerate, resolve, id_seed
        As for ``convert``, the middle ones for the request.

    Raises what ``convert`` does, and ValueError for a dialect whose answers have no requests here.
    """
    chosen = chosen_options(options)
    check_choice("to", to, REQUESTED)
    check_choice("source", source, (None, *REQUESTED))
    caller = next(one for one in REQUESTED if one != to)
    done = convert(
        request,
        to,
        source=source or caller,
        kind="request",
        options=chosen,
        fail_on=fail_on,
        tolerate=tolerate,
        resolve=resolve,
    )
    context = known_request(request, caller, chosen, id_seed, resolve)
    return Exchange(done, caller, to, chosen, context)
