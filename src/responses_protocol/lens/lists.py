"""A list of values, translated with what undoes that, segment by segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import (
    IN_LIST,
    Options,
    Places,
    Translation,
    new_ids,
)
from responses_protocol.jsontext import digest
from responses_protocol.lens.losses import name_patch
from responses_protocol.lens.patch import Patch, diff
from responses_protocol.lens.segments import LONG_RUN, mark
from responses_protocol.values import Json

Named = Iterator[tuple[str, str]]  # codes, and pointers into the list
Span = tuple[int, int, int, Patch]  # where it ends in the source, what was made, what is read back


@dataclass(frozen=True, eq=False)
class ListConversion:
    """What became of a list: its translation, and the records of its segments.

    ``spans`` are the segments, each with its patch; where none needs one, the way back gives the
    source, and ``segments`` is empty.
    """

    made: list[Json]
    segments: list[Json]
    source: list[Json]
    spans: list[Span]
    back: list[Json]
    translation: Translation
    options: Options

    def losses(self) -> Named:
        """Name every difference between the source and what the way back gives."""
        side = self.translation.side
        renamed = new_ids(self.back, self.translation.source, self.options)
        start = begin = first = 0
        for stop, last, end, patch in self.spans:
            if renamed and not renamed.keys().isdisjoint(range(begin, end)):
                names = ((self.back[at], renamed.get(at)) for at in range(begin, end))
                back = [{**value, "id": own} if own else value for value, own in names]
                patch = diff(back, self.source[start:stop], side.identity)
            if start < stop:  # something of the source, and not of what was read beside it
                back, extra = self.back[begin:end], side.name_extra
                found = name_patch(patch, self.source, start, stop, side.name_loss, back, extra)
                made = self.made[first:last]
                review = side.review
                yield from review(found, self.source, made, self.options) if review else found
            start, begin, first = stop, end, last

    def has_more(self) -> bool:
        """Tell whether the way back gives something that only stood beside the source."""
        start = 0
        for stop, _, _, patch in self.spans:
            if start == stop and patch:
                return True
            start = stop
        return False

    def notices(self) -> Named:
        """Name what is to be told of the source though nothing of it is lost."""
        find = self.translation.side.find_notices
        for code, path in find(self.source, self.options) if find else ():
            yield code, "".join(f"/{part}" for part in path)


def located(found: Named, places: Places) -> Named:
    """Make pointers into a list pointers into the payload that it was taken from."""
    if places is IN_LIST:
        return found
    return ((code, places.locate(pointer)) for code, pointer in found)


def _own_place(
    error: ConversionError, values: list[Json], reads: list[Json], origins: list[int]
) -> ConversionError:
    """Point into ``values`` where the error is there; what is read beside them has no place."""
    index, *inner = error.pointer[1:].split("/")
    at = origins[int(index)]
    if at < len(values) and values[at] is reads[int(index)]:
        return ConversionError(error.reason, "/".join(("", str(at), *inner)))
    return ConversionError(f"in what is read beside this: {error.reason}")


def convert_list(
    values: list[Json],
    translation: Translation,
    options: Options,
    reads: list[Json] | None = None,
    origins: list[int] | None = None,
) -> ListConversion:
    """Translate ``values``, and record what the way back would not give.

    Where more is translated than the source holds, that is ``reads``, and ``origins`` has the
    border in ``values`` for every border in it. Raises ConversionError with a pointer into
    ``values``.
    """
    try:
        made, cuts = translation.forward(values if reads is None else reads, options, None)
    except ConversionError as error:
        if reads is None or origins is None:
            raise
        raise _own_place(error, values, reads, origins) from None
    for index, new_id in new_ids(made, translation.target, options).items():
        made[index]["id"] = new_id
    back, back_cuts = translation.backward(made, options, None)
    spans: list[Span] = []
    identity, size = translation.side.identity, len(values)
    given_at = dict(back_cuts)
    total = len(made)
    x0 = z0 = 0
    for x1, y1 in cuts or [(size if reads is None else len(reads), 0)]:
        # a cut that both translations have, and in any case the end
        z1 = given_at.get(y1) if y1 < total else len(back)
        if z1 is None:
            continue
        if origins is not None:
            x1 = origins[x1]
        patch = diff(back[z0:z1], values[x0:x1], identity)
        spans.append((x1, y1, z1, patch))
        x0, z0 = x1, z1
    differs = any(span[3] for span in spans) or new_ids(back, translation.source, options)
    segments = _segments(made, spans) if differs else []
    return ListConversion(made, segments, values, spans, back, translation, options)


def _segments(made: list[Json], spans: list[Span]) -> list[Json]:
    """Return the records of ranges of what was made, each with the patch of what is read back."""
    segments: list[Json] = []
    start = 0
    for _, stop, _, patch in spans:
        count = stop - start
        found = digest(made[start:stop]) if 0 < count < LONG_RUN else mark(made[start:stop])
        segment: dict[str, Json] = {"digest": found}
        if count != 1:
            segment["count"] = count
        if patch:
            segment["patch"] = patch
        segments.append(segment)
        start = stop
    return segments
