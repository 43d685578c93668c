"""The exchange of a request, or the refusal of one that can't be translated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from responses_protocol._exchanges import Exchange, exchange
from responses_protocol._formats.list_locations import Resolve
from responses_protocol._formats.registry import ApiDialect
from responses_protocol._gateway.context import Context
from responses_protocol._gateway.refusals import of_conversion, param_of, refusal
from responses_protocol._gateway.settings import Settings
from responses_protocol._gateway.state import STATE_MEMBERS
from responses_protocol._gateway.summaries import read_summaries, resolve_summaries
from responses_protocol._lens.losses import Loss
from responses_protocol._values import Json, split_pointer
from responses_protocol.errors import ConversionError

ORPHAN = "orphan_output"
ORPHANS: dict[ApiDialect, str] = {
    "responses": "No tool call found for function call output with call_id {}.",
    "chat_completions": (
        "Invalid parameter: messages with role 'tool' must be a response to a preceding message "
        "with 'tool_calls'."
    ),
}


def exchange_of(
    settings: Settings,
    context: Context,
    payload: dict[str, Json],
    resolve: Resolve | None = None,
) -> Exchange:
    """Return the exchange of a request; raise Refusal for one that can't be translated.

    The ids of its answer are derived from the id of the request, so they are unique.
    """
    if context.caller == "responses":
        payload = read_summaries(payload)
        resolve = None if resolve is None else resolve_summaries(resolve)
    try:
        new_exchange = exchange(
            payload,
            context.upstream.to,
            source=context.caller,
            options=context.upstream.options,
            fail_on=settings.fail_on,
            tolerate=settings.tolerate,
            resolve=resolve,
            id_seed=context.id,
        )
        losses = new_exchange.request.losses
    except ConversionError as error:
        raise of_conversion(error, 400) from None
    if ORPHAN not in settings.tolerate:
        _check_outputs(payload, context.caller, losses)
        if resolve is not None:
            _check_earlier_outputs(payload, resolve)
    return new_exchange


def _check_outputs(payload: dict[str, Json], caller: ApiDialect, losses: Iterable[Loss]) -> None:
    """Raise Refusal for the output of a call that is not there: both APIs refuse it."""
    for loss in losses:
        if loss.code == ORPHAN:
            call_id = _call_id(payload, loss.pointer)
            raise refusal(400, ORPHANS[caller].format(call_id), param=param_of(loss.pointer))


def _check_earlier_outputs(payload: dict[str, Json], resolve: Resolve) -> None:
    """Raise Refusal for such an output among the items before the request.

    It is left where the item or the answer with the call was removed. A second output of a call is
    one as well.
    """
    open_calls: Counter[str] = Counter()
    for member in STATE_MEMBERS:
        value = payload.get(member)
        for item in (None if value is None else resolve(member, value)) or ():
            call_id = item.get("call_id")
            if not isinstance(call_id, str):
                continue
            if not str(item.get("type")).endswith("_output"):
                open_calls[call_id] += 1
            elif open_calls[call_id]:
                open_calls[call_id] -= 1
            else:
                raise refusal(400, ORPHANS["responses"].format(call_id), param=member)


def _call_id(payload: Json, pointer: str) -> Json:
    """Return the id of the call that an output names."""
    try:
        for step in split_pointer(pointer):
            payload = payload[int(step) if isinstance(payload, list) else step]
        return payload.get("call_id")
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return None
