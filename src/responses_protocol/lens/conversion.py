"""``convert``: the translation, and the complement computed from what the way back would give."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import (
    DEFAULT,
    DIALECTS,
    KINDS,
    LISTS,
    TRANSLATIONS,
    Options,
    Translation,
    detect,
    unique_ids,
)
from responses_protocol.lens import complement
from responses_protocol.lens.losses import SEVERITIES, Loss, Severity, name_patch
from responses_protocol.lens.patch import Patch, diff
from responses_protocol.lens.segments import LONG_RUN, digest, mark
from responses_protocol.values import Json


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
    _kind: str = field(repr=False)
    _translation: Translation = field(repr=False)
    _source: list[Json] = field(repr=False)
    _patches: list[tuple[int, int, Patch]] = field(repr=False)
    _one_string: bool = field(repr=False)
    _back: list[Json] = field(repr=False)

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """All that the value does not say as the source did, in the order of the source."""
        namer = self._translation.side.name_loss
        regained = self._regained()
        found: list[tuple[str, str]] = [("input_form", "")] if self._one_string else []
        for start, stop, patch in self._patches:
            found += name_patch(patch, self._source, start, stop, namer)
        return self._losses(
            found if not regained else [one for one in found if one[1] not in regained]
        )

    @cached_property
    def notices(self) -> tuple[Loss, ...]:
        """Defects of the source that the value has as well, such as a call without an output."""
        find = self._translation.side.find_notices
        found = find(self._source) if find else ()
        return self._losses([(code, "".join(f"/{part}" for part in path)) for code, path in found])

    def _regained(self) -> set[str]:
        """Point at ids that the way back makes after all, when it tells equal ones apart."""
        if self._translation.mints_ids != "backward":
            return set()
        made = set(unique_ids(self._back).values())
        ids = ((at, item.get("id")) for at, item in enumerate(self._source))
        return {f"/{at}/id" for at, own in ids if isinstance(own, str) and own in made}

    def _losses(self, found: list[tuple[str, str]]) -> tuple[Loss, ...]:
        from responses_protocol.formats.codes import CODES  # not before it is asked for

        # the lens has a list of what is one value for the caller
        skipped = 0 if self._kind in LISTS and not self._one_string else len("/0")
        return tuple(
            Loss(code, CODES[code].severity, pointer[skipped:], CODES[code].message)
            for code, pointer in found
        )


def convert(
    payload: Json,
    to: str,
    *,
    source: str | None = None,
    kind: str | None = None,
    options: Options | None = None,
    fail_on: Severity | None = None,
) -> Conversion:
    """Translate a payload, and compute what is needed to undo that exactly.

    payload
        A history (a list of Responses items or Chat messages, or the one string that Responses
        takes as input), a list of tool definitions, or a tool choice. Pydantic and SDK objects
        may stand for objects. It is not changed.
    to, source
        Dialects, ``"responses"`` or ``"chat_completions"``. ``source`` is detected where it is
        not given; a payload that both would accept is taken to be of the other one.
    kind
        ``"history"``, ``"tools"`` or ``"tool_choice"``; detected where it is not given.
    fail_on
        The lightest severity that raises LossError instead of returning.

    Raises ConversionError, with a JSON Pointer, where the payload has no readable shape, and
    ValueError for arguments that name nothing.
    """
    if to not in DIALECTS or source not in (None, *DIALECTS) or kind not in (None, *KINDS):
        raise ValueError(f"dialects are {', '.join(DIALECTS)}; kinds are {', '.join(KINDS)}")
    if fail_on not in (None, *SEVERITIES):
        raise ValueError(f"severities are {', '.join(SEVERITIES)}")
    try:
        try:
            conversion = _convert(payload, to, source, kind, options or DEFAULT)
        except (ConversionError, TypeError, AttributeError):
            from responses_protocol.lens.plain import plain  # most payloads are plain

            payload = plain(payload)
            conversion = _convert(payload, to, source, kind, options or DEFAULT)
    except RecursionError:
        from responses_protocol.lens.plain import depth_error

        raise depth_error(payload) from None
    if fail_on is not None:
        _refuse(conversion.losses, fail_on)
    return conversion


def _route(payload: Json, to: str, source: str | None, kind: str | None) -> tuple[str, str]:
    """Find the dialect and kind that the caller did not give."""
    if source is None or kind is None:
        dialect, found = detect(payload)
        if kind not in (None, found):
            dialect = None  # what was detected is not what the caller says it is
        kind = kind or found or "history"
        if source is None:
            other = next(name for name in DIALECTS if name != to)
            source = dialect or other
    if source == to:
        raise ConversionError(f"this is {to} already; there is nothing to convert")
    return source, kind


def _refuse(losses: tuple[Loss, ...], fail_on: Severity) -> None:
    if losses:
        worst = max(losses, key=lambda loss: SEVERITIES.index(loss.severity))
        if SEVERITIES.index(worst.severity) >= SEVERITIES.index(fail_on):
            raise LossError(worst, losses)


def _convert(
    payload: Json, to: str, source: str | None, kind: str | None, options: Options
) -> Conversion:
    source, kind = _route(payload, to, source, kind)
    translation = TRANSLATIONS[kind, source, to]
    one_string = kind == "history" and source == "responses" and isinstance(payload, str)
    values = _as_list(payload, kind, one_string)
    try:
        made, cuts = translation.forward(values, options, None)
    except ConversionError as error:
        if kind in LISTS and not one_string:
            raise
        raise ConversionError(error.reason, error.pointer[len("/0") :]) from None
    if translation.mints_ids == "forward":
        for index, new_id in unique_ids(made).items():
            made[index]["id"] = new_id
    back, back_cuts = translation.backward(made, options, None)
    segments: list[Json] = []
    patches: list[tuple[int, int, Patch]] = []
    identity, size = translation.side.identity, len(values)
    given_at = dict(back_cuts)
    x0 = y0 = z0 = 0
    for x1, y1 in cuts or [(size, 0)]:
        # a cut that both translations have, and in any case the end
        z1 = given_at.get(y1) if x1 < size else len(back)
        if z1 is None:
            continue
        count = y1 - y0
        found = digest(made[y0:y1]) if 0 < count < LONG_RUN else mark(made[y0:y1])
        segment: dict[str, Json] = {"digest": found}
        if count != 1:
            segment["count"] = count
        patch = diff(back[z0:z1], values[x0:x1], identity)
        if patch:
            segment["patch"] = patch
            patches.append((x0, x1, patch))
        segments.append(segment)
        x0, y0, z0 = x1, y1, z1
    return Conversion(
        made if kind in LISTS else made[0] if made else None,
        complement.write(kind, source, to, options, one_string, segments if patches else []),
        kind,
        translation,
        values,
        patches,
        one_string,
        back,
    )


def _as_list(payload: Json, kind: str, one_string: bool) -> list[Json]:
    if one_string:
        return [{"type": "message", "role": "user", "content": payload}]
    if kind not in LISTS:
        return [] if payload is None else [payload]
    if not isinstance(payload, list):
        raise ConversionError(f"a {kind} must be a list")
    return payload
