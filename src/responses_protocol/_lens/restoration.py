"""``restore``: the reverse translation, with the exact source of all known segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from responses_protocol._formats.registry import (
    ALONE,
    BODY_KINDS,
    DIALECTS,
    IN_LIST,
    LISTS,
    find_translation,
)
from responses_protocol._lens.complement import Complement, read_complement
from responses_protocol._lens.conversion import convert
from responses_protocol._lens.losses import Loss
from responses_protocol._lens.plain import depth_error, to_plain
from responses_protocol._lens.pointer import shift_pointer
from responses_protocol._lens.restored_lists import RestoredList, relocated_errors, restore_list
from responses_protocol._values import Json
from responses_protocol.errors import ComplementError, ConversionError


@dataclass(frozen=True, eq=False)
class Restoration:
    """A restored source, and the parts of it that the complement did not contain.

    Attributes:
        value: The restored source.
        fresh: Ranges ``(start, stop)`` of the value, or of the history in it, that match no
            recorded segment and were translated anew.
        missing: The indexes of the recorded segments that were not found.
        fresh_members: The members of a request or an answer that were translated anew, since their
            counterparts changed, and members of the value that the source dialect does not have.
        uncertain: Pointers into a complement of version 1, to values that depend on the present
            translators, which may differ from those that wrote it. Empty for version 2.
    """

    value: Json
    fresh: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    fresh_members: tuple[str, ...]
    uncertain: tuple[str, ...]
    _find_losses: Callable[[], Iterable[Loss]] = field(repr=False)

    @property
    def exact(self) -> bool:
        """Whether the value is the unchanged result of ``convert``, so that the source is exact."""
        changed = self.fresh or self.missing or self.fresh_members
        return not changed and not self.uncertain

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """The content of fresh parts that the source dialect cannot express.

        Pointers are into the value. Raises ConversionError where the value is nested too deeply to
        be compared.
        """
        try:
            return tuple(self._find_losses())
        except RecursionError:
            raise ConversionError("nested too deeply to be compared") from None

    def __getstate__(self) -> dict[str, object]:
        """Return the state of a pickle: all members, and the computed losses."""
        state = {"losses": self.losses, **vars(self)}
        del state["_find_losses"]
        return state


def restore(value: Json, complement: Json) -> Json:
    """Return the exact source that ``convert`` translated to ``value``.

    Args:
        value: The value of the conversion. It may be edited: unchanged segments are restored
            exactly, and all other parts are translated.
        complement: The complement of the conversion. Neither argument is changed.

    Returns:
        The source.

    Raises:
        ComplementError: The complement is damaged, or belongs to another value.
        ConversionError: An edited part of the value can't be read.

    Example:
        >>> conversion = convert(items, to="chat_completions")
        >>> restore(conversion.value, conversion.complement) == items
        True
    """
    return restoration(value, complement).value


def restoration(value: Json, complement: Json) -> Restoration:
    """Restore as ``restore`` does, and report which parts were restored exactly.

    The arguments and the raised errors are those of ``restore``.
    """
    record = read_complement(complement)
    try:
        try:
            return _restoration(value, record)
        except (ConversionError, TypeError, AttributeError) as error:
            if isinstance(error, ComplementError):
                raise
            value = to_plain(value)
            try:
                return _restoration(value, record)
            except TypeError:
                raise ComplementError("the value contains a value that is not JSON") from None
    except RecursionError:
        raise depth_error(value) from None


def _restoration(value: Json, record_of_value: Complement) -> Restoration:
    if record_of_value.kind in BODY_KINDS:
        from responses_protocol._lens.restored_bodies import restore_body

        return Restoration(*restore_body(value, record_of_value))
    values = value if record_of_value.kind in LISTS else [] if value is None else [value]
    if not isinstance(values, list):
        raise ConversionError(f"a {record_of_value.kind} must be a list")
    record = record_of_value.lists[""]
    translation = find_translation(
        record_of_value.kind, record_of_value.source, record_of_value.target
    )
    with relocated_errors((IN_LIST if record_of_value.kind in LISTS else ALONE).locate):
        restored = restore_list(values, record, translation, record_of_value.options)
    if values and record.marks and len(restored.missing) == len(record.marks):
        raise ComplementError("it belongs to another value: no part of this value matches it")
    uncertain: tuple[str, ...] = ()
    if not record_of_value.certain:
        from responses_protocol._lens.version1 import unsure_segments

        uncertain = tuple(
            unsure_segments(restored, record, translation, record_of_value.options, "/segments")
        )
    ranges = ((0, len(values)),) if record.unmarked and values else restored.fresh
    return Restoration(
        _unwrap(restored, record_of_value),
        restored.fresh,
        restored.missing,
        (),
        uncertain,
        lambda: (
            loss for start, stop in ranges for loss in _losses(values, start, stop, record_of_value)
        ),
    )


def _losses(values: list[Json], start: int, stop: int, complement: Complement) -> Iterable[Loss]:
    is_list = complement.kind in LISTS
    reverse = convert(
        values[start:stop] if is_list else values[start],
        complement.source,
        source=complement.target,
        kind=complement.kind,
        options=complement.options,
    )
    for loss in reverse.losses:
        yield replace(loss, pointer=shift_pointer(loss.pointer, start)) if is_list else loss


def _unwrap(restored: RestoredList, complement: Complement) -> Json:
    values = restored.values
    if complement.lists[""].form == "string" and len(values) == 1:
        form = DIALECTS[complement.source].string_history
        text = form.write(values[0]) if form is not None else None
        if text is not None:
            return text
    if complement.kind in LISTS:
        return values
    return values[0] if values else None
