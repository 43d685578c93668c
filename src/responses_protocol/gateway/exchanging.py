"""The exchange of a request, or the refusal of one that can't be translated."""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.exchanges import Exchange, exchange
from responses_protocol.formats.list_locations import Resolve
from responses_protocol.gateway.context import Context
from responses_protocol.gateway.refusals import of_conversion
from responses_protocol.gateway.settings import Settings
from responses_protocol.values import Json


def exchange_of(
    settings: Settings,
    context: Context,
    payload: dict[str, Json],
    resolve: Resolve | None = None,
) -> Exchange:
    """Return the exchange of a request; raise Refusal where it can't be said to the upstream.

    No two requests have answers with equal ids, since their ids are part of these.
    """
    try:
        return exchange(
            payload,
            context.upstream.to,
            source=context.caller,
            options=context.upstream.options,
            fail_on=settings.fail_on,
            tolerate=settings.tolerate,
            resolve=resolve,
            id_seed=context.id,
        )
    except ConversionError as error:
        raise of_conversion(error, 400) from None
