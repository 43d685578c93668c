"""``restore``: the way back, with what the complement knows put in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.formats.registry import (
    ALONE,
    DIALECTS,
    IN_LIST,
    LISTS,
    WHOLE_KINDS,
    find_translation,
)
from responses_protocol.lens.complement import Complement, read
from responses_protocol.lens.conversion import convert
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.plain import depth_error, plain
from responses_protocol.lens.pointer import shifted
from responses_protocol.lens.restored_lists import RestoredList, errors_in, restore_list
from responses_protocol.values import Json


@dataclass(frozen=True, eq=False)
class Restoration:
    """What ``restoration`` gives: the source, and how much of it the complement knew.

    ``fresh`` holds the ranges ``(start, stop)`` of the value, or of the history in it, that no
    recorded segment matched, and that were read without one; ``missing`` the numbers of segments
    that were not found. ``fresh_members`` names the members of a request or an answer that come
    back as they are read, since their counterparts were changed, and members of the value that
    the source has no word for. ``uncertain`` points into a
    complement of version 1, at what depends on the translators of today, which may read otherwise
    than those that wrote it. What version 2 restores is certain.
    """

    value: Json
    fresh: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    fresh_members: tuple[str, ...]
    uncertain: tuple[str, ...]
    _find_losses: Callable[[], Iterable[Loss]] = field(repr=False)

    @property
    def exact(self) -> bool:
        """Whether the value is what ``convert`` gave, so that the source is too."""
        changed = self.fresh or self.missing or self.fresh_members
        return not changed and not self.uncertain

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What the fresh parts say that the source dialect can't; pointers are into the value.

        Raises ConversionError where they are nested too deeply to be compared.
        """
        try:
            return tuple(self._find_losses())
        except RecursionError:
            raise ConversionError("nested too deeply to be compared") from None

    def __getstate__(self) -> dict[str, object]:
        """Return what a pickle holds: the members, with the losses as they are."""
        state = {"losses": self.losses, **vars(self)}
        del state["_find_losses"]
        return state


def restore(value: Json, complement: Json) -> Json:
    """Return the source that ``convert`` made ``value`` of, exactly.

    The value may have been edited: what stands untouched comes back exactly, and the rest is read
    as it is. Raises ComplementError where the complement is damaged or belongs to another value,
    and ConversionError where the value has no readable shape.
    """
    return restoration(value, complement).value


def restoration(value: Json, complement: Json) -> Restoration:
    """Do what ``restore`` does, and say which parts were restored and which were read afresh."""
    known = read(complement)
    try:
        try:
            return _restoration(value, known)
        except (ConversionError, TypeError, AttributeError) as error:
            if isinstance(error, ComplementError):
                raise
            value = plain(value)
            try:
                return _restoration(value, known)
            except TypeError:
                raise ComplementError("it holds what is no JSON value") from None
    except RecursionError:
        raise depth_error(value) from None


def _restoration(value: Json, known: Complement) -> Restoration:
    if known.kind in WHOLE_KINDS:
        from responses_protocol.lens.restored_bodies import restore_body

        return Restoration(*restore_body(value, known))
    values = value if known.kind in LISTS else [] if value is None else [value]
    if not isinstance(values, list):
        raise ConversionError(f"a {known.kind} must be a list")
    record = known.lists[""]
    translation = find_translation(known.kind, known.source, known.target)
    with errors_in((IN_LIST if known.kind in LISTS else ALONE).locate):
        done = restore_list(values, record, translation, known.options)
    if values and record.marks and len(done.missing) == len(record.marks):
        raise ComplementError("it belongs to another value: no part of this one is known to it")
    uncertain: tuple[str, ...] = ()
    if not known.certain:
        from responses_protocol.lens.version1 import unsure_segments

        uncertain = tuple(unsure_segments(done, record, translation, known.options, "/segments"))
    ranges = ((0, len(values)),) if record.unmarked and values else done.fresh
    return Restoration(
        _unwrapped(done, known),
        done.fresh,
        done.missing,
        (),
        uncertain,
        lambda: (loss for start, stop in ranges for loss in _losses(values, start, stop, known)),
    )


def _losses(values: list[Json], start: int, stop: int, known: Complement) -> Iterable[Loss]:
    whole = known.kind in LISTS
    back = convert(
        values[start:stop] if whole else values[start],
        known.source,
        source=known.target,
        kind=known.kind,
        options=known.options,
    )
    for loss in back.losses:
        yield replace(loss, pointer=shifted(loss.pointer, start)) if whole else loss


def _unwrapped(done: RestoredList, known: Complement) -> Json:
    values = done.values
    if known.lists[""].form == "string" and len(values) == 1:
        form = DIALECTS[known.source].string_history
        text = form.write(values[0]) if form is not None else None
        if text is not None:
            return text
    if known.kind in LISTS:
        return values
    return values[0] if values else None
