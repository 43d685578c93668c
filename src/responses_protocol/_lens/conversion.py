"""``convert``: the translation, its complement, and its losses."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from typing import Any

from responses_protocol._arguments import check_choice
from responses_protocol._formats.options import Preset
from responses_protocol._formats.registry import (
    ALONE,
    BODY_KINDS,
    DEFAULT,
    DIALECTS,
    HUB,
    IN_LIST,
    KINDS,
    LISTS,
    Dialect,
    Kind,
    ListLocation,
    Options,
    Resolve,
    detect_source,
    explain_object,
    find_body_translation,
    find_translation,
    is_known,
    label_of,
    preset,
)
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._jsontext import digest
from responses_protocol._lens.complement import new_complement
from responses_protocol._lens.differences import Named, list_differences, list_notices, locate_all
from responses_protocol._lens.fail_on import check_tolerance, refuse_losses
from responses_protocol._lens.lists import Reads, record_list, translate_list
from responses_protocol._lens.losses import Loss
from responses_protocol._severity import Severity
from responses_protocol._values import Json, copy_json
from responses_protocol.errors import ConversionError

ANY_KIND = (None, *KINDS)  # valid arguments
HistoryReader = Callable[[list[Json]], tuple[list[Json], list[int], dict[str, str]]]
ONE_STRING = ListLocation(heads=(("", None),))  # a history that is one string


@dataclass(frozen=True, eq=False)
class Conversion:
    """The result of ``convert``: a value for the target, its losses, and the complement to undo it.

    ``value`` and ``complement`` are plain JSON values that share no list or object with the source
    or each other. ``losses`` and ``notices`` are computed when they are first read.
    """

    value: Json
    complement: dict[str, Json]
    _find_losses: Callable[[bool], Named] = field(repr=False)
    _find_notices: Callable[[bool], Named] = field(repr=False)
    _dialects: tuple[str, str] = field(repr=False)  # the source and the target

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """All differences between the source and the reverse translation, in source order.

        A comparison takes more levels of the stack than a conversion: raises ConversionError where
        there are too many.
        """
        return _losses(self._find_losses, False, self._dialects)

    @cached_property
    def notices(self) -> tuple[Loss, ...]:
        """Defects that the value shares with the source, and effects of options; no losses.

        An example of a defect is a call without an output.
        """
        return _losses(self._find_notices, False, self._dialects)

    def __getstate__(self) -> dict[str, Json]:
        """Return the state of a pickle: all members, and the computed losses and notices."""
        losses, notices = self.losses, self.notices
        state = {"value": self.value, "complement": self.complement}
        return {**state, "losses": losses, "notices": notices}


def compute_losses(conversion: Conversion) -> Conversion:
    """Compute the losses at once, before the source or the value can change.

    This is faster than a later computation from the record of the source.
    """
    vars(conversion)["losses"] = _losses(conversion._find_losses, True, conversion._dialects)
    return conversion


def compute_notices(conversion: Conversion) -> Conversion:
    """Compute the notices at once, before the source or the value can change."""
    vars(conversion)["notices"] = _losses(conversion._find_notices, True, conversion._dialects)
    return conversion


def _losses(
    find: Callable[[bool], Named], at_once: bool, dialects: tuple[str, str]
) -> tuple[Loss, ...]:
    from responses_protocol._formats.codes import CODES  # only when losses are read

    try:
        named_losses = dict.fromkeys(find(at_once))  # several operations may have the same loss
    except RecursionError:
        raise ConversionError("nested too deeply to be compared") from None
    if not named_losses:
        return ()
    source, target = map(label_of, dialects)
    return tuple(
        Loss(code, CODES[code].severity, pointer, CODES[code].message(source, target))
        for code, pointer in named_losses
    )


def as_options(options: Options | str | None) -> Options:
    """Return options from an argument; raise ValueError where no preset has the name."""
    return preset(options) if isinstance(options, str) else options or DEFAULT


def convert(
    payload: Json,
    to: Dialect,
    *,
    source: Dialect | None = None,
    kind: Kind | None = None,
    options: Options | Preset | None = None,
    fail_on: Severity | None = None,
    tolerate: Collection[str] = (),
    resolve: Resolve | None = None,
    request: Json | RequestContext = None,
    id_seed: str | None = None,
) -> Conversion:
    """Translate a payload, and compute the complement that undoes the translation exactly.

    Args:
        payload: A history (a list of Responses items or Chat messages, or the single string that
            Responses accepts as input), a list of tool definitions, a tool choice, a whole request,
            or a whole answer. Pydantic and SDK objects are accepted in place of dicts. The payload
            is not changed.
        to: The dialect of the result: ``"responses"``, ``"chat_completions"`` or ``"chat_agent"``.
        source: The dialect of the payload, detected by default. A payload that fits several
            dialects counts as Responses, or as Chat if ``to`` is Responses.
        kind: ``"history"``, ``"tools"``, ``"tool_choice"``, ``"request"`` or ``"response"``;
            detected by default.
        options: Options of the Chat side, or the name of a preset; ``PRESETS`` has all presets.
        fail_on: The lowest severity of a loss that raises LossError.
        tolerate: Codes of losses that ``fail_on`` ignores.
        resolve: Finds values that the server of a Responses request stores. It is called with the
            name of the member (``"previous_response_id"``, ``"conversation"``, ``"prompt"``, or
            ``"item_reference"`` for an item) and its value, and returns their items, or None.
        request: For an answer, the request of the caller in the dialect ``to``. Calls then have the
            forms of the declared tools, a Responses answer repeats members of the request, and ids
            differ from those of answers to other requests.
        id_seed: For an answer, the seed of its ids in addition to the request.

    Returns:
        The value, its complement, and its losses.

    Raises:
        ConversionError: The payload can't be read, or no kind can be detected. The error has a JSON
            Pointer.
        LossError: The conversion has a loss of the severity ``fail_on`` or a higher one.
        ValueError: An argument is unknown.

    Example:
        >>> convert([{"role": "user", "content": "Hi"}], to="responses").value
        [{'type': 'message', 'role': 'user', 'content': 'Hi'}]
    """
    check_arguments(to, source, kind, fail_on, tolerate)
    chosen = as_options(options)
    context = as_request_context(request, to, chosen, id_seed, resolve)
    try:
        try:
            conversion = _convert(payload, to, source, kind, chosen, resolve, context)
        except (ValueError, TypeError, AttributeError):  # an array has no truth
            from responses_protocol._lens.plain import to_plain  # most payloads are plain

            payload = to_plain(payload)
            conversion = _convert(payload, to, source, kind, chosen, resolve, context)
    except RecursionError:
        from responses_protocol._lens.plain import depth_error

        raise depth_error(payload) from None
    if fail_on is not None:
        refuse_losses(compute_losses(conversion).losses, fail_on, tolerate)
    return conversion


def check_arguments(
    to: str, source: str | None, kind: str | None, fail_on: str | None, tolerate: Collection[str]
) -> None:
    """Raise ValueError for an unknown argument of ``convert``."""
    names = tuple(DIALECTS)
    if to not in names or (source is not None and source not in names) or kind not in ANY_KIND:
        check_choice("to", to, names)
        check_choice("source", source, (None, *names))
        check_choice("kind", kind, ANY_KIND)
    if fail_on is not None:
        check_tolerance(fail_on, tolerate)


def as_request_context(
    request: Json | RequestContext,
    dialect: Dialect,
    options: Options,
    id_seed: str | None = None,
    resolve: Resolve | None = None,
) -> RequestContext:
    """Return the context that the answer to a request of this dialect needs.

    Pydantic and SDK objects are accepted in the request; a context is returned unchanged.
    Raises ConversionError where the request has no readable shape.
    """
    if request is None and id_seed is None:
        return NO_REQUEST
    if isinstance(request, RequestContext):
        return request
    from responses_protocol._formats.caller_requests import make_request_context
    from responses_protocol._lens.plain import depth_error, to_plain

    answers = DIALECTS[dialect].answers
    if answers is None:
        names = [name for name, candidate in DIALECTS.items() if candidate.answers is not None]
        raise ValueError(f"only answers to {' and '.join(names)} belong to a request")
    server: Any = answers.server
    shorten = answers.shorten
    layout = find_body_translation("request", dialect, server).source

    def read(request_json: Json) -> RequestContext:
        server_request = request_json
        if shorten is not None and isinstance(request_json, dict):
            short = shorten(request_json)
            server_request = convert(
                short, server, source=dialect, kind="request", options=options
            ).value
        return make_request_context(
            request_json,
            dialect,
            options,
            layout,
            id_seed=id_seed,
            sent=server_request,
            resolve=resolve,
        )

    try:
        try:
            return read(request)
        except (ConversionError, TypeError, AttributeError):
            return read(to_plain(request))
    except RecursionError:
        raise depth_error(request) from None


def _route(payload: Json, to: str, source: str | None, kind: str | None) -> tuple[str, str]:
    """Return the dialect and kind, detected where the caller did not give them."""
    if source is None or kind is None:
        dialect, detected_kind = detect_source(payload)
        if kind is None and detected_kind == "tool_choice":
            reason = explain_object(payload)
            if reason is not None:
                raise ConversionError(reason)
        if kind not in (None, detected_kind):
            dialect = None  # the detected kind is not that of the caller
        kind = kind or detected_kind or "history"
        if source is None:
            source = dialect or next(name for name in DIALECTS if name != to)
    if source == to:
        raise ConversionError(f"this is {to} already; there is nothing to convert")
    if not is_known(kind, source, to):
        by_hub = is_known(kind, source, HUB) and is_known(kind, HUB, to)
        hint = f"; convert it to {HUB} first, and that to {to}" if by_hub else ""
        raise ConversionError(f"a {kind} cannot be converted from {source} to {to}{hint}")
    return source, kind


def _convert(
    payload: Json,
    to: str,
    source: str | None,
    kind: str | None,
    options: Options,
    resolve: Resolve | None,
    context: RequestContext,
) -> Conversion:
    source, kind = _route(payload, to, source, kind)
    if context is not NO_REQUEST and (kind != "response" or DIALECTS[source].answers is None):
        raise ConversionError(f"a {kind} of {source} cannot have a request")
    if resolve is not None:
        resolve = _with_cache(resolve)
    if kind in BODY_KINDS:
        from responses_protocol._lens.bodies import convert_body  # histories do without it

        body = convert_body(payload, kind, source, to, options, resolve, context)
        return Conversion(*body, (source, to))
    values, location = _as_list(payload, kind, source)
    reader = None if resolve is None or kind != "history" else _history_reader(source, resolve)
    translation = find_translation(kind, source, to)
    reads, codes = _resolve_values(values, reader)
    try:
        translated = translate_list(values, translation, options, reads)
    except ConversionError as error:
        raise ConversionError(error.reason, location.locate(error.pointer)) from None
    one_string = location is ONE_STRING
    complement = new_complement(kind, source, to, options)
    if one_string:
        complement["input"] = "string"
    records = record_list(values, translated, translation)
    complement["segments"] = records.segments

    def losses(at_once: bool) -> Named:
        source_values, results = values, translated
        if not at_once:  # from the record, since the caller may have changed the values
            source_values = records.source()
            results = translate_list(
                source_values, translation, options, _resolve_values(source_values, reader)[0]
            )
        differences = list_differences(source_values, results, translation, options)
        form = [("input_form", "")] if one_string else []
        return chain(form, locate_all(_replace_codes(differences.losses(), codes), location))

    def notices(at_once: bool) -> Named:
        source_values = values if at_once else records.source()
        return locate_all(list_notices(source_values, translation, options), location)

    results = translated[0]
    value = results if kind in LISTS else results[0] if results else None
    return Conversion(value, complement, losses, notices, (source, to))


def _with_cache(resolve: Resolve) -> Resolve:
    """Return a resolver that is called once for each argument; late losses need its old results."""
    known: dict[str, list[Json] | None] = {}

    def remember(name: str, value: Json) -> list[Json] | None:
        key = digest([name, value])
        if key not in known:
            items = resolve(name, value)
            known[key] = copy_json(items) if isinstance(items, list) else items
        return known[key]

    return remember


def _history_reader(source: str, resolve: Resolve) -> HistoryReader | None:
    """Return a function that adds stored items to a history; None if its server has none."""
    read = DIALECTS[source].resolve
    return None if read is None else partial(read, resolve=resolve)


def _resolve_values(values: list[Json], read: HistoryReader | None) -> tuple[Reads, dict[str, str]]:
    """Return the values to translate, and the codes of resolved ones by their pointers."""
    if read is None:
        return None, {}
    reads, origins, codes = read(values)
    return (reads, origins), codes


def _replace_codes(named_losses: Named, code_at: dict[str, str]) -> Named:
    return ((code_at.get(pointer, code), pointer) for code, pointer in named_losses)


def _as_list(payload: Json, kind: str, source: str) -> tuple[list[Json], ListLocation]:
    """Return the list for the lens, and the location of its values in the payload."""
    if isinstance(payload, str) and kind == "history":
        form = DIALECTS[source].string_history
        if form is not None:
            return [form.read(payload)], ONE_STRING
    if kind not in LISTS:
        return [] if payload is None else [payload], ALONE
    if not isinstance(payload, list):
        raise ConversionError(f"a {kind} must be a list")
    return payload, IN_LIST
