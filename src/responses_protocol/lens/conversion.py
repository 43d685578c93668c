"""``convert``: the translation, and the complement computed from what the way back would give."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from typing import Any

from responses_protocol.arguments import check_choice, hint
from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import Preset
from responses_protocol.formats.registry import (
    ALONE,
    DEFAULT,
    DIALECTS,
    HUB,
    IN_LIST,
    KINDS,
    LISTS,
    WHOLE_KINDS,
    Dialect,
    Kind,
    ListLocation,
    Options,
    Resolve,
    detect,
    explain_object,
    find_body_translation,
    find_translation,
    is_known,
    label_of,
    preset,
)
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.jsontext import digest
from responses_protocol.lens.complement import begin
from responses_protocol.lens.differences import Named, differences, list_notices, located
from responses_protocol.lens.lists import Reads, record, translate
from responses_protocol.lens.losses import SEVERITIES, Loss, Severity
from responses_protocol.values import Json, copied

ANY_KIND = (None, *KINDS)  # as a caller may give it
HistoryReader = Callable[[list[Json]], tuple[list[Json], list[int], dict[str, str]]]
ONE_STRING = ListLocation(heads=(("", None),))  # a history that is the string of its one message


class LossError(ConversionError):
    """A conversion whose losses are graver than the caller allows; ``losses`` are all of them."""

    def __init__(self, worst: Loss, losses: tuple[Loss, ...]) -> None:
        super().__init__(f"{worst.severity} {worst.code}: {worst.message}", worst.pointer)
        self.losses = losses


@dataclass(frozen=True, eq=False)
class Conversion:
    """What ``convert`` gives: a value for the target, what it does not say, and how to undo it.

    ``value`` and ``complement`` are plain JSON values that share no list or object with the
    source or each other. ``losses`` and ``notices`` are made when they are first read.
    """

    value: Json
    complement: dict[str, Json]
    _find_losses: Callable[[bool], Named] = field(repr=False)
    _find_notices: Callable[[bool], Named] = field(repr=False)
    _dialects: tuple[str, str] = field(repr=False)  # the source and the target

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """All that the value does not say as the source did, in the order of the source.

        To compare takes more levels than to convert: raises ConversionError where there are too
        many.
        """
        return _losses(self._find_losses, False, self._dialects)

    @cached_property
    def notices(self) -> tuple[Loss, ...]:
        """What is told though nothing is lost: defects of the source, such as a call without an
        output, that the value has as well, and what options write in another way.
        """
        return _losses(self._find_notices, False, self._dialects)

    def __getstate__(self) -> dict[str, Json]:
        """Return what a pickle holds: the members, with losses and notices as they are."""
        losses, notices = self.losses, self.notices
        state = {"value": self.value, "complement": self.complement}
        return {**state, "losses": losses, "notices": notices}


def account(conversion: Conversion) -> Conversion:
    """Make losses and notices at once, before the source or the value can have changed.

    That is faster than to make them later, of the record of the source.
    """
    vars(conversion)["losses"] = _losses(conversion._find_losses, True, conversion._dialects)
    vars(conversion)["notices"] = _losses(conversion._find_notices, True, conversion._dialects)
    return conversion


def _losses(
    find: Callable[[bool], Named], at_once: bool, dialects: tuple[str, str]
) -> tuple[Loss, ...]:
    from responses_protocol.formats.codes import CODES  # not before it is asked for

    try:
        found = dict.fromkeys(find(at_once))  # several operations may say one thing of one place
    except RecursionError:
        raise ConversionError("nested too deeply to be compared") from None
    if not found:
        return ()
    source, target = map(label_of, dialects)
    return tuple(
        Loss(code, CODES[code].severity, pointer, CODES[code].message(source, target))
        for code, pointer in found
    )


def chosen_options(options: Options | str | None) -> Options:
    """Return the options that a caller means; raise ValueError where no preset has the name."""
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
    """Translate a payload, and compute what is needed to undo that exactly.

    payload
        A history (a list of Responses items or Chat messages, or the one string that Responses
        takes as input), a list of tool definitions, a tool choice, a whole request, or a whole
        answer. Pydantic and SDK objects may stand for objects. It is not changed.
    to, source
        Dialects: ``"responses"``, ``"chat_completions"`` or ``"chat_agent"``. ``source`` is
        detected where it is not given; a payload that several would accept is taken to be of
        Responses, or of Chat where ``to`` is Responses.
    kind
        ``"history"``, ``"tools"``, ``"tool_choice"``, ``"request"`` or ``"response"``; detected
        where it is not given.
    options
        Choices of representation, or the name of a preset of them: ``PRESETS`` has them all.
    fail_on
        The lightest severity that raises LossError instead of returning.
    tolerate
        Codes of losses that ``fail_on`` lets pass, whatever their severity.
    resolve
        Finds what the server of a Responses request holds: called with the name of the member
        (``"previous_response_id"``, ``"conversation"``, ``"prompt"``, or ``"item_reference"`` for
        an item) and its value, it returns the list of items it stands for, or None.
    request
        Of an answer: the caller's own request, in the dialect ``to``. Calls come back as that has
        declared the tools, a Responses answer repeats what OpenAI's repeat, and ids differ from
        those of the answers to other requests.
    id_seed
        Of an answer: what its ids are made of, besides the request.

    Raises ConversionError, with a JSON Pointer, where the payload has no readable shape or no
    kind can be detected, and ValueError for arguments that name nothing.
    """
    check_arguments(to, source, kind, fail_on, tolerate)
    chosen = chosen_options(options)
    context = known_request(request, to, chosen, id_seed, resolve)
    try:
        try:
            conversion = _convert(payload, to, source, kind, chosen, resolve, context)
        except (ValueError, TypeError, AttributeError):  # an array has no truth
            from responses_protocol.lens.plain import plain  # most payloads are plain

            payload = plain(payload)
            conversion = _convert(payload, to, source, kind, chosen, resolve, context)
    except RecursionError:
        from responses_protocol.lens.plain import depth_error

        raise depth_error(payload) from None
    if fail_on is not None:
        refuse_losses(account(conversion).losses, fail_on, tolerate)
    return conversion


def check_arguments(
    to: str, source: str | None, kind: str | None, fail_on: str | None, tolerate: Collection[str]
) -> None:
    """Raise ValueError for an argument of ``convert`` that names nothing."""
    names = tuple(DIALECTS)
    if to not in names or (source is not None and source not in names) or kind not in ANY_KIND:
        check_choice("to", to, names)
        check_choice("source", source, (None, *names))
        check_choice("kind", kind, ANY_KIND)
    if fail_on is not None:
        check_tolerance(fail_on, tolerate)


def known_request(
    request: Json | RequestContext,
    dialect: Dialect,
    options: Options,
    id_seed: str | None = None,
    resolve: Resolve | None = None,
) -> RequestContext:
    """Return what the answer to a request of this dialect is read by.

    Pydantic and SDK objects may stand for objects in it; one that was made before is returned.
    Raises ConversionError where the request has no readable shape.
    """
    if request is None and id_seed is None:
        return NO_REQUEST
    if isinstance(request, RequestContext):
        return request
    from responses_protocol.formats.caller_requests import request_context
    from responses_protocol.lens.plain import depth_error, plain

    answers = DIALECTS[dialect].answers
    if answers is None:
        names = " and ".join(name for name, one in DIALECTS.items() if one.answers is not None)
        raise ValueError(f"only answers to {names} belong to a request")
    server: Any = answers.server
    shorten = answers.shorten
    layout = find_body_translation("request", dialect, server).source

    def read(own: Json) -> RequestContext:
        sent = own
        if shorten is not None and isinstance(own, dict):
            short = shorten(own)
            sent = convert(short, server, source=dialect, kind="request", options=options).value
        return request_context(
            own, dialect, options, layout, id_seed=id_seed, sent=sent, resolve=resolve
        )

    try:
        try:
            return read(request)
        except (ConversionError, TypeError, AttributeError):
            return read(plain(request))
    except RecursionError:
        raise depth_error(request) from None


def _route(payload: Json, to: str, source: str | None, kind: str | None) -> tuple[str, str]:
    """Find the dialect and kind that the caller did not give."""
    if source is None or kind is None:
        dialect, found = detect(payload)
        if kind is None and found == "tool_choice":
            reason = explain_object(payload)
            if reason is not None:
                raise ConversionError(reason)
        if kind not in (None, found):
            dialect = None  # what was detected is not what the caller says it is
        kind = kind or found or "history"
        if source is None:
            source = dialect or next(name for name in DIALECTS if name != to)
    if source == to:
        raise ConversionError(f"this is {to} already; there is nothing to convert")
    if not is_known(kind, source, to):
        by_hub = is_known(kind, source, HUB) and is_known(kind, HUB, to)
        hint = f"; convert it to {HUB} first, and that to {to}" if by_hub else ""
        raise ConversionError(f"there is no way from {source} to {to} for a {kind}{hint}")
    return source, kind


def check_tolerance(fail_on: str, tolerate: Collection[str]) -> None:
    """Raise ValueError where ``fail_on`` is no severity, or ``tolerate`` holds what is no code."""
    from responses_protocol.formats.codes import CODES

    check_choice("fail_on", fail_on, SEVERITIES)
    unknown = sorted(set(tolerate) - CODES.keys())
    if unknown:
        near = hint(unknown[0], CODES)
        raise ValueError(f"tolerate: no loss has the code {', '.join(unknown)}{near}")


def refuse_losses(
    losses: tuple[Loss, ...], fail_on: Severity, tolerate: Collection[str] = ()
) -> None:
    """Raise LossError where a loss is as grave as ``fail_on``, or graver, and not tolerated."""
    grave = [
        loss
        for loss in losses
        if SEVERITIES.index(loss.severity) >= SEVERITIES.index(fail_on)
        and loss.code not in tolerate
    ]
    if grave:
        worst = max(grave, key=lambda loss: SEVERITIES.index(loss.severity))
        raise LossError(worst, losses)


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
        raise ConversionError(f"a {kind} of {source} belongs to no request")
    if resolve is not None:
        resolve = _remembered(resolve)
    if kind in WHOLE_KINDS:
        from responses_protocol.lens.bodies import convert_body  # histories do without it

        body = convert_body(payload, kind, source, to, options, resolve, context)
        return Conversion(*body, (source, to))
    values, places = _as_list(payload, kind, source)
    known = None if resolve is None or kind != "history" else _history_reader(source, resolve)
    translation = find_translation(kind, source, to)
    reads, codes = _reads(values, known)
    try:
        translated = translate(values, translation, options, reads)
    except ConversionError as error:
        raise ConversionError(error.reason, places.locate(error.pointer)) from None
    one_string = places is ONE_STRING
    written = begin(kind, source, to, options)
    if one_string:
        written["input"] = "string"
    records = record(values, translated, translation)
    written["segments"] = records.segments

    def losses(at_once: bool) -> Named:
        own, made = values, translated
        if not at_once:  # as they were, since the caller may have changed them
            own = records.source()
            made = translate(own, translation, options, _reads(own, known)[0])
        found = differences(own, made, translation, options)
        form = [("input_form", "")] if one_string else []
        return chain(form, located(_known(found.losses(), codes), places))

    def notices(at_once: bool) -> Named:
        own = values if at_once else records.source()
        return located(list_notices(own, translation, options), places)

    made = translated[0]
    value = made if kind in LISTS else made[0] if made else None
    return Conversion(value, written, losses, notices, (source, to))


def _remembered(resolve: Resolve) -> Resolve:
    """Return a resolver that is asked once for each thing: losses read late are those of now."""
    known: dict[str, list[Json] | None] = {}

    def remember(name: str, value: Json) -> list[Json] | None:
        key = digest([name, value])
        if key not in known:
            found = resolve(name, value)
            known[key] = copied(found) if isinstance(found, list) else found
        return known[key]

    return remember


def _history_reader(source: str, resolve: Resolve) -> HistoryReader | None:
    """Return a function that reads a history of a dialect with what its server holds."""
    read = DIALECTS[source].resolve
    return None if read is None else partial(read, resolve=resolve)


def _reads(values: list[Json], read: HistoryReader | None) -> tuple[Reads, dict[str, str]]:
    """Return the values to read for a history, and the codes of resolved ones, by pointers."""
    if read is None:
        return None, {}
    reads, origins, codes = read(values)
    return (reads, origins), codes


def _known(found: Named, codes: dict[str, str]) -> Named:
    return ((codes.get(pointer, code), pointer) for code, pointer in found)


def _as_list(payload: Json, kind: str, source: str) -> tuple[list[Json], ListLocation]:
    """Return the list that the lens works on, and where its values stand in the payload."""
    if isinstance(payload, str) and kind == "history":
        form = DIALECTS[source].string_history
        if form is not None:
            return [form.read(payload)], ONE_STRING
    if kind not in LISTS:
        return [] if payload is None else [payload], ALONE
    if not isinstance(payload, list):
        raise ConversionError(f"a {kind} must be a list")
    return payload, IN_LIST
