"""``convert``: the translation, and the complement computed from what the way back would give."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Literal

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
    TRANSLATIONS,
    WHOLE_KINDS,
    Dialect,
    Kind,
    ListLocation,
    Options,
    Resolve,
    detect,
    explain_object,
    is_known,
    preset,
    resolved,
)
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.jsontext import digest
from responses_protocol.lens.complement import begin
from responses_protocol.lens.differences import Named, differences, list_notices, located
from responses_protocol.lens.lists import Reads, record, translate
from responses_protocol.lens.losses import SEVERITIES, Loss, Severity
from responses_protocol.values import Json, copied

SOURCES, ANY_KIND = (None, *DIALECTS), (None, *KINDS)  # as a caller may give them
ApiDialect = Literal["responses", "chat_completions"]
# dialects whose answers belong to a request here
REQUESTED: tuple[ApiDialect, ...] = ("responses", "chat_completions")
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

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """All that the value does not say as the source did, in the order of the source.

        To compare takes more levels than to convert: raises ConversionError where there are too
        many.
        """
        return _losses(self._find_losses, False)

    @cached_property
    def notices(self) -> tuple[Loss, ...]:
        """What is told though nothing is lost: defects of the source, such as a call without an
        output, that the value has as well, and what options write in another way.
        """
        return _losses(self._find_notices, False)

    def __getstate__(self) -> dict[str, Json]:
        """Return what a pickle holds: the members, with losses and notices as they are."""
        losses, notices = self.losses, self.notices
        state = {"value": self.value, "complement": self.complement}
        return {**state, "losses": losses, "notices": notices}


def account(conversion: Conversion) -> Conversion:
    """Make losses and notices at once, before the source or the value can have changed.

    That is faster than to make them later, of the record of the source.
    """
    vars(conversion)["losses"] = _losses(conversion._find_losses, True)
    vars(conversion)["notices"] = _losses(conversion._find_notices, True)
    return conversion


def _losses(find: Callable[[bool], Named], at_once: bool) -> tuple[Loss, ...]:
    from responses_protocol.formats.codes import CODES  # not before it is asked for

    try:
        found = dict.fromkeys(find(at_once))  # several operations may say one thing of one place
    except RecursionError:
        raise ConversionError("nested too deeply to be compared") from None
    return tuple(
        Loss(code, CODES[code].severity, pointer, CODES[code].message) for code, pointer in found
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
    if to not in DIALECTS or source not in SOURCES or kind not in ANY_KIND:
        check_choice("to", to, DIALECTS)
        check_choice("source", source, SOURCES)
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
    from responses_protocol.formats.caller_requests import request_context, without_history
    from responses_protocol.lens.plain import depth_error, plain

    def read(own: Json) -> RequestContext:
        sent = None
        if dialect == "chat_completions" and isinstance(own, dict):
            short = without_history(own)
            sent = convert(short, "responses", source=dialect, kind="request", options=options)
            sent = sent.value
        return request_context(own, dialect, options, id_seed=id_seed, sent=sent, resolve=resolve)

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
    if context is not NO_REQUEST and (kind != "response" or source not in REQUESTED):
        raise ConversionError(f"a {kind} of {source} belongs to no request")
    if resolve is not None:
        resolve = _remembered(resolve)
    if kind in WHOLE_KINDS:
        from responses_protocol.lens.bodies import convert_body  # histories do without it

        return Conversion(*convert_body(payload, kind, source, to, options, resolve, context))
    values, places = _as_list(payload, kind, source)
    known = resolve if kind == "history" and source == "responses" else None
    translation = TRANSLATIONS[kind, source, to]
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
    return Conversion(value, written, losses, notices)


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


def _reads(values: list[Json], resolve: Resolve | None) -> tuple[Reads, dict[str, str]]:
    """Return what is read of a history, and the codes of what ``resolve`` found, by pointers."""
    if resolve is None:
        return None, {}
    reads, origins, codes = resolved(values, resolve)
    return (reads, origins), codes


def _known(found: Named, codes: dict[str, str]) -> Named:
    return ((codes.get(pointer, code), pointer) for code, pointer in found)


def _as_list(payload: Json, kind: str, source: str) -> tuple[list[Json], ListLocation]:
    """Return the list that the lens works on, and where its values stand in the payload."""
    if kind == "history" and source == "responses" and isinstance(payload, str):
        return [{"type": "message", "role": "user", "content": payload}], ONE_STRING
    if kind not in LISTS:
        return [] if payload is None else [payload], ALONE
    if not isinstance(payload, list):
        raise ConversionError(f"a {kind} must be a list")
    return payload, IN_LIST
